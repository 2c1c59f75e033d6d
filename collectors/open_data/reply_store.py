"""Replies of live sources, kept so that a stopped reading goes on and an unchanged file is not sent again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from collectors.open_data.fetcher import Part, Reply
from errors import ReplyStoreError
from register.tables import as_csv

UNFINISHED, FINISHED, BESIDES = "unfinished", "finished", "besides"
"""The reading that is going on, the last one that came to its end, and what a source can do without."""

FIELDS = ("file", "url", "status", "media_type", "body", "fetched_at", "etag", "last_modified")
PROVENANCE = (
    "file", "url", "fetched_at", "status", "media_type", "bytes", "sha256", "etag", "last_modified", "contract",
)  # fmt: skip
SCHEMA = """
CREATE TABLE IF NOT EXISTS replies (
    source TEXT NOT NULL, reading TEXT NOT NULL, file TEXT NOT NULL, url TEXT NOT NULL, status INTEGER NOT NULL,
    media_type TEXT NOT NULL, body BLOB, fetched_at TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
    PRIMARY KEY (source, reading, file)
);
CREATE TABLE IF NOT EXISTS parts (
    source TEXT NOT NULL, file TEXT NOT NULL, body BLOB NOT NULL, validator TEXT NOT NULL, PRIMARY KEY (source, file)
);
CREATE TABLE IF NOT EXISTS done (
    run TEXT NOT NULL, source TEXT NOT NULL, done_at TEXT NOT NULL, PRIMARY KEY (run, source)
);
"""


class ReplyStore:
    """The replies by source and file, in one SQLite file. Every change is whole or not there at all."""

    def __init__(self, connection: sqlite3.Connection):
        self._connection = connection
        connection.executescript(f"PRAGMA journal_mode = WAL; {SCHEMA}")
        # Every reply is a change of its own. A crash loses none; a power cut may lose the last, which are asked again.
        connection.execute("PRAGMA synchronous = NORMAL")

    def replies(self, source: str, reading: str) -> dict[str, Reply]:
        """Return the replies of one reading by file, in the order in which they came."""
        query = f"SELECT {', '.join(FIELDS)} FROM replies WHERE source = ? AND reading = ? ORDER BY rowid"
        return {row[0]: _reply(row) for row in self._connection.execute(query, (source, reading))}

    def keep(self, source: str, reading: str, reply: Reply) -> None:
        """Keep one reply, in the place of an earlier one of that reading; its begun file is forgotten."""
        cells = (reply.file, reply.url, reply.status, reply.media_type, reply.body, reply.fetched_at.isoformat(),
                 reply.etag, reply.last_modified)  # fmt: skip
        with self._connection:
            self._connection.execute("DELETE FROM parts WHERE source = ? AND file = ?", (source, reply.file))
            self._connection.execute(
                f"INSERT OR REPLACE INTO replies (source, reading, {', '.join(FIELDS)})"
                f" VALUES (?, ?{', ?' * len(FIELDS)})",
                (source, reading, *cells),
            )

    def part(self, source: str, file: str) -> Part:
        """Return what arrived of a file that was given up; an empty one if there is nothing."""
        query = "SELECT body, validator FROM parts WHERE source = ? AND file = ?"
        found = self._connection.execute(query, (source, file)).fetchone()
        return Part(*found) if found else Part()

    def keep_part(self, source: str, file: str, part: Part) -> None:
        """Keep the beginning of a file for the next time."""
        with self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)", (source, file, part.body, part.validator)
            )

    def finish(self, source: str, run: str = "", at: datetime | None = None) -> None:
        """Put the reading that is going on in the place of the last finished one, in one step.

        run, at: of what run it is and when it ended, for `go_on`.
        """
        with self._connection:
            if run and at:
                self._connection.execute("INSERT OR REPLACE INTO done VALUES (?, ?, ?)", (run, source, at.isoformat()))
            self._connection.execute("DELETE FROM replies WHERE source = ? AND reading = ?", (source, FINISHED))
            self._connection.execute(
                "UPDATE replies SET reading = ? WHERE source = ? AND reading = ?", (FINISHED, source, UNFINISHED)
            )

    def go_on(self, run: str, since: datetime) -> None:
        """Take up again the readings that a run finished after a moment: it was stopped before it had them all."""
        with self._connection:
            self._connection.execute("DELETE FROM done WHERE done_at < ?", (since.isoformat(),))
            self._connection.execute(
                "UPDATE OR IGNORE replies SET reading = ? WHERE reading = ? AND source IN "
                "(SELECT source FROM done WHERE run = ?)",
                (UNFINISHED, FINISHED, run),
            )
            self._connection.execute("DELETE FROM done WHERE run = ?", (run,))

    def end(self, run: str) -> None:
        """Note that a run has read all that it was to read: the next one reads it anew."""
        with self._connection:
            self._connection.execute("DELETE FROM done WHERE run = ?", (run,))

    def drop_unfinished(self, source: str) -> None:
        """Forget the reading that is going on; the last finished one stays."""
        with self._connection:
            self._connection.execute("DELETE FROM replies WHERE source = ? AND reading = ?", (source, UNFINISHED))
            self._connection.execute("DELETE FROM parts WHERE source = ?", (source,))

    def forget_besides(self, source: str, before: datetime) -> None:
        """Forget what was asked besides before a moment."""
        with self._connection:
            self._connection.execute(
                "DELETE FROM replies WHERE source = ? AND reading = ? AND fetched_at < ?",
                (source, BESIDES, before.isoformat()),
            )


@contextmanager
def open_store(path: Path) -> Iterator[ReplyStore]:
    """Yield the store in a file, which is made if there is none. Raises ReplyStoreError for what is no such file."""
    with ExitStack() as held:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            store = ReplyStore(held.enter_context(closing(sqlite3.connect(path))))
        except (OSError, sqlite3.DatabaseError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            expected = "expected a file of kept replies, which can be written to: move it away, or name another"
            raise ReplyStoreError(f"{path}: cannot be used ({why}); {expected}") from None
        yield store


def _reply(row: tuple[str, str, int, str, bytes | None, str, str, str]) -> Reply:
    file, url, status, media_type, body, fetched_at, etag, last_modified = row
    return Reply(file, url, status, media_type, body, datetime.fromisoformat(fetched_at), etag, last_modified)


def provenance(replies: Iterable[Reply], contract: str) -> str:
    """Return where each reply comes from as CSV, sorted by file: one row a reply, its bytes and SHA-256 among them."""
    rows = (
        (
            one.file, one.url, one.fetched_at.isoformat(timespec="seconds"), str(one.status), one.media_type,
            str(len(one.body or b"")), one.sha256, one.etag, one.last_modified, contract,
        )
        for one in sorted(replies, key=lambda one: one.file)
    )  # fmt: skip
    return as_csv(PROVENANCE, rows)


def is_stale(replies: Iterable[Reply], now: datetime, days: int) -> bool:
    """Return whether any of the replies is more than `days` old."""
    return any(now - one.fetched_at > timedelta(days=days) for one in replies)
