"""Whose value stands in for a cell that is missing or wrong, in a draw (scoring method, section 9).

A uniform draw from the 10 nearest peers with the indicator observed; failing any, from the same type. The scoring
method goes on to everyone; we do not, because councils of another type are asked for other things: a cell that nobody
of the type can lend is left out, as it is in the score. For a missing cell the type as a whole lends like an eleventh
council, so that ten peers who agree do not make the unknown certain; scoring/imputation.py takes the mean of the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NEAREST = 10
"""How many of the nearest peers may lend their value."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each row the rows of its type that are comparable with it, nearest first.

    missing: for cells that were not seen, by all that is known of both councils. doubted: for marks that were seen and
    may be wrong, by context alone: peers chosen for sharing a mark would always confirm it.
    """

    missing: Sequence[np.ndarray]
    doubted: Sequence[np.ndarray]


@dataclass(frozen=True, slots=True)
class Donors:
    """For cell (i, j): rows[start[i, j] : start[i, j] + count[i, j]] may lend it their value of j, each as likely.

    A row that is likelier to lend stands there more than once. count is 0 where the cell does not apply, or nobody else
    of the type has j observed.
    """

    start: np.ndarray
    count: np.ndarray
    rows: np.ndarray


def find_donors(
    observed: np.ndarray, applicable: np.ndarray, groups: Sequence[str], nearest: Nearest | None = None
) -> Donors:
    """Return the donors of every applicable cell. observed, applicable (n, m): bool.

    groups (n): type of each council. Without `nearest`, or without a peer that has the indicator, donors are the whole
    type.
    """
    n, m = observed.shape
    names = np.asarray(groups)
    count = np.zeros((n, m), np.int64)
    parts: list[np.ndarray] = [np.zeros(0, np.int32)] * n
    for name in dict.fromkeys(groups):
        kind = np.flatnonzero(names == name)
        place = np.full(n, -1)
        place[kind] = np.arange(kind.size)
        for at, i in enumerate(kind.tolist()):
            near = None if nearest is None else (place[nearest.missing[i]], place[nearest.doubted[i]])
            times = _times(at, observed[kind], near) * applicable[i]
            columns, rows = np.nonzero(times.T)
            count[i] = times.sum(axis=0)
            parts[i] = np.repeat(kind[rows], times[rows, columns]).astype(np.int32)
    start = np.cumsum(count.ravel()).reshape(n, m) - count
    return Donors(start, count, np.concatenate(parts) if parts else np.zeros(0, np.int32))


def _times(i: int, observed: np.ndarray, nearest: tuple[np.ndarray, np.ndarray] | None) -> np.ndarray:
    """Return (n, m): how often row k stands among those that may lend their value of j to council i, all of one type.

    nearest: the rows that are near it for what is missing and for what is doubted.
    """
    times = np.zeros(observed.shape, dtype=np.int64)
    missing = ~observed[i]
    if nearest is not None:
        for order, cells in zip(nearest, (missing, ~missing), strict=True):
            near = observed[order]
            times[order] += near & (np.cumsum(near, axis=0) <= NEAREST) & cells
    others = observed.copy()
    others[i] = False
    found = times.any(axis=0)
    both = found & missing
    times[:, both] = times[:, both] * others[:, both].sum(axis=0) + others[:, both]
    times[:, ~found] = others[:, ~found]
    return times
