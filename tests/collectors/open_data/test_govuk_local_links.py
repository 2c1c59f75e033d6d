"""Which addresses of GOV.UK's register may be offered, and which council and service each stands for."""

from __future__ import annotations

from datetime import date

import pytest

from collectors.crawl.frontier.local_links import compiled_links
from collectors.open_data import govuk_local_links as links
from collectors.open_data.govuk_local_links import BIN_DAYS, LINKS, STATUSES, Kind, parse
from edition.service_links import link_rows, service_links
from errors import SourceError
from models import Authority, Fact
from paths import REGISTER
from register.services import load_duties, load_services
from tests.committed import committed_register

COUNCILS = committed_register()
SERVICES, DUTIES = load_services(REGISTER), load_duties(REGISTER)
DAY = date(2026, 9, 26)
MAIDSTONE, KENT, LEEDS = "E07000110", "E10000016", "E08000035"


def harvest(rows: list[tuple], statuses: list[tuple] = (), bins: list[tuple] = ()) -> tuple[Fact, ...]:
    given = {
        LINKS: ("authority,lgsl,lgil,url,cut", rows or [(LEEDS, 57, 2, "https://www.leeds.gov.uk/pay", 0)]),
        STATUSES: ("authority,lgsl,lgil,status", statuses or [(LEEDS, 1, 1, "ok")]),
        BIN_DAYS: ("gss,bins_url", bins or [(LEEDS, "")]),
    }
    files = {
        name: "\n".join([header, *(",".join(map(str, row)) for row in table), ""]).encode()
        for name, (header, table) in given.items()
    }
    return parse(files, COUNCILS, DAY).facts


def kind(url: str, code: str = LEEDS, cut: int = 0) -> str:
    (fact,) = harvest([(code, 57, 2, f'"{url}"', cut)])
    assert fact.message is not None and fact.value == (fact.message.id == "local_links.page")
    return fact.message.id.removeprefix("local_links.")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.leeds.gov.uk/pay", Kind.PAGE),
        ("https://pay.supplier.example/leeds", Kind.PAGE),
        ("https://familyinfo.leeds.gov.uk/", Kind.PAGE),
        ("http://www.leeds.gov.uk/", Kind.HOME_PAGE),
        ("https://leeds.gov.uk", Kind.HOME_PAGE),
        ("https://www.bridgend.gov.uk/pay", Kind.OTHER_COUNCIL),
        ("http://www.ukwelcomes.businesslink.gov.uk/x?y=1", Kind.CLOSED_HOST),
        ("https://ukwelcomes.businesslink.gov.uk/", Kind.CLOSED_HOST),
        ("https://www.leeds.gov.uk/pay my tax", Kind.UNUSABLE),
        ("javascript:alert(1)", Kind.UNUSABLE),
        ("www.leeds.gov.uk/pay", Kind.UNUSABLE),
        ("https://10.0.0.1/pay", Kind.UNUSABLE),
        ("https://[::1]/pay", Kind.UNUSABLE),
        ("https://user@www.leeds.gov.uk/", Kind.UNUSABLE),
        ("https://www.leeds.gov.uk:99999/", Kind.UNUSABLE),
    ],
)
def test_what_an_address_is(url: str, expected: Kind):
    assert kind(url) == expected


def test_a_cut_address_is_not_offered():
    assert kind("https://www.leeds.gov.uk/a-long-one", cut=1) == Kind.CUT


@pytest.mark.parametrize(
    ("code", "url"), [(MAIDSTONE, "https://www.kent.gov.uk/x"), (KENT, "https://maidstone.gov.uk/x")]
)
def test_a_county_and_its_districts_are_partners(code: str, url: str):
    assert kind(url, code) == Kind.PAGE


def test_an_address_that_cannot_be_a_link_is_shown_where_it_stands_and_never_as_one():
    facts = harvest([(LEEDS, 57, 2, "javascript:alert(1)", 0)])
    assert facts[0].url.startswith("https://github.com/")
    row = offered(facts, COUNCILS.by_code(LEEDS))["S01"]
    assert (row["url"], row["kind"], row["offered"], row["to_mend"]) == ("", "unusable", 0, 1)


def test_a_code_that_no_service_has_is_counted():
    files = {LINKS: f"authority,lgsl,lgil,url,cut\n{LEEDS},353,8,https://www.leeds.gov.uk/c,0\n".encode(),
             STATUSES: f"authority,lgsl,lgil,status\n{LEEDS},1,1,ok\n".encode(),
             BIN_DAYS: f"gss,bins_url\n{LEEDS},\n".encode()}  # fmt: skip
    assert dict(parse(files, COUNCILS, DAY).set_aside) == {"a code that none of the forty services has": 1}


@pytest.mark.parametrize(("column", "cell"), [("lgsl", "x"), ("cut", "2"), ("url", "")])
def test_a_row_that_cannot_be_read_is_refused_with_its_column(column: str, cell: str):
    row = {"authority": LEEDS, "lgsl": 57, "lgil": 2, "url": "https://www.leeds.gov.uk/", "cut": 0} | {column: cell}
    with pytest.raises(SourceError, match=column):
        harvest([tuple(row.values())])


def offered(facts: tuple[Fact, ...], council: Authority) -> dict[str, dict]:
    rows = link_rows(service_links([council], SERVICES, DUTIES, facts))
    return {row["service"]: row for row in rows if row["position"] == 1}


def test_one_code_serves_two_services_by_its_interaction():
    council = COUNCILS.by_code(LEEDS)
    reporting = (LEEDS, 524, 17, "https://www.leeds.gov.uk/missed", 0)
    both = offered(harvest([reporting], bins=[(LEEDS, "https://www.leeds.gov.uk/days")]), council)
    assert both["S06"]["url"].endswith("/missed") and both["S05"]["url"].endswith("/days")
    told = offered(harvest([(LEEDS, 524, 8, "https://www.leeds.gov.uk/bins", 0)]), council)
    assert told["S05"]["url"].endswith("/bins") and told["S06"]["kind"] == "none"


def test_of_the_codes_of_a_service_the_one_that_gov_uk_opened_is_offered():
    rows = [(LEEDS, 557, 17, "https://www.leeds.gov.uk/one", 0), (LEEDS, 537, 17, "https://www.leeds.gov.uk/two", 0)]
    for opened, expected in ((557, "one"), (537, "two")):
        statuses = [(LEEDS, opened, 17, "ok"), (LEEDS, 557 + 537 - opened, 17, "broken")]
        found = offered(harvest(rows, statuses), COUNCILS.by_code(LEEDS))["S11"]
        assert found["url"].endswith(expected) and (found["offered"], found["to_mend"]) == (1, 0)


def test_an_address_that_gov_uk_could_not_open_is_offered_and_to_mend():
    row = (LEEDS, 557, 17, "https://www.leeds.gov.uk/one", 0)
    found = offered(harvest([row], [(LEEDS, 557, 17, "broken")]), COUNCILS.by_code(LEEDS))["S11"]
    assert (found["offered"], found["to_mend"], found["checker"]) == (1, 1, "broken")


def test_a_service_with_a_code_and_no_address_is_to_mend_and_one_without_a_code_is_not():
    found = offered(harvest([]), COUNCILS.by_code(LEEDS))
    assert (found["S20"]["kind"], found["S20"]["to_mend"], found["S20"]["offered"]) == ("none", 1, 0)
    assert "S03" not in found


def test_a_service_that_is_not_its_job_has_no_row():
    rows = [(MAIDSTONE, 209, 0, "https://maidstone.gov.uk/care", 0)]
    assert "C01" not in offered(harvest(rows), COUNCILS.by_code(MAIDSTONE))


def test_the_codes_of_the_collector_are_those_of_the_services():
    wanted = {code for service in SERVICES for code in service.lgsl}
    assert {*links.CODES, links.BINS} <= wanted


def test_a_crawl_begins_at_the_addresses_that_may_be_offered():
    rows = [(LEEDS, 57, 2, "https://www.leeds.gov.uk/pay", 0), (LEEDS, 59, 0, "https://www.leeds.gov.uk/pay", 0),
            (LEEDS, 69, 0, "https://www.bridgend.gov.uk/x", 0)]  # fmt: skip
    assert compiled_links(harvest(rows)) == {LEEDS: (("https://www.leeds.gov.uk/pay", "", "seed:local_links/57/59"),)}


def test_an_address_for_something_near_a_service_is_not_its_way_in():
    ceremonies = (LEEDS, 852, 8, "https://www.leeds.gov.uk/citizenship-ceremonies", 0)
    transport = (LEEDS, 40, 0, "https://www.leeds.gov.uk/special-school-transport", 0)
    found = offered(harvest([ceremonies, transport]), COUNCILS.by_code(LEEDS))
    assert "S24" not in found and found["C07"]["kind"] == "none"
