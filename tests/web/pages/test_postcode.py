"""From a postcode to who does what, and a separate answer for everything that is not a found place."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.pages.reading import soup, words
from web.pages.postcode import verdict
from web.pages.standing import Standing


@pytest.mark.parametrize("typed", ["SM1 1AA", "sm11aa", " sM1  1aA ", "SM1%091AA"])
def test_the_form_leads_to_one_address_per_postcode(client: FlaskClient, typed: str):
    answer = client.get(f"/search?q={typed}")
    assert (answer.status_code, answer.location) == (303, "/postcode/SM11AA")


@pytest.mark.parametrize("typed", ["sm11aa", "SM1 1AA", "sm1%201aa"])
def test_another_spelling_in_the_address_leads_to_the_same_page(client: FlaskClient, typed: str):
    answer = client.get(f"/postcode/{typed}")
    assert (answer.status_code, answer.location) == (301, "/postcode/SM11AA")


def test_a_two_tier_place_is_one_answer_from_two_councils(client: FlaskClient):
    page = soup(client, "/postcode/SM11AA")
    assert [link["href"] for link in page.select(".card h3 a")] == ["/council/simford", "/council/simshire"]
    lines = [words(item) for item in page.select("section .way")]
    assert [one for one in lines if "Bin day look-up" in one and "Simshire" in one] == []
    assert any("Bin day look-up" in one and "Simford" in one for one in lines)
    assert any("Adult care needs assessment" in one and "Simshire" in one for one in lines)
    assert sum("Parking permit" in one and "in part" in one for one in lines) == 2
    assert len({one.partition(":")[0] for one in lines}) == 7


def test_every_card_has_a_score_its_range_and_a_range_of_ranks(client: FlaskClient):
    for postcode in ("SM11AA", "SM22BB", "SM33CC"):
        for card in soup(client, f"/postcode/{postcode}").select(".card"):
            assert "out of 100" in words(card) and " to " in words(card) and "of what we ask of it" in words(card)


def test_a_known_fact_about_a_service_is_linked_and_the_rest_is_not_assessed(client: FlaskClient):
    page = soup(client, "/postcode/SM11AA")
    known = page.select_one('.known a[href="https://bins.simford.example/"]')
    assert known is not None and "1 September 2026" in words(known.parent)
    assert words(page.main).count("not assessed") == 1 and page.select_one(
        '.way a[href="https://www.simford.example/"]'
    )


def test_a_found_place_says_how_old_the_list_is_and_where_to_be_certain(client: FlaskClient):
    notice = soup(client, "/postcode/SM22BB").select_one(".notice")
    assert "November 2025" in words(notice) and "straddle a boundary" in words(notice)
    assert notice.a["href"] == "https://www.gov.uk/find-local-council"


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/postcode/hello", 400, "That is not a full postcode"),
        ("/postcode/SM1", 400, "That is not a full postcode"),
        ("/postcode/%3Cscript%3Ealert(1)%3C/script%3E", 400, "That is not a full postcode"),
        ("/postcode/" + "A" * 10_000, 400, "That is not a full postcode"),
        ("/postcode/%F0%9F%92%A9", 400, "That is not a full postcode"),
        ("/postcode/%FF%FE", 400, "That is not a full postcode"),
        ("/postcode/%00", 400, "That is not a full postcode"),
        ("/postcode/ßM1 1AA", 400, "That is not a full postcode"),
        ("/postcode/SM11ZZ", 404, "We do not know SM1 1ZZ"),
        ("/postcode/ZZ999ZZ", 404, "We do not know ZZ99 9ZZ"),
        ("/postcode/GY11AA", 200, "GY1 1AA is in a Crown dependency"),
        ("/postcode/IM11AA", 200, "IM1 1AA is in a Crown dependency"),
        ("/postcode/SM19ZZ", 200, "SM1 9ZZ has no UK council"),
        ("/postcode/BT11AA", 200, "Northern Ireland postcodes are not in this copy"),
    ],
)
def test_each_kind_of_answer_has_its_own_page_and_status(client: FlaskClient, path: str, status: int, heading: str):
    page = soup(client, path, status)
    assert page.h1.get_text() == heading
    assert page.select_one('form[action="/search"]') and not page.select("script:not([src])")
    assert len(str(page)) < 8_000


def test_an_unknown_postcode_offers_the_councils_of_its_area(client: FlaskClient):
    links = [link["href"] for link in soup(client, "/postcode/SM11ZZ", 404).select("main li a")]
    assert links == ["/council/simford", "/council/simham"]


@pytest.mark.parametrize(("query", "status"), [("", 200), ("?q=", 400), ("?q=%20%20", 400), ("?other=1", 200)])
def test_nothing_typed_shows_the_form(client: FlaskClient, query: str, status: int):
    page = soup(client, f"/search{query}", status)
    assert bool(page.select_one(".problem")) == query.startswith("?q=")


def test_the_old_address_of_the_form_leads_to_the_search(client: FlaskClient):
    answer = client.get("/postcode?q=SM1+1AA")
    assert (answer.status_code, answer.location) == (301, "/search?q=SM1+1AA")


def test_what_was_not_understood_stays_in_the_box(client: FlaskClient):
    page = soup(client, "/search?q=hello%204A", 404)
    assert page.h1.get_text() == "Nothing found for “hello 4A”" and page.select_one("#q")["value"] == "hello 4A"


def test_ten_kilobytes_in_the_box_are_refused_without_an_echo(client: FlaskClient):
    page = soup(client, "/search?q=" + "9" * 10_000, 404)
    assert len(str(page)) < 8_000


def test_a_card_compares_with_the_middle_of_the_type(client: FlaskClient):
    text = words(soup(client, "/postcode/SM11AA").select_one(".card"))
    assert "the middle district council (" in text


@pytest.mark.parametrize(
    ("score", "low", "high", "coverage", "told"),
    [
        (0.7, 0.65, 0.8, 1.0, "Above the middle district council (56.6)."),
        (0.4, 0.35, 0.5, 1.0, "Below the middle district council (56.6)."),
        (0.4, 0.35, 0.6, 1.0, "Below the middle district council (56.6), but too close to call."),
        (0.4, 0.2, 0.9, 0.6, "Below the middle district council (56.6), but the evidence is thin."),
        (0.566, 0.2, 0.9, 1.0, "Level with the middle district council (56.6)."),
    ],
)
def test_the_verdict_on_a_card_is_no_surer_than_the_evidence(score, low, high, coverage, told):
    standing = Standing(score, None, low, high, 0, 1, coverage, True, 1, 9, 9, "", "interval", "", True, 5, 5)
    assert verdict(standing, "district", 0.566) == told


def test_a_crown_dependency_is_not_sent_to_a_newer_list(client: FlaskClient):
    assert "newer postcodes" not in words(soup(client, "/postcode/GY11AA").main)
    assert "newer postcodes" in words(soup(client, "/postcode/SM11ZZ", 404).main)
