"""The files a reader can take away, as edition/tables/ declares them: register, scores, observations and the others.

They serve `python cli.py export`, the downloads under /data, the data dictionary and datapackage.json.
Scores are 0-100 with one decimal here, rounded once, so that no total differs from the page. An empty cell is
unknown, never zero.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from edition.reader import current_edition
from edition.schema import MESSAGE, REAL, SCORE, Borrowed, Field, File, Place, fields
from edition.tables import FILES
from edition.tables.figures import SCORES
from edition.tables.framework import EDITIONS
from edition.tables.marks import SUPPLIERS
from scoring.rounding import out_of_100

Row = dict[str, Any]
Words = Callable[[str], str]
"""Makes of a stored message the sentence in English; '' of none."""

EDITION_FIELDS = fields(EDITIONS, Place.FILE)


REFERRED = {
    "authority": ("register", "authority"),
    "indicator": ("indicators", "indicator"),
    "service": ("service_list", "service"),
    "source": ("sources", "source"),
}
"""Column of any table -> the file, and its column, in which every value stands."""


def primary_key(file: File) -> tuple[str, ...]:
    """Return the fields that together name a row; () where the key holds a message, of which a file has the words."""
    kinds = {column.name: column.kind for column in file.table.columns}
    if MESSAGE in (kinds[name] for name in file.table.key):
        return ()
    named = {field.column: field.name for field in (*EDITION_FIELDS, *fields(file.table, Place.FILE)) if field.of}
    return tuple(named[name] for name in file.table.key if name in named)


def foreign_keys(file: File) -> tuple[tuple[str, str, str], ...]:
    """Return (field, file, field of that file) of every reference to a row of another file."""
    found = []
    for field in fields(file.table, Place.FILE):
        to = REFERRED.get(field.column)
        # The services of suppliers have "all" among them, which is no service.
        if to and to[0] != file.name and (file.table, field.column) != (SUPPLIERS, "service"):
            found.append((field.name, *to))
    return tuple(found)


def datasets_of(connection: sqlite3.Connection) -> tuple[File, ...]:
    """Return the files of the current edition: those of a crawl only where it rests on one."""
    crawled = current_edition(connection)["scope"] != "open-data"
    return tuple(file for file in FILES if crawled or not file.of_a_crawl)


def find_dataset(name: str) -> File | None:
    """Return the file of that name, or None."""
    return next((file for file in FILES if file.name == name), None)


def query(file: File, only: Iterable[str] = ()) -> str:
    """Return the SELECT of a file, its columns named as there; bind `:edition`, and the value of each column of `only`.

    Raises KeyError for a column in `only` that the file does not have.
    """
    table = file.table
    by_name = {field.name: field for field in fields(table, Place.FILE)}
    columns = ", ".join(field.sql for field in by_name.values())
    lenders = {part.table.name: part.table for part in table.parts if isinstance(part, Borrowed)}
    joins = "".join(f" JOIN {one.name} USING ({', '.join(one.key)})" for one in lenders.values())
    of_one = "edition" in table.key and not file.every_edition
    wanted = [f"{table.name}.edition = :edition" if of_one else ":edition = :edition"]
    wanted += [f"{by_name[name].of}.{by_name[name].column} = :{name}" for name in only]
    return f"SELECT {columns} FROM {table.name}{joins} WHERE {' AND '.join(wanted)} ORDER BY {file.order}"


def dataset_fields(connection: sqlite3.Connection, file: File) -> tuple[Field, ...]:
    """Return the columns of a file, with two per dimension in scope for scores, and the edition's."""
    extra = dimension_fields(connection) if file.table is SCORES else ()
    return (*fields(file.table, Place.FILE), *extra, *EDITION_FIELDS)


def dimension_fields(connection: sqlite3.Connection) -> tuple[Field, ...]:
    """Return the columns of the dimensions in scope: what was seen of each, and what the score counts for it."""
    found = []
    for code, name in _dimensions(connection):
        seen, counted = (
            f"0-100, {name}: what could be seen",
            f"0-100, {name}: what the score counts, missing marks put in",
        )
        found += [
            Field(code, REAL, seen, SCORE, "nothing was seen, or not ranked"),
            Field(f"{code}_counted", REAL, counted, SCORE, "nothing applies, or not ranked"),
        ]
    return tuple(found)


def dataset_rows(
    connection: sqlite3.Connection,
    file: File,
    words: Words,
    edition: str | None = None,
    only: Row | None = None,
    limit: int = -1,
    offset: int = 0,
) -> Iterator[Row]:
    """Yield the rows of a file for one edition (the current one by default), None meaning unknown.

    only: column -> the value that rows must have there. limit, offset: of those rows; -1 is no limit.
    """
    row = current_edition(connection) if edition is None else _edition(connection, edition)
    about = {field.name: row[field.column] for field in EDITION_FIELDS}
    dimensions = _dimension_scores(connection, row["edition"]) if file.table is SCORES else {}
    columns = fields(file.table, Place.FILE)
    asked = {"edition": row["edition"], "limit": limit, "offset": offset} | (only or {})
    for found in connection.execute(f"{query(file, only or ())} LIMIT :limit OFFSET :offset", asked):
        values = {field.name: _tidy(field, found[field.name], words) for field in columns}
        yield values | dimensions.get(values.get("authority", ""), {}) | about


def dataset_size(connection: sqlite3.Connection, file: File, edition: str, only: Row | None = None) -> int:
    """Return how many rows a file has for one edition, of those alone whose columns have the values of `only`."""
    asked = {"edition": edition} | (only or {})
    size: int = connection.execute(f"SELECT count(*) FROM ({query(file, only or ())})", asked).fetchone()[0]
    return size


def _edition(connection: sqlite3.Connection, edition: str) -> sqlite3.Row:
    row: sqlite3.Row = connection.execute("SELECT * FROM editions WHERE edition = ?", (edition,)).fetchone()
    return row


def _tidy(field: Field, value: Any, words: Words) -> Any:
    if value is not None and field.kind is MESSAGE:
        return words(value)
    if not isinstance(value, float):
        return value
    return out_of_100(value) if field.unit == SCORE else round(value, 10)


def _dimensions(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    found = connection.execute("SELECT dimension, name FROM dimensions WHERE in_scope = 1 ORDER BY position")
    return [(row[0], row[1]) for row in found]


def _dimension_scores(connection: sqlite3.Connection, edition: str) -> dict[str, Row]:
    blank = {key: None for code, _ in _dimensions(connection) for key in (code, f"{code}_counted")}
    scores: dict[str, Row] = {row[0]: dict(blank) for row in connection.execute("SELECT authority FROM authorities")}
    query = "SELECT authority, dimension, seen, score FROM dimension_scores WHERE edition = ?"
    for authority, dimension, seen, score in connection.execute(query, (edition,)):
        if authority in scores:  # a past edition also holds councils that have ended since
            scores[authority][dimension] = out_of_100(seen)
            scores[authority][f"{dimension}_counted"] = out_of_100(score)
    return scores


def to_csv(columns: Iterable[Field], rows: Iterable[Row]) -> str:
    """Return the rows as CSV (RFC 4180, but bare newlines); unknown is an empty cell.

    A text that a spreadsheet would run as a formula is given a leading apostrophe.
    """
    out = io.StringIO()
    names = [field.name for field in columns]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_harmless(row.get(name)) for name in names] for row in rows)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return "" if value is None else value


def to_json(connection: sqlite3.Connection, file: File, rows: Iterable[Row]) -> str:
    """Return the rows as JSON with the edition, its status and what it leaves out beside them."""
    edition = current_edition(connection)
    about = {
        key: edition[key] for key in ("edition", "title", "as_of", "scope", "status", "framework_version", "leaves_out")
    }
    return json.dumps({"dataset": file.name, "edition": about, "rows": list(rows)}, ensure_ascii=False, indent=1) + "\n"
