"""`python cli.py crawl`: read council websites, politely."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from collectors.crawl.cluster import crawl_on_cluster
from collectors.crawl.replay import replay
from collectors.crawl.run import RunResult
from collectors.crawl.settings import MAX_PAGES
from commands.options import crawl_option, register_option
from commands.replay import show
from commands.websites import choosing_options, chosen_councils, crawl_here, reading_of
from detectors.crawled import observer
from edition.inputs import detectors_version
from paths import ROOT
from register.authorities import load_authorities


@click.command(name="crawl")
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
    cleanly; with --resume the run goes on. `crawl-report` then says how each council fared.

    \b
    Exit codes: 0 finished; 1 it cannot start (the message says why); 2 wrong usage; 4 interrupted, or out of time.
    """
    chosen = chosen_councils(load_authorities(register / "authorities.csv"), authorities, kind, nation)
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


def _finish(result: RunResult, db: Path) -> None:
    progress = result.progress
    click.echo(
        f"Run {result.run}: {progress.sites} councils, {progress.pages} pages in {progress.requests} requests, "
        f"{progress.blocked} blocked, {progress.errors} errors. How each fared: crawl-report --db {db}"
    )
    if not result.finished:
        click.echo("Interrupted, or out of time; what is left waits. Go on with --resume.", err=True)
        raise SystemExit(4)
