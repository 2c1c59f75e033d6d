"""`python cli.py retests`: which marks councils asked us to look at again, and the command that looks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from counted import plural
from paths import DATA, ROOT


@click.command(name="retests")
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA,
    show_default="data", help="The folder of inputs, with replies/ in it.",
)  # fmt: skip
def command(data: Path) -> None:
    """List the re-tests that councils asked for, the one due first before the others, each with the command for it.

    A mark is tested again once a fortnight at most. Once done, write status, decided_on and outcome into the reply.

    \b
    Exit codes: 0 listed, perhaps none; 1 a reply is not as it should be; 2 wrong usage.
    """
    from edition.build import load_inputs
    from edition.right_of_reply import retests

    today = date.today()
    inputs = load_inputs(data, ROOT, until=today)
    measures = {one.code: one.measure for one in inputs.framework.indicators}
    waiting = retests(inputs.replies)
    for one in waiting:
        council = inputs.register.by_code(one.reply.authority)
        slug = council.slug if council else one.reply.authority
        due = f"due since {one.due_on}" if one.due_on <= today else f"not before {one.due_on}"
        click.echo(f"{slug} {one.reply.indicator}: asked on {one.reply.received_on}, {due}")
        click.echo(f"  {_looks(slug, inputs.measure_sources.get(measures[one.reply.indicator], ''))}")
    click.echo(f"{plural(len(waiting), 're-test')} to do" if waiting else "No re-test is asked for.")


def _looks(slug: str, source: str) -> str:
    """Return the command that reads the source of a mark anew."""
    from collectors.open_data import source_named
    from edition.website import SOURCE

    if source == SOURCE:
        return f"python cli.py crawl --authorities {slug}"
    found = source_named(source)
    if found is None:
        return "no command of this version reads its source"
    if found.live is None:
        return f"python cli.py collect open-data {source} --from DIR   (a new copy of the source in DIR)"
    return f"python cli.py collect live {source}"
