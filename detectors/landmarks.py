"""Which part of a page an element opens: content, navigation, banner, consent panel. Pure look-ups."""

from __future__ import annotations

import re

from detectors.pages import ASIDE, CONSENT, FOOTER, HEADER, MAIN, NAV, NOTICE
from detectors.phrases import phrase, word_set

_BY_TAG = {"nav": NAV, "footer": FOOTER, "aside": ASIDE, "main": MAIN}
_BY_ROLE = {
    "navigation": NAV,
    "banner": HEADER,
    "contentinfo": FOOTER,
    "complementary": ASIDE,
    "search": HEADER,
    "main": MAIN,
    "alert": NOTICE,
    "status": NOTICE,
    "menu": NAV,
    "menubar": NAV,
    "tablist": NAV,
}
_TOKEN = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CONSENT = phrase("markup", "consent_names")
_NOTICE = phrase("markup", "notice_names")
_NAV_WORDS = word_set("markup", "navigation_words")
_FOOT_WORDS = word_set("markup", "footer_words")
_HEAD_WORDS = word_set("markup", "header_words")
_ASIDE_WORDS = word_set("markup", "aside_words")
_CONTENT_WORDS = word_set("markup", "content_words")
_INNER_WORDS = word_set("markup", "inner_words")
_CONTENT_ID = phrase("markup", "content_names")


def is_landmark(tag: str, role: str, names: str) -> bool:
    """Return whether an element says of itself that it holds the page's own content."""
    if tag == "main" or role == "main":
        return True
    return bool(names) and tag in ("div", "section", "article", "td") and any(map(_CONTENT_ID.match, names.split()))


def region_of(tag: str, role: str, names: str, inherited: str, in_main: bool = False) -> str:
    """Return the region that an element opens, given its tag, role, class-and-id names and its parent's region.

    in_main: an ancestor is the page's <main>.

    A consent panel stays one whatever is nested in it; content inside a header or footer stays there;
    a header or aside inside content is content unless its names say otherwise.
    """
    if inherited == CONSENT or (names and len(names) < 400 and _CONSENT.search(names) and tag not in ("body", "html")):
        return CONSENT
    if tag in ("body", "html"):
        return inherited
    if role in _BY_ROLE:
        return _BY_ROLE[role] if role != "main" or inherited != FOOTER else inherited
    if tag in _BY_TAG:
        return _BY_TAG[tag]
    if tag == "header":
        return inherited if in_main or inherited != MAIN else HEADER
    return _by_names(tag, names, inherited)


def _by_names(tag: str, names: str, inherited: str) -> str:
    if not names or tag not in ("div", "section", "ul", "ol", "p", "form", "span", "table", "dl", "article"):
        return inherited
    if any(_CONTENT_ID.match(name) for name in names.split()):
        return MAIN
    if inherited in (NAV, FOOTER):
        return inherited
    if _NOTICE.search(names):
        return NOTICE
    words = set(_TOKEN.findall(_CAMEL.sub(" ", names).lower()))
    if words & _NAV_WORDS and not words & _CONTENT_WORDS:
        return NAV
    if inherited != MAIN:
        return inherited
    return _furniture(words)


def _furniture(words: set[str]) -> str:
    # "page-header" and "card-footer" dress content; only the site's own header and footer repeat.
    inner = words & _INNER_WORDS
    if words & _FOOT_WORDS and not inner:
        return FOOTER
    if words & _HEAD_WORDS and not inner:
        return HEADER
    return ASIDE if words & _ASIDE_WORDS else MAIN
