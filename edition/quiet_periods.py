"""When nothing is published because people vote: data/quiet-periods.toml, by nation, type or council, with its source.

No new table of ranks comes out between the notice of an election and its polling day where people vote. An edition
holds every council, so one area that votes holds the whole edition up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from counted import plural
from declared import Entry, each_once, or_near, read_declared
from edition.right_of_reply import is_public_address
from errors import QuietPeriodError
from models import NATIONS, Authority, AuthorityType

FIRST_THURSDAY_IN_MAY = "first Thursday in May"
TYPES = tuple(AuthorityType)
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
        whole = read_declared(path, QuietPeriodError)
    except QuietPeriodError as error:
        raise QuietPeriodError(f"{error}; without it nothing is published") from None
    whole.only("election")
    entries, slugs = whole.entries("election"), {one.slug for one in councils}
    elections = tuple(_election(entry, slugs) for entry in entries)
    each_once(entries, "name")
    return elections


def quiet_on(day: date, elections: Iterable[Election], councils: Collection[Authority]) -> list[str]:
    """Return a sentence for each election whose quiet period holds the day and any of the councils; [] to go on."""
    told = []
    for one in elections:
        period, voting = one.quiet(day), sum(map(one.holds, councils))
        if period and voting:
            told.append(
                f"{one.name}: quiet from {period[0]} to {period[1]}, where {plural(voting, 'council')} may vote "
                f"({one.source})"
            )
    return told


def _election(entry: Entry, slugs: Collection[str]) -> Election:
    entry.only("name", "nations", "types", "councils", "polling_on", "held", "quiet_days", "source", "url")
    if not is_public_address(entry.text("url")):
        raise entry.wrong("url", "an address that anybody can open")
    nations, types = entry.texts("nations", NATIONS, may_lack=True), entry.texts("types", TYPES, may_lack=True)
    named = entry.texts("councils", may_lack=True)
    for slug in named:
        if slug not in slugs or named.count(slug) > 1:
            raise entry.wrong("councils", f"short names of councils, each once{or_near(slug, slugs)}", slug)
    if not (nations or types or named):
        raise entry.wrong("nations", "whom it concerns, here or in types or councils")
    if ("polling_on" in entry.fields) == ("held" in entry.fields):
        raise entry.wrong("polling_on", f'a day, or instead of it held = "{FIRST_THURSDAY_IN_MAY}"')
    entry.one_of("held", (FIRST_THURSDAY_IN_MAY,), "")
    return Election(
        entry.text("name"),
        nations,
        types,
        named,
        polling_on=entry.day("polling_on") if "polling_on" in entry.fields else None,
        days=entry.whole("quiet_days", 1, LONGEST_DAYS),
        source=entry.text("source"),
        url=entry.text("url"),
    )
