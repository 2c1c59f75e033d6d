"""data/sources.toml: where everything comes from, under which licence, and how much of it there is."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from declared import Entry, each_once, read_declared
from errors import BenchmarkError

FILE = "sources.toml"
_NAME = re.compile("[a-z0-9]+(?:[_-][a-z0-9]+)*")


class CatalogueError(BenchmarkError):
    """data/sources.toml cannot be used: says which entry, field and value."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How `expected` can be checked: councils with a value of `measure` dated from..until.

    above_zero: only values above 0 are counted, as the expectation counts the members of a list. ours: our
    number, which a test recomputes.
    """

    measure: str
    ours: int
    first: date
    last: date
    above_zero: bool


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One [[source]] of data/sources.toml.

    live_url and licence_url are '' where there is none. expected: councils that the compilers of the
    inputs counted, None where nobody did; difference: why ours is another number, '' if it is not.
    A source that is not enabled is neither collected nor published. looks: who looks and how often, and what a council
    can do to be looked at, for a check that a council's own site can turn away; '' for the others.
    """

    source: str
    title: str
    publisher: str
    url: str
    live_url: str
    licence: str
    licence_url: str
    attribution: str
    snapshot_on: date
    cadence: str
    used_for: str
    caveat: str
    enabled: bool
    expected: int | None
    difference: str
    counted: Counted | None
    looks: str = ""


def load_sources(path: Path) -> tuple[SourceEntry, ...]:
    """Return the entries of data/sources.toml in its order.

    Raises CatalogueError naming file, entry, field and value for a missing, unknown or ill-typed field, for an
    address that is no web address, and for a source named twice.
    """
    whole = read_declared(path, CatalogueError)
    whole.only("source")
    listed = whole.entries("source")
    entries = tuple(map(_source, listed))
    each_once(listed, "source")
    return entries


def _source(entry: Entry) -> SourceEntry:
    name = entry.text("source")
    if not _NAME.fullmatch(name):
        raise entry.wrong("source", "small letters and figures, with _ or - between words")
    entry = entry.called(f'source "{name}"')
    entry.only(*(field.name for field in fields(SourceEntry)))
    return SourceEntry(
        name,
        **{field: entry.text(field) for field in ("title", "publisher", "licence", "attribution")},
        **{field: entry.text(field) for field in ("cadence", "used_for", "caveat")},
        **{field: entry.text(field, "") for field in ("difference", "looks")},
        url=entry.address("url", secure=True),
        **{field: entry.address(field, "", secure=True) for field in ("live_url", "licence_url")},
        snapshot_on=entry.day("snapshot_on"),
        enabled=entry.flag("enabled", None),
        expected=entry.whole("expected", 0) if "expected" in entry.fields else None,
        counted=_counted(entry.table("counted")) if "counted" in entry.fields else None,
    )


def _counted(entry: Entry) -> Counted:
    entry.only("measure", "ours", "from", "until", "above_zero")
    first, last = entry.day("from"), entry.day("until")
    if last < first:
        raise entry.wrong("until", f"{first} or later, from when it is counted")
    measure, ours = entry.text("measure"), entry.whole("ours", 0)
    return Counted(measure, ours, first, last, entry.flag("above_zero", None))
