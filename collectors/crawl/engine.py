"""The one loop of the crawl: whose turn it is, what to ask, and what to do with the answer.

Threads fetch, processes parse, one thread writes; every decision is taken here, on one thread, in the order of events.
"""

import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from collectors.crawl.earlier_runs import EarlierRuns
from collectors.crawl.frontier.entry import Entry, Kind
from collectors.crawl.frontier.unlinked import kept_bytes
from collectors.crawl.hosts import Host
from collectors.crawl.net.fetcher import Ask, Exchange, Fetcher
from collectors.crawl.reading.examine import Finding
from collectors.crawl.replies import Replies
from collectors.crawl.rows import Known
from collectors.crawl.schedule import Schedule
from collectors.crawl.settings import Progress, Settings

TICK_S = 0.5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A request has come to its end. sha256: of the body, "" without one. known: the earlier reply it was told of."""

    host: Host
    entry: Entry
    exchange: Exchange
    sha256: str
    known: Known | None


@dataclass(frozen=True, slots=True)
class Examined:
    """A body has been examined."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Committed:
    """The replies of these hosts have been stored."""

    hosts: list[str]


@dataclass(frozen=True, slots=True)
class Failed:
    """The run cannot go on."""

    error: BaseException


Event = Fetched | Examined | Committed | Failed


@dataclass(frozen=True, slots=True)
class _Work:
    host: Host
    entry: Entry
    ask: Ask
    known: Known | None


class Crawl:
    """One run. events: what threads have to tell the loop; stopping: when set, nothing more is asked."""

    def __init__(
        self,
        settings: Settings,
        fetcher: Fetcher,
        earlier: EarlierRuns,
        schedule: Schedule,
        replies: Replies,
        events: "queue.SimpleQueue[Event]",
        stopping: threading.Event,
    ) -> None:
        self._settings, self._fetcher, self._earlier = settings, fetcher, earlier
        self._schedule, self._replies, self._events, self._stopping = schedule, replies, events, stopping
        self._work: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()

    def run(self, entries: Iterable[Entry], progress: Progress, on_tick: Callable[[Progress], None]) -> bool:
        """Crawl until nothing is left to ask. Return True if it came to its own end, False if it was stopped.

        A host that is left alone for a while is waited for, unless that takes longer than the run may. What is under
        way is finished and stored in any case. Raises the error of a Failed.
        """
        threads = [
            threading.Thread(target=self._fetch_loop, name=f"fetch-{n}", daemon=True)
            for n in range(self._settings.threads)
        ]
        for thread in threads:
            thread.start()
        for entry in entries:
            self._schedule.push(entry)
        ticked = 0.0
        while self._schedule.active:
            self._dispatch_due()
            self._handle_events(progress)
            if time.monotonic() - ticked >= TICK_S:
                ticked, progress.waiting = time.monotonic(), self._schedule.active
                on_tick(progress)
            if self._is_out_of_time(progress.begun):
                self._stopping.set()
            if self._stopping.is_set() and not self._schedule.in_flight():
                break
        for _ in threads:
            self._work.put(None)
        return not self._stopping.is_set()

    def _is_out_of_time(self, begun: float) -> bool:
        if self._settings.time_s is None:
            return False
        left_s = begun + self._settings.time_s - time.monotonic()
        return left_s <= 0 or (self._schedule.earliest_in(time.monotonic()) > left_s and not self._schedule.in_flight())

    def _dispatch_due(self) -> None:
        now = time.monotonic()
        while not self._stopping.is_set() and (turn := self._schedule.next_request(now)) is not None:
            host, entry = turn
            known = self._earlier.known(entry.url) if entry.kind is Kind.PAGE else None
            self._work.put(_Work(host, entry, self._ask(entry, known), known))

    def _ask(self, entry: Entry, known: Known | None) -> Ask:
        if entry.kind is Kind.ROBOTS:
            return Ask(entry.url, max_bytes=self._settings.limits.robots_bytes, truncate=True)
        if entry.kind is Kind.SITEMAP:
            return Ask(entry.url, max_bytes=self._settings.limits.pdf_bytes)
        if entry.kind is Kind.FILE:
            return Ask(entry.url, keep_bytes=kept_bytes(entry.first_url))
        return Ask(entry.url, etag=known.etag, last_modified=known.last_modified) if known else Ask(entry.url)

    def _fetch_loop(self) -> None:
        while (work := self._work.get()) is not None:
            exchange = self._fetcher.fetch(work.ask)
            sha256 = hashlib.sha256(exchange.body).hexdigest() if exchange.body else ""
            self._events.put(Fetched(work.host, work.entry, exchange, sha256, work.known))

    def _handle_events(self, progress: Progress) -> None:
        wait_s = min(max(self._schedule.earliest_in(time.monotonic()), 0.001), 1.0)
        try:
            event = self._events.get(timeout=wait_s)
            while True:
                self._handle(event, progress)
                event = self._events.get_nowait()
        except queue.Empty:
            return

    def _handle(self, event: Event, progress: Progress) -> None:
        match event:
            case Fetched():
                progress.requests += 1
                self._take(event)
            case Examined(finding):
                self._replies.examined(finding)
            case Committed(hosts):
                self._schedule.release(hosts)
            case Failed(error):
                raise error

    def _take(self, fetched: Fetched) -> None:
        host, rests = fetched.host, fetched.host.pace.rests
        host.pace.note(fetched.exchange, time.monotonic(), datetime.now(UTC), self._settings.limits)
        self._replies.fetched(host, fetched.entry, fetched.exchange, fetched.sha256, fetched.known)
        if host.pace.parked:
            self._schedule.park(host)
        elif host.pace.rests > rests:
            self._schedule.store(host)
