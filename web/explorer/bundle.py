"""Which of Dash's and Plotly's scripts the explorer sends: the fewest and the smallest that it needs.

Uses private names of Dash 4.4.1, which is pinned exactly; tests/explorer fails when they move.
"""

from __future__ import annotations

import dash
from dash import _dash_renderer
from flask import Flask, Response, send_from_directory

from paths import ASSETS

VENDOR = ASSETS / "vendor"
PLOTLY = "plotly-basic-4.1.1.min.js"
"""The same plotly.js version as inside the pinned Python package, without the traces that are not used."""


def slim() -> None:
    """Drop the Babel polyfill (for browsers without ES2015) and the deprecated table from what Dash loads.

    One part of the polyfill is still needed, regeneratorRuntime: Dash's Graph calls it. The page loads that alone.
    """
    paths = _dash_renderer._js_dist_dependencies[0]["relative_package_path"]
    paths["prod"] = [path for path in paths["prod"] if "polyfill" not in path]
    vars(dash.dash_table)["_js_dist"] = []


def swap_plotly(server: Flask, prefix: str) -> None:
    """Answer Dash's request for Plotly, made only when a chart is on the page, with the small bundle."""

    @server.get(f"{prefix}_dash-component-suites/plotly/<path:name>", endpoint="explorer_plotly")
    def plotly(name: str) -> Response:
        answer = send_from_directory(VENDOR, PLOTLY)
        answer.headers["Cache-Control"] = "public, max-age=86400"
        return answer
