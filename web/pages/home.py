"""The front page: the postcode first, then what this edition measures, what it found, and the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import flask

from edition.reader import current_edition, rows, scored_dimensions, summaries, untested
from scoring.rounding import out_of_100
from web.pages.render import database, page
from web.pages.ways import events
from web.pages.words import TYPES, type_plural
from web.words import format as fmt
from web.words.language import say, say_n, translated


@dataclass(frozen=True, slots=True)
class TypeCount:
    """How many councils of one type there are and are ranked; median published score 0-1 or None."""

    type: str
    name: str
    ranked: int
    total: int
    median: float | None
    low: float | None
    high: float | None


def add(blueprint: flask.Blueprint) -> None:
    """Add the front page."""
    blueprint.add_url_rule("/", "home", home)


def home() -> tuple[str, int]:
    """Render the front page."""
    connection = database()
    edition = current_edition(connection)
    found = type_counts(connection, edition["edition"])
    return page(
        "home.html",
        edition=edition,
        types=found,
        total=sum(count.total for count in found),
        ranked=sum(count.ranked for count in found),
        dimensions=scored_dimensions(connection),
        heavy=heavy(connection),
        second=("without", "") in summaries(connection, edition["edition"]),
        untested=untested(connection),
        events=events(connection),
        all_dimensions=rows(connection, "SELECT count(*) FROM dimensions")[0][0],
        indicators=rows(connection, "SELECT * FROM indicators WHERE scored = 1 ORDER BY position"),
        findings=findings(connection, edition["edition"]),
    )


def type_counts(connection: sqlite3.Connection, edition: str) -> list[TypeCount]:
    """Return ranked and total councils and the middle score of every type, in the usual order."""
    table: dict[str, list[sqlite3.Row]] = {}
    for row in rows(connection, "SELECT type, ranked, score FROM scores WHERE edition = ?", edition):
        table.setdefault(row["type"], []).append(row)
    return [_type_count(slug, table[slug]) for slug in TYPES if slug in table]


def _type_count(slug: str, members: Sequence[sqlite3.Row]) -> TypeCount:
    values = sorted(out_of_100(row["score"]) / 100 for row in members if row["ranked"])
    middle = median(values) if values else None
    low, high = (values[0], values[-1]) if values else (None, None)
    return TypeCount(slug, type_plural(slug), len(values), len(members), middle, low, high)


_HEAVY = """
SELECT i.name, i.indicator, s.title AS source, min(w.effective) AS least, count(*) AS types FROM indicators i
JOIN dimension_weights w ON w.dimension = i.dimension AND w.effective > 0
  AND ' ' || i.applies_to || ' ' LIKE '% ' || w.type || ' %'
LEFT JOIN sources s ON s.source = i.source
WHERE i.scored = 1 AND NOT EXISTS (SELECT 1 FROM indicators o WHERE o.scored = 1 AND o.dimension = i.dimension
  AND o.indicator != i.indicator) GROUP BY i.indicator ORDER BY i.position
"""


def heavy(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the indicators that alone make a dimension of every type: name, source, least share of a score (0-1)."""
    return [row for row in rows(connection, _HEAVY) if row["types"] == len(TYPES)]


_OBSERVED = """
SELECT i.indicator, i.name, i.kind, i.unit, i.question, c.value, c.y, c.state FROM cells c
JOIN indicators i USING (indicator)
WHERE c.edition = ? AND c.state != 'not_applicable' ORDER BY i.position
"""


def findings(connection: sqlite3.Connection, edition: str) -> list[dict[str, str]]:
    """Return one finding per scored indicator, worked out from the observed cells and carrying its base."""
    table: dict[str, list[sqlite3.Row]] = {}
    for row in rows(connection, _OBSERVED, edition):
        table.setdefault(row["indicator"], []).append(row)
    return [_finding(members) for members in table.values() if any(row["value"] is not None for row in members)]


def _finding(members: Sequence[sqlite3.Row]) -> dict[str, str]:
    first, seen = members[0], [row["value"] for row in members if row["value"] is not None]
    base = say_n(
        "seen for %(seen)s of %(n)s council", "seen for %(seen)s of %(n)s councils", len(members), seen=len(seen)
    )
    told = {"code": first["indicator"], "question": translated(first["question"]), "base": base}
    if first["kind"] in ("binary", "ordinal"):
        some = sum(value > 0 for value in seen)
        share = fmt.percent(some / len(seen))
        text = say("%(some)s of the %(of)s observed (%(share)s)", some=some, of=len(seen), share=share)
        return {"label": say("yes") if first["kind"] == "binary" else say("at least one"), "text": text, **told}
    middle = fmt.value_text(median(seen), first["kind"], first["unit"])
    low, high = (fmt.value_text(value, first["kind"], first["unit"]) for value in (min(seen), max(seen)))
    text = say("%(middle)s, between %(low)s and %(high)s", middle=middle, low=low, high=high)
    return {"label": say("middle council"), "text": text, **told}
