"""The site-level indicators on small pages with a known answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from detectors.forms import FormRole, role_of
from detectors.measures import MEASURES, scored_level
from detectors.observe import observe_authority
from detectors.owners import owners_for
from detectors.pages import FileReply
from detectors.records import Observation, SearchRecord
from detectors.site.inclusion import is_welsh, shows_help
from detectors.site.openness import interface_in, referral_version
from detectors.site.security import hsts_seconds, security_txt_verdict
from detectors.site.statement import looks_like_statement, product_of, read_statement
from detectors.site.task_pages import asks_feedback, is_stale, reading_grade
from detectors.welsh_version import is_welsh_version
from models import AuthorityType
from paths import REGISTER
from register.services import load_services
from tests.detectors.pages import COUNCIL, FORM, page, shell
from web.words.catalogue import word

GOOD = """<p>Testham Council is committed to making its website accessible, in accordance with the Public Sector Bodies
(Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. This statement applies to
www.testham.gov.uk.</p>
<h2>Compliance status</h2><p>This website is partially compliant with the Web Content Accessibility Guidelines
version 2.2 AA
standard.</p><h2>Non-accessible content</h2><ul><li>Some PDFs fail 1.3.1</li><li>Contrast fails
1.4.3</li></ul>
<h2>Preparation of this accessibility statement</h2><p>This statement was prepared on 3 May 2024. It was last
reviewed on
12 March 2026. It was tested by the council.</p><h2>Feedback and contact information</h2><p>Contact us:
<a href="mailto:web@testham.gov.uk">web@testham.gov.uk</a></p><h2>Enforcement procedure</h2><p>The Equality
and Human Rights
Commission (EHRC) enforces the regulations. Contact the Equality Advisory and Support Service (EASS).</p>"""


def test_a_full_statement_passes_every_point() -> None:
    found = read_statement(page("Accessibility statement for Testham", GOOD))
    assert (found.status, found.wcag, found.prepared, found.reviewed) == (
        "partially",
        "2.2",
        date(2024, 5, 3),
        date(2026, 3, 12),
    )
    assert all(found.checks.values()), [name for name, ok in found.checks.items() if not ok]


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        (("12 March 2026", "a day"), "reviewed date"),
        (("version 2.2", "version 2.1"), "current standard"),
        (("partially compliant", "quite good"), "compliance status"),
        (("Equality Advisory and Support Service (EASS)", "council"), "enforcement route"),
        (("Testham Council is", "[name of organisation] is"), "no template text left"),
        (
            (
                "the Public Sector Bodies\n(Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018",
                "the law",
            ),
            "regulations named",
        ),
    ],
)
def test_each_missing_point_is_noticed(change: tuple[str, str], failed: str) -> None:
    assert change[0] in GOOD
    found = read_statement(page("Accessibility statement", GOOD.replace(*change)))
    assert not found.checks[failed]


def test_northern_ireland_has_its_own_enforcer() -> None:
    there = " ".join(GOOD.split()).replace(
        "Equality and Human Rights Commission (EHRC)", "Equality Commission for Northern Ireland (ECNI)"
    )
    assert read_statement(page("Accessibility statement", there), northern_ireland=True).has_enforcement
    assert not read_statement(page("Accessibility statement", GOOD), northern_ireland=True).has_enforcement


@pytest.mark.parametrize(
    "title",
    [
        "Disproportionate burden assessment",
        "Accessibility strategy for content",
        "Suggested accessibility statement for your website",
        "Car park accessibility",
        "Accessibility training",
    ],
)
def test_talk_about_accessibility_is_not_a_statement(title: str) -> None:
    assert looks_like_statement(page(title, GOOD)) == 0.0


def test_a_suppliers_statement_is_known_by_its_name() -> None:
    assert product_of(page("Accessibility statement for Idox", GOOD)) == "idox"
    assert product_of(page("Accessibility statement for Testham Council", GOOD)) == ""


NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "kind", "verdict"),
    [
        (b"Contact: mailto:sec@testham.gov.uk\nExpires: 2027-01-01T00:00:00Z\n", "text/plain", "valid"),
        (b"Contact: mailto:sec@testham.gov.uk\nExpires: 2026-01-01T00:00:00Z\n", "text/plain", "expired"),
        (b"Contact: mailto:sec@testham.gov.uk\n", "text/plain", "no_expire"),
        (b"Expires: 2027-01-01T00:00:00Z\n", "text/plain", "no_contact"),
        (b"<!doctype html><title>Not found</title>", "text/html", "html"),
        (b"", "text/plain", "empty"),
    ],
)
def test_security_txt_is_valid_only_with_contact_and_a_day_to_come(body: bytes, kind: str, verdict: str) -> None:
    assert security_txt_verdict(body, kind, NOW) == verdict


SENT = {"content-security-policy": "default-src 'self'", "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin", "x-frame-options": "DENY"}  # fmt: skip


def _home(headers: dict[str, str], status: int = 200, body: bytes = b"") -> FileReply:
    body = body or shell("Home", "<p>Welcome</p>")
    return FileReply(COUNCIL.homepage, body, COUNCIL.homepage, status, headers, fetched_at="2026-11-01T08:00:00+00:00")


def _home_observed(reply: FileReply) -> list[Observation]:
    search = SearchRecord("ok", complete=True)
    return list(observe_authority(COUNCIL, [reply], (), {}, search, owners_for((COUNCIL,), COUNCIL)).observations)


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (_home({"content-type": "text/html", **SENT}), ("measured", 1.0, 4), "4 of 4 protective headers: a Content"),
        (_home({"content-type": "text/html"}), ("measured", 0.0, 4), "None of 4 protective headers."),
        (_home({"X-Content-Type-Options": "NoSniff"}), ("measured", 0.25, 4), "1 of 4 protective headers: X-Content-"),
        (_home({"content-security-policy": "default-src * 'unsafe-inline'"}), ("measured", 0.0, 4), "None of 4"),
        (_home({"referrer-policy": "unsafe-url", "x-frame-options": "ALLOWALL"}), ("measured", 0.0, 4), "None of 4"),
        (_home({"content-security-policy": "frame-ancestors 'self'"}), ("measured", 0.25, 4), "against framing."),
        (
            _home({"content-type": "text/html"}, body=b"<meta http-equiv=content-security-policy content=\"default-src "
                  b"'self'\"><meta name=referrer content=no-referrer><h1>Home</h1><p>Welcome to Testham</p>"),
            ("measured", 0.5, 4), "2 of 4",
        ),
        (_home({}), ("not_checked", None, None), "were not kept"),
        (_home(SENT, status=403), ("blocked", None, None), "HTTP status 403"),
        (_home(SENT, status=429), ("blocked", None, None), "HTTP status 429"),
        (_home(SENT, status=503), ("unreachable", None, None), "HTTP status 503"),
    ],
)  # fmt: skip
def test_protective_headers_are_counted_where_a_reply_of_the_site_shows_them(reply, expected, words) -> None:
    (found,) = (one for one in _home_observed(reply) if (one.measure, one.subject) == ("T03", ""))
    assert (found.status, found.value, found.denominator) == expected
    assert words in word(found.message)


def test_a_reply_whose_headers_were_not_kept_says_nothing_of_https_for_a_year() -> None:
    found = {one.measure: one.status for one in _home_observed(_home({})) if not one.subject}
    assert found["T02"] == "not_checked"
    assert {one.subject for one in _home_observed(_home({}))} == {""}


def test_the_single_tests_of_the_headers_are_told_with_their_points() -> None:
    sent = SENT | {
        "content-type": "text/html",
        "strict-transport-security": "max-age=300",
        "set-cookie": "sess=1; Secure",
    }
    parts = {one.subject: one for one in _home_observed(_home(sent)) if one.subject}
    assert {one.measure for one in parts.values()} == {"T03"}
    values = {test: one.value for test, one in parts.items()}
    assert values == {
        "content-security-policy": 5.0, "cookies": -30.0, "cross-origin-resource-sharing": None, "redirection": None,
        "referrer-policy": 5.0, "strict-transport-security": None, "subresource-integrity": 0.0,
        "x-content-type-options": 0.0, "x-frame-options": 5.0, "cross-origin-resource-policy": 0.0,
        "cross-origin-embedder-policy": 0.0, "cross-origin-opener-policy": 0.0,
    }  # fmt: skip
    assert word(parts["cookies"].message) == (
        "cookies: cookies-session-without-httponly-flag, -30 points by version 6 of the MDN HTTP Observatory's "
        "algorithm."
    )
    assert parts["redirection"].status == "not_checked"
    assert parts["cookies"].receipts[0].locator == "header: set-cookie"


def test_hsts_is_read_from_its_header() -> None:
    assert hsts_seconds({"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}) == 31536000
    assert hsts_seconds({"strict-transport-security": "nonsense"}) is None
    assert hsts_seconds({"strict-transport-security": "max-age=0"}) == 0
    assert hsts_seconds({"strict-transport-security": f"max-age={'9' * 5000}"}) == 2**31


@pytest.mark.parametrize(
    ("content", "stale"),
    [
        ("<p>Last updated: 1 June 2026</p>", False),
        ("<p>Last updated: 1 June 2024</p>", True),
        ("<p>The closing date is 3 May 2026.</p>", True),
        ("<p>The closing date is 3 May 2027.</p>", None),
        ("<p>Nothing dated.</p>", None),
    ],
)
def test_a_page_is_stale_by_its_stamp_or_a_passed_deadline(content: str, stale: bool | None) -> None:
    assert is_stale(page("School admissions", content), date(2026, 11, 1)) is stale


def test_hard_words_read_harder() -> None:
    easy = "Put your bin out by six. We will empty it that day. Do not put glass in it. " * 6
    hard = (
        "Notwithstanding aforementioned considerations, infrastructure necessitates administrative authorisation. " * 12
    )
    assert reading_grade(easy) < 6 < 15 < reading_grade(hard)
    assert reading_grade("Too short.") is None


def test_feedback_welsh_help_and_boxes_are_seen() -> None:
    asked = page("Bins", '<form method="post"><p>Was this page useful?</p><button>Yes</button></form>')
    assert asks_feedback(asked) and not asks_feedback(page("Bins", "<p>Contact us.</p>"))
    assert is_welsh(page("Biniau", "<p>x</p>", lang="cy")) and not is_welsh(page("Bins", "<p>x</p>"))
    assert shows_help(page("Bins", "<p>Call 01632 960123</p>")) and not shows_help(page("Bins", "<p>Nothing</p>"))
    box = page(
        "Find your councillor",
        '<form action="/f"><label>Postcode <input name="pc"></label><button>Find</button></form>',
    )
    assert role_of(next(f for f in box.forms if f.region == "main"), box) is FormRole.LOOKUP


def test_a_feed_is_known_by_its_envelope() -> None:
    assert referral_version(b'{"version": "HSDS-UK-3.0"}') == "3.0"
    assert referral_version(b'{"totalElements": 3, "content": []}') == "1.0"
    assert referral_version(b"<html>") == referral_version(b"[1]") == ""


def test_every_measure_is_named_once() -> None:
    codes = [measure.code for measure in MEASURES]
    assert len(codes) == len(set(codes)) and {"S01", "C12", "A01", "F11", "G11", "C01G"} <= set(codes)


def test_a_complex_need_without_a_telephone_has_no_full_marks() -> None:
    assert (scored_level(4, 4, ("phone",)), scored_level(3, 4, ("phone",)), scored_level(4, 4, ())) == (3, 3, 4)


def _file(url: str, status: int, body: str, kind: str = "text/plain") -> FileReply:
    return FileReply(url, body.encode(), url, status, {"content-type": kind}, fetched_at="2026-11-01T08:00:00+00:00",
                     discovered_via="product:meetings")  # fmt: skip


def _observed(
    *replies: FileReply,
    failures: dict[str, str] | None = None,
    complete: bool = True,
    fetched_at: str = "2026-11-01T08:00:00+00:00",
) -> dict[str, tuple[str, float | None]]:
    home = FileReply(
        COUNCIL.homepage,
        shell("Home", "<p>Welcome</p>"),
        COUNCIL.homepage,
        discovered_via="seed:home",
        fetched_at=fetched_at,
    )
    committees = FileReply(
        "https://www.testham.gov.uk/democracy",
        shell("Committees", '<a href="https://democracy.testham.gov.uk/mgListCommittees.aspx">Committees</a>'),
        fetched_at=fetched_at,
        depth=1,
    )
    search = SearchRecord("ok", failures=failures or {}, complete=complete)
    found = observe_authority(COUNCIL, [home, committees, *replies], (), {}, search, owners_for((COUNCIL,), COUNCIL))
    assert all(word(one.message) for one in found.observations)
    return {one.measure: (one.status, one.value) for one in found.observations if not one.subject}


@pytest.mark.parametrize(
    ("code", "title", "content", "value"),
    [
        ("B09", "Case studies", "<p>Written on 4 March 2026.</p>", 1.0),
        ("B09", "Case studies", "<p>Written on 4 March 2022.</p>", 0.0),
        ("G01", "Digital strategy 2025 to 2028", "<p>Our plans.</p>", 1.0),
        ("G01", "Digital strategy 2015 to 2018", "<p>Our plans.</p>", 0.0),
        ("G10", "What users told us", "<p>We tested the form with ten residents.</p>", 1.0),
        ("P01", "Open data", "<p>Published under the Open Government Licence.</p>", 1.0),
        ("P01", "Open data", "<p>Our data sets.</p>", 0.0),
        ("P10", "FOI disclosure log", "<p>Answers to earlier requests.</p>", 1.0),
        ("P10", "FOI disclosure log", "<p>The log is being developed.</p>", 0.0),
        ("P11", "Digital performance", "<p>92 % of reports were made online.</p>", 1.0),
        ("P11", "Digital performance", "<p>We are doing well.</p>", 0.0),
        ("T12", "Privacy notice", "<p>Last updated 4 March 2026.</p><p>Who we share your data with.</p>", 1.0),
        ("T12", "Privacy notice", "<p>Last updated 4 March 2026.</p>", 0.0),
    ],
)
def test_a_page_answers_its_question(code: str, title: str, content: str, value: float) -> None:
    url = "https://www.testham.gov.uk/your-council/page"
    reply = FileReply(url, shell(title, content), url, fetched_at="2026-11-01T08:00:00+00:00", depth=1)
    assert _observed(reply)[code] == ("measured", value)


@pytest.mark.parametrize(
    ("code", "title", "content"),
    [
        ("A01", "About us", "<p>Our history.</p>"),
        ("P01", "About us", "<p>Our history.</p>"),
        ("G01", "About us", "<p>Our history.</p>"),
        ("G08", "Consultations", "<p>Two are open.</p>"),
        ("T12", "Privacy notice", "<p>How we use your information.</p>"),
    ],
)
def test_what_a_page_not_read_could_show_is_unknown_while_pages_are_unread(code: str, title: str, content: str) -> None:
    url = "https://www.testham.gov.uk/your-council/page"
    reply = FileReply(url, shell(title, content), url, fetched_at="2026-11-01T08:00:00+00:00", depth=1)
    statement = {"https://www.testham.gov.uk/accessibility": "refused"} if code != "A01" else {}
    assert _observed(reply, failures=statement, complete=False)[code] == ("not_checked", None)


TASKS = ("Pay council tax", "Report a missed bin", "Report a pothole", "Apply for a parking permit",
         "Report fly-tipping", "Join the library")  # fmt: skip


def _task_pages(followed: int, broken: int) -> dict[str, tuple[str, float | None]]:
    """Observe six task pages of six services, of whose ways in some were followed, and some of these are gone."""
    services = [one for one in load_services(REGISTER) if one.code in ("S01", "S06", "S11", "S13", "S17", "S25")]
    replies = []
    for number, task in enumerate(TASKS):
        page, form = f"https://www.testham.gov.uk/tasks/{number}", f"https://www.testham.gov.uk/forms/{number}"
        replies.append(
            FileReply(page, shell(task, f'<p>Do it now.</p><a href="{form}">{task} online</a>'), page, depth=1)
        )
        if number < followed:
            gone = number < broken
            body = shell("Page not found", "<p>Sorry.</p>") if gone else shell(task, FORM)
            replies.append(FileReply(form, body, form, 404 if gone else 200, depth=2))
    duties = {one.code: ("full", "") for one in services}
    search = SearchRecord("ok", complete=False)
    found = observe_authority(COUNCIL, replies, services, duties, search, owners_for((COUNCIL,), COUNCIL))
    return {one.measure: (one.status, one.value) for one in found.observations if not one.subject}


@pytest.mark.parametrize(
    ("followed", "broken", "expected"),
    [
        (6, 0, ("measured", 1.0)),
        (6, 3, ("measured", 0.5)),
        (4, 0, ("not_checked", None)),
        (4, 2, ("not_checked", None)),
        (0, 0, ("not_checked", None)),
    ],
)
def test_task_links_hold_only_where_most_were_followed(followed: int, broken: int, expected: tuple) -> None:
    assert _task_pages(followed, broken)["F09"] == expected


@pytest.mark.parametrize(("code", "title"), [("B09", "Case studies"), ("G05", "Digital strategy progress report")])
def test_what_must_be_recent_is_not_judged_without_the_day_of_the_pages(code: str, title: str) -> None:
    url = "https://www.testham.gov.uk/your-council/page"
    reply = FileReply(url, shell(title, "<p>Written on 4 March 2026.</p>"), url, depth=1)
    assert _observed(reply, fetched_at="")[code] == ("ambiguous", None)


CONTACT_FILE = "https://www.testham.gov.uk/.well-known/security.txt"
WEB_SERVICE = "https://democracy.testham.gov.uk/mgWebService.asmx/GetCouncillorsByWard"


@pytest.mark.parametrize(
    ("reply", "failures", "expected"),
    [
        (_file(CONTACT_FILE, 200, "Contact: mailto:a@b.uk\nExpires: 2027-01-01T00:00:00Z\n"), {}, ("measured", 1.0)),
        (_file(CONTACT_FILE, 404, "Not found"), {}, ("measured", 0.0)),
        (_file(CONTACT_FILE, 403, "Access denied"), {}, ("blocked", None)),
        (_file(CONTACT_FILE, 503, "Busy"), {}, ("unreachable", None)),
        (None, {CONTACT_FILE: "disallowed"}, ("disallowed", None)),
        (None, {CONTACT_FILE: "timed_out"}, ("unreachable", None)),
        (None, {}, ("not_checked", None)),
    ],
)
def test_a_security_contact_is_missing_only_where_the_server_says_so(
    reply: FileReply | None, failures: dict[str, str], expected: tuple[str, float | None]
) -> None:
    assert _observed(*([reply] if reply else []), failures=failures)["T04"] == expected


@pytest.mark.parametrize(
    ("reply", "failures", "expected"),
    [
        (_file(WEB_SERVICE, 200, "<?xml version='1.0'?><councillorsbyward><wards>", "text/xml"), {}, ("measured", 1.0)),
        (_file(WEB_SERVICE, 404, "Not found"), {}, ("measured", 0.0)),
        (_file(WEB_SERVICE, 403, "Access denied"), {}, ("blocked", None)),
        (_file(WEB_SERVICE, 500, "Runtime error"), {}, ("unreachable", None)),
        (None, {WEB_SERVICE: "timed_out"}, ("unreachable", None)),
        (None, {}, ("not_checked", None)),
    ],
)
def test_a_meetings_service_counts_as_silent_only_where_it_was_asked(
    reply: FileReply | None, failures: dict[str, str], expected: tuple[str, float | None]
) -> None:
    assert _observed(*([reply] if reply else []), failures=failures)["G07"] == expected


@pytest.mark.parametrize(
    "named",
    [
        "Open311", "GeoReport", "API documentation", "a Public API", "Developer portal", "developer API",
        "Application Programming Interface", "https://data.testham.gov.uk/open311/v2", "https://x.gov.uk/api/3/action",
        "Swagger",
    ],
)  # fmt: skip
def test_an_interface_is_named_in_any_case(named: str) -> None:
    assert interface_in(f"Read our {named} here").lower() in named.lower()
    assert interface_in(f"Read our {named} here") != ""
    assert interface_in("Read our therapists' programme for developers") == ""


IN_WALES = replace(COUNCIL, type=AuthorityType.WALES, nation="Wales")
FIRST_PAGE = "https://www.llanbrawf.llyw.cymru/"


def _offered(offers: dict[int, str], read: dict[str, bytes | int], home: str = FIRST_PAGE) -> Observation:
    """Observe six task pages. offers: number -> where its "Cymraeg" leads. read: address there -> page or status."""
    services = [one for one in load_services(REGISTER) if one.code in ("S01", "S06", "S11", "S13", "S17", "S25")]
    replies = [FileReply(COUNCIL.homepage, shell("Home", f'<a href="{home}">Cymraeg</a>'), COUNCIL.homepage)]
    for number, task in enumerate(TASKS):
        switch = f'<a href="{offers[number]}">Cymraeg</a>' if number in offers else ""
        page = f"https://www.testham.gov.uk/tasks/{number}"
        replies.append(FileReply(page, shell(task, f"{FORM}{switch}"), page, depth=1))
    for url, there in read.items():
        body, status = (there, 200) if isinstance(there, bytes) else (shell("Sorry", "<p>Sorry.</p>"), there)
        replies.append(FileReply(url, body, url, status, depth=2))
    duties, search = {one.code: ("full", "") for one in services}, SearchRecord("ok", complete=True)
    owners = owners_for((IN_WALES,), IN_WALES, also_called=("llanbrawf",))
    found = observe_authority(IN_WALES, replies, services, duties, search, owners)
    return next(one for one in found.observations if one.measure == "A10")


def _twin(number: int) -> str:
    return f"{FIRST_PAGE}tasgau/{number}"


IN_WELSH = shell("Tudalen", "<p>Geiriau.</p>", lang="cy")
ALL = {number: _twin(number) for number in range(len(TASKS))}


@pytest.mark.parametrize(
    ("offers", "read", "expected"),
    [
        (ALL, {_twin(n): IN_WELSH for n in ALL}, ("measured", 1.0, 6)),
        ({}, {}, ("measured", 0.0, 6)),
        (ALL, {}, ("not_checked", None, None)),
        (ALL, {_twin(n): IN_WELSH for n in range(4)}, ("not_checked", None, None)),
        (ALL, {_twin(n): IN_WELSH for n in range(5)}, ("measured", 1.0, 5)),
        (ALL, {_twin(n): 403 for n in ALL}, ("not_checked", None, None)),
        (ALL, {_twin(n): 503 for n in ALL}, ("not_checked", None, None)),
        (ALL, {_twin(n): 404 for n in ALL}, ("measured", 0.0, 6)),
        (ALL, {_twin(n): shell("Page", "<p>In English.</p>") for n in ALL}, ("measured", 0.0, 6)),
        (dict.fromkeys(ALL, FIRST_PAGE), {FIRST_PAGE: IN_WELSH}, ("not_checked", None, None)),
    ],
)
def test_a_welsh_page_that_was_not_read_is_unknown_and_neither_there_nor_missing(offers, read, expected) -> None:
    found = _offered(offers, read)
    assert (found.status, found.value, found.denominator) == expected


@pytest.mark.parametrize(
    ("words", "hreflang", "offers"),
    [
        ("Cymraeg", "", True),
        ("Newid i'r Gymraeg", "", True),
        ("Cymraeg (Welsh)", "", True),
        ("View this page in Welsh", "", True),
        ("CY", "", True),
        ("Rhagor", "cy-GB", True),
        ("English", "en", False),
        ("Cymraeg i Oedolion", "", False),
        ("Learn Welsh", "", False),
        ("Welsh Government", "", False),
        ("", "", False),
    ],
)
def test_a_link_to_the_same_page_in_welsh_says_so(words: str, hreflang: str, offers: bool) -> None:
    assert is_welsh_version(words, hreflang) is offers
