"""The explorer's league table as Dash components: one type, one page of it, ranges and never a bare rank."""

from __future__ import annotations

from collections.abc import Collection

from dash import html
from dash.development.base_component import Component

from scoring.reasonable_weights import SEED, WEIGHTINGS
from web.explorer.markup import aria
from web.explorer.reweigh import Placed
from web.words import format as fmt

PAGE = 25
"""Councils shown at once: hundreds of components block a phone for seconds."""

TOP_TEN = f"First ten in how many of {WEIGHTINGS:,} weightings"
TOP_TEN_TOLD = (
    f"“{TOP_TEN}”: how often the index would have a council among the first ten of its type if its parts weighed "
    "differently, each between half of and twice what the index gives it. The weightings are drawn once, with the seed "
    f"{SEED}, evenly on a logarithmic scale, and do not follow your sliders. Evidence stays as it is: doubt about that "
    "is in the rank ranges. A dash stands where a council takes no place in the index, or where no more than ten do."
)
HEADINGS = ("Council", "Score, your weights", "Rank range, your weights", "Rank range, the index", TOP_TEN, "Evidence")
PLAIN = ("Council", "Score", "Rank range", TOP_TEN, "Evidence")


def pages(count: int) -> int:
    """Return how many pages `count` councils take, at least one."""
    return max(1, -(-count // PAGE))


def page_of(placed: tuple[Placed, ...], slugs: Collection[str]) -> int:
    """Return the page (from 0) that shows the first council among `slugs`; 0 if none is there."""
    positions = [place for place, row in enumerate(placed) if row.council.slug in slugs]
    return positions[0] // PAGE if positions else 0


def league_table(rows: tuple[Placed, ...], mine: Collection[str], caption: str, own: bool = True) -> html.Div:
    """Return the table of `rows` in a region that scrolls sideways by itself; `mine` are slugs to point out.

    own: the weights are a reader's, so that those of the index stand beside them.
    """
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in (HEADINGS if own else PLAIN)]))
    body = html.Tbody([_row(row, row.council.slug in mine, own) for row in rows])
    return html.Div(
        html.Table([html.Caption(caption), head, body]),
        className="scroll",
        role="region",
        tabIndex=0,
        **aria(label="League table with your weights" if own else "League table"),
    )


def _row(row: Placed, mine: bool, with_index: bool) -> html.Tr:
    council = row.council
    name: list[Component] = [html.A(council.name, href=f"/council/{council.slug}")]
    name += [html.Span(" (your council)")] if mine else []
    own = fmt.rank_text(row.best, row.worst, row.of) if row.best else f"not ranked: {row.reason}"
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(score_words(row)),
            html.Td(own),
            *([html.Td(fmt.rank_text(council.rank_best, council.rank_worst, council.rank_of))] if with_index else []),
            html.Td("–" if row.top_ten is None else fmt.percent(row.top_ten)),
            html.Td(fmt.percent(row.coverage)),
        ],
        className="mine" if mine else None,
    )


def score_words(row: Placed) -> str:
    """Return "54.3 (41.0 to 60.2)"; of a council that is not ranked its range alone, or a dash."""
    if row.lower is None or row.upper is None:
        return "–"
    if row.score is None:
        return f"between {row.lower:.1f} and {row.upper:.1f}"
    return f"{row.score:.1f} ({row.lower:.1f} to {row.upper:.1f})"
