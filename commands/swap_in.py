"""`python cli.py swap-in`: puts a new database in the place of the one that the site serves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app import create_app
from commands.options import published_option
from edition.reader import examine, glance
from edition.replaced import put_in_place
from web.serving.swap import try_pages


@click.command()
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="NEW.db")
@published_option("The database that the site serves, in whose place it is put.")
def command(new: Path, published: Path) -> None:
    """Read NEW.db through, ask its pages, and put a copy of it in the place of the database that is served.

    A site that runs takes it up by itself, within two minutes, without a failed request; its /health says when. What
    was served before is kept in the folder "replaced" beside it, the last five: `roll-back` puts the last one back.

    \b
    Exit codes: 0 put in place; 1 it is damaged, not ours, its pages fail or it is there already, and nothing has
    changed; 2 wrong usage.
    """
    examine(new)
    try_pages(create_app(new, published).server, new)
    kept = put_in_place(new, published, datetime.now(UTC))
    edition = glance(published)
    click.echo(f"{published}: edition {edition['edition']}, {edition['status']}, code {edition['code_version']}")
    if kept:
        click.echo(f"{kept}: what it replaced")
