"""England's digital planning programmes: the national land charges register and funded collaboration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.councils import ENGLAND, ENGLISH_PLANNING, abolished_into, covered
from collectors.open_data.days import edition_days, not_listed
from collectors.open_data.gathering import Gathering, is_predecessor
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import DAY, NEEDED, TEXT, Row, optional, read_table, refusal
from models import Authority, AuthorityType, Message, Status
from register.authorities import Register

if TYPE_CHECKING:
    import pandas as pd

NAME = "mhclg_programmes"
MEMBERS = "mhclg-digital-programmes/project_membership_history.csv"
AWARDS = "mhclg-digital-programmes/awards_by_council.csv"
LAND_CHARGES, COLLABORATIONS = "llc_live", "funded_collaborations"
LISTS = Place("digital-land/specification", "5e802e8eb6f80a76dbcf085b26c74f1fe7b33599", "specification/")
MEMBERS_URL, AWARDS_URL = LISTS.url("project-organisation.csv"), LISTS.url("award.csv")
FIRST_YEAR = 2019
KEY = ("snapshot_date", "project", "slug", "cohort", "match")

PROGRAMMES = (
    "programmes.back_office", "programmes.applications", "programmes.open_digital_planning", "programmes.proptech",
    "programmes.pathfinders", "programmes.software", "programmes.strategic",
)  # fmt: skip
"""Ids of the digital programmes, in the order in which a council's are told."""

BACK_OFFICE, APPLICATIONS, OPEN_DIGITAL_PLANNING, PROPTECH, PATHFINDERS, SOFTWARE, STRATEGIC = PROGRAMMES

FUNDS: dict[str, str] = {
    "bops-discovery": BACK_OFFICE,
    "bops-alpha": BACK_OFFICE,
    "bops-beta": BACK_OFFICE,
    "ripa-alpha": APPLICATIONS,
    "ripa-beta": APPLICATIONS,
    "local-plan-pathfinders": PATHFINDERS,
    "software-round-1": SOFTWARE,
    "planning-software-improvement": SOFTWARE,
    "dmsf": SOFTWARE,
    "strategic-project": STRATEGIC,
    "green-belt-reviews": "",
    "local-plan-delivery": "",
}
"""Fund -> programme, '' for money that is not for digital work. Rounds of one fund are one programme."""

FAMILIES = {"proptech-round-": PROPTECH, "software-top-up-": SOFTWARE, "dpif-round-": OPEN_DIGITAL_PLANNING}
"""Beginnings of funds that come in numbered rounds. Improvement funding is what Open Digital Planning
members are given, so that the two are one programme."""

MEMBER_COLUMNS = {"snapshot_date": DAY, "slug": TEXT, "gss": TEXT, "match": TEXT, "project": TEXT, "cohort": TEXT,
                  "start_date": optional(DAY), "end_date": TEXT}  # fmt: skip
AWARD_COLUMNS = {"award": TEXT, "start_date": DAY, "fund": NEEDED, "role": TEXT, "slug": TEXT, "gss": TEXT,
                 "match": TEXT}  # fmt: skip


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return, for the editions' days since 2019 and for the newest snapshot, both measures of every council covered.

    Both lists are complete for England: a council that is not in them has 0. A start date after the
    day of the snapshot is a plan and does not count. Abolished councils are listed under their successor, so
    that it may have been any of them: each is `ambiguous` from the first such start on.
    """
    gathering = Gathering(NAME, register)
    members = read_table(NAME, MEMBERS, inputs[MEMBERS], MEMBER_COLUMNS, KEY)
    newest = members.snapshot_date.max()
    current = members[members.snapshot_date == newest]
    days = edition_days(FIRST_YEAR, newest)
    _land_charges(gathering, current, newest, days)
    _collaborations(gathering, current, inputs[AWARDS], newest, days)
    return gathering.harvest()


def _land_charges(gathering: Gathering, members: pd.DataFrame, newest: date, days: list[date]) -> None:
    starts: dict[str, date] = {}
    rows = _rows_of(members, "local-land-charges")
    doubtful = _doubtful(gathering, rows, ENGLISH_PLANNING)
    for row in rows:
        if council := gathering.council(row, newest):
            starts[council.code] = row.start_date
            if starts[council.code] > newest:
                gathering.set_aside("planned for after the snapshot")
    for day in days:
        for council in covered(gathering.register, day, ENGLISH_PLANNING):
            if doubtful.get(council.code, date.max) <= day:
                _add_doubt(gathering, council, LAND_CHARGES, day, MEMBERS_URL)
                continue
            start = starts.get(council.code)
            joined = start is not None and start <= day
            message = _land_charges_message(start, day, newest)
            gathering.add(council, LAND_CHARGES, int(joined), day, message=message, url=MEMBERS_URL)


def _land_charges_message(start: date | None, day: date, newest: date) -> Message:
    if start is None:
        return not_listed(newest)
    if start <= day:
        return Message("land_charges.since", {"start": start})
    return Message("land_charges.planned", {"start": start, "day": newest})


def _collaborations(gathering: Gathering, members: pd.DataFrame, awards: bytes, newest: date, days: list[date]) -> None:
    starts: dict[str, dict[str, date]] = {}
    joined_in = [(row, OPEN_DIGITAL_PLANNING) for row in _rows_of(members, "open-digital-planning")]
    joined_in += _awards(gathering, awards)
    doubtful = _doubtful(gathering, [row for row, _ in joined_in], ENGLAND)
    for row, programme in joined_in:
        if council := gathering.council(row, newest):
            known = starts.setdefault(council.code, {})
            known[programme] = min(row.start_date, known.get(programme, row.start_date))
    for day in days:
        for council in covered(gathering.register, day, ENGLAND):
            if doubtful.get(council.code, date.max) <= day:
                _add_doubt(gathering, council, COLLABORATIONS, day, AWARDS_URL)
                continue
            joined = {name: start for name, start in starts.get(council.code, {}).items() if start <= day}
            message = _collaborations_message(joined, starts.get(council.code, {}), newest)
            url = MEMBERS_URL if joined.keys() == {OPEN_DIGITAL_PLANNING} else AWARDS_URL
            gathering.add(council, COLLABORATIONS, len(joined), day, message=message, url=url)


def _collaborations_message(joined: dict[str, date], ever: dict[str, date], newest: date) -> Message:
    if joined:
        parts = tuple(Message(name, {"since": joined[name]}) for name in PROGRAMMES if name in joined)
        return Message("programmes.joined", {"programmes": parts})
    if ever:
        return Message("programmes.planned", {"start": min(ever.values())})
    return Message("programmes.absent", {"day": newest})


def _doubtful(gathering: Gathering, rows: list[Row], types: frozenset[AuthorityType]) -> dict[str, date]:
    """Return the day of the first start, by code, for each abolished council that a row may speak of."""
    since: dict[str, date] = {}
    for row in rows:
        successor = gathering.register.by_slug(row.slug) if is_predecessor(row) else None
        for one in abolished_into(gathering.register, successor, types) if successor else ():
            since[one.code] = min(row.start_date, since.get(one.code, row.start_date))
    return since


def _add_doubt(gathering: Gathering, council: Authority, measure: str, day: date, url: str) -> None:
    message = Message("list.names_successor")
    gathering.add(council, measure, None, day, status=Status.AMBIGUOUS, message=message, url=url)


def _rows_of(members: pd.DataFrame, project: str) -> list[Row]:
    """Return the rows of one project; SourceError for one that does not say since when."""
    rows = list(members[members.project == project].itertuples())
    for row in rows:
        if row.start_date is None:
            raise refusal(NAME, row, "start_date", "empty, expected a date")
    return rows


def _awards(gathering: Gathering, raw: bytes) -> list[tuple[Row, str]]:
    table = read_table(NAME, AWARDS, raw, AWARD_COLUMNS, ("award", "role", "gss", "slug"))
    named = [(row, _programme(row)) for row in table.itertuples()]
    if other := sum(not programme for _, programme in named):
        gathering.set_aside("award that is not for digital work", other)
    return [(row, programme) for row, programme in named if programme]


def _programme(row: Row) -> str:
    if row.fund in FUNDS:
        return FUNDS[row.fund]
    for beginning, programme in FAMILIES.items():
        if row.fund.startswith(beginning):
            return programme
    raise refusal(NAME, row, "fund", f"{row.fund!r} is a fund nobody has said is digital or not")


SOURCE = Source(
    name=NAME,
    inputs=(MEMBERS, AWARDS),
    measures=(
        Measure(LAND_CHARGES, "0 or 1", "local land charges are searched on the national digital register"),
        Measure(COLLABORATIONS, "programmes", "distinct funded digital programmes the council has taken part in"),
    ),
    parse=parse,
)
