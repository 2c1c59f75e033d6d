"""Groups that cut across types, such as regions: every council is set against its own type first.

A region's councils are of several types, and scores of two types do not compare; the share of its own type that a
council outscores does. Source: the stratified rank-sum test (van Elteren, 1960).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Rollup:
    """A group of councils. mean: of what they outscore, 0-1. low, high: where it would lie if the group had been drawn
    at random from the same types, as many of each; None where that leaves nothing to chance.
    """

    size: int
    mean: float
    low: float | None
    high: float | None


def outscored(scores: np.ndarray, types: Sequence[str]) -> np.ndarray:
    """Return the share (n) of the others of its type that each council outscores, 0-1, ties counting half.

    nan where it has no score, or is the only one of its type that has.
    """
    scores, names = np.asarray(scores, dtype=float), np.asarray(types)
    found = np.full(scores.size, np.nan)
    for name in np.unique(names):
        rows = np.flatnonzero((names == name) & ~np.isnan(scores))
        if rows.size > 1:
            own = scores[rows]
            below = (own[:, None] > own[None, :]).sum(axis=1)
            level = (own[:, None] == own[None, :]).sum(axis=1) - 1
            found[rows] = (below + level / 2.0) / (rows.size - 1)
    return found


def roll_up(shares: np.ndarray, types: Sequence[str], members: np.ndarray, z: float) -> Rollup:
    """Return the figure of the group of `members` (bool, n) among all councils. shares: as `outscored` gives them.

    The range is `z` standard deviations of the mean of such a draw without putting back on each side of one half.
    """
    shares, names = np.asarray(shares, dtype=float), np.asarray(types)
    inside = members & ~np.isnan(shares)
    size = int(inside.sum())
    if not size:
        return Rollup(0, float("nan"), None, None)
    variance = 0.0
    for name in np.unique(names[inside]):
        table = shares[(names == name) & ~np.isnan(shares)]
        drawn = int((inside & (names == name)).sum())
        variance += drawn * (1.0 - drawn / table.size) * table.var(ddof=1)
    mean = float(shares[inside].mean())
    if variance < 1e-12:
        return Rollup(size, mean, None, None)
    half = z * float(np.sqrt(variance)) / size
    return Rollup(size, mean, max(0.0, 0.5 - half), min(1.0, 0.5 + half))
