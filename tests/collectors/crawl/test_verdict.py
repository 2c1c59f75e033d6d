"""What kind of answer a reply is: a wall, an apology or an empty shell is never taken for the page."""

from collections import Counter

import pytest

from collectors.crawl.frontier.cues import Cues
from collectors.crawl.limits import Limits
from collectors.crawl.reading.examine import Examiner, Job
from collectors.crawl.reading.verdict import PageStatus, status_without_page
from collectors.crawl.site_status import Seen, SiteStatus, conclude

TEXT = "<p>" + "Your council collects bins every week. " * 20 + "</p>"
LINKS = "".join(f'<a href="/{n}">Page {n}</a>' for n in range(12))
PASSWORD = '<form method="post"><input name="u"><input type="password" name="p"></form>'
SCRIPTS = '<script src="/a.js"></script>' * 3


def status(title: str, body: str, url: str = "https://a.gov.uk/x", code: int = 200, **headers: str) -> str:
    page = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()
    headers = {"content-type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Examiner(Cues({}), Limits()).examine(Job(1, "page", url, code, headers, page)).status


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Bins", f"<h1>Bins</h1>{TEXT}{LINKS}", "ok"),
        ("Bins", f"<h1>Bins</h1>{TEXT}", "ok"),
        ("Just a moment...", "<p>Checking your browser</p>", "blocked"),
        ("Attention Required! | Cloudflare", "<p>x</p>", "blocked"),
        ("Request Rejected", "The requested URL was rejected. Please consult with your administrator.", "blocked"),
        ("", '<iframe src="/_Incapsula_Resource?x=1"></iframe>', "blocked"),
        ("Human verification", "<p>Confirm that you are not a robot</p>", "blocked"),
        ("Sign in", f"<h1>Sign in</h1>{PASSWORD}", "blocked"),
        ("Cookies on this site", '<h1>Cookies</h1><form method="post"><button>Accept</button></form>', "blocked"),
        (
            "Council",
            f'<noscript>You need to enable JavaScript</noscript><div id="root"></div>{SCRIPTS}',
            "needs_javascript",
        ),
        ("Council", f"<app-root></app-root>{SCRIPTS}", "needs_javascript"),
        ("Council", f"{TEXT}<noscript>Please enable JavaScript</noscript>{SCRIPTS}{LINKS}", "ok"),
        ("We'll be back soon", "<p>We are carrying out essential maintenance.</p>", "maintenance"),
        ("Road maintenance", f"<h1>Road maintenance</h1>{TEXT}{LINKS}", "ok"),
        ("Page not found - Council", f"<h1>Sorry</h1>{TEXT}{LINKS}", "soft_404"),
        ("Council", f"<h1>We can't find that page</h1>{TEXT}{LINKS}", "soft_404"),
        ("Council", f"<h1>Can't find your bin day?</h1>{TEXT}{LINKS}", "ok"),
        ("Lost and found", f"<h1>Lost and found property</h1>{TEXT}{LINKS}", "ok"),
        ("A404 road closure", f"<h1>A404 road closure</h1>{TEXT}{LINKS}", "ok"),
        ("Tudalen heb ei chanfod", f"<h1>Sori</h1>{TEXT}{LINKS}", "soft_404"),
        ("Welcome to nginx!", "<p>If you see this page</p>", "unparseable"),
        ("This domain is for sale", "<p>Offers</p>", "unparseable"),
        ("", " ", "unparseable"),
        ("My account", f"<h1>My account</h1>{TEXT}{TEXT}{PASSWORD}{LINKS}", "ok"),
    ],
)
def test_a_page_served_as_200_is_told_for_what_it_is(title: str, body: str, expected: str) -> None:
    assert status(title, body) == expected


@pytest.mark.parametrize(
    ("code", "headers", "expected"),
    [
        (401, {}, "blocked"),
        (403, {}, "blocked"),
        (429, {}, "blocked"),
        (451, {}, "blocked"),
        (404, {}, "not_found"),
        (410, {}, "not_found"),
        (500, {}, "unreachable"),
        (503, {}, "unreachable"),
        (999, {}, "unreachable"),
        (503, {"retry_after": "60"}, "maintenance"),
        (200, {"cf_mitigated": "challenge"}, "blocked"),
        (503, {"cf_mitigated": "challenge"}, "blocked"),
        (405, {"x_amzn_waf_action": "captcha"}, "blocked"),
    ],
)
def test_status_and_headers_are_judged_before_the_page(code: int, headers: dict, expected: str) -> None:
    assert status("Bins", f"<h1>Bins</h1>{TEXT}{LINKS}", code=code, **headers) == expected


def test_a_challenge_under_a_server_error_is_a_wall() -> None:
    assert status_without_page(503, {}, b"<title>Just a moment...</title>") is PageStatus.BLOCKED


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 x", "text/html"),
        (b"\x89PNG\r\n", "text/html"),
        (b'{"a": 1}', "text/html"),
        (b"words", "text/plain"),
    ],
)
def test_what_is_no_page_is_called_so(body: bytes, content_type: str) -> None:
    job = Job(1, "page", "https://a.gov.uk/", 200, {"content-type": content_type}, body)
    assert Examiner(Cues({}), Limits()).examine(job).status == "not_a_page"


def seen(home: str, pages: dict, left: int = 0, ended: bool = True, robots: str = "ok") -> Seen:
    return Seen(home, "", robots, "", Counter(pages), left, ended)


@pytest.mark.parametrize(
    ("evidence", "expected", "complete"),
    [
        (seen("ok", {"ok": 20}), SiteStatus.REPLIED, True),
        (seen("ok", {"ok": 20, "not_found": 9, "soft_404": 5}), SiteStatus.REPLIED, True),
        (seen("ok", {"ok": 20, "unreachable": 2}), SiteStatus.REPLIED, True),
        (seen("ok", {"ok": 20, "unreachable": 5}), SiteStatus.REPLIED, False),
        (seen("ok", {"ok": 20, "disallowed": 5}), SiteStatus.REPLIED, False),
        (seen("ok", {"ok": 20}, left=3), SiteStatus.REPLIED, False),
        (seen("ok", {"ok": 20}, ended=False), SiteStatus.REPLIED, False),
        (seen("ok", {"ok": 2, "blocked": 30}), SiteStatus.BLOCKED, False),
        (seen("needs_javascript", {"needs_javascript": 1}), SiteStatus.NEEDS_JAVASCRIPT, False),
        (seen("needs_javascript", {"needs_javascript": 1, "ok": 9}), SiteStatus.REPLIED, True),
        (seen("off_site", {"off_site": 1}), SiteStatus.MOVED, False),
        (seen("maintenance", {"maintenance": 1}), SiteStatus.MAINTENANCE, False),
        (seen("tls_failed", {"tls_failed": 1}), SiteStatus.TLS_FAILED, False),
        (seen("not_a_page", {"not_a_page": 1}), SiteStatus.UNPARSEABLE, False),
        (seen("not_found", {"not_found": 1}), SiteStatus.UNREACHABLE, False),
        (seen("disallowed", {"disallowed": 1}), SiteStatus.DISALLOWED, False),
        (seen("", {}, robots="tls_failed"), SiteStatus.TLS_FAILED, False),
        (seen("", {}), SiteStatus.NOT_CHECKED, False),
    ],
)
def test_only_a_finished_search_of_a_site_that_replied_is_complete(evidence: Seen, expected, complete: bool) -> None:
    status, _, found_complete = conclude(evidence)
    assert (status, found_complete) == (expected, complete)
