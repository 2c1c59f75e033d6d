"""What visits that are still under way were answered, by hosts and by name servers, on this machine's disk, one by one.

A visit ends with findings only when its last answer is there. If whoever asks is ended before that, whoever goes on
with the run takes the answers from here, and asks only what had not been answered.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from collectors.crawl.manners.pace import back_at, is_failure_of_host, is_worth_a_retry
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.crawl.unfinished import forget_old, own_folder
from collectors.probes.segments import Segments
from models import Outcome

T = TypeVar("T")
Fetch = Callable[[Ask], Exchange]
Turn = Callable[[], AbstractContextManager[None]]
Now = Callable[[], datetime]
log = logging.getLogger(__name__)
FRESH = timedelta(hours=6)
"""How old an answer may be that is taken from here. It has to be of today (UTC) too: findings bear one date, and that
is the day on which they are stored."""
KEPT = timedelta(days=1)
"""How long the answers of a run stay with which nobody goes on."""
SHARED = "shared"
"""Name of what is kept for all visits of a run: files of rules, and what names say of which several visits ask."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How answers of one kind are kept.

    written, read: as bytes and back; read raises ValueError, TypeError or KeyError for what another version of this
    program wrote. lasts: whether an answer would be given again, which a failure is not taken to be. until: the time
    before which whoever gave it asks not to be asked again, None if there is none.
    """

    written: Callable[[T], bytes]
    read: Callable[[bytes], T]
    lasts: Callable[[T], bool] = lambda answer: True
    until: Callable[[T], datetime | None] = lambda answer: None


@dataclass(frozen=True, slots=True)
class VisitJournal:
    """The answers of one visit. kept: where they are, None if none are kept. now: the time (UTC)."""

    visit: str = ""
    kept: Segments | None = None
    now: Now = _now

    def reply(
        self, ask: Ask, fetch: Fetch, turn: Turn = nullcontext, on_kept: Callable[[], None] = lambda: None
    ) -> Exchange:
        """Return the reply that is kept of the same request, else what `fetch` gives, as `answer` does.

        Kept is what the host itself said and would say again, so no failure; one that says when to come back
        (Retry-After) until then. Nor a redirect that sets a cookie, as whoever follows it has to bring that.
        """
        form = Form(_written, _read, partial(_may_be_kept, ask), back_at)
        return self.answer(ask, partial(fetch, ask), form, turn, on_kept)

    def answer(
        self,
        question: object,
        ask: Callable[[], T],
        form: Form[T],
        turn: Turn = nullcontext,
        on_kept: Callable[[], None] = lambda: None,
    ) -> T:
        """Return the answer that is kept to the same question, else what `ask` gives in its `turn`, kept if it lasts.

        question: known again by its repr. on_kept: called where it was kept, as whoever was ended may have asked the
        same host a moment ago. Whatever `ask` raises is raised, and asked again by whoever goes on.
        """
        if self.kept is None:
            with turn():
                return ask()
        key = hashlib.sha256(repr(question).encode()).digest()[:16]
        known = _known(self.kept.get(self.visit, key, look=False), form, self.now)
        if known is not None:
            on_kept()
            return known
        with turn():
            known = _known(self.kept.get(self.visit, key), form, self.now)  # an ended visit may have had it on its way
            if known is not None:
                return known
            asked_at = self.now()
            answer = ask()
            if form.lasts(answer):
                try:
                    self.kept.put(self.visit, key, asked_at.isoformat().encode() + b"\n" + form.written(answer))
                except OSError as error:  # the answer is had all the same; it is asked for again if the visit is ended
                    log.warning("%s: an answer could not be kept: %s", self.kept.folder, error)
        return answer


@dataclass(slots=True)
class Journal:
    """The visits of one run of a probe, as far as this machine makes them. run: its name, '' if nothing is kept.

    now: the time (UTC). crew: the name of the processes among which the visits are shared out, so that none has to
    look for what another keeps; it holds for all of a process, and for those that were made without one after it.
    Raises CrawlError if others could read or write where answers are kept.
    """

    run: str = ""
    now: Now = _now
    crew: str = ""
    _kept: Segments | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._kept = _segments(self.run, self.crew) if self.run else None

    def of(self, visit: str) -> VisitJournal:
        """Return the answers of one visit, named by the host that it is about, or SHARED."""
        return VisitJournal(visit, self._kept, self.now)

    def forget(self, visits: Iterable[str]) -> None:
        """Delete the answers of visits whose findings are stored, once none of another is in the same file."""
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
    """Return the visits of a run of which this machine keeps answers."""
    return _segments(run).owners() if run else []


_lock = threading.Lock()
_open: dict[tuple[int, Path], Segments] = {}
"""Process and folder -> what is kept there, which is one for all of a process that go on with a run."""


def _segments(run: str, crew: str = "") -> Segments:
    folder = own_folder("probes") / run
    with _lock:
        return _open.setdefault((os.getpid(), folder), Segments(folder, (SHARED,), crew))


def _may_be_kept(ask: Ask, exchange: Exchange) -> bool:
    if exchange.outcome is not Outcome.REPLIED or exchange.trouble is not None:
        return False
    if back_at(exchange) is not None:
        return True
    if is_worth_a_retry(exchange) or is_failure_of_host(exchange):
        return False
    return ask.as_stranger or not (exchange.is_redirect and "set-cookie" in exchange.headers)


def _known(record: bytes | None, form: Form[T], now: Now) -> T | None:
    """Return an answer that is kept and fresh."""
    if record is None:
        return None
    try:
        asked_at, _, said = record.partition(b"\n")
        asked, today = datetime.fromisoformat(asked_at.decode()), now()
        known = form.read(said)
    except (ValueError, TypeError, KeyError):
        return None
    until = form.until(known)
    fresh = today < until if until is not None else asked.date() == today.date() and today - asked < FRESH
    return known if fresh else None


def joined(head: Mapping[str, Any], body: bytes) -> bytes:
    """Return small things that JSON can say, and bytes, as one."""
    return json.dumps(head).encode() + b"\n" + body


def parted(kept: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what `joined` was given. Raises ValueError if it is something else."""
    head, _, body = kept.partition(b"\n")
    return json.loads(head), body


_HEAD = tuple(each.name for each in fields(Exchange) if each.name not in ("body", "sent_at", "replied_at"))


def _written(exchange: Exchange) -> bytes:
    # Field by field: dataclasses.asdict copies whatever it finds, half the CPU of keeping a reply.
    said = {name: getattr(exchange, name) for name in _HEAD} | {"headers": dict(exchange.headers)}
    return joined(said, exchange.body)


def _read(kept: bytes) -> Exchange:
    """Return the reply without its monotonic times, which were those of another process."""
    said, body = parted(kept)
    return Exchange(**said | {"outcome": Outcome(said["outcome"]), "body": body, "sent_at": None, "replied_at": None})
