"""One spelling for one page, and sites without end read only a little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.crawl.frontier.traps import PatternBudget, pattern_of, trap_reason
from collectors.crawl.frontier.urls import canonical, may_be_a_page, tidy
from collectors.crawl.limits import Limits

BASE = "https://www.kent.gov.uk/bins/index?x=1"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/council-tax", "https://www.kent.gov.uk/council-tax"),
        ("missed", "https://www.kent.gov.uk/bins/missed"),
        ("../a/./b/../c", "https://www.kent.gov.uk/a/c"),
        ("/x/../../y/", "https://www.kent.gov.uk/y/"),
        ("//other.gov.uk/a", "https://other.gov.uk/a"),
        ("HTTPS://WWW.KENT.GOV.UK:443/A", "https://www.kent.gov.uk/A"),
        ("http://www.kent.gov.uk:80", "http://www.kent.gov.uk/"),
        ("/a#b", "https://www.kent.gov.uk/a"),
        (" /a\n", "https://www.kent.gov.uk/a"),
        ("/a b", "https://www.kent.gov.uk/a%20b"),
        ("/%62ins", "https://www.kent.gov.uk/bins"),
        ("/a%2fb%c3%a9", "https://www.kent.gov.uk/a%2Fb%C3%A9"),
        ("/t\u0177", "https://www.kent.gov.uk/t%C5%B7"),
        ("?b=2&a=1", "https://www.kent.gov.uk/bins/index?a=1&b=2"),
        ("/a?utm_source=x&id=3&fbclid=y", "https://www.kent.gov.uk/a?id=3"),
        ("/a?sessionid=99", "https://www.kent.gov.uk/a"),
        ("/a;jsessionid=99?b=1", "https://www.kent.gov.uk/a?b=1"),
        ("/a?", "https://www.kent.gov.uk/a"),
        ("\\a\\b", "https://www.kent.gov.uk/a/b"),
    ],
)
def test_a_link_means_one_url(href: str, url: str) -> None:
    assert canonical(BASE, href) == url


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#top",
        "mailto:a@kent.gov.uk",
        "tel:01234",
        "javascript:void(0)",
        "data:text/html,x",
        "ftp://kent.gov.uk/",
        "file:///etc/passwd",
        "http://[::1",
        "http:///",
        "  ",
    ],
)
def test_what_is_no_web_page_has_no_url(href: str) -> None:
    assert canonical(BASE, href) is None


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_link_breaks_and_the_canonical_form_is_its_own(href: str) -> None:
    url = canonical(BASE, href)
    assert url is None or tidy(url) == url


def test_a_hostile_link_is_read_like_any_other() -> None:
    # A pattern that matches in more ways than one would not come to an end here.
    for tail in ("a" * 5000 + "!", "/a" * 2500 + " ", "a/" * 2500 + "#x", "%41" * 2000 + "\x7f"):
        assert canonical(BASE, "/" + tail)


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://a.gov.uk/x", True),
        ("https://a.gov.uk/x.pdf", False),
        ("https://a.gov.uk/X.DOCX?v=1", False),
        ("https://a.gov.uk/x.html", True),
        ("https://a.gov.uk/x.aspx?file=y.pdf", True),
        ("https://a.gov.uk/logo.svg", False),
    ],
)
def test_documents_and_pictures_are_no_pages(url: str, page: bool) -> None:
    assert may_be_a_page(url) is page


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/council-tax/pay", ""),
        ("/a/b/a/b/a/b", "path repeats itself"),
        ("/more/more/more/x", "path repeats itself"),
        ("/1/2/3/4/5/6/7/8/9/10/11/12/13", "path too deep"),
        ("/" + "x" * 2000, "URL too long"),
        ("/account/logout", "acts when fetched"),
        ("/basket/delete?id=1", "acts when fetched"),
        ("/page?action=remove", "acts when fetched"),
        ("/removed-bins", ""),
        ("/log-out-of-date", ""),
    ],
)
def test_a_trap_is_known_by_its_address(path: str, reason: str) -> None:
    assert trap_reason(f"https://a.gov.uk{path}", Limits()) == reason


def admitted(urls: list[str]) -> int:
    budget = PatternBudget(Limits())
    return sum(budget.admits(url) for url in urls)


@pytest.mark.parametrize(
    ("urls", "at_most"),
    [
        ([f"https://a.gov.uk/events/{y}/{m}/{d}" for y in range(2000, 2040) for m in range(1, 13) for d in (1, 9)], 60),
        ([f"https://a.gov.uk/news?page={n}" for n in range(2000)], 25),
        (
            [
                f"https://a.gov.uk/directory?area={a}&type={t}&x={x}"
                for a in range(9)
                for t in range(9)
                for x in range(9)
            ],
            25,
        ),
        ([f"https://a.gov.uk/item/{n}" for n in range(2000)], 40),
        ([f"https://a.gov.uk/s/{n:032x}" for n in range(2**100, 2**100 + 500)], 40),
    ],
)
def test_a_trap_is_read_a_little_and_then_left(urls: list[str], at_most: int) -> None:
    assert 0 < admitted(urls) <= at_most


def test_plain_pages_are_not_counted_as_a_pattern() -> None:
    words = [f"https://a.gov.uk/services/{a}{b}-help" for a in "abcdefghijkl" for b in "mnopqrstuvwx"]
    assert admitted(words) == len(words)


def test_dates_numbers_and_long_words_are_alike_in_a_pattern() -> None:
    assert pattern_of("https://a.gov.uk/e/2026/11/03?day=4&p=1") == "a.gov.uk/e/D?day,p"
    assert pattern_of("https://a.gov.uk/info/200/x") == "a.gov.uk/info/N/x"
