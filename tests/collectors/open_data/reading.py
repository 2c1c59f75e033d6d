"""Parsing the small extracts, and looking into what came out."""

from __future__ import annotations

from datetime import date

from collectors.open_data import source_named
from collectors.open_data.contract import Harvest
from models import Fact
from tests.collectors.open_data.extracts import EXTRACTS
from tests.collectors.open_data.small_register import small_register

SNAPSHOT = date(2026, 8, 1)


def parsed(name: str, changes: dict[str, bytes] | None = None) -> Harvest:
    """Return what a source makes of its small extract, some files of which may be replaced."""
    inputs = {file: text.encode() for file, text in EXTRACTS[name].items()} | (changes or {})
    source = source_named(name)
    assert source is not None
    return source.parse(inputs, small_register(), SNAPSHOT)


def facts_of(harvest: Harvest, measure: str, code: str) -> list[Fact]:
    """Return one council's facts of one measure, oldest first."""
    return [fact for fact in harvest.facts if (fact.measure, fact.authority) == (measure, code)]


def value_on(harvest: Harvest, measure: str, code: str, day: str) -> float | None:
    """Return the value of a council on a day; KeyError if there is no row."""
    return {fact.observed_on.isoformat(): fact.value for fact in facts_of(harvest, measure, code)}[day]


def measured(harvest: Harvest, measure: str) -> dict[str, float]:
    """Return the newest value by council, of those that have one."""
    return {fact.authority: fact.value for fact in harvest.facts if fact.measure == measure and fact.value is not None}
