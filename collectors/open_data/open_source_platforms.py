"""Open-source platforms that councils own together: LocalGov Drupal, PlanX and BOPS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.councils import ENGLAND, covered
from collectors.open_data.gathering import Gathering
from collectors.open_data.tables import Row, read_table
from models import Authority
from register.authorities import Register

NAME = "open_source_platforms"
MEMBERS = "mhclg-digital-programmes/project_membership_history.csv"
PLANX = "planx-open-digital-planning/planx_councils_history.csv"
BOPS = "planx-open-digital-planning/bops_councils.csv"
PLATFORMS = "open_platforms"
URL = "https://digital-land.github.io/specification/"
PLANNING_URL = "https://github.com/theopensystemslab/planx-new"
PROJECT = "localgov-drupal"

Lists = dict[date, set[str]]
"""Codes of the councils on a list, by the day of each of its snapshots."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the number of platforms (0-3) of every English council, for each day on which all three lists are known.

    A snapshot of the membership file that does not hold LocalGov Drupal says nothing about it.
    """
    gathering = Gathering(NAME, register)
    lists: dict[str, Lists] = {
        "LocalGov Drupal": _drupal(gathering, inputs[MEMBERS]),
        "PlanX": _planx(gathering, inputs[PLANX]),
        "BOPS": _bops(gathering, inputs[BOPS]),
    }
    known_from = max(min(snapshots) for snapshots in lists.values())
    for day in sorted({day for snapshots in lists.values() for day in snapshots if day >= known_from}):
        members = {name: _newest(snapshots, day) for name, snapshots in lists.items()}
        for council in covered(register, day, ENGLAND):
            used = [name for name, codes in members.items() if council.code in codes]
            text = f"On the list of: {', '.join(used)}" if used else ""
            url = URL if not used or used == ["LocalGov Drupal"] else PLANNING_URL
            gathering.add(council, PLATFORMS, len(used), day, text=text, url=url)
    return gathering.harvest()


def _newest(snapshots: Lists, day: date) -> set[str]:
    return snapshots[max(known for known in snapshots if known <= day)]


def _drupal(gathering: Gathering, raw: bytes) -> Lists:
    columns = ("snapshot_date", "slug", "gss", "match", "project", "cohort")
    key = ("snapshot_date", "project", "slug", "cohort", "match")
    rows = [row for row in read_table(NAME, MEMBERS, raw, columns, key) if row.text("project") == PROJECT]
    if not rows:
        raise read_table(NAME, MEMBERS, raw, columns, key)[0].refuse("project", f"no snapshot holds {PROJECT!r}")
    return _lists(gathering, rows, "snapshot_date")


def _planx(gathering: Gathering, raw: bytes) -> Lists:
    columns = ("as_of", "slug", "gss", "custom_domain", "gis_metadata")
    return _lists(gathering, read_table(NAME, PLANX, raw, columns, ("as_of", "slug")), "as_of")


def _bops(gathering: Gathering, raw: bytes) -> Lists:
    """Return the list as of the day each council was first seen on it; nobody has left it since."""
    rows = read_table(NAME, BOPS, raw, ("slug", "gss", "bops_key", "first_seen"), ("bops_key",))
    added = _lists(gathering, rows, "first_seen")
    days = sorted(added)
    return {day: set().union(*(added[earlier] for earlier in days if earlier <= day)) for day in days}


def _lists(gathering: Gathering, rows: list[Row], column: str) -> Lists:
    lists: Lists = {}
    for row in rows:
        codes = lists.setdefault(row.day(column), set())
        council = gathering.council(row, row.day(column))
        if council and _is_english(gathering, council):
            codes.add(council.code)
    return lists


def _is_english(gathering: Gathering, council: Authority) -> bool:
    if council.type in ENGLAND:
        return True
    gathering.set_aside("outside England, which the lists do not cover")
    return False


SOURCE = Source(
    name=NAME,
    inputs=(MEMBERS, PLANX, BOPS),
    measures=(
        Measure(PLATFORMS, "platforms", "LocalGov Drupal, PlanX and BOPS: on how many of the three lists it stands"),
    ),
    parse=parse,
)
