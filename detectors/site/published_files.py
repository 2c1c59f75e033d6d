"""The files that a page publishes: which links lead to one, in which form, and of which day the newest is."""

from __future__ import annotations

import re
from datetime import date

from detectors.dates import dates_in
from detectors.library import Entry
from detectors.wording import slug_words

_DATA = re.compile(
    r"\.(?:csv|json|geojson|xml|ods|xlsx?|kml|gpkg|ttl|rdf)(?:$|[?#])|format=(?:csv|json|geojson)", re.IGNORECASE
)
_PDF = re.compile(r"\.pdf(?:$|[?#])", re.IGNORECASE)
OPEN_FORM = re.compile(
    r"\.(?:csv|json|geojson|xml|ods|ttl|rdf|gpkg|kml)(?:$|[?#])|format=(?:csv|json|geojson)", re.IGNORECASE
)
"""The end of an address of a file in an open form."""


def is_file(href: str) -> bool:
    """Return whether an address ends like a data file or a PDF."""
    return bool(_DATA.search(href) or _PDF.search(href))


def newest_file(entry: Entry) -> tuple[date, str] | None:
    """Return the newest period named by a file link of a page, with the file's address; None without one."""
    found = []
    for link in entry.page.main_links():
        if is_file(link.href):
            words = f"{link.text} {slug_words(link.href)} {link.heading}"
            found += [(d.day, link.href) for d in dates_in(words)]
    return max(found, default=None)
