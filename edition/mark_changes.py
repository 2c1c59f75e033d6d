"""What became of every mark between the current edition and the one before, both in one published database.

Like with like: all editions of a database are scored by the same method. A mark that was seen at one of the two dates
only is no change of the council's, because a firewall or a time-out is no verdict; nor is a share whose whole changed,
because then more or less was asked of the council. Source: scoring method, section 14.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from edition.reader import one, rows

LEAST = 0.0005
"""Marks, 0-1, that differ by less than this read the same at one decimal of 100."""


class Kind(StrEnum):
    """What became of a mark. Only `better` and `worse` say something about the council."""

    BETTER = "better"
    WORSE = "worse"
    SAME_MARK = "same-mark"
    OTHER_WHOLE = "other-whole"
    SEEN_NOW = "seen-now"
    UNSEEN_NOW = "unseen-now"


@dataclass(frozen=True, slots=True)
class Seen:
    """A mark in one edition. y: 0-1, None where missing for `reason`; observed_on: ISO 8601, None: nobody looked."""

    value: float | None
    denominator: int | None
    y: float | None
    reason: str
    observed_on: str | None
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One mark that is not as it was: whose, of which question, then and now, and what that means."""

    authority: str
    slug: str
    name: str
    short_name: str
    type: str
    nation: str
    indicator: str
    question: str
    scale: str
    unit: str
    kind: Kind
    then: Seen
    latest: Seen

    @property
    def change(self) -> float | None:
        """The change of the mark, -1 to 1; None where the two do not compare."""
        if self.kind not in (Kind.BETTER, Kind.WORSE, Kind.SAME_MARK):
            return None
        assert self.then.y is not None and self.latest.y is not None
        return self.latest.y - self.then.y


def edition_before(connection: sqlite3.Connection, edition: str) -> sqlite3.Row | None:
    """Return the row of `editions` of the newest edition that is dated before `edition`; None if there is none."""
    return one(
        connection,
        "SELECT b.* FROM editions b JOIN editions n ON n.edition = ? WHERE b.as_of < n.as_of "
        "ORDER BY b.as_of DESC, b.edition DESC LIMIT 1",
        edition,
    )


_SIDE = ("state", "reason", "value", "denominator", "y", "observed_on", "source", "url")
_PAIRS = f"""
SELECT a.authority, a.slug, a.name, a.short_name, a.type, a.nation, i.indicator, i.name AS question, i.kind AS scale,
       i.unit, {", ".join(f"o.{name} AS was_{name}, n.{name} AS now_{name}" for name in _SIDE)}
FROM cells n JOIN cells o ON o.edition = ? AND o.authority = n.authority AND o.indicator = n.indicator
JOIN authorities a ON a.authority = n.authority JOIN indicators i ON i.indicator = n.indicator
WHERE n.edition = ? AND n.state != 'not_applicable' AND o.state != 'not_applicable'
  AND (n.state != o.state OR n.value IS NOT o.value OR n.denominator IS NOT o.denominator)
ORDER BY a.name, i.position
"""


def mark_changes(connection: sqlite3.Connection, before: str, edition: str) -> tuple[MarkChange, ...]:
    """Return the marks of today's councils that differ between two editions, by council and question.

    A question that one of the editions did not ask of a council has no change; see `asked_first`.
    """
    return tuple(_change(row) for row in rows(connection, _PAIRS, before, edition))


def asked_first(connection: sqlite3.Connection, before: str, edition: str) -> list[sqlite3.Row]:
    """Return code and name of the indicators observed in an edition of which the one before had no evidence."""
    return rows(
        connection,
        "SELECT i.indicator, i.name FROM indicators i WHERE i.scored = 1 "
        "AND EXISTS (SELECT 1 FROM cells c WHERE c.edition = ? AND c.indicator = i.indicator AND state = 'observed') "
        "AND NOT EXISTS (SELECT 1 FROM cells c WHERE c.edition = ? AND c.indicator = i.indicator "
        "AND state = 'observed') ORDER BY i.position",
        edition,
        before,
    )


def _change(row: sqlite3.Row) -> MarkChange:
    about = {name: row[name] for name in ("authority", "slug", "name", "short_name", "type", "nation")}
    was, now = _seen(row, "was"), _seen(row, "now")
    return MarkChange(
        **about, indicator=row["indicator"], question=row["question"], scale=row["scale"], unit=row["unit"],
        kind=kind_of(was, now), then=was, latest=now,
    )  # fmt: skip


def _seen(row: sqlite3.Row, side: str) -> Seen:
    told: dict[str, Any] = {name: row[f"{side}_{name}"] for name in _SIDE if name != "state"}
    return Seen(**told)


def kind_of(was: Seen, now: Seen) -> Kind:
    """Return what became of a mark that was asked of a council both times, and seen at least once."""
    if was.y is None:
        return Kind.SEEN_NOW if now.y is not None else Kind.UNSEEN_NOW
    if now.y is None:
        return Kind.UNSEEN_NOW
    if was.denominator != now.denominator:
        return Kind.OTHER_WHOLE
    if abs(now.y - was.y) < LEAST:
        return Kind.SAME_MARK
    return Kind.BETTER if now.y > was.y else Kind.WORSE
