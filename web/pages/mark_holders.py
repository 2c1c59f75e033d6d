"""Who has a mark at its best, and who needs it too: the most similar councils of the type first."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edition.reader import Record, rows

MOST = 3
"""A change names so many councils that have it, and so many that need it."""
BEST = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class MarkHolders:
    """Councils of one type and one indicator, nearest first; rows of `cells` with the council's names.

    has: at the best mark, of `has_all` that are; where nobody is, `has_all` is 0 and they are those that do better than
    the council. needs: seen and below the best, of `needs_all`.
    """

    has: list[Record]
    has_all: int
    needs: list[Record]
    needs_all: int


_CELLS = """
SELECT c.authority, c.indicator, c.y, c.value, c.denominator, c.url, c.observed_on, c.source, a.slug, a.short_name
FROM cells c JOIN authorities a USING (authority) WHERE c.edition = ? AND a.type = ? AND c.y IS NOT NULL
"""


def mark_holders(
    connection: sqlite3.Connection, edition: str, kind: str, own: Mapping[str, float | None], near: Sequence[str]
) -> dict[str, MarkHolders]:
    """Return indicator -> who has it. own: indicator -> the council's mark, 0-1, None not seen; near: ONS codes, most
    similar first."""
    place = {code: n for n, code in enumerate(near)}
    found: dict[str, list[sqlite3.Row]] = {code: [] for code in own}
    for row in rows(connection, _CELLS, edition, kind):
        if row["authority"] in place and row["indicator"] in found:
            found[row["indicator"]].append(row)
    return {code: _holders(sorted(all_of, key=lambda r: place[r["authority"]]), own[code])
            for code, all_of in found.items()}  # fmt: skip


def _holders(near: Sequence[Record], own: float | None) -> MarkHolders:
    best = [row for row in near if row["y"] >= BEST]
    needs = [row for row in near if row["y"] < BEST]
    better = [row for row in needs if row["y"] > (own or 0.0)]
    # Who needs it too is a question about a finding: of a mark that was not seen there is none.
    wanting = [] if own is None else needs
    return MarkHolders((best or better)[:MOST], len(best), wanting[:MOST], len(wanting))
