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

SCAN = "homepage-accessibility-scan/homepage_scan_2026_02.csv"


def test_only_rules_with_a_wcag_tag_count_and_each_once():
    assert measured(parsed("homepage_accessibility_scan"), "homepage_axe_rules") == {
        "E06000001": 2, "E07000223": 1, "S12000047": 0,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["E07000209", "E09000007", "N09000003"])
def test_a_page_the_scanner_did_not_see_is_blocked(code):
    (fact,) = facts_of(parsed("homepage_accessibility_scan"), "homepage_axe_rules", code)
    assert (fact.value, fact.status) == (None, Status.BLOCKED)


def test_https_is_known_of_every_page_that_answered_even_if_refused():
    harvest = parsed("homepage_accessibility_scan")
    assert measured(harvest, "homepage_https") == {
        "E06000001": 1, "E07000209": 1, "E07000223": 1, "E09000007": 1, "S12000047": 0,
    }  # fmt: skip
    assert facts_of(harvest, "homepage_https", "N09000003")[0].status is Status.UNREACHABLE


def test_a_rule_nobody_has_classified_is_refused():
    changed = EXTRACTS["homepage_accessibility_scan"][SCAN].replace("color-contrast", "brand-new-rule")
    with pytest.raises(SourceError, match='row 2: column "axe_failed_rules".*brand-new-rule'):
        parsed("homepage_accessibility_scan", {SCAN: changed.encode()})


def test_planning_share_counts_what_was_in_force_and_alive_on_the_day():
    harvest = parsed("planning_data")
    facts = facts_of(harvest, "planning_datasets_share", "E09000007")
    assert [(fact.value, fact.denominator) for fact in facts] == [(1, 1), (pytest.approx(2 / 3), 3)]
    assert facts[-1].text == "2 of 3 expected datasets supplied; not yet: plan-timetable"


def test_nothing_expected_is_not_applicable_and_never_zero():
    facts = facts_of(parsed("planning_data"), "planning_datasets_share", "E07000209")
    assert {fact.status for fact in facts} == {Status.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("code", "states"),
    [
        ("E09000007", {"2020-01-01": 1, "2026-08-21": 1}),
        ("E06000001", {"2020-01-01": 1, "2026-08-21": 0}),
        ("E08000038", {"2020-01-01": 0, "2026-08-21": 0}),
        ("E07000209", {"2020-01-01": 0, "2026-08-21": 0}),
        ("E06000063", {"2026-08-21": 0}),
    ],
    ids=["alive", "retired", "another dataset", "address never given", "only a predecessor's"],
)
def test_the_brownfield_register_counts_while_its_own_address_is_alive(code, states):
    facts = facts_of(parsed("planning_data"), "brownfield_live", code)
    assert {fact.observed_on.isoformat(): fact.value for fact in facts} == states


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
    harvest = parsed("open_source_platforms")
    days = [fact.observed_on.isoformat() for fact in facts_of(harvest, "open_platforms", "E09000007")]
    assert days == ["2025-10-24", "2026-05-17", "2026-08-21"]
    assert value_on(harvest, "open_platforms", "E06000001", "2025-10-24") == 1


def test_membership_is_read_from_the_newest_snapshot_that_holds_the_project():
    harvest = parsed("open_source_platforms")
    assert value_on(harvest, "open_platforms", "E09000007", "2026-08-21") == 3
    assert value_on(harvest, "open_platforms", "E06000001", "2026-08-21") == 0


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


def test_a_bin_lookup_links_to_the_host_and_never_to_an_address():
    harvest = parsed("ukbcd")
    links = {fact.authority: fact.url for fact in harvest.facts}
    assert links == {"E07000223": "https://www.aw.example/", "E07000229": "https://www.aw.example/",
                     "E09000007": "https://www.camden.example/"}  # fmt: skip
    assert "by property number (UPRN) and postcode; it takes a whole browser" in harvest.facts[-1].text


def test_bin_lookups_set_aside_counties_calendars_and_strangers():
    assert dict(parsed("ukbcd").set_aside) == {
        "a county, which collects no bins": 1,
        "further row of the same council": 1,
        "module for calendars that many councils share": 1,
        "not one of the 382 councils": 1,
    }


def test_a_module_without_an_address_links_to_its_project():
    links = {fact.authority: fact.url for fact in parsed("hacs").facts}
    assert links == {"E09000007": "https://www.camden.example/",
                     "E07000223": "https://github.com/mampfes/hacs_waste_collection_schedule"}  # fmt: skip


def test_every_hint_says_that_it_is_one():
    (fact,) = parsed("bin_platforms").facts
    assert fact.text == "Hint, may be wrong: answers in JSON, offers a calendar file, runs on jadu, runs on whitespace"


def test_registers_kept_per_area_since_a_merger_are_one_fact():
    texts = {fact.authority: fact.text for fact in parsed("planning_portals").facts}
    assert texts == {"E09000007": "Planning register online",
                     "E06000063": "2 planning registers online, one per area: Idox"}  # fmt: skip


def test_street_faults_are_for_highway_authorities_and_name_no_product_list():
    (fact,) = parsed("fixmystreet").facts
    assert (fact.authority, fact.text) == (
        "E10000032", "Street faults are reported through the council's own FixMyStreet, joined to 2 council systems"
    )  # fmt: skip


def test_polling_stations_count_for_the_general_election_and_not_for_northern_ireland():
    assert set(measured(parsed("polling_stations"), "polling_stations_data")) == {"E09000007"}


def test_a_councillor_system_is_put_in_our_own_words():
    texts = {fact.authority: fact.text for fact in parsed("councillor_systems").facts}
    assert texts == {"E09000007": "Councillors and meetings are published with ModernGov",
                     "E06000001": "Councillors are published on pages of the council's own"}  # fmt: skip
