"""The few pages that answer the questions about a whole site, known by the words of links and of addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.beginnings import beginnings
from detectors.phrases import phrase
from detectors.wording import fold, slug_words

LONGEST = 80
"""Characters of a link's words beyond which it names a story, not one of these pages."""


@dataclass(frozen=True, slots=True)
class SitePage:
    """One such page. measures: the questions it answers; none for what only leads to others.

    pages: how many addresses may be asked for under its words, since the first need not be the one.
    """

    name: str
    words: re.Pattern[str]
    measures: tuple[str, ...]
    pages: int = 1


SITE_PAGES = (
    SitePage("statement", phrase("site_pages", "statement"), ("A01", "A02", "A03", "A04", "A05")),
    SitePage("open_data", phrase("site_pages", "open_data"), ("P01", "P05"), pages=2),
    SitePage("councillors", phrase("site_pages", "councillors"), ("G02", "G06")),
    SitePage("contact", phrase("site_pages", "contact"), ("A11",)),
    SitePage("meetings", phrase("site_pages", "meetings"), ("G07",), pages=2),
    SitePage("officers", phrase("site_pages", "officers"), ("G03", "P04"), pages=2),
    SitePage("spending", phrase("site_pages", "spending"), ("P02", "P05")),
    SitePage("strategy", phrase("site_pages", "strategy"), ("G01",)),
    SitePage("consultations", phrase("site_pages", "consultations"), ("G08",), pages=2),
    SitePage("cabinet", phrase("site_pages", "cabinet"), ("G02",)),
    SitePage("contracts", phrase("site_pages", "contracts"), ("P03", "P05")),
    SitePage("disclosure", phrase("site_pages", "disclosure"), ("P10",)),
    SitePage("index", phrase("site_pages", "index"), ("F01", "F03")),
    SitePage("inclusion", phrase("site_pages", "inclusion"), ("G11",)),
    SitePage("privacy", phrase("site_pages", "privacy"), ("T12",)),
    SitePage("performance", phrase("site_pages", "performance"), ("P11",)),
    SitePage("progress", phrase("site_pages", "progress"), ("G05",)),
    SitePage("petitions", phrase("site_pages", "petitions"), ("G09",)),
    SitePage("learning", phrase("site_pages", "learning"), ("B09", "G10")),
    SitePage("interfaces", phrase("site_pages", "interfaces"), ("P08", "P09")),
    SitePage("council", phrase("site_pages", "council"), (), pages=2),
)
"""Those that answer most first: a crawl that cannot read all of them reads these. What only leads to others comes last,
for where the home page names the others itself it adds nothing.
"""


def _by_beginning() -> dict[str, tuple[SitePage, ...]]:
    """Return for each beginning of a first word the pages whose words may follow it, in their order."""
    found: dict[str, tuple[SitePage, ...]] = {}
    for page in SITE_PAGES:
        for beginning in beginnings(page.words.pattern):
            found[beginning] = (*found.get(beginning, ()), page)
    return found


_BY_BEGINNING = _by_beginning()


def site_page_of(text: str, url: str = "") -> str:
    """Return the name of the page that a link promises, "" if none.

    text: the link's words as written; without any the last part of its address speaks. They are read whole: "Contact
    us" is such a page, "Contact us about a missed bin" is not.
    """
    if len(text) > LONGEST:
        return ""
    words = fold(text) or slug_words(url.partition("?")[0].rstrip("/").rpartition("/")[2])
    first = words.partition(" ")[0]
    pages = (page for length in (1, 2, 3) for page in _BY_BEGINNING.get(first[:length], ()) if length <= len(first))
    return next((page.name for page in pages if page.words.match(words)), "")
