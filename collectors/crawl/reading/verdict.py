"""What became of a request for a page, as the crawl counts it. What a reply is says detectors/verdict/verdict.py."""

from collections.abc import Mapping
from enum import StrEnum

from detectors.verdict.verdict import Reason, ReplyKind, Verdict, verdict_without_page


class PageStatus(StrEnum):
    """What became of one request for a page. Only `ok` says something about services."""

    OK = "ok"
    REDIRECT = "redirect"
    OFF_SITE = "off_site"
    NOT_FOUND = "not_found"
    SOFT_404 = "soft_404"
    BLOCKED = "blocked"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"
    TLS_FAILED = "tls_failed"
    NEEDS_JAVASCRIPT = "needs_javascript"
    MAINTENANCE = "maintenance"
    UNPARSEABLE = "unparseable"
    NOT_A_PAGE = "not_a_page"


_BY_KIND = {
    ReplyKind.PAGE: PageStatus.OK,
    ReplyKind.MOVED: PageStatus.REDIRECT,
    ReplyKind.GONE: PageStatus.SOFT_404,
    ReplyKind.WALL: PageStatus.BLOCKED,
    ReplyKind.CONSENT: PageStatus.BLOCKED,
    ReplyKind.SIGN_IN: PageStatus.BLOCKED,
    ReplyKind.MAINTENANCE: PageStatus.MAINTENANCE,
    ReplyKind.FAILED: PageStatus.UNREACHABLE,
    ReplyKind.SHELL: PageStatus.NEEDS_JAVASCRIPT,
    ReplyKind.PARKED: PageStatus.UNPARSEABLE,
    ReplyKind.CUT_SHORT: PageStatus.UNPARSEABLE,
    ReplyKind.UNREADABLE: PageStatus.UNPARSEABLE,
    ReplyKind.DOCUMENT: PageStatus.NOT_A_PAGE,
}


def page_status(verdict: Verdict) -> PageStatus:
    """Return what a verdict means for the crawl. What a status says is gone is not found, what only words say a
    soft 404.
    """
    if verdict.kind is ReplyKind.GONE and verdict.reason is Reason.STATUS:
        return PageStatus.NOT_FOUND
    return _BY_KIND[verdict.kind]


def status_without_page(status: int, headers: Mapping[str, str], body: bytes) -> PageStatus | None:
    """Return what an HTTP status and headers alone decide, None if the page itself has to be looked at."""
    verdict = verdict_without_page(status, headers, body)
    return None if verdict is None else page_status(verdict)
