"""Reading a published table strictly: a data frame of typed columns, every fault named by file, line and column.

The text is taken apart by register.tables and not by pandas, which fills up short lines and forgets where a cell stood.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from errors import EmptySourceError, SourceError
from register.tables import read_rows

Row = Any
"""One line of a table, its cells by name; `file` and `Index`, its line, say where it stands."""

_FLAGS = {"1": True, "0": False, "true": True, "false": False, "": False}


@dataclass(frozen=True, slots=True)
class Kind:
    """What the cells of a column are. read: their text, without surrounding space -> the values, and which will do.

    expected: what a cell that will not do should have been.
    """

    read: Callable[[pd.Series], tuple[pd.Series, pd.Series]]
    expected: str


def _numbers(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    found = pd.to_numeric(cells, errors="coerce").astype("float64")
    return found, np.isfinite(found) & (found >= 0)


def _whole(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    found, good = _numbers(cells)
    good &= (found == np.floor(found)) & (found < 2**53)
    return found.astype("int64") if good.all() else found, good


def _days(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    written = cells.where(cells.str.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}"))
    found = pd.to_datetime(written, format="%Y-%m-%d", errors="coerce")
    return found.dt.date.astype(object).where(found.notna(), None), found.notna()


def _flags(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    return cells.map(_FLAGS).eq(True), cells.isin(_FLAGS)


TEXT = Kind(lambda cells: (cells, cells == cells), "a text, or nothing")
NEEDED = Kind(lambda cells: (cells, cells != ""), "a value")
NUMBER = Kind(_numbers, "a number of at least 0")
WHOLE = Kind(_whole, "a whole number of at least 0")
DAY = Kind(_days, "a date such as 2026-08-31")
FLAG = Kind(_flags, "1 or 0")


def optional(kind: Kind) -> Kind:
    """Return a kind of which a cell may be empty: a missing number is nan, a missing day None."""

    def read(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
        found, good = kind.read(cells)
        return found, good | (cells == "")

    return Kind(read, f"{kind.expected}, or nothing")


def one_of(*known: str) -> Kind:
    """Return a kind of which only these texts will do."""
    return Kind(lambda cells: (cells, cells.isin(known)), f"one of {', '.join(filter(None, known))}")


def refusal(source: str, row: Row, column: str, message: str) -> SourceError:
    """Return the error that says what is wrong with one line's cell, ready to raise."""
    return SourceError(source, f"{message} (in {row.file})", row.Index, column)


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
    source: str, file: str, raw: bytes, columns: Mapping[str, Kind], key: Collection[str], repeats: bool = False
) -> pd.DataFrame:
    """Return a comma-separated file that has at least `columns`, in any order, as a frame.

    index: the line of each row. columns: each of its kind; those not named stay text; `file`: the name of the file;
    `match`: '' where the file has no such column. key: columns that together name a row; two rows of one key are
    refused, unless `repeats` is set and they agree in all of `columns`, when the second is left out. Raises
    SourceError for anything malformed and EmptySourceError for a header without rows.
    """

    def refuse(message: str, line: int, column: str | None) -> SourceError:
        return SourceError(source, f"{message} (in {file})", line, column)

    text = decoded(source, file, raw)
    rows = read_rows(text, tuple(columns), refuse)
    last = rows[-1][0] if rows else 1
    if not text.endswith("\n"):
        raise SourceError(source, f"{file} ends in the middle of a line: it is cut off", last)
    if not rows:
        raise EmptySourceError(source, f"{file} has a header and no rows", 1)
    texts = {name: [cells[name].strip() for _, cells in rows] for name in rows[0][1]}
    # Not of dtype "str": going through its cells one by one takes three times as long.
    frame = pd.DataFrame(texts, index=[line for line, _ in rows], dtype=object)
    if repeats:
        frame = frame.drop_duplicates(list(columns))
    _refuse_repeated(frame, list(key), refuse)
    typed = {name: _typed(frame[name], kind, refuse) for name, kind in columns.items()}
    return frame.assign(**{"match": frame.get("match", ""), **typed, "file": file})


def _refuse_repeated(frame: pd.DataFrame, key: list[str], refuse: Callable[..., SourceError]) -> None:
    again = frame[frame.duplicated(key)]
    if not again.empty:
        same = (frame[key] == again.iloc[0][key]).all(axis=1)
        message = f"the same {' + '.join(key)} as line {frame.index[same][0]}: {again.iloc[0][key[-1]]!r}"
        raise refuse(message, int(again.index[0]), key[-1])


def _typed(cells: pd.Series, kind: Kind, refuse: Callable[..., SourceError]) -> pd.Series:
    values, good = kind.read(cells)
    if not good.all():
        line = int(cells.index[~good][0])
        raise refuse(f"found {cells[line]!r}, expected {kind.expected}", line, str(cells.name))
    return values
