"""Facts of councils that ended in 2023 stand under their own codes, and only where the source tells them apart."""

from __future__ import annotations

from datetime import date

import pytest

from collectors.open_data import source_named
from collectors.open_data.govuk_pay import shared_out
from models import AuthorityType, Status
from register.authorities import Register, Relation
from tests.collectors.open_data.extracts import EXTRACTS
from tests.collectors.open_data.reading import SNAPSHOT, facts_of, value_on
from tests.collectors.open_data.small_register import small_register

ENDED = date(2023, 4, 1)
UNTIL_THEIR_END = ("2020-11-21", "2021-11-21", "2022-11-21")
ALLERDALE, CARLISLE, CUMBRIA = "E07000026", "E07000028", "E10000006"


def _relation(code: str, letters: str, name: str, kind: AuthorityType) -> Relation:
    slug = name.lower().replace(" ", "-")
    return Relation("E06000063", "predecessor", code, letters, name, slug, kind, 100_000, 500.0, None, ENDED, "")


def _register() -> Register:
    district = AuthorityType.DISTRICT
    return Register(small_register().authorities, (
        _relation(ALLERDALE, "ALL", "Allerdale Borough Council", district),
        _relation(CARLISLE, "CAR", "Carlisle City Council", district),
        _relation(CUMBRIA, "CMA", "Cumbria County Council", AuthorityType.COUNTY),
    ))  # fmt: skip


def parsed(name: str, *more: str):
    inputs = {file: text.encode() for file, text in EXTRACTS[name].items()}
    first = next(iter(inputs))
    inputs[first] += "".join(f"{line}\n" for line in more).encode()
    return source_named(name).parse(inputs, _register(), SNAPSHOT)


def states(harvest, measure: str, code: str) -> dict[str, float | str | None]:
    return {
        fact.observed_on.isoformat(): fact.value if fact.status is Status.MEASURED else fact.status.value
        for fact in facts_of(harvest, measure, code)
    }


def test_a_home_page_counts_for_the_council_that_had_it_and_not_after_its_end():
    late = "2023-05-01,E07000026,cumberland,predecessor,http://www.allerdale.gov.uk/,400000,1,0.1,1,,0"
    harvest = parsed("website_page_weight", late)
    assert value_on(harvest, "homepage_bytes", ALLERDALE, "2022-12-01") == 500000
    assert len(facts_of(harvest, "homepage_bytes", ALLERDALE)) == 1
    assert dict(harvest.set_aside)["speaks of an abolished council"] == 1


def test_a_paint_of_todays_website_is_not_one_of_an_abolished_council():
    inputs = {file: text.encode() for file, text in EXTRACTS["website_page_weight"].items()}
    inputs["website-page-weight/homepage_fcp_monthly.csv"] += b"2022-12,2022-12-01,2022-12-01,cumberland,0.5\n"
    harvest = source_named("website_page_weight").parse(inputs, _register(), SNAPSHOT)
    assert facts_of(harvest, "homepage_fcp_s", ALLERDALE) == []


def test_pay_services_of_one_named_council_are_its_own_and_the_others_have_none():
    harvest = parsed("govuk_pay")
    assert states(harvest, "pay_services", ALLERDALE) == {"2022-06-27": 1}
    assert states(harvest, "pay_services", CARLISLE) == {"2022-06-27": 0}


def test_pay_services_counted_together_are_ambiguous():
    names = "Carlisle City Council; Cumbria County Council"
    line = f"2021-07-01,2021-06-30,cumberland,E06000063,predecessor,{names},5,aaa"
    harvest = parsed("govuk_pay", line)
    assert states(harvest, "pay_services", CARLISLE)["2021-06-30"] == "ambiguous"
    assert states(harvest, "pay_services", CUMBRIA)["2021-06-30"] == "ambiguous"
    assert states(harvest, "pay_services", ALLERDALE)["2021-06-30"] == 0


@pytest.mark.parametrize(
    ("sums", "known", "unknown"),
    [
        ([("a", 3)], {"a": 3}, ""),
        ([("ab", 4), ("b", 3)], {"a": 1, "b": 3}, ""),
        ([("abc", 21), ("c", 3)], {"c": 3}, "ab"),
        ([("ab", 4), ("b", 3), ("ac", 5)], {"a": 1, "b": 3, "c": 4}, ""),
        ([("ab", 2), ("b", 3)], {"b": 3}, "a"),
        ([], {}, ""),
    ],
    ids=["its own", "by difference", "two left", "in a chain", "sums that contradict each other", "nothing"],
)
def test_a_number_is_known_only_if_it_follows_from_the_sums(sums, known, unknown):
    got = shared_out([(frozenset(members), total) for members, total in sums])
    assert (dict(got[0]), got[1]) == (known, frozenset(unknown))


def test_land_charges_of_one_unnamed_district_are_ambiguous_from_its_start_for_each_district():
    harvest = parsed("mhclg_programmes")
    for code in (ALLERDALE, CARLISLE):
        assert states(harvest, "llc_live", code) == {
            "2019-11-21": 0, "2020-11-21": "ambiguous", "2021-11-21": "ambiguous", "2022-11-21": "ambiguous",
        }  # fmt: skip
    assert states(harvest, "llc_live", CUMBRIA) == {}
    assert states(harvest, "llc_live", "E06000063")["2023-11-21"] == 0


def test_programmes_that_name_no_abolished_council_count_as_none():
    harvest = parsed("mhclg_programmes")
    assert set(states(harvest, "funded_collaborations", CUMBRIA).values()) == {0}


def test_planning_data_are_found_by_register_letters_against_what_everyone_owed():
    inputs = {file: text.encode() for file, text in EXTRACTS["planning_data"].items()}
    owed = inputs["mhclg-digital-programmes/expected_planning_datasets.csv"]
    inputs["mhclg-digital-programmes/expected_planning_datasets.csv"] = owed + "".join(
        f"{slug},{code},brownfield-land,statutory,,2017-04-16\n"
        for slug, code in (("guildford", "E07000209"), ("adur", "E07000223"), ("worthing", "E07000229"),
                           ("barnsley", "E08000038"))
    ).encode()  # fmt: skip
    harvest = source_named("planning_data").parse(inputs, _register(), SNAPSHOT)
    assert states(harvest, "brownfield_live", ALLERDALE) == dict.fromkeys(UNTIL_THEIR_END, 1)
    assert states(harvest, "planning_datasets_share", ALLERDALE) == dict.fromkeys(UNTIL_THEIR_END, 1)
    assert states(harvest, "planning_datasets_share", CARLISLE) == dict.fromkeys(UNTIL_THEIR_END, 0)
    assert states(harvest, "planning_datasets_share", CUMBRIA) == {}


def test_what_one_council_did_not_owe_is_not_asked_of_an_abolished_one():
    harvest = parsed("planning_data")
    found = states(harvest, "planning_datasets_share", ALLERDALE)
    assert found == dict.fromkeys(UNTIL_THEIR_END, "not_applicable")
