"""Which councils use which product, by public lists and by what a crawl saw; read from the published database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edition.reader import Record, rows
from models import read_message

_LISTED = """
SELECT f.indicator, f.message, f.observed_on, f.source, f.url, a.authority, a.slug, a.short_name, a.type, a.nation
FROM facts f JOIN authorities a USING (authority) WHERE f.edition = ?1 AND f.status = 'measured' AND f.message != ''
UNION ALL
SELECT c.indicator, c.message, c.observed_on, c.source, c.url, a.authority, a.slug, a.short_name, a.type, a.nation
FROM cells c JOIN authorities a USING (authority) WHERE c.edition = ?1 AND c.state = 'observed' AND c.message != ''
"""
_CRAWLED = """
SELECT m.service AS indicator, m.vendor, m.observed_on, 'crawl' AS source,
  CASE WHEN m.page_url = '' THEN m.action_url ELSE m.page_url END AS url,
  a.authority, a.slug, a.short_name, a.type, a.nation
FROM service_marks m JOIN authorities a USING (authority) WHERE m.edition = ? AND m.vendor != ''
"""
CRAWL = "crawl"
"""Where a crawl saw the product itself: the source of a use that no list names."""


@dataclass(frozen=True, slots=True)
class Use:
    """One council that uses a product, as one source says. purpose: the fact or service by its code.

    day: ISO date of the evidence; source: its code, or CRAWL; url: where it can be read, '' if nowhere.
    """

    authority: str
    slug: str
    short_name: str
    type: str
    nation: str
    purpose: str
    source: str
    day: str
    url: str


@dataclass(frozen=True, slots=True)
class Product:
    """One product with everything that says who uses it, by name of the council."""

    slug: str
    name: str
    uses: tuple[Use, ...]

    @property
    def authorities(self) -> frozenset[str]:
        """The ONS codes of the councils that use it."""
        return frozenset(one.authority for one in self.uses)

    @property
    def purposes(self) -> tuple[str, ...]:
        """The facts and services for which it is used, by code."""
        return tuple(sorted({one.purpose for one in self.uses}))


Named = Callable[[Mapping[str, Any]], tuple[str, ...]]
"""From the values of a message to the products that it names."""


def _always(name: str) -> Named:
    return lambda _: (name,)


NAMED: dict[str, Named] = {
    "planning_register.run_on": lambda values: tuple(values["products"]),
    "library_catalogue.runs_on": lambda values: (values["product"],),
    "councillors.moderngov": _always("ModernGov"),
    "councillors.cmis": _always("CMIS"),
    "fixmystreet.own": _always("FixMyStreet"),
    "govuk_pay.listed": _always("GOV.UK Pay"),
    "platforms.listed": lambda values: tuple(one.values["name"] for one in values["lists"]),
}
"""Message -> the products that it names. Hints that may be wrong, such as those about bin look-ups, are none of it."""


def products(connection: sqlite3.Connection, edition: str) -> dict[str, Product]:
    """Return slug -> product of one edition, the one that most councils use first; {} if nothing names any."""
    names: dict[str, str] = {}
    uses: dict[str, list[Use]] = {}
    for name, use in _uses(connection, edition):
        names.setdefault(slug_of(name), name)
        uses.setdefault(slug_of(name), []).append(use)
    made = [
        Product(slug, names[slug], tuple(sorted(set(found), key=lambda one: (one.short_name, one.purpose, one.source))))
        for slug, found in uses.items()
    ]
    return {one.slug: one for one in sorted(made, key=lambda one: (-len(one.authorities), one.name.casefold()))}


def slug_of(name: str) -> str:
    """Return the part of an address that stands for a product: "gov-uk-pay" of "GOV.UK Pay"."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def _uses(connection: sqlite3.Connection, edition: str) -> Iterator[tuple[str, Use]]:
    for row in rows(connection, _LISTED, edition):
        message = read_message(row["message"])
        if (named := NAMED.get(message.id)) is not None:
            for name in named(message.values):
                yield name, _use(row)
    for row in rows(connection, _CRAWLED, edition):
        yield row["vendor"], _use(row)


def _use(row: Record) -> Use:
    return Use(
        row["authority"], row["slug"], row["short_name"], row["type"], row["nation"], row["indicator"], row["source"],
        row["observed_on"], row["url"],
    )  # fmt: skip
