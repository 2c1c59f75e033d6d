"""`python cli.py collect`: facts from their published sources."""

from __future__ import annotations

import logging
import sys
from datetime import date
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from collectors.open_data import SOURCES, source_named
from collectors.open_data.catalogue import load_sources
from collectors.open_data.collecting import Collector, Result, collect_all
from collectors.open_data.contract import Source
from collectors.open_data.fetcher import Fetcher
from paths import DATA, FACTS, REGISTER, SITE
from register.authorities import load_register
from web.site import load_site

log = logging.getLogger(__name__)


@click.group(name="collect")
def command() -> None:
    """Collect facts about councils from published sources.

    \b
    Exit codes: 0 written; 1 a source is wrong; 2 wrong usage; 3 a source yields nothing.
    """


@command.command("open-data", epilog=f"Sources: {', '.join(source.name for source in SOURCES)}.")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--from", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds the folders of the sources. Without it, documented live forms are downloaded.",
)  # fmt: skip
@click.option(
    "--out", default=FACTS, show_default="data/facts",
    type=click.Path(file_okay=False, path_type=Path), help="Folder to write the facts to.",
)  # fmt: skip
@click.option("--accept-fewer", is_flag=True, help="Take a source even if it lost more than a tenth of its councils.")
def open_data(names: tuple[str, ...], folder: Path | None, out: Path, accept_fewer: bool) -> None:
    """Compile published sources into data/facts/, one file per SOURCE (all of them if none is named).

    Everything is read and checked first: if one source is malformed, nothing at all is written. A source
    that is switched off in data/sources.toml is skipped.

    \b
    Exit codes: 0 written; 1 a source is malformed or has no live form (nothing is written);
    2 wrong usage; 3 a source yields nothing (nothing is written).
    """
    sources = _sources(names)
    entries = {entry.source: entry for entry in load_sources(DATA / "sources.toml")}
    register = load_register(REGISTER)
    collector = Collector(
        register, entries, out, folder, Fetcher(load_site(SITE).contact_url), date.today(), accept_fewer
    )
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Collecting", total=len(sources))

        def read(name: str) -> None:
            log.info("%s: read", name)
            progress.advance(task)

        results = collect_all(collector, sources, bool(names), read)
    Console().print(_summary(results, {council.code for council in register.authorities}))
    for line in _remarks(results):
        click.echo(line)
    _finish(results, out)


def _sources(names: tuple[str, ...]) -> tuple[Source, ...]:
    for name in names:
        if source_named(name) is None:
            known = ", ".join(source.name for source in SOURCES)
            raise click.UsageError(f"There is no source {name!r}. There are: {known}.")
    return tuple(source for source in SOURCES if not names or source.name in names)


def _summary(results: tuple[Result, ...], today: set[str]) -> Table:
    """Return a table of what was found; today: codes of the councils of today, apart from their predecessors."""
    table = Table(title="Open data: councils of today, and former ones", box=SIMPLE_HEAD)
    table.add_column("Source", no_wrap=True)
    for heading in ("Today", "Former", "Facts", "Dates"):
        table.add_column(heading, justify="right")
    table.add_column("Newest", no_wrap=True)
    table.add_column("Aside", justify="right")
    for result in results:
        table.add_row(result.name, *_cells(result, today))
    return table


def _cells(result: Result, today: set[str]) -> tuple[str, ...]:
    if result.harvest is None:
        return "", "", "", "", "skipped" if result.skipped else "refused", ""
    harvest = result.harvest
    aside = sum(rows for _, rows in harvest.set_aside)
    newest = harvest.dates[-1].isoformat()
    current, former = len(harvest.councils & today), len(harvest.councils - today)
    return str(current), str(former), str(len(harvest.facts)), str(len(harvest.dates)), newest, str(aside)


def _remarks(results: tuple[Result, ...]) -> list[str]:
    """Return a line per source of what was set aside, and why, or why the source was skipped."""
    lines = []
    for result in results:
        aside = result.harvest.set_aside if result.harvest else ()
        if said := result.skipped or "; ".join(f"{reason}: {rows}" for reason, rows in aside):
            lines.append(f"{result.name}: {'skipped, ' if result.skipped else 'rows set aside: '}{said}")
    return lines


def _finish(results: tuple[Result, ...], out: Path) -> None:
    errors = [result.error for result in results if result.error]
    for error in errors:
        click.echo(f"Error: {error}", err=True)
    if errors:
        click.echo("Nothing was written.", err=True)
        sys.exit(min(error.exit_code for error in errors))
    written = sum(result.changed for result in results)
    same = sum(result.harvest is not None and not result.changed for result in results)
    left = f", {same} unchanged" if same else ""
    click.echo(f"{written} facts {'file' if written == 1 else 'files'} written to {out}{left}.")
