"""crawl.db opened for writing (sqlite-utils, WAL), created where there is none, and filled with what was observed."""

import errno
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import zstandard

from collectors.crawl.schema import APPLICATION_ID, CRAWL, SCHEMA_VERSION
from collectors.sqlite import Database
from errors import CrawlError, DiskError


def open_store(path: Path) -> Database:
    """Return crawl.db opened for writing, created if there is none. Raises CrawlError for a file of another kind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = Database(sqlite3.connect(path, check_same_thread=False, timeout=30))
    _check_kind(db, path)
    db.enable_wal()
    db.execute("PRAGMA synchronous = NORMAL")
    with db.conn:
        db.conn.executescript(CRAWL)
        db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return db


_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_OF_RIGHTS = frozenset({errno.EACCES, errno.EPERM})
_OF_SQLITE = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
)


@contextmanager
def kept_on_disk(path: Path) -> Iterator[None]:
    """Raise DiskError where the disk takes no more of what the block writes. path: what it fills, for the message."""
    try:
        yield
    except OSError as error:
        of_rights = error.errno in _OF_RIGHTS and error.filename is not None  # a firewall may forbid a socket so too
        if not of_rights and error.errno not in _OF_THE_DISK:
            raise
        raise DiskError(f"{error.filename or path}: cannot be written to ({error.strerror})") from error
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _OF_SQLITE:  # the low byte: the kind of error
            raise
        raise DiskError(f"{path}: cannot be written to ({error})") from error


def compress(body: bytes) -> bytes:
    """Return the body as it is kept in `resources` (zstd level 1: measured cheaper than gzip, and smaller)."""
    return zstandard.ZstdCompressor(level=1).compress(body)


def save_services(db: Database, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store service findings, each replacing an earlier one of the same authority and service."""
    with db.atomic():
        db.table("services").upsert_all(map(dict, rows), pk=("authority", "service"))


def save_observations(db: Database, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store observations, each replacing an earlier one of the same authority, measure and subject."""
    with db.atomic():
        db.table("observations").upsert_all(map(dict, rows), pk=("authority", "measure", "subject"))


def save_for_authority(db: Database, table: str, authority: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store the rows of one council in a table that is keyed by council, in place of all that it had there."""
    with db.atomic():
        db.table(table).delete_where("authority = ?", [authority])
        db.table(table).insert_all(map(dict, rows), replace=True)


def save_shifts(db: Database, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store what a replay changed, in place of what an earlier one did."""
    with db.atomic():
        db.table("shifts").delete_where()
        db.table("shifts").insert_all(map(dict, rows))


def _check_kind(db: Database, path: Path) -> None:
    try:
        kind = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise CrawlError(f"{path}: not an SQLite file ({error})") from error
    if kind not in (0, APPLICATION_ID) or (kind == 0 and db.table_names()):
        raise CrawlError(f"{path}: not a crawl database; name another file with --db")
    if kind == APPLICATION_ID and version != SCHEMA_VERSION:
        raise CrawlError(f"{path}: made by another version (schema {version}, this program has {SCHEMA_VERSION})")
