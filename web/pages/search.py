"""One box for everything: a postcode, a council by any of its names, or a service in everyday words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import flask

from edition.reader import council, council_duties, current_edition, rows
from edition.search_index import meant
from register.find_place import Council, PlaceKind, find_place, outcode_places
from register.names import Name, NameKind, Sureness, plain
from register.postcodes import normalise_outcode
from register.search import Understood
from web.pages.meaning import council_name, search_index
from web.pages.render import database, page
from web.pages.ways import Way, events, govuk_pages, offered, way
from web.pages.words import event
from web.words.language import translated

LONGEST_SHOWN = 60
TELLING = 5
"""Letters of a word of a life event's title from which on it says what has happened: "parent", not "with"."""


@dataclass(frozen=True, slots=True)
class Found:
    """One council of an answer, and the name by which it was found where that is not its own of today."""

    slug: str
    name: str
    type: str
    other_name: str
    ended_on: str


@dataclass(frozen=True, slots=True)
class Task:
    """One service of an answer, and the ways in at the councils that were named with it, perhaps none."""

    code: str
    name: str
    ways: list[Way]


def add(blueprint: flask.Blueprint) -> None:
    """Add the search."""
    blueprint.add_url_rule("/search", "search", search)


def search() -> flask.typing.ResponseReturnValue:
    """Answer what was typed: one sure answer is gone to, several are listed, none says what to try. Nothing is kept."""
    text = flask.request.args.get("q", "")
    connection = database()
    if not text.strip():
        asked = "q" in flask.request.args
        return unkept(page("search.html", status=400 if asked else 200, asked=asked, typed="", understood=None))
    understood = meant(connection, search_index(), text)
    if understood.postcode and not understood.instead_of:
        return flask.redirect(f"/postcode/{understood.postcode.replace(' ', '')}", 303)
    if understood.named.sure:
        slug = rows(connection, "SELECT slug FROM authorities WHERE authority = ?", understood.named.sure.authority)[0][
            0
        ]
        if understood.named.sure.kind is not NameKind.ENDED:
            return flask.redirect(f"/council/{slug}", 303)
    told = answer(connection, understood)
    told["happened"] = _happened(connection, understood.text)
    if told["happened"]:
        told["status"] = 200
    return unkept(page("search.html", **told))


def _happened(connection: sqlite3.Connection, text: str) -> list[str]:
    """Return the life events of whose title, in the language of the page, most words that say something were typed."""
    typed = {one for one in plain(text).split() if len(one) >= TELLING}
    shared = {one.slug: len(typed & set(plain(event(one.slug)).split())) for one in events(connection)}
    most = max(shared.values(), default=0)
    return [slug for slug, words in shared.items() if words == most > 0]


def unkept(answered: flask.typing.ResponseReturnValue) -> flask.Response:
    """Return an answer that nobody on the way may keep, this server's own store of pages included."""
    response = flask.make_response(answered)
    response.headers["Cache-Control"] = "no-store"
    return response


def answer(connection: sqlite3.Connection, understood: Understood) -> dict[str, Any]:
    """Return what the page of an answer, and the API, say of what was understood."""
    councils = [_found(connection, one) for one in understood.named.names]
    outcode = normalise_outcode(understood.text)
    nearby = _first_half(connection, outcode) if outcode and understood.nothing else []
    place = find_place(connection, understood.postcode) if understood.postcode else None
    return {
        "asked": True,
        "understood": understood,
        "typed": understood.text[:LONGEST_SHOWN] + ("…" if len(understood.text) > LONGEST_SHOWN else ""),
        "place": place if place and place.kind is PlaceKind.FOUND else None,
        "councils": councils,
        "like": understood.named.sureness is Sureness.LIKE,
        "tasks": tasks(connection, understood.services, [one.slug for one in councils]),
        "nearby": nearby,
        "outcode": outcode,
        "status": 404 if understood.nothing and not nearby else 200,
    }


def _first_half(connection: sqlite3.Connection, outcode: str) -> list[Council]:
    """Return the councils of an outward code, or of those that add one letter to it (SW1: SW1A, SW1E and so on)."""
    longer = "SELECT outcode FROM outcodes WHERE outcode = ?1 OR (outcode GLOB ?1 || '[A-Z]') ORDER BY outcode"
    councils = [one for row in rows(connection, longer, outcode) for one in outcode_places(connection, row["outcode"])]
    return list(dict.fromkeys(councils))


def tasks(connection: sqlite3.Connection, codes: Iterable[str], slugs: list[str]) -> list[Task]:
    """Return the services with the ways in at the named councils that have a duty for them."""
    edition = current_edition(connection)["edition"]
    councils = [found for slug in slugs[:MOST_WITH_WAYS] if (found := council(connection, edition, slug)) is not None]
    names = dict(map(tuple, rows(connection, "SELECT service, name FROM services")))
    return [Task(code, translated(names[code]), list(_ways(connection, councils, code))) for code in codes]


MOST_WITH_WAYS = 4
"""Councils for which the way in to a service is shown in the list itself."""


def _ways(connection: sqlite3.Connection, councils: list[sqlite3.Row], code: str) -> Iterable[Way]:
    for one in councils:
        duties = {row["service"]: row["duty"] for row in council_duties(connection, one["authority"])}
        if duties.get(code, "none") != "none":
            govuk = govuk_pages(connection, one["nation"]).get(code, "")
            yield way(one, duties[code], offered(connection, one["authority"]).get(code), govuk=govuk)


def _found(connection: sqlite3.Connection, name: Name) -> Found:
    row = rows(connection, "SELECT slug, name, type FROM authorities WHERE authority = ?", name.authority)[0]
    ended = name.ended_on.isoformat() if name.ended_on else ""
    other = name.text if name.kind is NameKind.ENDED or name.language != "en" else ""
    shown = council_name(row["name"])
    return Found(row["slug"], shown, row["type"], other if other != shown else "", ended)
