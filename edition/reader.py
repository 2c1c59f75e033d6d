"""Read-only access to published.db: one connection per thread, and the named queries that pages share.

Every query takes a connection; a NULL is unknown, never zero. Scores are 0-1.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from edition.schema import APPLICATION_ID, SCHEMA_VERSION, Table, script
from edition.tables import TABLES
from errors import PublishedError


class _Connection(sqlite3.Connection):
    """A connection that can be referred to weakly, so that one of a thread that has ended is closed with it."""


_connections = threading.local()
_open_files: dict[str, weakref.WeakSet[_Connection]] = {}
_registering = threading.Lock()
_REBUILD = "build it with `python cli.py build`"


class Record(Protocol):
    """What is read of one row by the names of its columns: a row of SQLite, or a dict made of one."""

    def __getitem__(self, column: str, /) -> Any: ...
    def keys(self) -> Iterable[str]: ...


def connect(path: Path, oldest: int = SCHEMA_VERSION, later_tables: bool = False) -> sqlite3.Connection:
    """Return this thread's read-only, immutable connection to the published database at `path`.

    oldest: the oldest version of the schema that the caller can read. later_tables: whether declared tables that the
    file lacks are there without rows, for a file that is kept for good and was made before they were.

    The first call in a thread opens and checks the file; later calls return the same connection.
    Raises PublishedError if the file is missing, is not a database of ours, is damaged, holds no
    current edition, or was made by another version of the schema.
    """
    opened: dict[tuple[str, int, bool], _Connection] = _connections.__dict__.setdefault("opened", {})
    key = (str(path), oldest, later_tables)
    if key not in opened:
        made = _open(Path(path), oldest, later_tables)
        with _registering:
            for closed in [one for one in opened if one[0] not in _open_files]:
                del opened[closed]
            opened[key] = made
            _open_files.setdefault(key[0], weakref.WeakSet()).add(made)
    return opened[key]


def disconnect(path: Path) -> None:
    """Close the connections of all threads to the database at `path`, which nobody reads any more."""
    with _registering:
        for connection in _open_files.pop(str(path), ()):
            connection.close()


def glance(path: Path) -> sqlite3.Row:
    """Return the row of the current edition of the database at `path`, read now. Raises PublishedError as `connect`."""
    connection = _open(Path(path))
    try:
        return current_edition(connection)
    finally:
        connection.close()


def examine(path: Path) -> None:
    """Read the whole database at `path` once. Raises PublishedError as `connect` does, and if any page is damaged."""
    connection = _open(Path(path))
    try:
        # quick_check of SQLite 3.40 calls sound tables without a row id damaged.
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    finally:
        connection.close()
    if found != "ok":
        raise PublishedError(f"{path}: is damaged ({found}); {_REBUILD}")


def _later(connection: sqlite3.Connection) -> tuple[Table, ...]:
    there = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return tuple(table for table in TABLES if table.name not in there)


def _add_later_tables(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.executescript(script(_later(connection)).replace("CREATE TABLE", "CREATE TEMP TABLE"))


def _open(path: Path, oldest: int = SCHEMA_VERSION, later_tables: bool = False) -> _Connection:
    if not path.is_file():
        raise PublishedError(f"{path}: there is no published database here; {_REBUILD}")
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, factory=_Connection)
    connection.row_factory = sqlite3.Row
    try:
        _check(connection, path, oldest)
        if later_tables:
            _add_later_tables(connection)
        elif lacking := _later(connection):
            raise PublishedError(f"{path}: was made by another version (it has no table {lacking[0].name}); {_REBUILD}")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise PublishedError(f"{path}: cannot be read as a published database ({error}); {_REBUILD}") from error
    except PublishedError:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path, oldest: int) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise PublishedError(
            f"{path}: is not a published database (application_id is {application:#x}, "
            f"expected {APPLICATION_ID:#x}); {_REBUILD}"
        )
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if not oldest <= version <= SCHEMA_VERSION:
        raise PublishedError(
            f"{path}: was made by another version (user_version is {version}, expected {SCHEMA_VERSION}); {_REBUILD}"
        )
    if connection.execute("SELECT count(*) FROM editions WHERE is_current = 1").fetchone()[0] != 1:
        raise PublishedError(f"{path}: editions: expected exactly one row with is_current = 1; {_REBUILD}")


def current_edition(connection: sqlite3.Connection) -> sqlite3.Row:
    """Return the row of `editions` that is current; `connect` has made sure that there is exactly one."""
    current: sqlite3.Row = connection.execute("SELECT * FROM editions WHERE is_current = 1").fetchone()
    return current


def rows(connection: sqlite3.Connection, sql: str, *parameters: Any) -> list[sqlite3.Row]:
    """Return every row of one SELECT; parameters are bound, never pasted."""
    return connection.execute(sql, parameters).fetchall()


def one(connection: sqlite3.Connection, sql: str, *parameters: Any) -> sqlite3.Row | None:
    """Return the first row of one SELECT, or None."""
    first: sqlite3.Row | None = connection.execute(sql, parameters).fetchone()
    return first


_SEEN = """
(SELECT count(*) FROM cells c WHERE c.edition = s.edition AND c.authority = s.authority AND state = 'observed')
  AS marks_seen,
(SELECT count(*) FROM cells c WHERE c.edition = s.edition AND c.authority = s.authority AND state != 'not_applicable')
  AS marks_asked
"""
_LEVEL = """
(SELECT count(*) - 1 FROM scores o WHERE s.ranked AND o.edition = s.edition AND o.ranked AND o.type = s.type
  AND o.rank_middle = s.rank_middle) AS level_with,
(SELECT count(*) - 1 FROM scores o WHERE s.core_ranked AND o.edition = s.edition AND o.core_ranked
  AND o.core_rank = s.core_rank) AS core_level_with
"""
_LEVEL_OF_ALL = """
count(*) FILTER (WHERE s.ranked) OVER (PARTITION BY s.type, s.rank_middle) - 1 AS level_with,
count(*) FILTER (WHERE s.core_ranked) OVER (PARTITION BY s.core_rank) - 1 AS core_level_with
"""
_LEAGUE = f"""
SELECT s.*, {_SEEN}, {_LEVEL_OF_ALL},
       a.name, a.short_name, a.nation, a.region, a.parent, a.deprivation_band, a.rurality, a.size_band,
       a.population, p.name AS parent_name, p.slug AS parent_slug
FROM scores s JOIN authorities a USING (authority) LEFT JOIN authorities p ON p.authority = a.parent
WHERE s.edition = ? ORDER BY a.name
"""


def league(connection: sqlite3.Connection, edition: str) -> list[sqlite3.Row]:
    """Return scores and register facts of every council of one edition, by name.

    Besides the columns of both tables: marks_seen, of the `marks_asked` indicators that apply; level_with,
    core_level_with,
    how many other ranked councils share the published score within the type and on the common core.
    """
    return rows(connection, _LEAGUE, edition)


def without_table(connection: sqlite3.Connection, edition: str) -> dict[str, sqlite3.Row]:
    """Return authority -> row of scores_without; {} in an edition that has no second table."""
    found = rows(connection, "SELECT * FROM scores_without WHERE edition = ?", edition)
    return {row["authority"]: row for row in found}


def council(connection: sqlite3.Connection, edition: str, slug: str) -> sqlite3.Row | None:
    """Return scores and register facts of one council by slug, with what `league` adds, or None if there is none."""
    return one(
        connection,
        f"SELECT s.*, a.*, {_SEEN}, {_LEVEL}, p.name AS parent_name, p.slug AS parent_slug FROM authorities a "
        "JOIN scores s ON s.authority = a.authority AND s.edition = ? "
        "LEFT JOIN authorities p ON p.authority = a.parent WHERE a.slug = ?",
        edition,
        slug,
    )


def untested(connection: sqlite3.Connection) -> bool:
    """Return whether everyday services, the first dimension, are left out of the current edition."""
    return not rows(connection, "SELECT in_scope FROM dimensions ORDER BY position LIMIT 1")[0]["in_scope"]


def scored_dimensions(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the dimensions in this edition's scope, in order."""
    return rows(connection, "SELECT * FROM dimensions WHERE in_scope = 1 ORDER BY position")


def dimension_scores(connection: sqlite3.Connection, edition: str) -> dict[str, dict[str, sqlite3.Row]]:
    """Return authority -> dimension -> row of dimension_scores."""
    table: dict[str, dict[str, sqlite3.Row]] = {}
    for row in rows(connection, "SELECT * FROM dimension_scores WHERE edition = ?", edition):
        table.setdefault(row["authority"], {})[row["dimension"]] = row
    return table


def shared_addresses(connection: sqlite3.Connection, edition: str) -> set[tuple[str, str]]:
    """Return (indicator, url) of the evidence that is one page for several councils, such as a list of users."""
    found = rows(
        connection,
        "SELECT indicator, url FROM cells WHERE edition = ? AND url != '' GROUP BY indicator, url HAVING count(*) > 1",
        edition,
    )
    return {(row["indicator"], row["url"]) for row in found}


def council_cells(connection: sqlite3.Connection, edition: str, authority: str) -> list[sqlite3.Row]:
    """Return one council's cells with their indicators and sources, in framework order."""
    return rows(
        connection,
        "SELECT c.*, i.name, i.question, i.dimension, i.kind, i.unit, i.worst, i.best, i.log, i.improve, i.effort, "
        "i.effort_reason, "
        "i.common_core, i.weight, s.title AS source_title, s.url AS source_url, s.snapshot_on "
        "FROM cells c JOIN indicators i USING (indicator) LEFT JOIN sources s ON s.source = c.source "
        "WHERE c.edition = ? AND c.authority = ? ORDER BY i.position",
        edition,
        authority,
    )


def council_facts(connection: sqlite3.Connection, edition: str, authority: str) -> list[sqlite3.Row]:
    """Return what is shown and never scored about one council, in framework order."""
    return rows(
        connection,
        "SELECT f.*, i.name, i.question, i.kind, i.unit, i.variant_of, s.title AS source_title FROM facts f "
        "JOIN indicators i USING (indicator) LEFT JOIN sources s ON s.source = f.source "
        "WHERE f.edition = ? AND f.authority = ? ORDER BY i.position, f.source, f.message",
        edition,
        authority,
    )


def council_duties(connection: sqlite3.Connection, authority: str) -> list[sqlite3.Row]:
    """Return all services with this council's duty for each, in framework order."""
    return rows(
        connection,
        "SELECT v.*, d.duty, d.note FROM services v JOIN duties d USING (service) "
        "WHERE d.authority = ? ORDER BY v.position",
        authority,
    )


_REPLIES = """
SELECT r.*, a.slug, a.short_name, i.name, i.dimension, EXISTS (SELECT 1 FROM cells c JOIN editions e USING (edition)
  WHERE e.is_current AND c.authority = r.authority AND c.indicator = r.indicator AND c.state != 'not_applicable')
  AS has_mark
FROM replies r JOIN authorities a USING (authority) LEFT JOIN indicators i USING (indicator)
"""
_NEWEST = "ORDER BY r.received_on DESC, a.short_name, i.position, r.kind"
UNDER_REVIEW = "reply_status = 'open' AND kind IN ('disagree', 'report')"
"""Of `replies`: a mark of which somebody says that it is wrong, and nobody has decided yet."""


def all_replies(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return everything that councils and others said, the newest first, with the names of council and indicator.

    has_mark: whether the current edition has the mark that it is about.
    """
    return rows(connection, f"{_REPLIES} {_NEWEST}")


def council_replies(connection: sqlite3.Connection, authority: str) -> list[sqlite3.Row]:
    """Return everything that was said by or about one council, the newest first."""
    return rows(connection, f"{_REPLIES} WHERE r.authority = ? {_NEWEST}", authority)


def under_review(connection: sqlite3.Connection) -> dict[str, int]:
    """Return authority -> number of its marks that are under review; councils without any are not there."""
    sql = f"SELECT authority, count(DISTINCT indicator) AS n FROM replies WHERE {UNDER_REVIEW} GROUP BY authority"
    return {row["authority"]: row["n"] for row in rows(connection, sql)}


def summaries(connection: sqlite3.Connection, edition: str) -> dict[tuple[str, str], Any]:
    """Return (key, type) -> the decoded JSON value of every computed figure about the edition."""
    found = rows(connection, "SELECT key, type, value FROM summaries WHERE edition = ?", edition)
    return {(row["key"], row["type"]): json.loads(row["value"]) for row in found}
