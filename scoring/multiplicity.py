"""Guards against the loudest of many comparisons: one family of comparisons is judged together, never one alone.

Sources: Benjamini & Hochberg (1995); Phipson & Smyth (2010) for chances that are counted in draws; Bonferroni.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

LEVEL = 0.95
"""A claim of a family stands if at most one in twenty of those made is expected to be wrong."""


def counted_p(probability: np.ndarray | float, draws: int) -> np.ndarray:
    """Return the p-value of claims that held in a share of the draws, never under 1 / (draws + 1).

    What never happened in 2,000 draws is rare, not impossible.
    """
    return np.maximum(1.0 - np.asarray(probability, dtype=float), 1.0 / (draws + 1))


def either_way(probability: np.ndarray | float, draws: int) -> np.ndarray:
    """Return the p-value of claims that may go either way: twice that of the likelier one, at most 1."""
    known = np.asarray(probability, dtype=float)
    return np.minimum(1.0, 2.0 * counted_p(np.maximum(known, 1.0 - known), draws))


def adjusted(p: np.ndarray) -> np.ndarray:
    """Return the p-values (n) of one family, adjusted after Benjamini and Hochberg; they keep their order.

    Of the claims with an adjusted value up to x, a share of x is expected to be wrong, where the claims do not depend
    on each other or rise and fall together.
    """
    p = np.asarray(p, dtype=float)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * p.size / np.arange(1, p.size + 1)
    found = np.empty(p.size)
    found[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return found


def stands(p_adjusted: np.ndarray) -> np.ndarray:
    """Return True (n) for the claims of a family that may be made."""
    result: np.ndarray = np.asarray(p_adjusted) <= 1.0 - LEVEL + 1e-12
    return result


def together(comparisons: int) -> float:
    """Return how many standard errors a range has on each side so that all of a family are right in 95 of 100 cases.

    Raises ValueError for no comparison.
    """
    if comparisons < 1:
        raise ValueError(f"comparisons: found {comparisons}, expected at least 1")
    return NormalDist().inv_cdf(1.0 - (1.0 - LEVEL) / 2.0 / comparisons)
