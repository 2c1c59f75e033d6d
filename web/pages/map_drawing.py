"""The geometry of the map of hexagons, in whole units of a drawing. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from register.hexes import Cell, neighbours

WIDTH, PITCH = 14, 12
"""Units from one cell to the next in a row, and from one row to the next."""
CORNERS = ((0, -8), (7, -4), (7, 4), (0, 8), (-7, 4), (-7, -4))
"""Corners of a cell around its middle, from the top clockwise. Neighbour n lies beyond the side from corner n on."""
HEXAGON = "M0-8l7 4v8l-7 4-7-4v-8z"
MARGIN = 9


def hexagon(x: int, y: int) -> str:
    """Return the SVG path of the cell around a middle: a path of its own is less work for a phone than a `use`."""
    return HEXAGON.replace("M0-8", f"M{x} {y - 8}")


def middle(cell: Cell) -> tuple[int, int]:
    """Return where the middle of a cell is, x to the right and y down."""
    column, row = cell
    return MARGIN + WIDTH * column + WIDTH // 2 * (row % 2), MARGIN + PITCH * row


def size(cells: Iterable[Cell]) -> tuple[int, int]:
    """Return width and height of a drawing that holds these cells."""
    found = [middle(cell) for cell in cells]
    return max((x for x, _ in found), default=0) + MARGIN, max((y for _, y in found), default=0) + MARGIN


def outline(cells: Collection[Cell]) -> str:
    """Return the SVG path around cells: one loop for each part that hangs together, and for each hole."""
    ahead: dict[tuple[int, int], tuple[int, int]] = {}
    for cell in sorted(cells):
        x, y = middle(cell)
        corners = [(x + dx, y + dy) for dx, dy in CORNERS]
        for side, beyond in enumerate(neighbours(cell)):
            if beyond not in cells:
                # At a corner three cells meet, so that one side at most leads on from it.
                ahead[corners[side]] = corners[(side + 1) % 6]
    path = []
    while ahead:
        start = min(ahead)
        path.append(f"M{start[0]} {start[1]}")
        here = ahead.pop(start)
        while here != start:
            path.append(f"L{here[0]} {here[1]}")
            here = ahead.pop(here)
        path.append("z")
    return "".join(path)


def heart(cells: Collection[Cell]) -> tuple[int, int]:
    """Return the middle of the cell that lies nearest to the middle of all of them."""
    found = sorted(middle(cell) for cell in cells)
    x, y = (sum(one[axis] for one in found) / len(found) for axis in (0, 1))
    return min(found, key=lambda one: (one[0] - x) ** 2 + (one[1] - y) ** 2)
