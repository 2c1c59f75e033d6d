"""Lists of the interface that are files under /data, row by row, with filters and pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import flask

from edition.datasets import dataset_rows, dataset_size, find_dataset
from edition.reader import current_edition, one
from edition.schema import File
from web.pages.api import parameters as ask
from web.pages.api.operations import Missing, Operation, Request, listed
from web.pages.api.shapes import of_file, of_list
from web.pages.files import json_response
from web.words.catalogue import word

KNOWN = {
    "council": "SELECT 1 FROM authorities WHERE slug = ?",
    "indicator": "SELECT 1 FROM indicators WHERE indicator = ?",
    "service": "SELECT 1 FROM services WHERE service = ?",
}
"""What a parameter names -> whether there is one."""


@dataclass(frozen=True, slots=True)
class Collection:
    """One list. columns: parameter -> column of the file that must have its value."""

    name: str
    file: File
    columns: Mapping[str, str]

    def view(self, request: Request) -> flask.typing.ResponseReturnValue:
        """Return the part of the list that was asked for. Raises Missing for a council or code that is not there."""
        edition = request.edition()
        wanted = {name: value for name, value in request.asked.items() if name in self.columns}
        for name, sql in KNOWN.items():
            if name in wanted and one(request.connection, sql, wanted[name]) is None:
                raise Missing(f"There is no such {name}; /api/v1/{name}s lists them.")
        only = {self.columns[name]: value for name, value in wanted.items()}
        total = dataset_size(request.connection, self.file, edition["edition"], only)
        limit, offset = request.asked["limit"], request.asked["offset"]
        found = dataset_rows(request.connection, self.file, word, edition["edition"], only, limit, offset)
        return listed(request, edition, self.name, list(found), total)


@dataclass(frozen=True, slots=True)
class Member:
    """One row of a list by its code."""

    name: str
    file: File
    column: str

    def view(self, request: Request, code: str) -> flask.typing.ResponseReturnValue:
        """Return one row. Raises Missing."""
        edition = current_edition(request.connection)
        found = list(dataset_rows(request.connection, self.file, word, None, {self.column: code}))
        if not found:
            raise Missing(f"There is no such {self.name}; /api/v1/{self.name}s lists them.")
        return json_response("", edition, **{self.name: found[0]})


def _file(name: str) -> File:
    found = find_dataset(name)
    if found is None:
        raise LookupError(f"{name}: no file of that name is declared in edition/tables")
    return found


def _collection(
    name: str, file: str, summary: str, asks: type[ask.Paged], columns: Mapping[str, str] | None = None
) -> Operation:
    rows = Collection(name, _file(file), columns or {})
    return Operation(
        f"/{name}",
        name,
        f"{summary}, as in /data/{file}.csv",
        rows.view,
        name,
        lambda connection: of_list(of_file(connection, rows.file)),
        asks,
        fails={404: "no such council, code or edition"} if rows.columns else {},
    )


def _member(name: str, file: str, column: str, summary: str) -> Operation:
    row = Member(name, _file(file), column)
    return Operation(
        f"/{name}s/<code>",
        name,
        summary,
        row.view,
        name,
        lambda connection: of_file(connection, row.file),
        parts={"code": f"code of the {name}"},
        fails={404: f"no such {name}"},
    )


OPERATIONS = (
    _collection("scores", "scores", "Scores, ranges of ranks and coverage", ask.Scores,
                {"council": "slug", "type": "type"}),
    _collection("marks", "observations", "Every mark with its evidence, or why there is none", ask.Marks,
                {"council": "slug", "indicator": "indicator", "state": "state"}),
    _collection("receipts", "receipts", "The archived replies that marks rest on; none in an edition without a crawl",
                ask.Receipts, {"council": "slug", "measure": "measure"}),
    _collection("facts", "facts", "What is shown and never scored", ask.Facts,
                {"council": "slug", "indicator": "fact"}),
    _collection("history", "history", "Every edition under the method of today", ask.History, {"council": "slug"}),
    _collection("services", "service_list", "The services that residents use", ask.Paged),
    _member("service", "service_list", "service", "One service"),
    _collection("indicators", "indicators", "Every indicator and fact: how it is decided", ask.Paged),
    _member("indicator", "indicators", "indicator", "One indicator"),
    _collection("links", "links", "GOV.UK's register of council links: shown, never scored", ask.Links,
                {"council": "slug", "service": "service", "to_mend": "to_mend"}),
    _collection("findings", "findings", "What is said of the edition, and what is withheld", ask.Paged),
    _collection("finding_lines", "finding_lines", "The councils or groups of each finding", ask.Paged),
    _collection("comparisons", "comparisons", "All that was judged together for a finding", ask.Paged),
    _collection("replies", "replies", "What councils answered and what was reported as wrong", ask.Replies,
                {"council": "slug", "indicator": "indicator", "status": "reply_status"}),
    _collection("sources", "sources", "Where the evidence comes from, and its licence", ask.Paged),
)  # fmt: skip
