"""The life events by which people find a service: data/life-events.toml, read and checked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from declared import Entry, each_once, read_declared
from errors import RegisterError
from models import NATIONS


@dataclass(frozen=True, slots=True)
class Route:
    """One national route. id: of its words in the catalogue; nations: where it stands; phone, url: '' where none."""

    id: str
    nations: tuple[str, ...]
    phone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One event. services: codes in the order in which they are wanted; urgent: a hard moment, phone routes first."""

    slug: str
    services: tuple[str, ...]
    urgent: bool = False
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class LifeEvents:
    """Every event in order. owner answers for the routes, gone through on reviewed_on; most_wanted: five services."""

    events: tuple[LifeEvent, ...]
    most_wanted: tuple[str, ...]
    owner: str
    reviewed_on: date


def load_life_events(path: Path, services: Collection[str]) -> LifeEvents:
    """Return the events of a file. services: every code there is; each must stand in an event.

    Raises RegisterError naming the event and the field: a missing owner or day of review, an event of that slug
    twice, an unknown service, nation or field, a hard moment without a phone, a service that no event has.
    """
    whole = read_declared(path, RegisterError)
    whole.only("owner", "reviewed_on", "most_wanted", "event")
    owner, reviewed_on = whole.text("owner"), whole.day("reviewed_on")
    listed = whole.entries("event")
    events = tuple(_event(one, services) for one in listed)
    each_once(listed, "slug")
    missing = [code for code in services if all(code not in one.services for one in events)]
    if missing:
        raise whole.wrong("event", f"every service in an event; none has {', '.join(missing)}", "")
    return LifeEvents(events, whole.texts("most_wanted", services), owner, reviewed_on)


def _event(entry: Entry, services: Collection[str]) -> LifeEvent:
    slug = entry.text("slug")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise entry.wrong("slug", "lower-case words joined by hyphens")
    entry = entry.called(f'event "{slug}"')
    entry.only("slug", "services", "urgent", "routes")
    urgent, routes = entry.flag("urgent"), tuple(map(_route, entry.entries("routes", may_lack=True)))
    if urgent and not any(one.phone for one in routes):
        raise entry.wrong("routes", "a route with a phone, as the moment is a hard one")
    return LifeEvent(slug, entry.texts("services", services), urgent, routes)


def _route(entry: Entry) -> Route:
    entry.only("id", "nations", "phone", "url")
    url, phone = entry.address("url", "", secure=True), entry.text("phone", "")
    if not url and not phone:
        raise entry.wrong("phone", "a phone, or instead of it an address in url")
    return Route(entry.text("id"), entry.texts("nations", NATIONS), phone, url)
