"""Who looks at a council's website, how often, and what a council can do to be looked at."""

from __future__ import annotations

import sqlite3

import flask

from edition.reader import current_edition, rows
from web.pages.render import database, page


def add(blueprint: flask.Blueprint) -> None:
    """Add the page on checks."""
    blueprint.add_url_rule("/checks", "checks", show)


def show() -> tuple[str, int]:
    """Render every check that a council's own site can turn away, and our own crawler."""
    connection = database()
    edition = current_edition(connection)
    crawled = edition["scope"] != "open-data"
    return page("checks.html", edition=edition, checks=checks(connection, edition["edition"]), crawled=crawled)


def checks(connection: sqlite3.Connection, edition: str) -> list[sqlite3.Row]:
    """Return the sources that look at websites, with how many councils a mark of theirs was seen of and not."""
    return rows(
        connection,
        "SELECT s.*, count(DISTINCT c.authority) FILTER (WHERE c.state = 'observed') AS seen, "
        "count(DISTINCT c.authority) FILTER (WHERE c.state = 'missing') AS unseen, "
        "group_concat(DISTINCT i.name) AS decides "
        "FROM sources s JOIN indicators i ON i.source = s.source AND i.scored = 1 "
        "JOIN cells c ON c.indicator = i.indicator AND c.edition = ? WHERE s.looks != '' "
        "GROUP BY s.source ORDER BY s.position",
        edition,
    )
