"""Same product, different result: who uses what, and how the marks of those who use one thing lie.

No product is scored or ordered by results. Councils are named only where FEWEST or more use the product.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import flask

from edition.products import CRAWL, Product, Use, products
from edition.reader import Record, current_edition, rows
from scoring.rounding import out_of_100
from scoring.spread import FEWEST, Spread, spread
from web.pages.files import csv_response
from web.pages.render import database, page, remembered

PURPOSES = {
    "S20F": "planning register",
    "S25F": "library catalogue",
    "G07F": "councillors and meetings",
    "S11F": "street faults",
    "B01": "taking payments",
    "B05": "shared platform",
}
"""Fact or indicator that names products -> what for; a service that a crawl saw has its own name."""
PLATFORMS = {"localgov-drupal": "website", "planx": "planning applications", "bops": "planning casework"}
"""Product of the list of shared platforms -> what for."""
MAKES = {"localgov-drupal": ("A06H", "T09W", "T09F")}
"""Product -> the indicators that look at a page which it makes where it is in use, the home page of a website.

What a crawl saw of a service on a product is told by service instead.
"""
CSV_COLUMNS = ("product", "slug", "council", "type", "nation", "indicator", "question", "state", "reason", "marks",
               "used_for", "seen_on", "url")  # fmt: skip
_CELLS = """
SELECT c.authority, c.indicator, c.state, c.reason, c.y, a.type, a.slug, a.short_name, a.nation
FROM cells c JOIN authorities a USING (authority) WHERE c.edition = ? AND c.state != 'not_applicable'
ORDER BY a.short_name
"""
_LEVELS = """
SELECT v.service, v.name, m.counted AS level, count(DISTINCT m.authority) AS councils
FROM service_marks m JOIN services v USING (service)
WHERE m.edition = ? AND m.vendor = ? AND m.counted IS NOT NULL GROUP BY v.position, m.counted
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One question on a product's page. asked, seen: councils that use it; own, alike: how marks lie, 0-1.

    own: of the councils that use it; alike: of all councils of the same types. Both None where the base is too small.
    """

    indicator: str
    name: str
    asked: int
    seen: int
    own: Spread | None
    alike: Spread | None


def add(blueprint: flask.Blueprint) -> None:
    """Add the list of products, the page of each and its CSV."""
    blueprint.add_url_rule("/suppliers", "suppliers", index)
    blueprint.add_url_rule("/suppliers/<product>", "supplier", show)
    blueprint.add_url_rule("/suppliers/<product>.csv", "supplier_csv", download)


def _read(connection: sqlite3.Connection) -> dict[str, Product]:
    return products(connection, current_edition(connection)["edition"])


known = remembered(_read)
"""Return slug -> product of the edition that is served."""


def index() -> tuple[str, int]:
    """List every product that a source names, with how many councils use it."""
    connection = database()
    found = known()
    return page(
        "suppliers.html",
        products=[one for one in found.values() if len(one.authorities) >= FEWEST],
        few=sorted((one for one in found.values() if len(one.authorities) < FEWEST), key=lambda one: one.slug),
        used_for={slug: used_for(connection, one) for slug, one in found.items()},
        sources=sources(connection, found.values()),
        crawled=crawled(found.values()),
        fewest=FEWEST,
    )


def show(product: str) -> tuple[str, int]:
    """Render one product; 404 for one that nothing names. Its councils only where FEWEST or more use it."""
    connection = database()
    edition = current_edition(connection)
    found = _product(product)
    enough = len(found.authorities) >= FEWEST
    asked = lines(connection, edition["edition"], found) if enough else []
    made = MAKES.get(found.slug, ())
    return page(
        "supplier.html",
        edition=edition,
        product=found,
        enough=enough,
        fewest=FEWEST,
        used_for=used_for(connection, found),
        made=[one for one in asked if one.indicator in made],
        other=[one for one in asked if one.indicator not in made],
        levels=levels(connection, edition["edition"], found),
        councils=councils(found) if enough else {},
        marks=marks(connection, edition["edition"], found, made) if enough else {},
        purposes=purposes(connection),
        sources=sources(connection, [found]),
        crawled=crawled([found]),
    )


def download(product: str) -> flask.Response:
    """Send every mark of the councils that use a product as CSV; 404 where fewer than FEWEST do."""
    connection = database()
    edition = current_edition(connection)
    found = _product(product)
    if len(found.authorities) < FEWEST:
        flask.abort(404, description=f"Fewer than {FEWEST} councils are known to use {found.name}: none is named.")
    names = {row["indicator"]: row["name"] for row in _questions(connection)}
    first = {authority: uses[0] for authority, uses in councils(found).items()}
    told = purposes(connection)
    records = [
        dict(zip(CSV_COLUMNS, (
            found.name, row["slug"], row["short_name"], row["type"], row["nation"], row["indicator"],
            names[row["indicator"]], row["state"], row["reason"], out_of_100(row["y"]),
            told[use.purpose], use.day, use.url,
        ), strict=True))
        for row in rows(connection, _CELLS, edition["edition"])
        if (use := first.get(row["authority"])) is not None
    ]  # fmt: skip
    return csv_response(f"{found.slug}.csv", edition, records, CSV_COLUMNS)


def _product(slug: str) -> Product:
    found = known().get(slug)
    if found is None:
        flask.abort(404, description=f"No source of this edition names a product called “{slug[:40]}”.")
    return found


def _questions(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    return rows(connection, "SELECT indicator, name FROM indicators WHERE scored = 1 ORDER BY position")


def lines(connection: sqlite3.Connection, edition: str, product: Product) -> list[Line]:
    """Return how the marks of the product's councils lie, question by question, in the order of the framework.

    A question that is answered by the very list or service that names the product is left out.
    """
    users = product.authorities
    types = {one.type for one in product.uses}
    cells = rows(connection, _CELLS, edition)
    found = []
    for question in _questions(connection):
        code = question["indicator"]
        if code in product.purposes:
            continue
        asked = [row for row in cells if row["indicator"] == code and row["type"] in types]
        own = [row for row in asked if row["authority"] in users]
        if own:
            found.append(
                Line(code, question["name"], len(own), len(_seen(own)), spread(_seen(own)), spread(_seen(asked)))
            )
    return found


def _seen(cells: list[sqlite3.Row]) -> list[float]:
    return [row["y"] for row in cells if row["y"] is not None]


def levels(connection: sqlite3.Connection, edition: str, product: Product) -> dict[str, dict[int, int]]:
    """Return service -> ladder level -> councils, as a crawl saw the product there.

    Services of fewer than FEWEST councils are left out; so are first looks, low marks that were seen on one day only.
    """
    found: dict[str, dict[int, int]] = {}
    for row in rows(connection, _LEVELS, edition, product.name):
        found.setdefault(row["name"], {})[row["level"]] = row["councils"]
    return {name: by_level for name, by_level in found.items() if sum(by_level.values()) >= FEWEST}


def councils(product: Product) -> dict[str, list[Use]]:
    """Return authority -> what says that it uses the product, by name of the council."""
    found: dict[str, list[Use]] = {}
    for one in product.uses:
        found.setdefault(one.authority, []).append(one)
    return found


def marks(
    connection: sqlite3.Connection, edition: str, product: Product, asked: tuple[str, ...]
) -> dict[str, dict[str, Record]]:
    """Return authority -> indicator -> its cell, of the councils that use the product and of these indicators."""
    found: dict[str, dict[str, Record]] = {}
    for row in rows(connection, _CELLS, edition):
        if row["authority"] in product.authorities and row["indicator"] in asked:
            found.setdefault(row["authority"], {})[row["indicator"]] = row
    return found


def purposes(connection: sqlite3.Connection) -> dict[str, str]:
    """Return code -> what a product is used for, in words."""
    services = {row["service"]: row["name"] for row in rows(connection, "SELECT service, name FROM services")}
    return services | PURPOSES


def used_for(connection: sqlite3.Connection, product: Product) -> list[str]:
    """Return what one product is used for, in words, each once."""
    told = purposes(connection)
    return list(dict.fromkeys(PLATFORMS.get(product.slug, told[code]) for code in product.purposes))


def sources(connection: sqlite3.Connection, found: Iterable[Product]) -> list[sqlite3.Row]:
    """Return the sources that name these products, in the order of the edition's; a crawl is not among them."""
    named = {use.source for one in found for use in one.uses} - {CRAWL}
    return [row for row in rows(connection, "SELECT * FROM sources ORDER BY position") if row["source"] in named]


def crawled(found: Iterable[Product]) -> bool:
    """Return whether a crawl names any of these products at a council."""
    return any(use.source == CRAWL for one in found for use in one.uses)
