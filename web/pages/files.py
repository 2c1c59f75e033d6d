"""Answers that are files: CSV and JSON, each saying which edition it is, that it is a preview, what it leaves out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import flask

from edition.datasets import to_csv
from edition.schema import TEXT, Field

NOTES = {"preview": "Preview: not final.", "back-cast": "Back-cast: worked out later, never published then."}
"""Status of an edition -> what to keep in mind; a published one has nothing."""


def edition_columns(edition: sqlite3.Row) -> dict[str, str]:
    """Return the columns that begin every row of every CSV."""
    return {
        "edition": edition["edition"],
        "edition_status": edition["status"] + (" (simulated)" if edition["simulated"] else ""),
        "as_of": edition["as_of"],
    }


def about_edition(edition: sqlite3.Row) -> dict[str, Any]:
    """Return what every JSON answer says about its edition."""
    keys = ("edition", "title", "status", "as_of", "scope", "framework_version", "code_version")
    return {key: edition[key] for key in keys} | {
        "simulated": bool(edition["simulated"]),
        "questions_answered": edition["questions_answered"],
        "questions_total": edition["questions_total"],
        "leaves_out": edition["leaves_out"],
        "note": NOTES.get(edition["status"], ""),
    }


def csv_response(
    name: str, edition: sqlite3.Row, records: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()
) -> flask.Response:
    """Return records as a CSV download called `name`; `columns` is the header when there are no records."""
    before = edition_columns(edition)
    fields = [Field(column, TEXT, "") for column in (*before, *(records[0] if records else columns))]
    text = to_csv(fields, [{**before, **record} for record in records])
    return labelled(flask.Response(text, mimetype="text/csv"), edition, name)


def json_response(name: str, edition: sqlite3.Row, **values: Any) -> flask.Response:
    """Return one JSON object: "edition" first, then `values`; a `name` makes it a download."""
    body = json.dumps({"edition": about_edition(edition), **values}, ensure_ascii=False, indent=1)
    return labelled(flask.Response(body + "\n", mimetype="application/json"), edition, name)


def labelled(response: flask.Response, edition: sqlite3.Row, name: str = "") -> flask.Response:
    """Return the response with headers that say which edition it is; a `name` makes it a download."""
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{edition["edition"]}-{name}"'
    response.headers["X-Edition"] = f"{edition['edition']}; status={edition['status']}"
    response.headers["Link"] = '</data/dictionary>; rel="describedby"'
    return response
