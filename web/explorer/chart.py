"""The explorer's charts: the scores of one page of the table with their ranges, and a few councils over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import plotly.graph_objects as go

from web.explorer.reweigh import Placed
from web.explorer.trend import Moment

INK, BRAND = "#141a1a", "#173f3b"
LINES = (
    (BRAND, "solid", "circle"), ("#b3500b", "dash", "square"), ("#3b5bb5", "dot", "diamond"),
    ("#8a2f8a", "dashdot", "triangle-up"), ("#6b6b00", "longdash", "x"), ("#a4221b", "longdashdot", "cross"),
)  # fmt: skip
"""Colour, stroke and marker of each line over time: no two differ by colour alone."""


@cache
def house() -> go.layout.Template:
    """Return how every figure of the site looks. Made when a figure is first drawn: Plotly's classes cost 10 MB."""
    return go.layout.Template(
        layout=go.Layout(
            colorway=[BRAND],
            font=go.layout.Font(family="system-ui, Arial, sans-serif", size=14, color=INK),
            margin=go.layout.Margin(l=8, r=16, t=64, b=56),
            title=go.layout.Title(font=go.layout.title.Font(size=13), x=0, xref="paper"),
            showlegend=False,
            xaxis=go.layout.XAxis(zeroline=False),
            yaxis=go.layout.YAxis(automargin=True),
        )
    )


def score_chart(rows: tuple[Placed, ...], title: str) -> go.Figure:
    """Return one dot per council at its score, and a line over the range that is left open.

    Councils that are not ranked are left out. The first row is drawn at the top. title: stands in a saved picture too.
    """
    shown = [
        (row.council.name, row.score, row.lower, row.upper)
        for row in reversed(rows)
        if row.score is not None and row.lower is not None and row.upper is not None and row.best is not None
    ]
    dots = go.Scatter(
        mode="markers",
        x=[score for _, score, _, _ in shown],
        y=[name for name, _, _, _ in shown],
        marker=go.scatter.Marker(size=10),
        error_x=go.scatter.ErrorX(
            type="data",
            symmetric=False,
            array=[max(upper - score, 0.0) for _, score, _, upper in shown],
            arrayminus=[max(score - lower, 0.0) for _, score, lower, _ in shown],
            color=INK,
            thickness=1.5,
        ),
        hovertemplate="%{y}: %{x:.1f}<extra></extra>",
    )
    layout = go.Layout(
        template=house(),
        title=title,
        height=26 * len(shown) + 140,
        xaxis=go.layout.XAxis(title="Score, 0 to 100", range=[-2, 102]),
        yaxis=go.layout.YAxis(type="category"),
    )
    return go.Figure(dots, layout)


def trend_chart(councils: Mapping[str, Sequence[Moment]], title: str) -> go.Figure:
    """Return one line per council, at most as many as LINES, over the dates of the editions.

    A line is broken where two dates may not be compared or the score is not known.
    """
    lines = [_line(name, moments, *look) for (name, moments), look in zip(councils.items(), LINES, strict=False)]
    layout = go.Layout(
        template=house(),
        title=title,
        height=460,
        showlegend=True,
        legend=go.layout.Legend(orientation="h", y=-0.2),
        xaxis=go.layout.XAxis(type="date"),
        yaxis=go.layout.YAxis(title="Score, 0 to 100", range=[-2, 102]),
    )
    return go.Figure(lines, layout)


def _line(name: str, moments: Sequence[Moment], colour: str, stroke: str, symbol: str) -> go.Scatter:
    points: list[tuple[str, float | None]] = []
    for place, one in enumerate(moments):
        if place and not one.joined:
            points.append((one.day, None))
        points.append((one.day, one.score))
    return go.Scatter(
        name=name,
        mode="lines+markers",
        x=[day for day, _ in points],
        y=[score for _, score in points],
        connectgaps=False,
        line=go.scatter.Line(color=colour, dash=stroke, width=2.5),
        marker=go.scatter.Marker(color=colour, symbol=symbol, size=9),
        hovertemplate="%{fullData.name}, %{x|%d %B %Y}: %{y:.1f}<extra></extra>",
    )
