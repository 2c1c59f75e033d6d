"""Correlations published beside the table (scoring method, sections 4, 5.7 and 8)."""

from __future__ import annotations

import numpy as np


def pearson(a: np.ndarray, b: np.ndarray) -> float:
    """Return Pearson's r over the pairs where both are known; nan if fewer than two or one does not vary."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    both = ~(np.isnan(a) | np.isnan(b))
    a, b = a[both], b[both]
    if a.size < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    da, db = a - a.mean(), b - b.mean()
    return float(np.clip((da @ db) / np.sqrt((da @ da) * (db @ db)), -1.0, 1.0))


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    """Return Spearman's rank correlation, ties at their mean rank; nan as for `pearson`."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    both = ~(np.isnan(a) | np.isnan(b))
    return pearson(_mean_ranks(a[both]), _mean_ranks(b[both]))


def _mean_ranks(values: np.ndarray) -> np.ndarray:
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(size) - (size - 1) / 2)[group]


def spearman_range(rho: float, pairs: int, z: float) -> tuple[float, float] | None:
    """Return the range of a rank correlation, `z` standard errors on each side; None where it has none.

    On Fisher's scale, with the standard error of Bonett & Wright (2000). It needs four pairs, and pairs that are not
    all in one order.
    """
    if pairs < 4 or not abs(rho) < 1.0:
        return None
    middle, error = np.arctanh(rho), np.sqrt((1.0 + rho**2 / 2.0) / (pairs - 3))
    return float(np.tanh(middle - z * error)), float(np.tanh(middle + z * error))
