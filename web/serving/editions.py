"""Editions that stay: the same pages at /<edition>/..., each read from the database with which it was published.

Beside the current database (data/published.db) lies a folder of its name (data/published/) with the database of each
published edition: EDITION.db, or EDITION@FRAMEWORK.db where the edition was published again under another version of
the framework. The current edition has the address of its code as well, whether it is kept or not. As for languages,
the beginning of the path is WSGI's root path, so every route, view and template is the same. A database is opened
when somebody first asks for it, and never written.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, has_request_context, request
from werkzeug.utils import redirect

from edition.reader import connect, current_edition
from edition.schema import OLDEST_KEPT
from errors import PublishedError

SHARED = ("/assets/", "/editions", "/latest")
"""Beginnings of the addresses that no edition has of its own."""
CODE = r"\d{4}-\d{2}[a-z-]*(?:@\d+\.\d+\.\d+)?"
_BEGINS = re.compile(rf"/({CODE})(/.*)?", re.DOTALL)
_LINK = re.compile(r' (href|action)="(/(?!/)[^"]*)"')


def kept(published: Path) -> dict[str, Path]:
    """Return code of an edition, with @ and its framework where that is in its name -> its database, oldest first."""
    files = sorted(published.with_suffix("").glob("*.db"))
    return {path.stem: path for path in files if re.fullmatch(CODE, path.stem)}


def register(server: Flask) -> None:
    """Find the kept editions of `server`, once, and keep answers at the address they came from.

    They lie beside config["KEPT_BESIDE"], or else beside config["PUBLISHED"]. Call it before other languages are
    registered, and `take_off` after.
    """
    server.extensions["kept_editions"] = kept(Path(server.config.get("KEPT_BESIDE", server.config["PUBLISHED"])))

    @server.after_request
    def stay(response: Response) -> Response:
        prefix = edition_prefix()
        if prefix and response.location:
            response.location = _in_edition(response.location, prefix)
        if prefix and "Link" in response.headers:
            response.headers["Link"] = response.headers["Link"].replace("</", f"<{prefix}/")
        return response


def take_off(server: Flask) -> None:
    """Take the code of an edition off the path of every request, before its language."""
    server.wsgi_app = _Dated(server, server.wsgi_app)  # type: ignore[method-assign]


class _Dated:
    """WSGI: takes the code of an edition that there is off the path, and leaves it as the root path."""

    def __init__(self, server: Flask, application: Callable[..., Iterable[bytes]]):
        self._server, self._application = server, application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = _BEGINS.fullmatch(environ.get("PATH_INFO", ""))
        if found is None or not self._has(found[1]):
            return self._application(environ, start_response)
        code, path = found[1], found[2] or ""
        if not path or path.startswith(SHARED):
            query = environ.get("QUERY_STRING", "")
            target = (path or f"/{code}/") + (f"?{query}" if query else "")
            answer = redirect(target.encode("latin-1").decode("utf-8", "replace"), 302 if path else 301)
            return answer(environ, start_response)
        return self._application({**environ, "SCRIPT_NAME": f"/{code}", "PATH_INFO": path}, start_response)

    def _has(self, code: str) -> bool:
        return code in self._server.extensions["kept_editions"] or code == current_code(self._server)


def current_code(server: Flask) -> str:
    """Return the code of the edition that `server` shows first, '' if its database cannot be read."""
    try:
        code: str = current_edition(connect(Path(server.config["PUBLISHED"])))["edition"]
    except PublishedError:
        return ""
    return code


def edition_prefix() -> str:
    """Return the beginning of the present address that names an edition, such as "/2026-11"; '' where none does."""
    found = _BEGINS.match(request.script_root) if has_request_context() else None
    return f"/{found[1]}" if found else ""


def served_file() -> Path:
    """Return the database of the present request: that of the edition its address names, else the current one."""
    files: dict[str, Path] = current_app.extensions["kept_editions"]
    return files.get(edition_prefix()[1:], Path(current_app.config["PUBLISHED"]))


def opened(path: Path) -> sqlite3.Connection:
    """Return this thread's connection to the current database or a kept one; raises PublishedError.

    A kept one was made by an earlier version of the site: what only later ones have is empty in it.
    """
    if path == Path(current_app.config["PUBLISHED"]):
        return connect(path)
    return connect(path, oldest=OLDEST_KEPT, later_tables=True)


def in_edition(page: str) -> str:
    """Return a page with its links led to pages of the edition that the present address names, if it names one."""
    if not edition_prefix():
        return page
    return _LINK.sub(lambda link: f' {link[1]}="{link_in_edition(link[2])}"', page)


def link_in_edition(url: str) -> str:
    """Return an address of ours as the present edition has it, such as "/2026-11/league"; others as they are."""
    prefix = edition_prefix()
    return _in_edition(url, prefix) if prefix else url


def _in_edition(url: str, prefix: str) -> str:
    ours = url.startswith("/") and not url.startswith(("//", f"{prefix}/", *SHARED))
    return f"{prefix}{url}" if ours else url
