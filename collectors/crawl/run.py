"""A run from beginning to end: the store opened, the lock held, the crawl crawled, how it ended written."""

import contextlib
import json
import queue
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from collectors.crawl.discovery import Discovery
from collectors.crawl.earlier_runs import EarlierRuns
from collectors.crawl.engine import Committed, Crawl, Event, Examined, Failed
from collectors.crawl.evidence import open_evidence
from collectors.crawl.frontier.entry import Entry, Kind, State, Via
from collectors.crawl.frontier.site import Site, SiteSeed
from collectors.crawl.host_robots import HostRobots, sitemaps_of
from collectors.crawl.malloc import use_few_heaps
from collectors.crawl.manners.lock import only_one
from collectors.crawl.net.fetcher import Fetcher
from collectors.crawl.reading.pool import ParsePool
from collectors.crawl.recorder import Recorder
from collectors.crawl.redirects import RedirectRules
from collectors.crawl.replies import Replies
from collectors.crawl.schedule import Schedule
from collectors.crawl.settings import Progress, Settings
from collectors.crawl.site_status import conclude_run
from collectors.crawl.store import kept_on_disk, open_store
from collectors.crawl.writer import Writer
from collectors.sqlite import Database
from detectors.urls import address_key
from errors import CrawlError

Tick = Callable[[Progress], None]
"""What is told, again and again, how far a crawl is."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended. finished: it came to its own end; progress: the last count."""

    run: int
    finished: bool
    progress: Progress


def crawl(
    settings: Settings,
    seeds: Sequence[SiteSeed],
    fetcher: Fetcher,
    on_tick: Tick = lambda progress: None,
    stopping: threading.Event | None = None,
) -> RunResult:
    """Crawl the sites and return how it went; a resumed run goes on with the sites it was begun with.

    stopping: once somebody sets it, nothing more is asked, and what is under way is stored. Raises CrawlError if the
    store or the lock cannot be had, or the disk takes no more.
    """
    use_few_heaps()
    with kept_on_disk(settings.db), only_one(settings.lock):
        db = open_store(settings.db)
        past = open_evidence(settings.db)
        try:
            return _Run(settings, db, past, fetcher, on_tick).go(seeds, stopping or threading.Event())
        finally:
            past.close()
            db.close()


class _Run:
    def __init__(self, settings: Settings, db: Database, past: Database, fetcher: Fetcher, on_tick: Tick) -> None:
        self.settings, self.db, self.past, self.fetcher, self.on_tick = settings, db, past, fetcher, on_tick

    def go(self, seeds: Sequence[SiteSeed], stopping: threading.Event) -> RunResult:
        resumed = open_run(self.db) if self.settings.resume else None
        if resumed:
            self.settings = replace(self.settings, **settings_of(self.db, resumed))
            seeds = seeds_of(self.db, resumed, seeds)
        run = resumed or begin_run(self.db, self.settings, seeds, self.fetcher.identity.user_agent)
        sites = [self._site(seed) for seed in seeds]
        progress = Progress(sites=len(sites))
        silent = resumed or self.settings.may_follow
        earlier = EarlierRuns(self.past, silence_s=self.settings.delay_s if silent else 0.0)
        entries = self._left_over(run, sites, earlier) if resumed else self._planted(run, sites, earlier)
        with stopped_by_signal(stopping):
            finished = self._drive(run, sites, earlier, entries, progress, stopping)
        self._close_run(run, finished)
        return RunResult(run, finished, progress)

    def _site(self, seed: SiteSeed) -> Site:
        chosen, none = self.settings, frozenset[str]()
        elsewhere, called = chosen.elsewhere.get(seed.authority, none), chosen.called.get(seed.authority, none)
        return Site(seed, chosen.limits, chosen.max_pages, elsewhere, called)

    def _drive(
        self,
        run: int,
        sites: list[Site],
        earlier: EarlierRuns,
        entries: Iterable[Entry],
        progress: Progress,
        stopping: threading.Event,
    ) -> bool:
        """Put the parts of a crawl together, each made of those before it, and crawl."""
        chosen, by_code = self.settings, {site.seed.authority: site for site in sites}
        events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        pool = ParsePool(
            chosen.cues,
            chosen.limits,
            lambda finding: events.put(Examined(finding)),
            lambda reason: events.put(Failed(_cannot_go_on(reason))),
        )
        writer = Writer(
            self.db,
            chosen.commit_s,
            lambda hosts: events.put(Committed(hosts)),
            lambda error: events.put(Failed(error)),
        )
        try:
            last_id = self.db.execute("SELECT coalesce(max(id), 0) FROM fetches").fetchone()[0]
            recorder = Recorder(run, by_code, progress, writer.put, last_id)
            schedule = Schedule(chosen, by_code, earlier, recorder, progress)
            discovery = Discovery(chosen, by_code, schedule, recorder)
            replies = Replies(
                chosen,
                by_code,
                earlier,
                recorder,
                schedule,
                discovery,
                RedirectRules(chosen, by_code, self.fetcher.policy, schedule.is_over_http, recorder.merged),
                HostRobots(chosen, by_code, schedule, discovery),
                pool.submit,
            )
            replies.recall(self.db)
            crawl = Crawl(chosen, self.fetcher, earlier, schedule, replies, events, stopping)
            return crawl.run(entries, progress, self.on_tick)
        finally:
            pool.close()
            writer.close()

    def _planted(self, run: int, sites: list[Site], earlier: EarlierRuns) -> list[Entry]:
        merged = _share_homes(sites)
        entries = [entry for site in sites if not site.merged_into for entry in site.seeds()]
        entries += self._sitemaps_known(entries, sites, earlier)
        if self.settings.only_changed:
            entries += [entry for site in sites for entry in self._known_pages(site)]
        with self.db.atomic():
            self.db.table("sites").insert_all([site.row(run) for site in merged], replace=True)
            self.db.table("frontier").insert_all([entry.row(run, State.QUEUED) for entry in entries], replace=True)
        return entries

    def _sitemaps_known(self, seeds: list[Entry], sites: list[Site], earlier: EarlierRuns) -> list[Entry]:
        """Return requests for the sitemaps of hosts whose robots.txt is not asked for, as it was read within a day."""
        by_code = {site.seed.authority: site for site in sites}
        homes: dict[str, Entry] = {}
        for home in (entry for entry in seeds if entry.is_home and self.settings.sitemaps):
            homes.setdefault(home.host, home)
        known = [(home, rules[0]) for host, home in homes.items() if (rules := earlier.rules_of(host))]
        return [
            entry
            for home, robots in known
            for entry in sitemaps_of(by_code[home.authority], robots, home.url, self.settings.limits)
        ]

    def _known_pages(self, site: Site) -> Iterator[Entry]:
        for (url,) in self.db.execute(
            "SELECT url FROM validators WHERE authority = ? ORDER BY url", [site.seed.authority]
        ).fetchall():
            if site.note_seen(url):
                yield site.entry(url, Kind.PAGE, 400, 1, Via.EARLIER_RUN)

    def _left_over(self, run: int, sites: list[Site], earlier: EarlierRuns) -> list[Entry]:
        entries, not_begun = [], []
        for site in sites:
            site.merged_into = _merged_into(self.db, run, site)
            rows = list(
                self.db.query("SELECT * FROM frontier WHERE run = ? AND authority = ?", [run, site.seed.authority])
            )
            if not rows and not site.merged_into:  # its shard of a cluster's run was never merged
                not_begun.append(site)
            for row in rows:
                entry = site.recall(row)
                if row["state"] == State.QUEUED:
                    entries.append(entry)
        self._share_arrivals(run, sites, entries)
        return [*entries, *self._planted(run, not_begun, earlier)]

    def _share_arrivals(self, run: int, sites: list[Site], entries: list[Entry]) -> None:
        """Home pages of two councils that redirected to one joint page, still to be read, are read once."""
        first: dict[str, str] = {}
        by_code = {site.seed.authority: site for site in sites}
        for entry in entries:
            if entry.is_home and entry.hops:
                owner = first.setdefault(address_key(entry.url), entry.authority)
                by_code[entry.authority].adopt(entry.host)
                if owner != entry.authority:
                    by_code[entry.authority].merged_into = owner
        with self.db.atomic():
            self.db.table("sites").insert_all([site.row(run) for site in sites if site.merged_into], replace=True)

    def _close_run(self, run: int, finished: bool) -> None:
        conclude_run(self.db, run, finished)
        state = {"state": "finished" if finished else "interrupted", "finished_at": _now()}
        self.db.table("runs").update(run, state)


def begin_run(db: Database, settings: Settings, seeds: Sequence[SiteSeed], user_agent: str = "") -> int:
    """Return the number of a new run, recorded with its sites, of which nothing is known yet. user_agent: as sent."""
    said = {
        "max_pages": settings.max_pages,
        "delay_s": settings.delay_s,
        "only_changed": settings.only_changed,
        "user_agent": user_agent,
    }
    with db.atomic():
        run = (
            db.table("runs")
            .insert(
                {
                    "started_at": _now(),
                    "finished_at": None,
                    "state": "running",
                    "origin": settings.origin,
                    "settings": json.dumps(said),
                }
            )
            .last_pk
        )
        assert isinstance(run, int)
        db.table("sites").insert_all(Site(seed, settings.limits, 0).row(run) for seed in seeds)
    return run


@contextlib.contextmanager
def stopped_by_signal(stopping: threading.Event) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM end the block's crawl cleanly; a second Ctrl-C ends it at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_signal(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stopping.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def open_run(db: Database) -> int | None:
    """Return the newest run if it has not come to its end, else None."""
    row = db.execute("SELECT run, state FROM runs ORDER BY run DESC LIMIT 1").fetchone()
    return row[0] if row and row[1] != "finished" else None


def seeds_of(db: Database, run: int, given: Sequence[SiteSeed]) -> list[SiteSeed]:
    """Return the seeds that a run was begun with; the links known beforehand are those of the seeds that are given."""
    links = {seed.authority: seed.links for seed in given}
    rows = db.execute("SELECT authority, slug, home_url FROM sites WHERE run = ?", [run])
    return [SiteSeed(code, slug, home, links.get(code, ())) for code, slug, home in rows]


def settings_of(db: Database, run: int) -> dict:
    """Return what of its settings a run that goes on keeps to; only its delay may be another."""
    said = json.loads(db.execute("SELECT settings FROM runs WHERE run = ?", [run]).fetchone()[0])
    return {"max_pages": said["max_pages"], "only_changed": said["only_changed"]}


def _merged_into(db: Database, run: int, site: Site) -> str:
    row = db.execute(
        "SELECT crawled_as FROM sites WHERE run = ? AND authority = ?", [run, site.seed.authority]
    ).fetchone()
    return row[0] if row[0] != site.seed.authority else ""


def _share_homes(sites: Sequence[Site]) -> list[Site]:
    first: dict[str, Site] = {}
    for site in sites:
        owner = first.setdefault(address_key(site.seed.home_url), site)
        if owner is not site:
            site.merged_into = owner.seed.authority
    return [site for site in sites if site.merged_into]


def _cannot_go_on(reason: str) -> CrawlError:
    return CrawlError(f"the crawl cannot go on: {reason}; what was read is kept, go on with --resume")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
