"""The Observatory's tests: version 4 as its own code answered for made visits, 5 and 6 as its published table says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.observatory.run import ours, visit_of
from detectors.observatory import table
from detectors.observatory.cookies import kept, set_cookies
from detectors.observatory.judge import grade, grades
from detectors.observatory.table import TABLES, graded, letter, passes
from detectors.observatory.visit import Https, Page, Visit

AGREED = json.loads((Path(__file__).parent / "agreed.json").read_text(encoding="utf-8"))
YEAR = {"strict-transport-security": "max-age=31536000"}
NOT_MET = {"html-not-parseable"}
"""What the Observatory says of a page that its parser cannot take, which ours never meets."""


def test_version_4_says_what_its_own_code_says():
    differ = [visit["name"] for visit in AGREED if ours(visit) != visit["answer"]]
    assert differ == []


def test_every_result_of_version_4_is_met():
    met = {result for visit in AGREED for result in visit["answer"]["results"]}
    assert {result for results in TABLES[4].values() for result in results} - met == NOT_MET


@pytest.mark.parametrize(("version", "tests", "most"), [(4, 10, 145), (5, 10, 145), (6, 12, 165)])
def test_a_version_has_its_tests_and_its_full_marks(version: int, tests: int, most: int):
    best = graded({test: max(results, key=results.__getitem__) for test, results in TABLES[version].items()}, version)
    worst = graded({test: min(results, key=results.__getitem__) for test, results in TABLES[version].items()}, version)
    assert len(best.results) == tests
    assert (best.score, best.grade, worst.score, worst.grade) == (most, "A+", 0, "F")
    assert best.checked is (version == 4)


@pytest.mark.parametrize(
    ("header", "value", "result", "modifier"),
    [
        ("cross-origin-opener-policy", "same-origin", "coop-implemented-with-same-origin", 10),
        ("cross-origin-opener-policy", "Unsafe-None", "coop-implemented-with-unsafe-none", 0),
        ("cross-origin-opener-policy", "anything", "coop-header-invalid", -5),
        ("cross-origin-embedder-policy", "require-corp", "coep-implemented-with-require-corp", 10),
        ("cross-origin-embedder-policy", "credentialless", "coep-implemented-with-credentialless", 10),
        ("cross-origin-embedder-policy", "same-origin", "coep-header-invalid", -5),
        ("cross-origin-embedder-policy", "", "coep-not-implemented", 0),
    ],
)
def test_version_6_asks_for_isolation_too(header: str, value: str, result: str, modifier: int):
    found = grade(Visit("a.test", Page("https://a.test/", {header: value})), 6)
    assert found.results[header] == result
    assert TABLES[6][header][result] == modifier
    assert header not in grade(Visit("a.test", Page("https://a.test/", {header: value})), 5).results


def test_versions_differ_in_what_x_frame_options_is_worth():
    results = {test: next(iter(found)) for test, found in TABLES[5].items()}
    results[table.FRAMING] = "x-frame-options-sameorigin-or-deny"
    assert graded(results, 5).score == (graded(results, 4).score or 0) + 5


def test_a_directive_given_twice_passes_in_version_4_alone():
    assert [passes("csp-implemented-but-duplicate-directives", version) for version in TABLES] == [True, False, False]
    assert passes("csp-implemented-with-insecure-scheme-in-passive-content-only", 6)


@pytest.mark.parametrize(
    ("score", "expected"),
    [(165, "A+"), (100, "A+"), (99, "A"), (90, "A"), (89, "A-"), (80, "B+"), (74, "B"), (65, "B-"), (60, "C+"),
     (54, "C"), (45, "C-"), (40, "D+"), (30, "D"), (25, "D-"), (24, "F"), (0, "F")],
)  # fmt: skip
def test_a_score_has_its_grade(score: int, expected: str):
    assert letter(score) == expected


def test_what_was_not_looked_at_is_undecided_and_leaves_the_score_open():
    found = grade(Visit("www.testham.gov.uk", Page("https://www.testham.gov.uk/", {"content-type": "text/html"})), 4)
    undecided = {test for test, result in found.results.items() if result is None}
    assert undecided == {table.HSTS, table.COOKIES, table.CORS, table.REDIRECTION}
    assert (found.score, found.grade) == (None, None)
    # No policy, no protection of frames or types: 50 lost for certain; 130 more may be.
    assert (found.lowest, found.highest) == (0, 50)


@pytest.mark.parametrize(
    ("secured", "cookie", "hsts", "cookies"),
    [
        (YEAR, "a=1", None, "cookies-without-secure-flag-but-protected-by-hsts"),
        ({}, "a=1", None, None),
        ({}, "a=1; Secure", None, "cookies-secure-with-httponly-sessions"),
    ],
)  # fmt: skip
def test_a_list_of_browsers_that_is_not_known_leaves_open_only_what_hangs_on_it(secured, cookie, hsts, cookies):
    page = Page("https://a.test/", secured)
    visit = Visit("a.test", page, Https.VERIFIED, secured, cookies=(("https://a.test/", cookie),))
    found = grade(visit, 4).results
    assert (found[table.HSTS], found[table.COOKIES]) == (hsts, cookies)


@pytest.mark.parametrize(
    ("route", "listed", "result"),
    [
        (("http://a.test/", "https://a.test/"), None, "redirection-to-https"),
        (("http://a.test/",), None, None),
        (("http://a.test/",), False, "redirection-missing"),
        (("http://a.test/",), True, "redirection-all-redirects-preloaded"),
        ((), None, "redirection-not-needed-no-http"),
    ],
)
def test_a_redirect_is_judged_where_the_list_makes_no_difference(route, listed, result):
    visit = Visit("a.test", Page("https://a.test/", {}), plain_route=route, preloaded=lambda host: listed)
    assert grade(visit, 4).results[table.REDIRECTION] == result


@pytest.mark.parametrize("wrong", [3, 7, 0])
def test_a_version_that_is_not_known_is_refused(wrong: int):
    with pytest.raises(
        ValueError, match=rf"version {wrong} of the Observatory's algorithm: expected one of \[4, 5, 6\]"
    ):
        grade(Visit("a.test", Page("https://a.test/", {})), wrong)


def test_a_result_that_is_not_known_or_missing_is_refused():
    with pytest.raises(ValueError, match="redirection: result 'sideways'"):
        graded(dict.fromkeys(TABLES[4]) | {table.REDIRECTION: "sideways"}, 4)
    with pytest.raises(ValueError, match="cookies: no result"):
        graded({test: None for test in TABLES[4] if test != table.COOKIES}, 4)


@pytest.mark.parametrize(
    ("joined", "names"),
    [
        ("a=1; Expires=Wed, 09 Jun 2100 10:18:14 GMT; Secure, b=2, c=3; Path=/", ["a", "b", "c"]),
        ("a=1,2,3; Path=/", ["a"]),
        ("a=1;Max-Age=5,b=2", ["a", "b"]),
        ("", []),
        (", ,", []),
    ],
)
def test_cookies_that_were_stored_as_one_header_are_told_apart(joined: str, names: list[str]):
    values = [("https://a.test/", value) for value in set_cookies(joined)]
    assert [cookie.name for cookie in kept(values)] == names


_WORDS = st.text(alphabet="abc'-;:=,*/% \"<>\r\nhtps.srcdeflnougi", max_size=60)
_NAMES = st.sampled_from(["content-security-policy", "x-frame-options", "strict-transport-security", "referrer-policy",
                          "x-content-type-options", "cross-origin-opener-policy", "content-type"])  # fmt: skip


@given(st.dictionaries(_NAMES, _WORDS), _WORDS, st.lists(_WORDS, max_size=3), st.booleans())
def test_whatever_a_host_sends_has_a_grade(headers: dict[str, str], markup: str, cookies: list[str], asked: bool):
    markup = f"<meta http-equiv=content-security-policy content=\"{markup}\"><script src='{markup}'></script>"
    page = Page("https://a.test/", {"content-type": "text/html", **headers}, markup)
    values = tuple(("https://a.test/", value) for value in cookies)
    visit = Visit("a.test", page, Https.VERIFIED, headers, ("http://a.test/",), cookies=values, sharing=headers,
                  preloaded=lambda host: False if asked else None)  # fmt: skip
    for version in TABLES:
        found = grade(visit, version)
        assert 0 <= found.lowest <= found.highest <= 165
        assert (found.score is None) is (None in found.results.values())
        assert found.score in (None, found.lowest)


def test_the_made_visits_are_decided_whatever_the_version():
    for visit in AGREED:
        seen = visit_of(visit)
        later = grade(seen, 6)
        assert later.score is not None
        assert {**later.results, **grade(seen, 5).results} == dict(later.results)
        assert grades(seen) == tuple(grade(seen, version) for version in (4, 5, 6))
