"""League tables: one type by default, all councils on the common core; the page and a CSV of exactly the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import flask

from pages import format as fmt
from pages import league_query as ask
from pages.files import csv_response
from pages.render import database, page
from pages.standing import INTERVAL
from pages.words import TYPE_NAMES, type_name
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
    return Table(edition, query, messages, choices, shown, lines, len(members))


def csv_rows(table: Table) -> list[dict[str, object]]:
    """Return the shown rows as flat records; scores 0-100 with one decimal, coverage in per cent, '' unknown."""
    return [_record(table, line) for line in table.lines]


def _record(table: Table, line: ask.Line) -> dict[str, object]:
    row, standing = line.row, line.standing
    record = {
        "view": table.query.view,
        "authority": row["authority"],
        "slug": row["slug"],
        "name": row["name"],
        "type": type_name(row["type"]),
        "nation": row["nation"],
        "region": row["region"],
        "score": fmt.published(standing.score),
        "score_low": fmt.published(standing.low),
        "score_high": fmt.published(standing.high),
        "score_floor": fmt.published(standing.floor),
        "score_ceiling": fmt.published(standing.ceiling),
        "ranked": "yes" if standing.ranked else "no",
        "rank_range": standing.rank if standing.ranked else "",
        "rank_best": standing.best,
        "rank_worst": standing.worst,
        "rank_of": standing.of,
        "rank_basis": standing.basis if standing.ranked else "",
        "joint": "yes" if standing.tie else "no",
        "band": row["band"] if table.query.view != ask.CORE and standing.ranked else None,
        "change": row["movement"] if table.query.view != ask.CORE else "",
        "coverage_percent": fmt.published(standing.coverage),
        "not_ranked_because": standing.reason if not standing.ranked else "",
    }
    return record | {d["dimension"]: fmt.published(line.dimensions.get(d["dimension"])) for d in table.dimensions}
