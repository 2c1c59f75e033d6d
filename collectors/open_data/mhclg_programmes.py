"""England's digital planning programmes: the national land charges register and funded collaboration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.councils import ENGLAND, ENGLISH_PLANNING, abolished_into, covered
from collectors.open_data.days import edition_days, not_listed, written
from collectors.open_data.gathering import Gathering, is_predecessor
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import Row, read_table
from models import Authority, AuthorityType, Status
from register.authorities import Register

NAME = "mhclg_programmes"
MEMBERS = "mhclg-digital-programmes/project_membership_history.csv"
AWARDS = "mhclg-digital-programmes/awards_by_council.csv"
LAND_CHARGES, COLLABORATIONS = "llc_live", "funded_collaborations"
LISTS = Place("digital-land/specification", "5e802e8eb6f80a76dbcf085b26c74f1fe7b33599", "specification/")
MEMBERS_URL, AWARDS_URL = LISTS.url("project-organisation.csv"), LISTS.url("award.csv")
OPEN_DIGITAL_PLANNING = "Open Digital Planning"
FIRST_YEAR = 2019
KEY = ("snapshot_date", "project", "slug", "cohort", "match")

PROGRAMMES: dict[str, str] = {
    "bops-discovery": "Local Digital Fund: back-office planning system",
    "bops-alpha": "Local Digital Fund: back-office planning system",
    "bops-beta": "Local Digital Fund: back-office planning system",
    "ripa-alpha": "Local Digital Fund: fewer invalid applications",
    "ripa-beta": "Local Digital Fund: fewer invalid applications",
    "local-plan-pathfinders": "local plan pathfinders",
    "software-round-1": "planning software",
    "planning-software-improvement": "planning software",
    "dmsf": "planning software",
    "strategic-project": "strategic project",
    "green-belt-reviews": "",
    "local-plan-delivery": "",
}
"""Fund -> programme, '' for money that is not for digital work. Rounds of one fund are one programme."""

FAMILIES = {
    "proptech-round-": "PropTech Innovation Fund",
    "software-top-up-": "planning software",
    "dpif-round-": OPEN_DIGITAL_PLANNING,
}
"""Beginnings of funds that come in numbered rounds. Improvement funding is what Open Digital Planning
members are given, so that the two are one programme."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return, for the editions' days since 2019 and for the newest snapshot, both measures of every council covered.

    Both lists are complete for England: a council that is not in them has 0. A start date after the
    day of the snapshot is a plan and does not count. Abolished councils are listed under their successor, so
    that it may have been any of them: each is `ambiguous` from the first such start on.
    """
    gathering = Gathering(NAME, register)
    columns = ("snapshot_date", "slug", "gss", "match", "project", "cohort", "start_date", "end_date")
    members = read_table(NAME, MEMBERS, inputs[MEMBERS], columns, KEY)
    newest = max(row.day("snapshot_date") for row in members)
    current = [row for row in members if row.day("snapshot_date") == newest]
    days = edition_days(FIRST_YEAR, newest)
    _land_charges(gathering, current, newest, days)
    _collaborations(gathering, current, inputs[AWARDS], newest, days)
    return gathering.harvest()


def _land_charges(gathering: Gathering, rows: list[Row], newest: date, days: list[date]) -> None:
    starts: dict[str, date] = {}
    rows = [row for row in rows if row.text("project") == "local-land-charges"]
    doubtful = _doubtful(gathering, rows, ENGLISH_PLANNING)
    for row in rows:
        if council := gathering.council(row, newest):
            starts[council.code] = row.day("start_date")
            if starts[council.code] > newest:
                gathering.set_aside("planned for after the snapshot")
    for day in days:
        for council in covered(gathering.register, day, ENGLISH_PLANNING):
            if doubtful.get(council.code, date.max) <= day:
                _add_doubt(gathering, council, LAND_CHARGES, day, MEMBERS_URL)
                continue
            start = starts.get(council.code)
            joined = start is not None and start <= day
            text = _land_charges_text(start, day, newest)
            gathering.add(council, LAND_CHARGES, int(joined), day, text=text, url=MEMBERS_URL)


def _land_charges_text(start: date | None, day: date, newest: date) -> str:
    if start is None:
        return not_listed(newest)
    if start <= day:
        return f"On the national register since {written(start)}"
    return f"Not yet: the list of {written(newest)} has {written(start)} as the start"


def _collaborations(gathering: Gathering, members: list[Row], awards: bytes, newest: date, days: list[date]) -> None:
    starts: dict[str, dict[str, date]] = {}
    joined_in = [*_memberships(members), *_awards(gathering, awards)]
    doubtful = _doubtful(gathering, [row for row, _ in joined_in], ENGLAND)
    for row, programme in joined_in:
        if council := gathering.council(row, newest):
            start, known = row.day("start_date"), starts.setdefault(council.code, {})
            known[programme] = min(start, known.get(programme, start))
    for day in days:
        for council in covered(gathering.register, day, ENGLAND):
            if doubtful.get(council.code, date.max) <= day:
                _add_doubt(gathering, council, COLLABORATIONS, day, AWARDS_URL)
                continue
            joined = {name: start for name, start in starts.get(council.code, {}).items() if start <= day}
            text = _collaborations_text(joined, starts.get(council.code, {}), newest)
            url = MEMBERS_URL if joined.keys() == {OPEN_DIGITAL_PLANNING} else AWARDS_URL
            gathering.add(council, COLLABORATIONS, len(joined), day, text=text, url=url)


def _collaborations_text(joined: dict[str, date], ever: dict[str, date], newest: date) -> str:
    if joined:
        return f"Takes part in: {', '.join(f'{name} since {written(joined[name])}' for name in sorted(joined))}"
    if ever:
        return f"Not yet: the first start is {written(min(ever.values()))}"
    return f"No entry for the council in the lists of {written(newest)}"


def _doubtful(gathering: Gathering, rows: list[Row], types: frozenset[AuthorityType]) -> dict[str, date]:
    """Return the day of the first start, by code, for each abolished council that a row may speak of."""
    since: dict[str, date] = {}
    for row in rows:
        successor = gathering.register.by_slug(row.text("slug")) if is_predecessor(row) else None
        for one in abolished_into(gathering.register, successor, types) if successor else ():
            start = row.day("start_date")
            since[one.code] = min(start, since.get(one.code, start))
    return since


def _add_doubt(gathering: Gathering, council: Authority, measure: str, day: date, url: str) -> None:
    text = "The list names only the council that followed it"
    gathering.add(council, measure, None, day, status=Status.AMBIGUOUS, text=text, url=url)


def _memberships(rows: list[Row]) -> list[tuple[Row, str]]:
    return [(row, OPEN_DIGITAL_PLANNING) for row in rows if row.text("project") == "open-digital-planning"]


def _awards(gathering: Gathering, raw: bytes) -> list[tuple[Row, str]]:
    columns = ("award", "start_date", "fund", "role", "slug", "gss", "match")
    rows = read_table(NAME, AWARDS, raw, columns, ("award", "role", "gss", "slug"))
    named = [(row, _programme(row)) for row in rows]
    if other := sum(not programme for _, programme in named):
        gathering.set_aside("award that is not for digital work", other)
    return [(row, programme) for row, programme in named if programme]


def _programme(row: Row) -> str:
    fund = row.needed("fund")
    if fund in PROGRAMMES:
        return PROGRAMMES[fund]
    for beginning, programme in FAMILIES.items():
        if fund.startswith(beginning):
            return programme
    raise row.refuse("fund", f"{fund!r} is a fund nobody has said is digital or not")


SOURCE = Source(
    name=NAME,
    inputs=(MEMBERS, AWARDS),
    measures=(
        Measure(LAND_CHARGES, "0 or 1", "local land charges are searched on the national digital register"),
        Measure(COLLABORATIONS, "programmes", "distinct funded digital programmes the council has taken part in"),
    ),
    parse=parse,
)
