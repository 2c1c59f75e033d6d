"""`python cli.py crawl`: read council websites, politely."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click
from click.core import ParameterSource

from collectors.crawl.cluster import crawl_on_cluster
from collectors.crawl.replay import replay
from collectors.crawl.run import RunResult, open_run, seeds_of, settings_of
from collectors.crawl.settings import MAX_PAGES
from collectors.crawl.store import open_store
from commands.declared_words import questions_without_words, refuse
from commands.options import crawl_option, register_option
from commands.replay import show
from commands.websites import LOOK_HERE, choosing_options, chosen_councils, crawl_here, reading_of
from counted import plural
from detectors.crawled import observer
from edition.inputs import detectors_version
from errors import CrawlError
from paths import ROOT
from register.authorities import load_authorities


@click.command(name="crawl")
@click.pass_context
@choosing_options
@click.option(
    "--max-pages", type=click.IntRange(1, 5000), default=MAX_PAGES, show_default=True, help="Pages of each council."
)
@click.option(
    "--delay",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    metavar="S",
    help="Seconds between two requests to a host; a longer Crawl-delay is honoured.",
)
@crawl_option("The working database; made if there is none.")
@click.option("--resume", is_flag=True, help="Go on with the last run if it was interrupted.")
@click.option("--only-changed", is_flag=True, help="Ask only whether known pages have changed; follow links of those.")
@click.option(
    "--local-links",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="GOV.UK's bulk file of council service links, as further seeds instead of its register as compiled here.",
)
@click.option(
    "--contact", metavar="URL", default="", help="Public page that the User-Agent names [default: that of site.toml]."
)
@register_option()
@click.option("--i-own-these-hosts", "own_hosts", is_flag=True, help="Allow a --delay below 1.")
@click.option(
    "--observe/--no-observe",
    default=True,
    show_default=True,
    help="Run the detectors over what was read, as replay does.",
)
@click.option(
    "--max-minutes",
    type=click.FloatRange(0, min_open=True),
    metavar="N",
    help="Stop asking after so long, also instead of waiting for a host in trouble; --resume goes on.",
)
@click.option("--cluster", metavar="tcp://HOST:PORT", default="", help="Share the work out over a Dask cluster.")
def command(
    context: click.Context,
    authorities: str,
    kind: str | None,
    nation: str | None,
    max_pages: int,
    delay: float,
    db: Path,
    resume: bool,
    only_changed: bool,
    local_links: Path | None,
    contact: str,
    register: Path,
    own_hosts: bool,
    observe: bool,
    max_minutes: float | None,
    cluster: str,
) -> None:
    """Read the websites of councils, each at one request a second, and keep what was seen as evidence.

    Honours robots.txt, Crawl-delay, Retry-After, HTTP_PROXY, HTTPS_PROXY, NO_PROXY and REQUESTS_CA_BUNDLE. Ctrl-C ends
    cleanly; with --resume the run goes on with the councils, --max-pages and --only-changed that it was begun with, and
    other ones are refused. `crawl-report` then says how each council fared.

    \b
    Exit codes: 0 finished; 1 it cannot start (the message says why); 2 wrong usage; 4 interrupted, or out of time.
    """
    refuse(questions_without_words())
    chosen = chosen_councils(load_authorities(register / "authorities.csv"), authorities, kind, nation)
    if resume and db.is_file():
        named = {one.code for one in chosen} if authorities or kind or nation else None
        pages = max_pages if context.get_parameter_source("max_pages") is ParameterSource.COMMANDLINE else None
        _refuse_other(db, named, pages, only_changed)
    reading = reading_of(register, chosen, db, contact, max_pages, delay, own_hosts, local_links)
    time_s = 60 * max_minutes if max_minutes else None
    settings = replace(reading.settings, resume=resume, only_changed=only_changed, time_s=time_s)
    if cluster:
        result = crawl_on_cluster(cluster, settings, reading.seeds, reading.identity)
    else:
        result = crawl_here(replace(reading, settings=settings))
    _finish(result, db)
    if observe:
        codes = None if resume else [seed.authority for seed in reading.seeds]
        show(replay(db, observer(register), codes, detectors=detectors_version(ROOT)))


def _refuse_other(path: Path, codes: set[str] | None, max_pages: int | None, only_changed: bool) -> None:
    """Raise CrawlError for a choice that is other than the run to go on with was begun with; None is no choice."""
    with closing(open_store(path)) as db:
        run = open_run(db)
        if run is None:
            return
        before, councils = settings_of(db, run), {each.authority: each.slug for each in seeds_of(db, run, ())}
    remedy = "leave the option out to go on with it, or leave out --resume to begin another run"
    if codes is not None and codes != councils.keys():
        some = ", ".join(sorted(councils.values())[:5]) + (", ..." if len(councils) > 5 else "")
        raise CrawlError(
            f"--authorities, --type, --nation: run {run} of {path} was begun with {plural(len(councils), 'council')} "
            f"({some}), and of the {len(codes)} chosen now {len(codes & councils.keys())} are among them: {remedy}"
        )
    if max_pages not in (None, before["max_pages"]):
        raise CrawlError(f"--max-pages {max_pages}: run {run} of {path} was begun with {before['max_pages']}: {remedy}")
    if only_changed and not before["only_changed"]:
        raise CrawlError(f"--only-changed: run {run} of {path} was begun without it: {remedy}")


def _finish(result: RunResult, db: Path) -> None:
    progress = result.progress
    councils, pages = plural(progress.sites, "council"), plural(progress.pages, "page")
    click.echo(
        f"Run {result.run}: {councils}, {pages} in {plural(progress.requests, 'request')}, {progress.blocked} blocked, "
        f"{plural(progress.errors, 'error')}. How each fared: crawl-report --db {db}"
    )
    if progress.requests and not progress.pages and not progress.blocked:
        click.echo(f"No website gave a page. {LOOK_HERE}", err=True)
    if not result.finished:
        click.echo("Interrupted, or out of time; what is left waits. Go on with --resume.", err=True)
        raise SystemExit(4)
