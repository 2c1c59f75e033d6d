"""Where on a page a phrase or an address stands, as a CSS selector: worked out only for what a receipt quotes."""

from __future__ import annotations

import re

from lxml import etree, html

from detectors.decode import text_of
from detectors.wording import squash


def locate(body: bytes | None, phrase: str = "", href: str = "", charset: str | None = None) -> str:
    """Return a CSS selector of the innermost element with this link address or these words, '' if there is none."""
    if not body:
        return ""
    try:
        root = html.document_fromstring(
            text_of(body, charset).encode("utf-8"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    found = _by_words(root, phrase) if phrase else None
    if found is None and href:
        found = _by_address(root, href)
    return selector(found) if found is not None else ""


def _by_words(root: etree._Element, phrase: str) -> etree._Element | None:
    wanted = squash(phrase)[:80]
    best = None
    for el in root.iter("a", "button", "h1", "h2", "h3", "p", "li", "td", "label", "title", "input", "dd", "div"):
        if wanted and wanted in squash(el.text_content() or el.get("value", "")):
            best = el
            if el.tag in ("a", "button", "h1", "title"):
                return el
    return best


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
