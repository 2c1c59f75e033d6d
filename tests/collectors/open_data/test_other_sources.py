"""What the remaining parsers conclude from small extracts."""

from __future__ import annotations

from datetime import date

import pytest

from collectors.open_data import govwifi, hsts_preload
from errors import SourceError
from models import Status
from tests.collectors.open_data.extracts import EXTRACTS
from tests.collectors.open_data.reading import SNAPSHOT, facts_of, measured, parsed, value_on
from tests.collectors.open_data.small_register import small_register
from web.words.catalogue import word

SCAN = "homepage-accessibility-scan/homepage_scan_2026_02.csv"


def test_only_rules_with_a_wcag_tag_count_and_each_once():
    assert measured(parsed("homepage_accessibility_scan"), "homepage_axe_rules") == {
        "E06000001": 2, "E07000223": 1, "S12000033": 0, "S12000047": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("E08000038", "it only sends the browser on"),
        ("W06000015", "its address calls it a splash page"),
    ],
)
def test_a_page_that_may_not_be_the_home_page_is_ambiguous_and_says_why(code, why):
    (fact,) = facts_of(parsed("homepage_accessibility_scan"), "homepage_axe_rules", code)
    assert (fact.value, fact.status) == (None, Status.AMBIGUOUS)
    assert word(fact.message).startswith(f"Perhaps not the home page: {why} (scan of 27 February 2026")


def test_a_home_page_that_refreshes_and_fails_otherwise_too_is_a_home_page():
    changed = EXTRACTS["homepage_accessibility_scan"][SCAN].replace("66,1,meta-refresh,", "600,2,meta-refresh;list,")
    harvest = parsed("homepage_accessibility_scan", {SCAN: changed.encode()})
    assert measured(harvest, "homepage_axe_rules")["E08000038"] == 2


@pytest.mark.parametrize("code", ["E07000209", "E09000007", "N09000003"])
def test_a_page_the_scanner_did_not_see_is_blocked(code):
    (fact,) = facts_of(parsed("homepage_accessibility_scan"), "homepage_axe_rules", code)
    assert (fact.value, fact.status) == (None, Status.BLOCKED)


def test_https_is_known_of_every_page_that_answered_even_if_refused():
    harvest = parsed("homepage_accessibility_scan")
    assert measured(harvest, "homepage_https") == {
        "E06000001": 1, "E07000209": 1, "E07000223": 1, "E08000038": 1, "E09000007": 1, "S12000033": 1, "S12000047": 0,
        "W06000015": 1,
    }  # fmt: skip
    assert facts_of(harvest, "homepage_https", "N09000003")[0].status is Status.UNREACHABLE


def test_a_rule_nobody_has_classified_is_refused():
    changed = EXTRACTS["homepage_accessibility_scan"][SCAN].replace("color-contrast", "brand-new-rule")
    with pytest.raises(SourceError, match='row 2: column "axe_failed_rules".*brand-new-rule'):
        parsed("homepage_accessibility_scan", {SCAN: changed.encode()})


def test_planning_share_counts_what_was_in_force_and_alive_on_the_day():
    harvest = parsed("planning_data")
    facts = facts_of(harvest, "planning_datasets_share", "E09000007")
    states = {fact.observed_on.isoformat(): (fact.value, fact.denominator) for fact in facts}
    assert states == {
        "2020-11-21": (1, 1), "2021-11-21": (1, 1), "2022-11-21": (0.5, 2), "2023-11-21": (0.5, 2),
        "2024-11-21": (0.5, 2), "2025-11-21": (1, 2), "2026-08-21": (pytest.approx(2 / 3), 3),
    }  # fmt: skip
    assert word(facts[-1].message) == (
        "2 of 3 expected datasets supplied; not yet: plan-timetable; 1 of the 3 are asked of members of Open Digital "
        "Planning only; brownfield land is also asked on its own"
    )


def test_the_share_speaks_of_members_and_of_brownfield_land_only_where_they_are_asked():
    newest = facts_of(parsed("planning_data"), "planning_datasets_share", "E08000038")[-1]
    assert word(newest.message) == "0 of 1 expected datasets supplied; not yet: plan-timetable"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("E09000007", "Address listed since 1 May 2019, under local-authority:CMD"),
        ("E06000001", "No address in force: the last ended on 1 June 2025"),
        ("E08000038", "No entry for the council in the list of 21 August 2026 that gives an address"),
    ],
)
def test_brownfield_land_says_since_when_or_until_when(code, words):
    assert word(facts_of(parsed("planning_data"), "brownfield_live", code)[-1].message) == words


def test_nothing_expected_is_not_applicable_and_never_zero():
    facts = facts_of(parsed("planning_data"), "planning_datasets_share", "E07000209")
    assert {fact.status for fact in facts} == {Status.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("code", "states"),
    [
        ("E09000007", {"2020-11-21": 1, "2024-11-21": 1, "2025-11-21": 1, "2026-08-21": 1}),
        ("E06000001", {"2020-11-21": 1, "2024-11-21": 1, "2025-11-21": 0, "2026-08-21": 0}),
        ("E08000038", {"2020-11-21": 0, "2024-11-21": 0, "2025-11-21": 0, "2026-08-21": 0}),
        ("E07000209", {"2020-11-21": 0, "2024-11-21": 0, "2025-11-21": 0, "2026-08-21": 0}),
        ("E06000063", {"2024-11-21": 0, "2025-11-21": 0, "2026-08-21": 0}),
    ],
    ids=["alive", "retired", "another dataset", "address never given", "only a predecessor's"],
)
def test_the_brownfield_register_counts_while_its_own_address_is_alive(code, states):
    facts = facts_of(parsed("planning_data"), "brownfield_live", code)
    found = {fact.observed_on.isoformat(): fact.value for fact in facts}
    shown = {day: value for day, value in found.items() if day in ("2020-11-21", "2024-11-21") or day > "2025"}
    assert shown == states


def test_scottish_open_data_is_the_mean_of_licence_format_and_recency():
    harvest = parsed("open_data_scotland")
    assert value_on(harvest, "open_data_scotland_share", "S12000047", "2023-01-01") == pytest.approx(
        (6 / 10 + 2 / 10 + (1 - 365 / 730)) / 3, abs=1e-6
    )
    assert value_on(harvest, "open_data_scotland_share", "S12000033", "2024-10-31") == pytest.approx(2 / 3, abs=1e-6)
    assert value_on(harvest, "open_data_scotland_share", "S12000047", "2024-10-31") == 0


def test_a_council_missing_from_an_early_scottish_snapshot_is_unknown():
    facts = facts_of(parsed("open_data_scotland"), "open_data_scotland_share", "S12000033")
    assert [fact.observed_on.year for fact in facts] == [2024]


def test_platforms_are_counted_only_from_the_day_all_three_lists_are_known():
    found = {
        code: facts_of(parsed("open_source_platforms"), "open_platforms", code)
        for code in ("E06000001", "E07000209", "E09000007", "E08000038")
    }
    days = {code: [fact.observed_on.isoformat() for fact in facts] for code, facts in found.items()}
    assert days == {
        "E06000001": ["2024-06-29", "2026-05-17"], "E07000209": ["2022-01-01", "2026-08-21"],
        "E09000007": ["2022-01-01", "2026-05-17"], "E08000038": ["2022-01-01", "2026-05-17"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("E09000007", 3, "On the list of: LocalGov Drupal (17 May 2026), PlanX (21 August 2026), BOPS (1 August 2026)"),
        ("E07000209", 1, "On the list of: PlanX (21 August 2026)"),
        ("E06000001", 0, "No entry for the council in the lists of: LocalGov Drupal (17 May 2026), "
                         "PlanX (21 August 2026), BOPS (1 August 2026)"),
    ],
)  # fmt: skip
def test_a_platform_fact_names_the_lists_it_needs_with_their_days(code, value, text):
    newest = facts_of(parsed("open_source_platforms"), "open_platforms", code)[-1]
    assert (newest.value, word(newest.message)) == (value, text)


def test_a_platform_fact_links_to_the_first_list_that_names_the_council():
    harvest = parsed("open_source_platforms")
    links = {code: facts_of(harvest, "open_platforms", code)[-1].url for code in ("E09000007", "E07000209")}
    assert links == {
        "E09000007": "https://github.com/digital-land/specification/blob/bbb/specification/project-organisation.csv",
        "E07000209": "https://github.com/theopensystemslab/planx-new/blob/bbb/infrastructure/common/customDomains.ts",
    }


def test_a_state_resting_on_a_list_that_spoke_before_an_earlier_edition_is_left_out():
    file = "planx-open-digital-planning/planx_councils_history.csv"
    old = EXTRACTS["open_source_platforms"][file].replace("2026-08-21,", "2025-11-01,")
    harvest = parsed("open_source_platforms", {file: old.encode()})
    assert [fact.value for fact in facts_of(harvest, "open_platforms", "E07000209")] == [1]
    assert dict(harvest.set_aside)["rests on a list no newer than the state before"] > 0


def test_members_outside_england_are_counted_aside_and_get_no_row():
    harvest = parsed("open_source_platforms")
    assert facts_of(harvest, "open_platforms", "W06000015") == []
    assert dict(harvest.set_aside) == {"outside England, which the lists do not cover": 1}


def test_govwifi_keeps_only_the_newest_state():
    harvest = parsed("govwifi")
    assert [day.isoformat() for day in harvest.dates] == ["2026-06-30"]
    assert sum(measured(harvest, "govwifi").values()) == 1 and len(measured(harvest, "govwifi")) == 12


def test_the_published_list_of_govwifi_gives_the_same():
    listed = b"- London Borough of Camden Council\n- Cardiff College\n"
    harvest = govwifi.parse_published({govwifi.PUBLISHED: listed}, small_register(), date(2026, 6, 30))
    assert {code for code, value in measured(harvest, "govwifi").items() if value} == {"E09000007"}


def test_a_published_list_that_is_no_list_is_refused():
    with pytest.raises(SourceError, match="govwifi: row 2"):
        govwifi.parse_published({govwifi.PUBLISHED: b"- Camden\nname: Cardiff\n"}, small_register(), SNAPSHOT)


CHROMIUM = b"""// Copyright notice
{
  "entries": [
    // a comment
    { "name": "www.camden.gov.uk", "mode": "force-https" },
    { "name": "fife.gov.uk", "mode": "force-https", "include_subdomains": true },
    { "name": "cardiff.gov.uk", "mode": "force-https" },
    { "name": "www.adur.gov.uk", "policy": "custom" }
  ]
}
"""


def test_a_host_is_preloaded_by_name_or_by_an_ancestor_that_includes_subdomains():
    harvest = hsts_preload.parse_published({hsts_preload.PUBLISHED: CHROMIUM}, small_register(), SNAPSHOT)
    assert {code for code, value in measured(harvest, "hsts_preloaded").items() if value} == {"E09000007", "S12000047"}


@pytest.mark.parametrize("raw", [b"{}", b"[1]", b"{", b'{"entries": []}', b'{"entries": [3]}', b"<html>"])
def test_a_preload_list_of_another_shape_is_refused(raw):
    with pytest.raises(SourceError, match="hsts_preload"):
        hsts_preload.parse_published({hsts_preload.PUBLISHED: raw}, small_register(), SNAPSHOT)


def test_a_bin_lookup_links_to_the_list_and_never_to_an_address_in_it():
    facts = {fact.authority: fact for fact in parsed("ukbcd").facts}
    assert facts.keys() == {"E07000223", "E07000229", "E09000007"}
    assert {fact.url.rpartition("/")[2] for fact in facts.values()} == {"input.json"}
    assert word(facts["E09000007"].message) == (
        "Bin days can be looked up online by property number (UPRN) and postcode; it takes a whole browser to read "
        "(UKBinCollectionData, listed as CamdenCouncil)"
    )


def test_bin_lookups_set_aside_counties_calendars_and_strangers():
    assert dict(parsed("ukbcd").set_aside) == {
        "a county, which collects no bins": 1,
        "further row of the same council": 1,
        "module for calendars that many councils share": 1,
        "not one of the 382 councils": 1,
    }


def test_a_second_bin_lookup_says_under_which_name_it_is_listed():
    texts = {fact.authority: word(fact.message) for fact in parsed("hacs").facts}
    assert texts["E07000223"].endswith("(Waste Collection Schedule, listed as Adur & Worthing Councils)")


def test_every_hint_says_that_it_is_one():
    (fact,) = parsed("bin_platforms").facts
    assert (
        word(fact.message)
        == "Hint, may be wrong: answers in JSON, offers a calendar file, runs on jadu, runs on whitespace"
    )


def test_registers_kept_per_area_since_a_merger_are_one_fact():
    assert {fact.authority: word(fact.message) for fact in parsed("planning_portals").facts} == {
        "E09000007": "Planning register online (list of 20 February 2025)",
        "E06000063": "2 planning registers online, one per area: Idox (list of 20 February 2025)",
    }


def test_street_faults_are_for_highway_authorities_and_name_no_product_list():
    (fact,) = parsed("fixmystreet").facts
    assert (fact.authority, word(fact.message)) == (
        "E10000032", "Street faults are reported through the council's own FixMyStreet, joined to 2 council systems"
    )  # fmt: skip


def test_polling_stations_count_for_the_general_election_and_not_for_northern_ireland():
    assert set(measured(parsed("polling_stations"), "polling_stations_data")) == {"E09000007"}


def test_a_councillor_system_is_put_in_our_own_words():
    texts = {fact.authority: word(fact.message) for fact in parsed("councillor_systems").facts}
    assert texts == {"E09000007": "Councillors and meetings are published with ModernGov",
                     "E06000001": "Councillors are published on pages of the council's own"}  # fmt: skip
