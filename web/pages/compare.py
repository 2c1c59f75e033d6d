"""Up to five councils side by side, with a warning where they cannot fairly be compared."""

from __future__ import annotations

import flask

from edition.reader import council, council_cells, current_edition, dimension_scores, rows, scored_dimensions
from web.pages.render import database, page
from web.pages.standing import in_type
from web.words.format import listing

MOST = 5


def add(blueprint: flask.Blueprint) -> None:
    """Add the comparison page."""
    blueprint.add_url_rule("/compare", "compare", show)


def show() -> flask.typing.ResponseReturnValue:
    """Render the councils named in ?c=a,b (at most five); unknown ones are named and left out."""
    connection = database()
    edition = current_edition(connection)
    slugs, added = _slugs(flask.request.args.getlist("c")), flask.request.args.get("add", "").strip()
    if added:
        return flask.redirect("/compare?c=" + ",".join(_slugs([*slugs, added])), 303)
    found = [(slug, council(connection, edition["edition"], slug)) for slug in slugs[:MOST]]
    known = [row for _, row in found if row is not None]
    cells = {
        row["slug"]: {c["indicator"]: c for c in council_cells(connection, edition["edition"], row["authority"])}
        for row in known
    }
    scores = dimension_scores(connection, edition["edition"])
    return page(
        "compare.html",
        edition=edition,
        description=describe([row["short_name"] for row in known]),
        councils=[(row, in_type(row)) for row in known],
        unknown=[slug for slug, row in found if row is None],
        too_many=len(slugs) > MOST,
        mixed=len({row["type"] for row in known}) > 1,
        dimensions=scored_dimensions(connection),
        scores=scores,
        indicators=rows(connection, "SELECT * FROM indicators WHERE scored = 1 ORDER BY position"),
        cells=cells,
        asked={code for own in cells.values() for code, cell in own.items() if cell["state"] != "not_applicable"},
        judged={code for row in known for code in scores.get(row["authority"], {})},
        names=rows(connection, "SELECT slug, name FROM authorities ORDER BY name"),
        most=MOST,
    )


def describe(names: list[str]) -> str:
    """Return what the page shows, in a sentence for search engines and for those with whom it is shared."""
    if not names:
        return f"Choose up to {MOST} councils and see their scores, ranges and evidence side by side."
    return f"{listing(names)}: score, range of places, evidence and every indicator, side by side."


def _slugs(values: list[str]) -> list[str]:
    """Return the slugs of a list of comma-separated values, each once; only what a slug may hold is kept."""
    parts = [part.strip().lower()[:80] for value in values for part in value.split(",")]
    return list(dict.fromkeys(part for part in parts if part and part.replace("-", "").isalnum() and part.isascii()))
