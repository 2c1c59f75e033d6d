"""Who cannot be told apart: pairs, bands and error bars (scoring method, section 10)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

CLEAR = 0.95
"""A outranks B clearly if that happens in at least this share of the draws."""


def indistinguishable(p: np.ndarray, threshold: float = CLEAR) -> np.ndarray:
    """Return bool (n, n): neither outranks the other clearly, 1 - threshold < P < threshold; never true of itself."""
    pairs = (p > 1.0 - threshold + 1e-12) & (p < threshold - 1e-12)
    np.fill_diagonal(pairs, False)
    return pairs


def bands(order: Sequence[int], p: np.ndarray, threshold: float = CLEAR) -> dict[int, int]:
    """Return the band of each row, 1 at the top, going down the published order.

    The first council leads band 1. A council starts a new band, and leads it, when the current leader outranks
    it with P >= threshold. Members are "not distinguishable from the leader of their band", never "equal".
    """
    result: dict[int, int] = {}
    leader, band = None, 0
    for row in order:
        if leader is None or p[leader][row] >= threshold - 1e-12:
            leader, band = row, band + 1
        result[row] = band
    return result


def half_width(se: np.ndarray | float, z: float = 1.959964) -> np.ndarray:
    """Return z / sqrt(2) * SE: bars that overlap exactly when the two councils cannot be told apart.

    Bars of the full z * SE mislead when pairs are compared by eye. Source: Goldstein & Spiegelhalter (1996).
    """
    width: np.ndarray = z / np.sqrt(2.0) * np.asarray(se, dtype=float)
    return width
