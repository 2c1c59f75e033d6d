"""One council's page: the verdict with its range first, then every mark with its evidence, then what is missing."""

from __future__ import annotations

import sqlite3
from typing import Any

import flask

from pages import format as fmt
from pages.charts import line
from pages.files import csv_response, json_response
from pages.render import database, page
from pages.standing import Standing, in_type, on_core
from pages.words import reason, type_plural
from store.reader import council, council_cells, council_duties, council_facts, current_edition, rows, summaries

OPTIONAL = {
    "peers": "SELECT p.*, a.short_name, a.slug FROM peers p JOIN authorities a ON a.authority = p.peer "
    "WHERE p.edition = ? AND p.authority = ? ORDER BY p.position",
    "gains": "SELECT g.*, i.name, i.improve FROM gains g LEFT JOIN indicators i USING (indicator) "
    "WHERE g.edition = ? AND g.authority = ? ORDER BY g.route DESC, g.position, g.indicator",
    "gates": "SELECT * FROM gates WHERE edition = ? AND authority = ? ORDER BY level, gate",
    "successors": "SELECT n.* FROM successors n JOIN authorities a ON n.members LIKE '%\"' || a.authority || '\"%' "
    "WHERE n.edition = ? AND a.authority = ? ORDER BY n.name",
    "indistinct": "SELECT d.*, a.short_name, a.slug FROM indistinct d JOIN authorities a ON a.authority = d.other "
    "WHERE d.edition = ? AND d.authority = ? ORDER BY a.short_name",
}
"""Sections that an edition may not have: each is rendered only if its table has rows."""


def add(blueprint: flask.Blueprint) -> None:
    """Add the council page and its two downloads."""
    blueprint.add_url_rule("/council/<slug>", "council", show)
    blueprint.add_url_rule("/council/<slug>.csv", "council_csv", download_csv)
    blueprint.add_url_rule("/council/<slug>.json", "council_json", download_json)


def _row(slug: str) -> tuple[sqlite3.Connection, sqlite3.Row, sqlite3.Row]:
    connection = database()
    edition = current_edition(connection)
    row = council(connection, edition["edition"], slug)
    if row is None:
        flask.abort(404, description=f"We know no council called “{slug[:80]}”.")
    return connection, edition, row


def show(slug: str) -> tuple[str, int]:
    """Render one council's page; 404 for a slug that is none."""
    connection, edition, row = _row(slug)
    standing, code = in_type(row), row["authority"]
    cells = council_cells(connection, edition["edition"], code)
    past = history(connection, code)
    extra = {name: rows(connection, sql, edition["edition"], code) for name, sql in OPTIONAL.items()}
    return page(
        "council.html",
        edition=edition,
        row=row,
        standing=standing,
        core=on_core(row),
        verdict=verdict(row, standing),
        dimensions=_dimensions(connection, edition["edition"], code),
        cells=[cell for cell in cells if cell["state"] != "not_applicable"],
        elsewhere=[cell for cell in cells if cell["state"] == "not_applicable"],
        facts=council_facts(connection, edition["edition"], code),
        duties=council_duties(connection, code),
        unasked=rows(connection, "SELECT * FROM questions WHERE state = 'not_measured' ORDER BY position"),
        relations=rows(connection, "SELECT * FROM relations WHERE authority = ? ORDER BY on_date, other_name", code),
        former=[r["code"] for r in rows(connection, "SELECT code FROM former_codes WHERE authority = ?", code)],
        districts=rows(connection, "SELECT name, slug FROM authorities WHERE parent = ? ORDER BY name", code),
        history=past,
        moved=summaries(connection, edition["edition"]).get(("movement", "")),
        line=line([(one["as_of"], one["matched"], bool(one["joined"])) for one in past]),
        **extra,
    )


def verdict(row: sqlite3.Row, standing: Standing) -> str:
    """Return the one sentence at the top: what was found, compared with whom, and how sure that is."""
    name = row["name"]
    if standing.score is None:
        return f"We have observed nothing about {name} yet, so there is no score."
    if not standing.ranked:
        return (
            f"{name} scores {fmt.score_text(standing.score)} out of 100 on the little that we could observe. "
            f"That is too little evidence to rank it among {type_plural(row['type'])}."
        )
    return (
        f"{name} scores {fmt.score_text(standing.score)} out of 100. Among the {standing.of} ranked "
        f"{type_plural(row['type'])} its place is from {standing.best} to {standing.worst}: {_position(standing)}."
    )


def _position(standing: Standing) -> str:
    if standing.worst <= standing.of / 4:
        return "in the top quarter of its type"
    if standing.best > 3 * standing.of / 4:
        return "in the bottom quarter of its type on this evidence"
    if standing.worst <= standing.of / 2:
        return "in the top half of its type"
    if standing.best > standing.of / 2:
        return "in the bottom half of its type on this evidence"
    return "this evidence cannot say which half of its type it is in"


def _dimensions(connection: sqlite3.Connection, edition: str, code: str) -> list[sqlite3.Row]:
    return rows(
        connection,
        "SELECT s.*, d.name, d.summary, d.headline FROM dimension_scores s JOIN dimensions d USING (dimension) "
        "WHERE s.edition = ? AND s.authority = ? ORDER BY d.position",
        edition,
        code,
    )


def history(connection: sqlite3.Connection, code: str) -> list[sqlite3.Row]:
    """Return this council's rows of `history`, oldest first; one edition alone is no history."""
    found = rows(
        connection,
        "SELECT h.*, e.as_of, e.status FROM history h JOIN editions e USING (edition) "
        "WHERE h.authority = ? AND h.matched IS NOT NULL ORDER BY e.as_of",
        code,
    )
    return found if len(found) > 1 else []


def marks(connection: sqlite3.Connection, edition: str, code: str) -> list[dict[str, Any]]:
    """Return one record per scored indicator: value, points of 100 and their maximum, evidence; None unknown."""
    return [
        {
            "indicator": cell["indicator"],
            "name": cell["name"],
            "dimension": cell["dimension"],
            "state": cell["state"],
            "reason": reason(cell["reason"]) if cell["state"] == "missing" else "",
            "value": cell["value"],
            "denominator": cell["denominator"],
            "unit": cell["unit"],
            "points": _points(cell["points"]),
            "points_maximum": _points(cell["points_max"]),
            "confidence": cell["confidence"],
            "observed_on": cell["observed_on"],
            "source": cell["source"],
            "url": cell["url"],
        }
        for cell in council_cells(connection, edition, code)
    ]


def _points(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


def download_csv(slug: str) -> flask.Response:
    """Send every mark of one council as CSV."""
    connection, edition, row = _row(slug)
    before = {"authority": row["authority"], "slug": slug, "name_of_council": row["name"]}
    records = [{**before, **mark} for mark in marks(connection, edition["edition"], row["authority"])]
    return csv_response(f"{slug}.csv", edition, records, list(before))


def download_json(slug: str) -> flask.Response:
    """Send one council as JSON: register facts, standing, dimensions, marks, facts shown and not scored."""
    connection, edition, row = _row(slug)
    return json_response(f"{slug}.json", edition, council=record(connection, edition["edition"], row))


def record(connection: sqlite3.Connection, edition: str, row: sqlite3.Row) -> dict[str, Any]:
    """Return everything known about one council as JSON-ready values; scores 0-100, None unknown."""
    keys = ("authority", "slug", "name", "type", "nation", "region", "homepage", "population", "end_on")
    return {key: row[key] for key in keys} | {
        "standing": standing_record(in_type(row)),
        "common_core": standing_record(on_core(row)),
        "level": row["level_text"],
        "dimensions": [
            {key: fmt.published(d[key]) for key in ("score", "lower", "upper", "coverage", "type_median")}
            | {"dimension": d["dimension"], "name": d["name"]}
            for d in _dimensions(connection, edition, row["authority"])
        ],
        "marks": marks(connection, edition, row["authority"]),
        "facts": [
            {key: f[key] for key in ("indicator", "name", "status", "value", "text", "observed_on", "source", "url")}
            for f in council_facts(connection, edition, row["authority"])
        ],
    }


def standing_record(standing: Standing) -> dict[str, Any]:
    """Return a standing as JSON-ready values: never a rank without its range."""
    return {
        "score": fmt.published(standing.score),
        "score_low": fmt.published(standing.low),
        "score_high": fmt.published(standing.high),
        "score_floor": fmt.published(standing.floor),
        "score_ceiling": fmt.published(standing.ceiling),
        "coverage": fmt.published(standing.coverage),
        "ranked": standing.ranked,
        "rank_best": standing.best,
        "rank_worst": standing.worst,
        "rank_of": standing.of,
        "rank_basis": standing.basis,
        "not_ranked_because": "" if standing.ranked else standing.reason,
    }
