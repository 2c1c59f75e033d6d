"""How scores are made, written from the published framework, weights, questions and computed checks themselves."""

from __future__ import annotations

import sqlite3
import tomllib
from statistics import median
from typing import Any

import flask

from pages.home import type_counts
from pages.render import database, page
from pages.words import TYPE_NAMES
from store.reader import current_edition, rows, scored_dimensions, summaries


def add(blueprint: flask.Blueprint) -> None:
    """Add the methodology page and the framework's own text."""
    blueprint.add_url_rule("/methodology", "methodology", show)
    blueprint.add_url_rule("/methodology/framework.toml", "framework_text", text)


def show() -> tuple[str, int]:
    """Render the methodology of the current edition."""
    connection = database()
    edition = current_edition(connection)
    figures = summaries(connection, edition["edition"])
    sensitivity = rows(
        connection,
        "SELECT s.*, coalesce(i.name, d.name, s.code) AS name FROM sensitivity s "
        "LEFT JOIN indicators i ON i.indicator = s.code LEFT JOIN dimensions d ON d.dimension = s.code "
        "WHERE s.edition = ? AND s.mean_shift IS NOT NULL ORDER BY s.kind DESC, s.mean_shift DESC",
        edition["edition"],
    )
    return page(
        "methodology.html",
        edition=edition,
        scope=scope_rules(connection, edition),
        dimensions=rows(connection, "SELECT * FROM dimensions ORDER BY position"),
        in_scope=[row["dimension"] for row in scored_dimensions(connection)],
        weights=weights(connection),
        types=TYPE_NAMES,
        indicators=rows(connection, "SELECT * FROM indicators WHERE scored = 1 ORDER BY position"),
        facts=rows(connection, "SELECT * FROM indicators WHERE scored = 0 ORDER BY position"),
        questions=rows(connection, "SELECT * FROM questions WHERE state = 'not_measured' ORDER BY dimension, position"),
        coverage=coverage(connection, edition["edition"]),
        sensitivity=sensitivity,
        ladder=figures.get(("ladder", ""), []),
        maturity=figures.get(("maturity", ""), []),
        consistency=rows(connection, "SELECT * FROM consistency WHERE edition = ? AND type = ''", edition["edition"]),
    )


def text() -> flask.Response:
    """Send the framework file of the current edition, byte for byte as it was used."""
    found = rows(database(), "SELECT f.text FROM framework f JOIN editions e ON e.framework_version = f.version "
                 "WHERE e.is_current = 1")  # fmt: skip
    if not found:
        flask.abort(404, description="This edition does not carry the text of its framework.")
    return flask.Response(found[0]["text"], mimetype="text/plain")


def scope_rules(connection: sqlite3.Connection, edition: sqlite3.Row) -> dict[str, Any]:
    """Return the rules of the edition's scope as its framework states them; {} if it states none."""
    found = rows(connection, "SELECT text FROM framework WHERE version = ?", edition["framework_version"])
    scopes = tomllib.loads(found[0]["text"]).get("scope", []) if found else []
    return next((scope for scope in scopes if scope["code"] == edition["scope"]), {})


def weights(connection: sqlite3.Connection) -> dict[str, dict[str, sqlite3.Row]]:
    """Return dimension -> type -> its nominal weight and the share used in this scope, both 0-1."""
    table: dict[str, dict[str, sqlite3.Row]] = {}
    for row in rows(connection, "SELECT * FROM dimension_weights"):
        table.setdefault(row["dimension"], {})[row["type"]] = row
    return table


def coverage(connection: sqlite3.Connection, edition: str) -> list[dict[str, Any]]:
    """Return per type how many councils are ranked and the middle, least and most coverage (0-1)."""
    shares: dict[str, list[float]] = {}
    for row in rows(connection, "SELECT type, coverage FROM scores WHERE edition = ?", edition):
        shares.setdefault(row["type"], []).append(row["coverage"])
    return [
        {"type": one, "median": median(shares[one.type]), "least": min(shares[one.type]), "most": max(shares[one.type])}
        for one in type_counts(connection, edition)
    ]
