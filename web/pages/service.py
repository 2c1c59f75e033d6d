"""One resident service: who has the duty for it, and what public sources say about it at each council."""

from __future__ import annotations

import sqlite3

import flask

from edition.reader import current_edition, one, rows
from web.pages.render import database, page
from web.pages.services_seen import ONLINE, levels_by_type
from web.pages.words import TYPE_NAMES
from web.words import format as fmt

_DUTIES = """
SELECT a.type, d.duty, count(*) AS councils FROM duties d JOIN authorities a USING (authority)
WHERE d.service = ? GROUP BY a.type, d.duty
"""
_FACTS = """
SELECT i.indicator, i.name, count(DISTINCT f.authority) AS councils FROM indicators i JOIN facts f USING (indicator)
WHERE i.variant_of = ? AND f.edition = ? AND f.status = 'measured' GROUP BY i.indicator ORDER BY i.position
"""


def add(blueprint: flask.Blueprint) -> None:
    """Add the list of services and the page of one."""
    blueprint.add_url_rule("/services", "services", index)
    blueprint.add_url_rule("/service/<code>", "service", show)


def index() -> tuple[str, int]:
    """Render the list of all services by dimension."""
    services = rows(
        database(),
        "SELECT s.*, d.name AS dimension_name FROM services s JOIN dimensions d USING (dimension) ORDER BY s.position",
    )
    return page("services.html", services=services)


def show(code: str) -> tuple[str, int]:
    """Render one service; 404 for a code that is none."""
    connection = database()
    edition = current_edition(connection)
    found = one(connection, "SELECT * FROM services WHERE service = ?", code)
    if found is None:
        flask.abort(404, description=f"We have no service called “{code[:40]}”.")
    counts: dict[str, dict[str, int]] = {slug: {} for slug in TYPE_NAMES}
    for row in rows(connection, _DUTIES, code):
        counts.setdefault(row["type"], {})[row["duty"]] = row["councils"]
    return page(
        "service.html",
        edition=edition,
        service=found,
        counts={slug: by_duty for slug, by_duty in counts.items() if by_duty},
        notes=notes(connection, code),
        facts=rows(connection, _FACTS, code, edition["edition"]),
        levels=levels_by_type(connection, edition["edition"], code),
        ladder=ONLINE,
    )


_NOTES = """
SELECT d.note, d.duty, a.type, count(*) AS councils FROM duties d JOIN authorities a USING (authority)
WHERE d.service = ? AND d.note != '' GROUP BY d.note, d.duty, a.type
"""


def notes(connection: sqlite3.Connection, code: str) -> list[dict[str, str]]:
    """Return each note on a duty with the types of council, and how many of each, that it is about."""
    order = list(TYPE_NAMES)
    found: dict[str, list[sqlite3.Row]] = {}
    for row in sorted(rows(connection, _NOTES, code), key=lambda one: order.index(one["type"])):
        found.setdefault(row["note"], []).append(row)
    return [
        {"about": fmt.listing([f"{row['councils']} {_named(row)}" for row in about]), "note": note}
        for note, about in found.items()
    ]


def _named(row: sqlite3.Row) -> str:
    return TYPE_NAMES[row["type"]][0 if row["councils"] == 1 else 1]
