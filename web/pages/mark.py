"""The receipt of one mark: what was found, in which record, of which day, how to check it again, and its history."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import flask

from edition.availability import LOOK
from edition.browsed import COOKIE, PAGE, PURPOSE_UNKNOWN, fields_of
from edition.editions import OPEN_DATA, SECURITY_DAYS
from edition.framework_used import framework_used
from edition.reader import Record, council_cells, council_replies, one, rows, shared_addresses, summaries
from web.pages.corrections import said_of
from web.pages.council import council_at
from web.pages.entries import either, entries
from web.pages.render import page, remembered
from web.pages.standing import in_type
from web.pages.words import type_name

_COMMIT = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+)/(?:blob|tree)/([0-9a-f]{7,40})/(.+)")
NEAREST = 3
"""So many names of a list are shown beside one that is not on it."""


@dataclass(frozen=True, slots=True)
class Archived:
    """A state of a source that is kept for good: the repository, the commit and the file in it."""

    repository: str
    commit: str
    file: str


@dataclass(frozen=True, slots=True)
class Absence:
    """What shows that a council is not on a list. named: councils that the list names, of those `asked`; names: what
    this one is called, for whoever looks again; nearest: names on the list that read most alike, with their slug."""

    named: int
    asked: int
    names: list[str]
    nearest: list[Record]


def add(blueprint: flask.Blueprint) -> None:
    """Add the receipt of every mark."""
    blueprint.add_url_rule("/council/<slug>/marks/<code>", "mark", show)


def show(slug: str, code: str) -> flask.typing.ResponseReturnValue:
    """Render the receipt of one mark; 404 for a council or mark that there is not, or that is not asked of it."""
    connection, edition, row = council_at(slug)
    found = [c for c in council_cells(connection, edition["edition"], row["authority"]) if c["indicator"] == code]
    if not found:
        flask.abort(404, description=f"{row['name']} has no mark called “{code[:40]}”.")
    cell = found[0]
    if cell["state"] == "not_applicable":
        told = f"“{cell['name']}” is not asked of {row['name']}, {type_name(row['type'])}, so there is no mark of it."
        flask.abort(404, description=told)
    indicator = one(connection, "SELECT * FROM indicators WHERE indicator = ?", code)
    asked = _resting_on(_ANSWERS, connection, edition["edition"], row["authority"], indicator)
    graded = summaries(connection, edition["edition"]).get(("measured:detectors", "")) or {}
    return page(
        "mark.html",
        edition=edition,
        row=row,
        standing=in_type(row),
        cell=cell,
        i=indicator,
        source=one(connection, "SELECT * FROM sources WHERE source = ?", cell["source"]),
        archived=archived(cell["url"]),
        records=_resting_on(_RECORDS, connection, edition["edition"], row["authority"], indicator),
        answers=[one for one in asked if one["record_type"] not in (LOOK, PAGE, COOKIE)],
        fields_of=fields_of,
        purpose_unknown=PURPOSE_UNKNOWN,
        opened=sorted(
            (one for one in asked if one["record_type"] in (PAGE, COOKIE)), key=lambda one: one["record_type"] == PAGE
        ),
        failed=[one for one in asked if one["record_type"] == LOOK],
        shared=(code, cell["url"]) in shared_addresses(connection, edition["edition"]),
        sought=either(entries(connection, row)),
        absence=_absence(connection, edition["edition"], row, cell),
        detector=_detectors(edition["framework_version"]).get(code, ""),
        told_first=_told_first(edition["framework_version"], edition["scope"], code),
        security_days=SECURITY_DAYS,
        detectors_version=graded.get("version", ""),
        history=_history(connection, row["authority"], code),
        said=said_of(council_replies(connection, row["authority"])),
    )


def archived(url: str) -> Archived | None:
    """Return which state of a source an address names for good, None where it names none."""
    found = _COMMIT.fullmatch(url)
    return Archived(*found.groups()) if found else None


@remembered
def _told_first(connection: sqlite3.Connection, version: str, scope: str, code: str) -> bool:
    """Return whether a failure of this mark is our own finding about security, which the council hears of first."""
    flagged = {one.code for one in framework_used(connection, version).indicators if one.security}
    return scope != OPEN_DATA and code in flagged


@remembered
def _detectors(connection: sqlite3.Connection, version: str) -> dict[str, str]:
    return {one.code: one.detector for one in framework_used(connection, version).indicators if one.detector}


_HISTORY = """
SELECT c.*, e.as_of, e.status AS edition_status, i.kind, i.unit FROM cells c JOIN editions e USING (edition)
JOIN indicators i USING (indicator)
WHERE c.authority = ? AND c.indicator = ? AND c.state != 'not_applicable' ORDER BY e.as_of DESC
"""


def _history(connection: sqlite3.Connection, authority: str, code: str) -> list[sqlite3.Row]:
    """Return the mark in every edition, newest first; one edition alone is no history."""
    found = rows(connection, _HISTORY, authority, code)
    return found if len(found) > 1 else []


_RECORDS = "SELECT * FROM receipts WHERE edition = ? AND authority = ? AND measure = ? ORDER BY position"
_ANSWERS = "SELECT * FROM probe_answers WHERE edition = ? AND authority = ? AND measure = ? ORDER BY position"


def _resting_on(
    query: str, connection: sqlite3.Connection, edition: str, authority: str, indicator: Record | None
) -> list[Record]:
    """Return the archived replies of a crawl, or answers to a probe, that a mark rests on, in order; perhaps none."""
    return [*rows(connection, query, edition, authority, indicator["measure"])] if indicator is not None else []


_ON_THE_LIST = """
SELECT c.authority, a.slug, n.name FROM cells c JOIN authorities a USING (authority)
JOIN council_names n USING (authority)
WHERE c.edition = ? AND c.indicator = ? AND c.url = ? AND c.value > 0
"""
_ASKED = "SELECT count(*) AS n FROM cells WHERE edition = ? AND indicator = ? AND url = ? AND state = 'observed'"
_NAMES = "SELECT name FROM council_names WHERE authority = ? ORDER BY kind != 'current', name"


def _absence(connection: sqlite3.Connection, edition: str, row: Record, cell: Record) -> Absence | None:
    """Return what a list shows of a council that it does not name, None where the mark is no such finding.

    A list is one page on which several councils of the edition were looked for, and that names some of them. What rests
    on no page, such as answers of name servers, is none.
    """
    if not cell["url"] or cell["state"] != "observed" or cell["value"] != 0 or cell["best"] < cell["worst"]:
        return None
    on_it = rows(connection, _ON_THE_LIST, edition, cell["indicator"], cell["url"])
    if not on_it:
        return None
    names = [one["name"] for one in rows(connection, _NAMES, row["authority"])]
    written = dict.fromkeys([*names, *entries(connection, row)])
    asked = rows(connection, _ASKED, edition, cell["indicator"], cell["url"])[0]["n"]
    return Absence(len({one["authority"] for one in on_it}), asked, list(written), nearest_names(names, on_it))


def nearest_names(names: Sequence[str], others: Sequence[Record]) -> list[Record]:
    """Return the rows whose `name` is most like one of `names`, most alike first; one of each council, by its slug."""
    best: dict[str, tuple[float, str, Record]] = {}
    for row in others:
        found = (-max((_alike(name, row["name"]) for name in names), default=0.0), row["name"], row)
        if row["slug"] not in best or found[:2] < best[row["slug"]][:2]:
            best[row["slug"]] = found
    return [row for *_, row in sorted(best.values(), key=lambda one: one[:2])[:NEAREST]]


_COMMON = re.compile(r"\b(the|council|borough|district|county|city|metropolitan|of|london|royal|and|upon|cyngor)\b")


def _alike(one_name: str, other: str) -> float:
    # What nearly every name of a council has would make them all alike.
    first, second = (_COMMON.sub("", name.lower()).strip() for name in (one_name, other))
    return SequenceMatcher(None, first, second).ratio()
