"""How figures lie: lowest, quarters, highest. Withheld where the base is too small to say anything. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

FEWEST = 5
"""Figures of fewer councils than this are not summed up: one council would decide what is said of all."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How `count` figures lie, in their own unit. Half of them lie from `quarter` to `three_quarters`.

    Source: quartiles by linear interpolation between order statistics (Hyndman and Fan 1996, definition 7).
    """

    count: int
    low: float
    quarter: float
    middle: float
    three_quarters: float
    high: float


def spread(figures: Sequence[float], fewest: int = FEWEST) -> Spread | None:
    """Return how the figures lie, None if there are fewer than `fewest` (at least 2) of them."""
    if len(figures) < max(fewest, 2):
        return None
    quarter, middle, three_quarters = quantiles(figures, n=4, method="inclusive")
    return Spread(len(figures), min(figures), quarter, middle, three_quarters, max(figures))
