"""Turns a template and its values into a page, with what every page carries: edition, banner, navigation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, Unpack

from flask import current_app, render_template, request

from edition.reader import current_edition, one
from web.pages import words
from web.pages.address import address
from web.pages.languages import english_address, finish, html_tag, versions
from web.pages.structured import trail
from web.serving.editions import edition_prefix, in_edition, opened, served_file
from web.site import NAME
from web.words import format as fmt
from web.words.language import ENGLISH, current, say

Asked = TypeVarTuple("Asked")
Told = TypeVar("Told")
_DAYS_OF_MARKS = "SELECT min(observed_on), max(observed_on) FROM cells WHERE edition = ? AND state = 'observed'"
LONGEST = 120
"""Characters of an address that is printed on paper."""


def navigation() -> list[tuple[str, str]]:
    """Return the links of the header: address and words."""
    return [
        ("/services", say("Services")),
        ("/league", say("League tables")),
        ("/map", say("Map")),
        ("/insights", say("Findings")),
        ("/changes", say("Changes")),
        ("/explore/", say("Explore")),
        ("/methodology", say("How it works")),
    ]


def database() -> sqlite3.Connection:
    """Return this thread's connection to the database that is served at the present address; raises PublishedError."""
    return opened(served_file())


def remembered(read: Callable[[sqlite3.Connection, Unpack[Asked]], Told]) -> Callable[[Unpack[Asked]], Told]:
    """Return `read` as a question to the database that is served, read once for each file and each answer then kept.

    Such a file never changes while it is served. What comes back is shared by all readers: nobody may change it.
    Answers are kept by the server that was asked, and go with it.
    """

    def of_file(published: str, *asked: *Asked) -> Told:
        return read(opened(Path(published)), *asked)

    def ask(*asked: *Asked) -> Told:
        kept = current_app.extensions.setdefault("remembered", {})
        if of_file not in kept:
            kept.setdefault(of_file, lru_cache(maxsize=256)(of_file))
        told: Told = kept[of_file](str(served_file()), *asked)
        return told

    return ask


def page(template: str, *, status: int = 200, **values: Any) -> tuple[str, int]:
    """Return one rendered page and its status; reads the current edition from the database."""
    edition = values.setdefault("edition", current_edition(database()))
    marks_of, websites = _marks_of(edition["edition"]), _websites(edition["edition"])
    return _rendered(template, status=status, marks_of=marks_of, websites=websites, **values), status


@remembered
def _marks_of(connection: sqlite3.Connection, edition: str) -> tuple[str, str] | None:
    """Return the days of the oldest and the newest mark that were seen (ISO 8601), None where none was."""
    days = one(connection, _DAYS_OF_MARKS, edition)
    return (days[0], days[1]) if days and days[0] else None


@remembered
def _websites(connection: sqlite3.Connection, edition: str) -> Mapping[str, int] | None:
    """Return of how many councils the websites were looked at, None where that is all of them or none."""
    row = one(connection, "SELECT value FROM summaries WHERE edition = ? AND key = 'websites'", edition)
    found: Mapping[str, int] | None = json.loads(row["value"]) if row else None
    return found


def plain_page(template: str, *, status: int, **values: Any) -> tuple[str, int]:
    """Return a page that needs no database, for when there is none to read."""
    return _rendered(template, edition=None, status=status, **values), status


def _rendered(template: str, **values: Any) -> str:
    made = render_template(template, **values)
    return in_edition(made if current() == ENGLISH else finish(made))


def context() -> dict[str, Any]:
    """Return what every template can use besides its own values."""
    site = current_app.config["SITE"]
    return {
        "NAME": NAME,
        "NAVIGATION": navigation(),
        "site": site,
        "language": current(),
        "html_tag": html_tag(),
        "versions": versions(site.reviewed, edition_prefix()),
        "edition_prefix": edition_prefix(),
        "kept": edition_prefix()[1:] in current_app.extensions["kept_editions"],
        "own_address": english_address(),
        "fmt": fmt,
        "words": words,
        "here": request.path,
        "address": request.script_root + address(request.endpoint, request.path, request.args),
        "trail": trail,
        "plain_address": address(request.endpoint, request.path, request.args),
        "printed": request.script_root + request.full_path.rstrip("?")[:LONGEST],
    }
