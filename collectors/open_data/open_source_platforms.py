"""Open-source platforms that councils own together: LocalGov Drupal, PlanX and BOPS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.councils import ENGLAND, covered
from collectors.open_data.days import edition_days
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import DAY, NEEDED, TEXT, read_table, refusal
from models import Authority, Message
from register.authorities import Register

if TYPE_CHECKING:
    import pandas as pd

NAME = "open_source_platforms"
MEMBERS = "mhclg-digital-programmes/project_membership_history.csv"
PLANX = "planx-open-digital-planning/planx_councils_history.csv"
BOPS = "planx-open-digital-planning/bops_councils.csv"
PLATFORMS = "open_platforms"
MEMBERS_LIST = Place("digital-land/specification", "ffeac75c08a5", "specification/project-organisation.csv")
PLANX_LIST = Place(
    "theopensystemslab/planx-new", "29fa0baa9447b8b69efd33cd31c998b263701315", "infrastructure/common/customDomains.ts"
)
BOPS_URL = "https://github.com/unboxed/bops"
PROJECT = "localgov-drupal"


@dataclass(frozen=True, slots=True)
class Listing:
    """One platform's list as it was on a day: the codes of the councils on it, and where it can be read."""

    day: date
    codes: frozenset[str]
    url: str


Lists = dict[str, tuple[Listing, ...]]
"""By platform, the states of its list, oldest first."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the number of platforms (0-3) of every English council, for the editions' days and the newest list's.

    A fact is as old as the oldest list it needs: those that name the council, or all three if none does. A snapshot
    of the membership file that does not hold LocalGov Drupal says nothing about it. The list of BOPS states no day of
    its own: it is as it was first seen, and the same on snapshot_on.
    """
    gathering = Gathering(NAME, register)
    lists: Lists = {
        "LocalGov Drupal": _drupal(gathering, inputs[MEMBERS]),
        "PlanX": _planx(gathering, inputs[PLANX]),
        "BOPS": _bops(gathering, inputs[BOPS], snapshot_on),
    }
    known_from = max(states[0].day for states in lists.values())
    newest = max(states[-1].day for states in lists.values())
    before = date.min
    for day in edition_days(known_from.year, newest):
        if day >= known_from:
            for council in covered(register, day, ENGLAND):
                _add(gathering, council, {name: _newest(states, day) for name, states in lists.items()}, before)
            before = day
    return gathering.harvest()


def _add(gathering: Gathering, council: Authority, lists: dict[str, Listing], before: date) -> None:
    """Add a fact dated by the oldest list it needs, unless that list already spoke on the day `before`.

    Dated so early, it would tell an earlier edition what nobody knew then.
    """
    used = {name: listing for name, listing in lists.items() if council.code in listing.codes}
    needed = used or lists
    oldest = min(listing.day for listing in needed.values())
    if oldest <= before:
        gathering.set_aside("rests on a list no newer than the state before")
        return
    lists_read = tuple(Message("platforms.list", {"name": name, "day": one.day}) for name, one in needed.items())
    message = Message("platforms.listed" if used else "platforms.absent", {"lists": lists_read})
    gathering.add(council, PLATFORMS, len(used), oldest, message=message, url=next(iter(needed.values())).url)


def _newest(states: tuple[Listing, ...], day: date) -> Listing:
    return [state for state in states if state.day <= day][-1]


def _drupal(gathering: Gathering, raw: bytes) -> tuple[Listing, ...]:
    columns = {"snapshot_date": DAY, "slug": TEXT, "gss": TEXT, "match": TEXT, "project": TEXT, "cohort": TEXT,
               "source_commit": NEEDED}  # fmt: skip
    table = read_table(NAME, MEMBERS, raw, columns, ("snapshot_date", "project", "slug", "cohort", "match"))
    members = table[table.project == PROJECT]
    if members.empty:
        raise refusal(NAME, next(table.itertuples()), "project", f"no snapshot holds {PROJECT!r}")
    return _listings(gathering, members.rename(columns={"snapshot_date": "day"}), MEMBERS_LIST)


def _planx(gathering: Gathering, raw: bytes) -> tuple[Listing, ...]:
    columns = {"as_of": DAY, "slug": TEXT, "gss": TEXT, "custom_domain": TEXT, "gis_metadata": TEXT,
               "source_commit": NEEDED}  # fmt: skip
    table = read_table(NAME, PLANX, raw, columns, ("as_of", "slug"))
    return _listings(gathering, table.rename(columns={"as_of": "day"}), PLANX_LIST)


def _listings(gathering: Gathering, table: pd.DataFrame, place: Place) -> tuple[Listing, ...]:
    commits = table.groupby("day").source_commit.last()
    return tuple(Listing(day, codes, place.url(commit=commits[day])) for day, codes in _codes(gathering, table).items())


def _bops(gathering: Gathering, raw: bytes, snapshot_on: date) -> tuple[Listing, ...]:
    """Return the list as of each day on which a council was first seen, and of snapshot_on; nobody has left it."""
    columns = {"slug": TEXT, "gss": TEXT, "bops_key": TEXT, "first_seen": DAY}
    table = read_table(NAME, BOPS, raw, columns, ("bops_key",))
    added = _codes(gathering, table.rename(columns={"first_seen": "day"}))
    days = sorted({*added, max(snapshot_on, *added)})
    until = {day: frozenset().union(*(added[first] for first in added if first <= day)) for day in days}
    return tuple(Listing(day, codes, BOPS_URL) for day, codes in until.items())


def _codes(gathering: Gathering, table: pd.DataFrame) -> dict[date, frozenset[str]]:
    """Return the codes of the English councils that the rows of each day name, oldest day first."""
    codes = {}
    for day, rows in table.groupby("day"):
        councils = [gathering.council(row, day) for row in rows.itertuples()]
        codes[day] = frozenset(one.code for one in councils if one and _is_english(gathering, one))
    return codes


def _is_english(gathering: Gathering, council: Authority) -> bool:
    if council.type in ENGLAND:
        return True
    gathering.set_aside("outside England, which the lists do not cover")
    return False


SOURCE = Source(
    name=NAME,
    inputs=(MEMBERS, PLANX, BOPS),
    measures=(
        Measure(
            PLATFORMS,
            "platforms",
            "LocalGov Drupal, PlanX and BOPS: on how many of the three lists it stands",
            dated_apart=True,
        ),
    ),
    parse=parse,
)
