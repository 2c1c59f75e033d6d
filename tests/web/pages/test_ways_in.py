"""From a line of text to the page where a task begins, on the real edition."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app import create_app


@pytest.fixture(scope="module")
def client(real_published: Path) -> FlaskClient:
    return create_app(real_published).server.test_client()


def soup(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    reply = client.get(path)
    assert reply.status_code == status, path
    return BeautifulSoup(reply.get_data(as_text=True), "lxml")


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("LS1 4AP", "/postcode/LS14AP"),
        ("10 High Street, Leeds ls14ap", "/postcode/LS14AP"),
        ("Leeds", "/council/leeds"),
        ("Caerdydd", "/council/cardiff"),
        ("Comhairle nan Eilean Siar", "/council/eilean-siar"),
        ("leeds city", "/council/leeds"),
        ("Bournemouth", "/council/bournemouth-christchurch-poole"),
        ("Sir Gâr", "/council/carmarthenshire"),
        ("Western Isles", "/council/eilean-siar"),
        ("St Helens", "/council/st-helens"),
        ("\u200fLS1\u200b 4AP\u202c", "/postcode/LS14AP"),
    ],
)
def test_one_sure_answer_is_gone_to(client: FlaskClient, typed: str, to: str):
    reply = client.get("/search", query_string={"q": typed})
    assert (reply.status_code, reply.headers["Location"]) == (303, to)


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("Newcastle", {"/council/newcastle-upon-tyne", "/council/newcastle-under-lyme"}),
        ("Craven", {"/council/north-yorkshire"}),
        ("LSI 4AP", {"/postcode/LS14AP"}),
        ("bins", {"/service/S05", "/service/S06", "/service/S07"}),
        ("SW1", {"/council/westminster"}),
        ("SW1A 2A", {"/council/westminster"}),
        ("Birmingam", {"/council/birmingham"}),
        ("Kingston upn Hull", {"/council/kingston-upon-hull"}),
        ("SWIA 2AA", {"/postcode/SW1A2AA"}),
        ("MEI4 IXX", {"/postcode/ME141XX"}),
    ],
)
def test_what_is_not_sure_is_listed(client: FlaskClient, typed: str, links: set[str]):
    page = soup(client, f"/search?q={typed}")
    assert links <= {a["href"] for a in page.select("main a")}


def test_an_ended_council_says_when_it_ended_and_who_followed(client: FlaskClient):
    text = soup(client, "/search?q=Craven").main.get_text(" ", strip=True)
    assert "Craven District Council ended on 1 April 2023" in text


def test_what_was_amended_is_said(client: FlaskClient):
    assert "We read “LSI 4AP” as LS1 4AP" in soup(client, "/search?q=LSI+4AP").main.get_text(" ", strip=True)


@pytest.mark.parametrize(
    "typed", ["%F0%9F%98%80", "%D9%84%D9%86%D8%AF%D9%86", "a" * 10_000, "%E2%80%8F", "javascript:alert(1)", "%00"]
)
def test_what_means_nothing_is_a_404_that_says_what_to_try(client: FlaskClient, typed: str):
    page = soup(client, f"/search?q={typed}", 404)
    assert "Try a whole postcode" in page.main.get_text(" ", strip=True) and len(page.h1.get_text()) < 120


@pytest.mark.parametrize(("typed", "status"), [("Headcorn", 404), ("pothole Headcorn", 200)])
def test_a_village_is_answered_with_how_to_go_on(client: FlaskClient, typed: str, status: int):
    told = " ".join(soup(client, f"/search?q={typed}", status).main.stripped_strings)
    assert "We do not know villages, streets or parts of a town by name" in told


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/search?q=help+for+a+parent+in+Cardiff", ["/start/a-parent-needs-care?place=City%20of%20Cardiff%20Council"]),
        ("/search?q=my+parent+needs+care", ["/start/a-parent-needs-care"]),
        ("/cy/search?q=rhiant", ["/start/a-parent-needs-care"]),
        ("/search?q=bin+day+leeds", []),
    ],
)
def test_what_has_happened_leads_to_the_life_event_and_takes_the_place_along(client, path: str, leads: list[str]):
    links = [link["href"].removeprefix("/cy") for link in soup(client, path).main.select("a[href*='/start/']")]
    assert links == leads
    if "place=" in "".join(leads):
        taken = soup(client, leads[0])
        assert "City of Cardiff" in taken.main.get_text() and not taken.select(".problem")


@pytest.mark.parametrize("typed", ["a" * 10_000, "لندن", "😀", "\u200f", "<b>", "javascript:alert(1)"])
@pytest.mark.parametrize("path", ["/service/S11", "/start/money-trouble"])
def test_a_place_that_means_nothing_is_an_error_in_words_on_a_page_that_stays_short(
    client: FlaskClient, path: str, typed: str
):
    reply = client.get(path, query_string={"place": typed})
    page = BeautifulSoup(reply.get_data(as_text=True), "lxml")
    assert reply.status_code == 200 and page.select_one(".problem")
    assert "a" * 200 not in page.get_text() and not page.select("main b")


@pytest.mark.parametrize("slug", ["nothing", "homeless-tonight%20", "a" * 5_000, "%F0%9F%98%80", "..%2F..%2Fetc"])
def test_an_unknown_life_event_is_a_404_that_leads_on(client: FlaskClient, slug: str):
    page = soup(client, f"/start/{slug}", 404)
    assert len(page.main.get_text()) < 1_000 and page.select("a[href='/']")


def test_nothing_typed_is_an_error_in_words(client: FlaskClient):
    assert soup(client, "/search?q=+", 400).select_one("#q-problem")


def test_a_service_and_a_council_lead_to_the_page_of_that_council(client: FlaskClient):
    (first,) = soup(client, "/search?q=missed+bin+Maidstone").select(".tasks a")
    assert "maidstone.gov.uk" in first["href"] and first.get_text() == "Report a missed bin: Maidstone"


def test_the_services_of_a_place_come_first_and_lead_to_the_councils_own_pages(client: FlaskClient):
    page = soup(client, "/postcode/ME141XX")
    wanted = [a["href"] for a in page.select(".most a")]
    assert any("kent.gov.uk" in one for one in wanted) and any("maidstone.gov.uk" in one for one in wanted)
    assert page.main.get_text().index("Pothole") < page.main.get_text().index("How these councils compare")


def test_no_link_of_a_place_is_anything_but_a_page_on_the_web(client: FlaskClient):
    for path in ("/postcode/ME141XX", "/postcode/LS14AP", "/council/cardiff/services", "/council/eilean-siar/services"):
        for a in soup(client, path).select(".tasks a"):
            assert re.match(r"https?://[\w.-]+\.[a-z]{2,}(/|$)|/", a["href"]), a


def test_a_service_without_an_address_is_called_a_home_page(client: FlaskClient):
    words = soup(client, "/council/leeds/services").main.get_text(" ", strip=True)
    assert "Bin day look-up: Leeds’s home page no page for this is known" in words.replace("Leeds; ", "")


def test_a_service_without_an_address_offers_govuks_page_beside_the_home_page_where_a_record_holds_it(client):
    page = soup(client, "/council/leeds/services")
    home = page.find("a", string="Bin day look-up: Leeds’s home page")
    national = home.find_next("a")
    assert (national["href"], national.get_text()) == (
        "https://www.gov.uk/rubbish-collection-day",
        "GOV.UK’s page for this: Bin day look-up",
    )
    moving = page.find("a", string="Council tax: moving home: Leeds’s home page")
    assert moving and "GOV.UK" not in moving.find_parent("li").get_text()
    lead = soup(client, "/service/S05?place=Leeds").select_one(".lead")
    assert [a["href"] for a in lead.select("a")] == ["https://www.leeds.gov.uk/", national["href"]]
    told = client.get("/api/v1/search?q=bin+day+leeds").get_json()["search"]["services"][0]["ways"][0]
    assert (told["is_page"], told["govuk"]) == (False, national["href"])


def test_govuks_page_stands_beside_no_page_of_a_council_and_in_no_nation_it_does_not_serve(client: FlaskClient):
    for path in ("/postcode/ME141XX", "/council/belfast/services", "/council/cumberland/services"):
        page = soup(client, path)
        for a in page.find_all("a", string=re.compile("GOV.UK’s page for this")):
            assert "home page" in a.find_parent("li").get_text(), (path, a)
    assert not soup(client, "/council/belfast/services").select('a[href$="/pay-council-tax"]')
    assert soup(client, "/council/cumberland/services").select('a[href$="/pay-council-tax"]')


def test_a_find_on_a_place_works_without_a_script(client: FlaskClient):
    page = soup(client, "/postcode/ME141XX?find=potholes")
    assert [a.get_text() for a in page.select("#found + .tasks a")] == ["Pothole or pavement fault"]


def test_every_life_event_leads_on_and_hard_moments_show_a_phone_first(client: FlaskClient):
    events = [a["href"] for a in soup(client, "/start").select(".tasks a")]
    assert len(events) == 11
    for path in events:
        page = soup(client, f"{path}?place=Maidstone")
        assert page.select(".tasks a"), path
        if "homeless" in path or "care" in path.split("/")[-1].split("-"):
            assert page.select("#now + .tasks a.phone"), path


def test_a_life_event_names_both_councils_of_two_tiers(client: FlaskClient):
    words = soup(client, "/start/a-parent-needs-care?place=ME141XX").main.get_text(" ", strip=True)
    assert "Kent" in words and "Maidstone" in words


def test_a_place_that_cannot_be_told_is_said(client: FlaskClient):
    assert soup(client, "/start/money-trouble?place=zzzz").select_one(".problem")
    assert client.get("/start/nothing").status_code == 404


def test_a_service_leads_with_ones_own_council(client: FlaskClient):
    lead = soup(client, "/service/S11?place=Maidstone").select_one(".lead")
    assert "Kent County Council" in lead.get_text() and "kent.gov.uk" in lead.a["href"]


def test_the_errors_stay_off_until_those_named_were_told(client: FlaskClient):
    words = soup(client, "/links").main.get_text(" ", strip=True)
    assert "26 September 2026" in words and "Blackburn" not in words and "Open Government Licence" in words


def test_each_council_has_its_links_to_mend_as_page_and_file(client: FlaskClient):
    page = soup(client, "/council/leeds/links")
    rows = page.select("tbody tr")
    file = client.get("/council/leeds/links.csv").get_data(as_text=True)
    assert len(rows) == len(file.strip().splitlines()) - 1 > 0
    assert client.get("/council/nowhere/links").status_code == 404
    assert client.get("/council/nowhere/links.csv").status_code == 404


@pytest.mark.parametrize(("typed", "status"), [("Leeds", 200), ("bins", 200), ("zzzzz", 404), ("", 400)])
def test_the_api_answers_a_search_alike(client: FlaskClient, typed: str, status: int):
    reply = client.get("/api/v1/search", query_string={"q": typed})
    assert reply.status_code == status
    if status == 200:
        found = json.loads(reply.get_data(as_text=True))["search"]
        assert found["sure"] is (typed == "Leeds")


@pytest.mark.parametrize("path", ["/search?q=bins", "/search?q=zzzzz", "/search", "/api/v1/search?q=bins"])
def test_what_was_typed_is_kept_by_nobody(client: FlaskClient, path: str):
    assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/service/S11?place=Leeds", "/start/money-trouble?place=LS1+4AP", "/council/leeds/services?find=bins"]
)
def test_a_page_about_a_place_is_kept_by_nobody_but_its_reader(client: FlaskClient, path: str):
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


def test_what_is_known_of_a_service_never_leads_a_resident_to_source_code(client: FlaskClient):
    for path in ("/postcode/ME141XX", "/council/leeds/services"):
        known = [a["href"] for a in soup(client, path).select(".known a")]
        assert known and not [one for one in known if "github" in one]
