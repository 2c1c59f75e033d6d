"""What an error of the JSON interface says: one problem in JSON (RFC 9457), whatever went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import flask

API = "/api/v1"
HEALTH = "/health"
MEDIA_TYPE = "application/problem+json"


def is_api(path: str) -> bool:
    """Return whether an address is asked by machines, whose errors are JSON: the interface, and whether all is well."""
    return path in (API, HEALTH) or path.startswith(f"{API}/")


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> flask.Response:
    """Return one problem. detail: for a person, nothing of this machine in it; more: members beside the standard ones.

    `type` is an address at which /api explains the problem; it is relative, as RFC 9457 allows, where this copy of
    the site has no public address.
    """
    base = flask.current_app.config["SITE"].base_url
    title = HTTPStatus(status).phrase
    body = {"type": f"{base}/api#problem-{status}", "title": title, "status": status, "detail": detail, **more}
    text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    response = flask.Response(text, status, mimetype=MEDIA_TYPE)
    response.headers.update(headers or {})
    response.headers["Cache-Control"] = "no-store"
    return response
