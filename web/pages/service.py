"""One resident service: who has the duty for it, and what public sources say about it at each council."""

from __future__ import annotations

import sqlite3
from typing import Any

import flask

from edition.reader import council_duties, current_edition, one, rows
from web.pages.meaning import council_name
from web.pages.render import database, page
from web.pages.services_seen import LEVELS, levels_by_type, online
from web.pages.start import LONGEST, where
from web.pages.ways import govuk_pages, offered, register_day, way
from web.pages.words import TYPES, type_name
from web.words import format as fmt
from web.words.language import say, translated

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
    """Render one service; `?place=`, a postcode or a name, leads with the page of its council. 404 for no service."""
    connection = database()
    edition = current_edition(connection)
    found = one(connection, "SELECT * FROM services WHERE service = ?", code)
    if found is None:
        flask.abort(404, description=say("We have no service called “%(name)s”.", name=code[:40]))
    text = _place()
    counts: dict[str, dict[str, int]] = {slug: {} for slug in TYPES}
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
        ladder={level: online(level) for level in LEVELS},
        regions=addresses(connection, edition["edition"], code),
        register_day=register_day(connection),
        text=text,
        yours=yours(connection, code, text) if text else None,
    )


def _place() -> str:
    return flask.request.args.get("place", "").strip()[:LONGEST]


def yours(connection: sqlite3.Connection, code: str, text: str) -> dict[str, Any] | None:
    """Return the place that a text means and where one goes there for a service; None if neither is sure."""
    here = where(connection, text)
    for council in here["councils"]:
        duties = {row["service"]: row["duty"] for row in council_duties(connection, council["authority"])}
        if duties.get(code, "none") == "full" or (duties.get(code) == "part" and council is here["councils"][-1]):
            link = offered(connection, council["authority"]).get(code)
            return {
                "place": here["name"],
                "council": council_name(council["name"]),
                "way": way(council, duties[code], link, govuk=govuk_pages(connection, council["nation"]).get(code, "")),
            }
    return None


_ADDRESSES = """
SELECT a.*, d.duty, l.url AS link, l.kind, m.level, m.page_url FROM duties d JOIN authorities a USING (authority)
LEFT JOIN service_links l ON l.authority = d.authority AND l.service = d.service AND l.offered = 1
LEFT JOIN service_marks m ON m.edition = ? AND m.authority = d.authority AND m.service = d.service
WHERE d.service = ? AND d.duty != 'none' ORDER BY a.nation, a.region, a.name
"""


def addresses(connection: sqlite3.Connection, edition: str, code: str) -> dict[str, list[dict[str, Any]]]:
    """Return region -> the councils with a duty for a service, each with its way in and what a crawl saw of it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows(connection, _ADDRESSES, edition, code):
        link = {"kind": row["kind"], "url": row["link"]} if row["kind"] else None
        level = row["level"]
        one = way(row, row["duty"], link, row["page_url"] or "" if level else "", online(level))
        found.setdefault(translated(row["region"] or row["nation"]), []).append(
            {"name": council_name(row["name"]), "way": one}
        )
    return found


_NOTES = """
SELECT d.note, d.duty, a.type, count(*) AS councils FROM duties d JOIN authorities a USING (authority)
WHERE d.service = ? AND d.note != '' GROUP BY d.note, d.duty, a.type
"""


def notes(connection: sqlite3.Connection, code: str) -> list[dict[str, str]]:
    """Return each note on a duty with the types of council, and how many of each, that it is about."""
    order = list(TYPES)
    found: dict[str, list[sqlite3.Row]] = {}
    for row in sorted(rows(connection, _NOTES, code), key=lambda one: order.index(one["type"])):
        found.setdefault(row["note"], []).append(row)
    return [
        {"about": fmt.listing([f"{row['councils']} {_named(row)}" for row in about]), "note": translated(note)}
        for note, about in found.items()
    ]


def _named(row: sqlite3.Row) -> str:
    return type_name(row["type"], row["councils"])
