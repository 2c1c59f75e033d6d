"""From what somebody typed: the councils of a postcode, and what a line of text may mean."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import Any

import flask

from edition.reader import current_edition
from edition.search_index import meant
from register.find_place import Place, PlaceKind, find_place
from web.pages import search as search_page
from web.pages.api import parameters as ask
from web.pages.api.operations import Operation, Request
from web.pages.api.shapes import TEXT, YES_NO, JsonSchema, of_list, of_members
from web.pages.files import json_response
from web.pages.meaning import search_index
from web.pages.postcode import STATUS
from web.pages.problems import API, problem
from web.pages.render import database
from web.serving import postcode_answers

POSTCODES = f"{API}/postcodes/"

FORM = "^[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2}$"
"""Of postcodes (BS 7666) but GIR and NPT; any white space is answered too."""


def postcode(request: Request, text: str) -> flask.typing.ResponseReturnValue:
    """Answer one postcode; a problem if it is none (400) or has no council in the list or the edition (404)."""
    place = find_place(request.connection, text)
    if place.kind is PlaceKind.FOUND:
        return postcode_answers.answer(POSTCODES, place)
    if place.kind in STATUS:
        return problem(STATUS[place.kind], place.message, place=asdict(place))
    return postcode_answer(place)


def postcode_answer(place: Place) -> flask.Response:
    """Return the answer to a postcode, whatever its kind, as JSON; its status is 200."""
    return json_response("", current_edition(database()), place=asdict(place))


def search(request: Request) -> flask.typing.ResponseReturnValue:
    """Answer what `?q=` may mean; 404 if nothing was understood. What is asked is not kept."""
    connection = request.connection
    found = meant(connection, search_index(), request.asked["q"])
    told = search_page.answer(connection, found)
    if told["status"] != 200:
        return problem(told["status"], "Nothing of this was understood: no postcode, council or service.")
    answer = {
        "postcode": found.postcode,
        "instead_of": found.instead_of,
        "sure": found.named.sure is not None,
        "councils": [asdict(one) for one in told["councils"]],
        "services": [
            {"service": one.code, "name": one.name, "ways": [asdict(way) for way in one.ways]} for one in told["tasks"]
        ],
        "nearby": [asdict(one) for one in told["nearby"]],
    }
    return search_page.unkept(json_response("", current_edition(connection), search=answer))


_COUNCIL = of_members(dict.fromkeys(("code", "slug", "name", "short_name", "type"), TEXT))


def _place(connection: sqlite3.Connection) -> JsonSchema:
    members: dict[str, Any] = {
        "kind": {"type": "string", "enum": [kind for kind in PlaceKind if kind not in STATUS]},
        "postcode": {"type": ["string", "null"]},
        "authorities": of_list(_COUNCIL),
        "nearby": of_list(_COUNCIL),
    }
    return of_members(members | dict.fromkeys(("message", "list_date", "note"), TEXT))


def _search(connection: sqlite3.Connection) -> JsonSchema:
    council = of_members(dict.fromkeys(("slug", "name", "type", "other_name", "ended_on"), TEXT))
    way = of_members(dict.fromkeys(("council", "slug", "url", "duty", "known", "govuk"), TEXT) | {"is_page": YES_NO})
    return of_members({
        "postcode": {"type": ["string", "null"]},
        "instead_of": {"type": ["string", "null"]},
        "sure": YES_NO,
        "councils": of_list(council),
        "services": of_list(of_members({"service": TEXT, "name": TEXT, "ways": of_list(way)})),
        "nearby": of_list(_COUNCIL),
    })  # fmt: skip


OPERATIONS = (
    Operation("/postcodes/<path:text>", "postcode", "The councils of one postcode", postcode, "place", _place,
              parts={"text": "a postcode in any spacing and case"}, forms={"text": FORM},
              fails={400: "not a postcode", 404: "not in the list, or its council is not in this edition"}),
    Operation("/search", "search", "What a line of text may mean", search, "search", _search, ask.Search,
              fails={404: "nothing was understood"}),
)  # fmt: skip
