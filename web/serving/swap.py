"""One edition after another without a restart: a new database is served once it is whole, until then the old one.

Each process looks every few seconds at the file that it was told to serve. A file that is another one than before and
has stopped changing is copied, examined and shown a few trial requests by a site made for it, with its memory filled.
Only then do requests go there; those under way end where they began, so no answer is made of two editions. What fails
any of this is refused: the log and /health say why, and the old edition stays. Whatever happens to the file that is
looked at, the copy that is served does not change.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from flask import Flask
from werkzeug.wsgi import ClosingIterator

from edition.reader import connect, current_edition, disconnect, examine
from errors import BenchmarkError, PublishedError

try:
    import fcntl
except ImportError:  # not POSIX, where one process serves alone
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks at the file."""
TRIAL = ("/health", "/", "/league", "/data", "/methodology", "/explore/")
"""Addresses that a new edition has to answer with 200, and a council's page, before anybody else is sent there."""

Build: TypeAlias = Callable[[Path], Flask]
"""Makes the site over a database that nobody changes, ready for its first reader."""
Mark: TypeAlias = tuple[int, int, int]
"""What tells two states of a file apart: its number, the time of its last change (ns) and its size (bytes)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A new file that is not served. at: when it was refused; why: for the operator, without a path of this machine."""

    at: datetime
    why: str


class _ChangedMeanwhile(PublishedError):
    """The file was written to while it was copied: it is not whole yet."""


@dataclass(slots=True)
class _Site:
    """The site over one copy. digest: SHA-256 of its bytes; owner: the process that made it and takes it away;
    asked: requests under way."""

    server: Flask
    copy: Path
    digest: str
    owner: int
    asked: int = 0


class Swap:
    """The WSGI application over whatever whole database lies at `published`."""

    def __init__(self, published: Path, build: Build, folder: Path, clock: Callable[[], datetime]):
        """Copy the database into `folder`, which only this server uses, and make its site.

        Raises PublishedError if it is missing, not ours or damaged, or if its pages fail.
        """
        self._published, self._build, self._folder, self._clock = published, build, folder, clock
        self._numbers, self._switching = itertools.count(), threading.Lock()
        self._seen = self._settled = _mark(published)
        self.refusal: Refusal | None = None
        self.since = clock()
        self._site = self._make(self._copy())

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request from the edition that is served when it comes in."""
        with self._switching:
            site = self._site
            site.asked += 1
        try:
            answer = site.server(environ, start_response)
        except BaseException:
            self._answered(site)
            raise
        return ClosingIterator(answer, lambda: self._answered(site))

    def follow(self, every: float = EVERY) -> None:
        """Look at the file every so many seconds in a thread of its own, for as long as the process runs."""
        pause = threading.Event()

        def watch() -> None:
            while not pause.wait(every):
                self.look()

        threading.Thread(target=watch, name="edition-swap", daemon=True).start()

    def look(self) -> None:
        """Look at the file once.

        Another one than that which was served or refused last is taken up, if it has not changed since the look before.
        """
        mark = _mark(self._published)
        seen, self._seen = self._seen, mark
        if mark is None or mark == self._settled or mark != seen:
            return
        self._settled = mark
        try:
            with self._one_at_a_time():
                copy = self._copy()
                if _digest(copy) == self._site.digest:
                    self._drop(copy)
                    self.refusal = None
                else:
                    self._switch(self._make(copy))
        except _ChangedMeanwhile:
            self._settled = None
        except BenchmarkError as error:
            self._refuse(str(error).replace(f"{self._published}: ", ""))
        except Exception as error:  # a fault of ours must not take away what is served
            log.exception("the site over a new %s cannot be made", self._published.name)
            self._refuse(f"its site cannot be made ({type(error).__name__})")

    def _copy(self) -> Path:
        """Return a new copy of the published file as it was when it was looked at."""
        copy = self._folder / f"{os.getpid()}-{next(self._numbers)}.db"
        try:
            shutil.copyfile(self._published, copy)
        except FileNotFoundError as error:
            raise PublishedError(
                f"{self._published}: nothing is built yet; run `make run` or `python cli.py build`"
            ) from error
        except OSError as error:
            self._drop(copy)
            raise PublishedError(f"{self._published}: cannot be copied ({error.strerror})") from error
        if _mark(self._published) != self._settled:
            self._drop(copy)
            raise _ChangedMeanwhile(f"{self._published}: was written to while it was read; try again")
        return copy

    def _make(self, copy: Path) -> _Site:
        try:
            examine(copy)
            server = self._build(copy)
            server.extensions["swap"] = self
            try_pages(server, copy)
            return _Site(server, copy, _digest(copy), os.getpid())
        except BaseException as error:
            self._drop(copy)
            if isinstance(error, PublishedError):
                raise PublishedError(str(error).replace(str(copy), str(self._published))) from error
            raise

    def _switch(self, site: _Site) -> None:
        with self._switching:
            old, self._site = self._site, site
            self.refusal, self.since = None, self._clock()
            idle = not old.asked
        log.info("edition %s is served now", current_edition(connect(site.copy))["edition"])
        if idle:
            self._retire(old)
        del old
        gc.collect()  # a server is a circle of references, and weighs some ten megabytes

    def _answered(self, site: _Site) -> None:
        with self._switching:
            site.asked -= 1
            over = not site.asked and site is not self._site
        if over:
            self._retire(site)

    def _retire(self, site: _Site) -> None:
        if site.owner == os.getpid():
            self._drop(site.copy)
        else:  # the other processes still may read what they were all started with
            disconnect(site.copy)

    def _drop(self, copy: Path) -> None:
        disconnect(copy)
        copy.unlink(missing_ok=True)

    def _refuse(self, why: str) -> None:
        log.error("%s is not served, the edition before it stays: %s", self._published.name, why)
        self.refusal = Refusal(self._clock(), why)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Wait until no other process of this server makes a site, so that all others answer at full speed."""
        with (self._folder / "lock").open("w") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mark(path: Path) -> Mark | None:
    """Return the state of a file, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def try_pages(server: Flask, published: Path) -> None:
    """Ask the site over `published` for a few pages. Raises PublishedError naming one not answered with 200."""
    client = server.test_client()
    council = connect(published).execute("SELECT slug FROM authorities ORDER BY slug LIMIT 1").fetchone()
    for address in (*TRIAL, *([f"/council/{council['slug']}"] if council else [])):
        with client.get(address) as answer:
            if answer.status_code != 200:
                raise PublishedError(f"{published}: its page {address} answers {answer.status_code}")
