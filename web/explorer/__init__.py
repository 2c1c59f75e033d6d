"""The Dash app at /explore/: the evidence of the index under a reader's own weights."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from flask import Blueprint, Flask

from web.explorer import controls, guard, shell
from web.explorer.layout import CHART_BUTTONS, layout
from web.explorer.markup import lead
from web.pages.render import database
from web.serving.editions import link_in_edition

SLIDERS, SHARES, KINDS, CHARTS = {"weight": ALL}, {"share": ALL}, {"kind": ALL}, {"chart": ALL}


def register(server: Flask) -> Dash:
    """Add the explorer to `server` at /explore/ and return it; data is looked up per request, never kept.

    Dash keeps state for the whole process: callbacks belong to this app alone, and the layout is a function.
    """
    server.register_blueprint(Blueprint("explorer", __name__, template_folder="templates"))
    app = shell.build(server)
    guard.register(server, app, shell.PREFIX)
    app.layout = _layout
    _callbacks(app)
    return app


def _layout() -> html.Div:
    connection = database()
    kind = controls.first_type(connection)
    return layout(connection, kind, controls.first(connection, kind))


def _changed() -> tuple[str, ...]:
    """Return the ids of what set off the present callback; of many alike (sliders, types) the name of the kind."""
    return tuple(next(iter(one)) if isinstance(one, dict) else one for one in ctx.triggered_prop_ids.values())


def _callbacks(app: Dash) -> None:
    @app.callback(
        Output("answer", "children"),
        Output("mine", "data"),
        Input("find", "n_clicks"),
        Input("postcode", "n_submit"),
        State("postcode", "value"),
        prevent_initial_call=True,
    )
    def find(_clicks: int, _submits: int, text: str) -> tuple[Any, Any]:
        told, mine = controls.find(database(), text)
        return lead(told, link_in_edition), mine

    @app.callback(
        Output("kind", "data"),
        Output(KINDS, "aria-pressed"),
        Output(SLIDERS, "value"),
        Output(SLIDERS, "disabled"),
        Output("asked", "data"),
        Input("url", "search"),
        Input(KINDS, "n_clicks"),
        Input("reset", "n_clicks"),
        Input("mine", "data"),
        State("kind", "data"),
        State(KINDS, "id"),
        State(SLIDERS, "id"),
        State(SLIDERS, "value"),
        prevent_initial_call=True,
    )
    def settle(
        query: str, _kinds: list, _resets: int, mine: Any, kind: str, kinds: list, sliders: list, values: list
    ) -> tuple:
        pressed = ctx.triggered_id["kind"] if isinstance(ctx.triggered_id, dict) else None
        settled = controls.settle(database(), _changed(), query, pressed or kind, mine, (kind, values))
        asked = (controls.restored(database(), query) if "url" in _changed() else None) or no_update
        if settled is None:
            return no_update, [no_update] * len(kinds), [no_update] * len(sliders), [no_update] * len(sliders), asked
        kind, positions, disabled = settled
        return kind, [str(one["kind"] == kind).lower() for one in kinds], positions, disabled, asked

    @app.callback(
        Output("table", "children"),
        Output("status", "children"),
        Output(SHARES, "children"),
        Output("page", "data"),
        Output("previous", "disabled"),
        Output("next", "disabled"),
        Output("link", "href"),
        Output("chart", "children"),
        Output("drawn", "data"),
        Output(CHARTS, "children"),
        Output(CHARTS, "aria-expanded"),
        Input(SLIDERS, "value"),
        Input("mine", "data"),
        Input("previous", "n_clicks"),
        Input("next", "n_clicks"),
        Input(CHARTS, "n_clicks"),
        Input("asked", "data"),
        State("kind", "data"),
        State("page", "data"),
        State("drawn", "data"),
        State(CHARTS, "id"),
        prevent_initial_call=True,
    )
    def show(
        sliders: list, mine: Any, _previous: int, _next: int, _draws: list, asked: Any, kind: str, page: int,
        before: str, charts: list,
    ) -> tuple[Any, ...]:  # fmt: skip
        pressed = ctx.triggered_id.get("chart", "") if isinstance(ctx.triggered_id, dict) else ""
        chart = controls.drawn(_changed(), pressed, before or "", asked)
        new = controls.show(database(), _changed(), kind, sliders, page or 0, mine, chart, asked)
        labels = [CHART_BUTTONS[one["chart"]][one["chart"] == chart] for one in charts]
        expanded = [str(one["chart"] == chart).lower() for one in charts]
        parts = (
            lead(new.table, link_in_edition),
            new.status,
            new.shares,
            new.page,
            new.first,
            new.last,
            new.link,
            new.chart,
        )
        return (*parts, chart, labels, expanded)
