"""The hosts of a crawl and when each may next be asked: at most one request in flight, one a delay."""

import heapq
import math
from dataclasses import dataclass, field
from datetime import datetime

from collectors.crawl.frontier.site import HostQueue
from collectors.crawl.manners.pace import HostPace
from collectors.crawl.manners.robots import Robots, RobotsAnswer


@dataclass(slots=True)
class Host:
    """One host: what waits for it, its timetable, its rules. busy: asked, and the reply not yet stored.

    robots_at: when its rules were read, None without them. closed: why it is left alone if port 80 answers no better,
    None unless port 443 did not answer. plain: read over http for that reason.
    """

    name: str
    queue: HostQueue
    pace: HostPace
    robots: Robots | None = None
    robots_at: datetime | None = None
    robots_asked: bool = False
    busy: bool = False
    due: bool = False
    plain: bool = False
    closed: RobotsAnswer | None = None


@dataclass(slots=True)
class Timetable:
    """Which host is due when: a heap of (monotonic seconds, name), each waiting host in it once."""

    hosts: dict[str, Host] = field(default_factory=dict)
    _heap: list[tuple[float, str]] = field(default_factory=list)
    active: int = 0  # hosts that are busy or due

    def schedule(self, host: Host) -> None:
        """Put a host with something to ask into the timetable, unless it is there already or busy."""
        if not host.busy and not host.due and host.queue:
            host.due = True
            self.active += 1
            heapq.heappush(self._heap, (host.pace.next_at, host.name))

    def next_due(self, now: float) -> Host | None:
        """Return a host whose time has come and take it out, None if there is none yet."""
        while self._heap and self._heap[0][0] <= now:
            host = self.hosts[heapq.heappop(self._heap)[1]]
            if host.pace.next_at > now:
                heapq.heappush(self._heap, (host.pace.next_at, host.name))
                continue
            host.due = False
            self.active -= 1
            return host
        return None

    def begin(self, host: Host) -> None:
        """The host has been asked."""
        host.busy = True
        self.active += 1

    def release(self, host: Host) -> None:
        """The host's reply is stored: it may be asked again when its time comes."""
        if host.busy:
            host.busy = False
            self.active -= 1
        self.schedule(host)

    def earliest_in(self, now: float) -> float:
        """Return in how many seconds the next host may be asked, negative if it is late; infinity if none waits."""
        return self._heap[0][0] - now if self._heap else math.inf
