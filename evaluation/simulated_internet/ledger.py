"""What the server saw of its clients: the politeness faults, counted from the server's side."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import asdict, dataclass, field

from protego import Protego

from evaluation.simulated_internet.records import Request, SimPage, SimSite


@dataclass(frozen=True, slots=True)
class HostReport:
    """One host's visits. Intervals are seconds between arrivals of consecutive requests, of any kind.

    short_intervals: how many were below the server's limit. robots_violations: paths fetched though
    robots.txt says no. retry_after_violations, crawl_delay_violations: requests that came too early.
    posts: requests with any method but GET and HEAD. shortest_interval is None below two requests.
    """

    requests: int
    methods: dict[str, int]
    statuses: dict[str, int]
    max_concurrency: int
    shortest_interval: float | None
    short_intervals: int
    robots_violations: tuple[str, ...]
    retry_after_violations: int
    crawl_delay_violations: int
    posts: int
    repeated: int
    paths: tuple[str, ...]
    arrivals: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All hosts that were asked for anything. `unknown_hosts`: names asked for that do not exist here."""

    hosts: dict[str, HostReport]
    unknown_hosts: dict[str, int]
    tls_failures: int

    @property
    def requests(self) -> int:
        """Requests to all hosts."""
        return sum(host.requests for host in self.hosts.values())

    @property
    def politeness_faults(self) -> dict[str, int]:
        """Kind of fault -> how many, over all hosts; a polite crawler has nothing but zeros."""
        hosts = self.hosts.values()
        return {
            "short_intervals": sum(h.short_intervals for h in hosts),
            "concurrency": sum(h.max_concurrency > 1 for h in hosts),
            "robots": sum(len(h.robots_violations) for h in hosts),
            "retry_after": sum(h.retry_after_violations for h in hosts),
            "crawl_delay": sum(h.crawl_delay_violations for h in hosts),
            "posts": sum(h.posts for h in hosts),
        }

    def as_dict(self) -> dict:
        """The same in plain types, for JSON; `arrivals` are left out."""
        hosts = {name: asdict(host) for name, host in self.hosts.items()}
        for host in hosts.values():
            del host["arrivals"]
        return {
            "requests": self.requests, "politeness_faults": self.politeness_faults, "hosts": hosts,
            "unknown_hosts": self.unknown_hosts, "tls_failures": self.tls_failures,
        }  # fmt: skip


@dataclass(slots=True)
class Visits:
    """The running record of one host."""

    arrivals: list[float] = field(default_factory=list)
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    in_flight: int = 0
    max_in_flight: int = 0
    not_before: float = 0.0
    too_early: int = 0
    robots_at: float | None = None

    def arrive(self, request: Request, now: float) -> None:
        """A request was read in full at `now` (seconds of a monotonic clock)."""
        self.arrivals.append(now)
        self.asked.append((request.method, request.scheme, request.path, request.headers.get("user-agent", "")))
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        self.too_early += now < self.not_before

    def answered(self, page: SimPage, status: int, now: float) -> None:
        """The reply to it was sent at `now` with that status."""
        self.statuses[status] += 1
        if self.robots_at is None and self.asked[-1][2] == "/robots.txt":
            self.robots_at = now
        wait = dict(page.headers).get("X-Simulated-Wait")
        if wait:
            self.not_before = now + float(wait) - 0.1

    def finished(self) -> None:
        """The exchange is over, however it ended."""
        self.in_flight -= 1


def report_host(site: SimSite, visits: Visits, limit_s: float) -> HostReport:
    """The findings for one host; `limit_s` is the interval below which a request came too soon."""
    gaps = [b - a for a, b in zip(visits.arrivals, visits.arrivals[1:], strict=False)]
    methods = Counter(method for method, *_ in visits.asked)
    pages = Counter((scheme, path) for _, scheme, path, _ in visits.asked)
    return HostReport(
        requests=len(visits.arrivals),
        methods=dict(methods),
        statuses={str(status): count for status, count in sorted(visits.statuses.items())},
        max_concurrency=visits.max_in_flight,
        shortest_interval=min(gaps) if gaps else None,
        short_intervals=sum(gap < limit_s for gap in gaps),
        robots_violations=tuple(_forbidden(site, visits)),
        retry_after_violations=visits.too_early,
        crawl_delay_violations=_hurried(site, visits),
        posts=sum(count for method, count in methods.items() if method not in ("GET", "HEAD")),
        repeated=sum(count - 1 for count in pages.values()),
        paths=tuple(path for _, _, path, _ in visits.asked),
        arrivals=tuple(visits.arrivals),
    )


def _hurried(site: SimSite, visits: Visits) -> int:
    if site.crawl_delay is None or visits.robots_at is None:
        return 0
    later = [at for at in visits.arrivals if at >= visits.robots_at]
    return sum(b - a < site.crawl_delay - 0.1 for a, b in itertools.pairwise(later))


def _forbidden(site: SimSite, visits: Visits) -> list[str]:
    asked = [(path, agent) for _, _, path, agent in visits.asked if path != "/robots.txt"]
    if site.robots_means == "deny":
        return [path for path, _ in asked]
    if site.robots_means == "allow" or site.robots is None:
        return []
    body = site.robots if isinstance(site.robots, str) else site.robots.body.decode("utf-8-sig", "replace")
    rules = Protego.parse(body)
    return [path for path, agent in asked if not rules.can_fetch(f"https://{site.host}{path}", agent or "*")]
