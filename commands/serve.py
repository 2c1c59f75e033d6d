"""`python cli.py serve`: the site over what is built."""

from __future__ import annotations

from pathlib import Path

import click

from app import create_app
from commands.options import published_option
from web.serving.runner import serve


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8050, show_default=True, help="0 takes any free port.")
@published_option("The database to show.")
def command(port: int, published: Path) -> None:
    """Serve the site on 127.0.0.1 until interrupted.

    \b
    Exit codes: 0 stopped; 1 nothing is built, the file is not ours, or the port is taken; 2 wrong usage.
    """
    serve(lambda: create_app(published).server, port)
