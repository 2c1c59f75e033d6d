"""Joining the stores of shards into one. Bodies are content-addressed, so they meet without collision."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from collectors.crawl.schema import columns_of
from collectors.crawl.store import open_store


def write_hosts(path: Path, hosts: Iterable[dict]) -> None:
    """Make a shard's store and tell it what earlier runs learned of hosts."""
    db = open_store(path)
    with db.atomic():
        db.table("hosts").insert_all(hosts, replace=True)
    db.close()


def merge_shard(db: Database, run: int, store: bytes) -> None:
    """Add a shard's only run to `run` of the database, in one transaction. Merging the same shard twice is an error
    of the caller: its fetches would be there twice.
    """
    with tempfile.TemporaryDirectory(prefix="crawl-merge-") as folder:
        path = Path(folder) / "shard.db"
        path.write_bytes(store)
        db.execute("ATTACH DATABASE ? AS shard", [str(path)])
        try:
            with db.atomic():
                _merge(db, run)
        finally:
            db.execute("DETACH DATABASE shard")


def _merge(db: Database, run: int) -> None:
    offset = db.execute("SELECT coalesce(max(id), 0) FROM fetches").fetchone()[0]
    db.execute("INSERT OR IGNORE INTO main.resources SELECT * FROM shard.resources")
    for table, instead in _COPIED.items():
        columns = columns_of(table)
        values = ", ".join(instead.get(column, column) for column in columns)
        db.execute(
            f"INSERT OR REPLACE INTO main.{table} ({', '.join(columns)}) SELECT {values} FROM shard.{table}",
            {"run": run, "offset": offset},
        )


_COPIED: dict[str, dict[str, str]] = {
    "sites": {"run": ":run"},
    "hosts": {},
    "fetches": {"run": ":run", "id": "id + :offset", "same_as": "same_as + :offset"},
    "validators": {"fetch_id": "fetch_id + :offset"},
    "pages": {"fetch_id": "fetch_id + :offset"},
    "frontier": {"run": ":run"},
}
"""Table -> column -> what stands there instead of the shard's value; the columns are those of schema.py."""
