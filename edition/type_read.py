"""One type of council as the current edition scored it, read back from the published database: for what-if questions.

Marks, goalposts and context come from the tables, weights and rules from the text of the framework that the database
carries, so what is worked out from them is what was published, to the digit.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from edition.background import context_of
from edition.cells import Cell
from edition.framework_used import framework_used
from edition.panel import arrange
from edition.reader import current_edition, rows
from edition.reruns import read_reruns
from scoring.peers import Context, distances, peer_order
from scoring.published import Published, publish_scores
from scoring.what_if import Kept, kept_of

_COUNCILS = "SELECT authority, population, area_km2, deprivation FROM authorities WHERE type = ? ORDER BY authority"
_CELLS = """
SELECT c.authority, c.indicator, c.state, c.value, c.denominator, c.confidence, c.y
FROM cells c JOIN authorities a USING (authority) WHERE c.edition = ? AND a.type = ?
"""


@dataclass(frozen=True, slots=True)
class TypeRead:
    """A type as published. context: rows as the panel's. nearest: for each row the rows like it, nearest first.

    part_of: see scoring.plan.Together. kept: its re-runs, None where the edition kept none.
    """

    published: Published
    context: Context
    nearest: tuple[np.ndarray, ...]
    part_of: dict[str, str]
    kept: Kept | None

    def row(self, authority: str) -> int:
        """Return the row of a council of this type. Raises ValueError for another."""
        return self.published.panel.authorities.index(authority)


def read_type(connection: sqlite3.Connection, kind: str) -> TypeRead:
    """Return the councils of type `kind` in the current edition; raises what framework_used raises."""
    edition = current_edition(connection)
    framework = framework_used(connection, edition["framework_version"])
    councils = rows(connection, _COUNCILS, kind)
    types = {row["authority"]: kind for row in councils}
    found = rows(connection, _CELLS, edition["edition"], kind)
    rules = framework.scope(edition["scope"]).rules
    panel = arrange(framework, rules, types, [_cell(row) for row in found])
    at = {code: i for i, code in enumerate(panel.authorities)}, {c.code: j for j, c in enumerate(panel.columns)}
    y = panel.y.copy()
    for row in found:
        y[at[0][row["authority"]], at[1][row["indicator"]]] = np.nan if row["y"] is None else row["y"]
    context = _context(kind, councils)
    published = publish_scores(replace(panel, y=y), context)
    reruns = read_reruns(connection, edition["edition"], kind, panel.dimensions)
    kept = kept_of(published, reruns.parts, [at[0][code] for code in reruns.place]) if reruns else None
    part_of = {one.code: one.part_of for one in framework.indicators if one.part_of}
    nearest = peer_order(context, distances(context))
    return TypeRead(published, context, nearest, part_of, kept)


def _cell(row: Any) -> Cell:
    return Cell(
        row["authority"], row["indicator"], row["state"], value=row["value"], denominator=row["denominator"],
        confidence=row["confidence"],
    )  # fmt: skip


def _context(kind: str, councils: list[sqlite3.Row]) -> Context:
    values = [
        (row["population"], row["population"] / row["area_km2"] if row["population"] and row["area_km2"] else None,
         row["deprivation"])
        for row in councils
    ]  # fmt: skip
    return context_of([row["authority"] for row in councils], [kind] * len(councils), values)
