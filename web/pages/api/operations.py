"""One operation of the interface, declared once: its route, the check of what is asked and its document follow."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import flask

from edition.reader import current_edition
from web.pages.api.parameters import Asked, Paged, Wrong, read
from web.pages.api.shapes import JsonSchema
from web.pages.files import json_response
from web.pages.problems import API, problem
from web.pages.render import database
from web.serving.editions import link_in_edition

DESCRIBED = '</data/dictionary>; rel="describedby"'


class Missing(LookupError):
    """What was asked for by its name is not there; the text says so to a person."""


@dataclass(frozen=True, slots=True)
class Operation:
    """path: below /api/v1, as routes write it. answers: the member of the answer that `shape` describes.

    view: takes a Request and the parts of the path. parts: part of the path -> what it is. forms: part of
    the path -> regular expression of what it may be, if it has a form. asks: the query parameters;
    without any, a query is ignored. fails: status -> when, besides parameters that are not as declared.
    """

    path: str
    name: str
    summary: str
    view: Callable[..., flask.typing.ResponseReturnValue]
    answers: str
    shape: Callable[[sqlite3.Connection], JsonSchema]
    asks: type[Asked] | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    fails: Mapping[int, str] = field(default_factory=dict)

    @property
    def pages(self) -> bool:
        """Return whether the answer is a part of a list."""
        return self.asks is not None and issubclass(self.asks, Paged)

    def answer(self, **parts: str) -> flask.typing.ResponseReturnValue:
        """Return the answer to the present request, a problem if it cannot be given."""
        connection = database()
        try:
            asked = read(self.asks, flask.request.args) if self.asks else {}
            return self.view(Request(connection, asked), **parts)
        except Wrong as error:
            names = ", ".join(one["parameter"] for one in error.errors)
            return problem(400, f"Not as expected: {names}.", errors=error.errors)
        except Missing as error:
            return problem(404, str(error))


@dataclass(frozen=True, slots=True)
class Request:
    """What a view is given: a connection, and the values asked for."""

    connection: sqlite3.Connection
    asked: Mapping[str, Any]

    def edition(self) -> sqlite3.Row:
        """Return the edition asked for, by default the current one. Raises Missing."""
        name = self.asked.get("edition")
        if name is None:
            return current_edition(self.connection)
        found = self.connection.execute("SELECT * FROM editions WHERE edition = ?", (name,)).fetchone()
        if found is None:
            raise Missing("There is no such edition; /api/v1/editions lists them.")
        edition: sqlite3.Row = found
        return edition


def listed(request: Request, edition: sqlite3.Row, name: str, records: list[dict[str, Any]], total: int) -> Any:
    """Return one part of a list, with its place in the whole, and links to the parts around it (RFC 8288)."""
    limit, offset = request.asked["limit"], request.asked["offset"]
    links = {"first": 0, "last": max(0, (total - 1) // limit * limit)}
    if offset > 0:
        links["prev"] = max(0, offset - limit)
    if offset + limit < total:
        links["next"] = offset + limit
    addresses = {rel: _address(start) for rel, start in links.items()}
    after = addresses.get("next")
    page = {"total": total, "limit": limit, "offset": offset, "next": link_in_edition(after) if after else None}
    response = json_response("", edition, page=page, **{name: records})
    told = [f'<{address}>; rel="{rel}"' for rel, address in addresses.items()]
    response.headers["Link"] = ", ".join([DESCRIBED, *told])
    return response


def _address(offset: int) -> str:
    pairs = {name: value for name, value in flask.request.args.items() if name != "offset"}
    if offset:
        pairs["offset"] = str(offset)
    query = urlencode(sorted(pairs.items()))
    return f"{flask.request.path}?{query}" if query else flask.request.path


def route(blueprint: flask.Blueprint, operation: Operation) -> None:
    """Add the route of an operation."""
    blueprint.add_url_rule(f"{API}{operation.path}", f"api_{operation.name}", operation.answer)
