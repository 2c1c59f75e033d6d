"""What a published table is: columns that are each declared once, in edition/tables/, with all that follows from them.

From a declaration follow the table in published.db and the check of every row that is written to it, the columns of
its file under /data with their places in the dictionary and in datapackage.json, and the fields of the API.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from detectors.wording import without_mail
from errors import EditionError
from models import Message, read_message

APPLICATION_ID = 0x43444958  # "CDIX": tells our file from any other SQLite file
SCHEMA_VERSION = 10
OLDEST_KEPT = 5
"""The oldest version that an edition kept for good may have: since then whole tables were added and nothing else."""

SCORE = "score"
"""Unit of what is 0-1 in the database and 0-100 with one decimal, by the one rounding rule, in files and on pages."""
SHARE = "0-1"


class Kind(StrEnum):
    """What a column holds. A message is kept as JSON and exported in words; a boolean is 1 or 0."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    DATE = "date"
    BOOLEAN = "boolean"
    JSON = "json"
    MESSAGE = "message"
    BLOB = "blob"


TEXT, INTEGER, REAL, DATE, BOOLEAN, JSON, MESSAGE, BLOB = Kind
_SQL = {INTEGER: "INTEGER", BOOLEAN: "INTEGER", REAL: "REAL", BLOB: "BLOB"}
_FRICTIONLESS = {INTEGER: "integer", BOOLEAN: "integer", REAL: "number", DATE: "date"}


class Place(StrEnum):
    """Where a column goes besides the database: the file of its table under /data, and the answers of the API."""

    FILE = "file"
    API = "api"


FILE, API = (Place.FILE,), (Place.API,)
BOTH = (*FILE, *API)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. null: what NULL means; without it NULL is refused. exported: where; as_: under which other name.

    unit: of a number, "" where another column says it or there is none. Dates are ISO 8601.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    null: str = ""
    exported: tuple[Place, ...] = ()
    as_: str = ""

    @property
    def sql(self) -> str:
        """The column in CREATE TABLE."""
        return f"{self.name} {_SQL.get(self.kind, 'TEXT')}{'' if self.null else ' NOT NULL'}"


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A column of another table that is exported beside the own ones. meaning, as_: where they differ from there."""

    table: Table
    name: str
    exported: tuple[Place, ...]
    as_: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A text of the file that is gathered from the rows of another table: `sql` is one SELECT of one value."""

    name: str
    meaning: str
    sql: str
    exported: tuple[Place, ...] = (Place.FILE,)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of published.db. parts: its columns and what its file takes from other tables, in the file's order."""

    name: str
    meaning: str
    key: tuple[str, ...]
    parts: tuple[Column | Borrowed | Gathered, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the table itself has."""
        return tuple(part for part in self.parts if isinstance(part, Column))

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True, slots=True)
class File:
    """The file of a table under /data. order: of its rows, in SQL.

    of_a_crawl: there only in an edition that rests on a crawl of council websites. every_edition: holds the rows of
    all editions, not of the current one alone.
    """

    table: Table
    name: str
    title: str
    order: str
    of_a_crawl: bool = False
    every_edition: bool = False


def script(tables: tuple[Table, ...]) -> str:
    """Return the SQL that makes the tables."""
    return "\n".join(_create(table) for table in tables)


def insertion(table: Table) -> str:
    """Return the SQL that adds one row, its values in the order of the columns."""
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"


def _create(table: Table) -> str:
    columns = ", ".join(column.sql for column in table.columns)
    return f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({', '.join(table.key)})) STRICT, WITHOUT ROWID;"


def fitter(table: Table) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Return what makes of a row of the table the values to store: of every column in order, None where it says nothing.

    No mail address gets past it, in whatever column: a mark can rest on a page whose own address holds one. It raises EditionError naming table, row, column and value if one does not fit what is declared.
    """
    # Worked out once for a table: an edition has a hundred thousand rows.
    checks = tuple(
        (column, column.name, _PLAIN.get(column.kind), _FITS[column.kind], bool(column.null))
        for column in table.columns
    )
    known = frozenset(column.name for column in table.columns)

    def fitted(row: Mapping[str, Any]) -> tuple[Any, ...]:
        if not row.keys() <= known:
            name = min(row.keys() - known)
            raise EditionError(f"{_where(table, row, name)}: found {row[name]!r}, but no such column is declared")
        stored = []
        for column, name, plain, fits, may_lack in checks:
            value = row.get(name)
            if type(value) is not plain:
                if not fits(value) if value is not None else not may_lack:
                    what = f"{column.kind}, or nothing ({column.null})" if may_lack else f"{column.kind}"
                    raise EditionError(f"{_where(table, row, name)}: found {value!r}, expected {what}")
                value = value.json() if isinstance(value, Message) else value
            if type(value) is str and ("@" in value or "%" in value):
                value = without_mail(value) if column.kind is TEXT else _json_without_mail(value)
            stored.append(value)
        return tuple(stored)

    return fitted


def _json_without_mail(text: str) -> str:
    """Return JSON without the mail addresses in its texts. Read first, as an escape would be taken for a part of one."""
    said = json.loads(text)
    kept = _each_without_mail(said)
    return text if kept == said else json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _each_without_mail(said: Any) -> Any:
    if isinstance(said, dict):
        return {without_mail(name): _each_without_mail(one) for name, one in said.items()}
    if isinstance(said, list):
        return [_each_without_mail(one) for one in said]
    return without_mail(said) if isinstance(said, str) else said


def _where(table: Table, row: Mapping[str, Any], column: str) -> str:
    key = ", ".join(str(row.get(name)) for name in table.key)
    return f'published.db: table "{table.name}": row ({key}): column "{column}"'


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_json(value: object) -> bool:
    try:
        return isinstance(value, str) and (json.loads(value), True)[1]
    except ValueError:
        return False


def _is_message(value: object) -> bool:
    if isinstance(value, Message) or value == "":
        return True
    try:
        return isinstance(value, str) and bool(read_message(value))
    except ValueError:
        return False


_PLAIN: Mapping[Kind, type] = {TEXT: str, INTEGER: int, BLOB: bytes}
"""The type of which every value fits: most are of it, and a type is quicker compared than a function asked."""
_FITS: Mapping[Kind, Callable[[Any], bool]] = {
    TEXT: lambda value: isinstance(value, str),
    INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    REAL: lambda value: isinstance(value, int | float) and math.isfinite(value),
    DATE: _is_date,
    BOOLEAN: lambda value: value in (0, 1),
    JSON: _is_json,
    MESSAGE: _is_message,
    BLOB: lambda value: isinstance(value, bytes),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a file or an answer as its reader meets it: from `column` of the table `of`, or gathered by SQL."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    empty: str = ""
    column: str = ""
    of: str = ""

    @property
    def type(self) -> str:
        """The type in the words of Frictionless Table Schema, as CSV has it."""
        return _FRICTIONLESS.get(self.kind, "string")

    @property
    def unit_printed(self) -> str:
        """The unit as a reader meets it: scores are 0-100 outside of the database."""
        return "0-100" if self.unit == SCORE else self.unit

    @property
    def sql(self) -> str:
        """The field in SELECT."""
        return f"{f'{self.of}.{self.column}' if self.of else f'({self.column})'} AS {self.name}"


def fields(table: Table, place: Place) -> tuple[Field, ...]:
    """Return what the table exports to that place, in order."""
    return tuple(_field(table, part) for part in table.parts if place in part.exported)


def _field(table: Table, part: Column | Borrowed | Gathered) -> Field:
    if isinstance(part, Gathered):
        return Field(part.name, TEXT, part.meaning, column=part.sql)
    column, of = (part.table.column(part.name), part.table) if isinstance(part, Borrowed) else (part, table)
    meaning = (part.meaning if isinstance(part, Borrowed) else "") or column.meaning
    return Field(part.as_ or column.name, column.kind, meaning, column.unit, column.null, column.name, of.name)
