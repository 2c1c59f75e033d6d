"""The facts and sources that are committed: well-formed, known, and counted as data/sources.toml says."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from urllib.parse import urlsplit

import pytest

from collectors.open_data import SOURCES
from collectors.open_data.catalogue import CatalogueError, load_sources
from collectors.open_data.days import EDITION_DAY
from collectors.open_data.facts_file import HEADER, facts_as_csv, read_facts
from collectors.open_data.open_source_platforms import BOPS_URL, MEMBERS_LIST, PLANX_LIST
from collectors.open_data.planning_data import organisations
from models import Fact
from paths import DATA
from paths import FACTS as COMMITTED
from tests.committed import committed_register
from web.words.catalogue import word

ENTRIES = load_sources(DATA / "sources.toml")
REGISTER = committed_register()
TODAY = {council.code for council in REGISTER.authorities}
COUNCILS = {council.code: council for council in (*REGISTER.authorities, *REGISTER.abolished)}

every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)


@cache
def facts_of(source: str) -> tuple[Fact, ...]:
    """The committed facts of a source, read when the first test asks for them."""
    return read_facts(COMMITTED / f"{source}.csv")


def test_there_is_one_facts_file_per_source_and_no_other():
    assert {path.name for path in (COMMITTED).iterdir()} == {f"{source.name}.csv" for source in SOURCES}


@every_source
def test_a_committed_file_is_in_the_form_and_order_we_write(source):
    raw = (COMMITTED / f"{source.name}.csv").read_bytes()
    assert next(csv.reader([raw.decode().splitlines()[0]])) == list(HEADER)
    assert facts_as_csv(facts_of(source.name)) == raw


@every_source
def test_every_fact_is_of_a_council_of_the_register_that_existed(source):
    for fact in facts_of(source.name):
        assert COUNCILS[fact.authority].existed(fact.observed_on), fact


@every_source
def test_every_fact_names_its_source_one_of_its_measures_and_a_page_to_open(source):
    measures = {measure.code for measure in source.measures}
    assert {fact.source for fact in facts_of(source.name)} == {source.name}
    assert {fact.measure for fact in facts_of(source.name)} == measures
    for fact in facts_of(source.name):
        parts = urlsplit(fact.url)
        assert parts.scheme in ("http", "https") and "." in (parts.hostname or ""), fact


@every_source
def test_no_fact_is_newer_than_its_source(source):
    (entry,) = [entry for entry in ENTRIES if entry.source == source.name]
    assert max(fact.observed_on for fact in facts_of(source.name)) <= entry.snapshot_on


@every_source
def test_shares_and_yes_or_no_stay_within_their_bounds(source):
    bounded = {measure.code for measure in source.measures if measure.unit == "share" or "1" in measure.unit}
    for fact in facts_of(source.name):
        if fact.value is not None and fact.measure in bounded:
            assert 0 <= fact.value <= 1, fact


def test_complete_registers_have_a_row_for_every_council_they_cover_on_every_day():
    for name, measure, councils in (("govuk_pay", "pay_services", 382), ("mhclg_programmes", "llc_live", 296),
                                    ("planning_data", "brownfield_live", 296),
                                    ("govwifi", "govwifi", 382)):  # fmt: skip
        found = [fact for fact in facts_of(name) if fact.measure == measure]
        newest = max(fact.observed_on for fact in found)
        assert len([fact for fact in found if fact.observed_on == newest]) == councils


def test_the_platforms_have_two_states_for_every_english_council_each_after_the_edition_before():
    found = facts_of("open_source_platforms")
    assert Counter(fact.observed_on > date(2025, 11, 21) for fact in found) == {False: 317, True: 317}
    assert {fact.observed_on > date(2024, 11, 21) for fact in found} == {True}


def test_the_codes_to_look_for_are_those_under_which_the_ministry_lists_each_council():
    codes = organisations(REGISTER)
    assert set(codes) == {code for code, council in COUNCILS.items() if code in TODAY and council.nation == "England"}
    listed = [
        (codes[fact.authority], f"local-authority:{fact.message.values['who']}")
        for fact in facts_of("planning_data")
        if fact.message and fact.message.id == "brownfield.listed" and fact.authority in TODAY
    ]
    newest = dict(listed)
    assert len(newest) > 250 and all(theirs == ours for ours, theirs in newest.items()), [
        pair for pair in newest.items() if pair[0] != pair[1]
    ]


def test_complete_registers_have_a_row_for_every_abolished_council_until_it_ended():
    for name, measure, councils in (("govuk_pay", "pay_services", 20), ("mhclg_programmes", "llc_live", 17),
                                    ("mhclg_programmes", "funded_collaborations", 20),
                                    ("planning_data", "brownfield_live", 17)):  # fmt: skip
        found = [fact for fact in facts_of(name) if fact.measure == measure and fact.authority not in TODAY]
        newest = max(fact.observed_on for fact in found)
        assert len([fact for fact in found if fact.observed_on == newest]) == councils
        assert newest.year in (2022, 2023)


def test_what_is_not_history_has_its_newest_day_only():
    for name in ("govwifi", "ukbcd", "hacs", "bin_platforms", "hsts_preload", "polling_stations"):
        assert len({fact.observed_on for fact in facts_of(name)}) == 1, name


def test_the_known_years_of_the_land_charges_register():
    live = {}
    for fact in facts_of("mhclg_programmes"):
        if fact.measure == "llc_live" and fact.value:
            live[fact.observed_on.isoformat()] = live.get(fact.observed_on.isoformat(), 0) + 1
    assert list(dict(sorted(live.items())).values()) == [7, 11, 23, 46, 67, 90, 119, 145]


def test_what_is_said_of_the_platforms_names_each_list_as_a_mark_links_one_of_them():
    said = next(entry.caveat for entry in ENTRIES if entry.source == "open_source_platforms")
    for place in (MEMBERS_LIST, PLANX_LIST):
        assert f"{place.repository} (" in said
    assert f"{BOPS_URL.removeprefix('https://github.com/')} (" in said


@every_source
def test_every_link_leads_further_than_to_the_front_of_a_site_or_a_repository(source):
    ours = {"planning_portals", "councillor_systems", "library_catalogues", "govuk_local_links"}
    # a council's own register or system, often a whole host
    for url in {fact.url for fact in facts_of(source.name)} - {BOPS_URL} if source.name not in ours else ():
        parts = urlsplit(url)
        folders = [part for part in parts.path.split("/") if part]
        assert len(folders) > (3 if parts.hostname == "github.com" else 1), url


def test_states_of_dated_lists_are_compiled_for_the_day_of_every_edition():
    editions = tomllib.loads((DATA / "editions.toml").read_text(encoding="utf-8"))["edition"]
    past = {edition["as_of"] for edition in editions if edition["status"] == "back-cast"}
    for name in ("planning_data", "mhclg_programmes"):
        assert past <= {fact.observed_on for fact in facts_of(name)}
    assert {(day.month, day.day) for day in past} == {EDITION_DAY}


@pytest.mark.parametrize(
    ("name", "measure", "slug", "states"),
    [
        ("mhclg_programmes", "llc_live", "southwark", [0, 1]),
        ("planning_data", "brownfield_live", "bedford", [1, 0]),
    ],
    ids=["went live on 14 July 2025", "ended on 7 July 2025"],
)
def test_a_state_that_changed_during_a_year_is_the_new_one_in_that_years_edition(name, measure, slug, states):
    code = REGISTER.by_slug(slug).code
    found = {
        fact.observed_on: fact.value for fact in facts_of(name) if (fact.measure, fact.authority) == (measure, code)
    }
    assert [found[date(2024, 11, 21)], found[date(2025, 11, 21)]] == states


@pytest.mark.parametrize("name", ["govuk_pay", "govwifi", "planning_data", "mhclg_programmes", "open_source_platforms"])
def test_every_fact_of_a_complete_list_says_what_the_list_says(name):
    assert [fact for fact in facts_of(name) if not fact.message] == []


@every_source
def test_every_message_of_a_fact_has_words(source):
    said = {fact.message.json(): fact.message for fact in facts_of(source.name) if fact.message}
    assert all(word(message) for message in said.values())


def test_the_facts_stay_small():
    assert sum(path.stat().st_size for path in (COMMITTED).iterdir()) <= 14 * 2**20


def test_every_collected_source_is_described():
    assert {source.name for source in SOURCES} <= {entry.source for entry in ENTRIES}


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.counted], ids=lambda entry: entry.source)
def test_our_count_is_what_the_description_says_and_a_difference_is_explained(entry):
    rule, facts = entry.counted, facts_of(entry.source)
    counted = {
        fact.authority
        for fact in facts
        if fact.measure == rule.measure and rule.first <= fact.observed_on <= rule.last
        and fact.value is not None and (fact.value > 0 or not rule.above_zero)
    }  # fmt: skip
    counted &= TODAY
    everybody = {fact.authority for fact in facts if fact.value is not None} & TODAY
    assert len(counted) == rule.ours
    if rule.ours != entry.expected:
        assert str(rule.ours) in entry.difference and str(entry.expected or rule.ours) in entry.difference
    if len(everybody) not in (entry.expected, rule.ours):
        assert str(len(everybody)) in entry.difference


def test_every_facts_source_says_how_it_was_counted():
    assert {entry.source for entry in ENTRIES if entry.counted} == {source.name for source in SOURCES}


WEIGHT = 'source "website_page_weight": '
WRONG_ENTRIES = [
    ("title = ", "titel = ", WEIGHT + 'field "titel": found'),
    (
        'title = "Council website emissions: monthly home page measurements"',
        'title = ""',
        WEIGHT + 'field "title": found',
    ),
    ("snapshot_on = 2026-01-06", 'snapshot_on = "January"', WEIGHT + 'field "snapshot_on": found'),
    ("enabled = true", 'enabled = "yes"', WEIGHT + 'field "enabled": found'),
    ("expected = 380", "expected = -1", WEIGHT + 'field "expected": found -1'),
    (
        'url = "https://github.com/open-innovations',
        'url = "ftp://github.com/open-innovations',
        WEIGHT + 'field "url": found',
    ),
    ("above_zero = false", "above = false", WEIGHT + 'counted: field "above": found'),
    ('source = "homepage_accessibility_scan"', 'source = "website_page_weight"', 'source 2: field "source": found .w'),
]


@pytest.mark.parametrize(("old", "new", "says"), WRONG_ENTRIES)
def test_a_wrong_entry_is_named_by_source_and_field(tmp_path, old, new, says):
    text = (DATA / "sources.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "sources.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=f"sources.toml: {says}"):
        load_sources(path)


@pytest.mark.parametrize("text", ["", "source = 3", "[[source]", "[[source]]\nsource = 4"])
def test_a_catalogue_that_is_none_is_refused(tmp_path, text):
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError):
        load_sources(path)


def has_its_line(entry):
    """Whether all that a source's licence asks for is its attribution: LICENCES.md has the text of MIT once for all."""
    if entry.licence.startswith("MIT"):
        holders = (*re.split(r"[,;(]| and ", entry.publisher), "copyright")
        return any(holder.strip().lower() in entry.attribution.lower() for holder in holders if holder.strip())
    if entry.licence == "CC BY 4.0":
        return "CC BY 4.0" in entry.attribution and "Changed:" in entry.attribution
    return entry.licence.startswith("Open Government Licence") and "licensed under the Open" in entry.attribution


def test_every_source_prints_the_line_of_its_licence_or_is_named_among_the_licences():
    text = (DATA / "LICENCES.md").read_text(encoding="utf-8")
    more = [entry.source for entry in ENTRIES if not has_its_line(entry)]
    assert more and [source for source in more if f"`{source}`" not in text] == []


@pytest.mark.parametrize(
    ("licence", "attribution"),
    [("MIT", "A list of towns (MIT)."), ("CC BY 4.0", "A list of towns."), ("CC BY 4.0", "Towns, CC BY 4.0."),
     ("Open Government Licence v3.0", "A list of towns."), ("BSD-3-Clause", "Copyright (c) 2026 Somebody."), ("", "")],
)  # fmt: skip
def test_an_attribution_that_its_licence_does_not_find_enough_is_found(licence, attribution):
    assert not has_its_line(replace(ENTRIES[0], licence=licence, attribution=attribution))
