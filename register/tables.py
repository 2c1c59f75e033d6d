"""The one strict reader of comma-separated tables, the tables of data/register/ read with it, and their writer."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from errors import BenchmarkError, RegisterError

T = TypeVar("T")

Refuse = Callable[[str, int, str | None], BenchmarkError]
"""(what is wrong, line, column or None) -> the error to raise: each kind of file has its own."""


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


def read_cells(text: str, refuse: Refuse) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of every line of a comma-separated text, the header first, perhaps none.

    Raises what `refuse` makes of a line that is not well-formed or has not as many cells as the header.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    try:
        for cells in reader:
            header = header or cells
            if len(cells) != len(header):
                column = header[min(len(cells), len(header) - 1)]
                raise refuse(f"{len(cells)} cells, expected {len(header)}", reader.line_num, column)
            yield reader.line_num, cells
    except csv.Error as error:
        raise refuse(f"not a CSV table: {error}", max(reader.line_num, 1), None) from None


def read_rows(text: str, columns: tuple[str, ...], refuse: Refuse) -> list[tuple[int, dict[str, str]]]:
    """Return the number and the cells by column of every line below a header that has at least `columns`.

    Raises what `refuse` makes of a column that is missing or there twice, and of what read_cells refuses.
    """
    lines = read_cells(text, refuse)
    header = _header(lines, columns, refuse)
    return [(number, dict(zip(header, cells, strict=True))) for number, cells in lines]


def read_columns(text: str, columns: tuple[str, ...], refuse: Refuse) -> tuple[list[int], dict[str, list[str]]]:
    """Return the numbers of the lines that read_rows returns, and their cells column by column, without space around.

    Raises what read_rows does. Of long tables this is half of the work.
    """
    lines = read_cells(text, refuse)
    header = _header(lines, columns, refuse)
    rows = list(lines)
    cells = zip(*(cells for _, cells in rows), strict=True) if rows else ((),) * len(header)
    return [number for number, _ in rows], {
        name: list(map(str.strip, of)) for name, of in zip(header, cells, strict=True)
    }


def _header(lines: Iterator[tuple[int, list[str]]], columns: tuple[str, ...], refuse: Refuse) -> list[str]:
    header = [name.strip() for name in next(lines, (1, []))[1]]
    for column in columns:
        if column not in header:
            raise refuse(f"is missing from the header, which has {', '.join(header)}", 1, column)
    for column in header:
        if header.count(column) > 1:
            raise refuse("is in the header twice", 1, column)
    return header


def read_table(path: Path, header: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows of a CSV file whose header is exactly `header`.

    Raises RegisterError if the file is missing, not UTF-8, empty, has another header, has a line
    with another number of cells, or no lines at all.
    """

    def refuse(message: str, line: int, column: str | None) -> RegisterError:
        return RegisterError(f"{path.name}: line {line}: {message}")

    text = _text(path)
    found = next(read_cells(text, refuse), (1, []))[1]
    if tuple(found) != header:
        raise refuse(f'header is "{",".join(found)[:120]}", expected "{",".join(header)}"', 1, None)
    rows = read_rows(text, header, refuse)
    if not rows:
        raise RegisterError(f"{path.name}: no lines below the header, expected at least one")
    return tuple(Row(path.name, line, cells) for line, cells in rows)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RegisterError(f"{path}: cannot be read: {error.strerror}; expected a table of the register") from None
    except UnicodeDecodeError as error:
        raise RegisterError(f"{path.name}: byte {error.start} is not UTF-8; expected a UTF-8 table") from None


def as_csv(header: tuple[str, ...], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV table with bare newlines; None becomes an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def write_table(path: Path, header: tuple[str, ...], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV table in UTF-8; see as_csv. The file is replaced whole."""
    part = path.with_suffix(".part")
    part.write_text(as_csv(header, rows), encoding="utf-8", newline="\n")
    part.replace(path)
