"""What the probe of headers says of hosts of the simulated internet, and what it costs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from collectors.crawl.limits import Limits
from collectors.probes.findings import Finding
from collectors.probes.headers import CHECKS, probe_headers
from collectors.probes.pace import Slots
from collectors.probes.put_off import LONGEST_DELAY_S
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.records import Request, SimPage, SimSite, redirect
from evaluation.simulated_internet.server import SimWeb
from models import Status
from tests.collectors.crawl.conftest import through

YEAR = ("Strict-Transport-Security", "max-age=31536000")
BEST = (YEAR, ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"))  # fmt: skip


def home(*headers: tuple[str, str], status: int = 200) -> SimPage:
    return SimPage(document("Home", "<p>Welcome</p>"), headers=headers, status=status)


def later(status: int, seconds: int) -> SimPage:
    """A reply that puts a request off; the server counts whoever comes back sooner."""
    return SimPage(b"", status=status, headers=(("Retry-After", f"{seconds}"), ("X-Simulated-Wait", f"{seconds}")))


def at_first(said: SimPage) -> Callable[[Request], SimPage | None]:
    """The first request for what is no page is answered so."""
    asked = count()
    return lambda request: said if next(asked) == 0 else None


SITES = (
    SimSite("www.best.gov.uk", {"/": home(*BEST)}),
    SimSite("www.bare.gov.uk", {"/": home()}),
    SimSite("www.both.gov.uk", {"/": home(YEAR)}, scheme="both"),
    SimSite("www.moved.gov.uk", {"/": redirect("https://www.best.gov.uk/")}),
    SimSite("www.short.gov.uk", {"/": home(("Strict-Transport-Security", "max-age=300"))}),
    SimSite("www.ages.gov.uk", {"/": home(("Strict-Transport-Security", f"max-age={'9' * 5000}"))}),
    SimSite("www.sealed.gov.uk", {"/": home(YEAR, ("Content-Encoding", "rot13"))}),
    SimSite("www.cookie.gov.uk", {"/": home(YEAR, ("Set-Cookie", "sessid=1; Path=/"))}),
    SimSite("www.open.gov.uk", {"/": home(("Access-Control-Allow-Origin", "https://observatory.example"),
                                          ("Access-Control-Allow-Credentials", "true"))}),
    SimSite("www.expired.gov.uk", {"/": home()}, certificate="expired"),
    SimSite("www.garbage.gov.uk", {"/": home()}, certificate="garbage"),
    SimSite("www.away.gov.uk", {"/": home()}, robots="User-agent: *\nDisallow: /\n"),
    SimSite("www.broken.gov.uk", {"/": home()}, robots=SimPage(b"", status=503)),
    SimSite("www.later.gov.uk", {"/": home()}, robots="User-agent: *\nCrawl-delay: 9999\n"),
    SimSite("www.wall.gov.uk", {"/": home(status=403)}),
    SimSite("www.failing.gov.uk", {"/": home(status=500)}),
    SimSite("www.plain.gov.uk", {"/": home()}, scheme="http"),
    SimSite("www.gone.gov.uk", {"/": home()}, scheme="none"),
    SimSite("www.busy.gov.uk", {"/": home()}, robots=later(429, 3600)),
    SimSite("www.mended.gov.uk", {"/": home()}, robots=later(503, 3600)),
    SimSite("www.closed.gov.uk", {"/": later(503, 3600), "/other": home()}),
    SimSite("www.full.gov.uk", {"/": later(429, 3600), "/other": home()}),
    SimSite("www.at-closed.gov.uk", {"/": redirect("https://www.closed.gov.uk/other")}),
    SimSite("www.at-full.gov.uk", {"/": redirect("https://www.full.gov.uk/other")}),
    *(SimSite(f"www.soon-{status}.gov.uk", {"/": home(*BEST)}, at_first(later(status, 1)), redirect("/rules"))
      for status in (429, 503)),
    *(SimSite(f"www.again-{status}.gov.uk", {"/": home()}, robots=later(status, 1)) for status in (429, 503)),
    SimSite("www.round.gov.uk", {"/": redirect("/"), "/a": redirect("/")}),
    SimSite("www.inwards.gov.uk", {"/": redirect("https://127.0.0.1/")}),
)  # fmt: skip


@pytest.fixture(scope="module")
def web() -> Iterator[SimWeb]:
    with SimWeb(SITES, limit_s=0.02) as served:
        yield served


def probed(web: SimWeb, host: str, preloaded: bool | None = False, delay_s: float = 0.0) -> dict[str, Finding]:
    with through(web, Limits(total_s=5.0, read_s=3.0)) as fetcher:
        found = probe_headers(host, fetcher.fetch, Slots(delay_s), lambda asked: preloaded)
    assert tuple(each.check for each in found) == CHECKS
    return {each.check: each for each in found}


@pytest.mark.parametrize(
    ("host", "https", "hsts", "redirection", "score", "grade"),
    [
        # CSP 10, Referrer-Policy 5, frames through CSP 5
        ("www.best.gov.uk", 1.0, 1.0, 1.0, 120.0, "A+"),
        ("www.bare.gov.uk", 1.0, 0.0, 1.0, 30.0, "D"),
        ("www.both.gov.uk", 1.0, 1.0, 0.0, 30.0, "D"),
        ("www.short.gov.uk", 1.0, 0.0, 1.0, 40.0, "D+"),
        ("www.ages.gov.uk", 1.0, 1.0, 1.0, 50.0, "C"),
        ("www.cookie.gov.uk", 1.0, 1.0, 1.0, 20.0, "F"),
        ("www.open.gov.uk", 1.0, 0.0, 1.0, 0.0, "F"),
    ],
)
def test_a_host_is_graded_by_what_it_sends(web: SimWeb, host, https, hsts, redirection, score, grade):
    found = probed(web, host)
    assert (found["https"].value, found["hsts"].value, found["redirection"].value) == (https, hsts, redirection)
    assert (found["observatory_v4"].value, found["observatory_v4"].code) == (score, grade)
    assert found["observatory_v4"].seen["checked_against_code"] == "yes"
    assert found["observatory_v6"].seen["checked_against_code"] == "no"


def test_redirects_are_followed_under_the_rules_of_each_host(web: SimWeb):
    found = probed(web, "www.moved.gov.uk")
    assert found["https"].seen["url"] == "https://www.best.gov.uk/"
    assert found["observatory_v4"].value == 120.0


@pytest.mark.parametrize(
    ("host", "status", "code"),
    [
        ("www.garbage.gov.uk", Status.UNREACHABLE, "tls_failed"),
        ("www.away.gov.uk", Status.DISALLOWED, "disallowed"),
        ("www.broken.gov.uk", Status.DISALLOWED, "disallowed"),
        ("www.later.gov.uk", Status.DISALLOWED, "disallowed"),
        ("www.wall.gov.uk", Status.BLOCKED, "http_403"),
        ("www.failing.gov.uk", Status.UNREACHABLE, "http_500"),
        ("www.busy.gov.uk", Status.BLOCKED, "put_off"),
        ("www.mended.gov.uk", Status.BLOCKED, "put_off"),
        ("www.gone.gov.uk", Status.UNREACHABLE, "refused"),
        ("www.nowhere.gov.uk", Status.UNREACHABLE, "unresolved"),
        ("www.round.gov.uk", Status.UNREACHABLE, "endless_redirects"),
        ("www.inwards.gov.uk", Status.UNREACHABLE, "refused"),
    ],
)
def test_what_does_not_answer_for_itself_is_a_reason_and_never_a_no(web: SimWeb, host, status, code):
    assert {(each.status, each.code) for each in probed(web, host).values()} == {(status, code)}


@pytest.mark.parametrize("status", [429, 503])
def test_rules_that_were_put_off_for_a_moment_are_asked_for_once_more_and_not_sooner(web: SimWeb, status: int):
    web.reset()
    assert probed(web, f"www.soon-{status}.gov.uk")["observatory_v4"].value == 120.0
    assert {each.code for each in probed(web, f"www.again-{status}.gov.uk").values()} == {"put_off"}
    hosts = web.report().hosts
    assert hosts[f"www.soon-{status}.gov.uk"].paths == ("/robots.txt", "/rules", "/rules", "/", "/")
    assert hosts[f"www.again-{status}.gov.uk"].paths == ("/robots.txt", "/robots.txt")
    assert not any(each.retry_after_violations for each in hosts.values())


@pytest.mark.parametrize("host", ["closed", "full"])
def test_a_host_that_turned_one_visit_away_until_later_is_left_alone_by_the_others(web: SimWeb, host: str):
    web.reset()
    slots = Slots(0.0)
    with through(web, Limits(total_s=5.0, read_s=3.0)) as fetcher:
        first, second = (probe_headers(f"www.{name}.gov.uk", fetcher.fetch, slots, lambda asked: False)
                         for name in (host, f"at-{host}"))  # fmt: skip
    assert {each.code for each in first} == {{"closed": "http_503", "full": "http_429"}[host]}
    assert {(each.status, each.code, each.value) for each in second} == {(Status.BLOCKED, "put_off", None)}
    asked = web.report().hosts[f"www.{host}.gov.uk"]
    assert asked.paths == ("/robots.txt", "/") and not asked.retry_after_violations


def test_of_a_page_that_cannot_be_decoded_its_headers_alone_are_judged(web: SimWeb):
    found = probed(web, "www.sealed.gov.uk")
    assert (found["https"].value, found["hsts"].value, found["redirection"].value) == (1.0, 1.0, 1.0)
    scores = [each for check, each in found.items() if check.startswith("observatory")]
    assert {(each.status, each.code) for each in scores} == {(Status.UNPARSEABLE, "undecodable_body")}


def test_a_host_that_asks_for_hours_between_requests_keeps_nobody_waiting(web: SimWeb):
    """However many councils' addresses lead to it: each visit reads its robots.txt in turn, and leaves it alone."""
    waits: list[float] = []
    slots = Slots(0.0, sleep=waits.append)
    with through(web, Limits(total_s=5.0, read_s=3.0)) as fetcher:
        codes = [probe_headers("www.later.gov.uk", fetcher.fetch, slots, lambda _: False)[0].code for _ in range(3)]
    assert codes == ["disallowed"] * 3
    assert max(waits) <= LONGEST_DELAY_S


def test_a_bad_certificate_is_a_finding_and_nothing_is_asked_over_it(web: SimWeb):
    web.reset()
    found = probed(web, "www.expired.gov.uk")
    assert (found["https"].value, found["https"].code) == (0.0, "bad_certificate")
    assert {each.value for check, each in found.items() if check != "https"} == {None}
    assert "www.expired.gov.uk" not in web.report().hosts


def test_a_list_of_browsers_that_is_not_known_leaves_no_score(web: SimWeb):
    found = probed(web, "www.best.gov.uk", preloaded=None)
    assert (found["observatory_v4"].status, found["observatory_v4"].value) == (Status.NOT_CHECKED, None)
    assert (found["observatory_v4"].seen["lowest"], found["observatory_v4"].seen["highest"]) == (80, 125)
    assert (found["hsts"].value, probed(web, "www.short.gov.uk", preloaded=None)["hsts"].value) == (1.0, None)
    assert probed(web, "www.bare.gov.uk", preloaded=True)["hsts"].code == "hsts-preloaded"


def test_a_host_is_asked_three_times_at_the_pace_and_nothing_twice(web: SimWeb):
    web.reset()
    probed(web, "www.best.gov.uk", delay_s=0.1)
    seen = web.report().hosts["www.best.gov.uk"]
    assert seen.requests == 3
    assert seen.methods == {"GET": 3}
    assert seen.shortest_interval is not None and seen.shortest_interval > 0.05
