"""Life events: the services that one moment in a life needs, and where they are done, with a place and without."""

from __future__ import annotations

import sqlite3
from typing import Any

import flask

from edition.reader import council, current_edition, rows
from edition.search_index import meant
from models import NATIONS
from register.find_place import PlaceKind, find_place
from web.pages.meaning import council_name, search_index
from web.pages.postcode import Line, service_lines
from web.pages.render import database, page
from web.pages.ways import events, register_day, routes
from web.words.language import say, translated

LONGEST = 60


def add(blueprint: flask.Blueprint) -> None:
    """Add the list of life events and the page of one."""
    blueprint.add_url_rule("/start", "start", index)
    blueprint.add_url_rule("/start/<event>", "start_event", show)


def index() -> tuple[str, int]:
    """Render the life events."""
    return page("start.html", events=events(database()))


def show(event: str) -> tuple[str, int]:
    """Render one event; `?place=` is a postcode or a council's name. 404 for an event that is none."""
    connection = database()
    found = next((one for one in events(connection) if one.slug == event), None)
    if found is None:
        flask.abort(404, description=say("We have no life event called “%(name)s”.", name=event[:40]))
    text = flask.request.args.get("place", "")
    here = where(connection, text) if text.strip() else None
    lines = _lines(connection, here["councils"], found.services) if here else []
    names = dict(map(tuple, rows(connection, "SELECT service, name FROM services")))
    nations = sorted({one["nation"] for one in here["councils"]}) if here and here["councils"] else NATIONS
    return page(
        "start_event.html",
        event=found,
        text=text[:LONGEST],
        here=here,
        lines=lines,
        services=[(code, translated(names[code])) for code in found.services],
        routes=routes(connection, event, nations),
        nations=nations,
        register_day=register_day(connection),
    )


def where(connection: sqlite3.Connection, text: str) -> dict[str, Any]:
    """Return the place that a text means: its councils as rows of a council page, none if it is not sure."""
    understood = meant(connection, search_index(), text)
    slugs: list[str] = []
    name = understood.text
    if understood.postcode:
        place = find_place(connection, understood.postcode)
        if place.kind is PlaceKind.FOUND:
            slugs, name = [one.slug for one in place.authorities], understood.postcode
    elif understood.named.sure:
        code = understood.named.sure.authority
        own = rows(connection, "SELECT slug, parent, name FROM authorities WHERE authority = ?", code)[0]
        above = rows(connection, "SELECT slug FROM authorities WHERE authority = ?", own["parent"])
        slugs, name = [own["slug"], *(row["slug"] for row in above)], council_name(own["name"])
    edition = current_edition(connection)["edition"]
    return {
        "name": name,
        "councils": [row for slug in slugs if (row := council(connection, edition, slug)) is not None],
    }


def _lines(connection: sqlite3.Connection, councils: list[sqlite3.Row], codes: tuple[str, ...]) -> list[Line]:
    edition = current_edition(connection)["edition"]
    by_code = {line.code: line for line in service_lines(connection, edition, councils)}
    return [by_code[code] for code in codes if code in by_code and by_code[code].ways]
