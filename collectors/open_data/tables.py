"""Reading a published table strictly: columns by name, and every fault named by file, line and column."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from errors import EmptySourceError, SourceError

TRUE_FALSE = {"1": True, "0": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. Its readers raise SourceError naming the line and the column."""

    source: str
    file: str
    line: int
    cells: Mapping[str, str]

    def refuse(self, column: str, message: str) -> SourceError:
        """Return the error that says what is wrong with this line's cell."""
        return SourceError(self.source, f"{message} (in {self.file})", self.line, column)

    def text(self, column: str) -> str:
        """Return the cell without surrounding space; '' if it is empty."""
        return self.cells[column].strip()

    def needed(self, column: str) -> str:
        """Return the cell, which must not be empty."""
        if not (found := self.text(column)):
            raise self.refuse(column, "empty, expected a value")
        return found

    def number(self, column: str) -> float:
        """Return the cell as a finite number of at least 0."""
        try:
            found = float(self.needed(column))
        except ValueError:
            raise self.refuse(column, f"{self.text(column)!r} is not a number") from None
        if not math.isfinite(found) or found < 0:
            raise self.refuse(column, f"{self.text(column)!r} is not a number of at least 0")
        return found

    def whole(self, column: str) -> int:
        """Return the cell as a whole number of at least 0."""
        found = self.number(column)
        if found != int(found):
            raise self.refuse(column, f"{self.text(column)!r} is not a whole number")
        return int(found)

    def day(self, column: str) -> date:
        """Return the cell as a date written YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.needed(column))
        except ValueError:
            raise self.refuse(column, f"{self.text(column)!r} is not a date such as 2026-08-31") from None

    def optional_day(self, column: str) -> date | None:
        """Return the cell as a date, or None if it is empty."""
        return self.day(column) if self.text(column) else None

    def flag(self, column: str) -> bool:
        """Return the cell, written 1/0 or true/false, as a bool; empty is False."""
        found = TRUE_FALSE.get(self.text(column) or "0")
        if found is None:
            raise self.refuse(column, f"{self.text(column)!r} is neither 1 nor 0")
        return found


def decoded(source: str, file: str, raw: bytes) -> str:
    """Return the text of a published file.

    Raises SourceError if it is empty, not UTF-8, a web page, or cut off in the middle of a line.
    """
    if not raw.strip():
        raise SourceError(source, f"{file} is empty")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SourceError(source, f"{file} is not UTF-8 (byte {error.start})", line) from None
    if text.lstrip()[:1] == "<":
        raise SourceError(source, f"{file} is a web page, not data", 1)
    return text


def read_table(
    source: str, file: str, raw: bytes, columns: tuple[str, ...], key: tuple[str, ...], repeats: bool = False
) -> list[Row]:
    """Return the rows of a comma-separated file that has at least `columns`, in any order.

    key: columns that together name a row; two rows of one key are refused, unless `repeats` is set and
    they agree in all of `columns`, when the second is left out. Raises SourceError for anything malformed
    and EmptySourceError for a header without rows.
    """
    text = decoded(source, file, raw)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = _header(source, file, reader, columns)
    rows = list(_rows(source, file, reader, header))
    if not text.endswith("\n"):
        raise SourceError(source, f"{file} ends in the middle of a line: it is cut off", reader.line_num)
    if not rows:
        raise EmptySourceError(source, f"{file} has a header and no rows", 1)
    return _unique(rows, key, columns if repeats else ())


def _header(source: str, file: str, reader: Iterator[list[str]], columns: tuple[str, ...]) -> list[str]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise SourceError(source, f"{file} is not well-formed: {error}", 1) from None
    for column in columns:
        if column not in header:
            raise SourceError(source, f"{file} has no such column; it has {', '.join(header)}", 1, column)
    for column in header:
        if header.count(column) > 1:
            raise SourceError(source, f"{file} has this column twice", 1, column)
    return header


def _rows(source: str, file: str, reader, header: list[str]) -> Iterator[Row]:
    try:
        for cells in reader:
            if len(cells) != len(header):
                column = header[min(len(cells), len(header) - 1)]
                message = f"{file}: {len(cells)} cells where the header has {len(header)}"
                raise SourceError(source, message, reader.line_num, column)
            yield Row(source, file, reader.line_num, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise SourceError(source, f"{file} is not well-formed: {error}", reader.line_num) from None


def _unique(rows: list[Row], key: tuple[str, ...], compared: tuple[str, ...]) -> list[Row]:
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        first = seen.setdefault(tuple(row.text(column) for column in key), row)
        agrees = compared and all(first.text(column) == row.text(column) for column in compared)
        if first is not row and not agrees:
            message = f"the same {' + '.join(key)} as line {first.line}: {row.text(key[-1])!r}"
            raise row.refuse(key[-1], message)
    return list(seen.values())
