"""The explorer's one chart, as the figure that Plotly draws: the scores of one page of the table with their ranges."""

from __future__ import annotations

from typing import Any

from web.explorer.reweigh import Placed

INK, BRAND = "#141a1a", "#173f3b"


def score_chart(rows: tuple[Placed, ...]) -> dict[str, Any]:
    """Return a Plotly figure: one dot per council at its score, a line over the range that is left open.

    Councils that are not ranked are left out. The first row is drawn at the top.
    """
    shown = [row for row in reversed(rows) if row.best is not None]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": [row.score for row in shown],
                "y": [row.council.name for row in shown],
                "marker": {"size": 10, "color": BRAND},
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [max(row.upper - row.score, 0.0) for row in shown],
                    "arrayminus": [max(row.score - row.lower, 0.0) for row in shown],
                    "color": INK,
                    "thickness": 1.5,
                },
                "hovertemplate": "%{y}: %{x:.1f}<extra></extra>",
            }
        ],
        "layout": {
            "height": 26 * len(shown) + 110,
            "margin": {"l": 8, "r": 16, "t": 16, "b": 56},
            "font": {"family": "system-ui, Arial, sans-serif", "size": 14, "color": INK},
            "xaxis": {"title": {"text": "Score, 0 to 100"}, "range": [-2, 102], "zeroline": False},
            "yaxis": {"automargin": True, "type": "category"},
            "showlegend": False,
        },
    }
