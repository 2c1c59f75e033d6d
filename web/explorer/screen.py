"""What the explorer shows for one set of choices. Pure: from standings and choices to components."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dash import dcc, html

from web.explorer import state
from web.explorer.chart import LINES, score_chart, trend_chart
from web.explorer.reweigh import Placed, reweigh
from web.explorer.standings import Standings
from web.explorer.table import PAGE, league_table, page_of, pages
from web.explorer.trend import Moment
from web.pages import words
from web.site import NAME
from web.words import format as fmt

NO_WEIGHT = "Every slider that applies here stands at 0. Give at least one dimension some weight."


Trends = Callable[[Sequence[str]], Mapping[str, Sequence[Moment]]]
"""From slugs to the moments of these councils, by name: read only if they are to be drawn."""
EDITIONS_NEEDED = "No earlier edition can be compared with this one yet, so there is no line to draw."


@dataclass(frozen=True, slots=True)
class Screen:
    """The parts of the page that follow the controls. page counts from 0; shares are texts, one per slider."""

    table: Any
    status: str
    shares: list[str]
    page: int
    first: bool
    last: bool
    link: str
    chart: Any


def sliders_of(standings: Standings) -> tuple[int, ...]:
    """Return the slider positions (0-100) nearest to the index's own weights."""
    return tuple(round(state.LARGEST * weight) for weight in standings.index_weights)


def weights_of(standings: Standings, sliders: Sequence[int]) -> tuple[float, ...]:
    """Return the weights that sliders stand for: exactly the index's own where none has been moved.

    A slider of a dimension that does not apply to the type counts as 0.
    """
    if tuple(sliders) == sliders_of(standings):
        return standings.index_weights
    own = standings.index_weights
    return tuple(float(position) if weight > 0 else 0.0 for position, weight in zip(sliders, own, strict=True))


def screen(
    standings: Standings,
    sliders: Sequence[int],
    page: int,
    mine: Collection[str] = (),
    chart: str = "",
    trends: Trends = lambda slugs: {},
) -> Screen:
    """Return everything that follows the controls.

    page: which 25 councils, kept within what exists; -1 stands for the page with the first of `mine`. chart: one of
    state.CHARTS, or '' for none.
    """
    weights = weights_of(standings, sliders)
    pointed_out = tuple(slug for slug in mine if any(one.slug == slug for one in standings.councils))
    view = state.View(standings.type, _codes(standings, sliders), max(page, 0), chart, pointed_out)
    if not any(weights):
        link = state.write(view)
        error = html.P(NO_WEIGHT, className="error")
        return Screen(error, NO_WEIGHT, shares(standings, weights), 0, True, True, link, None)
    placed = reweigh(standings, weights)
    count = pages(len(placed))
    page = page_of(placed, mine) if page < 0 else min(page, count - 1)
    rows = placed[page * PAGE : (page + 1) * PAGE]
    status = _status(standings, sliders, page, len(placed))
    return Screen(
        table=league_table(rows, mine, f"{_names(standings)} with your weights"),
        status=status,
        shares=shares(standings, weights),
        page=page,
        first=page == 0,
        last=page == count - 1,
        link=state.write(replace(view, page=page)),
        chart=_chart(standings, sliders, rows, pointed_out, chart, trends),
    )


def whole_table(standings: Standings) -> Any:
    """Return the table of every council of the type under the weights of the index, for readers without JavaScript."""
    placed = reweigh(standings, standings.index_weights)
    return league_table(placed, (), f"{_names(standings)}, by the index’s weights", own=False)


def shares(standings: Standings, weights: tuple[float, ...]) -> list[str]:
    """Return what each slider amounts to: "39% of the score", or that it does not apply to these councils."""
    total = sum(weights) or 1.0
    return [
        f"{weight / total:.0%} of the score" if dimension.weight > 0 else "does not apply to these councils"
        for dimension, weight in zip(standings.dimensions, weights, strict=True)
    ]


def _codes(standings: Standings, sliders: Sequence[int]) -> tuple[tuple[str, int], ...]:
    return tuple((dimension.code, position) for dimension, position in zip(standings.dimensions, sliders, strict=True))


def _status(standings: Standings, sliders: Sequence[int], page: int, count: int) -> str:
    mine = tuple(sliders) != sliders_of(standings)
    last = min((page + 1) * PAGE, count)
    which = f"{_names(standings)}, {page * PAGE + 1} to {last} of {count}, "
    if not mine:
        return f"{which}by the weights of the index: the figures of its tables. {_filled(standings)}".strip()
    kept = len(standings.reruns.parts.p) if standings.reruns else 0
    return (
        f"{which}by your weights, not the index. Ranges hold in nine of ten of {kept} re-runs: they cover doubt about "
        "the evidence and about the method, with weights varied around yours. Order within overlapping ranges means "
        f"little. {_filled(standings)}"
    ).strip()


def _filled(standings: Standings) -> str:
    """Return what an evidence below 100 % means, '' where everything was seen."""
    if all(part is None or part.coverage > 1 - 1e-9 for one in standings.councils for part in one.parts):
        return ""
    return "Where evidence is below 100%, the score counts what similar councils have for what we could not see."


def _names(standings: Standings) -> str:
    return words.capital(words.type_plural(standings.type))


def _chart(
    standings: Standings, sliders: Sequence[int], rows: tuple[Placed, ...], mine: Sequence[str], chart: str,
    trends: Trends,
) -> Any:  # fmt: skip
    if chart == "trend":
        shown = list(dict.fromkeys([*mine, *(row.council.slug for row in rows)]))[: len(LINES)]
        councils = trends(shown)
        if not councils:
            return html.P(EDITIONS_NEEDED)
        title = f"{_names(standings)}, {NAME}<br>Score on the questions asked in every edition"
        return _figure(trend_chart(councils, title), TREND_TOLD, f"trend-{standings.type}-{standings.as_of}")
    if chart:
        whose = "by your weights" if tuple(sliders) != sliders_of(standings) else "by the weights of the index"
        title = f"{_names(standings)}, {NAME}<br>{fmt.long_date(standings.as_of)}, {whose}"
        return _figure(score_chart(rows, title), SCORES_TOLD, f"scores-{standings.type}-{standings.as_of}")
    return None


SCORES_TOLD = (
    "Each dot is a score, each line the range in nine of ten re-runs. "
    "Councils that are not ranked are left out. The table below has the same figures."
)
TREND_TOLD = (
    f"At most {len(LINES)} councils: those that you looked for, then the first on this page of the table. A line is "
    "the score on the questions that every edition could observe, under the weights of the index, so it is not the "
    "score of the table. Earlier figures were worked out later by the method of today and were not published then; "
    "dates are joined only where they compare. Each council’s page has these figures with their ranges, “Over time”."
)


def _figure(drawn: Any, told: str, name: str) -> html.Figure:
    graph = dcc.Graph(figure=drawn, config={"displayModeBar": False, "responsive": True}, id="graph")
    saves = [html.Button(f"Save as {kind.upper()}", **_data(picture=kind, name=name)) for kind in PICTURES]
    return html.Figure([html.Figcaption(told), graph, html.Div(saves, className="tools")])


def _data(**values: str) -> dict[str, Any]:
    """Return a component's data attributes, given without their prefix. Any: Dash types each named property apart."""
    return {f"data-{name}": value for name, value in values.items()}


PICTURES = ("png", "svg")
"""Formats in which assets/explorer/picture.js saves the chart that is drawn."""
