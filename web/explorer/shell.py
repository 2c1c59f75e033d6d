"""The page around the Dash app: an ordinary page of the site, which says what to do without JavaScript."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from dash import Dash
from flask import Flask, render_template, request

from edition import reader
from web.explorer import bundle, controls, standings, state
from web.explorer.markup import to_html
from web.explorer.table import TOP_TEN_TOLD
from web.pages.render import database, remembered
from web.pages.words import TYPES
from web.serving.editions import edition_prefix, in_edition

PREFIX = "/explore/"


def _read_tables(connection: sqlite3.Connection, kind: str) -> tuple[str, str]:
    return to_html(controls.first(connection, kind).table), to_html(controls.whole(connection, kind))


tables = remembered(_read_tables)
"""Return the first rows and the whole table of a type under the index's own weights, as HTML."""


class Explorer(Dash):
    """Dash whose index is the template `explore.html`, with a script file instead of an inline script."""

    def _config(self) -> dict[str, Any]:
        """Return what the script in the page is told; it asks the edition that the present address names."""
        told: Callable[[], dict[str, Any]] = super()._config
        return told() | {"requests_pathname_prefix": f"{edition_prefix()}{PREFIX}"}

    def interpolate_index(self, *_: Any, **parts: Any) -> str:
        """Return the page; `parts` are the fragments that Dash makes (scripts, configuration, entry point)."""
        connection = database()
        query = request.query_string.decode("ascii", "replace")
        kind = controls.asked_type(connection, query)
        first, whole = tables(kind)
        edition = reader.current_edition(connection)
        made = render_template(
            "explore.html",
            edition=edition,
            dash=parts,
            table=first,
            whole=whole,
            kind=kind,
            types=TYPES,
            top_ten=TOP_TEN_TOLD,
            refused=state.read(query, standings.types(connection)).refused,
        )
        return in_edition(made)


def build(server: Flask) -> Explorer:
    """Return a Dash app on `server` at /explore/, without layout or callbacks yet."""
    bundle.slim()
    bundle.swap_plotly(server, PREFIX)
    # Any: Dash's own annotations know neither a Flask server nor a title that stays as it is.
    options: dict[str, Any] = {
        "server": server,
        "url_base_pathname": PREFIX,
        "include_assets_files": False,
        "use_pages": False,
        "update_title": None,
        "add_log_handler": False,
        "suppress_callback_exceptions": True,  # the layout depends on the database, which is known per request
    }
    return Explorer("explorer", **options)
