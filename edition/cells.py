"""From dated facts to cells: what one edition knows of each authority and indicator. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from edition.editions import Edition
from models import Authority, Fact, Message, Status
from scoring.confidence import Evidence, confidence, is_live, resolve_conflict
from scoring.framework import Framework, Indicator, ShownFact


@dataclass(frozen=True, slots=True)
class Cell:
    """What an edition knows about one authority and one indicator.

    state: observed, missing or not_applicable; reason says why it is missing (models.Status).
    message: what a reader is told of it.
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
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class FactIndex:
    """Facts by measure and authority, oldest first, so that any edition can be cut from them.

    reasons: measure and authority -> a finer word than a status for why the cell is missing.
    """

    by_key: dict[tuple[str, str], tuple[Fact, ...]]
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def until(self, measure: str, authority: str, as_of: date, max_age_days: int | None) -> tuple[Fact, ...]:
        """Return the facts dated on or before `as_of` and not older than `max_age_days`, oldest first."""
        facts = self.by_key.get((measure, authority), ())
        return tuple(
            fact
            for fact in facts
            if fact.observed_on <= as_of and (max_age_days is None or (as_of - fact.observed_on).days <= max_age_days)
        )


def index_facts(facts: Iterable[Fact], reasons: Mapping[tuple[str, str], str] | None = None) -> FactIndex:
    """Return the facts indexed by measure and authority; the order of the input does not matter."""
    grouped: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        grouped[fact.measure, fact.authority].append(fact)
    return FactIndex({key: _oldest_first(rows) for key, rows in grouped.items()}, reasons or {})


def _oldest_first(facts: list[Fact]) -> tuple[Fact, ...]:
    # Whoever says one thing on a day needs no telling apart by its message, which takes long to write out.
    if len({(fact.observed_on, fact.source) for fact in facts}) == len(facts):
        return tuple(sorted(facts, key=lambda fact: (fact.observed_on, fact.source)))
    return tuple(
        sorted(facts, key=lambda fact: (fact.observed_on, fact.source, fact.message.json() if fact.message else ""))
    )


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
    cell = _newest(authority, indicator, edition, known)
    finer = facts.reasons.get((indicator.measure, authority.code))
    return replace(cell, reason=finer) if finer and cell.state == "missing" else cell


def _newest(authority: Authority, indicator: Indicator, edition: Edition, known: tuple[Fact, ...]) -> Cell:
    """Judge by what each source says last; sources that contradict each other cancel out.

    Source: scoring method, section 6.
    """
    words = _last_words(known)
    if words[-1].status is Status.NOT_APPLICABLE:
        return Cell(
            authority.code, indicator.code, "not_applicable", source=words[-1].source, message=words[-1].message
        )
    disputed = [fact for fact in words if fact.status is Status.DISPUTED]
    measured = [] if disputed else [fact for fact in words if fact.value is not None]
    if not measured:
        fact = (disputed or words)[-1]
        return Cell(authority.code, indicator.code, "missing", fact.status.value, **_about(fact))
    weighed = {fact.source: (fact, _weighed(indicator, edition, fact)) for fact in measured}
    chosen = resolve_conflict([evidence for _, evidence in weighed.values()])
    if chosen is None:
        return Cell(authority.code, indicator.code, "missing", Status.AMBIGUOUS.value, **_about(measured[-1]))
    fact = weighed[chosen.source][0]
    if not is_live(chosen.confidence):
        stale = Status.STALE.value
        return Cell(authority.code, indicator.code, "missing", stale, confidence=chosen.confidence, **_about(fact))
    return Cell(
        authority.code, indicator.code, "observed", "", chosen.value, fact.value, fact.denominator, chosen.confidence,
        **_about(fact),
    )  # fmt: skip


def _last_words(known: tuple[Fact, ...]) -> list[Fact]:
    """Return what each source says last, oldest first.

    A later refusal does not wipe out a value that is still fresh; a later doubt or dispute does.
    """
    unsettled = (Status.AMBIGUOUS, Status.DISPUTED, Status.NOT_APPLICABLE)
    last: dict[str, Fact] = {}
    for fact in known:
        before = last.get(fact.source)
        settled = before is not None and (before.value is not None or before.status in unsettled)
        if fact.value is not None or fact.status in unsettled or not settled:
            last[fact.source] = fact
    return sorted(last.values(), key=lambda fact: (fact.observed_on, fact.source))


def _weighed(indicator: Indicator, edition: Edition, fact: Fact) -> Evidence:
    assert fact.value is not None
    age = (edition.as_of - fact.observed_on).days
    value = fact.value if indicator.cap is None else min(fact.value, indicator.cap)
    return Evidence(value, float(confidence(indicator.reliability, age, indicator.half_life_days)), fact.source)


def _about(fact: Fact) -> dict[str, Any]:
    return {"observed_on": fact.observed_on, "source": fact.source, "url": fact.url, "message": fact.message}


def make_shown(
    shown: Iterable[ShownFact], edition: Edition, authorities: Iterable[Authority], facts: FactIndex
) -> tuple[tuple[str, Fact], ...]:
    """Return (fact code, newest facts) per authority for the facts that are shown and not scored.

    Each source speaks with its newest day: two lists that name the same council are both shown.
    """
    rows: list[tuple[str, Fact]] = []
    for authority in authorities:
        for entry in shown:
            if authority.type.value in entry.applies_to:
                known = facts.until(entry.measure, authority.code, edition.as_of, None)
                newest = {fact.source: fact.observed_on for fact in known}
                rows.extend((entry.code, fact) for fact in known if fact.observed_on == newest[fact.source])
    return tuple(rows)
