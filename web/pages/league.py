"""League tables: one type by default, all councils on the common core; the page and a CSV of exactly the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import flask

from edition.reader import (
    Record,
    current_edition,
    dimension_scores,
    league,
    rows,
    scored_dimensions,
    summaries,
    under_review,
    without_table,
)
from scoring.rounding import out_of_100
from web.pages import league_query as ask
from web.pages.columns import standing_columns, type_columns
from web.pages.files import csv_response
from web.pages.quote import ends, quotable
from web.pages.render import page, remembered
from web.pages.standing import INTERVAL, Standing, in_type, on_core, without
from web.pages.unseen import Unseen, unseen
from web.pages.words import TYPES, type_plural

WORTH_SAYING = 0.2
"""A correlation of coverage with score above this is said beside the table (scoring method, section 5)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Everything one league page shows. dimensions: those in scope, none but in the view by type.

    elsewhere: councils of other types whose name holds what was asked for, a few at most.

    without: what the second table leaves out and how far it differs for this type, None where there is none.
    """

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
    elsewhere: list[Record]
    without: dict[str, Any] | None

    def marks(self, line: ask.Line) -> list[str]:
        """Return what to say beside a ranked council of which a whole dimension could not be seen."""
        known = line.dimensions
        return [one.mark for one in self.unseen if one.dimension in known and known[one.dimension]["seen"] is None]


def add(blueprint: flask.Blueprint) -> None:
    """Add the league page and its CSV."""
    blueprint.add_url_rule("/league", "league", show)
    blueprint.add_url_rule("/league.csv", "league_csv", download)


def show() -> tuple[str, int]:
    """Render the table the address asks for; an unknown type gets a 400 that lists the types."""
    try:
        table = read(flask.request.args)
    except ask.UnknownTypeError as error:
        return page("league_unknown.html", status=400, asked=str(error), types=TYPES)
    ranked = [line for line in table.lines if line.standing.ranked]
    unranked = [line for line in table.lines if not line.standing.ranked]
    intervals = any(line.standing.basis == INTERVAL for line in ranked)
    drawn = any(line.row["score_low"] is not None for line in ranked)
    figures, reviewing = tables().figures, tables().under_review
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
        types=TYPES,
        core=table.query.view == ask.CORE,
        second=table.query.view == ask.WITHOUT,
        in_type=in_type,
        labels=ask.FILTERS,
        reviewing=reviewing,
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
        table = read(flask.request.args)
    except ask.UnknownTypeError as error:
        flask.abort(400, description=f"There is no council type or view called “{error}”.")
    return csv_response(f"league-{table.query.type or 'all'}.csv", table.edition, csv_rows(table))


@dataclass(frozen=True, slots=True)
class Part:
    """One table before anything is asked of it: the members of one type in one view, and what is said of them."""

    members: list[ask.Line]
    choices: dict[str, dict[str, str]]
    dimensions: list[sqlite3.Row]
    unseen: list[Unseen]
    quote: str
    ends: str
    without: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class League:
    """All that league pages show of an edition. everyone: the councils by name; parts: (view, type) -> table.

    figures: as `summaries` returns them. under_review: authority -> number of its marks that are.
    """

    edition: sqlite3.Row
    everyone: list[Record]
    dimensions: list[sqlite3.Row]
    figures: dict[tuple[str, str], Any]
    parts: dict[tuple[str, str], Part]
    under_review: dict[str, int]


def _read_tables(connection: sqlite3.Connection) -> League:
    edition = current_edition(connection)
    code = edition["edition"]
    # As dictionaries: a row of SQLite looks for each column from the first of some ninety.
    everyone: list[Record] = [dict(row) for row in league(connection, code)]
    scores = {
        authority: {name: dict(row) for name, row in found.items()}
        for authority, found in dimension_scores(connection, code).items()
    }
    dimensions, second = scored_dimensions(connection), without_table(connection, code)
    standings: dict[str, Callable[[Record], Standing]] = {ask.CORE: on_core, ask.BY_TYPE: in_type}
    if second:
        standings[ask.WITHOUT] = lambda row: without(second[row["authority"]])
    parts = {}
    for view, standing in standings.items():
        for kind in (*TYPES, "") if view == ask.CORE else TYPES:
            members = ask.in_view(everyone, view, kind)
            plain = view == ask.BY_TYPE
            shown = _seen_of(members, scores, dimensions) if plain else []
            parts[view, kind] = Part(
                members=ask.lines(members, scores, standing),
                choices=ask.choices(members),
                dimensions=shown,
                unseen=unseen(members, scores, shown),
                quote=quotable(members, edition, kind) if plain else "",
                ends=ends(members) if plain else "",
                without=left_out(connection, code, kind),
            )
    return League(edition, everyone, dimensions, summaries(connection, code), parts, under_review(connection))


def _seen_of(
    members: list[Record], scores: Mapping[str, Mapping[str, Record]], dimensions: list[sqlite3.Row]
) -> list[sqlite3.Row]:
    return [one for one in dimensions if any(one["dimension"] in scores.get(m["authority"], {}) for m in members)]


tables = remembered(_read_tables)
"""Return the league tables of the edition that is served."""


def read(args: Mapping[str, str]) -> Table:
    """Return the league table for one query string. Raises UnknownTypeError."""
    held = tables()
    view = args.get("view", "") or ask.BY_TYPE
    if view == ask.WITHOUT and (view, ask.DEFAULT_TYPE) not in held.parts:
        raise ask.UnknownTypeError(view)
    args = ask.with_type_of_name(args, held.everyone)
    part = held.parts.get((view, args.get("type") or ("" if view == ask.CORE else ask.DEFAULT_TYPE)))
    columns = ["score", "name", "coverage", *(d["dimension"] for d in held.dimensions if view == ask.BY_TYPE)]
    query, messages = ask.parse(args, part.choices if part else {}, columns)
    part = held.parts[query.view, query.type]
    return Table(
        held.edition, query, messages, part.choices, part.dimensions, ask.chosen(query, part.members),
        len(part.members), part.unseen, part.quote, part.ends, ask.elsewhere(query, held.everyone), part.without,
    )  # fmt: skip


def left_out(connection: sqlite3.Connection, edition: str, kind: str) -> dict[str, Any] | None:
    """Return what the second table leaves out, by name, and how far one type's order differs in it; None if none."""
    figures = summaries(connection, edition)
    named, moved = figures.get(("without", "")), figures.get(("without", kind))
    if named is None or moved is None:
        return None
    marks = ",".join("?" * len(named["left_out"]))
    found = rows(connection, f"SELECT name FROM indicators WHERE indicator IN ({marks})", *named["left_out"])
    return moved | {"names": [row["name"] for row in found]}


def csv_rows(table: Table) -> list[dict[str, object]]:
    """Return the shown rows as flat records in the words and units of pages.columns.LEAGUE; None unknown."""
    return [_record(table, line) for line in table.lines]


def _record(table: Table, line: ask.Line) -> dict[str, object]:
    row, core, by_type = line.row, table.query.view == ask.CORE, table.query.view == ask.BY_TYPE
    if table.query.view == ask.WITHOUT:
        return _second_record(table, line)
    record: dict[str, object] = {
        "view": table.query.view,
        **{key: row[key] for key in ("authority", "slug", "name", "type", "nation", "region")},
        **standing_columns(row, line.standing, core),
        **type_columns(row, by_type),
    }
    for dimension in table.dimensions:
        part = line.dimensions.get(dimension["dimension"])
        record[dimension["dimension"]] = out_of_100(part["seen"]) if part else None
        record[f"{dimension['dimension']}_counted"] = out_of_100(part["score"]) if part else None
    return record


def _second_record(table: Table, line: ask.Line) -> dict[str, object]:
    s, index = line.standing, in_type(line.row)
    return {
        "view": table.query.view,
        **{key: line.row[key] for key in ("authority", "slug", "name", "type", "nation", "region")},
        "score": out_of_100(s.score), "score_low": out_of_100(s.low), "score_high": out_of_100(s.high),
        "ranked": int(s.ranked), "unranked_reason": "" if s.ranked else s.reason,
        "interval_low": s.best, "interval_high": s.worst, "rank_of": s.of, "coverage": round(s.coverage, 4),
        "index_interval_low": index.best, "index_interval_high": index.worst,
    }  # fmt: skip
