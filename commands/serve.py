"""`python cli.py serve`: the site over what is built."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import published_option
from web.serving.runner import serve
from web.serving.swap import EVERY


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8050, show_default=True, help="0 takes any free port.")
@click.option(
    "--every", type=click.FloatRange(0.1, 3600), default=EVERY, show_default=True, metavar="SECONDS",
    help="How often to look whether another database lies there.",
)  # fmt: skip
@published_option("The database to show.")
def command(port: int, every: float, published: Path) -> None:
    """Serve the site on 127.0.0.1 until interrupted.

    A new database that is put in the place of the one that is shown is shown as soon as it has been read through; one
    that is damaged is refused, the log and /health say why, and the old one stays.

    \b
    Exit codes: 0 stopped; 1 nothing is built, the file is not ours, or the port is taken; 2 wrong usage.
    """
    from app import create_app  # loaded to serve, not to say how: it is all of the site

    serve(published, lambda copy: create_app(copy, published).server, port, every)
