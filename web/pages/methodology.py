"""How scores are made and how far to trust them, from the published framework, weights and computed checks."""

from __future__ import annotations

import json
import sqlite3
from statistics import median
from typing import Any

import flask

from edition.framework_used import scope_used
from edition.reader import current_edition, rows, summaries
from scoring.rounding import out_of_100
from web.pages.home import type_counts
from web.pages.render import database, page
from web.pages.words import TYPES, factor
from web.words.catalogue import word


def add(blueprint: flask.Blueprint) -> None:
    """Add the methodology page, what is known of how far to trust it, and the framework's own text."""
    blueprint.add_url_rule("/methodology", "methodology", show)
    blueprint.add_url_rule("/methodology/trust", "trust", show_trust)
    blueprint.add_url_rule("/methodology/framework.toml", "framework_text", text)


def show() -> tuple[str, int]:
    """Render the methodology of the current edition."""
    connection = database()
    edition = current_edition(connection)
    figures = summaries(connection, edition["edition"])
    return page(
        "methodology.html",
        edition=edition,
        rules=scope_used(connection, edition).rules,
        dimensions=rows(connection, "SELECT * FROM dimensions ORDER BY position"),
        weights=weights(connection),
        types=TYPES,
        indicators=rows(connection, "SELECT * FROM indicators WHERE scored = 1 ORDER BY position"),
        facts=rows(connection, "SELECT * FROM indicators WHERE scored = 0 ORDER BY position"),
        questions=not_measured(connection),
        shown_only=len(rows(connection, "SELECT 1 FROM questions WHERE state = 'shown'")),
        coverage=coverage(connection, edition["edition"]),
        figures={key: value for (key, kind), value in figures.items() if not kind},
        ladder=figures.get(("ladder", ""), []),
        maturity=figures.get(("maturity", ""), []),
        without=without(connection, figures),
    )


def show_trust() -> tuple[str, int]:
    """Render what is known of how far the figures of the current edition can be trusted."""
    connection = database()
    edition = current_edition(connection)
    figures = summaries(connection, edition["edition"])
    shares = factors(connection, edition["edition"])
    return page(
        "trust.html",
        edition=edition,
        dimensions=rows(connection, "SELECT * FROM dimensions ORDER BY position"),
        types=TYPES,
        figures={key: value for (key, kind), value in figures.items() if not kind},
        trust={kind: value for (key, kind), value in figures.items() if key == "trust" and kind},
        effective=effective(figures),
        left_out=left_out(connection, edition["edition"]),
        factors=shares,
        noisy=any((row["total"] or 0) > 1 for by_type in shares.values() for row in by_type.values()),
        consistency=consistency(connection, edition["edition"]),
        shifted=shifted(connection, edition["edition"]),
        sources={row["source"]: row["title"] for row in rows(connection, "SELECT source, title FROM sources")},
        without=without(connection, figures),
        service_names={row["service"]: row["name"] for row in rows(connection, "SELECT service, name FROM services")},
        earlier=earlier(connection, edition["edition"]),
    )


def not_measured(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the questions that the edition cannot answer, each with why in words."""
    found = rows(connection, "SELECT * FROM questions WHERE state = 'not_measured' ORDER BY dimension, position")
    return [dict(row) | {"why": word(row["why"])} for row in found]


def without(connection: sqlite3.Connection, figures: dict[tuple[str, str], Any]) -> dict[str, Any] | None:
    """Return what the second table leaves out, by name, and by type how far it differs; None if there is none."""
    named = figures.get(("without", ""))
    if named is None:
        return None
    names = {row["indicator"]: row["name"] for row in rows(connection, "SELECT indicator, name FROM indicators")}
    moved = {kind: value for (key, kind), value in figures.items() if key == "without" and kind}
    return {"names": [names[code] for code in named["left_out"]], "moved": moved}


_EARLIER = """
SELECT e.framework_version, e.score AS earlier_score, e.rank_low AS earlier_low, e.rank_high AS earlier_high,
  e.rank_of AS earlier_of, s.score, s.interval_low, s.interval_high, s.rank_of, a.slug, a.short_name,
  (SELECT group_concat(i.name, ', ') FROM cells c JOIN indicators i USING (indicator) WHERE c.edition = e.edition
    AND c.authority = e.authority AND c.state = 'missing') AS unseen
FROM earlier_figures e JOIN scores s USING (edition, authority) JOIN authorities a USING (authority)
WHERE e.edition = ? AND e.score IS NOT NULL AND s.score IS NOT NULL ORDER BY a.name
"""


def earlier(connection: sqlite3.Connection, edition: str) -> dict[str, Any] | None:
    """Return how scores differ from those of an earlier version of the framework, and the ten largest; None if none."""
    found = rows(connection, _EARLIER, edition)
    if not found:
        return None
    changed = {row["slug"]: out_of_100(row["score"]) - out_of_100(row["earlier_score"]) for row in found}
    changes = tuple(changed.values())
    return {
        "version": found[0]["framework_version"], "both": len(found), "up": sum(c > 0 for c in changes),
        "down": sum(c < 0 for c in changes), "same": sum(c == 0 for c in changes),
        "most": sorted(found, key=lambda row: -abs(changed[row["slug"]]))[:10],
    }  # fmt: skip


def text() -> flask.Response:
    """Send the framework file of the current edition, byte for byte as it was used."""
    found = rows(database(), "SELECT f.text FROM framework f JOIN editions e ON e.framework_version = f.version "
                 "WHERE e.is_current = 1")  # fmt: skip
    if not found:
        flask.abort(404, description="This edition does not carry the text of its framework.")
    return flask.Response(found[0]["text"], mimetype="text/plain")


def shifted(connection: sqlite3.Connection, edition: str) -> sqlite3.Row | None:
    """Return what the newest detectors changed on the same pages: versions, values changed, compared; or None."""
    found = rows(
        connection, "SELECT min(version_before) AS before, max(version_after) AS now, sum(changed) AS changed, "
        "sum(compared) AS compared FROM shifts WHERE edition = ? HAVING count(*) > 0", edition
    )  # fmt: skip
    return found[0] if found else None


def weights(connection: sqlite3.Connection) -> dict[str, dict[str, sqlite3.Row]]:
    """Return dimension -> type -> its nominal weight and the share used in this scope, both 0-1."""
    table: dict[str, dict[str, sqlite3.Row]] = {}
    for row in rows(connection, "SELECT * FROM dimension_weights"):
        table.setdefault(row["dimension"], {})[row["type"]] = row
    return table


def coverage(connection: sqlite3.Connection, edition: str) -> list[dict[str, Any]]:
    """Return per type how many councils are ranked and the middle, least and most coverage (0-1)."""
    shares: dict[str, list[float]] = {}
    for row in rows(connection, "SELECT type, coverage FROM scores WHERE edition = ?", edition):
        shares.setdefault(row["type"], []).append(row["coverage"])
    return [
        {"type": one, "median": median(shares[one.type]), "least": min(shares[one.type]), "most": max(shares[one.type])}
        for one in type_counts(connection, edition)
    ]


def effective(figures: dict[tuple[str, str], Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return dimension -> type -> its nominal share, its share of the variance of scores, and whether they part."""
    table: dict[str, dict[str, dict[str, Any]]] = {}
    for (key, kind), value in figures.items():
        for one in value if key == "effective" else ():
            table.setdefault(one["dimension"], {})[kind] = one
    return table


_LEFT_OUT = """
SELECT s.kind, s.code, s.type, s.mean_shift, s.max_shift, s.flagged, coalesce(i.name, d.name, s.code) AS name
FROM sensitivity s LEFT JOIN indicators i ON i.indicator = s.code LEFT JOIN dimensions d ON d.dimension = s.code
WHERE s.edition = ? AND s.kind != 'factor' ORDER BY s.kind DESC, i.position, d.position
"""


def left_out(connection: sqlite3.Connection, edition: str) -> dict[str, dict[str, sqlite3.Row]]:
    """Return name of an indicator or dimension -> type ('' all councils) -> how ranks move if it is left out."""
    table: dict[str, dict[str, sqlite3.Row]] = {}
    for row in rows(connection, _LEFT_OUT, edition):
        name = row["name"] if row["kind"] == "indicator" else f"The whole dimension: {row['name']}"
        table.setdefault(name, {})[row["type"]] = row
    return table


def factors(connection: sqlite3.Connection, edition: str) -> dict[str, dict[str, sqlite3.Row]]:
    """Return factor -> type -> the share of the variance of ranks in which it takes part (Sobol total effect)."""
    table: dict[str, dict[str, sqlite3.Row]] = {}
    for row in rows(connection, "SELECT * FROM sensitivity WHERE edition = ? AND kind = 'factor'", edition):
        table.setdefault(factor(row["code"]), {})[row["type"]] = row
    return table


def consistency(connection: sqlite3.Connection, edition: str) -> list[dict[str, Any]]:
    """Return the consistency figures of each dimension over all councils, or over each type if not all share it."""
    found = rows(
        connection,
        "SELECT c.*, d.name FROM consistency c JOIN dimensions d USING (dimension) WHERE c.edition = ? "
        "ORDER BY d.position, c.type",
        edition,
    )
    whole = {row["dimension"] for row in found if not row["type"]}
    kept = [row for row in found if not row["type"] or row["dimension"] not in whole]
    return [{"name": row["name"], "type": row["type"], **json.loads(row["value"])} for row in kept]
