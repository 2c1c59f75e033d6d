"""What captured pages show of their sites (detectors/heads.py) beside what a reader noted of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from detectors.heads import Head

PRODUCTS = {
    "Granicus/AchieveForms": "Granicus govService (Firmstep)",
    "Netcall": "Netcall Liberty Create",
    "ASP.NET WebForms": "ASP.NET Web Forms",
}
"""What a reader calls a product -> its name here, where it differs."""
UNPROVED = "unknown"
"""What a reader calls a product that the page does not prove."""


def compared(url: str, facts: Mapping[str, Any], head: Head) -> Iterator[tuple[str, bool]]:
    """Yield (fact, whether the page is read as the reader read it); a product only where the reader could prove one."""
    yield "language", head.lang == (facts.get("lang") or "").lower()
    named = facts.get("cms") or UNPROVED
    if named != UNPROVED:
        yield "product", PRODUCTS.get(named, named) in head.made_with
    for name, found in (("statement_link", head.statement), ("privacy_link", head.privacy)):
        noted = facts.get(name) or ""
        yield name.replace("_", " "), (found or "") == (urljoin(url, noted) if noted else "")
    yield "search", bool(head.search) == bool(facts.get("search"))
    yield "consent product", (head.consent or "").lower() == (facts.get("cookie_tool") or "").lower()
