"""The first reading of a page: title, links, forms; and pages that hurt a parser."""

import threading

import pytest

from collectors.crawl.frontier.cues import Cues
from collectors.crawl.frontier.sitemaps import read_sitemap
from collectors.crawl.limits import Limits
from collectors.crawl.reading.examine import Examiner, Job, search_url, unpack_links
from collectors.crawl.reading.pool import ParsePool
from collectors.crawl.reading.prescan import is_bomb
from collectors.crawl.reading.tier1 import read_page
from detectors.cues import default_cues
from tests.collectors.crawl.conftest import CUES
from tests.collectors.crawl.made_cues import make_cues

BASE = "https://www.kent.gov.uk/bins/"
LIMITS = Limits()


def read(body: str):
    return read_page(body.encode(), BASE)


def test_title_language_heading_and_description_are_read() -> None:
    page = read(
        '<html lang="cy"><head><title> Biniau \n a mwy</title><meta name="description" content="D">'
        '<link rel="canonical" href="/bins"></head><body><h1>Eich <b>biniau</b></h1><h1>Second</h1></body>'
    )
    assert (page.title, page.lang, page.h1, page.description) == ("Biniau a mwy", "cy", "Eich biniau", "D")
    assert page.canonical == "https://www.kent.gov.uk/bins"


def test_links_are_absolute_and_once_with_their_words() -> None:
    page = read(
        '<a href="/a"></a><a href="/a">Pay <b>now</b></a><a href="x"><img alt="Picture"></a>'
        '<a href="/c" aria-label="Label"></a><a href="mailto:a@b.c">Mail</a><a>No target</a>'
    )
    assert page.links == [
        ["https://www.kent.gov.uk/a", "Pay now"],
        ["https://www.kent.gov.uk/bins/x", "Picture"],
        ["https://www.kent.gov.uk/c", "Label"],
    ]


def test_links_in_welsh_are_known_by_their_language_and_the_head_may_hold_one() -> None:
    page = read(
        '<link rel="alternate" hreflang="cy" href="/cy/biniau"><link rel="alternate" hreflang="en" href="/bins">'
        '<a hreflang="CY-gb" href="/cy/x">X</a><a href="/cy/biniau">Cymraeg</a>'
    )
    assert page.links == [["https://www.kent.gov.uk/cy/biniau", "Cymraeg"], ["https://www.kent.gov.uk/cy/x", "X"]]
    assert page.in_welsh == {url for url, _ in page.links}


def test_a_base_element_moves_relative_links() -> None:
    assert read('<base href="https://other.gov.uk/x/"><a href="y">Y</a>').links[0][0] == "https://other.gov.uk/x/y"


def test_a_get_form_with_nothing_to_fill_in_is_a_link() -> None:
    page = read(
        '<form action="/apply/start"><input type="hidden" name="form" value="7"><button>Start now</button></form>'
    )
    assert page.links == [["https://www.kent.gov.uk/apply/start?form=7", "Start now"]]


@pytest.mark.parametrize(
    "form",
    [
        '<form action="/send" method="post"><button>Start now</button></form>',
        '<form action="/send" method="post"><input name="a"><button>Send</button></form>',
        '<form action="/find"><input name="postcode"><button>Find</button></form>',
    ],
)
def test_no_other_form_is_ever_a_link(form: str) -> None:
    assert read(form).links == []


@pytest.mark.parametrize(
    ("form", "search"),
    [
        ('<form action="/search"><input type="search" name="q"><button>Go</button></form>', True),
        ('<form role="search" action="/s"><input name="keys"><select name="in"></select></form>', True),
        ('<form action="/search" method="post"><input name="q"></form>', False),
        ('<form action="/find"><input name="postcode"></form>', False),
        ('<form action="/login"><input name="user"><input type="password" name="p"></form>', False),
    ],
)
def test_the_sites_own_search_is_known(form: str, search: bool) -> None:
    assert read(form).forms[0].is_search is search


def test_a_search_is_asked_by_its_own_parameter() -> None:
    finding = Examiner(Cues(CUES), LIMITS).examine(
        page_job(
            b'<html><body><form action="/search?old=1"><input type="hidden" name="t" value="2"><input name="q"></form>'
        )
    )
    assert search_url(finding.search, "missed bin") == "https://www.kent.gov.uk/search?q=missed+bin&t=2"


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0; url=/new", "https://www.kent.gov.uk/new"),
        ("5;URL='https://a.gov.uk/'", "https://a.gov.uk/"),
        ("600; url=/new", ""),
        ("30", ""),
        ("0", ""),
    ],
)
def test_a_meta_refresh_is_followed_only_if_it_is_soon(content: str, target: str) -> None:
    assert read(f'<meta http-equiv="refresh" content="{content}"><p>x</p>').refresh == target


def page_job(body: bytes, token: int = 1, kind: str = "page", content_type: str = "text/html") -> Job:
    return Job(token, kind, BASE, 200, {"content-type": content_type}, body)


def test_links_are_judged_by_the_cues_and_kept() -> None:
    finding = Examiner(Cues(CUES), LIMITS).examine(
        page_job(
            b'<a href="/x">Pay your council tax</a><a href="/bin-days">When</a><a href="/a-z">A to Z</a>'
            b'<a href="/n">News</a>'
        )
    )
    assert [link[2:] for link in finding.links] == [["S01", "action"], ["S03", ""], ["index", "site"], ["", ""]]
    assert unpack_links(finding.packed_links) == finding.links


def test_cues_can_be_made_where_they_are_needed() -> None:
    cues = Cues(make_cues)
    assert cues.judge("https://a.gov.uk/x", "Pay your council tax") == ("S01", "action")


@pytest.mark.parametrize(
    ("words", "url", "judged"),
    [
        ("Accessibility statement", "https://a.gov.uk/1", ("statement", "site")),
        ("", "https://a.gov.uk/council/open-data", ("open_data", "site")),
        ("Contact us about a missed bin", "https://a.gov.uk/2", ("S06", "")),
        ("Pay your council tax", "https://a.gov.uk/pay", ("S01", "action")),
        ("Pay your council tax", "https://testham.achieveservice.com/service/pay", ("S01", "supplied")),
        ("Bins and recycling", "https://a.gov.uk/3", ("S05", "hint")),
        ("Births, deaths and libraries", "https://a.gov.uk/4", ("S24", "hint")),
        ("Report to Cabinet: help for people about to lose their home", "https://a.gov.uk/5", ("", "action")),
        ("Libraries", "https://a.gov.uk/news/libraries-reopen", ("", "")),
    ],
)
def test_what_a_link_promises_is_told_by_the_detectors_own_words(words: str, url: str, judged: tuple) -> None:
    assert Cues(default_cues).judge(url, words) == judged


BOMBS = {
    "deep": b"<div>" * 50_000 + b'<a href="/deep">x</a>' + b"</div>" * 50_000,
    "open": b"<b><i><font>" * 7_000,
    "wide": b"<p " + b" ".join(b'a%d="%d"' % (n, n) for n in range(100_000)) + b">x</p>",
    "wide, never closed": b"<p " + b"a=1 " * 100_000,
}
SOUND = {
    "many options": b"<select>" + b"<option value=1>1 High Street" * 20_000 + b"</select>",
    "long script": b"<script>" + b"if (a<b && c=='d') { x = y };" * 20_000 + b"</script><p>x</p>",
    "data picture": b'<img src="data:image/png;base64,' + b"A" * 2_000_000 + b'">',
    "many paragraphs": b"<p>words<br>" * 50_000,
    "a table": b"<table>" + b"<tr><td>1<td>2" * 10_000 + b"</table>",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_told_before_any_parser_sees_it(name: str) -> None:
    assert is_bomb(BOMBS[name], LIMITS)
    finding = Examiner(Cues(CUES), LIMITS).examine(page_job(BOMBS[name]))
    assert (finding.status, finding.reason) == ("unparseable", "nests or is attributed beyond all pages")


@pytest.mark.parametrize("name", SOUND)
def test_a_large_page_is_no_bomb(name: str) -> None:
    assert not is_bomb(SOUND[name], LIMITS)


def examined_by_pool(jobs: list[Job], limits: Limits) -> tuple[dict, int]:
    found, done = {}, threading.Event()

    def take(finding) -> None:
        found[finding.token] = finding
        if len(found) == len(jobs):
            done.set()

    pool = ParsePool(CUES, limits, take)
    for job in jobs:
        pool.submit(job)
    assert done.wait(30)
    pool.close()
    return found, pool.killed


def test_a_page_that_stops_its_parser_costs_only_itself() -> None:
    careless = Limits(attributes=10**9, parse_s=0.5)
    jobs = [page_job(b'<a href="/1">1</a>', 1), page_job(BOMBS["wide"], 2), page_job(b'<a href="/3">3</a>', 3)]
    found, killed = examined_by_pool(jobs, careless)
    assert [found[token].status for token in (1, 2, 3)] == ["ok", "unparseable", "ok"]
    assert (found[2].reason, killed) == ("page stopped its parser", 1)


def test_a_page_too_large_for_its_workers_memory_costs_only_itself() -> None:
    found, _ = examined_by_pool(
        [page_job(b"<p>" + b"<i>x</i>" * 600_000, 1), page_job(b'<a href="/2">2</a>', 2)],
        Limits(parse_bytes_memory=20_000_000),
    )
    assert (found[1].status, found[2].status) == ("unparseable", "ok")


URLSET = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>'


def test_a_sitemap_lists_pages_and_an_index_lists_sitemaps() -> None:
    pages = URLSET % b"<url><loc> https://a.gov.uk/x </loc></url><url><loc>mailto:x</loc></url>"
    assert read_sitemap(pages, 10, 10**6).pages == ["https://a.gov.uk/x"]
    index = pages.replace(b"urlset", b"sitemapindex").replace(b"<url>", b"<sitemap>").replace(b"</url>", b"</sitemap>")
    assert read_sitemap(index, 10, 10**6).sitemaps == ["https://a.gov.uk/x"]


def test_a_sitemap_may_be_packed_plain_or_broken() -> None:
    import gzip

    packed = gzip.compress(URLSET % b"<url><loc>https://a.gov.uk/x</loc></url>")
    assert read_sitemap(packed, 10, 10**6).pages == ["https://a.gov.uk/x"]
    assert read_sitemap(b"https://a.gov.uk/x\nhttps://a.gov.uk/y\n", 1, 10**6).pages == ["https://a.gov.uk/x"]
    assert read_sitemap((URLSET % b"<url><loc>https://a.gov.uk/x</loc></url><url>")[:-5], 9, 10**6).pages


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Not found</body></html>",
        b"<>",
        b"\x1f\x8bbroken",
        b'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "aaaa">]><rss><loc>&a;</loc></rss>',
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes) -> None:
    with pytest.raises((ValueError, SyntaxError)):
        read_sitemap(body, 10, 10**6)


def test_entities_are_never_expanded() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE u [<!ENTITY l0 "lol">{entities}]><urlset><url><loc>&l9;</loc></url></urlset>'
    assert read_sitemap(laughs.encode(), 10, 10**6).pages == []
