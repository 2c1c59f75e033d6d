"""The one loop of the crawl: whose turn it is, what to ask, and what to do with the answer.

Threads fetch, processes parse, one thread writes; every decision is taken here, on one thread, in the order of events.
"""

import hashlib
import queue
import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from collectors.crawl.frontier.site import Entry, HostQueue, Site
from collectors.crawl.frontier.unlinked import kept_bytes
from collectors.crawl.hosts import Host, Timetable
from collectors.crawl.limits import Limits
from collectors.crawl.manners.pace import HostPace
from collectors.crawl.manners.robots import Robots, robots_url
from collectors.crawl.memory import Memory
from collectors.crawl.net.fetcher import Ask, Exchange, Fetcher
from collectors.crawl.replies import Replies
from collectors.crawl.rows import Known
from collectors.crawl.ways_in import plain
from collectors.crawl.writer import Record, Writer
from errors import CrawlError
from register.domains import registrable

SEARCHES = (
    "council tax",
    "missed bin",
    "planning application",
    "parking permit",
    "housing benefit",
    "report a problem",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run is asked to do. delay_s: seconds between two requests to a host; domains, claimed, time_s: see
    run.Settings.
    """

    run: int
    max_pages: int = 40
    delay_s: float = 1.0
    threads: int = 64
    only_changed: bool = False
    sitemaps: bool = True
    searches: tuple[str, ...] = SEARCHES
    domains: frozenset[str] | None = None
    claimed: Mapping[str, str] = field(default_factory=dict)
    time_s: float | None = None


@dataclass(slots=True)
class Progress:
    """Where the crawl stands, for whoever watches."""

    sites: int = 0
    hosts: int = 0
    requests: int = 0
    pages: int = 0
    blocked: int = 0
    errors: int = 0
    waiting: int = 0
    longest_queue_s: float = 0.0
    begun: float = field(default_factory=time.monotonic)


class Crawl:
    """One run over a set of sites. `finding` and `committed` are the callbacks of the parse pool and the writer."""

    def __init__(
        self,
        plan: Plan,
        sites: Iterable[Site],
        fetcher: Fetcher,
        memory: Memory,
        limits: Limits,
        on_tick: Callable[[Progress], None] = lambda progress: None,
        rng: random.Random | None = None,
    ) -> None:
        self.plan, self.limits, self.fetcher, self.memory = plan, limits, fetcher, memory
        self.sites = {site.seed.authority: site for site in sites}
        self.timetable = Timetable()
        self.progress = Progress(sites=len(self.sites))
        self.rng = rng or random.Random()
        self.events: queue.SimpleQueue[tuple] = queue.SimpleQueue()
        self.foreign: set[int] = set()
        self._work: queue.SimpleQueue[tuple | None] = queue.SimpleQueue()
        self._on_tick, self._stopping, self._ticked = on_tick, threading.Event(), 0.0
        self.writer: Writer
        self.replies: Replies

    def finding(self, finding) -> None:
        """Take note that a body has been examined. Called from the parse pool's threads."""
        self.events.put(("finding", finding))

    def broken(self, reason: str) -> None:
        """Take note that bodies can no longer be examined: the run ends with CrawlError. Called from any thread."""
        self.events.put(("broken", reason))

    def committed(self, hosts: list[str]) -> None:
        """Take note that replies have been stored. Called from the writer's thread."""
        self.events.put(("committed", hosts))

    def stop(self) -> None:
        """Ask nothing more; what is under way is finished and stored. Safe to call from a signal handler."""
        self._stopping.set()

    def run(self, entries: Iterable[Entry]) -> bool:
        """Crawl until nothing is left to ask. Return True if it came to its own end, False if it was stopped.

        A host that is left alone for a while is waited for, unless that takes longer than the plan's time.
        """
        threads = [
            threading.Thread(target=self._fetch_loop, name=f"fetch-{n}", daemon=True) for n in range(self.plan.threads)
        ]
        for thread in threads:
            thread.start()
        for entry in entries:
            self.push(entry)
        while self.timetable.active:
            self._dispatch_due()
            self._handle_events()
            self._tick()
            if self._is_out_of_time():
                self.stop()
            if self._stopping.is_set() and not self._in_flight():
                break
        for _ in threads:
            self._work.put(None)
        return not self._stopping.is_set()

    def push(self, entry: Entry) -> None:
        """Let a request wait for its host; one outside the plan's domains stays in the stored frontier."""
        if self.plan.domains is not None and registrable(entry.host) not in self.plan.domains:
            return
        host = self.host(entry.host)
        if host.pace.parked:
            self.replies.parked(entry, host.pace.parked)
            return
        if entry.robots_for:
            host.queue.urgent.append(entry)
        else:
            host.queue.push(entry)
            self.sites[entry.authority].queued += 1
        self.timetable.schedule(host)

    def host(self, name: str) -> Host:
        """Return the state of a host, made on first sight from what earlier runs learned."""
        known = self.timetable.hosts.get(name)
        if known is None:
            known = Host(name, HostQueue(name), HostPace(self.plan.delay_s, time.monotonic() + self.memory.silence_s))
            self.memory.recall_host(known, self.limits)
            self.timetable.hosts[name] = known
            self.progress.hosts += 1
        return known

    def park(self, host: Host) -> None:
        """Leave a host alone for the rest of the run and drop what waits for it."""
        while (entry := host.queue.pop()) is not None:
            self.sites[entry.authority].queued -= 1
            self.replies.parked(entry, host.pace.parked)
        host.queue.urgent.clear()
        self.writer.put(Record(host=self.memory.host_row(host, self.limits)))

    def _in_flight(self) -> bool:
        return any(host.busy for host in self.timetable.hosts.values())

    def _is_out_of_time(self) -> bool:
        if self.plan.time_s is None:
            return False
        left_s = self.progress.begun + self.plan.time_s - time.monotonic()
        return left_s <= 0 or (self.timetable.earliest_in(time.monotonic()) > left_s and not self._in_flight())

    def _dispatch_due(self) -> None:
        now = time.monotonic()
        while not self._stopping.is_set() and (host := self.timetable.next_due(now)) is not None:
            entry = self._next_request(host)
            if entry is not None:
                known = self._known(entry)
                self.timetable.begin(host)
                self._work.put((host.name, entry, self._ask(entry, known), known))

    def _next_request(self, host: Host) -> Entry | None:
        if host.queue.urgent:
            return host.queue.urgent.pop(0)
        while host.robots is not None or not host.robots_asked:
            entry = host.queue.pop()
            if entry is None:
                return None
            if host.robots is None:
                host.queue.push(entry)
                return self._robots_entry(host, entry)
            self.sites[entry.authority].queued -= 1
            if host.plain and entry.url.startswith("https://"):
                entry = self._over_plain(entry)
            if entry is not None and self._is_wanted(entry, host.robots):
                return entry
        return None

    def _over_plain(self, entry: Entry) -> Entry | None:
        """Return the same request over http, None if that was asked already."""
        instead = replace(entry, url=plain(entry.url), first_url=entry.first_url or entry.url)
        new = self.sites[entry.authority].note_seen(instead.url) or entry.via == "seed:home" or entry.tries
        run = self.plan.run
        rows = [entry.row(run, "replaced"), *([instead.row(run, "queued")] if new else [])]
        self.writer.put(Record(frontier=rows))
        return instead if new else None

    def _robots_entry(self, host: Host, entry: Entry) -> Entry:
        host.robots_asked = True
        url = robots_url(entry.url)
        return Entry(entry.authority, url, "robots", 0, 0, "robots", first_url=url, robots_for=host.name)

    def _is_wanted(self, entry: Entry, robots: Robots) -> bool:
        site = self.sites[entry.authority]
        if not site.wants(entry):
            self.writer.put(Record(frontier=[entry.row(self.plan.run, "left")]))
            return False
        if not robots.allows(entry.url):
            self.replies.disallowed(entry, robots)
            return False
        return True

    def _known(self, entry: Entry) -> Known | None:
        return self.memory.known(entry.url) if entry.kind == "page" else None

    def _ask(self, entry: Entry, known: Known | None) -> Ask:
        if entry.kind == "robots":
            return Ask(entry.url, max_bytes=self.limits.robots_bytes, truncate=True)
        if entry.kind == "sitemap":
            return Ask(entry.url, max_bytes=self.limits.pdf_bytes)
        if entry.kind == "file":
            return Ask(entry.url, keep_bytes=kept_bytes(entry.first_url))
        return Ask(entry.url, etag=known.etag, last_modified=known.last_modified) if known else Ask(entry.url)

    def _fetch_loop(self) -> None:
        while (work := self._work.get()) is not None:
            host, entry, ask, known = work
            exchange = self.fetcher.fetch(ask)
            sha256 = hashlib.sha256(exchange.body).hexdigest() if exchange.body else ""
            self.events.put(("fetched", host, entry, exchange, sha256, known))

    def _handle_events(self) -> None:
        try:
            event = self.events.get(timeout=self.timetable.seconds_to_next(time.monotonic()) or 0.001)
            while True:
                getattr(self, f"_on_{event[0]}")(*event[1:])
                event = self.events.get_nowait()
        except queue.Empty:
            return

    def _on_broken(self, reason: str) -> None:
        raise CrawlError(f"the crawl cannot go on: {reason}; what was read is kept, go on with --resume")

    def _on_fetched(self, name: str, entry: Entry, exchange: Exchange, sha256: str, known: Known | None) -> None:
        host = self.timetable.hosts[name]
        rests = host.pace.rests
        host.pace.note(exchange, time.monotonic(), datetime.now(UTC), self.limits)
        self.progress.requests += 1
        self.replies.fetched(host, entry, exchange, sha256, known)
        if host.pace.parked:
            self.park(host)
        elif host.pace.rests > rests:
            self.writer.put(Record(host=self.memory.host_row(host, self.limits)))

    def _on_finding(self, finding) -> None:
        self.replies.examined(finding)

    def _on_committed(self, names: list[str]) -> None:
        if self.writer.failure is not None:
            raise self.writer.failure
        for name in names:
            self.timetable.release(self.timetable.hosts[name])

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._ticked >= 0.5:
            self._ticked = now
            self.progress.waiting = self.timetable.active
            self._on_tick(self.progress)
