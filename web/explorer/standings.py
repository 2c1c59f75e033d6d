"""What the explorer re-weighs, read from the published database: every council of one type by dimension."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from edition import reader
from edition.framework_used import scope_used
from edition.reruns import Reruns, read_reruns
from scoring.panel import Rules
from scoring.rounding import out_of_100


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of the edition's scope; `weight` is its share (0-1) for a type, 0 where nothing applies."""

    code: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension of one council, 0-1. counted: what its score counts, missing marks put in, None if it has none."""

    counted: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Council:
    """One council as the explorer sees it: `parts` in the order of the dimensions, None where none applies.

    score, low, high: published, 0-100 with one decimal; score is None where the index does not rank the council, its
    range is there all the same. rank_best, rank_worst, rank_of: the index's own rank range, rank_middle its order.
    """

    authority: str
    slug: str
    name: str
    parts: tuple[Part | None, ...]
    score: float | None
    low: float | None
    high: float | None
    rank_middle: int | None
    rank_best: int | None
    rank_worst: int | None
    rank_of: int | None


@dataclass(frozen=True, slots=True)
class Standings:
    """All councils of one type with the dimensions of the scope, the rules that rank them and the re-runs kept.

    as_of: ISO date to which the evidence counts.
    """

    type: str
    dimensions: tuple[Dimension, ...]
    councils: tuple[Council, ...]
    rules: Rules
    reruns: Reruns | None = None
    as_of: str = ""

    @property
    def index_weights(self) -> tuple[float, ...]:
        """The index's own weights in the order of the dimensions, summing to 1."""
        return tuple(dimension.weight for dimension in self.dimensions)


def types(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the types that have councils in the database, in no particular order."""
    return tuple(row["type"] for row in reader.rows(connection, "SELECT DISTINCT type FROM authorities"))


def standings(connection: sqlite3.Connection, kind: str) -> Standings:
    """Return the current edition's councils of type `kind`. Raises PublishedError if it does not state its rules."""
    edition = reader.current_edition(connection)
    dimensions = _dimensions(connection, kind)
    return Standings(
        type=kind,
        dimensions=dimensions,
        councils=_councils(connection, edition["edition"], kind, dimensions),
        rules=scope_used(connection, edition).rules,
        reruns=read_reruns(connection, edition["edition"], kind, [one.code for one in dimensions]),
        as_of=edition["as_of"],
    )


_DIMENSIONS = """
SELECT d.dimension, d.name, coalesce(w.effective, 0) AS weight
FROM dimensions d LEFT JOIN dimension_weights w ON w.dimension = d.dimension AND w.type = ?
WHERE d.in_scope = 1 ORDER BY d.position
"""


def _dimensions(connection: sqlite3.Connection, kind: str) -> tuple[Dimension, ...]:
    found = reader.rows(connection, _DIMENSIONS, kind)
    return tuple(Dimension(row["dimension"], row["name"], row["weight"]) for row in found)


_COUNCILS = """
SELECT s.authority, s.slug, a.name, s.score, s.score_low, s.score_high, s.rank_of, s.rank_middle,
  coalesce(s.interval_low, s.rank_best) AS best, coalesce(s.interval_high, s.rank_worst) AS worst
FROM scores s JOIN authorities a USING (authority) WHERE s.edition = ? AND s.type = ? ORDER BY a.name
"""
_PARTS = """
SELECT p.authority, p.dimension, p.score, p.coverage
FROM dimension_scores p JOIN scores s USING (edition, authority) WHERE p.edition = ? AND s.type = ?
"""


def _councils(
    connection: sqlite3.Connection, edition: str, kind: str, dimensions: tuple[Dimension, ...]
) -> tuple[Council, ...]:
    parts = {
        (row["authority"], row["dimension"]): Part(row["score"], row["coverage"])
        for row in reader.rows(connection, _PARTS, edition, kind)
    }
    return tuple(
        Council(
            authority=row["authority"],
            slug=row["slug"],
            name=row["name"],
            parts=tuple(parts.get((row["authority"], dimension.code)) for dimension in dimensions),
            score=out_of_100(row["score"]),
            low=out_of_100(row["score_low"]),
            high=out_of_100(row["score_high"]),
            rank_middle=row["rank_middle"],
            rank_best=row["best"],
            rank_worst=row["worst"],
            rank_of=row["rank_of"],
        )
        for row in reader.rows(connection, _COUNCILS, edition, kind)
    )
