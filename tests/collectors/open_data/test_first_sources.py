"""What the page-weight, GOV.UK Pay and MHCLG parsers conclude from small extracts."""

from __future__ import annotations

import json

from collectors.open_data import govuk_pay
from models import Status
from tests.collectors.open_data.reading import SNAPSHOT, facts_of, parsed, value_on
from tests.collectors.open_data.small_register import small_register
from web.words.catalogue import word


def test_the_last_good_run_of_a_month_stands_for_the_month():
    facts = facts_of(parsed("website_page_weight"), "homepage_bytes", "E06000001")
    values = [(fact.observed_on.isoformat(), fact.value) for fact in facts]
    assert values == [("2021-05-30", 800000), ("2025-12-16", None)]


def test_a_run_the_firewall_refused_is_blocked_in_both_measures():
    harvest = parsed("website_page_weight")
    newest = [facts_of(harvest, measure, "E06000001")[-1] for measure in ("homepage_bytes", "homepage_fcp_s")]
    assert [fact.status for fact in newest] == [Status.BLOCKED, Status.BLOCKED]


def test_a_document_too_small_to_be_a_home_page_is_ambiguous():
    harvest = parsed("website_page_weight")
    assert {fact.status for fact in harvest.facts if fact.authority == "S12000047"} == {Status.AMBIGUOUS}


def test_adur_and_worthing_share_one_record():
    harvest = parsed("website_page_weight")
    assert value_on(harvest, "homepage_bytes", "E07000229", "2025-12-16") == 748332
    assert value_on(harvest, "homepage_fcp_s", "E07000229", "2025-12-16") == 0.6


def test_a_paint_reported_again_in_a_later_month_keeps_its_first_report():
    assert value_on(parsed("website_page_weight"), "homepage_fcp_s", "E06000001", "2021-05-30") == 0.9


def test_every_row_that_becomes_no_fact_is_counted_with_its_reason():
    assert dict(parsed("website_page_weight").set_aside) == {
        "before the council existed": 1,
        "not one of the 382 councils": 1,
        "run without a page weight": 1,
        "speaks of an abolished council": 1,
    }


def test_absence_from_a_complete_register_is_zero_for_councils_that_existed():
    harvest = parsed("govuk_pay")
    assert value_on(harvest, "pay_services", "S12000033", "2022-06-27") == 0
    assert [fact.observed_on.isoformat() for fact in facts_of(harvest, "pay_services", "E06000063")] == ["2026-08-03"]


def test_a_joint_organisation_counts_for_each_of_its_councils_beside_their_own():
    harvest = parsed("govuk_pay")
    assert value_on(harvest, "pay_services", "E07000223", "2026-08-03") == 2
    assert value_on(harvest, "pay_services", "E07000229", "2026-08-03") == 3


def test_services_of_an_abolished_council_do_not_count_for_its_successor():
    assert value_on(parsed("govuk_pay"), "pay_services", "E06000063", "2026-08-03") == 0


def test_an_outdated_code_finds_the_council_of_today():
    assert value_on(parsed("govuk_pay"), "pay_services", "E08000038", "2026-08-03") == 4


def test_the_published_file_of_govuk_pay_gives_the_same_counts_as_its_extract():
    organisations = {"Hartlepool Borough Council": 3, "Adur & Worthing Councils": 2, "Adur Rotary Club": 9}
    document = {"dateUpdated": "3 August 2026", "serviceCountByOrganisation": organisations}
    inputs = {govuk_pay.PUBLISHED: json.dumps(document).encode()}
    harvest = govuk_pay.parse_published(inputs, small_register(), SNAPSHOT)
    found = {fact.authority: fact.value for fact in harvest.facts if fact.value}
    assert found == {"E06000001": 3, "E07000223": 2, "E07000229": 2}
    assert harvest.set_aside == (("organisation that is not one of the 382 councils", 1),)


def test_land_charges_cover_english_district_and_single_tier_councils_only():
    covered = {fact.authority for fact in parsed("mhclg_programmes").facts if fact.measure == "llc_live"}
    assert covered == {"E06000001", "E06000063", "E07000209", "E07000223", "E07000229", "E08000038", "E09000007"}


def test_land_charges_count_from_the_day_they_went_live():
    harvest = parsed("mhclg_programmes")
    facts = facts_of(harvest, "llc_live", "E06000001")
    words = {fact.observed_on.isoformat(): (fact.value, word(fact.message)) for fact in facts}
    assert words["2021-11-21"] == (0, "Not yet: the list of 21 August 2026 has 20 January 2022 as the start")
    assert words["2022-11-21"] == (1, "On the national register since 20 January 2022")


def test_dated_lists_have_a_state_for_the_day_of_every_edition_and_for_their_own():
    days = [fact.observed_on.isoformat() for fact in facts_of(parsed("mhclg_programmes"), "llc_live", "E06000001")]
    assert days == [*(f"{year}-11-21" for year in range(2019, 2026)), "2026-08-21"]


def test_absence_is_said_in_words_with_the_day_of_the_list():
    fact = facts_of(parsed("mhclg_programmes"), "llc_live", "E08000038")[-1]
    assert (fact.value, word(fact.message)) == (0, "No entry for the council in the list of 21 August 2026")
    assert word(facts_of(parsed("govuk_pay"), "pay_services", "S12000033")[-1].message) == (
        "No entry for the council in the list of 3 August 2026"
    )


def test_a_payment_fact_links_to_the_list_of_its_own_day_and_names_the_entry():
    first, last = facts_of(parsed("govuk_pay"), "pay_services", "E07000229")
    assert first.url == "https://github.com/alphagov/pay-product-page/blob/aaa/data/performance.json"
    assert last.url == "https://github.com/alphagov/pay-product-page/blob/bbb/data/performance.json"
    assert word(last.message) == (
        "3 services take payments through GOV.UK Pay; listed as Adur & Worthing Councils and Worthing Borough Council"
    )


def test_a_start_planned_for_after_the_snapshot_does_not_count():
    assert value_on(parsed("mhclg_programmes"), "llc_live", "E07000209", "2026-08-21") == 0


def test_rounds_of_one_fund_and_planning_improvement_money_are_one_programme_each():
    facts = facts_of(parsed("mhclg_programmes"), "funded_collaborations", "E09000007")
    assert (facts[-1].value, word(facts[-1].message)) == (
        2, "Takes part in: Open Digital Planning since 21 January 2022, PropTech Innovation Fund since 1 October 2021"
    )  # fmt: skip


def test_money_that_is_not_for_digital_work_is_no_collaboration():
    assert value_on(parsed("mhclg_programmes"), "funded_collaborations", "E08000038", "2026-08-21") == 1
