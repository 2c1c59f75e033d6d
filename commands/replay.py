"""`python cli.py replay`: observe a stored crawl again, without the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from collectors.crawl.replay import ReplayResult, replay
from collectors.probes.browser.rendered import add_rendered
from commands.declared_words import questions_without_words, refuse
from commands.options import crawl_option, register_option
from counted import plural
from detectors.crawled import observer
from edition.inputs import detectors_version
from errors import CrawlError
from paths import ROOT

SHOWN = 12
"""How many shifted services and measures are printed."""


@click.command(name="replay")
@crawl_option()
@click.option("--authorities", metavar="CODE,...", default="", help="Only these councils, by ONS code.")
@register_option()
@click.option(
    "--rendered", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="First put in the pages that `probe browser` kept in this database: those that are empty without scripts.",
)  # fmt: skip
def command(db: Path, authorities: str, register: Path, rendered: Path | None) -> None:
    """Run today's detectors over the pages of a stored crawl and store what they find; no request is made.

    \b
    Exit codes: 0 done; 1 the database is missing, is no crawl, or the detectors fail on it; 2 wrong usage.
    """
    refuse(questions_without_words())
    if rendered is not None:
        if not db.is_file():
            raise CrawlError(f"{db}: no such file; `crawl --db {db}` makes one")
        click.echo(f"{plural(add_rendered(db, rendered), 'page')} put in as a browser shows it.")
    codes = [code.strip() for code in authorities.split(",") if code.strip()] or None
    show(replay(db, observer(register), codes, detectors=detectors_version(ROOT)))


def show(result: ReplayResult) -> None:
    """Print one line about a replay, what it changed, and one for each council that could not be observed."""
    click.echo(f"Observed {counts(result)}.")
    for line in _shift_lines(result):
        click.echo(line)
    for authority, error in result.failures:
        click.echo(f"{authority}: not observed: {error}", err=True)


def counts(result: ReplayResult) -> str:
    """Return of how many councils a replay observed how much."""
    councils, services = plural(result.authorities, "council"), plural(result.services, "service")
    return f"{councils}: {services}, {plural(result.observations, 'observation')}"


def _shift_lines(result: ReplayResult) -> Iterator[str]:
    """Yield what changed on the same evidence, the most changed first; nothing where nothing was observed before."""
    if not result.shifts:
        return
    moved = sorted(
        (one for one in result.shifts if one.changed or one.gained or one.lost),
        key=lambda one: (-one.changed - one.gained - one.lost, one.code),
    )
    compared = sum(one.compared for one in result.shifts)
    before, now = result.versions
    differ = sum(one.changed for one in moved)
    yield (
        f"Detectors {before} before, {now} now, on the same pages: "
        f"{plural(differ, 'value differs', 'values differ')} of {compared:,}. All of them: export shifts."
    )
    for one in moved[:SHOWN]:
        mean = "" if one.mean_change is None else f", {one.mean_change:+.2f} on average"
        yield (
            f"  {one.code}: {one.changed} of {one.compared}{mean}; {one.gained} with a value only now, "
            f"{one.lost} no longer"
        )
