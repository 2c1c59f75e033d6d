"""What leaves with a council's name on it: a range, a status and a day; never a bare rank, never a zero for a gap."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from edition.tables.figures import WAYS_IN
from tests.rows import filled
from tests.small_edition import COUNCILS, EDITION, Rows, build, figures
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.site import Site
from web.words import format as fmt

SVG = "{http://www.w3.org/2000/svg}"
DAY = "21 November 2026"
BASE = "https://index.example"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over an edition that says that it is published and invented by nobody, with a public address."""
    path = build(tmp_path_factory.mktemp("plain") / "published.db", _published)
    return make_server(path, Site(base_url=BASE)).test_client()


def _published(rows: Rows) -> None:
    rows["editions"][0] |= {"status": "published", "simulated": 0}
    unranked = next(row for row in rows["scores"] if not row["ranked"])
    about = {"edition": EDITION, "authority": unranked["authority"]}
    source = rows["sources"][0]["source"]
    rows["ways_in"] = [filled(WAYS_IN, **about, way=1, position=1, source=source)]


def lines(client: FlaskClient, slug: str) -> list[str]:
    """The lines of a badge, which are its title too."""
    answer = client.get(f"/badge/{slug}.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    drawing = ET.fromstring(answer.text)
    found = [text.text or "" for text in drawing.iter(f"{SVG}text")]
    assert drawing.findtext(f"{SVG}title") == " ".join(found)
    width = int(drawing.get("width", ""))
    assert all(14 + 0.5 * 13 * len(line) < width for line in found) and width < 500
    return found


def ranked(client: FlaskClient, slug: str) -> bool:
    return bool(figures(client.application.config["PUBLISHED"], slug)["ranked"])


@pytest.mark.parametrize("slug", COUNCILS)
def test_a_badge_says_range_status_and_day_or_what_a_place_needs(client: FlaskClient, plain: FlaskClient, slug: str):
    invented, real = " ".join(lines(client, slug)), " ".join(lines(plain, slug))
    assert "SIMULATED" in invented and f"evidence up to {DAY}" in invented
    assert real.endswith(f"Council Digital Index, evidence up to {DAY}") and "preview" not in real
    if ranked(client, slug):
        assert re.search(r"Likely place \d+ to \d+ of \d+ ranked ", real)
    else:
        assert re.search(r"Not ranked(: needs “.+”|\. .{20,})", real) and not re.search(r"\b0\b", real)


def test_a_council_without_a_place_names_the_check_that_would_give_one(plain: FlaskClient):
    told = [" ".join(lines(plain, slug)) for slug in COUNCILS if not ranked(plain, slug)]
    assert len([one for one in told if "Not ranked: needs “" in one]) == 1 and len(told) > 1


@pytest.mark.parametrize("slug", COUNCILS)
def test_a_card_says_the_same_as_the_page_and_leads_to_it_in_a_page_of_its_own(plain: FlaskClient, slug: str):
    card = soup(plain, f"/embed/{slug}")
    text, own = words(card.main), figures(plain.application.config["PUBLISHED"], slug)
    assert card.h1.string == COUNCILS[slug].name and f"evidence up to {DAY}" in text
    if own["ranked"]:
        assert f"{fmt.score_text(own['score'])} out of 100" in text and "Likely place" in text
        assert f"{own['interval_low']} to {own['interval_high']} of {own['rank_of']}" in text
    else:
        assert "No score yet" in text and "our gap, not a finding" in text and "out of 100" not in text
    assert not card.select("nav, header, footer, form, script, input")
    (link,) = card.select("a")
    assert (link["href"], link["target"], link["rel"]) == (f"/council/{slug}", "_blank", ["noopener"])


@pytest.mark.parametrize("prefix", ["", f"/{EDITION}"])
def test_the_page_offers_code_that_shows_badge_and_card_of_the_same_edition(plain: FlaskClient, prefix: str):
    offered = soup(plain, f"{prefix}/council/simford").find(id="share")
    badge, card = (BeautifulSoup(area.string, "lxml") for area in offered.select("textarea"))
    urls = (badge.img["src"], badge.a["href"], card.iframe["src"])
    for url, kind in zip(urls, ("image/svg+xml", "text/html", "text/html"), strict=True):
        assert url.startswith(f"{BASE}{prefix}/")
        answer = plain.get(url.removeprefix(BASE))
        assert (answer.status_code, answer.mimetype) == (200, kind)
    assert badge.img["alt"] and card.iframe["title"]
    assert offered.img["src"] == f"{prefix}/badge/simford.svg"


def test_without_a_public_address_the_page_says_what_to_write_before_the_code(client: FlaskClient):
    assert "has not given its public address" in words(soup(client, "/council/simford").find(id="share"))


@pytest.mark.parametrize("path", ["/badge/nope.svg", "/embed/nope", "/badge/%2e%2e.svg", "/embed/..%2fsimford"])
def test_there_is_none_of_a_council_that_there_is_not(client: FlaskClient, path: str):
    assert client.get(path).status_code == 404


def test_another_spelling_leads_to_the_one_address(client: FlaskClient):
    for path in ("/badge/simford.svg", "/embed/simford"):
        assert client.get(path.replace("simford", "SimFord")).headers["Location"] == path
