"""What the explorer re-weighs, read from the published database: every council of one type by dimension."""

from __future__ import annotations

import sqlite3
import tomllib
from dataclasses import dataclass

from errors import PublishedError
from scoring.panel import Rules
from store import reader


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of the edition's scope; `weight` is its share (0-1) for a type, 0 where nothing applies."""

    code: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension of one council, 0-1. score is None where nothing was observed; the bounds always hold."""

    score: float | None
    lower: float
    upper: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Council:
    """One council as the explorer sees it: `parts` in the order of the dimensions, None where none applies.

    rank_best, rank_worst, rank_of: the index's own rank range (its 90 % interval, the possible rank in an edition
    without intervals), None if it does not rank the council. below, above: how far the 90 % range of its score
    in the index reaches down and up from it, 0-1; 0 in an edition without intervals.
    """

    slug: str
    name: str
    parts: tuple[Part | None, ...]
    rank_best: int | None
    rank_worst: int | None
    rank_of: int | None
    below: float = 0.0
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class Standings:
    """All councils of one type with the dimensions of the scope and the rules that rank them."""

    type: str
    dimensions: tuple[Dimension, ...]
    councils: tuple[Council, ...]
    rules: Rules

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
        rules=rules(connection, edition["framework_version"], edition["scope"]),
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
SELECT s.authority, s.slug, a.name, s.rank_of,
  coalesce(s.interval_low, s.rank_best) AS best, coalesce(s.interval_high, s.rank_worst) AS worst,
  coalesce(max(s.score - s.score_low, 0), 0) AS below, coalesce(max(s.score_high - s.score, 0), 0) AS above
FROM scores s JOIN authorities a USING (authority) WHERE s.edition = ? AND s.type = ? ORDER BY a.name
"""
_PARTS = """
SELECT p.authority, p.dimension, p.score, p.lower, p.upper, p.coverage
FROM dimension_scores p JOIN scores s USING (edition, authority) WHERE p.edition = ? AND s.type = ?
"""


def _councils(
    connection: sqlite3.Connection, edition: str, kind: str, dimensions: tuple[Dimension, ...]
) -> tuple[Council, ...]:
    parts = {
        (row["authority"], row["dimension"]): Part(row["score"], row["lower"], row["upper"], row["coverage"])
        for row in reader.rows(connection, _PARTS, edition, kind)
        if row["lower"] is not None and row["upper"] is not None
    }
    return tuple(
        Council(
            slug=row["slug"],
            name=row["name"],
            parts=tuple(parts.get((row["authority"], dimension.code)) for dimension in dimensions),
            rank_best=row["best"],
            rank_worst=row["worst"],
            rank_of=row["rank_of"],
            below=row["below"],
            above=row["above"],
        )
        for row in reader.rows(connection, _COUNCILS, edition, kind)
    )


def rules(connection: sqlite3.Connection, version: str, scope: str) -> Rules:
    """Return the rules of one scope from the framework text that the database carries.

    Raises PublishedError if that text does not declare the scope.
    """
    row = reader.one(connection, "SELECT text FROM framework WHERE version = ?", version)
    declared = tomllib.loads(row["text"]).get("scope", []) if row else []
    for block in declared:
        if block.get("code") == scope:
            return Rules(
                p=float(block["p"]),
                coverage_minimum=block["coverage_minimum"],
                dimension_minimum=block["dimension_minimum"],
                dimensions_minimum=block["dimensions_minimum"],
            )
    raise PublishedError(f'framework {version}: field "scope": "{scope}" is not declared; expected its ranking rules')
