"""Which editions there are: those that stay at an address of their own, the current one, and the back-cast series."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import flask

from edition.reader import current_edition, rows
from errors import PublishedError
from web.pages.render import database, page
from web.serving.editions import CODE, current_code, edition_prefix, opened

_UNKNOWN = re.compile(rf"/({CODE})(/.*)?")


@dataclass(frozen=True, slots=True)
class Listed:
    """One edition with an address. row: of its `editions`, None where its database cannot be read by this version.

    ranked, councils: how many; kept: whether its pages stay as they are.
    """

    code: str
    row: sqlite3.Row | None
    ranked: int
    councils: int
    kept: bool


def add(blueprint: flask.Blueprint) -> None:
    """Add the list of editions, the link to the latest, and the answer for an edition that there is not."""
    blueprint.add_url_rule("/editions", "editions", show)
    blueprint.add_url_rule("/latest/", "latest", latest, defaults={"rest": ""})
    blueprint.add_url_rule("/latest/<path:rest>", "latest", latest)
    blueprint.before_app_request(unknown)


def show() -> tuple[str, int]:
    """Render every edition with its date, status, coverage, address and files; then the series of back-casts."""
    return page("editions.html", listed=listed(), series=_series())


def listed() -> list[Listed]:
    """Return the editions that have an address, the newest first."""
    published = Path(flask.current_app.config["PUBLISHED"])
    files = dict(flask.current_app.extensions["kept_editions"])
    current = current_code(flask.current_app)
    found = [_listed(code, path, True) for code, path in files.items()]
    if current not in files:
        found.append(_listed(current, published, False))
    return sorted(found, key=lambda one: (one.row["as_of"] if one.row else "", one.code), reverse=True)


def _listed(code: str, path: Path, stays: bool) -> Listed:
    try:
        connection = opened(path)
    except PublishedError as error:
        flask.current_app.logger.error("%s", error)
        return Listed(code, None, 0, 0, stays)
    row = current_edition(connection)
    sql = "SELECT count(*) AS councils, sum(ranked) AS ranked FROM scores WHERE edition = ?"
    counted = rows(connection, sql, row["edition"])[0]
    return Listed(code, row, counted["ranked"] or 0, counted["councils"], stays)


def _series() -> list[sqlite3.Row]:
    return rows(database(), "SELECT * FROM editions WHERE status = 'back-cast' ORDER BY as_of")


def latest(rest: str) -> flask.typing.ResponseReturnValue:
    """Send on to the same page of the current edition, at that edition's own address."""
    query = flask.request.query_string.decode("ascii", "replace")
    code = current_edition(database())["edition"]
    return flask.redirect(f"/{code}/{quote(rest)}" + (f"?{query}" if query else ""), 302)


def unknown() -> Any:
    """Answer an address that begins like an edition's with the editions that there are; None for any other."""
    found = _UNKNOWN.fullmatch(flask.request.path)
    if found is None or edition_prefix() or flask.request.url_rule is not None:
        return None
    back_cast = [row for row in _series() if row["edition"] == found[1]]
    return page("edition_unknown.html", status=404, asked=found[1], listed=listed(), back_cast=back_cast)
