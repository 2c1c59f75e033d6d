"""What a crawl saw of each service, in a reader's words; editions without a crawl have nothing here."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from edition.reader import rows
from models import Status
from web.pages.words import reason
from web.words.catalogue import word
from web.words.language import say

LEVELS = range(5)
"""The steps of the ladder."""


def online(level: int | None) -> str:
    """Return what a step of the ladder means to a resident; '' for None."""
    told = {
        0: say("nothing was found, though the whole site was searched"),
        1: say("there is information, but no way to act"),
        2: say("you can act, but not online"),
        3: say("you can do it online"),
        4: say("you can do it online, and it is joined up"),
    }
    return "" if level is None else told[level]


@dataclass(frozen=True, slots=True)
class Seen:
    """One service at one council. url: the page it was seen on, '' if there is none. day: ISO date of the evidence.

    label: "first look, not counted yet" for a low mark that was seen on one day only, else ''. level: None where
    it is not known or does not apply. detail: the sentences beside the mark. routes: of a complex need, which human
    routes its page shows, '' where that was not looked at.
    """

    level: int | None
    words: str
    label: str
    url: str
    day: str
    detail: str
    routes: str


def services_seen(connection: sqlite3.Connection, edition: str, authority: str) -> dict[str, Seen]:
    """Return service code -> what was seen of it at one council; {} in an edition without a crawl."""
    query = "SELECT * FROM service_marks WHERE edition = ? AND authority = ?"
    return {row["service"]: _seen(row) for row in rows(connection, query, edition, authority)}


def _seen(row: sqlite3.Row) -> Seen:
    label = say("first look, not counted yet") if row["level"] is not None and row["counted"] is None else ""
    told, routes = word(row["message"]), word(row["routes"])
    return Seen(row["level"], _words(row), label, row["page_url"], row["observed_on"], told, routes)


def _words(row: sqlite3.Row) -> str:
    if row["level"] is not None:
        return online(row["level"])
    if row["status"] == Status.NOT_APPLICABLE:
        return say("not seen to be run by this council")
    if row["status"] == Status.NOT_CHECKED:
        told = word(row["message"])
        why = told[:1].lower() + told[1:]
        return say("not known: %(why)s", why=why).rstrip(".")
    return say("not known: %(why)s", why=reason(row["status"]))


def levels_by_type(connection: sqlite3.Connection, edition: str, service: str) -> dict[str, dict[int, int]]:
    """Return type -> ladder level -> councils seen there for one service; first looks are left out."""
    query = (
        "SELECT a.type, m.level, count(*) AS councils FROM service_marks m JOIN authorities a USING (authority) "
        "WHERE m.edition = ? AND m.service = ? AND m.counted IS NOT NULL GROUP BY a.type, m.level"
    )
    found: dict[str, dict[int, int]] = {}
    for row in rows(connection, query, edition, service):
        found.setdefault(row["type"], {})[row["level"]] = row["councils"]
    return found


def broken_links(connection: sqlite3.Connection, edition: str, authority: str) -> list[sqlite3.Row]:
    """Return the task links of one council that end on nothing, by service: page, link and why."""
    query = (
        "SELECT b.*, v.name FROM broken_links b JOIN services v USING (service) "
        "WHERE b.edition = ? AND b.authority = ? ORDER BY v.position, b.page_url, b.link_url"
    )
    return rows(connection, query, edition, authority)
