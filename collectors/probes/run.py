"""One probe over many councils, side by side: each host or domain at its own pace, and what is done is kept at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue

from collectors.probes.findings import Finding
from collectors.probes.journal import Journal
from collectors.probes.pace import Slots
from collectors.probes.store import known_since, save
from collectors.sqlite import Database
from errors import CrawlError

log = logging.getLogger(__name__)
Probe = Callable[[str], Sequence[Finding]]
"""Asks one host's questions. It never raises for what a host does: an exception is a bug, and shows."""
Open = Callable[[Slots, ExitStack], Probe]
"""Makes a probe in the process that calls it; what it opens is closed by the stack. Raises CrawlError if it cannot."""
Answered = tuple[str, Sequence[Finding]]
"""A host and what was found of it."""
Ask = Callable[[Sequence[str]], Generator[Answered, None, None]]
"""Has hosts asked and yields the answers as they come; closed, it gives up those that are left."""
FRESH = timedelta(days=2)
"""How long findings stand before a probe asks again: a stopped run goes on by running it again."""


class NoWorkerCan(CrawlError):
    """A cluster has workers, but none that can start the probe; the message says why."""


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


def keep_found(
    db: Database,
    name: str,
    targets: Sequence[Target],
    ask: Ask,
    *,
    origin: str,
    again: bool = False,
    fresh: timedelta = FRESH,
    keep: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    on_done: Callable[[], None] = lambda: None,
) -> Outcome:
    """Have each host asked once and store what is found; councils that share a host are asked for together.

    again: also those whose findings are fresh. keep: every look stays, with its time, beside the newest. Ctrl-C ends
    the run; what was found is kept.
    """
    known = frozenset() if again else known_since(db, name, now() - fresh, origin)
    waiting = [target for target in targets if target.authority not in known]
    by_host: dict[str, list[str]] = {}
    for target in waiting:
        by_host.setdefault(target.host, []).append(target.authority)
    asked = 0
    with suppress(KeyboardInterrupt), closing(ask(list(by_host))) as answers:
        for host, found in answers:
            for authority in by_host[host]:
                save(db, name, authority, found, now(), origin, keep)
                asked += 1
                on_done()
            log.info("%s: %s asked", name, host)
    return Outcome(asked, len(targets) - len(waiting), len(waiting) - asked)


def side_by_side(
    probe: Probe, hosts: Sequence[str], workers: int, on_stop: Callable[[], None]
) -> Generator[Answered, None, None]:
    """Yield host -> findings as they come from a probe that is asked here. on_stop: cuts short what is under way."""
    with ThreadPoolExecutor(workers, thread_name_prefix="probe") as pool:
        futures = {pool.submit(probe, host): host for host in hosts}
        done: SimpleQueue[Future[Sequence[Finding]]] = SimpleQueue()
        for future in futures:
            future.add_done_callback(done.put)
        try:
            for _ in futures:
                future = _next(done)
                yield futures[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            on_stop()
            raise


def forgetting(ask: Ask, journal: Journal) -> Ask:
    """Return what asks the same, and lets go of what a visit was answered once its findings are stored."""

    def asked(hosts: Sequence[str]) -> Generator[Answered, None, None]:
        with closing(ask(hosts)) as answers:
            for host, found in answers:
                yield host, found
                journal.forget([host])

    return asked


def _next(done: SimpleQueue[Future[Sequence[Finding]]]) -> Future[Sequence[Finding]]:
    """Return the next that has ended. A wait without end would keep Ctrl-C waiting too."""
    while True:
        with suppress(Empty):
            return done.get(timeout=0.5)
