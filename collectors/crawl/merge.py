"""What a shard is told of earlier runs, and joining its store to the others'. Bodies are content-addressed, so they
meet without collision.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from collectors.crawl.schema import columns_of
from collectors.crawl.store import open_store
from collectors.sqlite import Database


def known_before(db: Database, run: int, authorities: Iterable[str]) -> bytes:
    """Return a store, a whole SQLite file, with what runs before `run` left that a shard of these councils needs.

    That is: all that was learned of hosts, the validators of the councils' pages, and of the replies that these speak
    of the rows and the reading of the page, under their own numbers. Bodies stay where they are.
    """
    with tempfile.TemporaryDirectory(prefix="crawl-known-") as folder:
        path = Path(folder) / "known.db"
        open_store(path).close()
        with _attached(db, path, "known"), db.atomic():
            db.execute("CREATE TEMP TABLE asked_for (authority TEXT PRIMARY KEY)")
            db.conn.executemany("INSERT INTO asked_for VALUES (?)", [(code,) for code in authorities])
            for table, condition in _KNOWN.items():
                db.execute(f"INSERT INTO known.{table} SELECT * FROM main.{table} WHERE {condition}", {"run": run})
            db.execute("DROP TABLE asked_for")
        _whole(path)
        return path.read_bytes()


_OWN = "SELECT fetch_id FROM main.validators WHERE authority IN (SELECT authority FROM asked_for)"
_KNOWN = {
    "runs": "run < :run",
    "hosts": "1",
    "validators": "authority IN (SELECT authority FROM asked_for)",
    "fetches": f"id IN ({_OWN})",
    "pages": f"(url, sha256) IN (SELECT url, sha256 FROM main.validators WHERE fetch_id IN ({_OWN}))",
}
"""Table -> which of its rows a shard is told."""


def _whole(path: Path) -> None:
    """Put everything into the one file: nothing stays in the log beside it."""
    db = open_store(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def merge_shard(db: Database, run: int, store: bytes) -> None:
    """Add a shard's newest run to `run` of the database, in one transaction. Merging the same shard twice is an error
    of the caller: its fetches would be there twice.
    """
    with tempfile.TemporaryDirectory(prefix="crawl-merge-") as folder:
        path = Path(folder) / "shard.db"
        path.write_bytes(store)
        with _attached(db, path, "shard"), db.atomic():
            _merge(db, run)


@contextmanager
def _attached(db: Database, path: Path, name: str) -> Iterator[None]:
    db.execute(f"ATTACH DATABASE ? AS {name}", [str(path)])
    try:
        yield
    finally:
        db.execute(f"DETACH DATABASE {name}")


def _merge(db: Database, run: int) -> None:
    (own,) = db.execute("SELECT max(run) FROM shard.runs").fetchone()
    (told,) = db.execute("SELECT coalesce(max(id), 0) FROM shard.fetches WHERE run <> ?", [own]).fetchone()
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM main.fetches").fetchone()
    db.execute("INSERT OR IGNORE INTO main.resources SELECT * FROM shard.resources")
    for table, (instead, condition) in _COPIED.items():
        columns = columns_of(table)
        values = ", ".join(instead.get(column, column) for column in columns)
        db.execute(
            f"INSERT OR REPLACE INTO main.{table} ({', '.join(columns)}) "
            f"SELECT {values} FROM shard.{table} WHERE {condition}",
            {"run": run, "own": own, "told": told, "offset": last - told},
        )


def _renumbered(column: str) -> str:
    """Return a fetch's number after the merge: what the shard was told of keeps its own."""
    return f"CASE WHEN {column} > :told THEN {column} + :offset ELSE {column} END"


_COPIED: dict[str, tuple[dict[str, str], str]] = {
    "sites": ({"run": ":run"}, "run = :own"),
    "hosts": ({}, "host IN (SELECT host FROM shard.fetches WHERE run = :own)"),
    "fetches": ({"run": ":run", "id": _renumbered("id"), "same_as": _renumbered("same_as")}, "run = :own"),
    "validators": ({"fetch_id": _renumbered("fetch_id")}, "1"),
    "pages": ({"fetch_id": _renumbered("fetch_id")}, "1"),
    "frontier": ({"run": ":run"}, "run = :own"),
}
"""Table -> column -> what stands there instead of the shard's value, and which rows; columns are those of schema.py."""
