"""The map of hexagons: score, band, a dimension or a question, as a drawing, a table, a CSV and an SVG to keep."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import flask

from edition.reader import Record, current_edition, dimension_scores, league, one, rows, scored_dimensions
from register.hexes import Cell
from scoring.rounding import out_of_100
from web.pages import map_drawing as drawing
from web.pages import map_shades as shades
from web.pages.columns import MAP
from web.pages.files import csv_response, labelled
from web.pages.render import database, page
from web.pages.words import TYPES, type_plural
from web.words import format as fmt

SCORE, BAND = "score", "band"
LONGEST = 40
"""Characters of a wrong choice that are said back."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One link of the drawing: its mark, the path of its shape, and where its sign stands."""

    mark: shades.Mark
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class View:
    """Everything one map shows. show: SCORE, BAND, a dimension or an indicator; kind: a type, '' for all.

    groups: shade -> what is drawn in it. blank: paths of the cells of other types. outlines: name of a county
    and the path around its districts. width, height: of the drawing, both 0 where no council of the edition has a cell.
    """

    edition: sqlite3.Row
    show: str
    kind: str
    title: str
    marks: list[shades.Mark]
    legend: list[shades.Shade]
    groups: dict[str, list[Drawn]]
    blank: list[str]
    outlines: list[tuple[str, str]]
    width: int
    height: int

    @property
    def query(self) -> str:
        """The choice as the query of an address, '' for what is shown without one."""
        pairs = [("show", "" if self.show == SCORE else self.show), ("type", self.kind)]
        text = urlencode([(key, value) for key, value in pairs if value])
        return f"?{text}" if text else ""

    @property
    def whom(self) -> str:
        """Whose map it is, in words."""
        return type_plural(self.kind) if self.kind else "councils of all types"

    @property
    def classed(self) -> int:
        """How many councils have a class."""
        return sum(one.shade not in shades.SIGNS for one in self.marks)


class UnknownChoiceError(ValueError):
    """What was asked for cannot be shown; the text says what, in words."""


def add(blueprint: flask.Blueprint) -> None:
    """Add the map, its CSV and its SVG."""
    blueprint.add_url_rule("/map", "map", show)
    blueprint.add_url_rule("/map.csv", "map_csv", download)
    blueprint.add_url_rule("/map.svg", "map_svg", picture)


def show() -> tuple[str, int]:
    """Render the map that the address asks for; for an unknown choice the plain one, a 400 and what can be chosen."""
    problem, status = "", 200
    try:
        view = read(database(), flask.request.args)
    except UnknownChoiceError as error:
        problem, status = str(error), 400
        view = read(database(), {})
    return page(
        "map.html",
        status=status,
        problem=problem,
        view=view,
        edition=view.edition,
        description=describe(view),
        types=TYPES,
        choices=choices(database()),
        paint=PAINT,
        hexagon=drawing.HEXAGON,
    )


def describe(view: View) -> str:
    """Return what the map shows, in a sentence for search engines and for those with whom it is shared."""
    when = fmt.long_date(view.edition["as_of"][:7])
    return f"A map of the UK with one hexagon for each council: {view.title}, {view.whom}, {when}."


def download() -> flask.typing.ResponseReturnValue:
    """Send what the map with the same query shows, a row for each council."""
    view = _or_400()
    return csv_response(
        f"map-{view.show}-{view.kind or 'all'}.csv", view.edition, csv_rows(view), [f.name for f in MAP]
    )


def picture() -> flask.typing.ResponseReturnValue:
    """Send the drawing with its legend as one SVG file; 404 where there is nothing to draw."""
    view = _or_400()
    if not view.width:
        flask.abort(404, description="No council of this edition has a place on the map, so there is nothing to draw.")
    text = flask.render_template("map_file.svg", view=view, edition=view.edition, paint=PAINT, hexagon=drawing.HEXAGON)
    return labelled(
        flask.Response(text, mimetype="image/svg+xml"), view.edition, f"map-{view.show}-{view.kind or 'all'}.svg"
    )


PAINT: dict[str, tuple[str, str]] = {
    "1": ("#0f3d38", "#fff"), "2": ("#2b6e66", "#fff"), "3": ("#7cb3aa", "#000"), "4": ("#b5d8d2", "#000"),
    "5": ("#e4f2ef", "#000"), shades.UNRANKED: ("url(#unranked)", "#000"), shades.UNSEEN: ("url(#unseen)", "#000"),
    shades.NOT_ASKED: ("#fff", "#000"),
}  # fmt: skip
"""Shade -> what fills a cell, and the colour of its sign: at least 4.5 to 1 against it (WCAG 2.2, 1.4.3)."""


def _or_400() -> View:
    try:
        return read(database(), flask.request.args)
    except UnknownChoiceError as error:
        flask.abort(400, description=str(error))


def choices(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Return group -> what can be shown -> its name: score and band, the dimensions in scope, the scored questions."""
    asked = rows(connection, "SELECT indicator, name FROM indicators WHERE scored = 1 ORDER BY position")
    return {
        "Overall": {SCORE: "Score", BAND: "Band"},
        "Dimension": {row["dimension"]: row["name"] for row in scored_dimensions(connection)},
        "Question": {row["indicator"]: row["name"] for row in asked},
    }


def read(connection: sqlite3.Connection, args: Mapping[str, str]) -> View:
    """Return the map that a query asks for. Raises UnknownChoiceError."""
    edition = current_edition(connection)
    chosen, kind = args.get("show", "").strip() or SCORE, args.get("type", "").strip()
    names = {value: name for group in choices(connection).values() for value, name in group.items()}
    if chosen not in names:
        raise UnknownChoiceError(f"There is nothing called “{chosen[:LONGEST]}” to show on the map.")
    if kind and kind not in TYPES:
        raise UnknownChoiceError(f"There is no council type called “{kind[:LONGEST]}”.")
    everyone = league(connection, edition["edition"])
    members = [row for row in everyone if not kind or row["type"] == kind]
    marks, legend = _shaded(connection, edition["edition"], chosen, kind, members)
    cells = _cells(connection)
    width, height = drawing.size(cells.values()) if cells else (0, 0)
    districts = _districts(everyone, cells)
    return View(
        edition, chosen, kind, names[chosen], marks, legend,
        _groups(marks, cells, districts if kind == "county" else {}),
        _blank(everyone, cells, kind), [(name, drawing.outline(own)) for _, name, own in districts.values()],
        width, height,
    )  # fmt: skip


def _shaded(
    connection: sqlite3.Connection, edition: str, chosen: str, kind: str, members: list[sqlite3.Row]
) -> tuple[list[shades.Mark], list[shades.Shade]]:
    """Return the marks of the councils and the legend."""
    if chosen == SCORE:
        marks = shades.scores(members)
        return marks, shades.legend(marks, shades.named_fifth(bool(kind)))
    if chosen == BAND:
        marks = shades.bands(members)
        return marks, shades.legend(marks, shades.named_band)
    asked = one(connection, "SELECT * FROM indicators WHERE indicator = ?", chosen)
    if asked is None:
        parts = {code: own[chosen] for code, own in dimension_scores(connection, edition).items() if chosen in own}
        marks = shades.dimension(members, parts)
        return marks, shades.legend(marks, shades.named_fifth(bool(kind)))
    found = rows(connection, "SELECT * FROM cells WHERE edition = ? AND indicator = ?", edition, chosen)
    marks = shades.indicator(members, {cell["authority"]: cell for cell in found}, asked)
    return marks, shades.legend(marks, shades.named_marks(asked))


def _cells(connection: sqlite3.Connection) -> dict[str, Cell]:
    """Return the cell of every council that has one, by ONS code."""
    sql = "SELECT authority, map_column, map_row FROM authorities WHERE map_column IS NOT NULL"
    return {row["authority"]: (row["map_column"], row["map_row"]) for row in rows(connection, sql)}


Districts = dict[str, tuple[str, str, frozenset[Cell]]]
"""County -> its slug, its short name, and the cells of its districts."""


def _districts(everyone: list[sqlite3.Row], cells: Mapping[str, Cell]) -> Districts:
    counties = {row["authority"]: row for row in everyone if row["type"] == "county"}
    own = {
        code: frozenset(
            cells[row["authority"]] for row in everyone if row["parent"] == code and row["authority"] in cells
        )
        for code in counties
    }
    return {code: (counties[code]["slug"], counties[code]["short_name"], held) for code, held in own.items() if held}


def _groups(marks: list[shades.Mark], cells: Mapping[str, Cell], counties: Districts) -> dict[str, list[Drawn]]:
    """Return what is drawn in each shade, from north to south: a cell, or the whole shape of a county."""
    groups: dict[str, list[Drawn]] = {}
    for mark in marks:
        code = mark.row["authority"]
        if code in counties:
            held = counties[code][2]
            groups.setdefault(mark.shade, []).append(Drawn(mark, drawing.outline(held), *drawing.heart(held)))
        elif code in cells:
            here = drawing.middle(cells[code])
            groups.setdefault(mark.shade, []).append(Drawn(mark, drawing.hexagon(*here), *here))
    return {shade: sorted(groups[shade], key=lambda one: (one.y, one.x)) for shade in sorted(groups)}


def _blank(everyone: list[sqlite3.Row], cells: Mapping[str, Cell], kind: str) -> list[str]:
    others = [row for row in everyone if kind and row["type"] != kind and row["authority"] in cells]
    if kind == "county":
        others = [row for row in others if not row["parent"]]
    return [drawing.hexagon(*here) for here in sorted(drawing.middle(cells[row["authority"]]) for row in others)]


def csv_rows(view: View) -> list[dict[str, Any]]:
    """Return the councils of the map in the words and units of pages.columns.MAP; None unknown."""
    meaning = {one.shade: one.label for one in view.legend}
    return [_record(view, mark, meaning[mark.shade]) for mark in view.marks]


def _record(view: View, mark: shades.Mark, meaning: str) -> dict[str, Any]:
    row: Record = mark.row
    return {
        **{key: row[key] for key in ("authority", "slug", "name", "type", "nation", "region")},
        "shown": view.show,
        "value": mark.number if view.show == BAND else out_of_100(mark.number),
        "value_text": mark.value,
        "score_low": out_of_100(mark.low),
        "score_high": out_of_100(mark.high),
        "coverage": round(row["coverage"], 4),
        "shade": mark.shade,
        "shade_text": meaning,
    }
