"""What one stored reply of a crawl lets the Observatory's tests say."""

from __future__ import annotations

from urllib.parse import urlsplit

from detectors.decode import text_of
from detectors.observatory.cookies import set_cookies
from detectors.observatory.visit import Https, Page, Visit
from detectors.pages import StoredReply


def page_of(reply: StoredReply) -> Page:
    """Return a stored reply as the tests read it."""
    headers = {name.lower(): value for name, value in reply.headers.items()}
    markup = text_of(reply.body or b"", reply.charset, headers.get("content-type", ""))
    return Page(reply.final_url or reply.url, headers, markup)


def visit_of(reply: StoredReply) -> Visit:
    """Return what a crawl saw of the host of a reply.

    A crawl does not ask http where https answers, names no origin, and keeps cookies over requests: a reply that sets
    none says nothing of them.
    """
    page = page_of(reply)
    parts = urlsplit(page.url)
    secure = parts.scheme == "https"
    sent = page.headers.get("set-cookie", "")
    return Visit(
        parts.hostname or "",
        page,
        Https.VERIFIED if secure else Https.UNKNOWN,
        page.headers if secure else None,
        cookies=tuple((page.url, value) for value in set_cookies(sent)) if sent else None,
    )
