"""WhatDoTheyKnow: its list of all bodies, and one body with its counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.contract_server.answers import Answer, Contract, Query, as_json, page

HOST = "www.whatdotheyknow.com"
COLUMNS = ("Internal ID", "Name", "Short name", "URL name", "Tags", "Home page", "Publication scheme",
           "Disclosure log", "Notes", "Created at", "Updated at", "Version")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """One body. requests, successful, classified: its counts, None where there is none; is_gone: it has no page."""

    number: str
    url_name: str
    log: str = ""
    requests: int = 0
    successful: int | None = None
    classified: int | None = None
    is_gone: bool = False


def contract(bodies: Iterable[Body]) -> Contract:
    """Return the site with these bodies."""
    known = {one.url_name: one for one in bodies}

    def answer(path: str, query: Query) -> Answer:
        if path == "/body/all-authorities.csv":
            return Answer(200, "text/csv; charset=utf-8", _listed(known.values()))
        body = known.get(path.removeprefix("/body/").removesuffix(".json"))
        if body is None or body.is_gone:
            return page(404, "Page not found")
        info = {"requests_count": body.requests, "requests_successful_count": body.successful,
                "requests_visible_classified_count": body.classified, "requests_overdue_count": None}  # fmt: skip
        return as_json({"id": int(body.number), "url_name": body.url_name, "tags": [], "info": info})

    return Contract(HOST, answer, {"Disclosure log": "Log", '"info"': '"counts"'})


def _listed(bodies: Iterable[Body]) -> bytes:
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in bodies:
        known = {"Internal ID": one.number, "Name": one.url_name, "URL name": one.url_name, "Disclosure log": one.log}
        rows.writerow([known.get(name, "") for name in COLUMNS])
    return written.getvalue().encode()
