"""The place page: for one postcode, the councils that serve it and who does what, stitched into one answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import flask

from edition.reader import council, council_duties, current_edition, rows, untested
from register.find_place import SENTENCES, Place, PlaceKind, find_place, islands
from scoring.rounding import out_of_100
from web.pages.facts import facts_in_words
from web.pages.home import type_counts
from web.pages.meaning import council_name, search_index
from web.pages.render import database, page, remembered
from web.pages.services_seen import Seen, services_seen
from web.pages.standing import Standing, in_type, no_score
from web.pages.ways import Event, Way, events, govuk_pages, most_wanted, offered, register_day, way
from web.pages.words import type_name
from web.serving import postcode_answers
from web.words import format as fmt
from web.words.language import say, translated

ADDRESS_CHECK = "https://www.gov.uk/find-local-council"
PREFIX = "/postcode/"
LONGEST = 40
STATUS = {PlaceKind.FOUND: 200, PlaceKind.MALFORMED: 400, PlaceKind.UNKNOWN: 404, PlaceKind.NOT_IN_EDITION: 404}
"""HTTP status per kind of answer; the kinds that are not here are good answers (200)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One service at one place: the ways in, one a council with a duty, notes on that duty, and what is known.

    routes: what a crawl saw of the human routes on a council's page: its name, the words, the page and the day.
    """

    code: str
    name: str
    dimension: str
    ways: list[Way]
    facts: list[dict[str, str]]
    notes: list[str]
    routes: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """The services of one life event that stand in no earlier group."""

    slug: str
    urgent: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What every place page needs of an edition. middles: type -> the middle score (0-1), None if none is ranked."""

    middles: dict[str, float | None]
    top: tuple[str, ...]
    events: list[Event]
    register_day: str | None
    untested: bool


def _read_everywhere(connection: sqlite3.Connection) -> Everywhere:
    counts = type_counts(connection, current_edition(connection)["edition"])
    return Everywhere(
        middles={one.type: one.median for one in counts},
        top=most_wanted(connection),
        events=events(connection),
        register_day=register_day(connection),
        untested=untested(connection),
    )


everywhere = remembered(_read_everywhere)


def add(blueprint: flask.Blueprint) -> None:
    """Add the old target of the search form and the place page."""
    blueprint.add_url_rule("/postcode", "postcode_search", search)
    blueprint.add_url_rule(f"{PREFIX}<path:text>", "postcode", show)
    blueprint.add_url_rule("/council/<slug>/services", "council_services", of_council)


def search() -> flask.typing.ResponseReturnValue:
    """Send a searcher to the one search of the site, which takes postcodes too."""
    return flask.redirect(flask.url_for("pages.search", q=flask.request.args.get("q") or None), 301)


def show(text: str) -> flask.typing.ResponseReturnValue:
    """Render the answer for one postcode, whatever was typed; one address per postcode."""
    place = find_place(database(), text)
    tidy = place.postcode.replace(" ", "") if place.postcode else None
    if tidy and text != tidy:
        return flask.redirect(f"/postcode/{tidy}", 301)
    if place.kind is PlaceKind.FOUND:
        return found(place) if flask.request.query_string else postcode_answers.answer(PREFIX, place)
    return _not_found(place, text)


def _not_found(place: Place, text: str) -> tuple[str, int]:
    typed = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return page("place.html", status=STATUS.get(place.kind, 200), place=place, typed=typed, said=said(place))


def found(place: Place) -> tuple[str, int]:
    """Render the services of a place that has councils."""
    connection = database()
    slugs = [one.slug for one in place.authorities]
    postcode = place.postcode or ""
    own = f"{PREFIX}{postcode.replace(' ', '')}"
    return _services(connection, current_edition(connection), slugs, postcode, own, place)


def said(place: Place) -> str:
    """Return why no council is named, in the present language."""
    where = translated(islands(place.postcode or ""))
    return say(SENTENCES[place.kind], postcode=place.postcode, month=translated(place.list_date), islands=where)


def of_council(slug: str) -> tuple[str, int]:
    """Render the services of one council, its county's with them where there is one; 404 for no council."""
    connection = database()
    edition = current_edition(connection)
    found = council(connection, edition["edition"], slug)
    if found is None:
        flask.abort(404, description=say("We have no council called “%(name)s”.", name=slug[:LONGEST]))
    above = rows(connection, "SELECT slug FROM authorities WHERE authority = ?", found["parent"])
    slugs = [slug, *(row["slug"] for row in above)]
    return _services(connection, edition, slugs, council_name(found["name"]), f"/council/{slug}/services")


def _services(
    connection: sqlite3.Connection,
    edition: sqlite3.Row,
    slugs: list[str],
    name: str,
    address: str,
    place: Place | None = None,
) -> tuple[str, int]:
    shared = everywhere()
    councils = [_card(connection, edition["edition"], slug, shared.middles) for slug in slugs]
    lines = service_lines(connection, edition["edition"], [one["row"] for one in councils])
    wanted = flask.request.args.get("find", "")[:LONGEST]
    by_code = {line.code: line for line in lines}
    return page(
        "place.html",
        edition=edition,
        place=place,
        name=name,
        own=address,
        councils=councils,
        wanted=wanted,
        hits=[by_code[code] for code in search_index().words.find(wanted) if code in by_code] if wanted else [],
        top=first_wanted(by_code, shared.top),
        groups=grouped(lines, shared.events),
        elsewhere=[line for line in lines if not line.ways],
        register_day=shared.register_day,
        untested=shared.untested,
    )


def grouped(lines: list[Line], order: list[Event]) -> list[Group]:
    """Return the services somebody here must run by life event, each once: hard moments take theirs first."""
    by_code = {line.code: line for line in lines if line.ways}
    mine = {
        event.slug: [by_code.pop(code) for code in event.services if code in by_code]
        for event in sorted(order, key=lambda event: not event.urgent)
    }
    return [Group(event.slug, event.urgent, mine[event.slug]) for event in order if mine[event.slug]]


def first_wanted(by_code: Mapping[str, Line], codes: Iterable[str]) -> list[Line]:
    """Return the most wanted services that somebody here runs, those whose own page is known first."""
    lines = [by_code[code] for code in codes if code in by_code and by_code[code].ways]
    return sorted(lines, key=lambda line: not any(one.is_page for one in line.ways))


def _card(connection: sqlite3.Connection, edition: str, slug: str, middles: dict[str, float | None]) -> dict[str, Any]:
    row = council(connection, edition, slug)
    if row is None:
        raise LookupError(f"{slug}: has no row of scores in {edition}")
    standing = in_type(row)
    told = verdict(standing, row["type"], middles[row["type"]]) or no_score(council_name(row["name"]), standing)
    return {"row": row, "standing": standing, "verdict": told}


THIN = 0.8
"""A coverage below this share is called thin beside a verdict."""


def verdict(standing: Standing, kind: str, middle: float | None) -> str:
    """Return how a ranked council stands to the middle one of its type (0-1), and how sure that is; '' if unranked."""
    if standing.score is None or middle is None:
        return ""
    level = out_of_100(standing.score) == out_of_100(middle)
    told = {"type": type_name(kind), "middle": fmt.score_text(middle)}
    doubt = ""
    if standing.coverage < THIN:
        doubt = say(", but the evidence is thin")
    elif standing.holds(middle) and not level:
        doubt = say(", but too close to call")
    if level:
        return say("Level with the middle %(type)s (%(middle)s)%(doubt)s.", doubt=doubt, **told)
    if standing.score > middle:
        return say("Above the middle %(type)s (%(middle)s)%(doubt)s.", doubt=doubt, **told)
    return say("Below the middle %(type)s (%(middle)s)%(doubt)s.", doubt=doubt, **told)


def service_lines(connection: sqlite3.Connection, edition: str, councils: list[sqlite3.Row]) -> list[Line]:
    """Return every service in framework order with the way in at each of these councils that has a duty for it."""
    lines: dict[str, Line] = {}
    for one in councils:
        facts = _facts_by_service(connection, edition, one["authority"])
        seen = services_seen(connection, edition, one["authority"])
        links = offered(connection, one["authority"])
        govuk = govuk_pages(connection, one["nation"])
        for duty in council_duties(connection, one["authority"]):
            code = duty["service"]
            line = lines.setdefault(code, Line(code, translated(duty["name"]), duty["dimension"], [], [], [], []))
            if duty["duty"] != "none":
                page_seen = seen[code].url if code in seen and (seen[code].level or 0) > 0 else ""
                line.ways.append(way(one, duty["duty"], links.get(code), page_seen, govuk=govuk.get(code, "")))
                line.facts.extend([_seen_fact(one, seen[code])] if code in seen else [])
                line.routes.extend(_routes(one, seen[code]) if code in seen else [])
                line.facts.extend(facts.get(code, []))
                line.notes.extend(note for note in [translated(duty["note"])] if note and note not in line.notes)
    for line in lines.values():
        if any(one.is_page for one in line.ways):
            line.ways[:] = [one for one in line.ways if one.is_page or one.duty == "full"]
    return list(lines.values())


def _seen_fact(one: sqlite3.Row, seen: Seen) -> dict[str, str]:
    """Return what a crawl saw as the line of a list: whose it is, how far one gets, and whether that is sure."""
    label = f" ({seen.label})" if seen.label else ""
    return {
        "text": f"{council_name(one['short_name'])}: {seen.words}{label}",
        "url": seen.url,
        "observed_on": seen.day,
        "name": "",
    }


def _routes(one: sqlite3.Row, seen: Seen) -> Iterable[dict[str, str]]:
    if seen.routes:
        yield {
            "council": council_name(one["short_name"]), "text": seen.routes, "url": seen.url, "observed_on": seen.day
        }  # fmt: skip


def _facts_by_service(connection: sqlite3.Connection, edition: str, authority: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for fact in facts_in_words(connection, edition, authority):
        if fact["status"] == "measured" and fact["text"]:
            keys = ("text", "url", "observed_on", "name")
            told = found.setdefault(fact["variant_of"], [])
            # The first fact of a service is the one for residents; later ones explain how it is built.
            if all(other["name"] == fact["name"] for other in told):
                told.append({key: fact[key] for key in keys} | {"url": _for_people(fact)})
    return found


SOURCE_CODE = ("github.com", "raw.githubusercontent.com")
"""Hosts whose pages are for those who write programs."""


def _for_people(fact: dict[str, Any]) -> str:
    """Return where a resident can see a fact: its own page, or ours on its source where its own is source code."""
    return f"/licences#{fact['source']}" if urlsplit(fact["url"]).hostname in SOURCE_CODE else fact["url"]
