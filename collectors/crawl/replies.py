"""What to do with each answer: follow, retry, examine, record. Runs on the loop's thread."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sqlite_utils import Database

from collectors.crawl.expansion import Expansion
from collectors.crawl.frontier.site import HOME, LAST, Entry, Site
from collectors.crawl.hops import UNSAFE, Hops
from collectors.crawl.hosts import Host
from collectors.crawl.manners.pace import is_trouble, is_worth_a_retry
from collectors.crawl.manners.robots import STAY_AWAY, Robots
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.reading.examine import Finding, Job
from collectors.crawl.reading.verdict import PageStatus, status_without_page
from collectors.crawl.rows import Known, fetch_row, page_row, resource_row, validator_row
from collectors.crawl.rules import HostRules, robots_status
from collectors.crawl.ways_in import GONE, roots
from collectors.crawl.writer import Record
from detectors.urls import canonical
from models import Outcome

_BY_OUTCOME = {
    Outcome.TLS_FAILED: PageStatus.TLS_FAILED,
    Outcome.TOO_LARGE: PageStatus.UNPARSEABLE,
    Outcome.DISALLOWED: PageStatus.DISALLOWED,
    Outcome.OFF_SITE: PageStatus.OFF_SITE,
}
_BY_PARKING = (("its robots.txt", PageStatus.DISALLOWED), ("it asks", PageStatus.BLOCKED))
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Replies:
    """Decides on every reply of one crawl. `submit` hands a body to the parse pool."""

    def __init__(self, crawl, submit: Callable[[Job], None], next_id: int) -> None:
        self.crawl, self._submit, self._next_id = crawl, submit, next_id
        self._examining: dict[int, tuple[Host, Entry, Exchange, str]] = {}
        self._run, self._limits = crawl.plan.run, crawl.limits
        self._hops, self._rules, self._finds = Hops(crawl, crawl.plan.claimed), HostRules(crawl), Expansion(crawl)

    def recall(self, db: Database) -> None:
        """Know again of which hosts the interrupted part of this run found that they are a council's."""
        for code, site in self.crawl.sites.items():
            self._hops.recall(site, db.execute(_PASSED, [self._run, code]))

    def fetched(self, host: Host, entry: Entry, exchange: Exchange, sha256: str, known: Known | None) -> None:
        """Take a reply from a fetching thread; ends in a record that releases the host."""
        redirected = exchange.status in REDIRECTS and exchange.outcome is Outcome.REPLIED
        if is_worth_a_retry(exchange) and not host.pace.parked and self._is_tried_again(host, entry, exchange):
            self._retry(host, entry, exchange)
        elif self._rules.asks_port_80(host, entry, exchange):
            self._record(host, entry, exchange, *self._judge(exchange), state="queued")
        elif entry.kind == "robots":
            self._robots(host, entry, exchange, redirected)
        elif redirected:
            self._redirect(host, entry, exchange)
        elif known and (exchange.outcome is Outcome.NOT_MODIFIED or sha256 == known.sha256):
            self._unchanged(host, entry, exchange, known)
        elif exchange.outcome is Outcome.REPLIED and exchange.body:
            self._examine(host, entry, exchange, sha256)
        else:
            self._record(host, entry, exchange, *self._judge(exchange))

    def examined(self, finding: Finding) -> None:
        """Take a finding from the parse pool."""
        host, entry, exchange, sha256 = self._examining.pop(finding.token)
        site = self.crawl.sites[entry.authority]
        if finding.status == PageStatus.OK and entry.depth and site.is_repeated(sha256):
            finding.status, finding.reason = PageStatus.SOFT_404, "same bytes under several addresses"
        sent_on = self._hops.refresh(site, entry, finding)
        if sent_on is not None:
            finding.status, finding.reason = sent_on
        fetch_id = self._new_id()
        record = Record(
            fetch=fetch_row(self._run, fetch_id, entry, exchange, finding.status, finding.reason, sha256, finding),
            resource=resource_row(sha256, exchange, finding) if finding.packed else None,
            page=page_row(fetch_id, entry, sha256, finding) if finding.page else None,
            frontier=[entry.row(self._run, "done")],
            release=host.name,
        )
        if finding.status == PageStatus.OK and entry.kind == "page":
            record.validator = validator_row(fetch_id, entry, exchange, sha256)
        self._count(entry, finding.status)
        self._go_on(site, entry, finding, record)
        self.crawl.writer.put(record)

    def _go_on(self, site: Site, entry: Entry, finding: Finding, record: Record) -> None:
        if finding.status in (PageStatus.OK, PageStatus.NEEDS_JAVASCRIPT):
            if entry.via == "seed:home":
                self._hops.new_address(site, finding)
            self._finds.expand(entry, finding, record)
        elif finding.status == PageStatus.REDIRECT and finding.follow:
            self._follow(site, entry, finding.follow, record)
        self._try_other_root(entry, finding.status, record)

    def disallowed(self, entry: Entry, robots: Robots) -> None:
        """Record that robots.txt keeps us from a URL, which costs the host no request."""
        self.crawl.sites[entry.authority].forgo(entry)
        answer = robots.answer
        status = PageStatus.DISALLOWED
        if answer.verdict == STAY_AWAY:
            status = _BY_OUTCOME.get(answer.outcome, PageStatus.UNREACHABLE)
        self._record_unsent(entry, answer.outcome, status, answer.reason)

    def parked(self, entry: Entry, why: str) -> None:
        """Record that a host is left alone: for a home page as an attempt, since the site is judged by it."""
        if entry.via != "seed:home":
            self.crawl.writer.put(Record(frontier=[entry.row(self._run, "dropped")]))
            return
        status = next((status for start, status in _BY_PARKING if why.startswith(start)), PageStatus.UNREACHABLE)
        self._record_unsent(entry, Outcome.DISALLOWED, status, f"left alone: {why}")

    def _record_unsent(self, entry: Entry, outcome: Outcome, status: PageStatus, reason: str) -> None:
        exchange = no_exchange(entry.url, outcome, reason)
        self._count(entry, status)
        self.crawl.writer.put(
            Record(
                fetch=fetch_row(self._run, self._new_id(), entry, exchange, status, reason),
                frontier=[entry.row(self._run, "done")],
            )
        )

    def _is_tried_again(self, host: Host, entry: Entry, exchange: Exchange) -> bool:
        """Three tries are a page's due. If all its host said meanwhile were failures, it may not be the page's fault:
        the home page and robots.txt are tried until the host is left alone, and anew after that; other pages wait for
        one try more behind everything else.
        """
        if host.pace.is_resting(time.monotonic()):
            entry.tries = -1
            return True
        if entry.tries + 1 < self._limits.tries:
            return True
        if not is_trouble(exchange) or not host.pace.may_rest(self._limits):
            return False
        if entry.kind == "robots" or entry.via == "seed:home":
            return True
        entry.priority, waits = LAST, entry.priority > LAST
        return waits and entry.kind == "page"

    def _retry(self, host: Host, entry: Entry, exchange: Exchange) -> None:
        host.pace.back_off(max(entry.tries, 0), time.monotonic(), self.crawl.rng.random())
        status, reason = self._judge(exchange)
        entry.tries += 1
        record = Record(
            fetch=fetch_row(self._run, self._new_id(), entry, exchange, status, reason),
            frontier=[entry.row(self._run, "queued")] if entry.kind != "robots" else [],
            release=host.name,
        )
        self.crawl.push(entry)
        self.crawl.writer.put(record)

    def _robots(self, host: Host, entry: Entry, exchange: Exchange, redirected: bool) -> None:
        status, reason = self._judge(exchange)
        status = robots_status(exchange, status)
        record = Record(fetch=fetch_row(self._run, self._new_id(), entry, exchange, status, reason), release=host.name)
        self._rules.take(entry, exchange, redirected, record)
        self.crawl.writer.put(record)

    def _redirect(self, host: Host, entry: Entry, exchange: Exchange) -> None:
        site = self.crawl.sites[entry.authority]
        target = canonical(entry.url, exchange.headers.get("location", "")) or ""
        status, reason = self._hops.judge(site, entry, target, exchange.status)
        record = Record(frontier=[entry.row(self._run, "done")], release=host.name)
        if status is PageStatus.REDIRECT:
            self._follow(site, entry, target, record)
        if status in (PageStatus.OFF_SITE, PageStatus.UNREACHABLE):
            left = status is PageStatus.OFF_SITE and not reason.startswith(UNSAFE)
            ended = Outcome.OFF_SITE if left else Outcome.REFUSED
            exchange = replace(exchange, outcome=ended)
        record.fetch = fetch_row(self._run, self._new_id(), entry, exchange, status, reason)
        self._count(entry, status)
        self.crawl.writer.put(record)

    def _follow(self, site: Site, entry: Entry, target: str, record: Record) -> None:
        if site.note_seen(target) or entry.via == "seed:home" or entry.hops:
            self._finds.queue(entry.hop(target), record)

    def _try_other_root(self, entry: Entry, status: str, record: Record) -> None:
        """A council whose address in the register is gone may still be at home: at the root, or the other of www."""
        site = self.crawl.sites[entry.authority]
        if entry.via == "seed:home" and status in GONE:
            url = next((url for url in roots(site.seed.home_url) if site.note_seen(url)), None)
            if url:
                self._finds.queue(site.entry(url, "page", HOME, 0, "seed:home"), record)

    def _unchanged(self, host: Host, entry: Entry, exchange: Exchange, known: Known) -> None:
        page = self.crawl.memory.known_page(entry.url, known)
        record = Record(frontier=[entry.row(self._run, "done")], release=host.name)
        finding = Finding(0, page.page_status, media_type=page.media_type, charset=page.charset) if page else None
        status = page.page_status if page else PageStatus.OK
        same_as = known.fetch_id if exchange.outcome is Outcome.NOT_MODIFIED else None
        record.fetch = fetch_row(
            self._run, self._new_id(), entry, exchange, status, "unchanged", known.sha256, finding, same_as
        )
        self._count(entry, status)
        if page and not self.crawl.plan.only_changed:
            self._finds.offer(entry, page.links, record)
        self.crawl.writer.put(record)

    def _examine(self, host: Host, entry: Entry, exchange: Exchange, sha256: str) -> None:
        token = self._new_id()
        self._examining[token] = (host, entry, exchange, sha256)
        headers = {name: exchange.headers[name] for name in _READ_HEADERS if name in exchange.headers}
        self._submit(Job(token, entry.kind, entry.url, exchange.status, headers, exchange.body))

    def _judge(self, exchange: Exchange) -> tuple[PageStatus, str]:
        if exchange.outcome in (Outcome.REPLIED, Outcome.NOT_MODIFIED) and exchange.status is not None:
            early = status_without_page(exchange.status, exchange.headers, exchange.body)
            if early is not None:
                return early, exchange.reason
            undecoded = exchange.reason.startswith("undecodable")
            if undecoded or not (exchange.reason or exchange.body):
                return PageStatus.UNPARSEABLE, exchange.reason or "empty body"
            return PageStatus.NOT_A_PAGE, exchange.reason
        return _BY_OUTCOME.get(exchange.outcome, PageStatus.UNREACHABLE), exchange.reason

    def _record(
        self, host: Host, entry: Entry, exchange: Exchange, status: PageStatus, reason: str, state: str = "done"
    ) -> None:
        self._count(entry, status)
        record = Record(fetch=fetch_row(self._run, self._new_id(), entry, exchange, status, reason), release=host.name)
        record.frontier = [entry.row(self._run, state)] if entry.kind != "robots" else []
        self._try_other_root(entry, status, record)
        self.crawl.writer.put(record)

    def _count(self, entry: Entry, status: str) -> None:
        site = self.crawl.sites[entry.authority]
        if entry.via == "sitemap" and entry.kind == "page":
            site.note_listed(status == PageStatus.OK)
        if entry.kind == "search" and status in (PageStatus.UNREACHABLE, PageStatus.MAINTENANCE):
            site.search_failed = True
        progress = self.crawl.progress
        progress.pages += status == PageStatus.OK and entry.kind in ("page", "search")
        progress.blocked += status in (PageStatus.BLOCKED, PageStatus.DISALLOWED)
        progress.errors += status in (PageStatus.UNREACHABLE, PageStatus.TLS_FAILED, PageStatus.UNPARSEABLE)

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id


_PASSED = """
SELECT final_url, coalesce(json_extract(hops, '$[#-1]'), ''), discovered_via, status
FROM fetches WHERE run = ? AND authority = ? AND kind = 'page' ORDER BY id
"""
_READ_HEADERS = ("content-type", "cf-mitigated", "x-amzn-waf-action", "x-datadome", "retry-after")


def no_exchange(url: str, outcome: Outcome, reason: str) -> Exchange:
    """Return the exchange that stands for a request that was never sent."""
    return Exchange(url, outcome, reason, None, {}, b"", None, None, 0.0, datetime.now(UTC).isoformat())
