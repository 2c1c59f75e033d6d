"""The editions there are, and the list of what can be asked."""

from __future__ import annotations

import sqlite3

import flask

from edition.reader import current_edition, rows
from edition.tables.framework import EDITIONS
from web.pages.api.operations import Missing, Operation, Request, listed
from web.pages.api.parameters import Paged
from web.pages.api.shapes import TEXT, WHOLE, YES_NO, JsonSchema, of_list, of_members
from web.pages.files import about_edition, json_response

WORDS = {
    "simulated": "true: every council and figure is invented for testing",
    "note": "what to keep in mind; empty: nothing",
}


def editions(request: Request) -> flask.typing.ResponseReturnValue:
    """Answer every edition, newest first. A back-cast was worked out later and never published then."""
    found = [about_edition(row) for row in rows(request.connection, "SELECT * FROM editions ORDER BY as_of DESC")]
    start = request.asked["offset"]
    part = found[start : start + request.asked["limit"]]
    return listed(request, current_edition(request.connection), "editions", part, len(found))


def one_edition(request: Request, name: str) -> flask.typing.ResponseReturnValue:
    """Answer one edition. Raises Missing."""
    found = rows(request.connection, "SELECT * FROM editions WHERE edition = ?", name)
    if not found:
        raise Missing("There is no such edition; /api/v1/editions lists them.")
    return json_response("", found[0])


def shape(connection: sqlite3.Connection) -> JsonSchema:
    """Return the schema of what every answer says about its edition."""
    about = about_edition(current_edition(connection))
    kinds = {bool: YES_NO, int: WHOLE, str: TEXT}
    meanings = {column.name: column.meaning for column in EDITIONS.columns} | WORDS
    return of_members({
        name: {**kinds[type(value)], "description": meanings[name]} for name, value in about.items()
    })  # fmt: skip


OPERATIONS = (
    Operation("/editions", "editions", "Every edition there is", editions, "editions",
              lambda connection: of_list(shape(connection)), Paged),
    Operation("/editions/<name>", "edition", "One edition", one_edition, "edition", shape,
              parts={"name": "edition, such as 2026-11"}, fails={404: "no such edition"}),
)  # fmt: skip
