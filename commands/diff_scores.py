"""`python cli.py diff-scores`: who moves between two published databases, and why."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from counted import plural
from edition.difference import OLDEST, Change, differences
from edition.reader import connect
from web.words.catalogue import word


@click.command(name="diff-scores")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--most", default=40, show_default=True, type=click.IntRange(1), help="Councils to print.")
@click.option("--fail-if-moved", is_flag=True, help="End with exit code 1 if any score or rank differs.")
def command(old: Path, new: Path, most: int, fail_if_moved: bool) -> None:
    """Print whose score or rank differs between OLD and NEW, by how much, and which indicator did it.

    Each reason is the change of score if that indicator alone had changed. Ranks are places within type and
    only to be read beside their ranges. OLD may be of the schema before this one.

    \b
    Exit codes: 0 compared; 1 a database is missing or unreadable, or --fail-if-moved and something moved;
    2 wrong usage.
    """
    changes = differences(connect(old, OLDEST), connect(new, OLDEST))
    moved = [c for c in changes if (c.before, c.rank_before) != (c.after, c.rank_after)]
    if changes:
        Console(width=120).print(_table(changes[:most]))
    if len(changes) > most:
        click.echo(f"... and {plural(len(changes) - most, 'more council')} (--most)")
    click.echo(
        f"{plural(len(moved), 'council differs', 'councils differ')} in score or rank, "
        f"{len(changes) - len(moved)} only in what lies behind."
    )
    if fail_if_moved and moved:
        raise SystemExit(1)


def _table(changes: tuple[Change, ...]) -> Table:
    table = Table("council", "type", "score", "rank", "why (score points)", box=None, pad_edge=False)
    for change in changes:
        why = "; ".join(f"{r.code} {100 * r.effect:+.1f}: {word(r.what)}" for r in change.reasons[:3])
        table.add_row(
            change.slug, change.type, _arrow(change.before, change.after),
            _arrow(change.rank_before, change.rank_after), why or "others moved",
        )  # fmt: skip
    return table


def _arrow(before: float | None, after: float | None) -> str:
    was, now = ("-" if value is None else f"{value:g}" for value in (before, after))
    return was if was == now else f"{was} -> {now}"
