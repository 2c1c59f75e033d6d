"""`python cli.py publish`: makes a preview the published edition and keeps its figures for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from commands.options import published_option
from paths import DATA, ROOT


@click.command(name="publish")
@click.argument("edition")
@published_option()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA,
    show_default="data", help="The folder of inputs, whose editions.toml is changed.",
)  # fmt: skip
def command(edition: str, published: Path, data: Path) -> None:
    """Publish EDITION, a preview whose councils have had their time to answer.

    Refused while people vote (quiet-periods.toml, or if that cannot be read), before the last day for answers has
    passed, if the database was not built from the files as they are, and before councils were told of security
    findings of ours. Published once: what is to change afterwards comes with the next edition.

    \b
    Exit codes: 0 published; 1 refused, and nothing is changed; 2 wrong usage.
    """
    from edition.build import load_framework
    from edition.inputs import code_version
    from edition.publishing import publish
    from register.authorities import load_authorities

    framework = load_framework(data / "framework.toml")
    security = {one.code for one in framework.indicators if one.security}
    councils = load_authorities(data / "register" / "authorities.csv")
    kept = publish(data, published, edition, date.today(), councils, security, code_version(ROOT, data))
    click.echo(f"{edition} is published. Its figures: {kept}")
    click.echo("Now build it again, keep its pages (freeze --pages), and commit editions.toml and the figures.")
