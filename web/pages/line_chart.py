"""The drawing of a finding: one line for each council or group, its range and its value on one scale. Pure.

As wide as a phone, so that its words can be read there: labels stand above their line, never beside it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from web.words import format as fmt

WIDTH, MARGIN, ROW = 360, 8, 38
MOST_LINES = 60
"""Lines of one drawing; the table has all."""
LINE = 16
"""Height of one more line of words."""
TITLE_LETTERS, LETTERS, SMALL_LETTERS = 30, 44, 50
"""Characters of a line of the title, of words and of small print: in a wide sans serif none leaves the drawing."""
_STEPS = (5, 10, 20, 25, 50, 100)
"""Points between two marks of a scale without fixed ends."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From low to high in the unit of a finding. at: where it is marked; middle: the value of no difference, if any."""

    low: float
    high: float
    at: tuple[float, ...]
    middle: float | None
    text: Callable[[float], str]

    def x(self, value: float) -> float:
        """Return where a value stands in the drawing; what lies beyond an end stands at it."""
        share = (value - self.low) / (self.high - self.low)
        return round(MARGIN + (WIDTH - 2 * MARGIN) * min(1.0, max(0.0, share)), 1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of the drawing: label, figures in words, y of its top, and where things stand; None: not drawn.

    below: how much lower than its label the figures stand, where there is no room for both beside each other.
    """

    label: str
    text: str
    y: float
    below: float
    value: float | None
    low: float | None
    width: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """lines: what is drawn; ticks: x, words and which side of x they stand. middle: x of no difference. left: lines
    that found no place."""

    lines: tuple[Drawn, ...]
    ticks: tuple[tuple[float, str, str], ...]
    middle: float | None
    height: float
    left: int


def _signed(value: float) -> str:
    return f"{value:+.0f}" if value else "0"


def _plain(value: float) -> str:
    return f"{value:.0f}"


_FIXED: Mapping[str, Scale] = {
    "score": Scale(0, 100, (0, 25, 50, 75, 100), None, _plain),
    "share": Scale(0, 1, (0, 0.25, 0.5, 0.75, 1), None, fmt.percent),
    "chance": Scale(0, 1, (0, 0.25, 0.5, 0.75, 1), 0.5, fmt.percent),
    "correlation": Scale(-1, 1, (-1, -0.5, 0, 0.5, 1), 0, lambda value: f"{value:+.1f}" if value else "0"),
}


def scale(unit: str, values: Sequence[float]) -> Scale:
    """Return the scale of a unit; points have one that holds these values, nought and as much on both sides."""
    if unit in _FIXED:
        return _FIXED[unit]
    most = max((abs(value) for value in values), default=0.0)
    step = next((one for one in _STEPS if 2 * one >= most), _STEPS[-1])
    return Scale(-2 * step, 2 * step, (-2 * step, -step, 0, step, 2 * step), 0, _signed)


def figure(unit: str, value: float | None) -> str:
    """Return a value of a finding in words: "62.4", "67%", "+0.25", "+3.7"."""
    if value is None:
        return fmt.unknown()
    if unit in ("share", "chance"):
        return fmt.percent(value)
    if unit == "correlation":
        return f"{value:+.2f}"
    return f"{value:+.1f}" if unit == "points" else f"{value:.1f}"


def figures(unit: str, value: float | None, low: float | None, high: float | None, withheld: str) -> str:
    """Return a value with its range; where it is not stated, `withheld` with the range that there is."""
    span = f"{figure(unit, low)} to {figure(unit, high)}" if low is not None and high is not None else ""
    if value is None:
        return f"{withheld}, {span}" if span else withheld
    return f"{figure(unit, value)} ({span})" if span and low != high else figure(unit, value)


def chart(unit: str, lines: Sequence[tuple[str, str, float | None, float | None, float | None]]) -> Chart:
    """Return the drawing of lines: label, figures in words, value, low and high end of the range, each may be None."""
    shown = lines[:MOST_LINES]
    on = scale(unit, [end for *_, value, low, high in shown for end in (value, low, high) if end is not None])
    drawn, y = [], 4.0
    for label, text, value, low, high in shown:
        below = LINE if len(label) + len(text) > LETTERS else 0
        start = on.x(low) if low is not None and high is not None else None
        width = None if start is None or high is None else max(1.0, round(on.x(high) - start, 1))
        drawn.append(Drawn(label, text, y, below, None if value is None else on.x(value), start, width))
        y += ROW + below
    ends = {0: "start", len(on.at) - 1: "end"}
    ticks = tuple((on.x(value), on.text(value), ends.get(n, "middle")) for n, value in enumerate(on.at))
    middle = None if on.middle is None else on.x(on.middle)
    return Chart(tuple(drawn), ticks, middle, y + 22.0, len(lines) - len(shown))


def wrapped(text: str, letters: int = LETTERS) -> list[str]:
    """Return a text in lines of a drawing; an address is broken only where it is longer than a line."""
    return textwrap.wrap(text, letters, break_on_hyphens=False)
