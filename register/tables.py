"""Reads the CSV tables of data/register/ and names the cell that is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from errors import RegisterError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its file name, its line number (the header is line 1) and its cells."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, field: str) -> str:
        """Return the text of a cell; the header was checked when the table was read."""
        return self.cells[field]

    def error(self, field: str, expected: str) -> RegisterError:
        """Return the error that names this file, line, field and value, ready to raise."""
        return RegisterError(
            f'{self.file}: line {self.line}: field "{field}": found "{self.cells[field][:80]}", expected {expected}'
        )

    def parse(self, field: str, make: Callable[[str], T], expected: str) -> T:
        """Return make(text of the cell); RegisterError if `make` raises ValueError."""
        try:
            return make(self.cells[field])
        except ValueError:
            raise self.error(field, expected) from None

    def optional(self, field: str, make: Callable[[str], T], expected: str) -> T | None:
        """Return make(text), or None (unknown) for an empty cell."""
        return self.parse(field, make, expected) if self.cells[field] else None

    def required(self, field: str) -> str:
        """Return the text; RegisterError if it is empty."""
        if not self.cells[field]:
            raise self.error(field, "a value")
        return self.cells[field]

    def day(self, field: str) -> date | None:
        """Return the ISO date of a cell, or None if it is empty."""
        return self.optional(field, date.fromisoformat, "a date such as 2023-04-01")

    def words(self, field: str) -> tuple[str, ...]:
        """Return the space-separated entries of a cell, perhaps none."""
        return tuple(self.cells[field].split())


def _records(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for record in reader:
            yield reader.line_num, record
    except csv.Error as error:
        raise RegisterError(f"{file}: line {reader.line_num}: not a CSV table: {error}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RegisterError(f"{path}: cannot be read: {error.strerror}; expected a table of the register") from None
    except UnicodeDecodeError as error:
        raise RegisterError(f"{path.name}: byte {error.start} is not UTF-8; expected a UTF-8 table") from None


def read_table(path: Path, header: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows of a CSV file whose header is exactly `header`.

    Raises RegisterError if the file is missing, not UTF-8, empty, has another header, has a line
    with another number of cells, or no lines at all.
    """
    records = list(_records(path.name, _text(path)))
    if not records or tuple(records[0][1]) != header:
        found = ",".join(records[0][1])[:120] if records else ""
        raise RegisterError(f'{path.name}: line 1: header is "{found}", expected "{",".join(header)}"')
    for line, cells in records[1:]:
        if len(cells) != len(header):
            raise RegisterError(f"{path.name}: line {line}: {len(cells)} cells, expected {len(header)}")
    if len(records) == 1:
        raise RegisterError(f"{path.name}: no lines below the header, expected at least one")
    return tuple(Row(path.name, line, dict(zip(header, cells, strict=True))) for line, cells in records[1:])


def write_table(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Write a CSV table, UTF-8 with bare newlines; None becomes an empty cell. The file is replaced whole."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    part = path.with_suffix(".part")
    part.write_text(out.getvalue(), encoding="utf-8", newline="\n")
    part.replace(path)
