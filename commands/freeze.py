"""`python cli.py freeze`: keeps for good the figures with which an edition is published."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import click

from commands.options import published_option
from counted import plural
from edition.as_published import printed_csv
from edition.reader import connect, current_edition, rows
from edition.schema import OLDEST_KEPT
from errors import EditionError
from paths import DATA


@click.command(name="freeze")
@click.argument("edition")
@published_option()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=DATA / "published",
    show_default="data/published", help="The folder that keeps the figures.",
)  # fmt: skip
@click.option("--pages", is_flag=True, help="Keep the whole published database instead, so that its pages stay.")
def command(edition: str, published: Path, out: Path, pages: bool) -> None:
    """Keep the figures of EDITION as they are about to be published; they are never written again.

    Later builds score it anew under the method of their day and show these figures beside. With --pages, once it is
    published: keep its database, from which the site answers at /EDITION/ for good.

    \b
    Exit codes: 0 kept; 1 there is no such edition, it is a back-cast, or it is kept already; 2 wrong usage.
    """
    connection = _opened(published)
    found = rows(connection, "SELECT status FROM editions WHERE edition = ?", edition)
    if not found or found[0]["status"] == "back-cast":
        what = "was never published" if found else f"is not in {published.name}"
        raise EditionError(f'edition "{edition}": field "status": it {what}, so it has no figures to keep')
    if pages:
        click.echo(f"{_keep_pages(connection, edition, published, out)}: the pages of {edition}")
        return
    path = out / f"{edition}.csv"
    if path.exists():
        raise EditionError(f'edition "{edition}": {path.name} keeps its figures already, and they do not change')
    out.mkdir(parents=True, exist_ok=True)
    scores = rows(connection, "SELECT * FROM scores WHERE edition = ?", edition)
    path.write_text(printed_csv([dict(row) for row in scores]), encoding="utf-8", newline="\n")
    click.echo(f"{path}: the figures of {plural(len(scores), 'council')}")


def _opened(path: Path) -> sqlite3.Connection:
    """Return a database as the site reads it once it is kept: one that later versions have added tables to as well."""
    return connect(path, oldest=OLDEST_KEPT, later_tables=True)


def _keep_pages(connection: sqlite3.Connection, edition: str, published: Path, out: Path) -> Path:
    row = current_edition(connection)
    if row["edition"] != edition:
        raise EditionError(
            f'edition "{edition}": {published.name} shows {row["edition"]} first, whose pages it would keep'
        )
    if row["status"] != "published":
        raise EditionError(
            f'edition "{edition}": field "status": it is "{row["status"]}", whose pages may still change; '
            'expected "published"'
        )
    path = out / f"{edition}.db"
    if path.exists() and current_edition(_opened(path))["framework_version"] != row["framework_version"]:
        path = out / f"{edition}@{row['framework_version']}.db"
    if path.exists():
        raise EditionError(f'edition "{edition}": {path.name} keeps its pages already, and they do not change')
    out.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    shutil.copyfile(published, part)
    part.replace(path)
    return path
