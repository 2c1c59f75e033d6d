"""Replies that are no answer: what cannot be read, walls, empty shells, error pages served as pages."""

from __future__ import annotations

import re

from detectors.forms import ACTING, FormRole, role_of
from detectors.kind import Kind, KindFound
from detectors.pages import MAIN, PageModel
from detectors.verdict.error_pages import ErrorKind, ErrorPage, error_page
from detectors.wording import count_words

_SCRIPT = re.compile(
    r"(?:enable|requires?|needs?|turn on|switch on|without) (?:your )?javascript|javascript (?:is |must be |"
    r"to be )?(?:disabled|enabled|required|not)",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(r"incapsula|errors\.edgesuite|ddos protection|enable cookies to continue", re.IGNORECASE)
_REFUSED = (401, 403, 429, 503)
_KINDS = {
    ErrorKind.BLOCKED: Kind.BLOCKED,
    ErrorKind.GONE: Kind.BROKEN,
    ErrorKind.FAILED: Kind.BROKEN,
    ErrorKind.UNAVAILABLE: Kind.UNAVAILABLE,
}


def no_answer(page: PageModel) -> KindFound | None:
    """Return why a page says nothing about a service, None if it may."""
    early = _unreadable(page)
    if early is not None:
        return early
    words, said = count_words(page.main_text), _error(page)
    if said is not None and said.kind is ErrorKind.BLOCKED:
        return KindFound(Kind.BLOCKED, said.because)
    early = _wall(page, words) or _empty_shell(page, words)
    if early is not None:
        return early
    if page.status is not None and page.status >= 500:
        return KindFound(Kind.BROKEN, f"HTTP status {page.status}")
    return KindFound(_KINDS[said.kind], said.because) if said is not None else None


def _unreadable(page: PageModel) -> KindFound | None:
    if page.status is not None and page.status in (404, 410):
        return KindFound(Kind.BROKEN, f"HTTP status {page.status}")
    if page.readable:
        return None
    if page.status is not None and page.status >= 400:
        kind = Kind.BLOCKED if page.status in _REFUSED else Kind.BROKEN
        return KindFound(kind, f"HTTP status {page.status}")
    return KindFound(Kind.UNPARSEABLE, page.content_type or "no page could be read")


def _wall(page: PageModel, words: int) -> KindFound | None:
    """A refusal has little else on its page; on a full page the same status means nothing."""
    if page.status in _REFUSED and words < 120:
        return KindFound(Kind.BLOCKED, f"HTTP status {page.status}")
    challenge = _CHALLENGE.search(page.noscript)
    return KindFound(Kind.BLOCKED, challenge[0]) if challenge and words < 60 and not _acts(page, ACTING) else None


def _empty_shell(page: PageModel, words: int) -> KindFound | None:
    fields = any(f.fields for f in page.forms if role_of(f, page) != FormRole.SEARCH)
    if words >= 25 or fields or page.frames or len(page.main_links()) > 3:
        return None
    scripted = page.script_bytes > 200 or any(".js" in asset for asset in page.assets)
    asks = _SCRIPT.search(page.noscript) or _SCRIPT.search(page.main_text)
    if asks or (scripted and words < 8 and not page.h1):
        return KindFound(Kind.NEEDS_JAVASCRIPT, asks.group(0) if asks else "no text without its scripts")
    return None


def _error(page: PageModel) -> ErrorPage | None:
    acts = _acts(page, (FormRole.TASK, FormRole.STEP, FormRole.LOGIN))
    return error_page(page.title, page.h1, running_text(page), acts)


def running_text(page: PageModel) -> str:
    """Return the text of the page's own content without its heading and its lists of links, a block a line."""
    linked = {word for link in page.main_links() for word in link.text.split()}
    return "\n".join(b.text for b in page.blocks if b.region == MAIN and b.tag != "h1" and not _is_list(b.text, linked))


def _is_list(text: str, linked: set[str]) -> bool:
    words = text.split()
    return sum(word in linked for word in words) > 0.8 * len(words)


def _acts(page: PageModel, roles: frozenset[FormRole] | tuple[FormRole, ...]) -> bool:
    return any(role_of(form, page) in roles for form in page.forms)
