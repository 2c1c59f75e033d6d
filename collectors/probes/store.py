"""data/probes.db: the newest findings of each probe of each council, so that a stopped run goes on where it stopped.

Of a probe whose looks are repeated over months, each look stays too.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path

from collectors.probes.findings import Finding
from collectors.sqlite import Database
from errors import CrawlError

APPLICATION_ID = 0x43444950  # "CDIP": tells a database of probes from any other SQLite file
SCHEMA = """
CREATE TABLE IF NOT EXISTS findings (
  probe TEXT NOT NULL, authority TEXT NOT NULL,
  check_name TEXT NOT NULL,            -- an indicator's code, or the probe's own name of a part of one
  subject TEXT NOT NULL,               -- the domain or host that was asked
  status TEXT NOT NULL,                -- models.Status
  value REAL,                          -- NULL exactly when status is not 'measured'
  code TEXT NOT NULL,                  -- what decided it
  seen TEXT NOT NULL,                  -- JSON object: records and figures
  observed_at TEXT NOT NULL,           -- ISO 8601, UTC
  origin TEXT NOT NULL,                -- live | simulated
  PRIMARY KEY (probe, authority, check_name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept (       -- files beside findings, for a reader to check
  probe TEXT NOT NULL, authority TEXT NOT NULL, check_name TEXT NOT NULL, name TEXT NOT NULL,
  media_type TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (probe, authority, check_name, name)
) STRICT;
CREATE TABLE IF NOT EXISTS looks (      -- every look of a probe that is repeated: columns as in findings
  probe TEXT NOT NULL, authority TEXT NOT NULL, check_name TEXT NOT NULL, subject TEXT NOT NULL,
  status TEXT NOT NULL, value REAL, code TEXT NOT NULL, observed_at TEXT NOT NULL, origin TEXT NOT NULL,
  PRIMARY KEY (probe, authority, check_name, observed_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS under_way (  -- runs that have not come to their end, by which journal.py knows them again
  probe TEXT PRIMARY KEY, run TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
_COLUMNS = "probe, authority, check_name, subject, status, value, code, seen, observed_at, origin"


def open_probes(path: Path) -> Database:
    """Return the database, made if there is none. Raises CrawlError if the file is something else."""
    try:
        connection = sqlite3.connect(path)
        found = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found != APPLICATION_ID and tables:
            raise CrawlError(f"{path}: is a database, but none of probes (application_id differs)")
        connection.executescript(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA journal_mode = WAL; {SCHEMA}")
        # A power cut may then cost the last councils asked, which are asked again, instead of each a wait for the disk.
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error as error:
        raise CrawlError(f"{path}: cannot be opened as a database of probes: {error}") from error
    return Database(connection)


def read_probes(path: Path) -> Database:
    """Return the database, opened to be read alone. Raises CrawlError if it is not there or is something else."""
    if not path.is_file():
        raise CrawlError(f"{path}: there is no database of probes here; `probe dns --db {path}` makes one")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        found = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.Error as error:
        raise CrawlError(f"{path}: cannot be opened as a database of probes: {error}") from error
    if found != APPLICATION_ID:
        connection.close()
        raise CrawlError(f"{path}: is a database, but none of probes (application_id differs)")
    db = Database(connection)
    if not db["findings"].exists():
        db.close()
        raise CrawlError(f"{path}: has no table of findings, so it is no whole database of probes; `probe` makes one")
    return db


def known_since(db: Database, probe: str, since: datetime, origin: str) -> frozenset[str]:
    """Return the authorities whose findings of this probe are from then on, and of this origin."""
    rows = db.execute(
        "SELECT DISTINCT authority FROM findings WHERE probe = ? AND observed_at >= ? AND origin = ?",
        [probe, since.isoformat(), origin],
    )
    return frozenset(code for (code,) in rows)


def run_left(db: Database, probe: str) -> str:
    """Return the name of the run of a probe that has not come to its end, '' if there is none."""
    row = db.execute("SELECT run FROM under_way WHERE probe = ?", [probe]).fetchone()
    return row[0] if row else ""


def run_under_way(db: Database, probe: str, origin: str, resume: bool) -> str:
    """Return the name of the run of a probe that begins now, which begins with its origin.

    resume: it is that of one that was ended before, if there is one of this origin: what simulated hosts answered in
    the name of real ones is no answer of theirs.
    """
    left = run_left(db, probe)
    if resume and left.startswith(f"{origin}-"):
        return left
    run = f"{origin}-{uuid.uuid4().hex}"
    with db.conn:
        db.conn.execute("INSERT OR REPLACE INTO under_way VALUES (?, ?)", [probe, run])
    return run


def run_ended(db: Database, probe: str) -> None:
    """Take note that a probe's run has come to its end."""
    with db.conn:
        db.conn.execute("DELETE FROM under_way WHERE probe = ?", [probe])


def kept_by(db: Database, probe: str) -> list[tuple[str, bytes]]:
    """Return name and content of the files that a probe kept beside its newest findings."""
    rows = db.execute("SELECT name, body FROM kept WHERE probe = ? ORDER BY authority, check_name, name", [probe])
    return [(name, body) for name, body in rows.fetchall()]


def newest_of(db: Database, probes: Collection[str]) -> date | None:
    """Return the day (UTC) of the newest findings of these probes, None if there are none."""
    marks = ", ".join("?" * len(probes))
    query = f"SELECT date(max(observed_at)) FROM findings WHERE probe IN ({marks})"
    newest = db.execute(query, list(probes)).fetchone()[0]
    return date.fromisoformat(newest) if newest else None


def save(
    db: Database, probe: str, authority: str, found: Sequence[Finding], at: datetime, origin: str, keep: bool = False
) -> None:  # fmt: skip
    """Put the findings in the place of those before, all or none. keep: the looks of before stay in `looks`."""
    rows = [
        (probe, authority, each.check, each.subject, each.status.value, each.value, each.code,
         json.dumps(dict(each.seen), ensure_ascii=False, sort_keys=True), at.isoformat(), origin)
        for each in found
    ]  # fmt: skip
    files = [(probe, authority, each.check, one.name, one.media_type, one.body) for each in found for one in each.kept]
    with db.conn:
        for table in ("findings", "kept"):
            db.conn.execute(f"DELETE FROM {table} WHERE probe = ? AND authority = ?", [probe, authority])
        db.conn.executemany("INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?)", files)
        db.conn.executemany(f"INSERT INTO findings ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        if keep:
            looks = [(*row[:7], *row[8:]) for row in rows]
            db.conn.executemany("INSERT INTO looks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", looks)


def summary(db: Database, probe: str) -> list[tuple[str, int, int, int, str]]:
    """Return for each check how many councils meet it, do not, are not known, and the commonest reason for that."""
    rows = db.execute(
        "SELECT check_name, sum(value > 0), sum(value <= 0), sum(value IS NULL) FROM findings WHERE probe = ? "
        "GROUP BY check_name ORDER BY check_name",
        [probe],
    ).fetchall()
    return [(check, met or 0, unmet or 0, unknown, _reason(db, probe, check)) for check, met, unmet, unknown in rows]


def _reason(db: Database, probe: str, check: str) -> str:
    row = db.execute(
        "SELECT status FROM findings WHERE probe = ? AND check_name = ? AND value IS NULL "
        "GROUP BY status ORDER BY count(*) DESC, status LIMIT 1",
        [probe, check],
    ).fetchone()
    return row[0] if row else ""
