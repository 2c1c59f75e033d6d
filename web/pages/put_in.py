"""What a score counts for the marks that could not be seen: one sentence, and a page that names who lends them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import flask

from edition.reader import Record, council, council_cells, current_edition, rows
from web.pages.render import database, page
from web.pages.standing import Standing, in_type
from web.words import format as fmt
from web.words.language import ENGLISH, current, say, say_n, translated

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MOST_NAMED = 3
"""A sentence names so many marks; more than that are counted."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One mark that was put in. lenders: rows of the councils it is the mean of, nearest first, with their own mark;
    typical: the mean of all of the type whose mark was seen, 0-1, of which there are `seen`."""

    cell: Record
    lenders: list[sqlite3.Row]
    typical: float
    seen: int


def add(blueprint: flask.Blueprint) -> None:
    """Add the page that names who lends."""
    blueprint.add_url_rule("/council/<slug>/put-in", "put_in", show)


def show(slug: str) -> flask.typing.ResponseReturnValue:
    """Render every mark that was put in for a council; 404 for a council that there is not."""
    connection = database()
    edition = current_edition(connection)
    row = council(connection, edition["edition"], slug)
    if row is None:
        flask.abort(404, description=f"We know no council called “{slug[:80]}”.")
    cells = council_cells(connection, edition["edition"], row["authority"])
    found = [_filled(connection, edition["edition"], row["type"], cell) for cell in cells if cell["put_in"] is not None]
    return page("put_in.html", edition=edition, row=row, standing=in_type(row), found=found)


_LENDERS = """
SELECT a.slug, a.short_name, c.y, c.observed_on FROM cells c JOIN authorities a USING (authority)
WHERE c.edition = ? AND c.indicator = ? AND c.authority = ?
"""
_TYPICAL = """
SELECT avg(c.y) AS mean, count(c.y) AS seen FROM cells c JOIN scores s USING (edition, authority)
WHERE c.edition = ? AND c.indicator = ? AND s.type = ?
"""


def _filled(connection: sqlite3.Connection, edition: str, kind: str, cell: Record) -> Filled:
    codes = [code for code in cell["lenders"].split() if code != "*"]
    lenders = [row for code in codes for row in rows(connection, _LENDERS, edition, cell["indicator"], code)]
    typical = rows(connection, _TYPICAL, edition, cell["indicator"], kind)[0]
    return Filled(cell, lenders, typical["mean"], typical["seen"])


def put_in_words(cells: Iterable[Record], standing: Standing) -> str:
    """Return what was put in for the marks of a ranked council that could not be seen; '' where nothing was.

    cells: the council's cells with the names of their indicators.
    """
    filled = [cell for cell in cells if cell["put_in"] is not None]
    if not standing.ranked or not filled:
        return ""
    if len(filled) > MOST_NAMED:
        return say(
            "We could not see %(unseen)s of the %(asked)s things that we look at here. "
            "For each the score counts what similar councils have.",
            unseen=len(filled),
            asked=standing.asked,
        )
    told = {
        "what": fmt.listing([f"“{translated(cell['name'])}”" for cell in filled]),
        "each": fmt.listing([fmt.number(100 * cell["put_in"], 0) for cell in filled]),
        "lenders": _lenders(filled),
    }
    return say_n(
        "We could not see %(what)s. For it the score counts what %(lenders)s on average: %(each)s out of 100.",
        "We could not see %(what)s. For them the score counts what %(lenders)s on average: %(each)s out of 100.",
        len(filled),
        **told,
    )


def _lenders(filled: Sequence[Record]) -> str:
    if all(cell["lenders"] == "*" for cell in filled):
        return say("all councils of its type that we could see have")
    count = max(len(cell["lenders"].split()) for cell in filled)
    number = NUMBERS[count] if count < len(NUMBERS) and current() == ENGLISH else str(count)
    return say_n("%(n)s similar council has", "%(n)s similar councils have", count, n=number)
