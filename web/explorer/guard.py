"""Refuses what Dash would answer with its page or with a crash: unknown addresses and forged callbacks."""

from __future__ import annotations

from typing import Any

from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, abort, request
from werkzeug.exceptions import NotFound

UPDATE = "_dash-update-component"
KNOWN = ("", "_dash-layout", "_dash-dependencies", UPDATE)
SUITES = "_dash-component-suites/"


def register(server: Flask, app: Dash, prefix: str) -> None:
    """Answer 404 to addresses below `prefix` that mean nothing and 400 to callbacks that `app` does not have."""

    @server.before_request
    def refuse() -> None:
        rest = request.path.removeprefix(prefix)
        if rest == request.path:
            return
        if rest not in KNOWN and not rest.startswith(SUITES):
            abort(404)
        if rest == UPDATE and request.method == "POST" and not _sound(app):
            abort(400, "This is not an update that the explorer knows. Reload the page and try again.")

    @server.errorhandler(DependencyException)
    def no_such_script(_: DependencyException) -> Any:
        return server.handle_http_exception(NotFound())


def _sound(app: Dash) -> bool:
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or str(body.get("output")) not in app.callback_map:
        return False
    lists = (body.get("inputs"), body.get("state", []), body.get("changedPropIds", []))
    return all(isinstance(one, list) for one in lists)
