"""`python cli.py preview`: the pack that a council gets before an edition is published."""

from __future__ import annotations

import shutil
import sys
from difflib import get_close_matches
from pathlib import Path

import click

from commands.options import published_option
from counted import plural
from edition.editions import load_editions
from edition.reader import connect, current_edition, rows
from errors import EditionError
from paths import DATA


@click.command(name="preview")
@click.argument("slug")
@published_option("The database of the preview.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    metavar="DIR",
    help="The new folder [default: preview-SLUG].",
)
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA,
    show_default="data", help="The folder of inputs, whose editions.toml has the last day for answers.",
)  # fmt: skip
def command(slug: str, published: Path, out: Path | None, data: Path) -> None:
    """Write the pack of one council: its marks with their receipts, what it can answer, and a reply to fill in.

    A folder that opens from index.html in any browser, without a server and without the network.

    \b
    Exit codes: 0 written; 1 there is no such council or no preview, or the folder exists; 2 wrong usage.
    """
    from app import create_app
    from web.pages.pack import pack

    connection = connect(published)
    known = [row["slug"] for row in rows(connection, "SELECT slug FROM authorities")]
    if slug not in known:
        near = get_close_matches(slug.lower(), known, 3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ", such as leeds"
        raise EditionError(f'council "{slug[:80]}": found no such council, expected its short name{hint}')
    out = out or Path(f"preview-{slug}")
    if out.exists():
        raise EditionError(f"{out}: is there already; expected a new folder, so that no earlier pack is mixed in")
    code = current_edition(connection)["edition"]
    until = next((one.replies_until for one in load_editions(data / "editions.toml") if one.code == code), None)
    draft = out.with_name(f".{out.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        written = 0
        for path, content in pack(create_app(published).server, slug, until):
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            (draft / path).write_bytes(content)
            written += 1
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    click.echo(f"{out}: {plural(written, 'file')}; open {out / 'index.html'}")
    if until is None:
        click.echo(f'No last day: edition "{code}" of editions.toml has no replies_until.', file=sys.stderr)
