"""One question's page: how it is decided, the distribution, and every council that is asked it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

import flask

from edition.reader import Record, current_edition, one, rows
from web.pages.charts import distribution
from web.pages.facts import worded
from web.pages.render import database, page
from web.pages.words import TYPES

_CELLS = """
SELECT c.state, c.reason, c.value, c.denominator, c.y, c.observed_on, c.url, a.slug, a.short_name, a.name, a.type
FROM cells c JOIN authorities a USING (authority)
WHERE c.edition = ? AND c.indicator = ? AND c.state != 'not_applicable'
ORDER BY c.y IS NULL, c.y DESC, a.short_name
"""
_FACTS = """
SELECT f.status, f.value, f.message, f.observed_on, f.url, a.slug, a.short_name, a.type
FROM facts f JOIN authorities a USING (authority) WHERE f.edition = ? AND f.indicator = ?
ORDER BY a.short_name, f.source, f.message
"""


def add(blueprint: flask.Blueprint) -> None:
    """Add the indicator page."""
    blueprint.add_url_rule("/indicator/<code>", "indicator", show)


def show(code: str) -> tuple[str, int]:
    """Render one scored indicator or one fact that is shown and not scored; 404 for a code that is neither."""
    connection = database()
    edition = current_edition(connection)
    found = one(connection, "SELECT * FROM indicators WHERE indicator = ?", code)
    if found is None:
        flask.abort(404, description=f"We have no indicator called “{code[:40]}”.")
    kind = flask.request.args.get("type", "")
    asked = [slug for slug in TYPES if slug in found["applies_to"].split()]
    members = _members(connection, edition["edition"], found, kind if kind in asked else "")
    values = [row["value"] for row in members if row["value"] is not None]
    return page(
        "indicator.html",
        edition=edition,
        i=found,
        kind=kind if kind in asked else "",
        asked=asked,
        unknown_type=kind and kind not in asked,
        source=one(connection, "SELECT * FROM sources WHERE source = ?", found["source"]),
        dimension=one(connection, "SELECT * FROM dimensions WHERE dimension = ?", found["dimension"]),
        members=members,
        places=places([row["y"] for row in members if row["y"] is not None]) if found["scored"] else {},
        missing=[row for row in members if found["scored"] and row["state"] == "missing"],
        bars=distribution(values, found["kind"], found["unit"], bool(found["log"])) if found["scored"] else [],
    )


def places(marks: Sequence[float]) -> dict[float, str]:
    """Return mark -> the places that councils with it share among these, highest first: "1 to 34", or "35" alone."""
    found, above = {}, 0
    for mark, count in sorted(Counter(marks).items(), reverse=True):
        found[mark] = f"{above + 1}" if count == 1 else f"{above + 1} to {above + count}"
        above += count
    return found


def _members(connection: sqlite3.Connection, edition: str, found: sqlite3.Row, kind: str) -> Sequence[Record]:
    sql = _CELLS if found["scored"] else _FACTS
    stored = rows(connection, sql, edition, found["indicator"])
    members: Sequence[Record] = stored if found["scored"] else worded(stored)
    return [row for row in members if not kind or row["type"] == kind]
