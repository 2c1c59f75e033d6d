"""`python cli.py build`: the published database from the compiled facts."""

from __future__ import annotations

from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent


@click.command(name="build")
@click.option(
    "--out", type=click.Path(path_type=Path), default=ROOT / "data" / "published.db", help="Where to put the database.",
    show_default="data/published.db",
)  # fmt: skip
@click.option(
    "--without-ni", is_flag=True, help="Leave out the postcodes of Northern Ireland (licensed for internal use only)."
)
def command(out: Path, without_ni: bool) -> None:
    """Build the published database from the compiled facts and the postcode package.

    Reads no clock and no network: the same files give the same bytes. The old database stays in place
    until the new one is complete.

    \b
    Exit codes: 0 built; 1 an input is wrong (nothing is written); 2 wrong usage.
    """
    from publish.build import build

    counts = build(ROOT / "data", out, ROOT, include_ni=not without_ni, say=lambda text: click.echo(text, err=True))
    click.echo(
        f"Built {out.name}: {counts['councils']} councils, {counts['ranked']} of them ranked, "
        f"from {counts['facts']} facts ({out.stat().st_size / 1e6:.1f} MB)."
    )
