"""What a page is, by the crawl and by the detectors, over one table of headings (cases.py)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.crawl.frontier.cues import Cues
from collectors.crawl.limits import Limits
from collectors.crawl.reading.examine import Examiner, Job
from detectors.kind_rules import kind_of
from detectors.page_kinds import Kind
from detectors.parse import read_page
from detectors.verdict.error_pages import ErrorKind, error_page
from tests.detectors.verdict.cases import BLOCKED, CASES, FAILED, GONE, PAGE, UNAVAILABLE, Page, pages

CRAWL = {PAGE: "ok", GONE: "soft_404", UNAVAILABLE: "maintenance", FAILED: "unreachable", BLOCKED: "blocked"}
ERRORS = {Kind.BROKEN, Kind.UNAVAILABLE, Kind.BLOCKED, Kind.NEEDS_JAVASCRIPT, Kind.UNPARSEABLE}
KINDS = {GONE: Kind.BROKEN, UNAVAILABLE: Kind.UNAVAILABLE, FAILED: Kind.BROKEN, BLOCKED: Kind.BLOCKED}
EXAMINER = Examiner(Cues({}), Limits())
ADDRESS = "https://www.testham.gov.uk/information/12345"


def crawl_says(page: Page) -> str:
    return str(EXAMINER.examine(Job(1, "page", ADDRESS, 200, {"content-type": "text/html"}, page.html.encode())).status)


def detectors_say(page: Page) -> Kind:
    return kind_of(read_page(page.html.encode(), ADDRESS, status=200, content_type="text/html")).kind


def name(page: Page) -> str:
    return f"{page.case.heading}, {page.form}"


def test_the_crawl_takes_every_page_for_what_it_is() -> None:
    said = {name(page): (crawl_says(page), CRAWL[page.case.truth]) for page in pages()}
    assert len(said) > 800
    assert {page: told for page, told in said.items() if told[0] != told[1]} == {}


def test_the_detectors_take_every_page_for_what_it_is() -> None:
    wrong = {}
    for page in pages():
        found = detectors_say(page)
        right = found not in ERRORS if page.case.truth == PAGE else found is KINDS[page.case.truth]
        if not right:
            wrong[name(page)] = (found, page.case.truth)
    assert wrong == {}


def test_the_table_is_large_and_half_of_it_is_ordinary() -> None:
    ordinary = sum(case.truth == PAGE for case in CASES)
    assert len(CASES) >= 250
    assert 0.4 <= ordinary / len(CASES) <= 0.6
    assert sum(case.lang == "cy" for case in CASES) >= 40
    assert len({(case.heading, case.title, case.own) for case in CASES}) == len(CASES)


@given(title=st.text(max_size=300), heading=st.text(max_size=300), text=st.text(max_size=2000), acts=st.booleans())
def test_no_words_break_the_verdict(title: str, heading: str, text: str, acts: bool) -> None:
    found = error_page(title, heading, text, acts)
    assert found is None or found.kind in ErrorKind


def test_a_page_with_a_form_to_fill_in_is_not_closed_whatever_its_heading_says() -> None:
    assert error_page("", "Service unavailable", "").kind is ErrorKind.UNAVAILABLE
    assert error_page("", "Service unavailable", "", acts=True) is None
    assert error_page("", "Page not found", "", acts=True).kind is ErrorKind.GONE


@pytest.mark.parametrize("heading", ["Planned maintenance", "404", "Access denied: our new play"])
def test_a_heading_that_may_mean_either_is_decided_by_the_text(heading: str) -> None:
    assert error_page(heading, heading, "Check the address, or try again later.") is not None
    assert error_page(heading, heading, "Tickets cost five pounds at the door of the hall on both nights.") is None
