"""A council's card laid out as a drawing of 1200 by 630, the size that sites show beside a shared link. Pure."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 1200, 630, 70
FOOT = 84
"""Height of the strip at the foot, with status and day."""
CHARACTER = 0.47
"""Width of a character in sizes of the font: wider than the mean of Source Sans 3, so that no line runs out."""
SPACING = 1.2
"""From one line to the next, in sizes of the font."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. y: of its base line; size: of the font; kind: what it is, `name`, `figure`, `first`, `other` or
    `foot`."""

    text: str
    y: float
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar from 0 to 100. y: of its axis; left, right: ends of the range; at: of the score, None without one."""

    y: float
    left: float
    right: float
    at: float | None


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn where, from the top. bar: None where no range is known."""

    lines: list[Line]
    bar: Bar | None


def lay_out(
    name: str, figure: str, lines: list[str], foot: str, span: tuple[float, float] | None, value: float | None
) -> Picture:
    """Return where everything goes.

    figure: the score, or that there is none; lines: below it, the first the most important; foot: status and day. span,
    value: of the bar, 0-1, None where there is none.
    """
    placed = _below(name, 44.0, 60, "name")
    placed += _below(figure, placed[-1].y + 20, 50, "figure")
    bar = None
    if span is not None:
        at = None if value is None else _across(value)
        bar = Bar(placed[-1].y + 50, _across(span[0]), max(_across(span[1]), _across(span[0]) + 2), at)
    y = (bar.y if bar else placed[-1].y) + 28
    for place, text in enumerate(lines):
        placed += _below(text, y, *((36, "first") if place == 0 else (30, "other")))
        y = placed[-1].y + 14
    placed.append(Line(foot, HEIGHT - 32, 30, "foot"))
    return Picture(placed, bar)


def _across(share: float) -> float:
    return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def _below(text: str, top: float, size: int, kind: str) -> list[Line]:
    fits = int((WIDTH - 2 * MARGIN) / (CHARACTER * size))
    found = textwrap.wrap(text, fits)
    return [Line(line, round(top + size * (0.8 + SPACING * n), 1), size, kind) for n, line in enumerate(found)]
