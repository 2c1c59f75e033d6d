"""What stands in for a mark that could not be seen: the mean of similar councils (OECD/JRC Handbook 2008, step 3).

Only missing cells are filled, exactly and without draws. An observed mark is never overwritten: age and doubt widen
the range of a score, they do not move it. Donors are the ten councils of the same type that are nearest in context
and in the dimensions that both have, among those whose mark was seen. The mean of the whole type counts as one donor
more: ten councils with full marks are no proof of an eleventh's, and the unknown is neither nothing nor full marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.aggregate import dimension_means
from scoring.donors import NEAREST
from scoring.likeness import Likeness, distances, likeness
from scoring.panel import Panel, take
from scoring.peers import Context
from scoring.rank import group_rows


@dataclass(frozen=True, slots=True)
class Imputed:
    """A panel with its missing cells filled.

    panel: as it was seen, `y` filled where some council can lend; nan where the cell does not apply or nobody can.
    donors (n, m): how many near councils lend to a filled cell, 0 for what was seen. order: for each row the rows
    of its type that are comparable with it, nearest first, ties by code.
    """

    panel: Panel
    donors: np.ndarray
    order: tuple[np.ndarray, ...]


def impute(
    panel: Panel, context: Context | None, by_dimensions: bool = True, alike: Sequence[Likeness] | None = None,
    nearest: Sequence[tuple[np.ndarray, np.ndarray]] | None = None,
) -> Imputed:  # fmt: skip
    """Return the panel with every missing cell that applies filled by its donors.

    context: rows as the panel's; without it only the dimensions say who is alike. by_dimensions: without them, donors
    are near in context alone, which is only worked out to be compared (docs/decisions/0014-fair-order.md). alike: what
    `likenesses` makes of the context, for those who impute many panels of the same councils; nearest: what
    `nearest_first` says of each type, for those who know it.
    """
    y, donors = panel.y.copy(), np.zeros(panel.y.shape, dtype=int)
    order: list[np.ndarray] = [np.zeros(0, dtype=int)] * len(panel.authorities)
    alike = likenesses(panel, context) if alike is None else alike
    for at, (rows, like) in enumerate(zip(type_rows(panel), alike, strict=True)):
        group = take(panel, rows)
        near, comparable = nearest[at] if nearest else nearest_first(group, like, by_dimensions)
        y[rows], donors[rows] = filled(group, near, comparable)
        for i, row in enumerate(rows):
            order[row] = rows[near[i, : comparable[i]]]
    return Imputed(replace(panel, y=y), donors, tuple(order))


def nearest_in_context(panel: Panel, alike: Sequence[Likeness]) -> tuple[np.ndarray, ...]:
    """Return for each row the rows of its type that are comparable with it in context alone, nearest first."""
    order: list[np.ndarray] = [np.zeros(0, dtype=int)] * len(panel.authorities)
    for rows, like in zip(type_rows(panel), alike, strict=True):
        near, comparable = nearest_first(take(panel, rows), like, by_dimensions=False)
        for i, row in enumerate(rows):
            order[row] = rows[near[i, : comparable[i]]]
    return tuple(order)


def likenesses(panel: Panel, context: Context | None) -> tuple[Likeness, ...]:
    """Return how alike the councils of each type are in context, in the order of `type_rows`."""
    return tuple(likeness(context, rows) for rows in type_rows(panel))


def type_rows(panel: Panel) -> list[np.ndarray]:
    """Return the rows of each type in the order of the authorities' codes, types in alphabetical order."""
    everyone = np.ones(len(panel.authorities), dtype=bool)
    codes = np.asarray(panel.authorities)
    return [rows[np.argsort(codes[rows], kind="stable")] for rows in group_rows(panel.groups, everyone)]


def nearest_first(group: Panel, like: Likeness, by_dimensions: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Return for each council of one type all of them, nearest first (n, n), and how many are comparable (n)."""
    dimensions = dimension_means(group) if by_dimensions else np.full((len(group.authorities), 0), np.nan)
    return sorted_by(distances(like, dimensions))


def sorted_by(far: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns of each row of distances (r, n), nearest first, ties by place, and how many are finite (r)."""
    return np.argsort(far, axis=1, kind="stable"), np.isfinite(far).sum(axis=1)


def filled(
    group: Panel, near: np.ndarray, comparable: np.ndarray, of: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return y (r, m) of some councils of one type, missing cells filled, and how many near donors each has (0: none).

    of (r): their rows, all if not given; near (r, n) and comparable (r) as `nearest_first` gives them for these.
    Without a comparable council whose mark was seen, the whole type lends; without any, the cell stays missing.
    """
    of = np.arange(len(group.authorities)) if of is None else of
    y, count = group.y[of].copy(), np.zeros((of.size, group.y.shape[1]), dtype=int)
    seen = group.applicable & ~np.isnan(group.y)
    row, column = np.nonzero(group.applicable[of] & np.isnan(y) & seen.any(axis=0))
    if not row.size:
        return y, count
    within = np.arange(near.shape[1])[None, :] < comparable[:, None]
    known = seen[near[row], column[:, None]]
    lends = known & within[row]
    chosen = lends & (np.cumsum(lends, axis=1) <= NEAREST)
    chosen = np.where(chosen.any(axis=1)[:, None], chosen, known)
    marks = np.where(chosen, group.y[near[row], column[:, None]], 0.0)
    typical = np.full(group.y.shape[1], np.nan)
    for j in np.unique(column):
        marked = group.y[seen[:, j], j]
        typical[j] = np.add.reduce(marked) / marked.size
    count[row, column] = chosen.sum(axis=1)
    y[row, column] = with_type(marks.sum(axis=1), count[row, column], typical[column])
    return y, count


def lenders(imputed: Imputed, seen: np.ndarray, i: int, j: int) -> list[int]:
    """Return the rows of the near councils that lend to cell (i, j), nearest first; [] where it was seen or none can.

    seen (n, m): which marks were. Where no comparable council has the mark, the whole type lends, which is nobody near.
    """
    return [int(row) for row in imputed.order[i] if seen[row, j]][: min(NEAREST, int(imputed.donors[i, j]))]


def with_type(total: np.ndarray, count: np.ndarray, mean: np.ndarray | float) -> np.ndarray:
    """Return what is put in: the mean of `count` near donors' marks, `total` together, and their type's mean."""
    mean_with_type: np.ndarray = (total + mean) / (count + 1)
    return mean_with_type
