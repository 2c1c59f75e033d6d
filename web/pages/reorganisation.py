"""Reorganisation: what is to come, previewed from today's councils, and the lineage of councils both ways."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import flask

from edition.reader import current_edition, rows
from web.pages.render import database, page

_RELATIONS = """
SELECT r.*, a.slug, a.name, a.short_name, a.type FROM relations r JOIN authorities a USING (authority)
ORDER BY r.on_date DESC, a.short_name, r.other_name
"""
SOURCES = ("mysociety-la-register", "uk-topojson", "local-government-reorganisation")
"""Whence the register has who followed whom, by code of the source."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """One council of today that followed others. day: ISO date of the last of these; before: their names and days."""

    slug: str
    name: str
    day: str
    before: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """One council that is no more. day: ISO date; after: slug and name of each council of today in its place."""

    name: str
    day: str
    after: tuple[tuple[str, str], ...]


def add(blueprint: flask.Blueprint) -> None:
    """Add the page on reorganisation."""
    blueprint.add_url_rule("/reorganisation", "reorganisation", show)


def show() -> tuple[str, int]:
    """Render what is to come, what came of former councils, and of which today's were made."""
    connection = database()
    edition = current_edition(connection)
    relations = rows(connection, _RELATIONS)
    past = [row for row in relations if row["relation"] == "predecessor"]
    return page(
        "reorganisation.html",
        edition=edition,
        coming=coming(connection, edition["edition"]),
        beginnings=beginnings(past),
        since=min((row["on_date"] for row in past), default=None),
        endings=endings(past),
        sources=[
            row for row in rows(connection, "SELECT * FROM sources ORDER BY position") if row["source"] in SOURCES
        ],
    )


def coming(connection: sqlite3.Connection, edition: str) -> list[dict[str, Any]]:
    """Return the councils to come, each row of `successors` with members, dimensions and indicators by name.

    Each member has its own published `score` and likely range, None where it is not ranked.
    """
    found = rows(connection, "SELECT * FROM successors WHERE edition = ? ORDER BY vesting_on, name", edition)
    dimensions = {row["dimension"]: row["name"] for row in rows(connection, "SELECT * FROM dimensions")}
    indicators = {row["indicator"]: row["name"] for row in rows(connection, "SELECT * FROM indicators")}
    scores = {row["authority"]: row for row in rows(connection, "SELECT * FROM scores WHERE edition = ?", edition)}
    made = []
    for row in found:
        detail = json.loads(row["detail"])
        members = [member | {"standing": scores[member["authority"]]} for member in json.loads(row["members"])]
        made.append(dict(row) | {
            "members": members,
            "dimensions": [one | {"name": dimensions[one["dimension"]]} for one in detail["dimensions"]],
            "indicators": [one | {"name": indicators[one["indicator"]]} for one in detail["indicators"]],
        })  # fmt: skip
    return made


def beginnings(past: Iterable[sqlite3.Row]) -> list[Beginning]:
    """Return today's councils that followed others, the newest first."""
    found: dict[str, list[sqlite3.Row]] = {}
    for row in past:
        found.setdefault(row["slug"], []).append(row)
    made = [
        Beginning(
            slug, own[0]["name"], max(row["on_date"] for row in own),
            tuple(sorted((row["other_name"], row["on_date"]) for row in own)),
        )
        for slug, own in found.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (_later_first(one.day), one.name))


def endings(past: Iterable[sqlite3.Row]) -> list[Ending]:
    """Return the councils that are no more, by name, each with those of today that took its place."""
    found: dict[str, list[sqlite3.Row]] = {}
    for row in past:
        found.setdefault(row["other_name"], []).append(row)
    return [
        Ending(name, max(row["on_date"] for row in own), tuple(sorted((row["slug"], row["name"]) for row in own)))
        for name, own in sorted(found.items())
    ]


def _later_first(day: str) -> int:
    return -int(day.replace("-", ""))
