"""Who sits where on the map of hexagons: by the direction in which each council's neighbours really lie. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from models import Authority
from register.authorities import Register
from register.hexes import Cell, Point, centre, neighbours
from register.postcode_tables import Located

CENTRE_OF_IRISH_GRID: tuple[Point, Point] = ((333_800.0, 374_000.0), (146_000.0, 529_000.0))
"""Belfast in metres of the Irish Grid, in which the list gives Northern Ireland, and of the National Grid."""
BETWEEN_GRIDS = math.radians(4.9)
"""Angle between the two grids' norths at Belfast: six degrees of longitude apart, times the sine of the latitude."""
KIN = 0.6
"""What it is worth that two cells that touch hold districts of one county, in squares of a cell's width."""
LEAST = 1e-9


def middles(batches: Iterable[Located], register: Register) -> dict[str, Point]:
    """Return the median easting and northing of each council's postcodes, metres of the National Grid, by ONS code.

    A postcode without a council or without a place is left out; a council without postcodes is not in the answer.
    """
    found: dict[str, list[np.ndarray]] = {}
    for codes, east, north in batches:
        points = np.array([east, north], dtype=float)
        # A council is looked up once a batch: there are millions of postcodes, and few councils to a batch.
        number = {code: at for at, code in enumerate(dict.fromkeys(codes))}
        numbers, placed = np.fromiter(map(number.__getitem__, codes), int, len(codes)), (points > 0).all(axis=0)
        for code, at in number.items():
            council = register.by_code(code) if code else None
            own = points[:, placed & (numbers == at)]
            if council is not None and own.size:
                found.setdefault(council.code, []).append(own)
    middle = {code: np.median(np.concatenate(own, axis=1), axis=1) for code, own in found.items()}
    return {code: _national(code, (float(x), float(y))) for code, (x, y) in middle.items()}


def _national(code: str, point: Point) -> Point:
    if not code.startswith("N"):
        return point
    (x0, y0), (x, y) = CENTRE_OF_IRISH_GRID
    east, north, cos, sin = point[0] - x0, point[1] - y0, math.cos(BETWEEN_GRIDS), math.sin(BETWEEN_GRIDS)
    return x + east * cos + north * sin, y - east * sin + north * cos


def settle(hexes: Mapping[str, Cell], middle: Mapping[str, Point], authorities: Iterable[Authority]) -> dict[str, Cell]:
    """Return the same cells with councils swapped until no swap of two that touch sets anybody's neighbours better.

    Better: the sum, over councils and those nearest to each (Gabriel graph), of the squared distance between where the
    neighbour sits and where one cell in its real direction would be; less KIN for each pair of districts of one county
    that touch. Councils without a middle stay where they are. Codes decide what is tried first, never chance.
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
        total += (across - x - east) ** 2 + (below - y - down) ** 2
    parent = parents.get(code)
    if parent is not None:
        kin = {seats[one] for one, other in parents.items() if other == parent and one != code and one in seats}
        total -= KIN * sum(cell in kin for cell in neighbours(seats[code]))
    return total
