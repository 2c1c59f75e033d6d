"""The arithmetic of charts: what goes where. Templates draw it as SVG with geometry attributes only. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from web.words import format as fmt

BINS = 10
WIDTH, HEIGHT, MARGIN = 560, 160, 30
"""Size of a line chart in SVG units; scores 0-1 run from HEIGHT - MARGIN up to MARGIN."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a distribution: its label in the indicator's unit, councils in it, share of the largest bar 0-1."""

    label: str
    count: int
    height: float


def distribution(values: Sequence[float], kind: str, unit: str, log: bool) -> list[Bar]:
    """Return the bars of a distribution: one per value where there are few, else ten of equal (log) width."""
    if not values:
        return []
    if kind in ("binary", "ordinal") or len(set(values)) <= BINS:
        counts = sorted(Counter(values).items())
        return _bars([(fmt.value_text(value, kind, unit), count) for value, count in counts])
    return _bars(_binned(values, kind, unit, log and min(values) > 0))


def _binned(values: Sequence[float], kind: str, unit: str, log: bool) -> list[tuple[str, int]]:
    scaled = [math.log(value) if log else value for value in values]
    low, width = min(scaled), (max(scaled) - min(scaled)) / BINS
    edges = [low + width * step for step in range(BINS + 1)]
    counts = Counter(min(BINS - 1, int((value - low) / width)) for value in scaled)
    shown = [fmt.value_text(math.exp(edge) if log else edge, kind, unit) for edge in edges]
    return [(f"{shown[step]} to {shown[step + 1]}", counts[step]) for step in range(BINS)]


def _bars(counts: list[tuple[str, int]]) -> list[Bar]:
    most = max(count for _, count in counts)
    return [Bar(label, count, count / most) for label, count in counts]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line over time in SVG units, with the words beside it; joined: to the one before it.

    low, high: where the ends of its range are drawn, None where there is no range.
    """

    x: float
    y: float
    day: str
    score: str
    joined: bool
    low: float | None = None
    high: float | None = None


def line(
    history: Sequence[tuple[str, float, bool]], ranges: Sequence[tuple[float | None, float | None]] = ()
) -> list[Point]:
    """Return the points of (ISO date, score 0-1, joined), oldest first, spaced by date; a lone date is in the middle.

    joined: whether the point may be compared with the one before it; the first point is joined to nothing.
    ranges: (low, high) of each score, 0-1 or None, or nothing at all.
    """
    days = [date.fromisoformat(day).toordinal() for day, *_ in history]
    span = max(days) - min(days) if days else 0
    inside, spans = WIDTH - 2 * MARGIN, ranges or [(None, None)] * len(days)
    return [
        Point(
            round(MARGIN + inside * ((number - min(days)) / span if span else 0.5), 1),
            _height(score),
            fmt.long_date(day),
            fmt.score_text(score),
            joined and place > 0,
            *(None if end is None else _height(end) for end in span_of),
        )
        for place, (number, (day, score, joined), span_of) in enumerate(zip(days, history, spans, strict=True))
    ]


def _height(score: float) -> float:
    return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * score, 1)
