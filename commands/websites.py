"""Whose websites a command reads, and how: what `crawl` and `edition` share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

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
from register.authorities import Register, load_authorities, load_register
from register.domains import registrable
from register.names import load_names, names_in_hosts
from register.services import load_duties, load_services
from web.site import load_site

Links = dict[str, tuple[tuple[str, str, str], ...]]
"""ONS code -> (address, words, how it was found) of each seed."""

LOOK_HERE = (
    "Look at this machine first: is it connected, is its clock right, and do HTTPS_PROXY, NO_PROXY and "
    "REQUESTS_CA_BUNDLE say what they should?"
)
"""What to do when nobody answers."""
NEAR = 3
"""How many councils are offered in the place of one that there is not."""


def choosing_options(command: Callable) -> Callable:
    """Add the options that choose councils: `authorities` (text), `kind` and `nation` (None where not given)."""
    kinds = click.Choice([each.value for each in AuthorityType], case_sensitive=False)
    for option in (
        click.option("--nation", type=click.Choice(NATIONS, case_sensitive=False), help="Only this nation."),
        click.option("--type", "kind", type=kinds, help="Only this type."),
        click.option(
            "--authorities", metavar="SLUG,...", default="", callback=_some_names,
            help="Only these councils, by slug, name or ONS code.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def _some_names(context: click.Context, option: click.Parameter, value: str) -> str:
    """Return the names. Refuses none at all: an empty variable of a shell would stand for every council there is."""
    given = context.get_parameter_source(option.name or "") is not ParameterSource.DEFAULT
    if given and not _names(value):
        raise click.BadParameter("names no council; leave the option out to choose all of them", context, option)
    return value


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def chosen_councils(
    every: Sequence[Authority], names: str, kind: str | None, nation: str | None
) -> tuple[Authority, ...]:
    """Return the councils that all three options leave, in the order of the register.

    Raises UsageError naming a council that there is not, CrawlError if none is left.
    """
    wanted = _names(names)
    register = Register(tuple(every))
    named = {name: register.find(name) for name in wanted}
    if unknown := [name for name, found in named.items() if found is None]:
        said = (f"there is no council {name!r}{_meant(name, register)}" for name in unknown)
        raise click.UsageError(f"--authorities: {'; '.join(said)}")
    chosen = [each for each in every if not wanted or each in named.values()]
    chosen = [each for each in chosen if kind in (None, each.type.value)]
    chosen = [each for each in chosen if nation is None or each.nation.lower() == nation.lower()]
    if not chosen:
        raise CrawlError("no council is left by --authorities, --type and --nation together")
    return tuple(chosen)


def _meant(name: str, register: Register) -> str:
    """Return what an error adds to a name that no council bears: what was probably meant, or where to look."""
    parts = [part for part in re.split(r"[\s;]+", name) if part]
    if len(parts) > 1 and all(map(register.find, parts)):
        return f": put commas between them, without blanks ({','.join(parts)})"
    plain = "-".join(parts).lower()
    slugs = [one.slug for one in register.authorities]
    near = [slug for slug in slugs if plain in slug] or get_close_matches(plain, slugs, NEAR, 0.75)
    if near:
        return f" (did you mean {' or '.join(near[:NEAR])}?)"
    return f' (`python cli.py place "{name}"` finds councils by other names and by postcodes)'


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
        called=_called(register, chosen),
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


def _called(register: Path, chosen: Sequence[Authority]) -> dict[str, frozenset[str]]:
    """Return by which letters a domain may call each council in Wales, in either language: ONS code -> letters."""
    names = names_in_hosts(load_names(register, load_register(register)))
    welsh = (one.code for one in chosen if one.type is AuthorityType.WALES)
    return {code: names[code] for code in welsh if code in names}


def _elsewhere(register: Path, chosen: Sequence[Authority]) -> dict[str, frozenset[str]]:
    """Return which services are not each council's job: ONS code -> codes of services."""
    services, duties = load_services(register), load_duties(register)
    return {
        each.code: frozenset(one.code for one in services if duties.duty(each, one)[0] == "none") for each in chosen
    }
