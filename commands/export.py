"""`python cli.py export`: what was published, or what a crawl stored, as CSV or JSON."""

from __future__ import annotations

from pathlib import Path

import click

from store.datasets import dataset_fields, dataset_rows, find_dataset, to_csv, to_json
from store.reader import connect

PUBLISHED = ("register", "scores", "observations")


@click.command(name="export")
@click.argument("what", type=click.Choice(PUBLISHED))
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option(
    "--published", type=click.Path(path_type=Path), default=Path("data/published.db"), show_default=True,
    help="The published database to read.",
)  # fmt: skip
def command(what: str, form: str, published: Path) -> None:
    """Print a table of the current edition.

    register: the 382 councils. scores: one row per council, scores 0-100; councils that are not ranked
    have an empty rank. observations: one row per council and indicator, with its evidence.

    \b
    Exit codes: 0 printed; 1 the database is missing or is not one of ours; 2 wrong usage.
    """
    connection = connect(published)
    dataset = find_dataset(what)
    assert dataset is not None
    rows = dataset_rows(connection, dataset)
    text = to_csv(dataset_fields(connection, dataset), rows) if form == "csv" else to_json(connection, dataset, rows)
    click.echo(text, nl=False)
