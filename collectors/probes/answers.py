"""Whether a council's home page and the hosts of its tasks answer: one look, to be repeated over months (T08).

Only what a server itself says is a failure: twice, some time apart, an error of its own (HTTP 5xx). A refusal, silence
and a connection that fails may be ours or a firewall's: such a look decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from collectors.crawl.manners.robots import Access
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
    if passed is None and visitor.robots[visitor.kept_out_by].answer.access is not Access.STAY_AWAY:
        return undecided(check, host, Status.DISALLOWED, "disallowed")
    # A robots.txt that cannot be had keeps us out, and is itself how the host answers.
    last = passed[-1] if passed else list(visitor.known.values())[-1]
    if last.outcome is not Outcome.REPLIED or last.trouble is not None or last.status is None:
        return undecided(check, host, Status.UNREACHABLE, last.outcome.value)
    verdict = verdict_without_page(last.status, last.headers, last.body)
    if verdict is not None and verdict.kind is ReplyKind.WALL:
        return undecided(check, host, Status.BLOCKED, f"http_{last.status}")
    failed = verdict is not None and verdict.kind in _FAILED
    return decided(check, host, float(not failed), f"http_{last.status}")
