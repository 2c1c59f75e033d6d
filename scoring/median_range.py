"""The middle of a few values with its range, whatever their distribution (from the sign test; Conover 1999, 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from statistics import median

LEVEL = 0.95


def median_range(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Return the median with the ends of its 95 % range, which are two of the values; None of fewer than six."""
    ordered, n = sorted(values), len(values)
    tail, k = 0.0, 0
    while (tail := tail + comb(n, k) / 2**n) <= (1.0 - LEVEL) / 2.0:
        k += 1
    return (median(ordered), ordered[k - 1], ordered[n - k]) if k else None
