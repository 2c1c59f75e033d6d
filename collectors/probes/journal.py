"""What the hosts of visits that are still under way have answered, on this machine's disk, reply by reply.

A visit ends with findings only when its last reply is there. If whoever asks is ended before that, whoever goes on with
the run takes the replies from here, and asks only for what had not been answered.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collectors.crawl.manners.pace import back_at, is_failure_of_host, is_worth_a_retry
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.crawl.unfinished import forget_old, own_folder
from collectors.probes.segments import Segments
from models import Outcome

Fetch = Callable[[Ask], Exchange]
Turn = Callable[[], AbstractContextManager[None]]
Now = Callable[[], datetime]
log = logging.getLogger(__name__)
FRESH = timedelta(hours=6)
"""How old a reply may be that is taken from here. It has to be of today (UTC) too: findings bear one date, and that is
the day on which they are stored."""
KEPT = timedelta(days=1)
"""How long the replies of a run stay with which nobody goes on."""
RULES = "robots.txt"
"""Name of what is kept for all visits of a run: files of rules that they share."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class VisitJournal:
    """The replies of one visit. kept: where they are, None if none are kept. now: the time (UTC)."""

    visit: str = ""
    kept: Segments | None = None
    now: Now = _now

    def reply(
        self, ask: Ask, fetch: Fetch, turn: Turn = nullcontext, on_kept: Callable[[], None] = lambda: None
    ) -> Exchange:
        """Return the reply that is kept of the same question, else what `fetch` gives in its `turn`, kept if it may be.

        on_kept: called where it was kept, as whoever was ended may have asked the host a moment ago.

        Kept is what the host itself said and would say again, so no failure; one that says when to come back
        (Retry-After) until then. Nor a redirect that sets a cookie, as whoever follows it has to bring that.
        """
        if self.kept is None:
            with turn():
                return fetch(ask)
        key = hashlib.sha256(repr(ask).encode()).digest()[:16]
        known = _known(self.kept.get(self.visit, key, look=False), self.now)
        if known is not None:
            on_kept()
            return known
        with turn():
            known = _known(self.kept.get(self.visit, key), self.now)  # an ended visit may have had it on its way
            if known is not None:
                return known
            exchange = fetch(ask)
            if _may_be_kept(ask, exchange):
                try:
                    self.kept.put(self.visit, key, _written(exchange))
                except OSError as error:  # the answer is had all the same; it is asked for again if the visit is ended
                    log.warning("%s: a reply could not be kept: %s", self.kept.folder, error)
        return exchange


@dataclass(slots=True)
class Journal:
    """The visits of one run of a probe, as far as this machine makes them. run: its name, '' if nothing is kept.

    now: the time (UTC). crew: the name of the processes among which the visits are shared out, so that none has to
    look for what another keeps; it holds for all of a process, and for those that were made without one after it.
    Raises CrawlError if others could read or write where replies are kept.
    """

    run: str = ""
    now: Now = _now
    crew: str = ""
    _kept: Segments | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._kept = _segments(self.run, self.crew) if self.run else None

    def of(self, visit: str) -> VisitJournal:
        """Return the replies of one visit, named by the host that it is about, or RULES."""
        return VisitJournal(visit, self._kept, self.now)

    def forget(self, visits: Iterable[str]) -> None:
        """Delete the replies of visits whose findings are stored, once none of another is in the same file."""
        if self._kept is not None:
            self._kept.forget(visits)

    def end(self) -> None:
        """Delete everything of the run, and of others what nobody has gone on with for a day."""
        if self._kept is not None:
            with _lock:
                _open.pop((os.getpid(), self._kept.folder), None)
            self._kept.end()
            shutil.rmtree(self._kept.folder, ignore_errors=True)
            forget_old(self._kept.folder.parent, KEPT)


def visits_kept(run: str) -> list[str]:
    """Return the visits of a run of which this machine keeps replies."""
    return _segments(run).owners() if run else []


_lock = threading.Lock()
_open: dict[tuple[int, Path], Segments] = {}
"""Process and folder -> what is kept there, which is one for all of a process that go on with a run."""


def _segments(run: str, crew: str = "") -> Segments:
    folder = own_folder("probes") / run
    with _lock:
        return _open.setdefault((os.getpid(), folder), Segments(folder, (RULES,), crew))


def _may_be_kept(ask: Ask, exchange: Exchange) -> bool:
    if exchange.outcome is not Outcome.REPLIED or exchange.trouble is not None:
        return False
    if back_at(exchange) is not None:
        return True
    if is_worth_a_retry(exchange) or is_failure_of_host(exchange):
        return False
    return ask.as_stranger or not (exchange.is_redirect and "set-cookie" in exchange.headers)


def _known(record: bytes | None, now: Now) -> Exchange | None:
    """Return a reply that is kept and fresh; its monotonic times were those of another process."""
    if record is None:
        return None
    try:
        head, _, body = record.partition(b"\n")
        said = json.loads(head)
        known = Exchange(**said | {"outcome": Outcome(said["outcome"]), "body": body})
        came, today = datetime.fromisoformat(known.fetched_at), now()
    except (ValueError, TypeError, KeyError):  # as another version of this program wrote it
        return None
    until = back_at(known)
    fresh = today < until if until is not None else came.date() == today.date() and today - came < FRESH
    return replace(known, sent_at=None, replied_at=None) if fresh else None


_HEAD = tuple(each.name for each in fields(Exchange) if each.name != "body")


def _written(exchange: Exchange) -> bytes:
    # Field by field: dataclasses.asdict copies whatever it finds, half the CPU of keeping a reply.
    said = {name: getattr(exchange, name) for name in _HEAD} | {"headers": dict(exchange.headers)}
    return json.dumps(said).encode() + b"\n" + exchange.body
