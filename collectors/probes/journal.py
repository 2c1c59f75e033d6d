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
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, unquote

from collectors.crawl.manners.pace import is_failure_of_host, is_worth_a_retry
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.crawl.unfinished import forget_old, own_folder
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
    """The replies of one visit. folder: where they are, None if none are kept. now: the time (UTC)."""

    folder: Path | None = None
    now: Now = _now

    def reply(
        self, ask: Ask, fetch: Fetch, turn: Turn = nullcontext, on_kept: Callable[[], None] = lambda: None
    ) -> Exchange:
        """Return the reply that is kept of the same question, else what `fetch` gives in its `turn`, kept if it may be.

        on_kept: called where it was kept, as whoever was ended may have asked the host a moment ago.

        Kept is what the host itself said and would say again: no failure, and no "come back later". Nor a redirect
        that sets a cookie, as whoever follows it has to bring that.
        """
        if self.folder is None:
            with turn():
                return fetch(ask)
        path = self.folder / hashlib.sha256(repr(ask).encode()).hexdigest()[:32]
        known = _read(path, self.now())
        if known is not None:
            on_kept()
            return known
        with turn():
            known = _read(path, self.now())  # the visit that was ended may have had it on its way
            if known is not None:
                return known
            exchange = fetch(ask)
            if _may_be_kept(ask, exchange):
                _write(path, exchange)
        return exchange


@dataclass(frozen=True, slots=True)
class Journal:
    """The visits of one run of a probe, as far as this machine makes them. run: its name, '' if nothing is kept.

    now: the time (UTC).
    """

    run: str = ""
    now: Now = _now

    def of(self, visit: str) -> VisitJournal:
        """Return the replies of one visit, named by the host that it is about, or RULES."""
        return VisitJournal(_folder_of(self.run) / _name_of(visit), self.now) if self.run else VisitJournal()

    def forget(self, visits: Iterable[str]) -> None:
        """Delete the replies of visits whose findings are stored."""
        for visit in visits if self.run else ():
            folder = _folder_of(self.run) / _name_of(visit)
            try:  # rmtree looks twice at everything, and nobody else can write here
                for path in folder.iterdir():
                    path.unlink()
                folder.rmdir()
            except FileNotFoundError:  # nothing was kept
                continue
            except OSError:  # a reply that came meanwhile
                shutil.rmtree(folder, ignore_errors=True)

    def end(self) -> None:
        """Delete everything of the run, and of others what nobody has gone on with for a day."""
        if self.run:
            shutil.rmtree(_folder_of(self.run), ignore_errors=True)
            forget_old(_home(), KEPT)


def visits_kept(run: str) -> list[str]:
    """Return the visits of a run of which this machine keeps replies."""
    folder = _folder_of(run)
    return sorted(unquote(path.name.removeprefix(_OF)) for path in folder.glob(f"{_OF}*")) if run else []


def _home() -> Path:
    return own_folder("probes")


def _folder_of(run: str) -> Path:
    return _home() / run


_OF = "of-"


def _name_of(visit: str) -> str:
    return _OF + quote(visit, safe="")


def _may_be_kept(ask: Ask, exchange: Exchange) -> bool:
    if exchange.outcome is not Outcome.REPLIED or exchange.trouble is not None:
        return False
    if is_worth_a_retry(exchange) or is_failure_of_host(exchange):
        return False
    return ask.as_stranger or not (exchange.is_redirect and "set-cookie" in exchange.headers)


def _read(path: Path, now: datetime) -> Exchange | None:
    """Return a reply that is kept and fresh; its monotonic times were those of another process."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        said = json.loads(head)
        if said.pop(_LENGTH) != len(body):
            raise ValueError("cut short")
        known = Exchange(**said | {"outcome": Outcome(said["outcome"]), "body": body})
        came = datetime.fromisoformat(known.fetched_at)
        fresh = came.date() == now.date() and now - came < FRESH
    except (OSError, ValueError, TypeError, KeyError):  # not there, or not whole since the power failed
        return None
    return replace(known, sent_at=None, replied_at=None) if fresh else None


_HEAD = tuple(field.name for field in fields(Exchange) if field.name != "body")
_LENGTH = "length"
"""What stands beside the fields of a reply: the bytes of its body."""


def _write(path: Path, exchange: Exchange) -> None:
    # Field by field: dataclasses.asdict copies whatever it finds, half the CPU of keeping a reply.
    said = {name: getattr(exchange, name) for name in _HEAD} | {"headers": dict(exchange.headers)}
    try:
        _put(path, json.dumps(said | {_LENGTH: len(exchange.body)}).encode() + b"\n" + exchange.body)
    except OSError as error:  # the answer is had all the same; it is asked for again if the visit is ended
        log.warning("%s: a reply could not be kept: %s", path, error)


def _put(path: Path, kept: bytes) -> None:
    """Write a file by as few calls as may be: at each, a thread lets hundreds of others go first.

    Nor is it put in place whole: how long it has to be stands in it.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    try:
        file = os.open(path, flags, 0o600)
    except FileNotFoundError:  # the first reply of its visit
        for folder in (path.parent.parent, path.parent):  # never that above, which has to be this user's own alone
            folder.mkdir(exist_ok=True)
        file = os.open(path, flags, 0o600)
    try:
        left = memoryview(kept)
        while left:
            left = left[os.write(file, left) :]
    finally:
        os.close(file)
