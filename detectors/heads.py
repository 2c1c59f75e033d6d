"""What any page of a site shows of the whole site: its language, what made it, and the links that every page has.

What is not seen in a body that was cut is unknown, not absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detectors.fingerprints import MEANT, Fingerprints, Product
from detectors.forms import FormRole, role_of
from detectors.pages import CONSENT, MAIN, PageModel
from detectors.phrases import phrase
from detectors.wording import fold, slug_words

OWN_BANNER = "own banner"
_STATEMENT = phrase("accessibility", "named")
_PRIVACY = phrase("security", "privacy_links")
_SEARCH = phrase("forms", "search_fields")
_PLACE = phrase("forms", "place_fields")
_MADE_WITH = frozenset(("cms", "framework", "forms", "waste", "planning", "revenues", "housing", "maps"))
"""Categories of products that make pages."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a page shows of its site.

    lang: of <html>, '' without one. made_with: names of products that make pages, surest first. statement, privacy:
    address of the link, '' if there is none, None if it is not known. search: a search of the site, None if not known.
    consent: the product that asks about cookies, OWN_BANNER, '' if nothing asks, None if not known.
    trackers: names of products that count visitors; more may stand in what was cut.
    """

    lang: str
    generator: str
    made_with: tuple[str, ...]
    statement: str | None
    privacy: str | None
    search: bool | None
    consent: str | None
    trackers: tuple[str, ...]


def head_of(page: PageModel, headers: Mapping[str, str], prints: Fingerprints, cut: bool = False) -> Head:
    """Return what a page shows of its site. cut: its body is not whole."""
    seen = [one.product for one in prints.of_page(page, headers) if one.confidence >= MEANT]
    unknown = None if cut else ""
    return Head(
        lang=page.lang,
        generator=page.metas.get("generator", ""),
        made_with=tuple(one.name for one in sorted(seen, key=_is_framework) if one.category in _MADE_WITH),
        statement=_link(page, "statement") or unknown,
        privacy=_link(page, "privacy") or unknown,
        search=_has_search(page) or (None if cut else False),
        consent=next((one.name for one in seen if one.category == "consent"), "") or _own_banner(page) or unknown,
        trackers=tuple(one.name for one in seen if one.category == "analytics"),
    )


def _link(page: PageModel, wanted: str) -> str:
    """Return the last link of that kind: footers come last, and what is offered in passing before them."""
    pattern = _STATEMENT if wanted == "statement" else _PRIVACY
    by_words = [link.href for link in page.links if link.href and pattern.search(fold(link.text[:120]))]
    by_address = [link.href for link in page.links if link.href and pattern.search(slug_words(link.href))]
    return next(iter((*reversed(by_words), *reversed(by_address))), "")


def _has_search(page: PageModel) -> bool:
    """Return whether the site can be searched, also where one form holds the whole page."""
    if any(role_of(form, page) is FormRole.SEARCH for form in page.forms):
        return True
    around = (field for form in page.forms if form.region != MAIN for field in form.fields if not field.trap)
    return any(_SEARCH.search(field.label) and not _PLACE.search(field.label) for field in around)


def _own_banner(page: PageModel) -> str:
    return OWN_BANNER if any(block.region == CONSENT for block in page.blocks) else ""


def _is_framework(product: Product) -> bool:
    """Return whether a product is what others are written in, which says less of who made a site."""
    return product.category == "framework"
