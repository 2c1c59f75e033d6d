"""A small JSON interface over the same queries as the pages. Every answer says which edition it is."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict

import flask

from edition.reader import council, current_edition, league
from register.find_place import Place, PlaceKind, find_place
from web.pages import council as council_page
from web.pages import league as league_page
from web.pages import search as search_page
from web.pages.columns import standing_columns
from web.pages.files import json_response
from web.pages.league_query import UnknownTypeError
from web.pages.meaning import meant, search_index
from web.pages.postcode import STATUS
from web.pages.render import database
from web.pages.standing import in_type
from web.serving import filled

POSTCODES = "/api/v1/postcodes/"


def add(blueprint: flask.Blueprint) -> None:
    """Add /api/v1/."""
    blueprint.add_url_rule(f"{POSTCODES}<path:text>", "api_postcode", postcode)
    blueprint.add_url_rule("/api/v1/search", "api_search", search)
    blueprint.add_url_rule("/api/v1/councils", "api_councils", councils)
    blueprint.add_url_rule("/api/v1/councils/<slug>", "api_council", one_council)
    blueprint.add_url_rule("/api/v1/league", "api_league", table)
    blueprint.add_url_rule("/api/v1/", "api_nothing", nothing, defaults={"rest": ""})
    blueprint.add_url_rule("/api/v1/<path:rest>", "api_nothing", nothing)


def postcode(text: str) -> flask.typing.ResponseReturnValue:
    """Answer one postcode; 400 if it is none, 404 if it is not in the list."""
    connection = database()
    place = find_place(connection, text)
    if place.kind is PlaceKind.FOUND:
        return filled.answer(POSTCODES, place)
    response = postcode_answer(place)
    response.status_code = STATUS.get(place.kind, 200)
    return response


def postcode_answer(place: Place) -> flask.Response:
    """Return the answer to a postcode, whatever its kind, as JSON; its status is 200."""
    return json_response("", current_edition(database()), place=asdict(place))


def search() -> flask.typing.ResponseReturnValue:
    """Answer what `?q=` may mean; 400 without it, 404 if nothing was understood. What is asked is not kept."""
    connection = database()
    edition = current_edition(connection)
    text = flask.request.args.get("q", "")
    if not text.strip():
        return _problem(edition, 400, "q: expected a postcode, a council's name or words for a service")
    found = meant(connection, search_index(), text)
    told = search_page.answer(connection, found)
    response = json_response(
        "",
        edition,
        search={
            "postcode": found.postcode,
            "instead_of": found.instead_of,
            "sure": found.named.sure is not None,
            "councils": [asdict(one) for one in told["councils"]],
            "services": [{"service": one.code, "name": one.name, "ways": [asdict(w) for w in one.ways]}
                         for one in told["tasks"]],
        },
    )  # fmt: skip
    response.status_code = told["status"]
    return search_page.unkept(response)


def councils() -> flask.Response:
    """Answer every council with its standing."""
    connection = database()
    edition = current_edition(connection)
    keys = ("authority", "slug", "name", "type", "nation", "region")
    found = [
        {key: row[key] for key in keys} | {"standing": standing_columns(row, in_type(row))}
        for row in league(connection, edition["edition"])
    ]
    return json_response("", edition, councils=found)


def one_council(slug: str) -> flask.typing.ResponseReturnValue:
    """Answer one council with all its marks; 404 for a slug that is none."""
    connection = database()
    edition = current_edition(connection)
    row = council(connection, edition["edition"], slug)
    if row is None:
        return _problem(edition, 404, "no council has this slug")
    return json_response("", edition, council=council_page.record(connection, edition["edition"], row))


def table() -> flask.typing.ResponseReturnValue:
    """Answer a league table, filtered and sorted as the page with the same query."""
    connection = database()
    try:
        found = league_page.read(flask.request.args)
    except UnknownTypeError:
        return _problem(current_edition(connection), 400, "type or view is not one of ours")
    return json_response("", found.edition, messages=found.messages, rows=league_page.csv_rows(found))


def nothing(rest: str) -> flask.Response:
    """Answer an address of the interface that means nothing with a 404 in JSON."""
    return _problem(current_edition(database()), 404, f"there is nothing at /api/v1/{rest[:80]}; /data lists what is")


def _problem(edition: sqlite3.Row, status: int, message: str) -> flask.Response:
    response = json_response("", edition, error=message)
    response.status_code = status
    return response
