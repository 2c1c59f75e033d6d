"""What to do with each answer: follow, retry, examine, record. Runs on the loop's thread."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from collectors.crawl.frontier.site import ACTION, FILE, SEARCH, SITEMAP, Entry, Site, home_key
from collectors.crawl.frontier.unlinked import contact_file, meetings_service
from collectors.crawl.frontier.urls import canonical
from collectors.crawl.hosts import Host
from collectors.crawl.manners.pace import is_worth_a_retry
from collectors.crawl.manners.robots import MAX_REDIRECTS, STAY_AWAY, Robots, read_answer
from collectors.crawl.net.addresses import UnsafeUrl, registrable, vet_url
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.reading.examine import Finding, Job, search_url
from collectors.crawl.reading.verdict import PageStatus, status_without_page
from collectors.crawl.rows import Known, fetch_row, page_row, resource_row, validator_row
from collectors.crawl.writer import Record
from models import Outcome

_BY_OUTCOME = {Outcome.TLS_FAILED: PageStatus.TLS_FAILED, Outcome.TOO_LARGE: PageStatus.UNPARSEABLE,
               Outcome.DISALLOWED: PageStatus.DISALLOWED, Outcome.OFF_SITE: PageStatus.OFF_SITE}
_BY_PARKING = (("its robots.txt", PageStatus.DISALLOWED), ("it asks", PageStatus.BLOCKED))
FEW_LINKS = 8
UNSAFE = "redirects to an unsafe address"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
COUNCIL_DOMAINS = (".gov.uk", ".gov.wales", ".gov.scot", ".llyw.cymru")


class Replies:
    """Decides on every reply of one crawl. `submit` hands a body to the parse pool."""

    def __init__(self, crawl, submit: Callable[[Job], None], next_id: int) -> None:
        self.crawl, self._submit, self._next_id = crawl, submit, next_id
        self._examining: dict[int, tuple[Host, Entry, Exchange, str]] = {}
        self._run, self._limits = crawl.plan.run, crawl.limits
        self._homes = {home_key(site.seed.home_url): code for code, site in crawl.sites.items()
                       if not site.merged_into}

    def fetched(self, host: Host, entry: Entry, exchange: Exchange, sha256: str, known: Known | None) -> None:
        """Take a reply from a fetching thread; ends in a record that releases the host."""
        redirected = exchange.status in REDIRECTS and exchange.outcome is Outcome.REPLIED
        if entry.tries + 1 < self._limits.tries and is_worth_a_retry(exchange) and not host.pace.parked:
            self._retry(host, entry, exchange)
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
        if finding.follow and entry.via == "seed:home":
            self._judge_refresh(site, finding)
        fetch_id = self._new_id()
        record = Record(
            fetch=fetch_row(self._run, fetch_id, entry, exchange, finding.status, finding.reason, sha256, finding),
            resource=resource_row(sha256, exchange, finding) if finding.packed else None,
            page=page_row(fetch_id, entry, sha256, finding) if finding.page else None,
            frontier=[entry.row(self._run, "done")], release=host.name)
        if finding.status == PageStatus.OK and entry.kind == "page":
            record.validator = validator_row(fetch_id, entry, exchange, sha256)
        self._count(entry, finding.status)
        if finding.status in (PageStatus.OK, PageStatus.NEEDS_JAVASCRIPT):
            self._expand(entry, finding, record)
        self.crawl.writer.put(record)

    def _judge_refresh(self, site: Site, finding: Finding) -> None:
        """A home page that sends its readers away after a moment is a redirect in other words."""
        verdict, reason = self._home_hop(site, urlsplit(finding.follow).hostname or "", finding.follow)
        if verdict is PageStatus.OFF_SITE and len(finding.links) < FEW_LINKS:
            finding.status, finding.reason = verdict, reason

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
        self.crawl.writer.put(Record(fetch=fetch_row(self._run, self._new_id(), entry, exchange, status, reason),
                                     frontier=[entry.row(self._run, "done")]))

    def _retry(self, host: Host, entry: Entry, exchange: Exchange) -> None:
        host.pace.back_off(entry.tries, time.monotonic(), self.crawl.rng.random())
        status, reason = self._judge(exchange)
        entry.tries += 1
        record = Record(fetch=fetch_row(self._run, self._new_id(), entry, exchange, status, reason),
                        frontier=[entry.row(self._run, "queued")] if entry.kind != "robots" else [], release=host.name)
        self.crawl.push(entry)
        self.crawl.writer.put(record)

    def _robots(self, host: Host, entry: Entry, exchange: Exchange, redirected: bool) -> None:
        target = urljoin(entry.url, exchange.headers.get("location", "")) if redirected else ""
        status, reason = self._judge(exchange)
        status = PageStatus.OK if exchange.outcome is Outcome.REPLIED and exchange.status == 200 else status
        record = Record(fetch=fetch_row(self._run, self._new_id(), entry, exchange, status, reason), release=host.name)
        if target and len(entry.hops) < MAX_REDIRECTS and urlsplit(target).hostname:
            self.crawl.push(_hop(entry, target))
        else:
            record.host = self._adopt_rules(entry, exchange)
        self.crawl.writer.put(record)

    def _adopt_rules(self, entry: Entry, exchange: Exchange) -> dict:
        governed = self.crawl.host(entry.robots_for)
        governed.robots = Robots(read_answer(exchange))
        governed.pace.ask_for_delay(governed.robots.crawl_delay_s, self._limits)
        if governed.pace.parked:
            self.crawl.park(governed)
        self._plant_sitemaps(entry, governed)
        self.crawl.timetable.schedule(governed)
        return self.crawl.memory.host_row(governed, self._limits)

    def _plant_sitemaps(self, entry: Entry, governed: Host) -> None:
        site = self.crawl.sites[entry.authority]
        if not self.crawl.plan.sitemaps or site.mapped or not site.is_own(governed.name):
            return
        site.mapped = True
        default = urljoin(entry.first_url, "/sitemap.xml")
        for url in (governed.robots.sitemaps or [default])[: self._limits.sitemaps]:
            plain = canonical(entry.first_url, url)
            if plain and site.is_own(urlsplit(plain).hostname or "") and site.note_seen(plain):
                self.crawl.push(site.entry(plain, "sitemap", SITEMAP, 1, "robots"))

    def _redirect(self, host: Host, entry: Entry, exchange: Exchange) -> None:
        site = self.crawl.sites[entry.authority]
        target = canonical(entry.url, exchange.headers.get("location", "")) or ""
        status, reason = self._hop_verdict(site, entry, target)
        record = Record(frontier=[entry.row(self._run, "done")], release=host.name)
        if status is PageStatus.REDIRECT and (site.note_seen(target) or entry.via == "seed:home" or entry.hops):
            follow = _hop(entry, target)
            record.frontier.append(follow.row(self._run, "queued"))
            self.crawl.push(follow)
        if status in (PageStatus.OFF_SITE, PageStatus.UNREACHABLE):
            left = status is PageStatus.OFF_SITE and not reason.startswith(UNSAFE)
            ended = Outcome.OFF_SITE if left else Outcome.REFUSED
            exchange = replace(exchange, outcome=ended)
        record.fetch = fetch_row(self._run, self._new_id(), entry, exchange, status, reason)
        self._count(entry, status)
        self.crawl.writer.put(record)

    def _hop_verdict(self, site: Site, entry: Entry, target: str) -> tuple[PageStatus, str]:
        if not target:
            return PageStatus.UNREACHABLE, "redirect without a target"
        try:
            vet_url(target, self.crawl.fetcher.policy)
        except UnsafeUrl as error:
            home = entry.via == "seed:home"
            return PageStatus.UNREACHABLE if home else PageStatus.OFF_SITE, f"{UNSAFE}: {error}"
        if [*entry.hops, entry.url].count(target) > 1:
            return PageStatus.UNREACHABLE, "redirect loop"
        if len(entry.hops) >= self._limits.redirects:
            return PageStatus.UNREACHABLE, "too many redirects"
        host = urlsplit(target).hostname or ""
        if entry.via == "seed:home":
            return self._home_hop(site, host, target)
        if target.rstrip("/") == site.seed.home_url.rstrip("/") and entry.kind == "page":
            return PageStatus.SOFT_404, "redirects to the home page"
        if not site.is_own(host) and entry.priority < ACTION:
            return PageStatus.OFF_SITE, f"redirects to {host}"
        return PageStatus.REDIRECT, ""

    def _home_hop(self, site: Site, host: str, target: str) -> tuple[PageStatus, str]:
        other = self._homes.setdefault(home_key(target), site.seed.authority)
        if other != site.seed.authority:
            site.merged_into = other
            self.crawl.writer.put(Record(site={**site.row(self._run), "crawled_as": other}))
            return PageStatus.OFF_SITE, f"shares the website of {host}"
        if site.is_own(host):
            return PageStatus.REDIRECT, ""
        if host.endswith(COUNCIL_DOMAINS):
            site.adopt(host)
            return PageStatus.REDIRECT, ""
        return PageStatus.OFF_SITE, f"the home page has moved to {host}"

    def _unchanged(self, host: Host, entry: Entry, exchange: Exchange, known: Known) -> None:
        page = self.crawl.memory.known_page(entry.url, known)
        record = Record(frontier=[entry.row(self._run, "done")], release=host.name)
        finding = Finding(0, page.page_status, media_type=page.media_type, charset=page.charset) if page else None
        status = page.page_status if page else PageStatus.OK
        same_as = known.fetch_id if exchange.outcome is Outcome.NOT_MODIFIED else None
        record.fetch = fetch_row(self._run, self._new_id(), entry, exchange, status, "unchanged", known.sha256, finding,
                                 same_as)
        self._count(entry, status)
        if page and not self.crawl.plan.only_changed:
            self._offer(entry, page.links, record)
        self.crawl.writer.put(record)

    def _examine(self, host: Host, entry: Entry, exchange: Exchange, sha256: str) -> None:
        token = self._new_id()
        self._examining[token] = (host, entry, exchange, sha256)
        headers = {name: exchange.headers[name] for name in _READ_HEADERS if name in exchange.headers}
        self._submit(Job(token, entry.kind, entry.url, exchange.status, headers, exchange.body))

    def _expand(self, entry: Entry, finding: Finding, record: Record) -> None:
        site = self.crawl.sites[entry.authority]
        self._offer(entry, finding.links, record, "sitemap" if entry.kind == "sitemap" else "link")
        for url in finding.sitemaps:
            if site.note_seen(url) and site.is_own(urlsplit(url).hostname or "") and entry.depth < 3:
                self._queue(site.entry(url, "sitemap", SITEMAP, entry.depth + 1, "sitemap"), record)
        if finding.search and not site.searched and site.is_own(entry.host):
            site.searched = True
            for words in self.crawl.plan.searches[: self._limits.searches]:
                url = search_url(finding.search, words)
                if url and site.is_own(urlsplit(url).hostname or "") and site.note_seen(url):
                    self._queue(site.entry(url, "search", SEARCH, 1, "search"), record)
        if finding.follow and len(entry.hops) < self._limits.redirects and site.is_own(
                urlsplit(finding.follow).hostname or "") and site.note_seen(finding.follow):
            self._queue(_hop(entry, finding.follow), record)

    def _offer(self, entry: Entry, links: list, record: Record, via: str = "link") -> None:
        site = self.crawl.sites[entry.authority]
        if entry.depth and not site.is_own(entry.host):
            return
        self._ask_for_files(site, entry, links, record)
        for link in links:
            offered = site.offer(link, entry, via)
            if offered is not None and self._is_first_abroad(site, offered):
                self._queue(offered, record)

    def _ask_for_files(self, site: Site, entry: Entry, links: list, record: Record) -> None:
        """Ask for what no page links to: the security contact of the home page's host, the meetings service."""
        wanted = []
        if entry.via == "seed:home" and site.is_own(entry.host):
            wanted.append((contact_file(entry.url), "standard:security_txt"))
        if not site.met:
            domain = registrable(urlsplit(site.seed.home_url).hostname or "")
            found = (meetings_service(url, site.is_own, domain) for url, *_ in links)
            service = next((url for url in found if url), None)
            site.met = service is not None
            wanted.append((service, "product:meetings"))
        for url, via in wanted:
            if url and site.note_seen(url):
                self._queue(site.entry(url, "file", FILE, 1, via), record)

    def _is_first_abroad(self, site: Site, entry: Entry) -> bool:
        if site.is_own(entry.host):
            return True
        known = len(self.crawl.foreign)
        self.crawl.foreign.add(hash(entry.url))
        return len(self.crawl.foreign) > known

    def _queue(self, entry: Entry, record: Record) -> None:
        record.frontier.append(entry.row(self._run, "queued"))
        self.crawl.push(entry)

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

    def _record(self, host: Host, entry: Entry, exchange: Exchange, status: PageStatus, reason: str) -> None:
        self._count(entry, status)
        self.crawl.writer.put(Record(fetch=fetch_row(self._run, self._new_id(), entry, exchange, status, reason),
                                     frontier=[entry.row(self._run, "done")], release=host.name))

    def _count(self, entry: Entry, status: str) -> None:
        if entry.via == "sitemap" and entry.kind == "page":
            self.crawl.sites[entry.authority].note_listed(status == PageStatus.OK)
        progress = self.crawl.progress
        progress.pages += status == PageStatus.OK and entry.kind in ("page", "search")
        progress.blocked += status in (PageStatus.BLOCKED, PageStatus.DISALLOWED)
        progress.errors += status in (PageStatus.UNREACHABLE, PageStatus.TLS_FAILED, PageStatus.UNPARSEABLE)

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id


_READ_HEADERS = ("content-type", "cf-mitigated", "x-amzn-waf-action", "x-datadome", "retry-after")


def no_exchange(url: str, outcome: Outcome, reason: str) -> Exchange:
    """Return the exchange that stands for a request that was never sent."""
    return Exchange(url, outcome, reason, None, {}, b"", None, None, 0.0, datetime.now(UTC).isoformat())


def _hop(entry: Entry, target: str) -> Entry:
    return Entry(entry.authority, target, entry.kind, entry.priority, entry.depth, entry.via, entry.text,
                 entry.first_url or entry.url, (*entry.hops, entry.url), 0, entry.robots_for)

