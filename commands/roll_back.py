"""`python cli.py roll-back`: puts the database back that the site served before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from commands.options import published_option
from edition.reader import glance
from edition.replaced import roll_back


@click.command()
@click.option(
    "--to", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Go back to this one instead of the last.",
)  # fmt: skip
@published_option("The database that the site serves.")
def command(to: Path | None, published: Path) -> None:
    """Put the database back that `swap-in` replaced last.

    A site that runs takes it up by itself, within two minutes, without a failed request. What it replaces is kept,
    marked "taken-back"; going back again passes it over and goes one further.

    \b
    Exit codes: 0 put back; 1 none is kept, or it is damaged, and nothing has changed; 2 wrong usage.
    """
    old, kept = roll_back(published, datetime.now(UTC), to)
    edition = glance(published)
    click.echo(f"{published}: edition {edition['edition']}, {edition['status']}, as it was in {old.name}")
    if kept:
        click.echo(f"{kept}: what it replaced")
