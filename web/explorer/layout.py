"""The explorer's controls. Native inputs: Dash's own dropdown and slider are heavier and harder to use by keyboard."""

from __future__ import annotations

import sqlite3

from dash import dcc, html

from web.explorer import standings, state
from web.explorer.markup import aria
from web.explorer.screen import Screen, sliders_of
from web.explorer.table import TOP_TEN_TOLD
from web.pages import words

CHART_BUTTONS = {"scores": ("Show chart", "Hide chart"), "trend": ("Show trend", "Hide trend")}
"""Chart -> what its button says while it is not drawn, and while it is."""


def layout(connection: sqlite3.Connection, kind: str, screen: Screen) -> html.Div:
    """Return the controls as they stand before anything is touched: type `kind` under the index's own weights.

    The table is left out: the page around the app has it already, and 25 rows of components block a cheap phone.
    """
    shown = standings.standings(connection, kind)
    return html.Div(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="mine"),
            dcc.Store(id="page", data=0),
            dcc.Store(id="kind", data=kind),
            dcc.Store(id="asked"),
            dcc.Store(id="drawn", data=""),
            _postcode(),
            _kinds(standings.types(connection), kind),
            _weights(shown.dimensions, sliders_of(shown), screen.shares),
            html.H2("The table with your weights", id="standings"),
            html.P(screen.status, id="status", role="status"),
            _tools(screen),
            html.P(
                "The chart shows what the table shows, the trend up to six of its councils over time. Drawing loads "
                "about 330 kB. The link holds all that you see: type, weights, page, chart and the councils you looked "
                "for.",
                className="hint",
            ),
            html.P(TOP_TEN_TOLD, className="hint"),
            html.Div(id="chart"),
            html.Div(id="table"),
        ]
    )


def _postcode() -> html.Div:
    return html.Div(
        [
            html.Label("Find your councils by postcode", htmlFor="postcode"),
            html.Span("For example LS1 4AP. We do not keep what you type.", className="hint"),
            html.Div(
                [
                    dcc.Input(id="postcode", type="text", autoComplete="postal-code", maxLength=40),
                    html.Button("Show in the table", id="find"),
                ],
                className="row",
            ),
            html.Div(id="answer", role="status"),
        ],
        className="search",
        role="search",
        **aria(label="Find your councils in the table"),
    )


def _kinds(types: tuple[str, ...], kind: str) -> html.Fieldset:
    """Return one button per type: Dash's own radio buttons give their labels a role that is not allowed there."""
    return html.Fieldset(
        [
            html.Legend("Which councils"),
            html.P("Councils are compared with councils that have the same duties.", className="hint"),
            html.Div([_kind(slug, slug == kind) for slug in words.TYPES if slug in types], className="kinds"),
        ]
    )


def _kind(slug: str, pressed: bool) -> html.Button:
    name = words.capital(words.type_plural(slug))
    return html.Button(name, id={"kind": slug}, **aria(pressed=str(pressed).lower()))


def _weights(dimensions: tuple[standings.Dimension, ...], sliders: tuple[int, ...], shares: list[str]) -> html.Fieldset:
    controls = [_slider(*one) for one in zip(dimensions, sliders, shares, strict=True)]
    return html.Fieldset(
        [
            html.Legend("Your weights"),
            html.P("They start at the weights of the index. 0 leaves a dimension out.", className="hint"),
            html.Div(controls, className="weights"),
            html.Div(
                [
                    html.Button("Back to the weights of the index", id="reset"),
                    html.A("See what the table makes of them", href="#standings"),
                ],
                className="tools",
            ),
        ]
    )


def _slider(dimension: standings.Dimension, position: int, share: str) -> html.Div:
    slider = dcc.Input(
        id={"weight": dimension.code},
        type="range",
        min=0,
        max=state.LARGEST,
        step=1,
        value=position,
        disabled=dimension.weight == 0,
    )
    amount = html.Span(share, id={"share": dimension.code}, className="share")
    return html.Div(html.Label([dimension.name, amount, slider]))


def _tools(screen: Screen) -> html.Div:
    return html.Div(
        [
            html.Button("Previous councils", id="previous", disabled=screen.first),
            html.Button("Next councils", id="next", disabled=screen.last),
            *(
                html.Button(show, id={"chart": chart}, **aria(expanded="false", controls="chart"))
                for chart, (show, _) in CHART_BUTTONS.items()
            ),
            html.A("Link to this view", id="link", href=screen.link),
        ],
        className="tools",
    )
