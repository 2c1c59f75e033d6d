"""`python cli.py crawl`: read council websites, politely."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import click

from collectors.crawl.cluster import crawl_on_cluster
from collectors.crawl.environment import (
    check_contact,
    check_delay,
    is_simulated,
    policy_for,
    proxies_from,
    tls_from,
)
from collectors.crawl.frontier.local_links import compiled_links, read_local_links
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.limits import Limits
from collectors.crawl.manners.lock import live_lock_path
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.crawl.progress import watch
from collectors.crawl.replay import replay
from collectors.crawl.run import RunResult, crawl
from collectors.crawl.settings import MAX_PAGES, Settings
from collectors.open_data import govuk_local_links
from collectors.open_data.facts_file import read_facts
from commands.options import crawl_option, register_option
from commands.replay import show
from detectors.crawled import observer
from detectors.cues import default_cues
from edition.inputs import detectors_version
from errors import CrawlError
from models import Authority, AuthorityType
from paths import FACTS, ROOT, SITE
from register.authorities import Register, load_authorities
from register.domains import registrable
from register.services import load_duties, load_services
from web.site import load_site

Links = dict[str, tuple[tuple[str, str, str], ...]]
"""ONS code -> (address, words, how it was found) of each seed."""
NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")


@click.command(name="crawl")
@click.option("--authorities", metavar="SLUG,...", default="", help="Only these councils, by slug or ONS code.")
@click.option("--type", "kind", type=click.Choice([each.value for each in AuthorityType]), help="Only this type.")
@click.option("--nation", type=click.Choice(NATIONS, case_sensitive=False), help="Only this nation.")
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
    every = load_authorities(register / "authorities.csv")
    chosen = _chosen(every, authorities, kind, nation)
    links = read_local_links(local_links, chosen) if local_links else _compiled(register)
    seeds = [SiteSeed(each.code, each.slug, each.homepage, links.get(each.code, ())) for each in chosen]
    simulated = is_simulated(seeds)
    check_delay(delay, simulated, own_hosts, os.environ)
    identity = Identity(check_contact(contact or load_site(SITE).contact_url, simulated))
    invented = simulated or os.environ.get("CDI_TEST_NETWORK") == "1"
    settings = Settings(
        db,
        db.with_name(db.name + ".lock") if invented else live_lock_path(),
        "simulated" if invented else "live",
        default_cues,
        max_pages,
        delay,
        resume=resume,
        only_changed=only_changed,
        claimed=_claimed(every),
        elsewhere=_elsewhere(register, chosen),
        time_s=60 * max_minutes if max_minutes else None,
    )
    if cluster:
        result = crawl_on_cluster(cluster, settings, seeds, identity)
    else:
        result = _crawl_here(settings, seeds, identity, simulated)
    _finish(result, db)
    if observe:
        codes = None if resume else [seed.authority for seed in seeds]
        show(replay(db, observer(register), codes, detectors=detectors_version(ROOT)))


def _compiled(register: Path) -> Links:
    """Return the addresses of GOV.UK's register as compiled beside the councils' register, none where it is not."""
    path = register.parent / FACTS.name / f"{govuk_local_links.NAME}.csv"
    return compiled_links(govuk_local_links.newest_reading(read_facts(path))) if path.is_file() else {}


def _crawl_here(settings: Settings, seeds: list[SiteSeed], identity: Identity, simulated: bool) -> RunResult:
    network = Fetcher(identity, policy_for(simulated), Limits(), proxies_from(os.environ), tls_from(os.environ))
    with network as fetcher, watch(len(seeds), settings.max_pages) as on_tick:
        return crawl(settings, seeds, fetcher, on_tick)


def _chosen(every: tuple[Authority, ...], names: str, kind: str | None, nation: str | None) -> list[Authority]:
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    register = Register(every)
    named = {name: register.find(name) for name in wanted}
    if unknown := [name for name, found in named.items() if found is None]:
        raise click.UsageError(f"--authorities: there is no council {unknown[0]!r}")
    chosen = [each for each in every if not wanted or each in named.values()]
    chosen = [each for each in chosen if kind in (None, each.type.value)]
    chosen = [each for each in chosen if nation is None or each.nation.lower() == nation.lower()]
    if not chosen:
        raise CrawlError("no council is left by --authorities, --type and --nation together")
    return chosen


def _claimed(every: tuple[Authority, ...]) -> dict[str, str]:
    """Return whose each domain of the register's home pages is: domain -> code."""
    return {registrable(urlsplit(each.homepage).hostname or ""): each.code for each in every}


def _elsewhere(register: Path, chosen: list[Authority]) -> dict[str, frozenset[str]]:
    """Return which services are not each council's job: ONS code -> codes of services."""
    services, duties = load_services(register), load_duties(register)
    return {
        each.code: frozenset(one.code for one in services if duties.duty(each, one)[0] == "none") for each in chosen
    }


def _finish(result: RunResult, db: Path) -> None:
    progress = result.progress
    click.echo(
        f"Run {result.run}: {progress.sites} councils, {progress.pages} pages in {progress.requests} requests, "
        f"{progress.blocked} blocked, {progress.errors} errors. How each fared: crawl-report --db {db}"
    )
    if not result.finished:
        click.echo("Interrupted, or out of time; what is left waits. Go on with --resume.", err=True)
        raise SystemExit(4)
