"""When nothing is published because people vote: data/quiet-periods.toml, by nation, type or council, with its source.

No new table of ranks comes out between the notice of an election and its polling day where people vote. An edition
holds every council, so one area that votes holds the whole edition up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from edition.right_of_reply import is_public_address
from errors import QuietPeriodError
from models import NATIONS, Authority, AuthorityType

FIRST_THURSDAY_IN_MAY = "first Thursday in May"
LONGEST_DAYS = 120
"""More days before a poll than this is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Election:
    """One election. polling_on: its day, or None for one that is held on the first Thursday in May, in any year.

    nations, types, councils (slugs): who may vote in it. days: so many days before polling day the quiet begins.
    """

    name: str
    nations: tuple[str, ...]
    types: tuple[str, ...]
    councils: tuple[str, ...]
    polling_on: date | None
    days: int
    source: str
    url: str

    def quiet(self, day: date) -> tuple[date, date] | None:
        """Return first and last day of its quiet period if `day` is in it, else None; polling day is the last."""
        polled = self.polling_on or first_thursday_in_may(day.year)
        begins = polled - timedelta(days=self.days)
        return (begins, polled) if begins <= day <= polled else None

    def holds(self, council: Authority) -> bool:
        """Return whether people may vote in it in that council's area."""
        return council.nation in self.nations or council.type in self.types or council.slug in self.councils


def first_thursday_in_may(year: int) -> date:
    """Return the first Thursday in May of a year."""
    first = date(year, 5, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7)


def load_quiet_periods(path: Path, councils: Iterable[Authority]) -> tuple[Election, ...]:
    """Return the elections of the file, in its order.

    Raises QuietPeriodError naming file, entry, field and value for one that is missing, cannot be read, or says
    anything but what is declared here: who cannot read it must not publish.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise QuietPeriodError(f"{path.name}: cannot be opened; without it nothing is published") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise QuietPeriodError(f"{path.name}: is not TOML in UTF-8, so nothing is published: {error}") from None
    for field in tables.keys() - {"election"}:
        raise QuietPeriodError(f'{path.name}: field "{field}": expected [[election]] entries alone')
    entries = tables.get("election")
    if not entries or not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise QuietPeriodError(f'{path.name}: field "election": found {entries!r}, expected [[election]] entries')
    slugs = {one.slug for one in councils}
    return tuple(_election(f"{path.name}: election {n}", table, slugs) for n, table in enumerate(entries, 1))


def quiet_on(day: date, elections: Iterable[Election], councils: Collection[Authority]) -> list[str]:
    """Return a sentence for each election whose quiet period holds the day and any of the councils; [] to go on."""
    told = []
    for one in elections:
        period, voting = one.quiet(day), sum(map(one.holds, councils))
        if period and voting:
            told.append(
                f"{one.name}: quiet from {period[0]} to {period[1]}, where {voting} councils may vote ({one.source})"
            )
    return told


_TEXTS: Mapping[str, type] = {"name": str, "source": str, "url": str}
_AREAS = ("nations", "types", "councils")
_ALLOWED = {*_TEXTS, *_AREAS, "polling_on", "held", "quiet_days"}


def _election(entry: str, table: dict[str, Any], slugs: Collection[str]) -> Election:
    def refuse(field: str, expected: str) -> QuietPeriodError:
        return QuietPeriodError(f'{entry}: field "{field}": found {table.get(field)!r}, expected {expected}')

    for field in table.keys() - _ALLOWED:
        raise refuse(field, f"one of the fields {', '.join(sorted(_ALLOWED))}")
    for field in _TEXTS:
        if not isinstance(table.get(field), str) or not table[field].strip():
            raise refuse(field, "some words")
    if not is_public_address(table["url"]):
        raise refuse("url", "an address that anybody can open")
    known: Mapping[str, Collection[str]] = {"nations": NATIONS, "types": tuple(AuthorityType), "councils": slugs}
    areas: dict[str, tuple[str, ...]] = {}
    for field, allowed in known.items():
        names = table.get(field, [])
        if not isinstance(names, list) or not all(isinstance(name, str) and name in allowed for name in names):
            some = "short names of councils" if field == "councils" else ", ".join(allowed)
            raise refuse(field, f"a list of {some}")
        areas[field] = tuple(names)
    if not any(areas.values()):
        raise refuse("nations", "whom it concerns, here or in types or councils")
    polling = table.get("polling_on")
    if ("polling_on" in table) == ("held" in table):
        raise refuse("polling_on", f'a day, or instead of it held = "{FIRST_THURSDAY_IN_MAY}"')
    if "held" in table and table["held"] != FIRST_THURSDAY_IN_MAY:
        raise refuse("held", f'"{FIRST_THURSDAY_IN_MAY}"')
    if "polling_on" in table and type(polling) is not date:
        raise refuse("polling_on", "a day without quotation marks, such as 2027-05-06")
    days = table.get("quiet_days")
    if type(days) is not int or not 1 <= days <= LONGEST_DAYS:
        raise refuse("quiet_days", f"days from 1 to {LONGEST_DAYS}")
    return Election(table["name"], **areas, polling_on=polling, days=days, source=table["source"], url=table["url"])
