"""The gate of complex needs: a phone number, a face-to-face route and an urgent-help route must be visible."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.pages import MAIN, NOTICE, Link, PageModel
from detectors.phrases import phrase
from detectors.sieve import sieve_of, words_of
from detectors.wording import PHONE, fold

PHONE_ROUTE, FACE_ROUTE, URGENT_ROUTE = "phone", "face-to-face", "urgent help"
ROUTES = (PHONE_ROUTE, FACE_ROUTE, URGENT_ROUTE)
_FACE = phrase("gate", "face_to_face")
_URGENT = phrase("gate", "urgent")


_POSTAL = phrase("gate", "postal")
_SIEVE = sieve_of({FACE_ROUTE: [(_FACE,)], URGENT_ROUTE: [(_URGENT,)]})


def missing_routes(pages: Iterable[PageModel]) -> tuple[str, ...]:
    """Return which of the three routes none of the pages shows, in a fixed order; () if the gate is passed."""
    seen: set[str] = set()
    for page in pages:
        for block in page.blocks:
            if block.region in (MAIN, NOTICE):
                seen |= _routes_in(block.text[:1500])
        if any(link.href.startswith("tel:") and link.region == MAIN and not _only_urgent(link) for link in page.links):
            seen.add(PHONE_ROUTE)
    return tuple(route for route in ROUTES if route not in seen)


def _routes_in(text: str) -> set[str]:
    """Return the routes that one paragraph shows; a number for emergencies is not the everyday telephone."""
    folded = fold(text)
    possible = _SIEVE.lets_through(words_of(folded))
    urgent = URGENT_ROUTE in possible and bool(_URGENT.search(folded))
    found = {URGENT_ROUTE} if urgent else set()
    if FACE_ROUTE in possible and _FACE.search(folded) and not _POSTAL.search(folded):
        found.add(FACE_ROUTE)
    return found | ({PHONE_ROUTE} if PHONE.search(text) and not urgent else set())


def _only_urgent(link: Link) -> bool:
    return bool(_URGENT.search(fold(f"{link.context} {link.text}")))
