"""Competition ranks of published scores, and possible ranks (scoring method, sections 5.5 and 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.rounding import published_value

UNRANKED = -1
"""Stands for "no rank" in the integer arrays of `Ranks`; never a rank."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Places within each group. All arrays (n); rank, best, worst and of are -1 where a row takes no place.

    published: 0-100 with one decimal, nan where unranked. rank: 1 is highest. tied: shares its rank.
    best, worst: the range left open by missing evidence, always containing the rank. of: councils ranked.
    """

    published: np.ndarray
    rank: np.ndarray
    tied: np.ndarray
    best: np.ndarray
    worst: np.ndarray
    of: np.ndarray


def competition_rank(values: np.ndarray) -> np.ndarray:
    """Return 1 + the number of higher values ("1, 2, 2, 4"); -1 for nan, which takes no place."""
    values = np.asarray(values, dtype=float)
    known = ~np.isnan(values)
    ordered = np.sort(-values[known])
    rank = np.full(values.shape, UNRANKED)
    rank[known] = 1 + np.searchsorted(ordered, -values[known], side="left")
    return rank


def possible_ranks(lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the best and the worst rank that missing evidence leaves open; -1 where a bound is nan.

    best = 1 + #{k: lower_k > upper_i}; worst = N - #{k: upper_k < lower_i}, N the number of rows with bounds.
    Source: scoring method, section 5.5.
    """
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    known = ~(np.isnan(lower) | np.isnan(upper))
    low, high = lower[known], upper[known]
    best, worst = np.full(lower.shape, UNRANKED), np.full(lower.shape, UNRANKED)
    best[known] = 1 + (low[None, :] > high[:, None]).sum(axis=1)
    worst[known] = low.size - (high[None, :] < low[:, None]).sum(axis=1)
    return best, worst


def rank_within(
    score: np.ndarray, lower: np.ndarray, upper: np.ndarray, ranked: np.ndarray, groups: Sequence[str]
) -> Ranks:
    """Return the places of the ranked rows within their group; give every row the same group to rank them all.

    Ranks go by the published value, so councils that print alike share a place. The possible range is
    widened to hold the rank where rounding made a tie of two councils whose bounds do not touch.
    """
    n = len(score)
    published = np.where(ranked, published_value(score), np.nan)
    rank, best, worst, of = (np.full(n, UNRANKED) for _ in range(4))
    tied = np.zeros(n, dtype=bool)
    for rows in group_rows(groups, ranked):
        rank[rows] = competition_rank(published[rows])
        low, high = possible_ranks(lower[rows], upper[rows])
        best[rows], worst[rows] = np.minimum(low, rank[rows]), np.maximum(high, rank[rows])
        tied[rows] = (rank[rows][:, None] == rank[rows][None, :]).sum(axis=1) > 1
        of[rows] = rows.size
    return Ranks(published, rank, tied, best, worst, of)


def group_rows(groups: Sequence[str], ranked: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the indices of the ranked rows of each group that has any, groups in alphabetical order."""
    names = np.asarray(groups)
    for name in sorted(set(groups)):
        rows = np.flatnonzero((names == name) & ranked)
        if rows.size:
            yield rows
