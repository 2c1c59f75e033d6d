"""Up to five councils side by side, with a warning where they cannot fairly be compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import flask

from edition.reader import council, council_cells, current_edition, dimension_scores, rows, scored_dimensions
from scoring.rounding import out_of_100
from web.pages.ahead import pairs, sentence, spread, weighed
from web.pages.chart_file import as_png, as_svg, dated, draw, source
from web.pages.columns import COUNCIL, mark_columns
from web.pages.files import csv_response
from web.pages.line_chart import Chart, chart, figures
from web.pages.render import database, page
from web.pages.standing import Standing, in_type
from web.words.format import listing

MOST = 5
CAVEAT = "Dot: the score of 100. Bar: where it likely lies, given missing evidence, errors in it and other weights."


def add(blueprint: flask.Blueprint) -> None:
    """Add the comparison page and its files."""
    blueprint.add_url_rule("/compare", "compare", show)
    blueprint.add_url_rule("/compare.csv", "compare_csv", download)
    blueprint.add_url_rule("/compare.svg", "compare_svg", vector)
    blueprint.add_url_rule("/compare.png", "compare_png", raster)


def show() -> flask.typing.ResponseReturnValue:
    """Render the councils named in ?c=a,b (at most five); unknown ones are named and left out.

    Where none of those named is known, the answer is a 404 that offers every council.
    """
    connection = database()
    edition = current_edition(connection)
    slugs, added = _slugs(flask.request.args.getlist("c")), flask.request.args.get("add", "").strip()
    if added:
        return flask.redirect("/compare?c=" + ",".join(_slugs([*slugs, added])), 303)
    any_type = flask.request.args.get("any") == "1"
    found = [(slug, council(connection, edition["edition"], slug)) for slug in slugs[:MOST]]
    known = [row for _, row in found if row is not None]
    cells = {
        row["slug"]: {c["indicator"]: c for c in council_cells(connection, edition["edition"], row["authority"])}
        for row in known
    }
    scores = dimension_scores(connection, edition["edition"])
    compared = pairs(known, _chances(connection, edition["edition"], known))
    asked = {code for own in cells.values() for code, cell in own.items() if cell["state"] != "not_applicable"}
    mixed = len({row["type"] for row in known}) > 1
    indicators = rows(connection, "SELECT * FROM indicators WHERE scored = 1 ORDER BY position")
    decides = {} if mixed else _decides(indicators, known, cells, scores)
    return page(
        "compare.html",
        status=404 if slugs and not known else 200,
        edition=edition,
        pairs=compared,
        sentence=sentence(known, compared, edition),
        decides=decides,
        without={row["slug"]: ",".join(one["slug"] for one in known if one is not row) for row in known},
        chosen=",".join(row["slug"] for row in known),
        description=describe([row["short_name"] for row in known]),
        councils=[(row, in_type(row)) for row in known],
        title=_title(known),
        caveat=CAVEAT,
        chart=_chart(known),
        unknown=[slug for slug, row in found if row is None],
        too_many=len(slugs) > MOST,
        mixed=mixed,
        dimensions=scored_dimensions(connection),
        scores=scores,
        indicators=sorted(indicators, key=lambda one: -decides.get(one["indicator"], 0.0)),
        cells=cells,
        asked=asked,
        judged={code for row in known for code in scores.get(row["authority"], {})},
        names=_offered(connection, known, any_type),
        any_type=any_type,
        most=MOST,
    )


def _offered(connection: sqlite3.Connection, known: Sequence[sqlite3.Row], any_type: bool) -> list[sqlite3.Row]:
    """Return the councils that can be added: those not shown yet, of the types shown unless none is or any is asked."""
    types, shown = {row["type"] for row in known}, {row["slug"] for row in known}
    every = rows(connection, "SELECT slug, name, type FROM authorities ORDER BY name")
    return [one for one in every if one["slug"] not in shown and (any_type or not types or one["type"] in types)]


def _chances(
    connection: sqlite3.Connection, edition: str, councils: Sequence[sqlite3.Row]
) -> dict[tuple[str, str], float]:
    """Return (council, other) -> the chance that the first outranks the other, of the pairs that are not clear."""
    codes = [row["authority"] for row in councils]
    marks = ",".join("?" * len(codes))
    sql = f"SELECT * FROM indistinct WHERE edition = ? AND authority IN ({marks}) AND other IN ({marks})"
    return {(row["authority"], row["other"]): row["p_better"] for row in rows(connection, sql, edition, *codes, *codes)}


def _decides(
    indicators: Sequence[sqlite3.Row],
    councils: Sequence[sqlite3.Row],
    cells: dict[str, dict[str, sqlite3.Row]],
    scores: dict[str, dict[str, sqlite3.Row]],
) -> dict[str, float]:
    """Return indicator -> how far apart it sets these councils, 0-1; only where at least two of them were seen."""
    found = {}
    for asked in indicators:
        code, added = asked["indicator"], []
        for row in councils:
            part = scores.get(row["authority"], {}).get(asked["dimension"])
            added.append(weighed(cells[row["slug"]].get(code), part["weight"] if part else None))
        apart = spread(added)
        if apart is not None:
            found[code] = apart
    return found


def download() -> flask.typing.ResponseReturnValue:
    """Send every mark of the councils named in ?c=, in the columns of one council's file; 404 if none is known."""
    connection = database()
    edition = current_edition(connection)
    slugs = _slugs(flask.request.args.getlist("c"))[:MOST]
    known = [row for slug in slugs if (row := council(connection, edition["edition"], slug)) is not None]
    if not known:
        flask.abort(404, description="None of the councils that were asked for is one we know.")
    records: list[dict[str, Any]] = [
        {"authority": row["authority"], "slug": row["slug"], "name_of_council": row["name"], **mark_columns(cell)}
        for row in known
        for cell in council_cells(connection, edition["edition"], row["authority"])
    ]
    return csv_response("compare.csv", edition, records, [field.name for field in COUNCIL])


def _title(councils: Sequence[sqlite3.Row]) -> str:
    return f"Likely scores: {listing([row['short_name'] for row in councils])}"


def _chart(councils: Sequence[sqlite3.Row]) -> Chart | None:
    """Return the drawing of the scores of these councils, None where fewer than two, or of two types, are given."""
    if len(councils) < 2 or len({row["type"] for row in councils}) > 1:
        return None
    return chart("score", [_drawn(row["short_name"], in_type(row)) for row in councils])


def _drawn(name: str, standing: Standing) -> tuple[str, str, float | None, float | None, float | None]:
    low, high = (out_of_100(end) if standing.drawn else None for end in (standing.low, standing.high))
    score = out_of_100(standing.score)
    return name, figures("score", score, low, high, "no score yet"), score, low, high


def _file() -> tuple[sqlite3.Row, str]:
    connection = database()
    edition = current_edition(connection)
    slugs = _slugs(flask.request.args.getlist("c"))[:MOST]
    known = [row for slug in slugs if (row := council(connection, edition["edition"], slug)) is not None]
    drawing = _chart(known)
    if drawing is None:
        flask.abort(404, description="A chart needs two councils of one type that we know: others do not compare.")
    said = sentence(known, pairs(known, _chances(connection, edition["edition"], known)), edition)
    where = dated(edition, f"/compare?c={','.join(row['slug'] for row in known)}")
    return edition, draw(_title(known), said, (CAVEAT, source(edition), where), drawing)


def vector() -> flask.Response:
    """Send the scores of the councils named in ?c= as a drawing (SVG); 404 where they cannot be compared."""
    edition, drawn = _file()
    return as_svg(drawn, edition, "compare")


def raster() -> flask.Response:
    """Send the same as PNG."""
    edition, drawn = _file()
    return as_png(drawn, edition, "compare")


def describe(names: list[str]) -> str:
    """Return what the page shows, in a sentence for search engines and for those with whom it is shared."""
    if not names:
        return f"Choose up to {MOST} councils and see their scores, ranges and evidence side by side."
    return f"{listing(names)}: score, range of places, evidence and every indicator, side by side."


def _slugs(values: list[str]) -> list[str]:
    """Return the slugs of a list of comma-separated values, each once; only what a slug may hold is kept."""
    parts = [part.strip().lower()[:80] for value in values for part in value.split(",")]
    return list(dict.fromkeys(part for part in parts if part and part.replace("-", "").isalnum() and part.isascii()))
