"""The JSON interface, /api/v1: the queries of the pages by address. Every answer says which edition it is."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import flask

from edition.reader import current_edition
from web.pages.api import councils, editions, places, tables
from web.pages.api.operations import Operation, Request, route
from web.pages.api.places import POSTCODES, postcode_answer
from web.pages.api.shapes import TEXT, JsonSchema, of_list, of_members
from web.pages.files import json_response, labelled
from web.pages.problems import API
from web.pages.render import database, page
from web.serving.editions import link_in_edition

__all__ = ["POSTCODES", "add", "postcode_answer"]


def start(request: Request) -> flask.typing.ResponseReturnValue:
    """Answer what can be asked."""
    told = [{"path": link_in_edition(f"{API}{one.path}"), "summary": one.summary} for one in OPERATIONS]
    return json_response("", current_edition(request.connection), operations=told)


def _start(connection: sqlite3.Connection) -> JsonSchema:
    return of_list(of_members({"path": TEXT, "summary": TEXT}))


OPERATIONS = (
    Operation("/", "start", "What can be asked", start, "operations", _start),
    *places.OPERATIONS,
    *councils.OPERATIONS,
    *tables.OPERATIONS,
    *editions.OPERATIONS,
)


def add(blueprint: flask.Blueprint) -> None:
    """Add /api/v1/, its OpenAPI document, and the page about it."""
    for operation in OPERATIONS:
        route(blueprint, operation)
    blueprint.add_url_rule(f"{API}/openapi.json", "api_document", described)
    blueprint.add_url_rule("/api", "api", show)


def described() -> flask.Response:
    """Send the OpenAPI document."""
    connection = database()
    return labelled(flask.Response(json.dumps(_document(connection), indent=1) + "\n", mimetype="application/json"),
                    current_edition(connection))  # fmt: skip


def _document(connection: sqlite3.Connection) -> dict[str, Any]:
    # Read only where the document is asked for: no other answer needs the library.
    from web.pages.api.document import document

    return document(connection, OPERATIONS, flask.current_app.config["SITE"])


def show() -> tuple[str, int]:
    """Render the interface for people: every address with its parameters, what may go wrong, what stays."""
    return page("api.html", described=_document(database()), root=API)
