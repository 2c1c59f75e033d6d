"""`python cli.py freeze`: keeps for good the figures with which an edition is published."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import published_option
from edition.as_published import printed_csv
from edition.reader import connect, rows
from errors import EditionError
from paths import DATA


@click.command(name="freeze")
@click.argument("edition")
@published_option()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=DATA / "published",
    show_default="data/published", help="The folder that keeps the figures.",
)  # fmt: skip
def command(edition: str, published: Path, out: Path) -> None:
    """Keep the figures of EDITION as they are about to be published; they are never written again.

    Later builds score it anew under the method of their day and show these figures beside.

    \b
    Exit codes: 0 kept; 1 there is no such edition, it is a back-cast, or its figures are kept already; 2 wrong usage.
    """
    connection = connect(published)
    found = rows(connection, "SELECT status FROM editions WHERE edition = ?", edition)
    if not found or found[0]["status"] == "back-cast":
        what = "was never published" if found else f"is not in {published.name}"
        raise EditionError(f'edition "{edition}": field "status": it {what}, so it has no figures to keep')
    path = out / f"{edition}.csv"
    if path.exists():
        raise EditionError(f'edition "{edition}": {path.name} keeps its figures already, and they do not change')
    out.mkdir(parents=True, exist_ok=True)
    scores = rows(connection, "SELECT * FROM scores WHERE edition = ?", edition)
    path.write_text(printed_csv([dict(row) for row in scores]), encoding="utf-8", newline="\n")
    click.echo(f"{path}: the figures of {len(scores)} councils")
