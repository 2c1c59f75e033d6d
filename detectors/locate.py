"""Where on a page a phrase or an address stands, as a CSS selector: worked out only for what a receipt quotes."""

from __future__ import annotations

import re
from functools import lru_cache

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
_OTHERS = _with_word("h2", "h3", "p", "li", "td", "label", "input", "dd", "div")
"""What else a receipt quotes: the last is meant, which is the innermost."""


def locate(body: bytes | None, phrase: str = "", href: str = "", charset: str | None = None) -> str:
    """Return a CSS selector of the innermost element with this link address or these words, '' if there is none."""
    root = _tree(body, charset) if body and (phrase or href) else None
    if root is None:
        return ""
    found = _by_words(root, phrase) if phrase else None
    if found is None and href:
        found = _by_address(root, href)
    return selector(found) if found is not None else ""


@lru_cache(maxsize=4)
def _tree(body: bytes, charset: str | None) -> etree._Element | None:
    """The tree of a page is kept a little: a home page is quoted for many measures, one after the other."""
    return tree_of(utf8_of(body, charset))


def _by_words(root: etree._Element, phrase: str) -> etree._Element | None:
    wanted = squash(phrase)[:80]
    if not wanted:
        return None
    # One word sorts most elements out before their text is made; a control character could not be asked for.
    word = max(filter(str.isprintable, wanted.split()), key=len, default="")
    found = next((el for el in _WHOLE(root, word=word) if _says(el, wanted)), None)
    if found is not None:
        return found
    return next((el for el in reversed(_OTHERS(root, word=word)) if _says(el, wanted)), None)


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
