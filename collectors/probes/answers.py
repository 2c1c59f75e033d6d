"""Whether a council's home page and the hosts of its tasks answer: one look, to be repeated over months (T08).

Only what the page's own server says over https is a failure: twice, some time apart, an error of its own (HTTP 5xx). A
refusal, silence and a connection that fails may be ours or a firewall's, an error over http a proxy's, and a robots.txt
that cannot be had forbids the question (RFC 9309, section 2.3.1.4): such a look decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from collectors.crawl.manners.robots import Access, RobotsAnswer
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.findings import Finding, decided, undecided
from collectors.probes.pace import Slots
from collectors.probes.visitor import Visitor
from detectors.verdict.verdict import ReplyKind, verdict_without_page
from models import Outcome, Status

HOME, TASK_HOSTS = "home", 5
"""Name of the check of the home page; hosts of tasks that are asked beside it, as `task_1` and so on."""
PAUSE_S = 30.0
"""Between the two asks that make a failure."""
_FAILED = (ReplyKind.FAILED, ReplyKind.MAINTENANCE)


def task_addresses(home: str, addresses: Iterable[str]) -> tuple[str, ...]:
    """Return an address on each of up to five hosts of tasks other than `home`, those that most tasks lie on first.

    Only addresses over https: behind a proxy, a failure over http may be the proxy's.
    """
    by_host: dict[str, str] = {}
    tasks: Counter[str] = Counter()
    for address in addresses:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        if parts.scheme == "https" and host and host != home:
            by_host[host] = min(by_host.get(host, address), address)
            tasks[host] += 1
    return tuple(by_host[host] for host in sorted(tasks, key=lambda host: (-tasks[host], host))[:TASK_HOSTS])


def probe_answers(
    host: str, tasks: Sequence[str], fetch: Callable[[Ask], Exchange], slots: Slots, pause_s: float = PAUSE_S
) -> tuple[Finding, ...]:
    """Return a finding for the home page and for each address of a task: 1 answered, 0 failed twice, else a reason."""
    checks = {HOME: f"https://{host}/"} | {f"task_{n}": address for n, address in enumerate(tasks, start=1)}
    return tuple(_look(check, address, fetch, slots, pause_s) for check, address in checks.items())


def _look(check: str, address: str, fetch: Callable[[Ask], Exchange], slots: Slots, pause_s: float) -> Finding:
    found = _once(check, address, fetch, slots)
    if found.value == 0:
        slots.sleep(pause_s)
        found = _once(check, address, fetch, slots)
    return found


def _once(check: str, address: str, fetch: Callable[[Ask], Exchange], slots: Slots) -> Finding:
    host = urlsplit(address).hostname or ""
    visitor = Visitor(fetch, slots)
    passed = visitor.route(address)
    if passed is None:
        return _kept_out(check, host, visitor.robots[visitor.kept_out_by].answer)
    last = passed[-1]
    if last.outcome is not Outcome.REPLIED or last.trouble is not None or last.status is None:
        return undecided(check, host, Status.UNREACHABLE, last.outcome.value)
    verdict = verdict_without_page(last.status, last.headers, last.body)
    if verdict is not None and verdict.kind is ReplyKind.WALL:
        return undecided(check, host, Status.BLOCKED, f"http_{last.status}")
    failed = verdict is not None and verdict.kind in _FAILED
    if failed and urlsplit(last.url).scheme != "https":
        return undecided(check, host, Status.UNREACHABLE, f"http_{last.status}_without_tls")
    return decided(check, host, float(not failed), f"http_{last.status}")


def _kept_out(check: str, host: str, robots: RobotsAnswer) -> Finding:
    """Return that the page was not asked for: its robots.txt forbids it, or could not be had, which forbids it too."""
    if robots.access is not Access.STAY_AWAY:
        return undecided(check, host, Status.DISALLOWED, "disallowed")
    reached = robots.outcome is Outcome.DISALLOWED
    return undecided(check, host, Status.UNREACHABLE, f"robots_{'failed' if reached else robots.outcome.value}")
