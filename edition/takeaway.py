"""An edition as one SQLite file to take away: the tables of the files under /data, with their keys, and what they mean.

No postcodes: their licence does not allow it for all of them. Same names, units and words as the CSV files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from edition.datasets import Words, dataset_fields, dataset_rows, datasets_of, foreign_keys, primary_key
from edition.reader import current_edition
from edition.schema import BOOLEAN, INTEGER, REAL, Field, File

PROMISE = (
    "Tables and columns of this file keep their names and meaning from one edition to the next; new ones may be added. "
    "Codes of councils, indicators and services are never used again for something else."
)
LICENCE = "Open Government Licence v3.0 where the sources say so; the table sources has the licence of each"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_SQL = {INTEGER: "INTEGER", BOOLEAN: "INTEGER", REAL: "REAL"}
_ABOUT = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE dictionary ("table" TEXT NOT NULL, "column" TEXT NOT NULL, kind TEXT NOT NULL, meaning TEXT NOT NULL,
  unit TEXT NOT NULL, empty TEXT NOT NULL, PRIMARY KEY ("table", "column")) STRICT, WITHOUT ROWID;
"""


def take_away(connection: sqlite3.Connection, words: Words) -> bytes:
    """Return the current edition as the bytes of a SQLite file; the same bytes for the same edition."""
    made = sqlite3.connect(":memory:")
    try:
        made.executescript(_ABOUT)
        made.executemany("INSERT INTO about VALUES (?, ?)", sorted(_about(connection).items()))
        # Parents first, so that every reference can be checked as it is written.
        made.execute("PRAGMA foreign_keys = ON")
        for file in sorted(datasets_of(connection), key=lambda file: len(foreign_keys(file))):
            _add(connection, made, file, words)
        made.commit()
        return made.serialize()
    finally:
        made.close()


def _about(connection: sqlite3.Connection) -> dict[str, str]:
    edition = current_edition(connection)
    keys = ("edition", "title", "status", "as_of", "scope", "framework_version", "code_version", "leaves_out")
    told = {key: str(edition[key]) for key in keys}
    told["simulated"] = "yes: every council and figure is invented for testing" if edition["simulated"] else "no"
    return told | {"licence": LICENCE, "licence_url": LICENCE_URL, "what_stays_the_same": PROMISE}


def _add(connection: sqlite3.Connection, made: sqlite3.Connection, file: File, words: Words) -> None:
    columns = dataset_fields(connection, file)
    made.execute(_create(file, columns))
    told = [(file.name, one.name, one.type, one.meaning, one.unit_printed, one.empty) for one in columns]
    made.executemany("INSERT INTO dictionary VALUES (?, ?, ?, ?, ?, ?)", told)
    insert = f"INSERT INTO {file.name} VALUES ({', '.join('?' * len(columns))})"
    referring = {field for field, _, _ in foreign_keys(file)}
    made.executemany(insert, (_stored(columns, row, referring) for row in dataset_rows(connection, file, words)))


def _create(file: File, columns: Iterable[Field]) -> str:
    parts = [f'"{one.name}" {_SQL.get(one.kind, "TEXT")}' for one in columns]
    key = primary_key(file)
    parts += [f"PRIMARY KEY ({', '.join(key)})"] if key else []
    parts += [f"FOREIGN KEY ({field}) REFERENCES {to} ({column})" for field, to, column in foreign_keys(file)]
    return f"CREATE TABLE {file.name} ({', '.join(parts)}) STRICT"


def _stored(columns: Iterable[Field], row: dict[str, object], referring: set[str]) -> tuple[object, ...]:
    """Return the values of one row; a reference that is empty is NULL, because it refers to nothing."""
    return tuple(row[one.name] if row[one.name] != "" or one.name not in referring else None for one in columns)
