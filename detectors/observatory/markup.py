"""What the Observatory takes from a page's markup: policies in meta elements, and from where scripts are loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from register.domains import registrable

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_FULL = re.compile(r"https?://", re.IGNORECASE)
_BARE = re.compile(r"//[^/]")
_ORDER = (
    "sri-implemented-and-all-scripts-loaded-securely",
    "sri-implemented-and-external-scripts-loaded-securely",
    "sri-implemented-but-external-scripts-not-loaded-securely",
    "sri-not-implemented-but-external-scripts-loaded-securely",
    "sri-not-implemented-and-external-scripts-not-loaded-securely",
)
"""From best to worst; of several scripts the worst counts."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script element. address: where it is loaded from, "" if it stands in the page; sealed: it has a hash."""

    address: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Markup:
    """What a page's markup says of its own safety. referrer: the last policy of a meta element, None without one."""

    policies: tuple[str, ...] = ()
    referrer: str | None = None
    scripts: tuple[Script, ...] = ()


@lru_cache(maxsize=64)
def read_markup(text: str) -> Markup:
    """Return what the markup says; nothing of markup that no parser can read."""
    root = _tree(text)
    if root is None:
        return Markup()
    policies: list[str] = []
    referrer = None
    for meta in root.iter("meta"):
        content = meta.get("content")
        if meta.get("http-equiv") is not None and content is not None:
            if content and meta.get("http-equiv").strip().lower() == "content-security-policy":
                policies.append(content)
        elif (meta.get("name") or "").strip().lower() == "referrer" and content:
            referrer = content
    base = next((each.get("href") for each in root.iter("base") if _FULL.match(each.get("href") or "")), "")
    scripts = (each for each in root.iter("script") if not any(up.tag == "template" for up in each.iterancestors()))
    return Markup(tuple(policies), referrer, tuple(_script(each, base) for each in scripts))


def _tree(text: str) -> html.HtmlElement | None:
    if not text.strip():
        return None
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None


def _script(element: html.HtmlElement, base: str) -> Script:
    source = (element.get("src") or "").strip()
    try:
        address = urljoin(base, source) if base and source else source
    except ValueError:
        address = source
    return Script(address, bool(element.get("integrity")))


def scripts_result(scripts: Sequence[Script], media_type: str, host: str, *, secure: bool) -> str:
    """Return the result of the test of Subresource Integrity.

    media_type: what the reply says of itself before any parameter. secure: the page came over https.
    """
    if media_type not in HTML_TYPES:
        return "sri-not-implemented-response-not-html"
    if not scripts:
        return "sri-not-implemented-but-no-scripts-loaded"
    result, foreign = "", False
    for script in scripts:
        if not script.address:
            continue
        origin, secured = _origin(script.address, host), _secured(script.address, page_secure=secure)
        if origin:
            if script.sealed and secured and not result:
                result = _ORDER[0]
            continue
        foreign = True
        if script.sealed != secured or not script.sealed:
            found = _ORDER[2] if script.sealed else _ORDER[3] if secured else _ORDER[4]
            result = max(result or found, found, key=_ORDER.index)
    if result:
        return result
    return _ORDER[1] if foreign else "sri-not-implemented-but-all-scripts-loaded-from-secure-origin"


def _origin(address: str, host: str) -> bool:
    """Return whether a script comes from the page's own registered domain by an address that names its scheme."""
    if _BARE.match(address):
        return False
    if not _FULL.match(address):
        return True
    try:
        named = urlsplit(address).hostname or ""
    except ValueError:
        return True
    return registrable(named) == registrable(host)


def _secured(address: str, *, page_secure: bool) -> bool:
    if _BARE.match(address):
        return False
    return urlsplit(address).scheme == "https" if _FULL.match(address) else page_secure
