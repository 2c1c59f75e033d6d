"""The rows of published.db that say who the councils are. Pure but for reading data/register/context.csv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from models import Authority, Message, Service
from register.authorities import Register
from register.govuk_pages import GovukPage
from register.hexes import Cell
from register.life_events import LifeEvents
from register.link_errors import LinkError
from register.names import Name
from register.search import ServiceWords
from register.services import Duties, duty
from register.tables import Row as ContextRow
from register.tables import read_table

Row = dict[str, Any]

CONTEXT_HEADER = (
    "authority", "deprivation_score", "deprivation_quintile", "deprivation_source", "rurality", "rurality_source",
    "superfast_percent", "full_fibre_percent", "gigabit_percent", "broadband_source", "combined_authority",
)  # fmt: skip
SIZE_BANDS = ((100_000, "under 100,000"), (200_000, "100,000 to 199,999"), (400_000, "200,000 to 399,999"))
LARGEST = "400,000 or more"


def load_context(path: Path) -> dict[str, ContextRow]:
    """Return ONS code -> its row of context.csv; RegisterError if the file is not as agreed."""
    return {row["authority"]: row for row in read_table(path, CONTEXT_HEADER)}


def size_band(population: int | None) -> str:
    """Return the band of a population for filters; '' if it is unknown."""
    if population is None:
        return ""
    return next((label for limit, label in SIZE_BANDS if population < limit), LARGEST)


def authority_rows(
    authorities: tuple[Authority, ...], context: dict[str, ContextRow], hexes: Mapping[str, Cell]
) -> Iterator[Row]:
    """Yield the `authorities` rows; context is shown and never scored, and hexes are only for drawing."""
    for one in authorities:
        row = context.get(one.code)
        column, map_row = hexes.get(one.code, (None, None))
        density = one.population / one.area_km2 if one.population and one.area_km2 else None
        yield {
            "authority": one.code,
            "slug": one.slug,
            "name": one.name,
            "short_name": one.short_name,
            "type": one.type.value,
            "nation": one.nation,
            "region": one.region,
            "parent": one.parent,
            "homepage": one.homepage,
            "population": one.population,
            "area_km2": one.area_km2,
            "density": density,
            "deprivation": _number(row, "deprivation_score"),
            "deprivation_band": row["deprivation_quintile"] if row else "",
            "rurality": row["rurality"] if row else "",
            "size_band": size_band(one.population),
            "start_on": one.start.isoformat() if one.start else None,
            "end_on": one.end.isoformat() if one.end else None,
            "map_column": column,
            "map_row": map_row,
            "superfast_percent": _number(row, "superfast_percent"),
            "gigabit_percent": _number(row, "gigabit_percent"),
            "note": Message("council.ends", {"day": one.end}).json() if one.end else "",
        }


def _number(row: ContextRow | None, field: str) -> float | None:
    return row.optional(field, float, "a number, or nothing") if row else None


def list_code_rows(codes: Mapping[str, str]) -> Iterator[Row]:
    """Yield the `list_codes` rows. codes: ONS code -> how lists call the council that do not write its name."""
    for authority, code in codes.items():
        yield {"authority": authority, "code": code}


def former_code_rows(authorities: tuple[Authority, ...]) -> Iterator[Row]:
    """Yield the `former_codes` rows."""
    for one in authorities:
        for code in one.former_codes:
            yield {"authority": one.code, "code": code}


def relation_rows(register: Register) -> Iterator[Row]:
    """Yield the `relations` rows: who came before and who comes after."""
    for relation in register.relations:
        yield {
            "authority": relation.authority,
            "relation": relation.relation,
            "other_code": relation.other_code,
            "other_name": relation.other_name,
            "on_date": relation.on_date.isoformat(),
        }


def service_rows(services: tuple[Service, ...]) -> Iterator[Row]:
    """Yield the `services` rows in the order of the framework."""
    for position, service in enumerate(services):
        yield {
            "service": service.code,
            "name": service.name,
            "dimension": service.dimension,
            "lgsl": " ".join(str(code) for code in service.lgsl),
            "cap": service.cap,
            "core": int(service.core),
            "position": position,
        }


def duty_rows(authorities: tuple[Authority, ...], services: tuple[Service, ...], duties: Duties) -> Iterator[Row]:
    """Yield one `duties` row per authority and service, per-council exceptions already applied."""
    for one in authorities:
        for service in services:
            degree, note = duty(duties, one, service)
            yield {"authority": one.code, "service": service.code, "duty": degree, "note": note}


def name_rows(names: Iterable[Name]) -> Iterator[dict[str, Any]]:
    """Yield the `council_names` rows."""
    for one in names:
        ended_on = one.ended_on.isoformat() if one.ended_on else None
        kind = one.kind.value
        yield {
            "authority": one.authority, "name": one.text, "kind": kind, "language": one.language, "ended_on": ended_on,
        }  # fmt: skip


def word_rows(words: ServiceWords) -> Iterator[dict[str, Any]]:
    """Yield the `service_words` rows."""
    for text, codes in words.codes.items():
        yield from ({"words": text, "service": code} for code in codes)


MOST_WANTED = "most-wanted"
"""The event under which the services that stand on top of a place are kept."""


def life_event_tables(events: LifeEvents) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the three tables of life events."""
    kept = {"owner": events.owner, "reviewed_on": events.reviewed_on.isoformat()}
    lists = [(one.slug, one.services) for one in events.events] + [(MOST_WANTED, events.most_wanted)]
    return {
        "life_events": [
            {"event": one.slug, "position": n, "urgent": int(one.urgent), **kept}
            for n, one in enumerate(events.events, start=1)
        ],
        "life_event_services": [
            {"event": event, "position": n, "service": code}
            for event, codes in lists
            for n, code in enumerate(codes, start=1)
        ],
        "life_event_routes": [
            {
                "event": one.slug,
                "position": n,
                "route": route.id,
                "nation": nation,
                "phone": route.phone,
                "url": route.url,
            }
            for one in events.events
            for n, route in enumerate(one.routes, start=1)
            for nation in route.nations
        ],
    }


def link_error_rows(errors: Iterable[LinkError]) -> Iterator[dict[str, Any]]:
    """Yield the `link_errors` rows."""
    for one in errors:
        yield {
            "authority": one.authority.code,
            "service": one.service,
            "other_council": one.other.name,
            "reviewed_on": one.reviewed_on.isoformat(),
        }


def govuk_page_rows(pages: Iterable[GovukPage]) -> Iterator[dict[str, Any]]:
    """Yield the `govuk_pages` rows, one a service and nation."""
    for one in pages:
        seen = {"url": one.url, "seen_at": one.seen_at, "seen_on": one.seen_on.isoformat()}
        yield from ({"service": one.service, "nation": nation, **seen} for nation in one.nations)
