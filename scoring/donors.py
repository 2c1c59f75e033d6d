"""Whose value stands in for a cell that is missing or wrong, in a draw (scoring method, section 9).

A uniform draw from the 10 nearest peers with the indicator observed; failing any, from the same type. The scoring
method goes on to everyone; we do not, because councils of another type are asked for other things: a cell that nobody
of the type can lend is left out, as it is in the score (scoring/imputation.py takes the mean of the same donors).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NEAREST = 10
"""How many of the nearest peers may lend their value."""


@dataclass(frozen=True, slots=True)
class Donors:
    """For cell (i, j): rows[start[i, j] : start[i, j] + count[i, j]] may lend it their value of j.

    count is 0 where the cell does not apply, or nobody else of the type has j observed.
    """

    start: np.ndarray
    count: np.ndarray
    rows: np.ndarray


def find_donors(
    observed: np.ndarray, applicable: np.ndarray, groups: Sequence[str], order: Sequence[np.ndarray] | None = None
) -> Donors:
    """Return the donors of every applicable cell. observed, applicable (n, m): bool.

    groups (n): type of each council. order: for each council the comparable ones, nearest first; without it,
    or without a peer that has the indicator, donors are the whole type.
    """
    n, m = observed.shape
    names = np.asarray(groups)
    start, count, parts, at = np.zeros((n, m), np.int64), np.zeros((n, m), np.int64), [], 0
    for i in range(n):
        chosen = _chosen(i, observed, names, None if order is None else order[i]) & applicable[i]
        columns, rows = np.nonzero(chosen.T)
        count[i] = chosen.sum(axis=0)
        start[i] = at + np.concatenate([[0], np.cumsum(count[i])[:-1]])
        parts.append(rows.astype(np.int32))
        at += rows.size
    return Donors(start, count, np.concatenate(parts) if parts else np.zeros(0, np.int32))


def _chosen(i: int, observed: np.ndarray, names: np.ndarray, order: np.ndarray | None) -> np.ndarray:
    """Return bool (n, m): row k lends its value of j to council i."""
    chosen = np.zeros(observed.shape, dtype=bool)
    if order is not None and order.size:
        near = observed[order]
        chosen[order] = near & (np.cumsum(near, axis=0) <= NEAREST)
    empty = ~chosen.any(axis=0)
    if empty.any():
        same_type = (names == names[i]) & (np.arange(len(names)) != i)
        chosen[:, empty] = observed[:, empty] & same_type[:, None]
    return chosen
