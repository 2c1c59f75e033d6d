"""What to do with each answer: follow, retry, examine, record. Runs on the loop's thread."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from collectors.crawl.discovery import Discovery
from collectors.crawl.earlier_runs import EarlierRuns
from collectors.crawl.fallbacks import GONE, roots
from collectors.crawl.frontier.entry import Entry, Kind, State, Via
from collectors.crawl.frontier.site import HOME, LAST, Site
from collectors.crawl.host_robots import HostRobots, robots_status
from collectors.crawl.hosts import Host
from collectors.crawl.manners.pace import is_trouble, is_worth_a_retry
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.net.troubles import UNREADABLE
from collectors.crawl.reading.examine import Finding, Job, unpack_links
from collectors.crawl.reading.verdict import PageStatus, status_without_page
from collectors.crawl.recorder import BY_OUTCOME, Recorder
from collectors.crawl.redirects import RedirectRules
from collectors.crawl.rows import Known, page_row, resource_row, validator_row
from collectors.crawl.schedule import Schedule
from collectors.crawl.settings import Settings
from collectors.crawl.writer import Record
from collectors.sqlite import Database
from detectors.urls import canonical
from models import Outcome


@dataclass(slots=True)
class Replies:
    """Decides on every reply of one crawl. submit: hands a body to the parse pool. rng: spreads the retries."""

    settings: Settings
    sites: Mapping[str, Site]
    earlier: EarlierRuns
    recorder: Recorder
    schedule: Schedule
    discovery: Discovery
    redirects: RedirectRules
    robots: HostRobots
    submit: Callable[[Job], None]
    rng: random.Random = field(default_factory=random.Random)
    _examining: dict[int, tuple[Host, Entry, Exchange, str]] = field(default_factory=dict, init=False)

    def recall(self, db: Database) -> None:
        """Know again of which hosts the interrupted part of this run found that they are a council's."""
        for code, site in self.sites.items():
            self.redirects.recall(site, db.execute(_PASSED, [self.recorder.run, code]))
            for (links,) in db.execute(_HOME_LINKS, [self.recorder.run, code, Via.HOME.value]).fetchall():
                self.redirects.welsh_host(site, unpack_links(links))

    def fetched(self, host: Host, entry: Entry, exchange: Exchange, sha256: str, known: Known | None) -> None:
        """Take a reply from a fetching thread; ends in a record that releases the host."""
        if is_worth_a_retry(exchange) and not host.pace.parked and self._is_tried_again(host, entry, exchange):
            self._retry(host, entry, exchange)
        elif self.robots.asks_port_80(host, entry, exchange):
            self._record(host, entry, exchange, State.QUEUED)
        elif entry.kind is Kind.ROBOTS:
            self._robots(host, entry, exchange)
        elif exchange.is_redirect:
            self._redirect(host, entry, exchange)
        elif known and (exchange.outcome is Outcome.NOT_MODIFIED or sha256 == known.sha256):
            self._unchanged(host, entry, exchange, known)
        elif exchange.outcome is Outcome.REPLIED and exchange.body:
            self._examine(host, entry, exchange, sha256)
        else:
            self._record(host, entry, exchange, State.DONE)

    def examined(self, finding: Finding) -> None:
        """Take a finding from the parse pool."""
        host, entry, exchange, sha256 = self._examining.pop(finding.token)
        site = self.sites[entry.authority]
        if finding.status == PageStatus.OK and entry.depth and site.is_repeated(sha256):
            finding.status, finding.reason = PageStatus.SOFT_404, "same bytes under several addresses"
        sent_on = self.redirects.refresh(site, entry, finding)
        if sent_on is not None:
            finding.status, finding.reason = sent_on.status, sent_on.reason
        fetch = self.recorder.attempt(entry, exchange, finding.status, finding.reason, sha256=sha256, finding=finding)
        record = Record(
            fetch=fetch,
            resource=resource_row(sha256, exchange, finding) if finding.packed else None,
            page=page_row(fetch["id"], entry, sha256, finding) if finding.page else None,
            frontier=self.recorder.state(entry, State.DONE),
            release=host.name,
        )
        if finding.status == PageStatus.OK and entry.kind is Kind.PAGE:
            record.validator = validator_row(fetch["id"], entry, exchange, sha256)
        self.recorder.count(entry, finding.status)
        self._go_on(site, entry, finding, record)
        self.recorder.put(record)

    def _go_on(self, site: Site, entry: Entry, finding: Finding, record: Record) -> None:
        if finding.status in (PageStatus.OK, PageStatus.NEEDS_JAVASCRIPT):
            if entry.is_home:
                self.redirects.new_address(site, finding)
                self._take_welsh_host(site, finding.links, record)
            self.discovery.expand(entry, finding, record)
        elif finding.status == PageStatus.REDIRECT and finding.follow:
            self._follow(site, entry, finding.follow, record)
        self._try_other_root(entry, finding.status, record)

    def _is_tried_again(self, host: Host, entry: Entry, exchange: Exchange) -> bool:
        """Three tries are a page's due. If all its host said meanwhile were failures, it may not be the page's fault:
        the home page and robots.txt are tried until the host is left alone, and anew after that; other pages wait for
        one try more behind everything else.
        """
        limits = self.settings.limits
        if host.pace.is_resting(time.monotonic()):
            entry.tries = -1
            return True
        if entry.tries + 1 < limits.tries:
            return True
        if not is_trouble(exchange) or not host.pace.may_rest(limits):
            return False
        if entry.kind is Kind.ROBOTS or entry.is_home:
            return True
        entry.priority, waits = LAST, entry.priority > LAST
        return waits and entry.kind is Kind.PAGE

    def _retry(self, host: Host, entry: Entry, exchange: Exchange) -> None:
        host.pace.back_off(max(entry.tries, 0), time.monotonic(), self.rng.random())
        entry.tries += 1
        record = Record(
            fetch=self.recorder.attempt(entry, exchange, *_judge(exchange)),
            frontier=self.recorder.state(entry, State.QUEUED),
            release=host.name,
        )
        self.schedule.push(entry)
        self.recorder.put(record)

    def _robots(self, host: Host, entry: Entry, exchange: Exchange) -> None:
        status, reason = _judge(exchange)
        fetch = self.recorder.attempt(entry, exchange, robots_status(exchange, status), reason)
        record = Record(fetch=fetch, release=host.name)
        self.robots.take(entry, exchange, record)
        self.recorder.put(record)

    def _redirect(self, host: Host, entry: Entry, exchange: Exchange) -> None:
        site = self.sites[entry.authority]
        target = canonical(entry.url, exchange.headers.get("location", "")) or ""
        verdict = self.redirects.judge(site, entry, target, exchange.status)
        record = Record(frontier=self.recorder.state(entry, State.DONE), release=host.name)
        if verdict.status is PageStatus.REDIRECT:
            self._follow(site, entry, target, record)
        if verdict.status in (PageStatus.OFF_SITE, PageStatus.UNREACHABLE):
            left = verdict.status is PageStatus.OFF_SITE and not verdict.unsafe
            exchange = replace(exchange, outcome=Outcome.OFF_SITE if left else Outcome.REFUSED)
        record.fetch = self.recorder.attempt(entry, exchange, verdict.status, verdict.reason)
        self.recorder.count(entry, verdict.status)
        self.recorder.put(record)

    def _follow(self, site: Site, entry: Entry, target: str, record: Record) -> None:
        if site.note_seen(target) or entry.is_home or entry.hops:
            self.discovery.queue(entry.hop(target), record)

    def _take_welsh_host(self, site: Site, links: list, record: Record) -> None:
        address = self.redirects.welsh_host(site, links)
        if address:
            self.robots.plant_sitemaps(site, address, record)

    def _try_other_root(self, entry: Entry, status: PageStatus, record: Record) -> None:
        """A council whose address in the register is gone may still be at home: at the root, or the other of www."""
        site = self.sites[entry.authority]
        if entry.is_home and status in GONE:
            url = next((url for url in roots(site.seed.home_url) if site.note_seen(url)), None)
            if url:
                self.discovery.queue(site.entry(url, Kind.PAGE, HOME, 0, Via.HOME), record)

    def _unchanged(self, host: Host, entry: Entry, exchange: Exchange, known: Known) -> None:
        page = self.earlier.known_page(entry.url, known)
        finding = Finding(0, page.page_status, media_type=page.media_type, charset=page.charset) if page else None
        status = page.page_status if page else PageStatus.OK
        same_as = known.fetch_id if exchange.outcome is Outcome.NOT_MODIFIED else None
        fetch = self.recorder.attempt(
            entry, exchange, status, "unchanged", sha256=known.sha256, finding=finding, same_as=same_as
        )
        record = Record(fetch=fetch, frontier=self.recorder.state(entry, State.DONE), release=host.name)
        self.recorder.count(entry, status)
        if page and entry.is_home:
            self._take_welsh_host(self.sites[entry.authority], page.links, record)
        if page and not self.settings.only_changed:
            self.discovery.offer(entry, page.links, record)
        self.recorder.put(record)

    def _examine(self, host: Host, entry: Entry, exchange: Exchange, sha256: str) -> None:
        assert exchange.status is not None, "only what was answered is examined"
        token = self.recorder.new_id()
        self._examining[token] = (host, entry, exchange, sha256)
        headers = {name: exchange.headers[name] for name in _READ_HEADERS if name in exchange.headers}
        self.submit(Job(token, entry.kind, entry.url, exchange.status, headers, exchange.body))

    def _record(self, host: Host, entry: Entry, exchange: Exchange, state: State) -> None:
        status, reason = _judge(exchange)
        self.recorder.count(entry, status)
        fetch = self.recorder.attempt(entry, exchange, status, reason)
        record = Record(fetch=fetch, frontier=self.recorder.state(entry, state), release=host.name)
        self._try_other_root(entry, status, record)
        self.recorder.put(record)


_PASSED = """
SELECT final_url, coalesce(json_extract(hops, '$[#-1]'), ''), discovered_via, status
FROM fetches WHERE run = ? AND authority = ? AND kind = 'page' ORDER BY id
"""
_HOME_LINKS = """
SELECT p.links FROM fetches f JOIN pages p ON p.url = f.final_url AND p.sha256 = f.sha256
WHERE f.run = ? AND f.authority = ? AND f.discovered_via = ? ORDER BY f.id
"""
_READ_HEADERS = ("content-type", "cf-mitigated", "x-amzn-waf-action", "x-datadome", "retry-after")


def _judge(exchange: Exchange) -> tuple[PageStatus, str]:
    """Return what a reply is, and why, of which there is no page to look at."""
    if exchange.outcome not in (Outcome.REPLIED, Outcome.NOT_MODIFIED) or exchange.status is None:
        return BY_OUTCOME.get(exchange.outcome, PageStatus.UNREACHABLE), exchange.reason
    early = status_without_page(exchange.status, exchange.headers, exchange.body)
    if early is not None:
        return early, exchange.reason
    if exchange.trouble in UNREADABLE or not (exchange.reason or exchange.body):
        return PageStatus.UNPARSEABLE, exchange.reason or "empty body"
    return PageStatus.NOT_A_PAGE, exchange.reason
