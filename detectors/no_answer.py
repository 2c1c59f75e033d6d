"""Replies that are no answer: what a verdict (detectors/verdict/verdict.py) means for the services of a page."""

from __future__ import annotations

from detectors.page_kinds import Kind, KindFound
from detectors.pages import PageModel
from detectors.verdict.verdict import Reason, ReplyKind
from detectors.wording import quoted
from models import Message

_KINDS = {
    ReplyKind.MOVED: Kind.UNPARSEABLE,
    ReplyKind.GONE: Kind.BROKEN,
    ReplyKind.WALL: Kind.BLOCKED,
    ReplyKind.CONSENT: Kind.BLOCKED,
    ReplyKind.MAINTENANCE: Kind.UNAVAILABLE,
    ReplyKind.FAILED: Kind.BROKEN,
    ReplyKind.SHELL: Kind.NEEDS_JAVASCRIPT,
    ReplyKind.PARKED: Kind.UNPARSEABLE,
    ReplyKind.CUT_SHORT: Kind.UNPARSEABLE,
    ReplyKind.UNREADABLE: Kind.UNPARSEABLE,
    ReplyKind.DOCUMENT: Kind.UNPARSEABLE,
}
"""Without a page, and without a sign-in, which is something that a council offers."""


def no_answer(page: PageModel) -> KindFound | None:
    """Return why a page says nothing about a service, None if it may."""
    kind = _KINDS.get(page.verdict.kind)
    if kind is None:
        return None
    if page.status == 503:  # RFC 9110, section 15.6.4: it passes, so nothing is concluded of the page
        kind = Kind.BLOCKED
    return KindFound(kind, _because(page))


def _because(page: PageModel) -> Message:
    reason = page.verdict.reason
    if reason is Reason.STATUS:
        return Message("page.http_status", {"status": page.status})
    if reason in (Reason.NO_BODY, Reason.MEDIA_TYPE):
        return quoted(page.content_type) if page.content_type else Message("page.not_read")
    if reason is Reason.NO_TEXT:
        return Message("page.script_text") if page.verdict.kind is ReplyKind.SHELL else Message("page.no_text")
    if page.verdict.words or reason is None:
        return quoted(page.verdict.words)
    return Message(f"verdict.{reason.name.lower()}")
