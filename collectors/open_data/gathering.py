"""Collecting the facts of one source, and counting every row that became none."""

from __future__ import annotations

from collections import Counter
from datetime import date

from collectors.open_data.contract import Harvest
from collectors.open_data.tables import Row, refusal
from errors import SourceError
from models import Authority, AuthorityType, Fact, Message, Status
from register.authorities import Register

ABOLISHED = "speaks of an abolished council"
NOT_A_COUNCIL = "not one of the 382 councils"
NOT_YET = "before the council existed"


def fact_order(fact: Fact) -> tuple[str, str, date]:
    """Return what facts are sorted by, and what must be unique: measure, authority, day."""
    return fact.measure, fact.authority, fact.observed_on


def is_predecessor(row: Row) -> bool:
    """Return whether a row speaks of an abolished council, filed under the council that followed it."""
    return row.match.startswith("predecessor")


class Gathering:
    """A parser's basket: facts by (measure, authority, day) and reasons for what was set aside."""

    def __init__(self, source: str, register: Register):
        self.source, self.register = source, register
        self._facts: dict[tuple[str, str, date], Fact] = {}
        self._set_aside: Counter[str] = Counter()

    def set_aside(self, reason: str, rows: int = 1) -> None:
        """Count rows that become no fact, with the reason a person will read."""
        if rows:
            self._set_aside[reason] += rows

    def council(self, row: Row, on: date) -> Authority | None:
        """Return the council a row speaks of, or None after counting why it speaks of none.

        Looks at `slug` first and the code `gss` second. Rows whose `match`
        starts with "predecessor" speak of an abolished council, which is found by its own code alone and only
        for days before its end. Raises SourceError if slug and code disagree.
        """
        found = self._named(row)
        if is_predecessor(row):
            before = self.abolished(row.gss)
            if before is None or not before.existed(on):
                self.set_aside(ABOLISHED)
                return None
            return before
        if found is None:
            self.set_aside(f"unknown slug {row.slug}" if row.slug else NOT_A_COUNCIL)
            return None
        return found if found.existed(on) else self._continued(found, on)

    def abolished(self, code: str) -> Authority | None:
        """Return the council that ended under this ONS code or these register letters, or None."""
        codes = {one.other_code for one in self.register.relations if code in (one.other_code, one.other_register)}
        return next((one for one in self.register.abolished if one.code in codes), None)

    def _continued(self, found: Authority, on: date) -> Authority | None:
        """Return the county that a council continued on the same website (Somerset, North Yorkshire), before it did."""
        before = (self.abolished(code) for code in found.former_codes)
        county = next((one for one in before if one and one.existed(on)), None)
        if county is None:
            self.set_aside(NOT_YET)
        return county

    def first(self, seen: set[str], council: Authority) -> bool:
        """Return whether the council is not in `seen` yet, and put it there; a second row of it is counted."""
        if council.code in seen:
            self.set_aside("further row of the same council")
            return False
        seen.add(council.code)
        return True

    def bins(self, council: Authority) -> bool:
        """Return whether the council collects bins; a county, which does not, is counted."""
        if council.type is not AuthorityType.COUNTY:
            return True
        self.set_aside("a county, which collects no bins")
        return False

    def _named(self, row: Row) -> Authority | None:
        by_slug, by_code = self.register.by_slug(row.slug), self.register.by_code(row.gss)
        if by_slug and by_code and by_slug is not by_code:
            raise refusal(self.source, row, "slug", f"{row.slug!r} and code {row.gss!r} are different councils")
        return by_slug or by_code

    def add(
        self,
        council: Authority,
        measure: str,
        value: float | None,
        on: date,
        *,
        status: Status = Status.MEASURED,
        denominator: int | None = None,
        message: Message | None = None,
        url: str = "",
    ) -> None:
        """Keep one fact. Raises SourceError if there is one already for this council, measure and day."""
        fact = Fact(council.code, measure, value, status, on, self.source, denominator, url=url, message=message)
        if (key := fact_order(fact)) in self._facts:
            raise SourceError(self.source, f"two values of {measure} for {council.slug} on {on}")
        self._facts[key] = fact

    def harvest(self) -> Harvest:
        """Return everything gathered, facts sorted."""
        facts = tuple(self._facts[key] for key in sorted(self._facts))
        return Harvest(facts, tuple(sorted(self._set_aside.items())))
