"""Rank ranges that hold for the whole table at once (scoring method, section 10).

Source: Mogstad, Romano, Shaikh & Wilhelm, "Inference for Ranks". For claims about the whole table only, such
as "who could be number 1": with hundreds of councils these sets are very wide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.intervals import type1_quantile


@dataclass(frozen=True, slots=True)
class RankSets:
    """The critical value and, per council (n), the best (low) and worst (high) rank it could have."""

    critical: float
    low: np.ndarray
    high: np.ndarray


def simultaneous_rank_sets(point: np.ndarray, draws: np.ndarray, level: float = 0.9) -> RankSets:
    """Return rank ranges that are all right together with probability `level`. point (n), draws (B, n).

    A pair whose difference never varies is decided by its sign.
    """
    point, draws = np.asarray(point, dtype=float), np.asarray(draws, dtype=float)
    n = point.size
    largest = np.zeros(draws.shape[0])
    sigma = np.zeros((n, n))
    for j in range(n - 1):
        difference = draws[:, [j]] - draws[:, j + 1 :]
        difference -= difference.mean(axis=0)
        spread = difference.std(axis=0, ddof=1) if draws.shape[0] > 1 else np.zeros(n - j - 1)
        spread = np.where(spread < 1e-12, 0.0, spread)
        sigma[j, j + 1 :] = sigma[j + 1 :, j] = spread
        t = np.abs(difference) / np.where(spread > 0, spread, np.inf)
        largest = np.maximum(largest, t.max(axis=1))
    critical = float(type1_quantile(largest, level))
    beats = point[:, None] - point[None, :] - critical * sigma > 0
    return RankSets(critical, 1 + beats.sum(axis=0), n - beats.sum(axis=1))
