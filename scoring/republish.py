"""The published figures again after one council's marks have changed: exactly, and without working out everybody anew.

A changed mark moves its council's own score; it moves which councils are nearest to it, so what is put in for marks
of its own that could not be seen; and it moves what is put in for others, to whom the council lends. Everything else
stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scoring.aggregate import dimension_means, power_mean
from scoring.donors import NEAREST
from scoring.imputation import filled, sorted_by, type_rows, with_type
from scoring.likeness import Likeness, apart, distance, distances, known_of, likeness
from scoring.panel import Panel, take
from scoring.peers import Context
from scoring.published import Published
from scoring.rank import UNRANKED
from scoring.rounding import published_value


@dataclass(frozen=True, slots=True)
class New:
    """What would be published of the council: score 0-1, value 0-100, rank in its type (-1: it takes no place).

    held: the score, 0-1, if the same were put in for its missing marks as today.
    """

    score: float
    value: float
    rank: int
    held: float


@dataclass(frozen=True, slots=True)
class Borrowing:
    """The missing cells of a type, and whose marks are put in. c cells, up to eleven donors each, nearest first.

    row, column (c): which cell. donor, distance, mark (c, 11): -1, inf and 0 where there are fewer. mean (c): what is
    put in today.
    """

    row: np.ndarray
    column: np.ndarray
    donor: np.ndarray
    distance: np.ndarray
    mark: np.ndarray
    mean: np.ndarray


class Republisher:
    """Answers what would be published of a council if its row of marks were another."""

    def __init__(self, published: Published, context: Context | None):
        """context: rows as the panel's, the same that `publish_scores` was given."""
        self._types = [_Type(published, context, rows) for rows in type_rows(published.panel)]
        self._where = {int(row): (one, at) for one in self._types for at, row in enumerate(one.rows)}

    def new(self, row: int, marks: np.ndarray) -> New:
        """Return what would be published of the council at `row` with these marks (m): y 0-1, nan not seen."""
        group, at = self._where[row]
        return group.new(at, marks)


class _Type:
    """The councils of one type in the order of their codes."""

    def __init__(self, published: Published, context: Context | None, rows: np.ndarray):
        self.rows = rows
        self.panel = take(published.panel, rows)
        self.ranked = published.seen.ranked[rows]
        self._like = likeness(context, rows)
        self._seen = dimension_means(self.panel)
        whole = take(published.imputed.panel, rows)
        self._whole = whole
        self._dimension = dimension_means(whole)
        self._borrowing = _borrowing(self.panel, whole, self._like, self._seen)
        self._share = _shares(whole)
        place = {name: d for d, name in enumerate(self.panel.dimensions)}
        self._place = np.array([place[c.dimension] for c in self.panel.columns], dtype=int)
        self._weight = np.array([c.weight for c in self.panel.columns], dtype=float)

    def new(self, i: int, marks: np.ndarray) -> New:
        panel = _with_row(self.panel, i, marks)
        score = self._scores(panel, i)
        value = published_value(score)
        above = int((value[self.ranked] > value[i]).sum())
        rank = 1 + above if self.ranked[i] else UNRANKED
        return New(float(score[i]), float(value[i]), rank, self._held(i, panel.y[i]))

    def _held(self, i: int, marks: np.ndarray) -> float:
        one = take(self.panel, [i])
        means = self._means(np.where(np.isnan(marks), self._whole.y[i], marks))
        return float(_index(one, means[None, :])[0])

    def _scores(self, panel: Panel, i: int) -> np.ndarray:
        """Return everybody's score (n)."""
        seen = self._seen.copy()
        seen[i] = self._means(panel.y[i])
        square, common = apart(self._like, seen, np.array([i]), np.arange(len(self.rows)))
        known = known_of(self._like, seen)
        own = self._own(panel, i, distance(square, common, known[i]))
        means = self._lent(panel, i, distance(square, common, known[None, :])[0])
        dimension = self._dimensions(panel, means)
        dimension[i] = own
        return _index(panel, dimension)

    def _dimensions(self, panel: Panel, means: np.ndarray) -> np.ndarray:
        """Return everybody's dimension scores (n, D) with these means (c) put in for the missing cells."""
        cells, nobody = self._borrowing, np.isnan(means)
        if (nobody != np.isnan(cells.mean)).any():  # a cell counts that did not before, or no longer
            whole = self._whole.y.copy()
            whole[cells.row, cells.column] = means
            return dimension_means(replace(panel, y=whole))
        moved = np.where(nobody, 0.0, self._share[cells.row, cells.column] * (means - cells.mean))
        dimension = self._dimension.copy()
        np.add.at(dimension, (cells.row, self._place[cells.column]), moved)
        return dimension

    def _means(self, marks: np.ndarray) -> np.ndarray:
        """Return the dimension scores (D) of one row of marks, nan where it has none."""
        weight = np.where(np.isnan(marks), 0.0, self._weight)
        size = len(self.panel.dimensions)
        total = np.bincount(self._place, weight, size)
        value = np.bincount(self._place, weight * np.where(np.isnan(marks), 0.0, marks), size)
        means: np.ndarray = np.divide(value, total, out=np.full(size, np.nan), where=total > 0)
        return means

    def _own(self, panel: Panel, i: int, far: np.ndarray) -> np.ndarray:
        """Return the council's own dimension scores (D), what is missing put in anew; far (1, n): its distances."""
        if not (panel.applicable[i] & np.isnan(panel.y[i])).any():
            return self._means(panel.y[i])
        far[0, i] = np.inf
        y, _ = filled(panel, *sorted_by(far), np.array([i]))
        return self._means(y[0])

    def _lent(self, panel: Panel, i: int, far: np.ndarray) -> np.ndarray:
        """Return what is put in for every missing cell (c) when the council, now `far` (n) away, has these marks.

        nan where nobody of the type has the mark.
        """
        cells, k = self._borrowing, np.arange(len(self._borrowing.row))
        others = (cells.donor >= 0) & (cells.donor != i)
        others &= np.cumsum(others, axis=1) <= NEAREST
        count, total = others.sum(axis=1), (cells.mark * others).sum(axis=1)
        mark, away = panel.y[i, cells.column], far[cells.row]
        lends = ~np.isnan(mark) & np.isfinite(away) & (cells.row != i)
        last = others.shape[1] - 1 - np.argmax(others[:, ::-1], axis=1)
        nearer = (away < cells.distance[k, last]) | ((away == cells.distance[k, last]) & (i < cells.donor[k, last]))
        joins, takes = lends & (count < NEAREST), lends & (count == NEAREST) & nearer
        total = total + np.where(joins | takes, np.nan_to_num(mark), 0.0) - np.where(takes, cells.mark[k, last], 0.0)
        count, typical = count + joins, _column_means(panel)[cells.column]
        # Where nobody near has the mark the whole type lends, and what is put in is its mean.
        lent = np.where(count == 0, typical, with_type(total, count, typical))
        return np.where(cells.row == i, cells.mean, lent)


def _column_means(panel: Panel) -> np.ndarray:
    """Return the mean (m) of the marks that were seen, nan where none was."""
    known = panel.applicable & ~np.isnan(panel.y)
    total, count = np.where(known, panel.y, 0.0).sum(axis=0), known.sum(axis=0)
    means: np.ndarray = np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
    return means


def _with_row(panel: Panel, i: int, marks: np.ndarray) -> Panel:
    y = panel.y.copy()
    y[i] = np.where(panel.applicable[i], marks, np.nan)
    return replace(panel, y=y)


def _index(panel: Panel, dimension: np.ndarray) -> np.ndarray:
    return power_mean(np.clip(dimension, 0.0, 1.0), panel.dimension_weights, panel.rules.p, panel.rules.floor)


def _shares(panel: Panel) -> np.ndarray:
    """Return (n, m): the share of its dimension that each cell with a mark, seen or put in, has for its council."""
    weight = np.where(panel.applicable & ~np.isnan(panel.y), np.array([c.weight for c in panel.columns]), 0.0)
    names = np.array([c.dimension for c in panel.columns])
    total = weight @ (names[:, None] == names[None, :])
    shares: np.ndarray = np.divide(weight, total, out=np.zeros(weight.shape), where=total > 0)
    return shares


def _borrowing(panel: Panel, whole: Panel, like: Likeness, seen: np.ndarray) -> Borrowing:
    row, column = np.nonzero(panel.applicable & np.isnan(panel.y))
    far = distances(like, seen)
    near, comparable = sorted_by(far)
    order, known = near[row], panel.applicable & ~np.isnan(panel.y)
    lends = known[order, column[:, None]] & (np.arange(order.shape[1])[None, :] < comparable[row][:, None])
    first = np.argsort(~lends, axis=1, kind="stable")[:, : NEAREST + 1]
    there = np.take_along_axis(lends, first, axis=1)
    donor = np.where(there, np.take_along_axis(order, first, axis=1), -1)
    away = np.where(there, np.take_along_axis(far[row], np.maximum(donor, 0), axis=1), np.inf)
    mark = np.where(there, np.nan_to_num(panel.y[np.maximum(donor, 0), column[:, None]]), 0.0)
    return Borrowing(row, column, donor, away, mark, whole.y[row, column])
