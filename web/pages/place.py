"""The place page: for one postcode, the councils that serve it and who does what, stitched into one answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flask

from edition.reader import council, council_duties, council_facts, current_edition, rows, untested
from register.place import Place, PlaceKind, find_place
from web.pages.home import type_counts
from web.pages.render import database, page
from web.pages.services_seen import Seen, services_seen
from web.pages.standing import Standing, in_type, no_score
from web.pages.words import type_name
from web.words import format as fmt

ADDRESS_CHECK = "https://www.gov.uk/find-local-council"
LONGEST = 40
STATUS = {PlaceKind.FOUND: 200, PlaceKind.MALFORMED: 400, PlaceKind.UNKNOWN: 404}
"""HTTP status per kind of answer; the kinds that are not here are good answers (200)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One service at one place: the councils with a duty, notes on that duty, and what is known about it."""

    code: str
    name: str
    dimension: str
    councils: list[dict[str, str]]
    facts: list[dict[str, str]]
    notes: list[str]


def add(blueprint: flask.Blueprint) -> None:
    """Add the search form's target and the place page."""
    blueprint.add_url_rule("/postcode", "postcode_search", search)
    blueprint.add_url_rule("/postcode/<path:text>", "postcode", show)


def search() -> flask.typing.ResponseReturnValue:
    """Send a searcher on to the page of his postcode; without one, show the form with what was typed."""
    text = flask.request.args.get("q", "").strip()
    if not text:
        asked = "q" in flask.request.args
        return page("place.html", place=None, problem="Type a postcode, or the name of a council." if asked else "")
    place = find_place(database(), text)
    if place.postcode is None:
        named = councils_named(database(), text)
        if len(named) == 1:
            return flask.redirect(f"/council/{named[0]['slug']}", 303)
        return _answer(place, text, named)
    return flask.redirect(f"/postcode/{place.postcode.replace(' ', '')}", 303)


def show(text: str) -> flask.typing.ResponseReturnValue:
    """Render the answer for one postcode, whatever was typed; one address per postcode."""
    place = find_place(database(), text)
    tidy = place.postcode.replace(" ", "") if place.postcode else None
    if tidy and text != tidy:
        return flask.redirect(f"/postcode/{tidy}", 301)
    return _answer(place, text)


LEAST_OF_NAME = 3
MOST_NAMED = 20


def councils_named(connection: sqlite3.Connection, text: str) -> list[sqlite3.Row]:
    """Return the councils whose name is, or else holds, what was typed, at most twenty; none for less than a word."""
    typed = " ".join(text.casefold().split())
    if len(typed) < LEAST_OF_NAME or any(letter.isdigit() for letter in typed):
        return []
    everyone = rows(connection, "SELECT slug, name, short_name, type FROM authorities ORDER BY name")
    exact = [row for row in everyone if typed in (row["name"].casefold(), row["short_name"].casefold())]
    return exact or [row for row in everyone if typed in row["name"].casefold()][:MOST_NAMED]


def _answer(place: Place, text: str, named: Sequence[sqlite3.Row] = ()) -> tuple[str, int]:
    connection = database()
    edition = current_edition(connection)
    if place.kind is not PlaceKind.FOUND:
        typed = text if len(text) <= LONGEST else text[:LONGEST] + "…"
        status = 200 if named else STATUS.get(place.kind, 200)
        return page("place.html", edition=edition, status=status, place=place, typed=typed, named=named, problem="")
    middles = {one.type: one.median for one in type_counts(connection, edition["edition"])}
    councils = [_card(connection, edition["edition"], one.slug, middles) for one in place.authorities]
    lines = service_lines(connection, edition["edition"], [one["row"] for one in councils])
    names = dict(rows(connection, "SELECT dimension, name FROM dimensions").__iter__())
    return page("place.html", edition=edition, place=place, councils=councils, lines=lines, names=names, problem="",
                untested=untested(connection))  # fmt: skip


def _card(connection: sqlite3.Connection, edition: str, slug: str, middles: dict[str, float | None]) -> dict[str, Any]:
    row = council(connection, edition, slug)
    standing = in_type(row)
    told = verdict(standing, row["type"], middles[row["type"]]) if standing.ranked else no_score(row["name"], standing)
    return {"row": row, "standing": standing, "verdict": told}


THIN = 0.8
"""A coverage below this share is called thin beside a verdict."""


def verdict(standing: Standing, kind: str, middle: float) -> str:
    """Return how a ranked council stands to the middle one of its type (0-1), and how sure that is."""
    if fmt.published(standing.score) == fmt.published(middle):
        side = "Level with"
    else:
        side = "Above" if standing.score > middle else "Below"
    doubt = ""
    if standing.coverage < THIN:
        doubt = ", but the evidence is thin"
    elif standing.low <= middle <= standing.high and side != "Level with":
        doubt = ", but too close to call"
    return f"{side} the middle {type_name(kind)} ({fmt.score_text(middle)}){doubt}."


def service_lines(connection: sqlite3.Connection, edition: str, councils: list[sqlite3.Row]) -> list[Line]:
    """Return every service in framework order with who has the duty for it among these councils."""
    lines: dict[str, Line] = {}
    for one in councils:
        facts = _facts_by_service(connection, edition, one["authority"])
        seen = services_seen(connection, edition, one["authority"])
        for duty in council_duties(connection, one["authority"]):
            code = duty["service"]
            line = lines.setdefault(code, Line(code, duty["name"], duty["dimension"], [], [], []))
            if duty["duty"] != "none":
                line.councils.append(_duty(one, duty))
                line.facts.extend([_seen_fact(one, seen[code])] if code in seen else [])
                line.facts.extend(facts.get(code, []))
                line.notes.extend(note for note in [duty["note"]] if note and note not in line.notes)
    return list(lines.values())


def _duty(one: sqlite3.Row, duty: sqlite3.Row) -> dict[str, str]:
    return {"name": one["short_name"], "homepage": one["homepage"], "duty": duty["duty"]}


def _seen_fact(one: sqlite3.Row, seen: Seen) -> dict[str, str]:
    """Return what a crawl saw as the line of a list: whose it is, how far one gets, and whether that is sure."""
    label = f" ({seen.label})" if seen.label else ""
    return {"text": f"{one['short_name']}: {seen.words}{label}", "url": seen.url, "observed_on": seen.day, "name": ""}


def _facts_by_service(connection: sqlite3.Connection, edition: str, authority: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for fact in council_facts(connection, edition, authority):
        if fact["status"] == "measured" and fact["text"]:
            keys = ("text", "url", "observed_on", "name")
            told = found.setdefault(fact["variant_of"], [])
            # The first fact of a service is the one for residents; later ones explain how it is built.
            if all(other["name"] == fact["name"] for other in told):
                told.append({key: fact[key] for key in keys})
    return found
