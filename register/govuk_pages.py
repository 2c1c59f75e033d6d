"""GOV.UK's own page for a service, where its address is known from a record: data/register/govuk_pages.csv."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from errors import RegisterError
from models import NATIONS
from register.tables import Row, read_table

GOVUK_PAGES_HEADER = ("service", "nations", "url", "seen_at", "seen_on")
ADDRESS = re.compile(r"https://www\.gov\.uk/[a-z0-9]+(?:[-/][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class GovukPage:
    """One page of GOV.UK. nations: where it serves; seen_at: the record that holds its address, read on seen_on."""

    service: str
    nations: tuple[str, ...]
    url: str
    seen_at: str
    seen_on: date


def load_govuk_pages(folder: Path, services: Collection[str]) -> tuple[GovukPage, ...]:
    """Return the pages in the order of the file. A service that is not there has no page that is known.

    Raises RegisterError naming row and field: an unknown service or nation, one service twice, an address that is not
    GOV.UK's, no record or day.
    """
    pages = tuple(_page(row, services) for row in read_table(folder / "govuk_pages.csv", GOVUK_PAGES_HEADER))
    codes = [one.service for one in pages]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise RegisterError(f'govuk_pages.csv: field "service": "{twice}" stands twice, expected each once')
    return pages


def _page(row: Row, services: Collection[str]) -> GovukPage:
    if row["service"] not in services:
        raise row.error("service", "a code of services.csv")
    nations = tuple(word.replace("-", " ") for word in row.words("nations"))
    if not nations or any(nation not in NATIONS for nation in nations):
        raise row.error("nations", "some of England Wales Scotland Northern-Ireland")
    if not ADDRESS.fullmatch(row["url"]):
        raise row.error("url", "an address such as https://www.gov.uk/pay-council-tax")
    if not row["seen_at"].startswith("https://"):
        raise row.error("seen_at", "the https address of the record that holds the address")
    seen_on = row.parse("seen_on", date.fromisoformat, "a day such as 2026-11-30")
    return GovukPage(row["service"], nations, row["url"], row["seen_at"], seen_on)
