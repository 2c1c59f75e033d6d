"""What a page says of itself to search engines and to those with whom it is shared: one address, title, description."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup
from web.site import Site

BASE = "https://index.example"
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')


@pytest.fixture(scope="module")
def public(published: Path) -> FlaskClient:
    """The site under a public address."""
    return make_server(published, Site(base_url=BASE)).test_client()


KINDS = (
    "/", "/search", "/postcode/SM11AA", "/postcode/GY11AA", "/league?type=county", "/league?view=core",
    "/council/simford", "/indicator/A06H", "/indicator/B11", "/services", "/service/S01", "/compare",
    "/compare?c=simford,simport", "/methodology", "/data", "/data/dictionary", "/about", "/accessibility",
    "/corrections", "/privacy", "/licences",
)  # fmt: skip
"""The address of one page, or a few, of every kind."""
ERRORS = {"/nope": 404, "/council/nope": 404, "/league?type=nope": 400, "/postcode/hello": 400}


def properties(page: BeautifulSoup) -> dict[str, str]:
    """The Open Graph properties of a page; each is given once."""
    found = [(tag["property"], tag["content"]) for tag in page.head.select('meta[property^="og:"]')]
    assert max(Counter(name for name, _ in found).values()) == 1
    return dict(found)


def canonical(page: BeautifulSoup) -> str | None:
    link = page.head.find("link", rel="canonical")
    return link and link["href"]


@pytest.mark.parametrize("path", KINDS)
def test_every_page_of_its_own_has_its_own_address(public: FlaskClient, path: str):
    page = soup(public, path)
    assert canonical(page) == properties(page)["og:url"] == BASE + path


@pytest.mark.parametrize(
    ("asked", "known_as"),
    [
        ("/league", "/league?type=district"),
        ("/league?sort=name", "/league?type=district"),
        ("/league?type=london&sort=-D4&q=sim&region=London&utm_source=x", "/league?type=london"),
        ("/league?type=london&type=wales", "/league?type=london"),
        ("/league?view=core&type=wales", "/league?view=core&type=wales"),
        ("/league?view=core&q=sim", "/league?view=core"),
        ("/league?view=type&type=county", "/league?type=county"),
        ("/indicator/A06H?type=london", "/indicator/A06H?type=london"),
        ("/indicator/A06H?type=nope&x=1", "/indicator/A06H"),
        ("/compare?c=simford&c=Simport,,simford", "/compare?c=simford,simport"),
        ("/compare?c=simport,simford", "/compare?c=simport,simford"),
        ("/council/simford?utm_source=x", "/council/simford"),
        ("/?x=1", "/"),
    ],
)
def test_what_is_a_view_of_a_page_is_known_as_that_page(public: FlaskClient, asked: str, known_as: str):
    assert canonical(soup(public, asked)) == BASE + known_as


def test_all_tables_of_types_are_different_pages(public: FlaskClient):
    found = {canonical(soup(public, f"/league?type={kind}")) for kind in ("county", "district", "london", "wales")}
    assert len(found) == 4


@pytest.mark.parametrize(("path", "status"), ERRORS.items())
def test_an_error_is_no_page_of_its_own(public: FlaskClient, path: str, status: int):
    page = soup(public, path, status)
    assert canonical(page) is None and "og:url" not in properties(page)
    assert properties(page)["og:title"] and properties(page)["og:description"]


def test_an_address_is_encoded(public: FlaskClient):
    page = soup(public, '/compare?c="><script>,simford')
    assert canonical(page) == f"{BASE}/compare?c=%22%3E%3Cscript%3E,simford"
    assert soup(public, "/service/S01").find("link", rel="canonical")


def test_without_a_public_address_none_is_made_up(client: FlaskClient):
    page = soup(client, "/council/simford")
    assert canonical(page) is None and "og:url" not in properties(page)


@pytest.mark.parametrize("path", [*KINDS, *ERRORS])
def test_every_page_says_what_it_is_wherever_it_is_shared(public: FlaskClient, path: str):
    page = soup(public, path, ERRORS.get(path, 200))
    said = properties(page)
    described = page.head.find("meta", attrs={"name": "description"})["content"]
    assert said["og:type"] == "website"
    assert said["og:title"] == page.title.string.removesuffix(" – Council Digital Index") != ""
    assert said["og:description"] == described and 25 < len(described) <= 300
    assert described[-1] in ".?" and described == " ".join(described.split())


def test_no_two_kinds_of_page_share_a_title_or_a_description(public: FlaskClient):
    for name in ("og:title", "og:description"):
        found = Counter(properties(soup(public, path, ERRORS.get(path, 200)))[name] for path in (*KINDS, "/nope"))
        shared = [text for text, times in found.items() if times > 1]
        assert shared == ([] if name == "og:description" else ["Compare councils"])


def test_the_sitemap_lists_each_page_under_its_one_address(public: FlaskClient):
    tree = ElementTree.fromstring(public.get("/sitemap.xml").text)
    listed = [node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(listed) == len(set(listed))
    assert {f"{BASE}{path}" for path in ("/", "/start", "/links", "/checks", "/explore/", "/data/dictionary")} <= set(
        listed
    )
    for_machines = ("/api/", "/health", "/search", "/postcode", "/robots")
    assert not [url for url in listed if url.removeprefix(BASE).startswith(for_machines)]
    for url in listed:
        path = url.removeprefix(BASE)
        if path != "/explore/":  # a page of another package
            answer = public.get(path)
            assert answer.status_code == 200 and CANONICAL.findall(answer.text) == [url]
