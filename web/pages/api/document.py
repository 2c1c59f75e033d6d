"""The OpenAPI 3.1 document of the interface, made of the declarations of its operations (spec.openapis.org)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from web.pages.api.editions import shape as of_edition
from web.pages.api.operations import Operation
from web.pages.api.shapes import TEXT, WHOLE, JsonSchema, of_list, of_members
from web.pages.problems import API, MEDIA_TYPE
from web.serving.editions import edition_prefix
from web.site import NAME, Site

_PART = re.compile(r"<(?:path:)?(\w+)>")
VERSION = "1.0.0"
PROMISE = (
    "Within version 1 no address, parameter or member is taken away or changes its meaning; new ones may be added. "
    "Codes of councils, indicators and services are never used again for something else. No key is needed; ask as "
    "often as you like within reason. Null is not known, never zero. A rank is never to be quoted without its range."
)
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def document(connection: sqlite3.Connection, operations: Iterable[Operation], site: Site) -> dict[str, Any]:
    """Return the document as JSON-ready values; the server is relative where the site has no public address."""
    info: dict[str, Any] = {
        "description": PROMISE,
        "license": {"name": "Open Government Licence v3.0 where the sources say so", "url": LICENCE},
    }
    if site.contact_url or site.contact_email:
        given = {"name": site.operator, "url": site.contact_url, "email": site.contact_email}
        info["contact"] = {key: value for key, value in given.items() if value}
    spec = APISpec(
        title=NAME, version=VERSION, openapi_version="3.1.0", plugins=[MarshmallowPlugin()], info=info,
        servers=[{"url": f"{site.base_url}{edition_prefix()}" or "/"}],
        externalDocs={"url": f"{site.base_url}{edition_prefix()}/api", "description": "In words"},
    )  # fmt: skip
    spec.components.schema("Edition", of_edition(connection))
    spec.components.schema("Page", _page())
    spec.components.schema("Problem", _problem())
    for operation in operations:
        path = API + _PART.sub(r"{\1}", operation.path)
        spec.path(path, operations={"get": _get(connection, operation)})
    made: dict[str, Any] = spec.to_dict()
    return made


def _get(connection: sqlite3.Connection, operation: Operation) -> dict[str, Any]:
    parameters: list[Any] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": meaning,
            "schema": _text(operation.forms.get(name)),
        }
        for name, meaning in operation.parts.items()
    ]
    if operation.asks:
        parameters.append({"in": "query", "schema": operation.asks})
    fails = dict(operation.fails) | ({400: "a parameter is not as declared"} if operation.asks else {})
    problems = {str(status): _failure(when) for status, when in sorted(fails.items())}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {"200": _answer(connection, operation)} | problems,
    }


def _text(form: str | None) -> JsonSchema:
    return {**TEXT, "pattern": form} if form else TEXT


def _answer(connection: sqlite3.Connection, operation: Operation) -> dict[str, Any]:
    members: dict[str, JsonSchema] = {"edition": {"$ref": "#/components/schemas/Edition"}}
    members |= {"page": {"$ref": "#/components/schemas/Page"}} if operation.pages else {}
    members |= {} if operation.answers == "edition" else {operation.answers: operation.shape(connection)}
    members |= {"messages": of_list(TEXT)} if operation.answers == "rows" else {}
    schema = of_members(members)
    return {"description": operation.summary, "content": {"application/json": {"schema": schema}}}


def _failure(when: str) -> dict[str, Any]:
    return {"description": when, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _page() -> JsonSchema:
    following = {"type": ["string", "null"], "description": "address of the next part; null: this is the last"}
    return of_members({"total": WHOLE, "limit": WHOLE, "offset": WHOLE, "next": following})


def _problem() -> JsonSchema:
    fault = of_members({"parameter": TEXT, "value": TEXT, "expected": TEXT})
    known = {"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "errors": of_list(fault)}
    return {"type": "object", "properties": known, "required": ["type", "title", "status", "detail"]}
