"""Compiled facts as files: data/facts/<source>.csv, written whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from collectors.open_data.gathering import fact_order
from collectors.open_data.tables import Row, read_table
from models import Fact, Status

HEADER = ("authority", "measure", "value", "denominator", "status", "observed_on", "source", "text", "url")


def facts_as_csv(facts: Iterable[Fact]) -> bytes:
    """Return facts as UTF-8 CSV with "\\n" line ends, sorted by measure, authority and day."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_cells(fact) for fact in sorted(facts, key=fact_order))
    return text.getvalue().encode()


def _cells(fact: Fact) -> tuple[str, ...]:
    value = "" if fact.value is None else f"{fact.value:.10g}"
    denominator = "" if fact.denominator is None else str(fact.denominator)
    day = fact.observed_on.isoformat()
    return fact.authority, fact.measure, value, denominator, fact.status, day, fact.source, fact.text, fact.url


def read_facts(path: Path) -> tuple[Fact, ...]:
    """Return the facts of one file in its order. Raises SourceError naming line and column if it is malformed."""
    rows = read_table(path.stem, path.name, path.read_bytes(), HEADER, ("measure", "authority", "observed_on"))
    return tuple(_fact(row) for row in rows)


def _fact(row: Row) -> Fact:
    try:
        status = Status(row.text("status"))
    except ValueError:
        raise row.refuse("status", f"{row.text('status')!r} is no status") from None
    value = row.number("value") if row.text("value") else None
    if (value is None) == (status is Status.MEASURED):
        raise row.refuse("value", f"{row.text('value')!r} with status {status}")
    denominator = row.whole("denominator") if row.text("denominator") else None
    names = row.needed("authority"), row.needed("measure")
    shown = row.text("source"), denominator, row.text("text"), row.text("url")
    return Fact(*names, value, status, row.day("observed_on"), *shown)


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
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(written)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def newest_day(facts: Iterable[Fact]) -> date | None:
    """Return the newest day of observation, or None if there are no facts."""
    return max((fact.observed_on for fact in facts), default=None)
