"""data/sources.toml: where everything comes from, under which licence, and how much of it there is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from errors import SourceError

_T = TypeVar("_T")
_ADDRESS = re.compile(r"https://[^\s/]+\.[^\s/]")

FILE = "sources.toml"
TEXTS = ("title", "publisher", "url", "licence", "attribution", "cadence", "used_for", "caveat")
MAY_BE_EMPTY = ("live_url", "licence_url", "difference", "looks")
FIELDS = frozenset({"source", *TEXTS, *MAY_BE_EMPTY, "snapshot_on", "enabled", "expected", "counted"})
COUNTED = frozenset({"measure", "ours", "from", "until", "above_zero"})


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

    Raises SourceError naming the entry and the field for a missing, unknown or ill-typed field, for an
    address that is no web address, and for a source named twice.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(FILE, f"cannot be read: {error}") from None
    found = document.get("source")
    if set(document) != {"source"} or not isinstance(found, list) or not found:
        raise SourceError(FILE, "expected a list of [[source]] and nothing else")
    for position, fields in enumerate(found, start=1):
        if not isinstance(fields, dict):
            raise _wrong(f"number {position}", "source", f"{fields!r} is not a table [[source]]")
    entries = tuple(_entry(position, fields) for position, fields in enumerate(found, start=1))
    names = [entry.source for entry in entries]
    for name in names:
        if names.count(name) > 1:
            raise _wrong(name, "source", "named twice")
    return entries


def _wrong(name: str, field: str, message: str) -> SourceError:
    return SourceError(name, f"{FILE}: {message}", column=field)


def _entry(position: int, fields: Mapping[str, object]) -> SourceEntry:
    name = fields.get("source")
    if not isinstance(name, str) or not name:
        raise _wrong(f"number {position}", "source", "expected a name")
    for field in fields.keys() - FIELDS:
        raise _wrong(name, field, f"no such field; there are {', '.join(sorted(FIELDS))}")
    texts = {field: _text(name, fields, field) for field in (*TEXTS, *MAY_BE_EMPTY)}
    for field in ("url", "live_url", "licence_url"):
        if texts[field] and not _ADDRESS.match(texts[field]):
            raise _wrong(name, field, f"{texts[field]!r} is not an https address")
    return SourceEntry(
        source=name,
        **texts,
        snapshot_on=_typed(name, fields, "snapshot_on", date, "a date such as 2026-08-31"),
        enabled=_typed(name, fields, "enabled", bool, "true or false"),
        expected=_whole(name, fields, "expected") if "expected" in fields else None,
        counted=_counted(name, fields["counted"]) if "counted" in fields else None,
    )


def _typed(name: str, fields: Mapping[str, object], field: str, kind: type[_T], words: str) -> _T:
    found = fields.get(field)
    if not isinstance(found, kind) or type(found) is not kind:  # True is an int, and no number
        raise _wrong(name, field, f"{found!r} is not {words}")
    return found


def _text(name: str, fields: Mapping[str, object], field: str) -> str:
    found = _typed(name, {"": "", **fields}, field, str, "a text") if field in fields else ""
    if not found.strip() and field not in MAY_BE_EMPTY:
        raise _wrong(name, field, "missing or empty, expected a text")
    return found.strip()


def _whole(name: str, fields: Mapping[str, object], field: str) -> int:
    found = _typed(name, fields, field, int, "a whole number")
    if found < 0:
        raise _wrong(name, field, f"{found} is below 0")
    return found


def _counted(name: str, fields: object) -> Counted:
    if not isinstance(fields, dict) or fields.keys() != COUNTED:
        raise _wrong(name, "counted", f"expected a table of {', '.join(sorted(COUNTED))}")
    first, last = (_typed(name, fields, field, date, "a date such as 2026-08-31") for field in ("from", "until"))
    if last < first:
        raise _wrong(name, "until", f"{last} is before {first}, from when it is counted")
    return Counted(
        measure=_typed(name, fields, "measure", str, "a measure"),
        ours=_whole(name, fields, "ours"),
        first=first,
        last=last,
        above_zero=_typed(name, fields, "above_zero", bool, "true or false"),
    )
