"""From dated facts to cells: what one edition knows of each authority and indicator. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models import Authority, Fact, Status
from publish.editions import Edition
from scoring.confidence import confidence, is_live
from scoring.framework import Framework, Indicator, ShownFact


@dataclass(frozen=True, slots=True)
class Cell:
    """What an edition knows about one authority and one indicator.

    state: observed, missing or not_applicable; reason says why it is missing (models.Status).
    value: in the indicator's unit after its cap; recorded: as the source has it. confidence 0-1.
    """

    authority: str
    indicator: str
    state: str
    reason: str = ""
    value: float | None = None
    recorded: float | None = None
    denominator: int | None = None
    confidence: float | None = None
    observed_on: date | None = None
    source: str = ""
    url: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class FactIndex:
    """Facts by measure and authority, oldest first, so that any edition can be cut from them."""

    by_key: dict[tuple[str, str], tuple[Fact, ...]]

    def until(self, measure: str, authority: str, as_of: date, max_age_days: int | None) -> tuple[Fact, ...]:
        """Return the facts dated on or before `as_of` and not older than `max_age_days`, oldest first."""
        facts = self.by_key.get((measure, authority), ())
        return tuple(
            fact
            for fact in facts
            if fact.observed_on <= as_of and (max_age_days is None or (as_of - fact.observed_on).days <= max_age_days)
        )


def index_facts(facts: Iterable[Fact]) -> FactIndex:
    """Return the facts indexed by measure and authority; the order of the input does not matter."""
    grouped: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        grouped[fact.measure, fact.authority].append(fact)
    order = lambda fact: (fact.observed_on, fact.source, fact.text)  # noqa: E731
    return FactIndex({key: tuple(sorted(rows, key=order)) for key, rows in grouped.items()})


def make_cells(
    framework: Framework, edition: Edition, authorities: Iterable[Authority], facts: FactIndex
) -> tuple[Cell, ...]:
    """Return one cell per authority and indicator of the edition's scope, in that order.

    An indicator whose evidence class is outside the scope has no cell at all: it is absent from the
    edition, not missing in it.
    """
    indicators = framework.indicators_in(framework.scope(edition.scope))
    return tuple(_cell(authority, indicator, edition, facts) for authority in authorities for indicator in indicators)


def _cell(authority: Authority, indicator: Indicator, edition: Edition, facts: FactIndex) -> Cell:
    if authority.type.value not in indicator.applies_to:
        return Cell(authority.code, indicator.code, "not_applicable")
    known = facts.until(indicator.measure, authority.code, edition.as_of, indicator.max_age_days)
    if not known:
        older = facts.until(indicator.measure, authority.code, edition.as_of, None)
        return Cell(
            authority.code, indicator.code, "missing", Status.STALE.value if older else Status.NOT_CHECKED.value
        )
    return _newest(authority, indicator, edition, known)


def _newest(authority: Authority, indicator: Indicator, edition: Edition, known: tuple[Fact, ...]) -> Cell:
    """Judge by the newest measured fact; without one, the newest reason for its absence."""
    if known[-1].status is Status.NOT_APPLICABLE:
        return Cell(authority.code, indicator.code, "not_applicable", source=known[-1].source, text=known[-1].text)
    measured = [fact for fact in known if fact.status is Status.MEASURED]
    fact = measured[-1] if measured else known[-1]
    about = {"observed_on": fact.observed_on, "source": fact.source, "url": fact.url, "text": fact.text}
    if fact.value is None:
        return Cell(authority.code, indicator.code, "missing", fact.status.value, **about)
    certainty = confidence(indicator.reliability, (edition.as_of - fact.observed_on).days, indicator.half_life_days)
    if not is_live(certainty):
        return Cell(authority.code, indicator.code, "missing", Status.STALE.value, confidence=certainty, **about)
    value = fact.value if indicator.cap is None else min(fact.value, indicator.cap)
    return Cell(authority.code, indicator.code, "observed", "", value, fact.value, fact.denominator, certainty, **about)


def make_shown(
    shown: Iterable[ShownFact], edition: Edition, authorities: Iterable[Authority], facts: FactIndex
) -> tuple[tuple[str, Fact], ...]:
    """Return (fact code, newest facts) per authority for the facts that are shown and not scored.

    Each source speaks with its newest day: two lists that name the same council are both shown.
    """
    rows = []
    for authority in authorities:
        for entry in shown:
            if authority.type.value in entry.applies_to:
                known = facts.until(entry.measure, authority.code, edition.as_of, None)
                newest = {fact.source: fact.observed_on for fact in known}
                rows.extend((entry.code, fact) for fact in known if fact.observed_on == newest[fact.source])
    return tuple(rows)
