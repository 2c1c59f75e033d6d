"""What holds for every page: found by crawling the whole site from its front page."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from lxml import etree

from tests.small_edition import COUNCILS, EDITION
from tests.web.pages.reading import soup, words

ELSEWHERE = ("/explore", "/embed/", f"/{EDITION}/", "/latest/")
"""Addresses of the same server that are no pages of this package, cards for other sites, and the same pages under the
edition's code."""
ERRORS = {
    "/nope": 404, "/council/nope": 404, "/indicator/nope": 404, "/league?type=nope": 400, "/postcode/hello": 400,
    "/.well-known/security.txt": 404,
}  # fmt: skip
"""What is not there -> status. Our own marks lead to security.txt, which a copy without a contact does not have."""


PAINTED = 2
"""How many findings are painted. A picture is painted of the drawing that is asked for all the same, and takes longer
than any page."""

ALIKE = 5
"""How many addresses of one kind are asked for: those that differ in nothing but the council, the question and the
values asked, of which there are hundreds. Of pictures of councils PAINTED are, and every council's own page is."""
CODE = re.compile(r"(?<=^/council/)[^/?.]+|(?<=/)[A-Z]\w?\d+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an address. page: of HTML alone."""

    status: int
    kind: str
    body: bytes
    page: BeautifulSoup | None


@pytest.fixture(scope="module")
def crawl(server) -> dict[str, Answer]:
    """Address -> answer of everything that can be reached by links from the front page."""
    client, queue, seen = server.test_client(), ["/", "/postcode/SM11AA", "/postcode/SM22BB", *ERRORS], {}
    alike = Counter[str]()
    while queue:
        address = queue.pop()
        if address in seen or address.startswith(ELSEWHERE):
            continue
        if _is_painted(address) and sum(map(_is_painted, seen)) >= PAINTED:
            queue.append(f"{address.removesuffix('.png')}.svg")
            continue
        kind = _kind(address)
        if alike[kind] == (PAINTED if kind.endswith(".png") else ALIKE) and kind != "/council/*":
            continue
        alike[kind] += 1
        got = client.get(address)
        page = BeautifulSoup(got.get_data(as_text=True), "lxml") if got.mimetype == "text/html" else None
        seen[address] = Answer(got.status_code, got.mimetype, got.get_data(), page)
        # One filter of each kind is enough: the product of all filters and sorts is endless.
        if page and address.count("&") < 2:
            queue += _links(address, page)
    return seen


def _kind(address: str) -> str:
    """Return the address without the council, the question and the values that it asks for."""
    parts = urlsplit(address)
    return f"{CODE.sub('*', parts.path)}?{'&'.join(sorted(parse_qs(parts.query)))}".removesuffix("?")


def _is_painted(address: str) -> bool:
    return address.startswith("/insights/") and address.endswith(".png")


def _links(address: str, page: BeautifulSoup) -> list[str]:
    found = [tag.get("href") or tag.get("src") for tag in page.select("a[href], link[href], script[src]")]
    inside = [urldefrag(urljoin(address, link))[0] for link in found if not urlsplit(link).netloc]
    return [link for link in inside if not link.startswith(("mailto:", "tel:"))]


@pytest.fixture(scope="module")
def pages(crawl) -> dict[str, BeautifulSoup]:
    return {address: answer.page for address, answer in crawl.items() if answer.page}


@pytest.fixture(scope="module")
def ids(pages) -> dict[str, list[str]]:
    """Address -> every id of the page, in order."""
    return {address: [tag["id"] for tag in page.find_all(id=True)] for address, page in pages.items()}


def test_every_internal_link_resolves(crawl):
    broken = {a: one.status for a, one in crawl.items() if one.status not in (200, 301, 303) and a not in ERRORS}
    assert broken == {}


def test_every_drawing_is_whole_and_can_be_painted(crawl):
    drawings = {address: one.body for address, one in crawl.items() if one.kind == "image/svg+xml"}
    findings = [address for address in drawings if address.startswith("/insights/")]
    assert len(findings) > PAINTED == sum(map(_is_painted, crawl))
    for body in drawings.values():
        assert etree.fromstring(body).tag == "{http://www.w3.org/2000/svg}svg"


def test_every_council_can_be_reached_by_links(crawl):
    assert {f"/council/{slug}" for slug in COUNCILS} <= set(crawl)


def test_every_fragment_link_points_to_something(pages, ids):
    links = {(address, link) for address, page in pages.items() for link in _hrefs(page) if "#" in link[:1]}
    assert len(links) > len(pages)
    assert [(address, link) for address, link in links if link[1:] not in ids[address]] == []


def test_every_fragment_of_another_page_exists(pages, ids):
    links = {(a, link) for a, page in pages.items() for link in _hrefs(page) if link.startswith("/") and "#" in link}
    there = {(a, link): urldefrag(link) for a, link in links if urldefrag(link)[0] in pages}
    assert len({target for target, _ in there.values()}) > 1
    assert [found for found, (target, fragment) in there.items() if fragment not in ids[target]] == []


def _hrefs(page: BeautifulSoup) -> list[str]:
    return [link["href"] for link in page.find_all("a", href=True)]


def test_every_page_says_which_edition_it_is_and_that_it_is_a_preview(pages):
    for address, page in pages.items():
        text = words(page.select_one("aside.edition"))
        assert "Simulated open-data edition" in text, address
        assert "21 November 2026" in text, address
        assert "Preview: not final" in text, address
        assert "questions that we mean to ask" in text, address
        assert "Council websites have not been crawled" in text, address
        assert re.search(r"The oldest mark in it is of \d+ \w+ 20\d\d, the newest of \d+ \w+ 20\d\d\.", text), address


def test_every_page_of_a_simulated_database_carries_the_banner(pages):
    assert all(page.select_one(".simulated") for page in pages.values())


def test_every_page_has_its_language_one_heading_a_title_of_its_own_and_a_skip_link(pages):
    for address, page in pages.items():
        assert page.html["lang"] == "en-GB", address
        assert len(page.select("h1")) == 1, address
        assert page.title.string.endswith("Council Digital Index") and len(page.title.string) > 25, address
        assert page.select_one("a.skip")["href"] == "#main" and page.main["id"] == "main", address


def test_no_page_has_inline_script_or_style(pages):
    for address, page in pages.items():
        assert not page.select("style, [style], [onclick], [onload], [onerror]"), address
        run = page.select('script:not([type="application/ld+json"])')  # that is data, which no browser runs
        assert all(script.get("src") and not script.string for script in run), address


def test_no_page_loads_anything_from_elsewhere(pages):
    for address, page in pages.items():
        loaded = [
            t.get("src") or t.get("href") for t in page.select("script[src], img, link[rel=stylesheet], link[rel=icon]")
        ]
        assert all(link.startswith("/") for link in loaded), address


def test_ids_are_unique_in_every_page(ids):
    for address, every in ids.items():
        assert len(every) == len(set(every)), (address, sorted(one for one in every if every.count(one) > 1))


def test_every_table_has_a_caption_and_scoped_headings_and_wide_ones_scroll_in_a_named_region(pages):
    for address, page in pages.items():
        for table in page.select("table"):
            assert table.caption, address
            assert all(cell.get("scope") for cell in table.select("th")), address
        for region in page.select(".scroll"):
            assert region["role"] == "region" and region["tabindex"] == "0" and region["aria-label"], address


def test_every_field_of_every_form_has_a_label(pages):
    for address, page in pages.items():
        for field in page.select("input:not([type=hidden]), select"):
            assert page.select_one(f'label[for="{field["id"]}"]'), (address, field["id"])


def test_every_drawing_is_named_or_hidden_from_screen_readers(pages):
    for address, page in pages.items():
        for drawing in page.select("svg"):
            assert drawing.get("aria-hidden") == "true" or drawing.get("aria-labelledby"), address


def test_headings_never_skip_a_level(pages):
    for address, page in pages.items():
        levels = [int(tag.name[1]) for tag in page.main.select("h1, h2, h3, h4")]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (address, levels)


def test_links_to_other_sites_do_not_hand_over_the_window(pages):
    for address, page in pages.items():
        for link in page.select('main a[href^="http"]'):
            if "gov.uk" not in link["href"]:
                assert "noopener" in link.get("rel", []), (address, link["href"])


@pytest.mark.parametrize(("address", "status"), ERRORS.items())
def test_what_is_not_there_says_so_with_a_way_on(client: FlaskClient, address: str, status: int):
    page = soup(client, address, status)
    assert page.main.select("form, a[href]")
