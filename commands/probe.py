"""`python cli.py probe`: ask councils' name servers and hosts directly what crawled pages cannot show."""

from __future__ import annotations

import ipaddress
import math
import os
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from collectors.crawl.environment import check_delay, is_simulated, policy_for, proxies_from, tls_from
from collectors.crawl.frontier.local_links import compiled_links
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.limits import Limits
from collectors.crawl.manners.lock import live_lock_path, only_one
from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.crawl.store import kept_on_disk
from collectors.open_data import govuk_local_links, hsts_preload
from collectors.open_data.facts_file import read_facts
from collectors.probes import answers, dns, headers, tls
from collectors.probes.browser.sample import (
    CONTENT_PAGES,
    FORM_PAGES,
    SHELL_PAGES,
    TABS,
    Sample,
    rules_of_crawl,
    sample_of,
)
from collectors.probes.findings import Finding
from collectors.probes.journal import Journal, visits_kept
from collectors.probes.names import Names
from collectors.probes.pace import Slots
from collectors.probes.processes import forked, processes_for, shared_out
from collectors.probes.run import (
    FRESH,
    Ask,
    NoWorkerCan,
    Open,
    Outcome,
    Probe,
    Target,
    forgetting,
    keep_found,
    side_by_side,
)
from collectors.probes.store import kept_by, open_probes, run_ended, run_left, run_under_way, summary
from collectors.sqlite import is_empty, unmade_if_refused
from commands.options import register_option
from commands.websites import choosing_options, chosen_councils, operator_contact
from counted import plural
from errors import CrawlError
from models import Authority
from paths import CRAWL, FACTS, PROBES
from register.authorities import load_authorities

Made = Callable[["Run"], Probe]
WORKERS = 400
"""Hosts that are asked side by side: each waits for its own turns nearly all the time."""
ROWS_MB, PICTURES_MB = 0.02, 0.9
"""Of disk for a council: rows of findings alone, or with a picture of each page and the pages that scripts fill. Two
simulated councils of 30 pages took 0.45 each (30 November 2026); twice that, as real pages have photographs."""
INTERRUPTED = 4
_EXITS = "Exit codes: 0 done; 1 it cannot start (the message says why); 2 wrong usage; 4 interrupted."


@dataclass(frozen=True, slots=True)
class Given:
    """What a probe is told, on this machine or on another. nameserver: None for the machine's own.

    tasks: home page's host -> addresses of tasks. samples: home page's host -> the pages that a browser opens.
    copies: host -> its robots.txt at an earlier look, or as the crawl read it. run: its name, by which replies of
    visits that were ended are known again; '' for a probe that keeps none.
    """

    identity: Identity
    simulated: bool
    nameserver: tuple[str, int] | None
    preloaded: Mapping[str, bool]
    tasks: Mapping[str, tuple[str, ...]]
    samples: Mapping[str, Sample]
    copies: Mapping[str, answers.RobotsCopy]
    run: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What a probe is made of. ending: closes, at the end of the run, what a probe has opened."""

    given: Given
    slots: Slots
    fetcher: Fetcher
    ending: ExitStack

    @property
    def journal(self) -> Journal:
        """Return what this machine keeps of visits that are under way."""
        return Journal(self.given.run)


@dataclass(frozen=True, slots=True)
class Kind:
    """One probe as the command line offers it. what: it finds; questions: how many a council costs, in words.

    fresh: how long nobody is asked again. repeated: it says something only over months, so every look is kept, and no
    edition asks for one. workers: councils that are asked side by side. reads_crawl: it looks at what a crawl found.
    seconds: that a council takes at least, a second between two questions and its pages found. disk_mb: what it keeps.
    divisible: councils have nothing in common that is asked for once, so that several processes may share them out.
    """

    name: str
    what: str
    questions: str
    make: Made
    fresh: timedelta = FRESH
    repeated: bool = False
    workers: int = WORKERS
    reads_crawl: bool = False
    seconds: float = 0.0
    disk_mb: float = ROWS_MB
    divisible: bool = False


def _dns(run: Run) -> Probe:
    if run.given.nameserver is None and os.environ.get("CDI_TEST_NETWORK") == "1":
        raise CrawlError("probe dns would ask this machine's resolver, which is outside of the test network")
    journal = run.journal
    names = Names(run.slots, run.given.nameserver, journal=journal)

    def probe(host: str) -> Sequence[Finding]:
        visit = journal.of(host)
        return dns.probe_names(host, names, lambda ask: visit.reply(ask, run.fetcher.fetch), datetime.now(UTC))

    return probe


def _tls(run: Run) -> Probe:
    if proxies_from(os.environ)("https://www.gov.uk/"):
        raise CrawlError("probe tls shakes hands with each host itself, and HTTPS_PROXY stands between: unset it")
    shake = tls.Handshaker(policy_for(run.given.simulated), tls_from(os.environ), run.slots)
    journal = run.journal
    return lambda host: tls.probe_tls(host, shake, datetime.now(UTC), journal.of(host))


def _headers(run: Run) -> Probe:
    preloaded, journal = run.given.preloaded.get, run.journal
    return lambda host: headers.probe_headers(host, run.fetcher.fetch, run.slots, preloaded, journal.of(host))


def _answers(run: Run) -> Probe:
    looks = answers.Looks(run.fetcher.fetch, run.slots, run.given.copies, lambda: datetime.now(UTC))
    return lambda host: answers.probe_answers(host, run.given.tasks.get(host, ()), looks)


def _browser(run: Run) -> Probe:
    try:  # loaded only for this probe, as half a second of every other command would be theirs
        from collectors.probes.browser.chromium import Chromium, find_chromium, sandboxed
        from collectors.probes.browser.limits import BrowserLimits
        from collectors.probes.browser.probe import BrowserProbe
        from collectors.probes.browser.stock import Manners
    except ModuleNotFoundError as error:
        raise CrawlError(
            f"probe browser needs the package {error.name}: pip install -r requirements-collect.txt"
        ) from error
    simulated = run.given.simulated
    chromium = Chromium(find_chromium(os.environ), sandboxed(origin_of(simulated) == "simulated"),
                        run.fetcher.identity.user_agent, BrowserLimits())  # fmt: skip
    manners = Manners(run.fetcher.fetch, run.slots, run.journal, run.given.copies)
    probe = BrowserProbe(chromium, manners, run.given.samples, reserved=policy_for(simulated).reserved)
    run.ending.enter_context(closing(probe))
    probe.start()
    return probe


KINDS = (
    Kind("dns", "SPF, DMARC, MTA-STS and TLS-RPT of each council's domain (T05, T06), DNSSEC, CAA and IPv6.",
         "some 12 questions to a resolver, 120 at most, and the policy file of those who announce MTA-STS", _dns,
         seconds=12),
    Kind("tls", "Certificate, chain and versions of TLS of the host of each council's home page.",
         "5 to 7 handshakes, 5 where the certificate verifies and TLS 1.2 is spoken, and no request", _tls,
         seconds=4),
    Kind("headers", "HTTPS, HSTS and the grade of the MDN HTTP Observatory of each council's home page.",
         "3 requests: robots.txt and the home page over https and http, with their redirects", _headers,
         seconds=2, divisible=True),
    Kind("browser", "What a browser shows of each council's pages: failing accessibility rules, fit on a phone.",
         f"{CONTENT_PAGES + FORM_PAGES + SHELL_PAGES} pages at most, each with all that it loads, every address once; "
         f"{TABS} councils side by side, up to 40 minutes each",
         _browser, workers=TABS, reads_crawl=True, seconds=CONTENT_PAGES, disk_mb=PICTURES_MB),
    Kind("answers", "Whether the home page and up to five hosts of tasks answer: one look of those that T08 needs.",
         "2 requests to each of up to 6 hosts, robots.txt and a page with its redirects, twice where a server fails",
         _answers, timedelta(hours=6), repeated=True),
)  # fmt: skip
"""The probes, each a command of its own."""


@click.group("probe")
def command() -> None:
    """Ask councils' name servers and hosts what crawled pages cannot show, each probe by itself.

    Findings are kept in --db as they come: a stopped run goes on by running it again, and what is younger than two
    days (of `answers`: six hours) is not asked again. What does not answer is a reason, never a "no".

    \b
    Exit codes: 0 done; 1 it cannot start (the message says why); 2 wrong usage; 4 interrupted.
    """


def _offer(one: Kind) -> click.Command:
    @command.command(one.name, help=f"{one.what}\n\nA council costs {one.questions}.\n\n\b\n{_EXITS}")
    @choosing_options
    @click.option(
        "--db", type=click.Path(dir_okay=False, path_type=Path), default=PROBES, show_default=True,
        help="The database of findings; made if there is none.",
    )  # fmt: skip
    @click.option(
        "--delay", type=click.FloatRange(0), default=1.0, show_default=True, metavar="S",
        help="Seconds between two questions to the same owner.",
    )  # fmt: skip
    @click.option("--again", is_flag=True, help="Ask also those whose findings are still fresh.")
    @click.option("--dry-run", is_flag=True, help="Say what would be asked, and ask nothing of anybody.")
    @click.option("--contact", metavar="URL", default="", help="Public page that the User-Agent names.")
    @register_option()
    @click.option("--i-own-these-hosts", "own_hosts", is_flag=True, help="Allow a --delay below 1.")
    @click.option(
        "--crawl",
        type=click.Path(dir_okay=False, path_type=Path),
        hidden=not one.reads_crawl,
        help=f"The crawl that found the pages to look at [default: {CRAWL} if it is there, else home pages alone].",
    )
    @click.option(
        "--nameserver", metavar="ADDRESS[:PORT]", default="", callback=_nameserver,
        help="The resolver to ask [default: this machine's].", hidden=one.name != "dns",
    )  # fmt: skip
    @click.option(
        "--cluster",
        metavar="tcp://HOST:PORT",
        default="",
        help="Let the workers of a Dask cluster ask, in shared turns.",
    )
    @click.option(
        "--processes",
        type=click.IntRange(1),
        hidden=not one.divisible,
        help="Processes that ask on this machine, in shared turns [default: one for fifty hosts, at most two a core].",
    )
    def offered(
        authorities: str, kind: str | None, nation: str | None, db: Path, delay: float, again: bool,
        dry_run: bool, contact: str, register: Path, own_hosts: bool, nameserver: tuple[str, int] | None,
        crawl: Path | None, cluster: str, processes: int | None,
    ) -> None:  # fmt: skip
        if processes and not one.divisible:
            raise click.UsageError("--processes is for `probe headers`: other probes ask once for what councils share.")
        chosen = chosen_councils(load_authorities(register / "authorities.csv"), authorities, kind, nation)
        simulated = is_simulated([SiteSeed(each.code, each.slug, each.homepage) for each in chosen])
        check_delay(delay, simulated, own_hosts, os.environ)
        targets = _targets(chosen)
        if dry_run:
            hosts = len({target.host for target in targets})
            click.echo(
                f"{plural(len(targets), 'council')} at {plural(hosts, 'host')}. Each costs {one.questions}. "
                "Nothing was asked."
            )
            return
        crawl = crawl or (CRAWL if CRAWL.is_file() else None)
        if probe_councils(
            one, chosen, register, db, delay, contact, again, not again, nameserver, crawl, cluster, processes
        ).left:  # fmt: skip
            click.echo("Interrupted; what is left waits. Go on by running it again.", err=True)
            raise SystemExit(INTERRUPTED)

    return offered


def probe_councils(
    kind: Kind, chosen: Sequence[Authority], register: Path, db: Path, delay: float, contact: str, again: bool = False,
    resume: bool = True, nameserver: tuple[str, int] | None = None, crawl: Path | None = None, cluster: str = "",
    processes: int | None = None,
) -> Outcome:  # fmt: skip
    """Ask these councils' hosts one probe's questions, print what is known of all in `db`, and return how it ended.

    again: also those whose findings are fresh. resume: what hosts answered a run of this probe that was ended, in the
    last hours, is not asked for again. crawl: the database that says which pages they have, None if none does.
    cluster: address of the Dask scheduler whose workers ask, '' for this machine alone; where no worker can, this
    machine asks and says so. processes: how many ask on this machine, None for as many as help. Raises CrawlError if it
    cannot start or a process is lost.
    """
    simulated = is_simulated([SiteSeed(each.code, each.slug, each.homepage) for each in chosen])
    facts = register.parent / FACTS.name
    given = Given(
        Identity(operator_contact(contact, simulated)), simulated, nameserver,
        _preloaded(facts / f"{hsts_preload.NAME}.csv", chosen),
        _tasks(facts / f"{govuk_local_links.NAME}.csv", chosen) if kind.repeated else {},
        _samples(crawl, chosen) if kind.reads_crawl else {},
        _robots_before(db) if kind.repeated else rules_of_crawl(crawl) if kind.reads_crawl else {},
    )  # fmt: skip
    unasked = partial(_nobody_was_asked, kind, cluster)
    with _alone(db, simulated), unmade_if_refused(db, unasked), ExitStack() as ending:
        if not kind.repeated:  # each look is of its own moment
            given = replace(given, run=_begun(db, kind, origin_of(simulated), resume))
        processes = processes or _processes(kind, len({target.host for target in _targets(chosen)}))
        ended = _have_asked(kind, given, ending, delay, simulated, db, chosen, again, cluster, processes)
        if given.run and not ended.left:
            _end(db, kind, given.run)
    return ended


def _have_asked(
    kind: Kind, given: Given, ending: ExitStack, delay: float, simulated: bool, db: Path, chosen: Sequence[Authority],
    again: bool, cluster: str, processes: int,
) -> Outcome:  # fmt: skip
    if cluster:
        opened = partial(_opened, kind, given, None)
        try:
            ask = _on_cluster(cluster, opened, delay, kind.workers, given.run, f"probe {kind.name} into {db.resolve()}")
            return _ask(kind, ask, simulated, db, chosen, again)
        except NoWorkerCan as error:
            click.echo(f"No worker of the cluster can ask ({error}), so this machine does.", err=True)
    policy, limits, proxies, tls = _environment(simulated)
    environment = (shared_out(policy, processes), limits, proxies, tls)
    opened, journal = partial(_opened, kind, given, environment), Journal(given.run)
    if processes > 1:
        with forked(opened, delay, processes, math.ceil(kind.workers / processes), journal) as ask:
            return _ask(kind, ask, simulated, db, chosen, again)
    probe = opened(Slots(delay), ending)
    ask = partial(side_by_side, probe, workers=kind.workers, on_stop=ending.close)
    return _ask(kind, forgetting(ask, journal), simulated, db, chosen, again)


def _processes(kind: Kind, hosts: int) -> int:
    """Return in how many processes to ask: in one where another thread runs here, as what it holds would stay held."""
    if not kind.divisible or threading.active_count() > 1:
        return 1
    return processes_for(hosts, len(os.sched_getaffinity(0)))


def _begun(path: Path, kind: Kind, origin: str, resume: bool) -> str:
    """Return the name of the run, by which it is known again if it is ended before its end.

    What this machine keeps of a run that is not gone on with is deleted.
    """
    with closing(open_probes(path)) as db:
        left, run = run_left(db, kind.name), run_under_way(db, kind.name, origin, resume)
    if left != run:
        Journal(left).end()
    return run


def _nobody_was_asked(kind: Kind, cluster: str, path: Path) -> bool:
    """Return whether a run has no finding, and no reply that going on with it would spare a host."""
    with closing(open_probes(path)) as db:
        run = run_left(db, kind.name)
    return not cluster and not visits_kept(run) and is_empty(path, {"under_way"})


def _end(path: Path, kind: Kind, run: str) -> None:
    with closing(open_probes(path)) as db:
        run_ended(db, kind.name)
    Journal(run).end()


Environment = tuple[AddressPolicy, Limits, Callable[[str], dict[str, str]], ssl.SSLContext]


def _environment(simulated: bool) -> Environment:
    """Return what this process's environment says of how to ask. Raises CrawlError if it cannot be used."""
    return policy_for(simulated), Limits(), proxies_from(os.environ), tls_from(os.environ)


def _opened(kind: Kind, given: Given, environment: Environment | None, slots: Slots, ending: ExitStack) -> Probe:
    """Return the probe. environment: None for that of this process. Raises CrawlError if it cannot be made."""
    fetcher = ending.enter_context(Fetcher(given.identity, *(environment or _environment(given.simulated))))
    return kind.make(Run(given, slots, fetcher, ending))


def _on_cluster(address: str, opened: Open, delay_s: float, workers: int, run: str, work: str) -> Ask:
    try:
        from collectors.probes.cluster import ask_on_cluster
    except ModuleNotFoundError as error:
        raise CrawlError("--cluster needs the extra libraries: pip install -r requirements-cluster.txt") from error
    return lambda hosts: ask_on_cluster(address, opened, hosts, delay_s, workers, run, work)


def _ask(kind: Kind, ask: Ask, simulated: bool, path: Path, chosen: Sequence[Authority], again: bool) -> Outcome:
    db, targets = open_probes(path), _targets(chosen)
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(f"Probing {kind.name}", total=len(targets))
            with kept_on_disk(path):
                ended = keep_found(
                    db, kind.name, targets, ask, origin=origin_of(simulated), again=again, fresh=kind.fresh,
                    keep=kind.repeated, on_done=lambda: progress.advance(task),
                )  # fmt: skip
        Console().print(_summary(summary(db, kind.name)))
    finally:
        db.close()
    hours = int(kind.fresh / timedelta(hours=1))
    within = f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
    click.echo(f"{plural(ended.asked, 'council')} asked, {ended.fresh} asked within {within}, {ended.left} left.")
    return ended


def _summary(rows: Sequence[tuple[str, int, int, int, str]]) -> Table:
    table = Table("check", "met", "not met", "not known", "mostly because", box=SIMPLE_HEAD)
    for check, met, unmet, unknown, reason in rows:
        table.add_row(check, str(met), str(unmet), str(unknown), reason)
    return table


def _targets(chosen: Sequence[Authority]) -> list[Target]:
    return [Target(each.code, (urlsplit(each.homepage).hostname or "").lower()) for each in chosen]


def _samples(crawl: Path | None, chosen: Sequence[Authority]) -> dict[str, Sample]:
    """Return home page's host -> the pages of the first of its councils. Raises CrawlError if it is no crawl."""
    samples = sample_of(crawl, {each.code: each.homepage for each in chosen})
    return {target.host: samples[target.authority] for target in reversed(_targets(chosen))}


def _robots_before(db: Path) -> dict[str, answers.RobotsCopy]:
    """Return host -> what its robots.txt said at the newest look that could read it."""
    if not db.is_file():
        return {}
    with closing(open_probes(db)) as probes:
        return answers.robots_copies(kept_by(probes, "answers"))


def _preloaded(path: Path, chosen: Sequence[Authority]) -> dict[str, bool]:
    """Return host of a home page -> whether browsers open it over https only; nothing without the facts that say it."""
    if not path.is_file():
        return {}
    newest = {fact.authority: fact for fact in sorted(read_facts(path), key=lambda fact: fact.observed_on)
              if fact.measure == hsts_preload.PRELOADED and fact.value is not None}  # fmt: skip
    return {target.host: newest[target.authority].value == 1 for target in _targets(chosen)
            if target.authority in newest}  # fmt: skip


def _tasks(path: Path, chosen: Sequence[Authority]) -> dict[str, tuple[str, ...]]:
    """Return home page's host -> an address on each host of its tasks, by GOV.UK's register; {} without its facts."""
    if not path.is_file():
        return {}
    links = compiled_links(govuk_local_links.newest_reading(read_facts(path)))
    addresses: dict[str, list[str]] = {}
    for target in _targets(chosen):
        addresses.setdefault(target.host, []).extend(url for url, *_ in links.get(target.authority, ()))
    return {host: answers.task_addresses(host, some) for host, some in addresses.items()}


def origin_of(simulated: bool) -> str:
    return "simulated" if simulated or os.environ.get("CDI_TEST_NETWORK") == "1" else "live"


@contextmanager
def _alone(db: Path, simulated: bool) -> Iterator[None]:
    """Hold the lock of every live crawl of this machine: two would double the rate at which a council is asked."""
    with only_one(live_lock_path() if origin_of(simulated) == "live" else db.with_name(f"{db.name}.lock")):
        yield


def _nameserver(context: click.Context, option: click.Parameter, value: str) -> tuple[str, int] | None:
    if not value:
        return None
    address, _, port = value.rpartition(":") if value.count(":") == 1 or value.startswith("[") else (value, "", "53")
    try:
        return str(ipaddress.ip_address(address.strip("[]"))), _port(port)
    except ValueError:
        wanted = "expected an address such as 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:53"
        raise click.BadParameter(f"{value!r}: {wanted}", context, option) from None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(text)
    return int(text)


for _kind in KINDS:
    _offer(_kind)
