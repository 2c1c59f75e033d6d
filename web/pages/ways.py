"""The way in to a service of a council: what is offered, as what, and what else to say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from edition.reader import Record, rows
from web.pages.meaning import council_name
from web.words.language import say

PAGE, HOME_PAGE = "page", "home_page"
REGISTER_DAY = "SELECT max(observed_on) FROM service_links WHERE offered = 1"


@dataclass(frozen=True, slots=True)
class Way:
    """Where a line leads. url: '' where nothing is known at all; is_page: the service's own page, not a home page.

    known: what was seen behind it by a crawl, '' where nothing was; words: how the link is to be called. govuk:
    GOV.UK's page for the service, beside a home page only and where its address is known, else ''.
    """

    council: str
    slug: str
    url: str
    is_page: bool
    duty: str
    known: str = ""
    govuk: str = ""

    @property
    def words(self) -> str:
        """Return what the link is, where it is not the page itself."""
        if self.is_page:
            return ""
        return say("home page of %(council)s: no page of this service is known", council=self.council)


def offered(connection: sqlite3.Connection, authority: str) -> dict[str, sqlite3.Row]:
    """Return service -> the address that GOV.UK's register offers, those of one council."""
    sql = "SELECT * FROM service_links WHERE authority = ? AND offered = 1"
    return {row["service"]: row for row in rows(connection, sql, authority)}


def govuk_pages(connection: sqlite3.Connection, nation: str) -> dict[str, str]:
    """Return service -> GOV.UK's own page for it in a nation; a service that is not there has none that is known."""
    return dict(map(tuple, rows(connection, "SELECT service, url FROM govuk_pages WHERE nation = ?", nation)))


def way(
    council: Record, duty: str, link: Record | None, seen_url: str = "", known: str = "", govuk: str = ""
) -> Way:  # fmt: skip
    """Return the way in to one service of one council.

    council: a row of `authorities`. link: the register's address, None without one. seen_url: the page that a crawl
    found, which stands before the register's; known: what it saw there. govuk: GOV.UK's page for the service, '' where
    none is known; it stands beside a home page only.
    """
    name = council_name(council["short_name"])
    if seen_url:
        return Way(name, council["slug"], seen_url, True, duty, known)
    if link is not None and link["kind"] == PAGE:
        return Way(name, council["slug"], link["url"], True, duty)
    return Way(name, council["slug"], council["homepage"], False, duty, govuk=govuk)


def register_day(connection: sqlite3.Connection) -> str | None:
    """Return the day of GOV.UK's register (ISO 8601), None where the edition has none."""
    return rows(connection, REGISTER_DAY)[0][0]


@dataclass(frozen=True, slots=True)
class Event:
    """One life event. services: codes in the order in which they are wanted."""

    slug: str
    services: tuple[str, ...]
    urgent: bool
    owner: str
    reviewed_on: str


def events(connection: sqlite3.Connection) -> list[Event]:
    """Return the life events in order."""
    held = _services_by_event(connection)
    return [
        Event(row["event"], tuple(held[row["event"]]), bool(row["urgent"]), row["owner"], row["reviewed_on"])
        for row in rows(connection, "SELECT * FROM life_events ORDER BY position")
    ]


def most_wanted(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the codes of the services that stand on top of a place."""
    return tuple(_services_by_event(connection).get("most-wanted", ()))


def _services_by_event(connection: sqlite3.Connection) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for row in rows(connection, "SELECT event, service FROM life_event_services ORDER BY event, position"):
        held.setdefault(row["event"], []).append(row["service"])
    return held


def routes(connection: sqlite3.Connection, event: str, nations: Iterable[str]) -> list[dict[str, Any]]:
    """Return the national routes of an event for these nations, in order, each with the nations that it stands in."""
    wanted = set(nations)
    found: dict[str, dict[str, Any]] = {}
    sql = "SELECT * FROM life_event_routes WHERE event = ? ORDER BY position, nation"
    for row in rows(connection, sql, event):
        if row["nation"] in wanted:
            one = found.setdefault(row["route"], {**dict(row), "nations": []})
            one["nations"].append(row["nation"])
    return list(found.values())
