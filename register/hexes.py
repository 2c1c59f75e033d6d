"""The map of hexagons: the cell of every council. Pure but for load_hexes.

The cells were drawn by hand, so that Britain and Northern Ireland are recognised; register/map_layout.py
seats the councils in them.
"""

from __future__ import annotations

import math
from pathlib import Path

from models import AuthorityType
from register.authorities import Register
from register.tables import Row, read_table

HEXES_HEADER = ("authority", "column", "row")
MOST = 99
Cell = tuple[int, int]
"""Column and row from the top left, counted from 0; odd rows stand half a cell further right ("odd-r")."""
Point = tuple[float, float]


def load_hexes(folder: Path, register: Register) -> dict[str, Cell]:
    """Return the cell of every council on the map by ONS code, from hexes.csv in `folder`. Counties have none.

    Raises RegisterError naming file, line, field and value for an unknown council, a county, a council or a cell that
    is there twice, and for what is no number from 0 to 99.
    """
    found: dict[str, Cell] = {}
    for row in read_table(folder / "hexes.csv", HEXES_HEADER):
        council = register.by_code(row["authority"])
        if council is None or council.type is AuthorityType.COUNTY or council.code in found:
            raise row.error("authority", "the ONS code of a council that is no county, each once")
        cell = (_number(row, "column"), _number(row, "row"))
        if cell in found.values():
            raise row.error("column", f"a cell of its own (row {cell[1]} has this column already)")
        found[council.code] = cell
    return found


def _number(row: Row, field: str) -> int:
    number = row.parse(field, int, f"a whole number from 0 to {MOST}")
    if not 0 <= number <= MOST:
        raise row.error(field, f"a whole number from 0 to {MOST}")
    return number


def neighbours(cell: Cell) -> tuple[Cell, ...]:
    """Return the six cells that touch one, from the upper right clockwise: right, lower right, and so on."""
    column, row = cell
    left = column - 1 + row % 2
    return (
        (left + 1, row - 1),
        (column + 1, row),
        (left + 1, row + 1),
        (left, row + 1),
        (column - 1, row),
        (left, row - 1),
    )


def centre(cell: Cell) -> Point:
    """Return the middle of a cell, x to the right and y down, in widths of a cell."""
    column, row = cell
    return column + 0.5 * (row % 2), row * math.sqrt(3) / 2
