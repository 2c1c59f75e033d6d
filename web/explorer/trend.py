"""How councils did in every edition, on the questions that all editions observe: what the trend chart draws."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from edition import reader
from scoring.rounding import out_of_100


@dataclass(frozen=True, slots=True)
class Moment:
    """One council at one edition. day: ISO date; score: 0-100, None where too little was observed.

    joined: whether it may be compared with the moment before.
    """

    day: str
    score: float | None
    joined: bool


def trends(connection: sqlite3.Connection, slugs: Sequence[str]) -> dict[str, tuple[Moment, ...]]:
    """Return name -> moments, oldest first, of these councils, in their order; those with fewer than two are left out.

    The figures are the index's own, under its own weights.
    """
    sql = (
        "SELECT a.slug, a.name, e.as_of, h.matched, h.joined FROM history h JOIN editions e USING (edition) "
        f"JOIN authorities a USING (authority) WHERE a.slug IN ({','.join('?' * len(slugs))}) ORDER BY e.as_of"
    )
    found: dict[str, list[Moment]] = {}
    names: dict[str, str] = {}
    for row in reader.rows(connection, sql, *slugs):
        names[row["slug"]] = row["name"]
        found.setdefault(row["slug"], []).append(Moment(row["as_of"], out_of_100(row["matched"]), bool(row["joined"])))
    seen = {slug: own for slug, own in found.items() if sum(one.score is not None for one in own) > 1}
    return {names[slug]: tuple(seen[slug]) for slug in slugs if slug in seen}
