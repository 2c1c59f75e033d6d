"""The site: server-rendered pages and the explorer over one published database. `python app.py` serves it."""

from __future__ import annotations

import sys
from pathlib import Path

try:
    from dash import Dash
    from flask import Flask
except ImportError:
    sys.exit("The requirements are not installed here: run `make run` once, then use .venv/bin/python app.py")

from edition import reader
from errors import BenchmarkError, PublishedError
from paths import PUBLISHED
from web import explorer, pages, serving


def create_app(published: Path, kept_beside: Path | None = None) -> Dash:
    """Build the site over the published database at `published`. Safe to call twice in one process.

    kept_beside: the database beside which the kept editions lie, `published` itself where it is None.
    `.server` of the result is the WSGI application. Raises PublishedError if the file is missing or not ours.
    """
    if not published.is_file():
        raise PublishedError(f"{published}: nothing is built yet; run `make run` or `python cli.py build`")
    reader.connect(published)
    server = Flask(__name__, template_folder="web/pages/templates", static_folder="assets")
    server.config["PUBLISHED"], server.config["KEPT_BESIDE"] = published, kept_beside or published
    serving.register(server)
    pages.register(server)
    return explorer.register(server)


def main(port: int = 8050) -> int:
    """Serve data/published.db until interrupted; return the exit code."""
    from web.serving.runner import serve

    try:
        serve(PUBLISHED, lambda copy: create_app(copy, PUBLISHED).server, port)
    except BenchmarkError as error:
        print(f"Error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.stderr.write(f"Error: app.py takes no options: found {sys.argv[1]}; python cli.py serve takes --port N\n")
        sys.exit(2)
    sys.exit(main())
