"""The life events by which people find a service: data/life-events.toml, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from errors import RegisterError
from models import NATIONS

FILE = "life-events.toml"


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
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegisterError(f"{path.name}: cannot be read: {error}") from None
    owner, reviewed_on = given.get("owner"), given.get("reviewed_on")
    if not isinstance(owner, str) or not owner.strip():
        raise RegisterError(f'{FILE}: field "owner": expected who answers for the routes, found {owner!r}')
    if not isinstance(reviewed_on, date):
        raise RegisterError(f'{FILE}: field "reviewed_on": expected a day such as 2026-11-29, found {reviewed_on!r}')
    events = tuple(_event(one, services) for one in given.get("event", ()))
    slugs = [one.slug for one in events]
    twice = next((slug for slug in slugs if slugs.count(slug) > 1), None)
    if twice:
        raise RegisterError(f'{FILE}: event "{twice}": field "slug": stands twice')
    missing = [code for code in services if all(code not in one.services for one in events)]
    if missing:
        raise RegisterError(f'{FILE}: field "services": no event has {", ".join(missing)}')
    most = _codes("(whole file)", "most_wanted", given.get("most_wanted", ()), services)
    return LifeEvents(events, most, owner, reviewed_on)


def _event(given: dict[str, Any], services: Collection[str]) -> LifeEvent:
    slug = given.get("slug")
    if not isinstance(slug, str) or not slug:
        raise RegisterError(f'{FILE}: field "slug": expected lower-case words joined by hyphens, found {slug!r}')
    _refuse_unknown(slug, given, {"slug", "services", "urgent", "routes"})
    urgent = given.get("urgent", False)
    routes = tuple(_route(slug, one) for one in given.get("routes", ()))
    if urgent and not any(one.phone for one in routes):
        raise RegisterError(f'{FILE}: event "{slug}": field "routes": a hard moment needs a route with a phone')
    return LifeEvent(slug, _codes(slug, "services", given.get("services", ()), services), urgent, routes)


def _route(slug: str, given: dict[str, Any]) -> Route:
    _refuse_unknown(slug, given, {"id", "nations", "phone", "url"})
    nations = tuple(given.get("nations", ()))
    if not nations or any(one not in NATIONS for one in nations):
        raise RegisterError(f'{FILE}: event "{slug}": field "nations": expected some of {", ".join(NATIONS)}')
    url, phone = given.get("url", ""), given.get("phone", "")
    if url and not url.startswith("https://"):
        raise RegisterError(f'{FILE}: event "{slug}": field "url": expected an https address, found {url!r}')
    if not url and not phone:
        raise RegisterError(f'{FILE}: event "{slug}": route "{given.get("id", "")}": expected a phone or a url')
    if not given.get("id"):
        raise RegisterError(f'{FILE}: event "{slug}": field "id": expected the id of its words')
    return Route(given["id"], nations, phone, url)


def _codes(slug: str, field: str, given: Any, services: Collection[str]) -> tuple[str, ...]:
    wrong = [code for code in given if code not in services]
    if not given or wrong:
        found = ", ".join(map(repr, wrong)) or "none"
        raise RegisterError(f'{FILE}: event "{slug}": field "{field}": expected codes of services, found {found}')
    return tuple(given)


def _refuse_unknown(slug: str, given: dict[str, Any], fields: set[str]) -> None:
    unknown = sorted(set(given) - fields)
    if unknown:
        raise RegisterError(f'{FILE}: event "{slug}": field "{unknown[0]}": is not known; expected {sorted(fields)}')
