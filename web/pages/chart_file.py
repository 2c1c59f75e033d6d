"""A chart of lines as a file, SVG or PNG, that says what it shows, of which edition, and where it stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import flask

from web.pages import line_chart as drawing
from web.pages.files import NOTES, labelled
from web.pages.pictures import png
from web.serving.editions import edition_prefix
from web.site import NAME
from web.words import format as fmt

PNG_WIDTH = 1080


def draw(title: str, said: str, parts: Sequence[str], chart: drawing.Chart) -> str:
    """Return the file as SVG. said: what the chart shows; parts: in small print, all that belongs to a use of it."""
    small = [line for part in parts for line in drawing.wrapped(part, drawing.SMALL_LETTERS)]
    return flask.render_template(
        "chart_file.svg", title=title, chart=chart, heading=drawing.wrapped(title, drawing.TITLE_LETTERS),
        said=drawing.wrapped(said), small=small, whole=" ".join((said, *parts)), width=drawing.WIDTH,
    )  # fmt: skip


def as_svg(drawn: str, edition: sqlite3.Row, name: str) -> flask.Response:
    """Send a drawing as the file `name`.svg."""
    return labelled(flask.Response(drawn, mimetype="image/svg+xml"), edition, f"{name}.svg")


def as_png(drawn: str, edition: sqlite3.Row, name: str) -> flask.Response:
    """Send a drawing as the file `name`.png."""
    return labelled(flask.Response(png(drawn, PNG_WIDTH), mimetype="image/png"), edition, f"{name}.png")


def source(edition: sqlite3.Row) -> str:
    """Return whose figures they are and of which day, with what belongs to an edition that is not final."""
    kind = "simulated, every figure is invented" if edition["simulated"] else NOTES.get(edition["status"], "")
    told = f" {kind}" if kind else ""
    return f"{NAME}, {edition['title']}, evidence up to {fmt.long_date(edition['as_of'])}.{told}"


def dated(edition: sqlite3.Row, path: str) -> str:
    """Return the address of a page that names its edition, absolute where this copy has an address of its own."""
    return f"{flask.current_app.config['SITE'].base_url}{edition_prefix() or '/' + edition['edition']}{path}"
