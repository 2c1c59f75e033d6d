"""League tables: one type by default, all councils on the common core; the page and a CSV of exactly the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import flask

from pages import format as fmt
from pages import league_query as ask
from pages.columns import standing_columns
from pages.files import csv_response
from pages.quote import ends, quotable
from pages.render import database, page
from pages.standing import INTERVAL
from pages.unseen import Unseen, unseen
from pages.words import TYPE_NAMES, type_plural
from store.reader import current_edition, dimension_scores, league, scored_dimensions, summaries

WORTH_SAYING = 0.2
"""A correlation of coverage with score above this is said beside the table (scoring method, section 5)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Everything one league page shows. dimensions: those in scope, none in the core view."""

    edition: sqlite3.Row
    query: ask.Query
    messages: list[str]
    choices: dict[str, dict[str, str]]
    dimensions: list[sqlite3.Row]
    lines: list[ask.Line]
    total: int
    unseen: list[Unseen]
    quote: str
    ends: str

    def marks(self, line: ask.Line) -> list[str]:
        """Return what to say beside a ranked council of which a whole dimension could not be seen."""
        known = line.dimensions
        return [one.mark for one in self.unseen if one.dimension in known and known[one.dimension] is None]


def add(blueprint: flask.Blueprint) -> None:
    """Add the league page and its CSV."""
    blueprint.add_url_rule("/league", "league", show)
    blueprint.add_url_rule("/league.csv", "league_csv", download)


def show() -> tuple[str, int]:
    """Render the table the address asks for; an unknown type gets a 400 that lists the types."""
    try:
        table = read(database(), flask.request.args)
    except ask.UnknownTypeError as error:
        return page("league_unknown.html", status=400, asked=str(error), types=TYPE_NAMES)
    ranked = [line for line in table.lines if line.standing.ranked]
    unranked = [line for line in table.lines if not line.standing.ranked]
    intervals = any(line.standing.basis == INTERVAL for line in ranked)
    drawn = any(line.row["score_low"] is not None for line in ranked)
    figures = summaries(database(), table.edition["edition"])
    together = figures.get(("coverage_spearman", ""))
    return page(
        "league.html",
        edition=table.edition,
        description=describe(table.query),
        table=table,
        query=table.query,
        ranked=ranked,
        unranked=unranked,
        intervals=intervals,
        drawn=drawn,
        moved=figures.get(("movement", "")) if any(line.row["movement"] for line in ranked) else None,
        bands=any(line.row["band"] is not None for line in ranked),
        together=together if together is not None and abs(together) > WORTH_SAYING else None,
        types=TYPE_NAMES,
        core=table.query.view == ask.CORE,
        labels=ask.FILTERS,
    )


def describe(query: ask.Query) -> str:
    """Return what the table shows, in a sentence for search engines and for those with whom it is shared."""
    whom = type_plural(query.type) if query.type else "councils of all types"
    if query.view == ask.CORE:
        return f"UK {whom} on the few indicators asked of every council, each with its range of places."
    return f"UK {whom} by score, each with its range of places instead of a bare rank."


def download() -> flask.typing.ResponseReturnValue:
    """Send the rows that the page with the same query shows, in the same order."""
    try:
        table = read(database(), flask.request.args)
    except ask.UnknownTypeError as error:
        flask.abort(400, description=f"There is no council type or view called “{error}”.")
    return csv_response(f"league-{table.query.type or 'all'}.csv", table.edition, csv_rows(table))


def read(connection: sqlite3.Connection, args: Mapping[str, str]) -> Table:
    """Return the league table for one query string. Raises UnknownTypeError."""
    edition = current_edition(connection)
    rows = league(connection, edition["edition"])
    dimensions = scored_dimensions(connection)
    core = args.get("view") == ask.CORE
    members = ask.in_view(rows, args.get("view", ""), args.get("type") or ("" if core else ask.DEFAULT_TYPE))
    choices = ask.choices(members)
    columns = ["score", "name", "coverage", *(() if core else (d["dimension"] for d in dimensions))]
    query, messages = ask.parse(args, choices, columns)
    scores = dimension_scores(connection, edition["edition"])
    lines = ask.lines(query, rows, scores)
    shown = (
        []
        if core
        else [d for d in dimensions if any(d["dimension"] in scores.get(m["authority"], {}) for m in members)]
    )
    told = ("", "") if core else (quotable(members, edition, query.type), ends(members))
    return Table(
        edition, query, messages, choices, shown, lines, len(members), unseen(members, scores, shown), *told
    )  # fmt: skip


def csv_rows(table: Table) -> list[dict[str, object]]:
    """Return the shown rows as flat records in the words and units of pages.columns.LEAGUE; None unknown."""
    return [_record(table, line) for line in table.lines]


def _record(table: Table, line: ask.Line) -> dict[str, object]:
    row, core = line.row, table.query.view == ask.CORE
    record = {
        "view": table.query.view,
        **{key: row[key] for key in ("authority", "slug", "name", "type", "nation", "region")},
        **standing_columns(row, line.standing, core),
        "band": row["band"] if line.standing.ranked and not core else None,
        "change": "" if core else row["movement"],
    }
    return record | {d["dimension"]: fmt.published(line.dimensions.get(d["dimension"])) for d in table.dimensions}
