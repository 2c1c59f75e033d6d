"""Writing published.db: all or nothing, the same bytes for the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from edition.schema import APPLICATION_ID, SCHEMA_VERSION, fitter, insertion, script
from edition.tables import TABLES
from errors import EditionError

Rows = Iterable[Mapping[str, Any]]


def write_published(
    path: Path, tables: Mapping[str, Rows], also: Callable[[sqlite3.Connection], Any] | None = None
) -> None:
    """Write a new published database with the rows of each table, then put it in the place of `path`.

    Raises EditionError naming table, row, column and value for what is not declared or does not fit.
    also: a function that fills further tables (postcodes) over the same connection. If anything fails,
    whatever was at `path` before is left as it was.
    """
    for name in tables.keys() - {table.name for table in TABLES}:
        raise EditionError(f'published.db: table "{name}": is not declared in edition/tables/')
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        _fill(draft, tables, also)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _fill(draft: Path, tables: Mapping[str, Rows], also: Callable[[sqlite3.Connection], Any] | None) -> None:
    connection = sqlite3.connect(draft)
    try:
        connection.executescript(f"BEGIN;{script(TABLES)}COMMIT;")  # else every table waits for the disk
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        for table in TABLES:
            connection.executemany(insertion(table), map(fitter(table), tables.get(table.name, ())))
        if also:
            also(connection)
        connection.commit()
        connection.execute("ANALYZE")
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()
