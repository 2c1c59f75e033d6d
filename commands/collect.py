"""`python cli.py collect`: facts from their published sources."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from collectors.crawl.store import kept_on_disk
from collectors.open_data import CONTEXTS, INTERFACES, SOURCES, WATCHES, source_named
from collectors.open_data.catalogue import load_sources
from collectors.open_data.collecting import Collector, Result, collect_all
from collectors.open_data.contract import Context, Source, Watch
from collectors.open_data.fetcher import Fetcher
from collectors.open_data.live import GOES_ON, LiveCollector, LiveResult, WatchResult
from collectors.open_data.reply_store import open_store
from collectors.open_data.standing import what_stays
from commands.websites import operator_contact
from counted import plural, sentence
from errors import SourceError, UnansweredError
from paths import DATA, FACTS, REGISTER, REPLIES
from register.authorities import Register, load_register

log = logging.getLogger(__name__)

DIFFERS = 4
"""Exit code: everything was read, and a public register of councils says something else than ours."""


GO_ON = "run the same command again: it goes on where it stopped"
LOOK = (
    "run `python cli.py doctor {source}`, which asks each of its addresses once and says which has another form; see "
    "docs/how-to/read-live-sources.md, It failed?"
)


@click.group(name="collect")
def command() -> None:
    """Collect facts about councils from published sources.

    \b
    Exit codes: 0 written; 1 a source is wrong; 2 wrong usage; 3 a source yields nothing.
    """


@command.command("open-data", epilog=f"Sources: {', '.join(source.name for source in SOURCES)}.")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--from", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
    help="Folder that holds the folders of the sources.",
)  # fmt: skip
@click.option(
    "--out", default=FACTS, show_default="data/facts",
    type=click.Path(file_okay=False, path_type=Path), help="Folder to write the facts to.",
)  # fmt: skip
@click.option("--accept-fewer", is_flag=True, help="Take a source even if it lost more than a tenth of its councils.")
def open_data(names: tuple[str, ...], folder: Path, out: Path, accept_fewer: bool) -> None:
    """Compile published sources into data/facts/, one file per SOURCE (all of them if none is named).

    Everything is read and checked first: if one source is malformed, nothing at all is written. A source
    that is switched off in data/sources.toml is skipped.

    \b
    Exit codes: 0 written; 1 a source is malformed (nothing is written); 2 wrong usage; 3 a source yields nothing
    (nothing is written).
    """
    sources = _sources(names)
    entries = {entry.source: entry for entry in load_sources(DATA / "sources.toml")}
    register = load_register(REGISTER)
    collector = Collector(register, entries, out, folder, accept_fewer)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Collecting", total=len(sources))

        def read(name: str) -> None:
            log.info("%s: read", name)
            progress.advance(task)

        results = collect_all(collector, sources, read)
    Console().print(_summary(results, {council.code for council in register.authorities}))
    for line in _remarks(results):
        click.echo(line)
    _finish(results, out)


@command.command("live", epilog=f"Sources: {', '.join(INTERFACES)}.")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--out", default=FACTS, show_default="data/facts",
    type=click.Path(file_okay=False, path_type=Path), help="Folder to write the facts to.",
)  # fmt: skip
@click.option(
    "--store", default=REPLIES, show_default=True, type=click.Path(dir_okay=False, path_type=Path),
    help="File that keeps the replies, so that a stopped run goes on.",
)  # fmt: skip
@click.option(
    "--besides", default=0, show_default=True, type=click.IntRange(min=0),
    help="Requests for each source that may go into what it can do without (GOV.UK's link checker: one a link).",
)  # fmt: skip
@click.option(
    "--contact", metavar="URL", default="", help="Public page that every request names [default: that of site.toml]."
)
@click.option("--dry-run", is_flag=True, help="Say what would be asked of whom, and ask nothing of anybody.")
@click.option("--accept-fewer", is_flag=True, help="Take a source even if it lost more than a tenth of its councils.")
@click.pass_context
def live(
    context: click.Context, names: tuple[str, ...], out: Path, store: Path, besides: int, contact: str,
    dry_run: bool, accept_fewer: bool,
) -> None:  # fmt: skip
    """Read sources in their documented live forms, each SOURCE (all of them if none is named) for itself.

    Some are registers of councils: these make no facts, but what they say otherwise than ours is printed, written
    beside the facts (live/SOURCE-differences.csv) and told by the exit code, for people to decide. Others answer no
    indicator as it is worded: what they say is kept beside the facts too (live/SOURCE-context.csv), and no edition
    reads it. One that needs a key is skipped where the environment holds none.

    The facts of a source change only when all of it was read and understood; one that fails leaves its facts as they
    were and does not hold up the others. A stopped run is gone on with by running it again. Where everything comes
    from (address, moment, status, SHA-256, contract) is written beside the facts, in live/SOURCE.csv.

    \b
    Exit codes: 0 every source was read; 1 one could not be read (its facts are as they were), or the
    contact is no web page; 2 wrong usage;
    3 a source yields nothing; 4 all were read, and a register of councils differs from ours.
    """
    sources, contexts, watches = _live_sources(names)
    register = load_register(REGISTER)
    fetcher = context.find_object(Fetcher)
    if fetcher is None:
        fetcher = Fetcher("" if dry_run else operator_contact(contact, simulated=False), keys=os.environ)
    if dry_run:
        without = {one.name: one.key for one in contexts if one.key and fetcher.lacks_key(one)}
        asked = tuple(one for one in contexts if one.name not in without)
        Console().print(_plan((*sources, *asked, *watches), register))
        for name, key in without.items():
            click.echo(f"{name}: would be skipped, as it needs a key: set {key.variable}")
        return
    entries = {entry.source: entry for entry in load_sources(DATA / "sources.toml")}
    try:
        with fetcher.alone(), kept_on_disk(store), open_store(store) as kept:
            chosen = (one.name for group in (sources, contexts, watches) for one in group)
            run = " ".join((*chosen, str(besides), str(out.resolve())))
            kept.go_on(run, fetcher.clock.now() - GOES_ON)
            collector = LiveCollector(register, entries, out, fetcher, kept, besides, accept_fewer, run)
            results, seen = _read_all(collector, sources, contexts, watches)
            if not _errors(results, seen):
                kept.end(run)
    except KeyboardInterrupt:
        click.echo(f"Interrupted; no facts are half-way. To do: {GO_ON}.", err=True)
        sys.exit(1)
    _tell(results, seen, {council.code for council in register.authorities}, out)


def _read_all(
    collector: LiveCollector, sources: Sequence[Source], contexts: Sequence[Context], watches: Sequence[Watch]
) -> tuple[list[LiveResult], list[WatchResult]]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Reading", total=len(sources) + len(contexts) + len(watches))

        def step(name: str, asked: int) -> None:
            progress.update(task, description=f"{name}: request {asked}")

        results: list[LiveResult] = []
        for read in (*(partial(collector.collect, one) for one in sources),
                     *(partial(collector.collect_context, one) for one in contexts)):  # fmt: skip
            results.append(read(step))
            progress.advance(task)
        seen: list[WatchResult] = []
        for watch in watches:
            seen.append(collector.watch(watch, step))
            progress.advance(task)
    return results, seen


def _tell(results: list[LiveResult], seen: list[WatchResult], today: set[str], out: Path) -> None:
    """Print what was read and what was not, and end with the code that says so. out: where the facts are."""
    if results:
        Console().print(_summary(tuple(one.result for one in results), today, "Live sources"))
    for line in _remarks(tuple(one.result for one in results)):
        click.echo(line)
    for one in results:
        resumed = f", {one.kept} kept from a stopped run" if one.kept else ""
        click.echo(f"{one.result.name}: {one.asked} asked{resumed}{'; ' if one.remark else ''}{one.remark}")
    for context in CONTEXTS:
        if any(one.result.name == context.name and one.result.harvest for one in results):
            near = ", ".join(context.near) or "no indicator"
            click.echo(f"{context.name}: no mark (near {near}): {context.no_mark}; see live/{context.name}-context.csv")
            click.echo(f"{context.name}: licence: {context.licence}; attribution: {context.attribution}")
    for watched in (one for one in seen if not one.error):
        for found in watched.differences:
            ours, theirs = found.ours or "nothing", _printable(found.theirs) or "nothing"
            click.echo(f"{watched.name}: {found.authority}: {found.field}: ours {ours}, theirs {theirs} ({found.url})")
        click.echo(
            f"{watched.name}: {watched.asked} asked, {plural(len(watched.differences), 'difference')} from our register"
        )
    errors = _errors(results, seen)
    for error in errors:
        click.echo(f"Error: {sentence(_printable(str(error)))} {what_stays(out, error.source)}.", err=True)
        to_do = f"wait, and {GO_ON}" if isinstance(error, UnansweredError) else LOOK.format(source=error.source)
        click.echo(f"  To do: {to_do}.", err=True)
    if errors:
        sys.exit(min(error.exit_code for error in errors))
    if any(watched.differences for watched in seen):
        sys.exit(DIFFERS)


def _errors(results: list[LiveResult], seen: list[WatchResult]) -> list[SourceError]:
    return [error for error in (*(one.result.error for one in results), *(one.error for one in seen)) if error]


def _printable(text: str) -> str:
    """Return a publisher's words without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _live_sources(names: tuple[str, ...]) -> tuple[tuple[Source, ...], tuple[Context, ...], tuple[Watch, ...]]:
    contexts = tuple(one for one in CONTEXTS if not names or one.name in names)
    watches = tuple(watch for watch in WATCHES if not names or watch.name in names)
    others = tuple(
        name for name in names if name not in {*(one.name for one in contexts), *(one.name for one in watches)}
    )
    sources = _sources(others) if others or not names else ()
    for source in sources:
        if names and source.live is None:
            message = f"{source.name} has no documented live form ({source.why_not_live}): collect open-data --from DIR"
            raise click.UsageError(message)
    return tuple(source for source in sources if source.live), contexts, watches


def _plan(chosen: tuple[Source | Context | Watch, ...], register: Register) -> Table:
    """Return what a run would ask at least: lists lead to further requests that only their replies can tell."""
    table = Table(title="Live sources: what would be asked", box=SIMPLE_HEAD)
    for heading in ("Source", "Hosts"):
        table.add_column(heading, overflow="fold")
    for heading in ("Requests at least", "Minutes at least"):
        table.add_column(heading, justify="right")
    for name, interface in ((one.name, INTERFACES[one.name]) for one in chosen):
        first = tuple(interface.requests(register))
        hosts = sorted({urlsplit(request.url).hostname or "" for request in first})
        minutes = len(first) * interface.seconds_between / 60
        table.add_row(name, "\n".join(hosts), str(len(first)), f"{minutes:.1f}")
    return table


def _sources(names: tuple[str, ...]) -> tuple[Source, ...]:
    for name in names:
        if source_named(name) is None:
            known = ", ".join(source.name for source in SOURCES)
            raise click.UsageError(f"There is no source {name!r}. There are: {known}.")
    return tuple(source for source in SOURCES if not names or source.name in names)


def _summary(results: tuple[Result, ...], today: set[str], title: str = "Open data") -> Table:
    """Return a table of what was found; today: codes of the councils of today, apart from their predecessors."""
    table = Table(title=f"{title}: councils of today, and former ones", box=SIMPLE_HEAD)
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
    click.echo(f"{plural(written, 'facts file')} written to {out}{left}.")
