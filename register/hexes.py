"""The map of hexagons: which cell every council takes, and how councils are seated in the cells. Pure but for load_hexes.

The cells were drawn by hand, so that Britain and Northern Ireland are recognised: data/register/hexes.csv. `settle` seats the
councils in them by the direction in which each one's neighbours really lie.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from errors import RegisterError
from models import Authority, AuthorityType
from register.authorities import Register
from register.postcode_tables import Located
from register.tables import Row, read_table

HEXES_HEADER = ("authority", "column", "row")
MOST = 99
Cell = tuple[int, int]
"""Column and row from the top left, counted from 0; odd rows stand half a cell further right ("odd-r" of Red Blob Games)."""
Point = tuple[float, float]

CENTRE_OF_IRISH_GRID: tuple[Point, Point] = ((333_800.0, 374_000.0), (146_000.0, 529_000.0))
"""Belfast in metres of the Irish Grid, in which the list gives Northern Ireland, and of the National Grid."""
BETWEEN_GRIDS = math.radians(4.9)
"""Angle between the two grids' norths at Belfast: six degrees of longitude apart, times the sine of the latitude."""
KIN = 0.6
"""What it is worth that two cells that touch hold districts of one county, in squares of a cell's width."""
LEAST = 1e-9


def load_hexes(folder: Path, register: Register) -> dict[str, Cell]:
    """Return the cell of every council on the map by ONS code, from hexes.csv in `folder`. Counties have none.

    Raises RegisterError naming file, line, field and value for an unknown council, a county, a council or a cell that is
    there twice, and for what is no number from 0 to 99.
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
    return ((left + 1, row - 1), (column + 1, row), (left + 1, row + 1), (left, row + 1), (column - 1, row), (left, row - 1))


def centre(cell: Cell) -> Point:
    """Return the middle of a cell, x to the right and y down, in widths of a cell."""
    column, row = cell
    return column + 0.5 * (row % 2), row * math.sqrt(3) / 2


def middles(batches: Iterable[Located], register: Register) -> dict[str, Point]:
    """Return the median easting and northing of each council's postcodes, metres of the National Grid, by ONS code.

    A postcode without a council or without a place is left out; a council without postcodes is not in the answer.
    """
    eastings: dict[str, list[float]] = {}
    northings: dict[str, list[float]] = {}
    for codes, east, north in batches:
        for code, x, y in zip(codes, east, north, strict=True):
            council = register.by_code(code) if code else None
            if council is not None and x > 0 and y > 0:
                eastings.setdefault(council.code, []).append(x)
                northings.setdefault(council.code, []).append(y)
    return {code: _national(code, (float(np.median(xs)), float(np.median(northings[code])))) for code, xs in eastings.items()}


def _national(code: str, point: Point) -> Point:
    if not code.startswith("N"):
        return point
    (x0, y0), (x, y) = CENTRE_OF_IRISH_GRID
    east, north, cos, sin = point[0] - x0, point[1] - y0, math.cos(BETWEEN_GRIDS), math.sin(BETWEEN_GRIDS)
    return x + east * cos + north * sin, y - east * sin + north * cos


def settle(hexes: Mapping[str, Cell], middle: Mapping[str, Point], authorities: Iterable[Authority]) -> dict[str, Cell]:
    """Return the same cells with councils swapped until no swap of two that touch sets anybody's neighbours better.

    Better: the sum, over councils and those nearest to each (Gabriel graph), of the squared distance between where the
    neighbour sits and where one cell in its real direction would be; less KIN for each pair of districts of one county that
    touch. Councils without a middle stay where they are. The answer depends on the order of codes alone, not on chance.
    """
    codes = sorted(code for code in hexes if code in middle)
    parents = {one.code: one.parent for one in authorities if one.parent}
    seats, near = dict(hexes), _directions(codes, middle)
    improved = True
    while improved:
        improved = False
        for code, other in _touching(seats, codes):
            before = _cost(code, seats, near, parents) + _cost(other, seats, near, parents)
            seats[code], seats[other] = seats[other], seats[code]
            if _cost(code, seats, near, parents) + _cost(other, seats, near, parents) < before - LEAST:
                improved = True
            else:
                seats[code], seats[other] = seats[other], seats[code]
    return seats


def _touching(seats: Mapping[str, Cell], codes: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs that touch at the moment each is asked for, in the order of codes."""
    for code in codes:
        for place in range(6):
            held = {cell: one for one, cell in seats.items()}
            other = held.get(neighbours(seats[code])[place])
            if other in codes:
                yield code, other


def _directions(codes: list[str], middle: Mapping[str, Point]) -> dict[str, list[tuple[str, float, float]]]:
    """Return the neighbours of each with the direction to them, x to the right and y down, of length 1."""
    at = np.array([middle[code] for code in codes])
    square = ((at[:, None] - at[None]) ** 2).sum(axis=2)
    near: dict[str, list[tuple[str, float, float]]] = {code: [] for code in codes}
    for i, code in enumerate(codes):
        for k, other in enumerate(codes):
            if i != k and square[i, k] > 0 and not (square[i] + square[k] < square[i, k] * (1 - LEAST)).any():
                east, north = (at[k] - at[i]) / math.sqrt(square[i, k])
                near[code].append((other, float(east), -float(north)))
    return near


def _cost(
    code: str, seats: Mapping[str, Cell], near: Mapping[str, list[tuple[str, float, float]]], parents: Mapping[str, str]
) -> float:
    x, y = centre(seats[code])
    total = 0.0
    for other, east, down in near[code]:
        across, below = centre(seats[other])
        # Both ends of a pair see the same distance, so that one that swaps counts it once for the other too.
        total += (across - x - east) ** 2 + (below - y - down) ** 2
    parent = parents.get(code)
    if parent is not None:
        kin = {seats[one] for one, other in parents.items() if other == parent and one != code and one in seats}
        total -= KIN * sum(cell in kin for cell in neighbours(seats[code]))
    return total
