"""One probe over many councils, side by side: each host or domain at its own pace, and what is done is kept at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from collectors.probes.findings import Finding
from collectors.probes.store import known_since, save

log = logging.getLogger(__name__)
FRESH = timedelta(days=2)
"""How long findings stand before a probe asks again: a stopped run goes on by running it again."""


@dataclass(frozen=True, slots=True)
class Target:
    """One council and the host of its home page."""

    authority: str
    host: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: councils asked, those whose findings were still fresh, and those left when it was stopped."""

    asked: int
    fresh: int
    left: int


def run_probe(
    db: Database,
    name: str,
    targets: Sequence[Target],
    probe: Callable[[str], Sequence[Finding]],
    *,
    origin: str,
    again: bool = False,
    fresh: timedelta = FRESH,
    keep: bool = False,
    workers: int = 32,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    on_done: Callable[[], None] = lambda: None,
    on_stop: Callable[[], None] = lambda: None,
) -> Outcome:
    """Ask each host once and store what is found; councils that share a host are asked for together.

    again: also those whose findings are fresh. keep: every look stays, with its time, beside the newest. Ctrl-C ends
    the run after what is under way, which on_stop may cut short; what was found is kept. A probe never raises for what
    a host does: an exception is a bug, and shows.
    """
    known = frozenset() if again else known_since(db, name, now() - fresh, origin)
    waiting = [target for target in targets if target.authority not in known]
    by_host: dict[str, list[str]] = {}
    for target in waiting:
        by_host.setdefault(target.host, []).append(target.authority)
    asked = 0
    with ThreadPoolExecutor(workers, thread_name_prefix=f"probe-{name}") as pool:
        futures = {pool.submit(probe, host): host for host in by_host}
        try:
            for future in _as_done(futures):
                host = futures[future]
                for authority in by_host[host]:
                    save(db, name, authority, future.result(), now(), origin, keep)
                    asked += 1
                    on_done()
                log.info("%s: %s asked", name, host)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            on_stop()
    return Outcome(asked, len(targets) - len(waiting), len(waiting) - asked)


def _as_done(futures: Iterable[Future]) -> Iterable[Future]:
    """Yield futures as they end. A wait without end would keep Ctrl-C waiting too."""
    left = set(futures)
    while left:
        done, left = wait(left, timeout=0.5, return_when=FIRST_COMPLETED)
        yield from done
