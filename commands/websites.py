"""Whose websites a command reads, and how: what `crawl` and `edition` share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from collectors.crawl.environment import check_contact, check_delay, is_simulated, policy_for, proxies_from, tls_from
from collectors.crawl.frontier.local_links import compiled_links, read_local_links
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.limits import Limits
from collectors.crawl.manners.lock import live_lock_path
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.crawl.progress import watch
from collectors.crawl.run import RunResult, crawl
from collectors.crawl.settings import Settings
from collectors.open_data import govuk_local_links
from collectors.open_data.facts_file import read_facts
from detectors.cues import default_cues
from errors import CrawlError
from models import NATIONS, Authority, AuthorityType
from paths import FACTS, SITE
from register.authorities import Register, load_authorities
from register.domains import registrable
from register.services import load_duties, load_services
from web.site import load_site

Links = dict[str, tuple[tuple[str, str, str], ...]]
"""ONS code -> (address, words, how it was found) of each seed."""

LOOK_HERE = (
    "Look at this machine first: is it connected, and do HTTPS_PROXY, NO_PROXY and REQUESTS_CA_BUNDLE say what they "
    "should?"
)
"""What to do when nobody answers."""


def choosing_options(command: Callable) -> Callable:
    """Add the options that choose councils: `authorities` (text), `kind` and `nation` (None where not given)."""
    kinds = click.Choice([each.value for each in AuthorityType])
    for option in (
        click.option("--nation", type=click.Choice(NATIONS, case_sensitive=False), help="Only this nation."),
        click.option("--type", "kind", type=kinds, help="Only this type."),
        click.option(
            "--authorities", metavar="SLUG,...", default="", help="Only these councils, by slug, name or ONS code."
        ),
    ):
        command = option(command)
    return command


def chosen_councils(
    every: Sequence[Authority], names: str, kind: str | None, nation: str | None
) -> tuple[Authority, ...]:
    """Return the councils that all three options leave, in the order of the register.

    Raises UsageError naming a council that there is not, CrawlError if none is left.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    register = Register(tuple(every))
    named = {name: register.find(name) for name in wanted}
    if unknown := [name for name, found in named.items() if found is None]:
        raise click.UsageError(f"--authorities: there is no council {unknown[0]!r}")
    chosen = [each for each in every if not wanted or each in named.values()]
    chosen = [each for each in chosen if kind in (None, each.type.value)]
    chosen = [each for each in chosen if nation is None or each.nation.lower() == nation.lower()]
    if not chosen:
        raise CrawlError("no council is left by --authorities, --type and --nation together")
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of websites, ready to begin. simulated: every host has a name reserved for tests."""

    settings: Settings
    seeds: tuple[SiteSeed, ...]
    identity: Identity
    simulated: bool


def reading_of(
    register: Path,
    chosen: Sequence[Authority],
    db: Path,
    contact: str,
    max_pages: int,
    delay: float,
    own_hosts: bool = False,
    local_links: Path | None = None,
) -> Reading:
    """Return the reading of these councils' websites into `db`.

    Seeds are the home pages and the addresses of `local_links`, or those of GOV.UK's register as compiled beside ours.
    contact: '' for that of site.toml. Raises CrawlError for a contact that is no web page, a delay that is too short
    or a file of links that cannot be read.
    """
    links = read_local_links(local_links, chosen) if local_links else _compiled(register)
    seeds = tuple(SiteSeed(each.code, each.slug, each.homepage, links.get(each.code, ())) for each in chosen)
    simulated = is_simulated(seeds)
    check_delay(delay, simulated, own_hosts, os.environ)
    identity = Identity(operator_contact(contact, simulated))
    invented = simulated or os.environ.get("CDI_TEST_NETWORK") == "1"
    settings = Settings(
        db,
        db.with_name(db.name + ".lock") if invented else live_lock_path(),
        "simulated" if invented else "live",
        default_cues,
        max_pages,
        delay,
        claimed=_claimed(load_authorities(register / "authorities.csv")),
        elsewhere=_elsewhere(register, chosen),
    )
    return Reading(settings, seeds, identity, simulated)


def operator_contact(contact: str, simulated: bool) -> str:
    """Return the page that the User-Agent names: the one given, or else that of site.toml. Raises CrawlError."""
    if contact:
        return check_contact(contact, simulated, "--contact")
    return check_contact(load_site(SITE).contact_url, simulated)


def crawl_here(reading: Reading, resume: bool = False) -> RunResult:
    """Read the websites from this machine, showing how it goes, and return how it went."""
    settings = replace(reading.settings, resume=reading.settings.resume or resume)
    environment = policy_for(reading.simulated), Limits(), proxies_from(os.environ), tls_from(os.environ)
    with Fetcher(reading.identity, *environment) as fetcher, watch(len(reading.seeds), settings.max_pages) as on_tick:
        return crawl(settings, reading.seeds, fetcher, on_tick)


def _compiled(register: Path) -> Links:
    """Return the addresses of GOV.UK's register as compiled beside the councils' register, none where it is not."""
    path = register.parent / FACTS.name / f"{govuk_local_links.NAME}.csv"
    return compiled_links(govuk_local_links.newest_reading(read_facts(path))) if path.is_file() else {}


def _claimed(every: Sequence[Authority]) -> dict[str, str]:
    """Return whose each domain of the register's home pages is: domain -> code."""
    return {registrable(urlsplit(each.homepage).hostname or ""): each.code for each in every}


def _elsewhere(register: Path, chosen: Sequence[Authority]) -> dict[str, frozenset[str]]:
    """Return which services are not each council's job: ONS code -> codes of services."""
    services, duties = load_services(register), load_duties(register)
    return {
        each.code: frozenset(one.code for one in services if duties.duty(each, one)[0] == "none") for each in chosen
    }
