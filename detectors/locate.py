"""Where on a page a phrase or an address stands, as a CSS selector: worked out only for what a receipt quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree

from detectors.decode import tree_of, utf8_of
from detectors.wording import squash

_TEXT = etree.XPath("string()", smart_strings=False)


def _with_word(*names: str) -> etree.XPath:
    """Return the question for the elements of these names in which a word stands, in the order of the page."""
    named = " or ".join(f"self::{name}" for name in names)
    return etree.XPath(f"descendant-or-self::*[{named}][contains(., $word) or contains(@value, $word)]")


_WHOLE = _with_word("a", "button", "h1", "title")
"""Elements that say what they say by themselves: the first of them with the words is meant."""
_OPENS_WHOLE = re.compile(rb"<(?:a|button|h1|title)\b[^<>]*>", re.IGNORECASE)
_OTHERS = _with_word("h2", "h3", "p", "li", "td", "label", "input", "dd", "div")
"""What else a receipt quotes: the last is meant, which is the innermost."""


def locate(body: bytes | None, phrase: str = "", href: str = "", charset: str | None = None) -> str:
    """Return a CSS selector of the innermost element with this link address or these words, '' if there is none."""
    if not body or not (phrase or href):
        return ""
    page, wanted = _markup(body, charset), squash(phrase)[:80]
    found = _by_words(page, wanted) if wanted else None
    if found is None and href and page.root is not None:
        found = _by_address(page.root, href)
    return selector(found) if found is not None else ""


@dataclass(frozen=True, eq=False)
class _Markup:
    """The text of a page, and its tree once it is asked for: most words that are quoted stand in the first lines."""

    text: bytes

    @cached_property
    def root(self) -> etree._Element | None:
        return tree_of(self.text)


@lru_cache(maxsize=4)
def _markup(body: bytes, charset: str | None) -> _Markup:
    """A page is kept a little: a home page is quoted for many measures, one after the other."""
    return _Markup(utf8_of(body, charset))


def _by_words(page: _Markup, wanted: str) -> etree._Element | None:
    # One word sorts most elements out before their text is made; a control character could not be asked for.
    word = max(filter(str.isprintable, wanted.split()), key=len, default="")
    found = _at_first_sight(page.text, wanted, word) if word else None
    if found is not None or page.root is None:
        return found
    found = next((el for el in _WHOLE(page.root, word=word) if _says(el, wanted)), None)
    if found is not None:
        return found
    return next((el for el in reversed(_OTHERS(page.root, word=word)) if _says(el, wanted)), None)


def _at_first_sight(text: bytes, wanted: str, word: str) -> etree._Element | None:
    """Return the element that is meant if it is where its words, or one, are first mentioned by an element that may be.

    A parser reads on and never back: what follows moves no element, and adds words only to those that are still open.
    So the rest need not be parsed.
    """
    end = _mention(text, wanted, len(text)) or _mention(text, word, len(text) // 2)
    root = tree_of(text[:end]) if end else None
    if root is None:
        return None
    found = next((el for el in _WHOLE(root, word=word) if _says(el, wanted)), None)
    # The value of a button speaks for it only if it turns out to have no words.
    return found if found is not None and _TEXT(found) else None


def _mention(text: bytes, words: str, limit: int) -> int:
    """Return where the markup after the first mention of these words that is all an element's own ends, 0 without one.

    limit: the mention is looked for before it.
    """
    sought = words.encode()
    at = text.find(sought, 0, limit)
    while at >= 0:
        if _OPENS_WHOLE.match(text, max(text.rfind(b"<", 0, at), 0), at):
            return text.find(b">", at + len(sought), limit) + 1
        at = text.find(sought, at + len(sought), limit)
    return 0


def _says(el: etree._Element, wanted: str) -> bool:
    return wanted in squash(_TEXT(el) or el.get("value", ""))


def _by_address(root: etree._Element, href: str) -> etree._Element | None:
    path = re.sub(r"^https?://[^/]+", "", href) or href
    for el in root.iter("a", "form", "iframe"):
        address = el.get("href") or el.get("action") or el.get("src") or ""
        if address in (href, path):
            return el
    return None


def selector(element: etree._Element) -> str:
    """Return a CSS selector of the element, from the nearest ancestor with an id, else from the body."""
    steps: list[str] = []
    while element is not None and isinstance(element.tag, str) and element.tag != "html":
        name = element.get("id", "")
        if re.fullmatch(r"[A-Za-z][\w-]*", name):
            return " > ".join([f"#{name}", *reversed(steps)])
        place = 1 + sum(1 for before in element.itersiblings(element.tag, preceding=True))
        steps.append(element.tag if element.tag == "body" else f"{element.tag}:nth-of-type({place})")
        element = element.getparent()
    return " > ".join(reversed(steps))
