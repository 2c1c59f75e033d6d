"""Councils with their standing, one council whole, its services with the way in, and league tables."""

from __future__ import annotations

import sqlite3
from typing import Any

import flask

from edition.datasets import dimension_fields
from edition.reader import council, council_duties, current_edition, league
from edition.schema import Place, fields
from edition.tables.councils import AUTHORITIES
from edition.tables.figures import DIMENSION_SCORES
from edition.tables.marks import FACTS
from edition.tables.replies import REPLIES
from web.pages import council as council_page
from web.pages import league as league_page
from web.pages.api import parameters as ask
from web.pages.api.operations import Missing, Operation, Request, listed
from web.pages.api.shapes import TEXT, YES_NO, JsonSchema, of_field, of_fields, of_list, of_members
from web.pages.columns import LEAGUE, MARKS, STANDING, standing_columns
from web.pages.files import json_response
from web.pages.league_query import UnknownTypeError
from web.pages.services_seen import services_seen
from web.pages.standing import in_type
from web.pages.ways import offered, way

KEYS = ("authority", "slug", "name", "type", "nation", "region")


def councils(request: Request) -> flask.typing.ResponseReturnValue:
    """Answer the councils asked for with their standing."""
    edition = current_edition(request.connection)
    wanted = {name: request.asked[name] for name in ("type", "nation") if name in request.asked}
    found = [
        {key: row[key] for key in KEYS} | {"standing": standing_columns(row, in_type(row))}
        for row in league(request.connection, edition["edition"])
        if all(row[name] == value for name, value in wanted.items())
    ]
    start = request.asked["offset"]
    return listed(request, edition, "councils", found[start : start + request.asked["limit"]], len(found))


def _council(request: Request, slug: str) -> tuple[sqlite3.Row, sqlite3.Row]:
    edition = current_edition(request.connection)
    row = council(request.connection, edition["edition"], slug)
    if row is None:
        raise Missing("There is no council of this short name; /api/v1/councils lists them.")
    return edition, row


def one_council(request: Request, slug: str) -> flask.typing.ResponseReturnValue:
    """Answer one council with all its marks. Raises Missing."""
    edition, row = _council(request, slug)
    return json_response("", edition, council=council_page.record(request.connection, edition["edition"], row))


def services(request: Request, slug: str) -> flask.typing.ResponseReturnValue:
    """Answer every service with one council's duty for it, and where it has one, the way in. Raises Missing."""
    edition, row = _council(request, slug)
    links = offered(request.connection, row["authority"])
    seen = services_seen(request.connection, edition["edition"], row["authority"])
    told = []
    for duty in council_duties(request.connection, row["authority"]):
        mark = seen.get(duty["service"])
        page = mark.url if mark is not None and (mark.level or 0) > 0 else ""
        found = way(row, duty["duty"], links.get(duty["service"]), page) if duty["duty"] != "none" else None
        told.append({
            "service": duty["service"],
            "name": duty["name"],
            "dimension": duty["dimension"],
            "duty": duty["duty"],
            "note": duty["note"],
            "url": found.url if found else None,
            "is_page": found.is_page if found else None,
            "level": mark.level if mark else None,
            "first_look": bool(mark and mark.label),
        })  # fmt: skip
    return json_response("", edition, services=told)


def table(request: Request) -> flask.typing.ResponseReturnValue:
    """Answer a league table, filtered and sorted as the page with the same query."""
    try:
        found = league_page.read(request.asked)
    except UnknownTypeError:
        expected = "a view that this edition has"
        raise ask.Wrong([{"parameter": "view", "value": request.asked["view"], "expected": expected}]) from None
    return json_response("", found.edition, messages=found.messages, rows=league_page.csv_rows(found))


def _standing() -> JsonSchema:
    return of_fields(STANDING)


def _councils(connection: sqlite3.Connection) -> JsonSchema:
    return of_list(of_members(dict.fromkeys(KEYS, TEXT) | {"standing": _standing()}))


def _one(connection: sqlite3.Connection) -> JsonSchema:
    about = {field.name: of_field(field) for field in fields(AUTHORITIES, Place.API)}
    return of_members(about | {
        "standing": _standing(),
        "common_core": _standing(),
        "level": {"type": "string", "description": "maturity level in words"},
        "dimensions": of_list(of_fields(fields(DIMENSION_SCORES, Place.API))),
        "marks": of_list(of_fields(MARKS)),
        "facts": of_list(of_fields(fields(FACTS, Place.API))),
        "replies": of_list(of_fields(fields(REPLIES, Place.API))),
    })  # fmt: skip


def _services(connection: sqlite3.Connection) -> JsonSchema:
    texts = dict.fromkeys(("service", "name", "dimension"), TEXT)
    more: dict[str, Any] = {
        "duty": {"type": "string", "enum": ["full", "part", "none"]},
        "note": TEXT,
        "url": {"type": ["string", "null"], "description": "the best way in that is known; null: not its job"},
        "is_page": {"type": ["boolean", "null"], "description": "true: the service's own page; false: a home page"},
        "level": {"type": ["integer", "null"], "description": "ladder level seen, 0-4; null: not known"},
        "first_look": YES_NO,
    }
    return of_list(of_members(texts | more))


def _rows(connection: sqlite3.Connection) -> JsonSchema:
    known = {field.name: of_field(field) for field in (*LEAGUE, *dimension_fields(connection))}
    more = {"index_interval_low": {"type": ["integer", "null"]}, "index_interval_high": {"type": ["integer", "null"]}}
    always = ["view", *KEYS, "score", "score_low", "score_high", "ranked", "interval_low", "interval_high", "coverage"]
    return of_list({"type": "object", "properties": known | more, "required": always, "additionalProperties": False})


OPERATIONS = (
    Operation("/councils", "councils", "Every council with its standing", councils, "councils", _councils,
              ask.Councils),
    Operation("/councils/<slug>", "council", "One council with all its marks", one_council, "council", _one,
              parts={"slug": "short name of the council"}, fails={404: "no such council"}),
    Operation("/councils/<slug>/services", "council_services", "What one council runs, and the way in", services,
              "services", _services, parts={"slug": "short name of the council"}, fails={404: "no such council"}),
    Operation("/league", "league", "A league table, as the page with the same query", table, "rows", _rows,
              ask.League),
)  # fmt: skip
