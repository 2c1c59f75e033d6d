"""GOV.UK's register of council links: whose it is, what was found in it, and what each council has to mend."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import flask

from edition.reader import current_edition, rows
from web.pages.files import csv_response
from web.pages.render import database, page
from web.pages.words import TYPES

KINDS = ("page", "home_page", "cut", "closed_host", "other_council", "unusable", "none")
"""Kinds in the order of tables; words.link_kind words them."""
FIELDS = ("authority", "slug", "council", "service", "service_name", "lgsl", "lgil", "kind", "checker", "url",
          "other_council", "observed_on")  # fmt: skip
_TO_MEND = """
SELECT l.*, s.name AS service_name, a.slug, a.name AS council, a.nation FROM service_links l
JOIN services s USING (service) JOIN authorities a USING (authority) WHERE l.to_mend = 1
"""


def add(blueprint: flask.Blueprint) -> None:
    """Add the page on the register, and a council's own list of links to mend as page and CSV."""
    blueprint.add_url_rule("/links", "links", index)
    blueprint.add_url_rule("/council/<slug>/links", "council_links", show)
    blueprint.add_url_rule("/council/<slug>/links.csv", "council_links_csv", show_csv)


def index() -> tuple[str, int]:
    """Render what was found in the register: counts by nation and type, and the reviewed errors once they were told."""
    connection = database()
    told = flask.current_app.config["SITE"].links_told_on
    return page(
        "links.html",
        source=rows(connection, "SELECT * FROM sources WHERE source = 'govuk_local_links'"),
        kinds=KINDS,
        by_nation=counts(connection, "nation", ("England", "Wales", "Scotland", "Northern Ireland")),
        by_type=counts(connection, "type", TYPES),
        checked=checked(connection),
        told_on=told,
        errors=reviewed(connection) if told else [],
    )


def counts(connection: sqlite3.Connection, group: str, order: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return nation or type -> kind -> services. Each service of a council counts once, by its best address."""
    sql = f"""
    SELECT a.{group} AS part, l.kind, count(*) AS services FROM service_links l JOIN authorities a USING (authority)
    WHERE l.offered = 1 OR (l.kind NOT IN ('page', 'home_page') AND NOT EXISTS (SELECT 1 FROM service_links o
      WHERE o.authority = l.authority AND o.service = l.service AND (o.offered = 1 OR o.position < l.position)))
    GROUP BY 1, 2
    """
    found: dict[str, dict[str, int]] = {}
    for row in rows(connection, sql):
        found.setdefault(row["part"], {})[row["kind"]] = row["services"]
    return {part: found[part] for part in order if part in found}


def checked(connection: sqlite3.Connection) -> dict[str, int]:
    """Return word of GOV.UK's checker -> addresses, of those it was asked about."""
    sql = "SELECT checker, count(DISTINCT url) AS n FROM service_links WHERE checker != '' GROUP BY checker"
    return {row["checker"]: row["n"] for row in rows(connection, sql)}


def reviewed(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the addresses that somebody has looked at and called an error, with reason and day."""
    sql = """
    SELECT r.*, a.name AS council, a.slug, s.name AS service_name FROM link_errors r
    JOIN authorities a USING (authority) JOIN services s USING (service) ORDER BY a.name, s.position
    """
    return rows(connection, sql)


def show(slug: str) -> tuple[str, int]:
    """Render what one council has to mend, and how to have it changed; 404 for no council."""
    connection = database()
    found = rows(connection, "SELECT * FROM authorities WHERE slug = ?", slug)
    if not found:
        flask.abort(404, description=f"We have no council called “{slug[:40]}”.")
    return page("council_links.html", council=found[0], links=to_mend(connection, slug))


def show_csv(slug: str) -> flask.typing.ResponseReturnValue:
    """Return the same list as CSV; 404 for no council."""
    connection = database()
    if not rows(connection, "SELECT 1 FROM authorities WHERE slug = ?", slug):
        flask.abort(404, description=f"We have no council called “{slug[:40]}”.")
    table: list[dict[str, Any]] = [{name: row[name] for name in FIELDS} for row in to_mend(connection, slug)]
    return csv_response(f"links-to-mend-{slug}.csv", current_edition(connection), table, FIELDS)


def to_mend(connection: sqlite3.Connection, slug: str) -> list[sqlite3.Row]:
    """Return the rows of one council that are something to mend, in the order of the services."""
    return rows(connection, f"{_TO_MEND} AND a.slug = ? ORDER BY s.position, l.lgsl", slug)
