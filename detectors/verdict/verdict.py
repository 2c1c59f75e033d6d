"""What a reply is: a page, or one of the things that servers send in place of one. Decided here and nowhere else.

The crawl and the detectors ask the same function about the same reply, so they cannot disagree. What each does with the
answer is its own: collectors/crawl/reading/verdict.py, detectors/no_answer.py. docs/decisions/0015 has the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from detectors.verdict.error_pages import ErrorKind, error_page
from detectors.verdict.error_words import BLOCKED, UNAVAILABLE, Wording
from detectors.verdict.folding import fold
from detectors.verdict.look import FEW_LINKS, Look
from detectors.verdict.marks import (
    APP_ROOT,
    ASKS_FOR_SCRIPTS,
    CHALLENGE_HEADERS,
    CONSENT,
    FIREWALL,
    NOBODY_HOME,
    SIGN_IN_ADDRESS,
)

REFUSALS = frozenset({401, 403, 407, 429, 451})
"""Statuses by which a server declines to answer this reader (RFC 9110, section 15.5; RFC 6585; RFC 7725)."""
SMALL_PAGE = 25_000
"""Bytes; a page of a firewall is smaller."""
WALL_WORDS = 60
"""Words of running text from which a page says something of its own, whatever scripts it carries."""
SIGN_IN_WORDS = 100
"""Words of running text below which a page with a password box is about nothing else."""
SHELL_WORDS, SILENT_WORDS, SHELL_LINKS = 25, 8, 3
"""Words below which a page has next to nothing to read; below which it has nothing; links it may have all the same."""
_HEAD_BYTES = 8192
_TAG = re.compile(rb"<[^>]{0,2000}>")
_OPENED = re.compile(rb"<(?:html|body)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)


class ReplyKind(StrEnum):
    """What a reply is. Only a page says something about services; a sign-in page says that there is an account."""

    PAGE = "page"
    MOVED = "moved"
    GONE = "gone"
    WALL = "bot wall"
    CONSENT = "consent wall"
    SIGN_IN = "sign-in"
    MAINTENANCE = "maintenance"
    FAILED = "failed"
    SHELL = "needs JavaScript"
    PARKED = "parked"
    CUT_SHORT = "cut short"
    UNREADABLE = "unreadable"
    DOCUMENT = "no web page"


class Reason(StrEnum):
    """What decided. words of a verdict are the phrase, the mark or the media type that did, "" if none did."""

    STATUS = "status"
    FIREWALL = "firewall"
    WORDS = "words"
    CONSENT_FORM = "consent form"
    SIGN_IN = "sign-in form"
    DEFAULT_PAGE = "default page"
    ASKS_FOR_SCRIPTS = "asks for scripts"
    NO_TEXT = "no text"
    NOT_ENDED = "not ended"
    MEDIA_TYPE = "media type"
    NO_BODY = "no body"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came. status: None if it is not known, which is taken for 200. headers: names in lower case.

    media_type: as charset.media_type_of finds it. body: in UTF-8 if it is text. cut: it is known not to be whole.
    """

    url: str
    status: int | None
    headers: Mapping[str, str]
    media_type: str
    body: bytes
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reply is, and why; reason is None for an ordinary page."""

    kind: ReplyKind
    reason: Reason | None = None
    words: str = ""


PAGE = Verdict(ReplyKind.PAGE)
_BY_ERROR = {
    ErrorKind.BLOCKED: ReplyKind.WALL,
    ErrorKind.GONE: ReplyKind.GONE,
    ErrorKind.UNAVAILABLE: ReplyKind.MAINTENANCE,
    ErrorKind.FAILED: ReplyKind.FAILED,
}


def verdict_of(reply: Reply, look: Look | None = None) -> Verdict:
    """Return what a reply is. look: at the page, if the body is a web page that a parser could read; else None."""
    early = verdict_without_page(reply.status, reply.headers, reply.body)
    if early is not None:
        return early
    return _of_no_page(reply) if look is None else _of_page(reply, look)


def verdict_without_page(status: int | None, headers: Mapping[str, str], body: bytes) -> Verdict | None:
    """Return what an HTTP status and headers alone decide, None if the page itself has to be looked at.

    What a firewall signs is a wall under any status. A 503 is maintenance if it says when to return or speaks of it.
    """
    status = status or 200
    by_status = _by_status(status)
    if by_status is not ReplyKind.WALL and _is_challenge(status, headers, body):
        return Verdict(ReplyKind.WALL, Reason.FIREWALL)
    if status == 503 and ("retry-after" in headers or _says(UNAVAILABLE, body)):
        return Verdict(ReplyKind.MAINTENANCE, Reason.STATUS)
    return None if by_status is None else Verdict(by_status, Reason.STATUS)


def _by_status(status: int) -> ReplyKind | None:
    if status in REFUSALS:
        return ReplyKind.WALL
    if status >= 500:
        return ReplyKind.FAILED
    if status >= 400:
        return ReplyKind.GONE
    return ReplyKind.MOVED if status >= 300 else None


def _is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    if any(name in headers and mark in headers[name].lower() for name, mark in CHALLENGE_HEADERS.items()):
        return True
    return status >= 400 and len(body) < SMALL_PAGE and (bool(FIREWALL.search(body)) or _says(BLOCKED, body))


def _says(wording: Wording, body: bytes) -> bool:
    words = fold(_TAG.sub(b" ", body[:_HEAD_BYTES]).decode("utf-8", errors="replace"))
    return bool(wording.sentence.search(words) or wording.whole.search(words))


def _of_no_page(reply: Reply) -> Verdict:
    if not reply.body:
        return Verdict(ReplyKind.UNREADABLE, Reason.NO_BODY)
    return Verdict(ReplyKind.DOCUMENT, Reason.MEDIA_TYPE, reply.media_type)


def _of_page(reply: Reply, look: Look) -> Verdict:
    if look.text is None:
        return PAGE
    acts = look.fields >= 2 and not look.has_password
    found = _wall_or_nobody(reply, look, acts) if look.links < FEW_LINKS else None
    found = found or _error(reply, look, acts) or _nothing_yet(reply, look)
    if found is None:
        return PAGE
    judged_by_lack = found.reason in (Reason.NO_TEXT, Reason.ASKS_FOR_SCRIPTS)
    return Verdict(ReplyKind.CUT_SHORT, Reason.NOT_ENDED) if judged_by_lack and _is_cut_short(reply) else found


def _wall_or_nobody(reply: Reply, look: Look, acts: bool) -> Verdict | None:
    """Return what a page with few links is if it is no page at all: a wall, a sign-in, a place where nobody lives."""
    if len(reply.body) < SMALL_PAGE and not acts and look.words < WALL_WORDS and (mark := FIREWALL.search(reply.body)):
        return Verdict(ReplyKind.WALL, Reason.FIREWALL, mark[0].decode("ascii"))
    if look.posts and not look.links and (asked := CONSENT.search(f"{look.title} {look.heading}")):
        return Verdict(ReplyKind.CONSENT, Reason.CONSENT_FORM, asked[0])
    if parked := NOBODY_HOME.search(f"{look.title} | {look.heading}"):
        return Verdict(ReplyKind.PARKED, Reason.DEFAULT_PAGE, parked[0])
    sends_on = look.posts and not (look.links or look.fields) and look.words < SILENT_WORDS
    at_sign_in = SIGN_IN_ADDRESS.search(reply.url)
    if (look.has_password and (at_sign_in or look.words < SIGN_IN_WORDS)) or (sends_on and at_sign_in):
        return Verdict(ReplyKind.SIGN_IN, Reason.SIGN_IN)
    return None


def _error(reply: Reply, look: Look, acts: bool) -> Verdict | None:
    found = error_page(look.title, look.heading, look.text or "", acts, look.parts)
    if found is not None and _is_cut_short(reply):
        found = error_page(look.title, look.heading, "", acts=True)  # its text may go on: only what is certain counts
    return None if found is None else Verdict(_BY_ERROR[found.kind], Reason.WORDS, found.because)


def _nothing_yet(reply: Reply, look: Look) -> Verdict | None:
    """Return what a page is that has nothing to read, to follow or to fill in, or not until its scripts have run."""
    if not (look.text or look.heading or look.links or look.frames or look.fields or look.scripts):
        return Verdict(ReplyKind.UNREADABLE, Reason.NO_TEXT)
    if not look.scripts or look.words >= SHELL_WORDS or look.fields or look.frames or look.own_links > SHELL_LINKS:
        return None
    if asked := ASKS_FOR_SCRIPTS.search(f"{look.noscript} {look.text}"):
        return Verdict(ReplyKind.SHELL, Reason.ASKS_FOR_SCRIPTS, asked[0])
    silent = look.words < SILENT_WORDS and not (look.heading and look.links)
    if silent or APP_ROOT.search(reply.body):
        return Verdict(ReplyKind.SHELL, Reason.NO_TEXT)
    return None


def _is_cut_short(reply: Reply) -> bool:
    """Return whether a page ends before its end: its keeper says so, or it opens what it never closes."""
    body = reply.body
    return reply.cut or not (_CLOSED.search(body[-500:]) or _CLOSED.search(body)) and bool(_OPENED.search(body))
