"""The explorer's one chart: the scores of one page of the table with their ranges."""

from __future__ import annotations

from functools import cache

import plotly.graph_objects as go

from web.explorer.reweigh import Placed

INK, BRAND = "#141a1a", "#173f3b"


@cache
def house() -> go.layout.Template:
    """Return how every figure of the site looks. Made when a figure is first drawn: Plotly's classes cost 10 MB."""
    return go.layout.Template(
        layout=go.Layout(
            colorway=[BRAND],
            font=go.layout.Font(family="system-ui, Arial, sans-serif", size=14, color=INK),
            margin=go.layout.Margin(l=8, r=16, t=16, b=56),
            showlegend=False,
            xaxis=go.layout.XAxis(zeroline=False),
            yaxis=go.layout.YAxis(automargin=True),
        )
    )


def score_chart(rows: tuple[Placed, ...]) -> go.Figure:
    """Return one dot per council at its score, and a line over the range that is left open.

    Councils that are not ranked are left out. The first row is drawn at the top.
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
        height=26 * len(shown) + 110,
        xaxis=go.layout.XAxis(title="Score, 0 to 100", range=[-2, 102]),
        yaxis=go.layout.YAxis(type="category"),
    )
    return go.Figure(dots, layout)
