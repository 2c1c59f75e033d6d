"""From dated facts to cells: the newest within reach, absent never invented, late never counted."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from edition.build import load_framework
from edition.cells import index_facts, make_cells, make_shown
from edition.editions import Edition
from models import Authority, AuthorityType, Fact, Message, Status
from web.words.catalogue import word

FRAMEWORK = load_framework(Path("data/framework.toml"))
AS_OF = date(2026, 11, 21)
EDITION = Edition("2026-11", "An edition", AS_OF, "open-data", "preview", FRAMEWORK.version)
COUNCIL = Authority(
    "E06000999", "simford", "Simford Council", "Simford", AuthorityType.ENGLISH_UNITARY, "England", "North East", None,
    "https://simford.example/", 100_000, 100.0, None, None,
)  # fmt: skip
WELSH = replace(COUNCIL, code="W06000999", slug="simdref", type=AuthorityType.WALES, nation="Wales")


def fact(
    value, days_ago=10, measure="pay_services", status=Status.MEASURED, authority=COUNCIL.code, text="",
    source="a source",
):  # fmt: skip
    message = Message("said.together", {"parts": (text,)}) if text else None
    return Fact(authority, measure, value, status, AS_OF - timedelta(days=days_ago), source, message=message)


def cell(*facts, code="B01", authority=COUNCIL):
    cells = make_cells(FRAMEWORK, EDITION, (authority,), index_facts(facts))
    return next(c for c in cells if c.indicator == code)


def test_a_council_nobody_looked_at_is_missing_never_zero():
    found = cell()
    assert (found.state, found.reason, found.value) == ("missing", "not_checked", None)


def test_the_newest_value_on_or_before_the_date_counts_and_later_ones_do_not():
    assert cell(fact(1, 400), fact(0, 20), fact(2, -1)).value == 0


def test_values_above_the_cap_count_as_the_cap_and_are_kept_as_recorded():
    found = cell(fact(7))
    assert (found.value, found.recorded) == (2, 7)


def test_an_indicator_outside_the_councils_powers_is_not_applicable_even_if_a_fact_is_there():
    found = cell(fact(1, measure="llc_live", authority=WELSH.code), code="B10", authority=WELSH)
    assert (found.state, found.value) == ("not_applicable", None)


def test_a_refused_scan_is_missing_with_its_reason():
    found = cell(fact(None, measure="homepage_axe_rules", status=Status.BLOCKED), code="A06H")
    assert (found.state, found.reason) == ("missing", "blocked")


def test_a_later_refusal_does_not_wipe_out_a_value_that_is_still_fresh():
    found = cell(fact(1.0, 60, "homepage_fcp_s"), fact(None, 10, "homepage_fcp_s", Status.BLOCKED), code="T09F")
    assert (found.state, found.value) == ("observed", 1.0)


@pytest.mark.parametrize("status", [Status.AMBIGUOUS, Status.DISPUTED])
def test_a_later_doubt_about_the_same_source_does_wipe_out_its_value(status):
    found = cell(fact(2, 60), fact(None, 10, status=status))
    assert (found.state, found.reason, found.value) == ("missing", status.value, None)


def test_a_dispute_with_one_source_suspends_the_mark_whatever_another_says():
    found = cell(fact(2, 60, source="one"), fact(None, 10, status=Status.DISPUTED, source="two"))
    assert (found.state, found.reason) == ("missing", "disputed")


def test_sources_that_agree_are_one_finding_and_sources_that_contradict_each_other_cancel_out():
    assert cell(fact(1, 10, source="one"), fact(1, 20, source="two")).value == 1
    found = cell(fact(1, 10, source="one"), fact(0, 20, source="two"))
    assert (found.state, found.reason) == ("missing", "ambiguous")


def test_of_two_sources_that_contradict_each_other_the_clearly_surer_one_stands():
    assert cell(fact(1, 10, source="one"), fact(0, 500, source="two")).value == 1


@pytest.mark.parametrize(
    ("days", "state", "reason"), [(366, "observed", ""), (367, "missing", "stale"), (2000, "missing", "stale")]
)
def test_home_page_figures_older_than_twelve_months_are_stale(days, state, reason):
    found = cell(fact(2_000_000, days, "homepage_bytes"), code="T09W")
    assert (found.state, found.reason) == (state, reason)


def test_evidence_so_old_that_its_confidence_falls_below_a_quarter_is_stale():
    assert cell(fact(1, 730)).confidence == pytest.approx(0.95 / 2)
    assert cell(fact(1, 1405)).state == "observed"
    assert (cell(fact(1, 1407)).state, cell(fact(1, 1407)).reason) == ("missing", "stale")


def test_the_order_of_the_facts_makes_no_difference():
    facts = [fact(1, 400), fact(0, 20), fact(2, 100)]
    assert cell(*facts) == cell(*reversed(facts))


def test_an_indicator_of_another_evidence_class_is_absent_from_the_edition():
    other = replace(FRAMEWORK.indicators[0], code="X01", evidence_class="website")
    framework = replace(FRAMEWORK, indicators=(*FRAMEWORK.indicators, other))
    cells = make_cells(framework, EDITION, (COUNCIL,), index_facts(()))
    scored = FRAMEWORK.indicators_in(FRAMEWORK.scope(EDITION.scope))
    assert "X01" not in {c.indicator for c in cells} and len(cells) == len(scored)


def test_all_facts_of_each_source_s_newest_day_are_shown_and_older_ones_are_not():
    facts = index_facts([
        fact(1, 10, "planning_register", text="one"), fact(1, 10, "planning_register", text="two"),
        fact(1, 99, "planning_register", text="old"), fact(1, 50, "planning_register", text="three", source="another"),
    ])  # fmt: skip
    shown = make_shown(FRAMEWORK.facts, EDITION, (COUNCIL,), facts)
    assert [(code, word(row.message)) for code, row in shown] == [("S20F", one) for one in ("three", "one", "two")]
