"""Which part of a page an element opens: content, navigation, banner, consent panel. Pure look-ups."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from detectors.pages import ASIDE, CONSENT, FOOTER, HEADER, MAIN, NAV, NOTICE
from detectors.phrases import phrase, word_set

LANDMARKS = frozenset(("nav", "footer", "aside", "main", "header"))
"""Elements that are a part of the page by what they are, whatever they are called."""
LONGEST_NAMES = 400
"""Characters of class and id above which they are no names that anybody gave."""
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


class Around(NamedTuple):
    """What stands around the words that are being read: the region, whether content's own landmark, a breadcrumb."""

    region: str
    in_main: bool = False
    in_crumbs: bool = False


class Opened(NamedTuple):
    """What an element opens. around_content: what it opens instead if the page's own content turns out to be in it,
    None where that would change nothing.
    """

    around: Around
    around_content: Around | None = None


def opened_by(tag: str, role: str, names: str, label: str, outer: Around) -> Opened:
    """Return what an element opens within `outer`, given its tag, role, class-and-id names and aria-label."""
    # A site gives its parts the same names on every page.
    opened = _opened_by if len(role) + len(names) + len(label) < LONGEST_NAMES else _opened_by.__wrapped__
    return opened(tag, role, names, label, outer)


@lru_cache(maxsize=20_000)
def _opened_by(tag: str, role: str, names: str, label: str, outer: Around) -> Opened:
    crumbs = outer.in_crumbs or "crumb" in names.lower() or "crumb" in label.lower()
    region = NAV if crumbs else region_of(tag, role, names, outer.region, outer.in_main)
    own = is_landmark(tag, role, names)

    def around(region: str) -> Around:
        return Around(region, outer.in_main or (region == MAIN and own), crumbs)

    by_name_alone = region not in (outer.region, MAIN) and tag not in LANDMARKS
    return Opened(around(region), around(outer.region) if by_name_alone else None)


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
    if inherited == CONSENT or (
        names and len(names) < LONGEST_NAMES and _CONSENT.search(names) and tag not in ("body", "html")
    ):
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
