"""Joining the stores of shards into one. Bodies are content-addressed, so they meet without collision."""

import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from collectors.crawl.store import open_store

_HOSTS = ("host", "robots_status", "robots_body", "robots_at", "crawl_delay_s", "parked_until", "note")


def write_host_memory(path: Path, hosts: Iterable[dict]) -> None:
    """Make a shard's store and tell it what earlier runs learned of hosts."""
    db = open_store(path)
    with db.atomic():
        db["hosts"].insert_all(hosts, replace=True)
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
                _merge(db.conn, run)
        finally:
            db.execute("DETACH DATABASE shard")


def _merge(connection: sqlite3.Connection, run: int) -> None:
    offset = connection.execute("SELECT coalesce(max(id), 0) FROM fetches").fetchone()[0]
    for statement in _STATEMENTS:
        connection.execute(statement, {"run": run, "offset": offset})


def _copied(table: str, **instead: str) -> str:
    columns = _COLUMNS[table]
    values = ", ".join(instead.get(column, column) for column in columns)
    return f"INSERT OR REPLACE INTO main.{table} ({', '.join(columns)}) SELECT {values} FROM shard.{table}"


_COLUMNS = {
    "sites": (
        "run",
        "authority",
        "slug",
        "crawled_as",
        "home_url",
        "status",
        "reason",
        "complete",
        "pages",
        "attempts",
        "errors",
    ),
    "hosts": _HOSTS,
    "fetches": (
        "id",
        "run",
        "authority",
        "host",
        "kind",
        "url",
        "final_url",
        "outcome",
        "reason",
        "status",
        "headers",
        "hops",
        "elapsed_s",
        "sent_at",
        "fetched_at",
        "sha256",
        "media_type",
        "charset",
        "body_bytes",
        "page_status",
        "same_as",
        "discovered_via",
        "depth",
        "link_text",
    ),
    "validators": ("url", "authority", "etag", "last_modified", "sha256", "fetch_id"),
    "pages": (
        "url",
        "sha256",
        "authority",
        "fetch_id",
        "title",
        "lang",
        "h1",
        "canonical",
        "description",
        "is_soft_404",
        "links_count",
        "links",
        "forms",
    ),
    "frontier": (
        "run",
        "authority",
        "url",
        "host",
        "state",
        "kind",
        "priority",
        "depth",
        "discovered_via",
        "link_text",
        "first_url",
        "hops",
        "tries",
    ),
}
_STATEMENTS = (
    "INSERT OR IGNORE INTO main.resources SELECT * FROM shard.resources",
    _copied("sites", run=":run"),
    _copied("hosts"),
    _copied("fetches", run=":run", id="id + :offset", same_as="same_as + :offset"),
    _copied("validators", fetch_id="fetch_id + :offset"),
    _copied("pages", fetch_id="fetch_id + :offset"),
    _copied("frontier", run=":run"),
)
