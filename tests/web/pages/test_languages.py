"""Pages in another language: what is there, what leads there, what stays English, and that nothing shows unreviewed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.small_edition import Rows, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.site import Review, Site
from web.words.language import CLOSE, OPEN

BASE = "https://index.example"
REVIEWED = Site(base_url=BASE, reviewed={"cy": Review("A. Adolygydd", "2026-12-01")})
PAGES = {
    "/": "Pa mor ddigidol yw eich cyngor? Golwg gyntaf",
    "/services": "Y 7 gwasanaeth",
    "/service/S05": "Chwilio am ddiwrnod casglu biniau",
    "/search": "Chwilio",
    "/search?q=sim": "Beth y gall “ sim ” ei olygu",
    "/start": "Beth sydd wedi digwydd?",
    "/start/a-parent-needs-care": "Rhiant sydd angen gofal",
    "/postcode/SM22BB": "Gwasanaethau: SM2 2BB",
    "/council/simport": "Cyngor Simport",
    "/council/simport/services": "Gwasanaethau: Cyngor Simport",
}
"""One address of each kind of page that has words in Welsh, and its heading."""


@pytest.fixture(scope="module")
def on(published: Path) -> FlaskClient:
    return make_server(published, REVIEWED).test_client()


def spans(page) -> list[str]:
    return [words(one) for one in page.select('span[lang="en"]')]


@pytest.mark.parametrize("path", PAGES)
def test_each_kind_of_page_is_in_welsh(on: FlaskClient, path: str):
    answer = on.get(f"/cy{path}")
    page = soup(on, f"/cy{path}")
    assert page.html["lang"] == answer.headers["Content-Language"] == "cy"
    assert words(page.h1) == PAGES[path]
    assert [words(link) for link in page.select("nav[aria-label='Prif lywio'] a")][:2] == [
        "Gwasanaethau",
        "Tablau cynghrair",
    ]
    assert "A. Adolygydd ar 1 Rhagfyr 2026" in words(page.footer)
    assert not page.select('meta[name="robots"]')


@pytest.mark.parametrize("path", PAGES)
def test_both_languages_of_a_page_name_each_other(on: FlaskClient, path: str):
    bare = path.partition("?")[0]
    wanted = {"en-GB": BASE + bare, "cy": f"{BASE}/cy{bare}"}
    for prefix, other, tag in (("", "/cy", "cy"), ("/cy", "", "en-GB")):
        page = soup(on, prefix + path)
        assert {one["hreflang"]: one["href"] for one in page.select("link[hreflang]")} == wanted
        assert page.select_one('link[rel="canonical"]')["href"] == BASE + prefix + bare
        switch = page.select_one(f'nav a[hreflang="{tag}"]')
        assert (switch["href"], switch["lang"]) == (other + path, tag)


@pytest.mark.parametrize("path", [*PAGES, "/nonsense", "/service/S99"])
def test_links_lead_to_pages_of_the_same_language_where_there_are_any(on: FlaskClient, path: str):
    page = BeautifulSoup(on.get(f"/cy{path}").text, "lxml")
    elements = [one for one in page.select("a, form") if one.get("hreflang") != "en-GB"]
    inside = {url for one in elements if (url := one.get("href") or one.get("action")).startswith("/")}
    assert len(inside) > 10
    for url in inside - {"/explore/"}:  # which this server has not
        if url.startswith("/cy/"):
            assert on.get(url).status_code == 303 or soup(on, url).html["lang"] == "cy"
        elif not url.startswith("/council/simport#"):  # what stayed English of a page that has words in Welsh
            sent_on = on.get(f"/cy{url}")
            assert (sent_on.status_code, sent_on.location) == (302, url.partition("#")[0])


def test_a_link_to_an_english_page_says_so(on: FlaskClient):
    page = soup(on, "/cy/council/simport")
    assert page.select_one('footer a[href="/privacy"]')["hreflang"] == "en"
    assert page.select_one('main a[href="/council/simport#marks"]')["hreflang"] == "en"
    assert not page.select_one('main a[href="/cy/council/simport/services"]').has_attr("hreflang")


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/cy", 301, "/cy/"),
        ("/cy/league", 302, "/league"),
        ("/cy/league?type=wales&q=a%20b", 302, "/league?type=wales&q=a%20b"),
        ("/cy/council/simport.csv", 302, "/council/simport.csv"),
        ("/cy/council/simport/links", 302, "/council/simport/links"),
        ("/cy/assets/site.css", 302, "/assets/site.css"),
        ("/cy/api/v1/councils", 302, "/api/v1/councils"),
        ("/cy/council/simport/", 301, "/cy/council/simport"),
        ("/cy/postcode/sm22bb", 301, "/cy/postcode/SM22BB"),
        ("/cy/postcode?q=SM2+2BB", 301, "/cy/search?q=SM2%2B2BB"),
        ("/cy/search?q=sm22bb", 303, "/cy/postcode/SM22BB"),
        ("/cy/search?q=Cyngor+Simport", 303, "/cy/council/simport"),
    ],
)
def test_who_is_sent_on_stays_in_the_language_where_it_has_the_page(
    on: FlaskClient, path: str, status: int, location: str
):
    answer = on.get(path)
    assert (answer.status_code, answer.location.replace("q=SM2+2BB", "q=SM2%2B2BB")) == (status, location)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/cy/nonsense", 404, "Heb ganfod y dudalen"),
        ("/cy/cy/", 404, "Heb ganfod y dudalen"),
        ("/cy/council/nope", 404, "Nid ydym yn gwybod am gyngor o’r enw “nope”."),
        ("/cy/service/S99", 404, "Nid oes gennym wasanaeth o’r enw “S99”."),
        ("/cy/start/nope", 404, "Nid oes gennym ddigwyddiad bywyd o’r enw “nope”."),
        ("/cy/search?q=", 400, "Teipiwch god post, enw cyngor"),
        ("/cy/search?q=qqqqzzzz", 404, "Heb ganfod dim ar gyfer"),
        ("/cy/postcode/hello", 400, "Nid yw hwnnw’n god post llawn"),
        ("/cy/postcode/SM11ZZ", 404, "Nid ydym yn adnabod SM1 1ZZ"),
        ("/cy/postcode/GY11AA", 200, "Ynysoedd y Sianel"),
        ("/cy/postcode/IM11AA", 200, "Ynys Manaw"),
        ("/cy/service/S05?place=qqqqzzzz", 200, "Ni allem ddweud pa gyngor"),
        ("/cy/%F0%9F%92%A9", 404, "Heb ganfod y dudalen"),
        ("/cy/postcode/%FF%FE", 400, "Nid yw hwnnw’n god post llawn"),
        ("/cy/postcode/" + "A" * 10_000, 400, "Nid yw hwnnw’n god post llawn"),
    ],
)
def test_errors_and_odd_input_are_answered_in_welsh(on: FlaskClient, path: str, status: int, said: str):
    page = soup(on, path, status)
    assert page.html["lang"] == "cy" and said in words(page.main)
    assert not page.select('link[rel="alternate"]') or status == 200


def test_what_cannot_be_posted_is_refused_in_welsh(on: FlaskClient):
    answer = on.post("/cy/search")
    assert answer.status_code == 405 and "Ni ellir gwneud hynny yma" in answer.text


@pytest.mark.parametrize("path", ["/CY/", "/cym/", "/cyngor"])
def test_only_the_code_itself_is_a_language(on: FlaskClient, path: str):
    assert soup(on, path, 404).html["lang"] == "en-GB"


def test_an_address_never_leads_to_another_site(on: FlaskClient):
    for path in ("/cy//evil.example/league", "/cy/%2F%2Fevil.example", "/cy//league"):
        location = on.get(path).headers.get("Location", "/")
        assert location.startswith("/") and not location.startswith("//"), path


def test_names_and_numbers_are_welsh_too(on: FlaskClient):
    place = words(soup(on, "/cy/postcode/SM22BB").main)
    assert "Cyngor Simport" in place and "Simport Council" not in place
    assert "Treth gyngor" in place or "Chwilio am ddiwrnod casglu biniau" in place
    assert "Tachwedd 2025" in place
    duties = [words(row) for row in soup(on, "/cy/service/S17").select("#duty ~ ul li")]
    assert duties and duties[0].startswith("2 gyngor sir a 6 chyngor dosbarth: Enforcement on streets")


def test_what_has_no_translation_is_english_and_says_so(on: FlaskClient):
    page = soup(on, "/cy/service/S17")
    assert "Enforcement on streets is often delegated." in spans(page)
    # The edition's title is invented, so nobody has translated it; in an attribute or a title no element can stand.
    assert any("Simulated" in one for one in spans(page.select_one(".edition")))


def test_an_untranslated_name_is_marked_in_text_and_bare_in_a_title(tmp_path: Path):
    def rename(rows: Rows) -> None:
        for row in rows["services"]:
            row["name"] = f"Wholly new {row['name']}"

    client = make_server(build(tmp_path / "renamed.db", rename), REVIEWED).test_client()
    page = soup(client, "/cy/service/S05")
    name = "Wholly new Bin day look-up"
    assert spans(page.h1) == [name]
    assert page.title.get_text() == f"{name}: pwy sy’n ei redeg – Council Digital Index"
    assert page.select_one('meta[property="og:title"]')["content"].startswith(name)
    assert OPEN not in str(page) and CLOSE not in str(page)


def test_nobody_can_type_the_marks_of_english(on: FlaskClient):
    for path in ("/cy/search?q=%EE%80%80qqqqzzzz", "/cy/search?q=%ee%80%81qqqqzzzz", "/cy/council/%EE%80%80qqqqzzzz"):
        page = soup(on, path, 404)
        assert "qqqqzzzz" in words(page.main) and not any("qqqqzzzz" in one for one in spans(page)), path


def test_unreviewed_welsh_is_nowhere_linked_and_not_to_be_indexed(client: FlaskClient):
    for path in (*PAGES, "/nonsense", "/league"):
        english = client.get(path).text
        assert "/cy/" not in english and "Cymraeg" not in english and "hreflang" not in english, path
    for path in PAGES:
        page = soup(client, f"/cy{path}")
        assert page.select_one('meta[name="robots"]')["content"] == "noindex"
        assert not page.select('link[rel="alternate"]')
        assert "Nid yw’r cyfieithiad hwn wedi’i adolygu." in words(page.body)
        assert page.select_one('nav a[hreflang="en-GB"]')["href"] == path


def test_files_for_machines_name_welsh_only_once_it_is_reviewed(published: Path, on: FlaskClient):
    off = make_server(published, Site(base_url=BASE)).test_client()
    for path in ("/robots.txt", "/sitemap.xml"):
        assert "/cy" not in off.get(path).text
    assert "Disallow: /cy/postcode" in on.get("/robots.txt").text
    listed = re.findall(r"<loc>(.*?)</loc>", on.get("/sitemap.xml").text)
    assert f"{BASE}/cy/council/simport" in listed and f"{BASE}/cy/" in listed
    assert not [url for url in listed if "/cy/" in url and ("league" in url or "indicator" in url)]


def test_each_language_has_its_own_place_in_the_memory_of_pages(on: FlaskClient):
    for _ in range(2):
        assert soup(on, "/services").html["lang"] == "en-GB"
        assert soup(on, "/cy/services").html["lang"] == "cy"
    assert on.get("/cy/services").headers["Cache-Control"].startswith("public")
    for path in ("/cy/postcode/SM22BB", "/cy/service/S05?place=simport"):
        assert on.get(path).headers["Cache-Control"] == on.get(path.removeprefix("/cy")).headers["Cache-Control"]
        assert "public" not in on.get(path).headers["Cache-Control"]
