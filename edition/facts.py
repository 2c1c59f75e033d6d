"""Reading the compiled facts of data/facts/*.csv, strictly: they are our own files."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from errors import SourceError
from models import Fact, Message, Status, read_message

HEADER = ("authority", "measure", "value", "denominator", "status", "observed_on", "source", "message", "url")
AS_WRITTEN = ("authority", "measure", "value", "denominator", "status", "observed_on", "source", "text", "url")
"""The header of a file whose collector still writes sentences."""


def load_facts(folder: Path, without: Collection[str] = ()) -> tuple[Fact, ...]:
    """Return every fact of the folder's files, except those of the sources named in `without`.

    Raises SourceError naming file, row and column for a wrong header, a value that is not what its
    status says, a bad date or number, or two facts of one source for the same authority, measure and date.
    """
    if not folder.is_dir():
        raise SourceError("facts", f"folder {folder} not found; expected the compiled facts (CSV)")
    facts: list[Fact] = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in without:
            facts.extend(_read(path))
    return tuple(facts)


def as_written(text: str) -> Message | None:
    """Return a sentence that a collector wrote itself as a message, None for none."""
    return Message("fact.as_written", {"text": text}) if text else None


def _read(path: Path) -> Iterator[Fact]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = tuple(next(rows, ()))
        if header not in (HEADER, AS_WRITTEN):
            raise SourceError(path.stem, f"header is {','.join(header)!r}, expected {','.join(HEADER)!r}", row=1)
        seen: set[tuple[str, str, date, str]] = set()
        for number, row in enumerate(rows, 2):
            fact = _fact(path.stem, number, row, header)
            key = (
                fact.authority,
                fact.measure,
                fact.observed_on,
                fact.message.json() if fact.message and fact.value is None else "",
            )
            if key in seen:
                raise SourceError(path.stem, f"second fact for {key[0]} {key[1]} on {key[2]}", row=number)
            seen.add(key)
            yield fact


def _fact(source: str, number: int, row: list[str], header: tuple[str, ...]) -> Fact:
    if len(row) != len(HEADER):
        raise SourceError(source, f"{len(row)} columns, expected {len(HEADER)}", row=number)
    cells = dict(zip(header, row, strict=True))
    column = "value"
    try:
        value = float(cells["value"]) if cells["value"] else None
        column = "denominator"
        denominator = int(cells["denominator"]) if cells["denominator"] else None
        column = "status"
        status = Status(cells["status"])
        column = "observed_on"
        observed_on = date.fromisoformat(cells["observed_on"])
        column = "message"
        message = read_message(cells["message"]) if cells.get("message") else as_written(cells.get("text", ""))
        column = "value"
        if value is not None and not abs(value) < 1e15:
            raise ValueError(f"{value} is not a number that a measure can have")
        return Fact(
            cells["authority"],
            cells["measure"],
            value,
            status,
            observed_on,
            cells["source"],
            denominator,
            url=cells["url"],
            message=message,
        )
    except ValueError as error:
        raise SourceError(source, str(error), row=number, column=column) from None
