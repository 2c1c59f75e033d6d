"""The requests that wait, host by host: what is asked next, and when."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

from collectors.crawl.earlier_runs import EarlierRuns
from collectors.crawl.fallbacks import plain
from collectors.crawl.frontier.entry import Entry, Kind, State, Via
from collectors.crawl.frontier.site import FURTHER, HostQueue, Site
from collectors.crawl.hosts import Host, Timetable
from collectors.crawl.manners.pace import HostPace
from collectors.crawl.manners.robots import robots_url
from collectors.crawl.recorder import Recorder
from collectors.crawl.settings import Progress, Settings
from collectors.crawl.writer import Record
from register.domains import registrable


class Schedule:
    """Decides what one crawl asks next. What it drops on the way is recorded as what it is."""

    def __init__(
        self,
        settings: Settings,
        sites: Mapping[str, Site],
        earlier: EarlierRuns,
        recorder: Recorder,
        progress: Progress,
    ) -> None:
        self._settings, self._sites, self._earlier = settings, sites, earlier
        self._recorder, self._progress, self._timetable = recorder, progress, Timetable()

    def push(self, entry: Entry) -> None:
        """Let a request wait for its host; one outside the domains to keep to stays in the stored frontier.

        A domain with the name of the council is asked nowhere else.
        """
        domains = self._settings.domains
        elsewhere = domains is not None and registrable(entry.host) not in domains
        if elsewhere and not self._sites[entry.authority].is_called(entry.host):
            return
        host = self.host(entry.host)
        if host.pace.parked:
            self._recorder.parked(entry, host.pace.parked)
            return
        if entry.robots_for:
            host.queue.urgent.append(entry)
        else:
            self._keep(host, entry)
        self._timetable.schedule(host)

    def host(self, name: str) -> Host:
        """Return the state of a host, made on first sight from what earlier runs learned."""
        known = self._timetable.hosts.get(name)
        if known is None:
            pace = HostPace(self._settings.delay_s, time.monotonic() + self._earlier.silence_s)
            known = self._timetable.hosts[name] = Host(name, HostQueue(), pace)
            self._earlier.recall_host(known, self._settings.limits)
            self._progress.hosts += 1
        return known

    def is_over_http(self, name: str) -> bool:
        """Return whether a host is read over http because its port 443 did not answer."""
        known = self._timetable.hosts.get(name)
        return known is not None and known.plain

    def resume(self, host: Host) -> None:
        """Ask a host again whose rules have become known."""
        self._timetable.schedule(host)

    def park(self, host: Host) -> None:
        """Leave a host whose pace is parked alone for the rest of the run and drop what waits for it."""
        parking = host.pace.parked
        assert parking is not None
        while (entry := host.queue.pop()) is not None:
            self._sites[entry.authority].leaves(entry)
            self._recorder.parked(entry, parking)
            self._take_up(self._sites[entry.authority], host)
        host.queue.urgent.clear()
        self.store(host)

    def store(self, host: Host) -> None:
        """Store what was learned of a host, for this run and the next."""
        self._recorder.put(Record(host=self.row(host)))

    def row(self, host: Host) -> dict:
        """Return the row of `hosts` that says what was learned of a host."""
        return self._earlier.host_row(host, self._settings.limits)

    def next_request(self, now: float) -> tuple[Host, Entry] | None:
        """Return a request whose time has come, and its host, which is busy from now on; None if there is none yet."""
        while (host := self._timetable.next_due(now)) is not None:
            entry = self._best(host)
            if entry is not None:
                self._timetable.begin(host)
                return host, entry
        return None

    def release(self, names: Iterable[str]) -> None:
        """Take note that the replies of these hosts are stored: each may be asked again when its time comes."""
        for name in names:
            self._timetable.release(self._timetable.hosts[name])

    @property
    def active(self) -> int:
        """How many hosts are busy or have something to ask."""
        return self._timetable.active

    def in_flight(self) -> bool:
        """Return whether any host is busy."""
        return any(host.busy for host in self._timetable.hosts.values())

    def earliest_in(self, now: float) -> float:
        """Return in how many seconds the next host may be asked, negative if it is late; infinity if none waits."""
        return self._timetable.earliest_in(now)

    def _best(self, host: Host) -> Entry | None:
        if host.queue.urgent:
            return host.queue.urgent.pop(0)
        while host.robots is not None or not host.robots_asked:
            entry = host.queue.pop()
            if entry is None:
                return None
            if host.robots is None:
                host.queue.push(entry)
                return _for_robots(host, entry)
            site = self._sites[entry.authority]
            site.leaves(entry)
            if host.plain and entry.url.startswith("https://"):
                entry = self._over_plain(entry)
            wanted = entry is not None and self._is_wanted(site, entry, host)
            self._take_up(site, host)
            if wanted:
                return entry
        return None

    def _over_plain(self, entry: Entry) -> Entry | None:
        """Return the same request over http, None if that was asked already."""
        instead = replace(entry, url=plain(entry.url), first_url=entry.first_url or entry.url)
        new = self._sites[entry.authority].note_seen(instead.url) or entry.is_home or entry.tries
        rows = self._recorder.state(entry, State.REPLACED)
        self._recorder.put(Record(frontier=rows + (self._recorder.state(instead, State.QUEUED) if new else [])))
        return instead if new else None

    def _take_up(self, site: Site, turn: Host) -> None:
        """Let requests that were put off wait again, now that better ones fell away. turn: whose turn it is."""
        while (entry := site.affordable()) is not None:
            self._recorder.put(Record(frontier=self._recorder.state(entry, State.QUEUED)))
            self._return(entry, turn)
        while (entry := site.in_turn()) is not None:
            self._return(entry, turn)

    def _return(self, entry: Entry, turn: Host) -> None:
        if entry.host == turn.name and not turn.pace.parked:
            self._keep(turn, entry)
        else:
            self.push(entry)

    def _keep(self, host: Host, entry: Entry) -> None:
        """Let a request wait for the host whose turn it is, which then has no place in the timetable."""
        host.queue.push(entry)
        self._sites[entry.authority].waits(entry)

    def _is_wanted(self, site: Site, entry: Entry, host: Host) -> bool:
        if site.is_beyond_share(entry):
            entry.priority = FURTHER
            self._keep(host, entry)
            return False
        if not site.affords(entry):
            site.put_off(entry)
            self._recorder.put(Record(frontier=self._recorder.state(entry, State.LEFT)))
            return False
        if site.is_behind(entry):
            site.put_behind(entry)
            return False
        if not site.wants(entry):
            self._recorder.put(Record(frontier=self._recorder.state(entry, State.LEFT)))
            return False
        if host.robots is not None and not host.robots.allows(entry.url):
            self._recorder.disallowed(entry, host.robots)
            return False
        return True


def _for_robots(host: Host, entry: Entry) -> Entry:
    host.robots_asked = True
    url = robots_url(entry.url)
    return Entry(entry.authority, url, Kind.ROBOTS, 0, 0, Via.ROBOTS, first_url=url, robots_for=host.name)
