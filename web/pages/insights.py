"""Findings: what can be said of the edition, with its base, range and caveat, and what is withheld and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import flask

from edition.datasets import EDITION_FIELDS, dataset_rows, find_dataset
from edition.findings.places import LEAST_DISTRICTS
from edition.findings.record import LEAST_COUNCILS, LEAST_PAIRS
from edition.reader import current_edition, one, rows
from edition.schema import Place, fields
from edition.tables.findings import FINDING_LINES
from scoring.multiplicity import LEVEL
from web.pages import line_chart as drawing
from web.pages.chart_file import as_png, as_svg, dated, draw, source
from web.pages.files import csv_response
from web.pages.render import database, page, remembered
from web.pages.words import TYPES, capital, type_plural
from web.words import format as fmt
from web.words.catalogue import word

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Since the edition before": ("improved", "declined"),
    "The ends of each table": ("first", "behind", "small"),
    "Places": ("regions", "two-tier"),
    "Deprivation and size": ("deprivation", "size"),
    "GOV.UK’s links": ("govuk-links",),
    "What share of councils": ("share",),
}
"""Heading -> the kinds of finding below it."""
WITHHELD = "withheld"
_LINES = """
SELECT l.*, a.short_name, a.slug FROM finding_lines l LEFT JOIN authorities a USING (authority)
WHERE l.edition = ? AND l.finding = ? ORDER BY l.position
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a finding in words. slug: of the council, '' where the line is of a group."""

    label: str
    slug: str
    figures: str
    base: str
    note: str
    row: sqlite3.Row


@dataclass(frozen=True, slots=True)
class Insight:
    """One finding in words. sentence: '' where it is withheld for the reason `withheld`. quote: all that belongs to a
    use of it, with its source, but for the address; of one that is withheld, that it is and why."""

    row: sqlite3.Row
    title: str
    sentence: str
    caveat: str
    withheld: str
    base: str
    lines: tuple[Line, ...]
    chart: drawing.Chart
    quote: str

    @property
    def code(self) -> str:
        """The name in the address."""
        return str(self.row["finding"])


def add(blueprint: flask.Blueprint) -> None:
    """Add the findings, each by itself, its files, and the card that other sites may frame."""
    blueprint.add_url_rule("/insights", "insights", index)
    blueprint.add_url_rule("/insights/<finding>", "insight", show)
    blueprint.add_url_rule("/insights/<finding>.csv", "insight_csv", download)
    blueprint.add_url_rule("/insights/<finding>.svg", "insight_svg", vector)
    blueprint.add_url_rule("/insights/<finding>.png", "insight_png", raster)
    blueprint.add_url_rule("/embed/insight/<finding>", "embed_insight", embed)


def index() -> tuple[str, int]:
    """Render all findings, those that are withheld too."""
    connection = database()
    edition = current_edition(connection)
    found = rows(connection, "SELECT * FROM findings WHERE edition = ? ORDER BY position", edition["edition"])
    told = [(row, word(row["title"]), word(row["sentence"] or row["withheld"])) for row in found]
    sections = {
        heading: [one for one in told if one[0]["stated"] and one[0]["kind"] in kinds]
        for heading, kinds in SECTIONS.items()
    }
    return page(
        "insights.html",
        edition=edition,
        sections={heading: those for heading, those in sections.items() if those},
        withheld=[one for one in told if not one[0]["stated"]],
        found=found,
        bases=[base(row) for row in found],
        least={"councils": LEAST_COUNCILS, "pairs": LEAST_PAIRS, "districts": LEAST_DISTRICTS},
        wrong=fmt.percent(1 - LEVEL),
    )


def _read(connection: sqlite3.Connection, finding: str) -> Insight | None:
    edition = current_edition(connection)
    row = one(connection, "SELECT * FROM findings WHERE edition = ? AND finding = ?", edition["edition"], finding)
    if row is None:
        return None
    lines = tuple(_line(row["unit"], line) for line in rows(connection, _LINES, edition["edition"], finding))
    points = [(line.label, line.figures, line.row["value"], line.row["low"], line.row["high"]) for line in lines]
    told = (word(row["sentence"]), word(row["caveat"])) if row["stated"] else (_not_said(row),)
    parts = [*told, f"{base(row)}.", source(edition)]
    return Insight(
        row, word(row["title"]), word(row["sentence"]), word(row["caveat"]), word(row["withheld"]), base(row), lines,
        drawing.chart(row["unit"], points), " ".join(parts),
    )  # fmt: skip


def _not_said(row: sqlite3.Row) -> str:
    return f"{word(row['title'])}: no finding can be stated. {word(row['withheld'])}"


_found = remembered(_read)


def base(row: sqlite3.Row) -> str:
    """Return what a finding rests on, in words."""
    what = {"two-tier": "county area", "govuk-links": "service"}.get(row["kind"], "council")
    some, of = row["base"], row["base_of"]
    counted = f"{some:,} of {fmt.plural(of, what)}" if some != of else f"all {fmt.plural(of, what)}"
    together = row["comparisons"]
    return f"Base: {counted}" + (f"; {together:,} comparisons judged together" if together > 1 else "")


def _line(unit: str, row: sqlite3.Row) -> Line:
    label = row["short_name"] or (capital(type_plural(row["part"])) if row["part"] in TYPES else row["part"])
    some, of = row["base"], row["base_of"]
    counted = "" if some is None else f"{some:,} of {of:,}" if of is not None else f"{some:,}"
    words = drawing.figures(unit, row["value"], row["low"], row["high"], WITHHELD)
    return Line(label, row["slug"] or "", words, counted, word(row["note"]), row)


def insight(finding: str) -> Insight:
    """Return a finding of the edition that is served; aborts with 404 where there is none of that name."""
    found = _found(finding) if len(finding) <= 60 else None
    if found is None:
        flask.abort(404, description="We have no finding of that name. The page of findings lists them all.")
    return found


def show(finding: str) -> tuple[str, int]:
    """Render one finding."""
    edition = current_edition(database())
    found = insight(finding)
    behind = _found(f"behind-{found.row['type']}") if found.row["kind"] == "first" else None
    return page(
        "insight.html",
        edition=edition,
        insight=found,
        behind=behind if behind and behind.row["stated"] else None,
        dated=dated(edition, f"/insights/{finding}"),
        frame=dated(edition, f"/embed/insight/{finding}"),
    )


def download(finding: str) -> flask.Response:
    """Send the lines of one finding as CSV."""
    connection, found = database(), insight(finding)
    edition, file = current_edition(connection), find_dataset("finding_lines")
    assert file is not None
    own = {field.name for field in EDITION_FIELDS}
    records: list[dict[str, Any]] = [
        {name: value for name, value in record.items() if name not in own}
        for record in dataset_rows(connection, file, word, only={"finding": found.code})
    ]
    columns = [field.name for field in fields(FINDING_LINES, Place.FILE)]
    return csv_response(f"insight-{found.code}.csv", edition, records, columns)


def _draw(edition: sqlite3.Row, found: Insight) -> str:
    parts = (found.caveat, f"{found.base}.", source(edition), dated(edition, f"/insights/{found.code}"))
    return draw(found.title, found.sentence or f"Withheld: {found.withheld}", parts, found.chart)


def vector(finding: str) -> flask.Response:
    """Send the drawing of one finding, with what belongs to it, as SVG."""
    edition, found = current_edition(database()), insight(finding)
    return as_svg(_draw(edition, found), edition, f"insight-{found.code}")


def raster(finding: str) -> flask.Response:
    """Send the same as PNG."""
    edition, found = current_edition(database()), insight(finding)
    return as_png(_draw(edition, found), edition, f"insight-{found.code}")


def embed(finding: str) -> tuple[str, int]:
    """Render one finding for a frame on another site: no navigation, one link, which opens a page of its own."""
    return page("embed_insight.html", insight=insight(finding))
