"""T07 from what a browser loaded: a version with a known hole, or nothing known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from collectors.probes.browser.judge import as_far_as_told, findings_of
from collectors.probes.browser.libraries import load_advisories
from collectors.probes.browser.roles import Role
from collectors.probes.browser.sample import Chosen, Sample
from collectors.probes.browser.tab import Asked
from collectors.probes.browser.visit import OTHERWISE, PageSeen
from collectors.probes.findings import Finding
from errors import CrawlError
from models import Status

HOST = "www.made.gov.uk"
OLD, NEW = "https://x.example/jquery-1.11.1.min.js", "https://x.example/jquery-3.7.1.min.js"


def page(number: int, *scripts: str, status: Status = Status.MEASURED, why: str = "", kind: str = "script") -> PageSeen:
    chosen = Chosen(f"https://{HOST}/{number}", Role.TASK)
    return PageSeen(chosen, status, "shown", asked=tuple(Asked(one, kind, 9, why) for one in scripts))


def judged(pages: Sequence[PageSeen], crawled: str = "replied") -> Finding:
    told = as_far_as_told(Sample(tuple(each.chosen for each in pages), crawled), findings_of(HOST, pages))
    (found,) = (one for one in told if one.check == "T07")
    return found


FIVE = [page(number, NEW) for number in range(5)]


@pytest.mark.parametrize(
    ("pages", "value", "status", "code"),
    [
        (FIVE, 1.0, Status.MEASURED, "none"),
        ([*FIVE, page(9, OLD)], 0.0, Status.MEASURED, "one"),
        ([*FIVE, page(9, OLD, "/js/bootstrap-3.3.7.min.js")], 0.0, Status.MEASURED, "several"),
        ([page(1, OLD)], 0.0, Status.MEASURED, "one"),  # one page is enough for what is there ...
        (FIVE[:4], None, Status.NOT_CHECKED, "too_few_pages"),  # ... and too little for what is not
        ([page(n, "/dist/main.js") for n in range(5)], None, Status.NOT_CHECKED, "none_recognised"),
        ([*FIVE, page(9, "/js/jquery.min.js")], None, Status.NOT_CHECKED, "version_not_shown"),
        *(([*FIVE, page(9, OLD, why=why)], 0.0, Status.MEASURED, "one")  # every visitor's browser loads it
          for why in ("timed_out", "disallowed", "too_many_requests")),
        ([*FIVE, page(9, NEW, why="timed_out")], 1.0, Status.MEASURED, "none"),
        ([*FIVE, page(9, "/loader.js", why="disallowed")], None, Status.NOT_CHECKED, "requests_not_followed"),
        ([*FIVE, page(9, "/a.png", why="too_many_requests", kind="image")], None, Status.NOT_CHECKED,
         "requests_not_followed"),  # the first of those that are not kept
        ([*FIVE, page(9, "/loader.js")], 1.0, Status.MEASURED, "none"),
        ([*FIVE, page(9, OLD, kind="stylesheet")], 1.0, Status.MEASURED, "none"),
        ([*FIVE, page(9, OLD, status=Status.BLOCKED)], 1.0, Status.MEASURED, "none"),
    ],
)  # fmt: skip
def test_a_hole_is_found_on_one_page_and_its_absence_on_five(pages, value, status, code: str) -> None:
    found = judged(pages)
    assert (found.value, found.status, found.code) == (value, status, code)
    if code == "one":
        assert "jquery 1.11.1" in str(found.seen["libraries"]) and "GHSA-gxr4-xjj5-5px2" in str(
            found.seen["advisories"]
        )


def test_a_site_that_answers_a_browser_otherwise_is_not_judged() -> None:
    found = judged([*FIVE, page(9, OLD)], crawled="blocked")
    assert (found.value, found.status, found.code) == (None, Status.BLOCKED, OTHERWISE)


GOOD = """[[advisory]]
library = "jquery"
introduced = "1.0"
mended = "3.5.0"
id = "GHSA-1"
published_on = 2020-04-29
url = "https://github.com/advisories/GHSA-1"
"""


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('"jquery"', '"prototype"', "advisory 1: field \"library\": found 'prototype', expected one of jquery"),
        ('"3.5.0"', '"soon"', "field \"mended\": found 'soon', expected a version"),
        ("2020-04-29", '"2020"', "field \"published_on\": found '2020', expected a day"),
        ('"https://github.com/', '"ftp://', 'field "url"'),
        ('id = "GHSA-1"\n', "", 'field "id": found nothing, expected a text'),
        (
            'id = "GHSA-1"\n',
            'id = "GHSA-1"\nseverity = "high"\n',
            "field \"severity\": found 'high', expected one of the fields",
        ),
        ("[[advisory]]", "[[other]]", 'field "other": found [{'),
        ("[[advisory]]", "[[advisory", "cannot be read: it is not TOML in UTF-8"),
    ],
)
def test_an_advisory_that_is_not_as_agreed_is_named(tmp_path: Path, before: str, after: str, says: str) -> None:
    path = tmp_path / "library-advisories.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_advisories(path)[0].introduced == (1, 0, 0)
    other = tmp_path / "other.toml"
    other.write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CrawlError, match="other.toml: ") as refused:
        load_advisories(other)
    assert says in str(refused.value)
