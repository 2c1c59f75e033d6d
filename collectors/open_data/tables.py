"""Reading a published table strictly: a data frame of typed columns, every fault named by file, line and column.

The text is taken apart by register.tables and not by pandas, which fills up short lines and forgets where a cell stood;
who needs only the columns does without pandas, which takes longer to load than most tables to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import register.tables
from errors import EmptySourceError, SourceError

if TYPE_CHECKING:
    import pandas as pd

Row = Any
"""One line of a table, its cells by name; `file` and `Index`, its line, say where it stands."""

_FLAGS = {"1": True, "0": False, "true": True, "false": False, "": False}
_NUMBER = re.compile(r"\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OTHER = "is not as expected"
"""What is wrong with a cell; whoever reads the column says what was expected."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the cells of a column are. read: text of a cell, without surrounding space -> its value, or ValueError.

    expected: what a cell that will not do should have been. dtype: of the column in a frame. missing: value of a cell
    that may be empty and is.
    """

    read: Callable[[str], Any]
    expected: str
    dtype: str = "object"
    missing: Any = ""


def _needed(cell: str) -> str:
    if not cell:
        raise ValueError(_OTHER)
    return cell


def _number(cell: str) -> float:
    if not _NUMBER.fullmatch(cell) or (found := float(cell)) == float("inf"):
        raise ValueError(_OTHER)
    return found


def _whole(cell: str) -> int:
    found = _number(cell)
    if found >= 2**53 or not found.is_integer():
        raise ValueError(_OTHER)
    return int(found)


def _day(cell: str) -> date:
    if not _DAY.fullmatch(cell):
        raise ValueError(_OTHER)
    return date.fromisoformat(cell)


def _flag(cell: str) -> bool:
    if cell not in _FLAGS:
        raise ValueError(_OTHER)
    return _FLAGS[cell]


TEXT = Kind(str, "a text, or nothing")
NEEDED = Kind(_needed, "a value")
NUMBER = Kind(_number, "a number of at least 0", "float64", None)
WHOLE = Kind(_whole, "a whole number of at least 0", "int64", None)
DAY = Kind(_day, "a date such as 2026-08-31", missing=None)
FLAG = Kind(_flag, "1 or 0", "bool", False)


def optional(kind: Kind) -> Kind:
    """Return a kind of which a cell may be empty: a missing number or day is None, in a frame a missing number nan."""
    dtype = "float64" if kind.dtype == "int64" else kind.dtype
    expected = f"{kind.expected}, or nothing"
    return Kind(lambda cell: kind.read(cell) if cell else kind.missing, expected, dtype, kind.missing)


def one_of(*known: str) -> Kind:
    """Return a kind of which only these texts will do."""

    def read(cell: str) -> str:
        if cell not in known:
            raise ValueError(_OTHER)
        return cell

    return Kind(read, f"one of {', '.join(filter(None, known))}")


def refusal(source: str, row: Row, column: str, message: str) -> SourceError:
    """Return the error that says what is wrong with one line's cell, ready to raise."""
    return SourceError(source, f"{message} (in {row.file})", row.Index, column)


def decoded(source: str, file: str, raw: bytes) -> str:
    """Return the text of a published file.

    Raises SourceError if it is empty, not UTF-8, a web page, or cut off in the middle of a line.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SourceError(source, f"{file} is not UTF-8 (byte {error.start})", line) from None
    if not text.strip():
        raise SourceError(source, f"{file} is empty")
    if text.lstrip()[:1] == "<":
        raise SourceError(source, f"{file} is a web page, not data", 1)
    return text


def read_columns(
    source: str, file: str, raw: bytes, columns: Mapping[str, Kind], key: Collection[str], repeats: bool = False
) -> tuple[list[int], dict[str, list[Any]]]:
    """Return the line of each row of a comma-separated file, and its columns, those of `columns` of their kind.

    The file has at least `columns`, in any order; what is not named there stays text. key: columns that together name a
    row; two rows of one key are refused, unless `repeats` is set and they agree in all of `columns`, when the second is
    left out. Raises SourceError for anything malformed and EmptySourceError for a header without rows.
    """

    def refuse(message: str, line: int, column: str | None) -> SourceError:
        return SourceError(source, f"{message} (in {file})", line, column)

    text = decoded(source, file, raw)
    lines, texts = register.tables.read_columns(text, tuple(columns), refuse)
    if not text.endswith("\n"):
        raise SourceError(source, f"{file} ends in the middle of a line: it is cut off", lines[-1] if lines else 1)
    if not lines:
        raise EmptySourceError(source, f"{file} has a header and no rows", 1)
    if repeats:
        kept = sorted({row: at for at, row in reversed(list(enumerate(_rows(texts, columns))))}.values())
        lines = [lines[at] for at in kept]
        texts = {name: [cells[at] for at in kept] for name, cells in texts.items()}
    _refuse_repeated(lines, list(_rows(texts, key)), list(key), refuse)
    return lines, texts | {name: _typed(name, texts[name], lines, kind, refuse) for name, kind in columns.items()}


def _rows(texts: Mapping[str, list[str]], names: Collection[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(texts[name] for name in names), strict=True)


def _refuse_repeated(
    lines: list[int], keys: list[tuple[str, ...]], named: list[str], refuse: Callable[..., SourceError]
) -> None:
    if len(set(keys)) == len(keys):
        return
    first: dict[tuple[str, ...], int] = {}
    for line, cells in zip(lines, keys, strict=True):
        if (earlier := first.setdefault(cells, line)) != line:
            raise refuse(f"the same {' + '.join(named)} as line {earlier}: {cells[-1]!r}", line, named[-1])


def _typed(
    name: str, cells: list[str], lines: Sequence[int], kind: Kind, refuse: Callable[..., SourceError]
) -> list[Any]:
    values = {}
    for text in dict.fromkeys(cells):  # many say the same; in the order of the lines, so that the first fault is named
        try:
            values[text] = kind.read(text)
        except ValueError:
            line = lines[cells.index(text)]
            raise refuse(f"found {text!r}, expected {kind.expected}", line, name) from None
    return [values[text] for text in cells]


def read_table(
    source: str, file: str, raw: bytes, columns: Mapping[str, Kind], key: Collection[str], repeats: bool = False
) -> pd.DataFrame:
    """Return what read_columns does as a frame; raises what it raises.

    index: the line of each row. `file`: the name of the file; `match`: '' where the file has no such column.
    """
    import pandas as pd  # here, for it takes long and most who load this module read no table

    lines, found = read_columns(source, file, raw, columns, key, repeats)
    # Not of dtype "str": going through its cells one by one takes three times as long.
    dtypes = {name: columns[name].dtype if name in columns else "object" for name in found}
    frame = pd.DataFrame({name: pd.Series(cells, lines, dtypes[name]) for name, cells in found.items()})
    return frame.assign(**({} if "match" in found else {"match": ""}), file=file)
