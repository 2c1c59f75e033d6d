"""What draws say: rank intervals, the chance to outrank, top ten and top quartile (scoring method, section 9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEVEL = 0.9
"""Probability that an interval covers."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Low, median and high per authority (n). Ranks are whole numbers, their median may be a half."""

    low: np.ndarray
    median: np.ndarray
    high: np.ndarray


def draw_ranks(scores: np.ndarray) -> np.ndarray:
    """Return the competition rank (B, n) of every authority in every draw, on the unrounded score; 1 is highest.

    scores (B, n) must have no nan: rank only authorities that have a score in every draw.
    """
    draws, n = scores.shape
    order = np.argsort(-scores, axis=1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=1)
    first = np.ones((draws, n), dtype=bool)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    place = np.maximum.accumulate(np.where(first, np.arange(1, n + 1), 0), axis=1)
    ranks = np.empty((draws, n), dtype=np.int32)
    np.put_along_axis(ranks, order, place.astype(np.int32), axis=1)
    return ranks


def type1_quantile(values: np.ndarray, share: float) -> np.ndarray:
    """Return x_(ceil(share * B)) over the first axis of B values: the inverse of the empirical distribution."""
    size = values.shape[0]
    # 0.05 * 2000 must be 100, not the next whole number after 100.00000000000001.
    place = int(np.clip(np.ceil(share * size - 1e-9), 1, size)) - 1
    value: np.ndarray = np.partition(values, place, axis=0)[place]
    return value


def rank_intervals(ranks: np.ndarray, level: float = LEVEL) -> Interval:
    """Return the interval of the ranks (B, n) that holds `level` of the draws, with the ordinary median."""
    tail = (1.0 - level) / 2.0
    return Interval(type1_quantile(ranks, tail), np.median(ranks, axis=0), type1_quantile(ranks, 1.0 - tail))


def score_intervals(scores: np.ndarray, level: float = LEVEL) -> Interval:
    """Return the same interval of the scores (B, n), 0-1."""
    return rank_intervals(scores, level)


def outside(interval: Interval, value: np.ndarray) -> np.ndarray:
    """Return True (n) where a published value lies beyond its own interval, which is never stretched to hide it."""
    return (value < interval.low) | (value > interval.high)


def p_outranks(scores: np.ndarray) -> np.ndarray:
    """Return P (n, n): the share of draws in which the row's score is above the column's, plus half the ties.

    scores (B, n) may be scores, or the negative of ranks. P + its transpose is 1.
    """
    draws, n = scores.shape
    lines = np.ascontiguousarray(scores.T)
    p = np.full((n, n), 0.5)
    for i in range(n - 1):
        above = np.count_nonzero(lines[i] > lines[i + 1 :], axis=1)
        below = np.count_nonzero(lines[i] < lines[i + 1 :], axis=1)
        p[i, i + 1 :] = 0.5 + (above - below) / (2.0 * draws)
        p[i + 1 :, i] = 0.5 - (above - below) / (2.0 * draws)
    return p


def p_outranks_by_rank(ranks: np.ndarray) -> np.ndarray:
    """Return the same P from ranks (B, n): order and ties are those of the scores, and short numbers compare faster."""
    return p_outranks(-ranks.astype(np.int16))


def p_top(ranks: np.ndarray, places: int) -> np.ndarray:
    """Return the share of draws (n) in which each authority is among the first `places`."""
    share: np.ndarray = (ranks <= places).mean(axis=0)
    return share


def quartile_places(n: int) -> int:
    """Return how many places the top quartile of n has, rounded up."""
    return -(-n // 4)
