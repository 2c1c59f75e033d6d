"""Trials and joint programmes: which councils try things together, as public lists say. Nothing here is marked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import flask

from edition.reader import current_edition, one, rows
from models import read_message
from web.pages.files import csv_response
from web.pages.render import database, page

COUNTED_BY = "B08"
"""The question that counts funded programmes, whose evidence names them."""
PROGRAMMES = {
    "programmes.open_digital_planning": "Open Digital Planning",
    "programmes.proptech": "PropTech Innovation Fund",
    "programmes.software": "Planning software",
    "programmes.pathfinders": "Local plan pathfinders",
    "programmes.back_office": "Local Digital Fund: back-office planning system",
    "programmes.applications": "Local Digital Fund: fewer invalid applications",
    "programmes.strategic": "Strategic project",
}
"""Message of one programme -> its name."""
CSV_COLUMNS = ("programme", "slug", "council", "type", "since", "url")
_CELLS = """
SELECT c.message, c.url, c.source, a.slug, a.short_name, a.type FROM cells c JOIN authorities a USING (authority)
WHERE c.edition = ? AND c.indicator = ? AND c.state = 'observed' AND c.message != '' ORDER BY a.short_name
"""
_STARTS = """
SELECT c.message, c.url, c.indicator, i.name, a.slug, a.short_name
FROM cells c JOIN authorities a USING (authority) JOIN indicators i USING (indicator)
WHERE c.edition = ? AND c.state = 'observed' AND c.message LIKE '["%.planned",%' ORDER BY i.position, a.short_name
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One council in one programme. since: ISO date on which its part began; url: the list that says so."""

    programme: str
    slug: str
    short_name: str
    type: str
    since: str
    url: str


def add(blueprint: flask.Blueprint) -> None:
    """Add the page on trials and programmes, and its CSV."""
    blueprint.add_url_rule("/experiments", "experiments", show)
    blueprint.add_url_rule("/experiments.csv", "experiments_csv", download)


def show() -> tuple[str, int]:
    """Render each programme with its councils, the one with most of them first, and what is planned."""
    connection = database()
    edition = current_edition(connection)
    found: dict[str, list[Part]] = {}
    for part in parts(connection, edition["edition"]):
        found.setdefault(part.programme, []).append(part)
    question = one(connection, "SELECT * FROM indicators WHERE indicator = ?", COUNTED_BY)
    return page(
        "experiments.html",
        edition=edition,
        programmes=dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))),
        councils=len({part.slug for own in found.values() for part in own}),
        question=question if question and question["scored"] else None,
        planned=planned(connection, edition["edition"]),
        source=one(connection, "SELECT * FROM sources WHERE source = ?", question["source"]) if question else None,
    )


def download() -> flask.Response:
    """Send every council's part in every programme as CSV."""
    connection = database()
    edition = current_edition(connection)
    records = [
        dict(zip(CSV_COLUMNS, (p.programme, p.slug, p.short_name, p.type, p.since, p.url), strict=True))
        for p in parts(connection, edition["edition"])
    ]
    return csv_response("experiments.csv", edition, records, CSV_COLUMNS)


def parts(connection: sqlite3.Connection, edition: str) -> Iterator[Part]:
    """Yield who takes part in what, by name of the council; nothing in an edition whose lists name nobody."""
    for row in rows(connection, _CELLS, edition, COUNTED_BY):
        values: Mapping[str, Any] = read_message(row["message"]).values
        for programme in values.get("programmes", ()):
            yield Part(
                PROGRAMMES[programme.id], row["slug"], row["short_name"], row["type"], programme.values["since"],
                row["url"],
            )  # fmt: skip


def planned(connection: sqlite3.Connection, edition: str) -> list[dict[str, Any]]:
    """Return the councils whose start is announced for after the lists were made: a plan, which counts nowhere."""
    return [
        dict(row) | {"start": read_message(row["message"]).values["start"]}
        for row in rows(connection, _STARTS, edition)
    ]
