"""Compiled facts as files: data/facts/<source>.csv, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

from collectors.open_data.gathering import fact_order
from collectors.open_data.tables import DAY, NEEDED, NUMBER, TEXT, WHOLE, Kind, one_of, optional, read_columns
from errors import DiskError, SourceError
from models import Fact, Message, Status, read_message
from register.tables import as_csv

HEADER = ("authority", "measure", "value", "denominator", "status", "observed_on", "source", "message", "url")
KEY = ("measure", "authority", "observed_on")
COLUMNS = {
    "authority": NEEDED, "measure": NEEDED, "value": optional(NUMBER), "denominator": optional(WHOLE),
    "status": Kind(Status, one_of(*Status).expected), "observed_on": DAY, "source": TEXT, "message": TEXT, "url": TEXT,
}  # fmt: skip


def facts_as_csv(facts: Iterable[Fact]) -> bytes:
    """Return facts as UTF-8 CSV with "\\n" line ends, sorted by measure, authority and day."""
    return as_csv(HEADER, (_cells(fact) for fact in sorted(facts, key=fact_order))).encode()


def _cells(fact: Fact) -> tuple[str, ...]:
    value = "" if fact.value is None else f"{fact.value:.10g}"
    denominator = "" if fact.denominator is None else str(fact.denominator)
    day, message = fact.observed_on.isoformat(), fact.message.json() if fact.message else ""
    return fact.authority, fact.measure, value, denominator, fact.status, day, fact.source, message, fact.url


def read_facts(path: Path) -> tuple[Fact, ...]:
    """Return the facts of one file in its order.

    Raises SourceError naming row and column for a wrong header, a bad cell, a value that is not what its status
    says, or two facts for the same measure, authority and day.
    """
    raw = path.read_bytes()
    if (header := raw.partition(b"\n")[0]) != ",".join(HEADER).encode():
        raise SourceError(path.stem, f"header is {header!r}, expected {','.join(HEADER)}", row=1)
    lines, columns = read_columns(path.stem, path.name, raw, COLUMNS, KEY)

    def refuse(message: str, at: int, column: str) -> SourceError:
        return SourceError(path.stem, f"{message} (in {path.name})", lines[at], column)

    for at, (value, status) in enumerate(zip(columns["value"], columns["status"], strict=True)):
        if (value is None) == (status is Status.MEASURED):
            raise refuse(f"{value} with status {status}", at, "value")
    messages = _messages(columns["message"], refuse)
    return tuple(
        Fact(authority, measure, value, status, observed_on, source, denominator, url, messages[message])
        for authority, measure, value, denominator, status, observed_on, source, message, url
        in zip(*(columns[name] for name in HEADER), strict=True)
    )  # fmt: skip


def _messages(texts: list[str], refuse: Callable[[str, int, str], SourceError]) -> dict[str, Message | None]:
    """Return text -> message of every text of the file: few sentences are said of many councils."""
    found: dict[str, Message | None] = {"": None}
    for text in dict.fromkeys(texts):
        try:
            found[text] = read_message(text) if text else None
        except ValueError as error:
            raise refuse(str(error), texts.index(text), "message") from None
    return found


def merged(earlier: Iterable[Fact], newer: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return both, the newer fact standing where both have one for the same measure, council and day."""
    found = {fact_order(fact): fact for fact in (*earlier, *newer)}
    return tuple(found[key] for key in sorted(found))


def write_facts(path: Path, facts: Iterable[Fact]) -> bool:
    """Replace the file in one step and return True; leave a file that says the same untouched and return False.

    Whoever reads it sees all of the old facts or all of the new.
    """
    written = facts_as_csv(facts)
    if path.exists() and path.read_bytes() == written:
        return False
    write_whole(path, written)
    return True


def write_whole(path: Path, written: bytes) -> None:
    """Replace a file in one step. Raises DiskError naming it if it cannot be written to; it is then as it was.

    What a killed run left half-way has the same name each time, so that the next one writes over it.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(written)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise DiskError(f"{path}: cannot be written to ({error.strerror})") from error


def newest_day(path: Path) -> date | None:
    """Return the newest day of a file's facts, None if it has none, or none that can be read."""
    try:
        return max((fact.observed_on for fact in read_facts(path)), default=None)
    except (OSError, SourceError):
        return None
