"""The proof behind an observation: which fetch, which bytes, where on the page, in which words."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.locate import locate
from detectors.pages import StoredReply
from detectors.wording import quote

VERSION = "1.12.0"
"""Version of all detectors together; a change of any rule raises it (framework, section 12)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One piece of evidence. fetch_id and sha256 name the stored bytes ('' if none were stored).

    locator: a CSS selector, "header: name" or "line n". phrase: at most twelve words, personal data left out.
    """

    fetch_id: str
    sha256: str
    url: str
    locator: str
    phrase: str
    detector: str
    version: str
    confidence: float


def page_receipt(reply: StoredReply, detector: str, phrase: str, confidence: float, href: str = "") -> Receipt:
    """Return the receipt of words or an address on a stored page."""
    where = locate(reply.body, phrase, href, reply.charset)
    return Receipt(
        fetch_id=str(reply.fetch_id),
        sha256=reply.sha256,
        url=reply.final_url or reply.url,
        locator=where,
        phrase=quote(phrase),
        detector=detector,
        version=VERSION,
        confidence=confidence,
    )


def header_receipt(reply: StoredReply, detector: str, header: str, confidence: float) -> Receipt:
    """Return the receipt of a reply header; the phrase is its value, '' if the header is absent."""
    value = next((v for k, v in reply.headers.items() if k.lower() == header.lower()), "")
    return Receipt(
        fetch_id=str(reply.fetch_id),
        sha256=reply.sha256,
        url=reply.final_url or reply.url,
        locator=f"header: {header.lower()}",
        phrase=quote(value),
        detector=detector,
        version=VERSION,
        confidence=confidence,
    )
