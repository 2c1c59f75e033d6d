"""The formulas of the scoring method, sections 9 and 16, written out in vectorised numpy, one draw at a time.

What a careful statistician would write first: every cell of every draw, no sharing between the passes. It is
the yardstick for speed, and a second opinion on the numbers; nothing in the product uses it.
"""

from __future__ import annotations

import numpy as np

from scoring.donors import Donors
from scoring.panel import Panel


class Plain:
    """The arrays of one panel, and the two passes over them."""

    def __init__(self, panel: Panel, donors: Donors):
        self.panel = panel
        self.known = panel.applicable & ~np.isnan(panel.y)
        self.kind = np.array([c.kind for c in panel.columns])
        self.low = np.array([min(c.worst, c.best) for c in panel.columns], dtype=float)
        self.high = np.array([max(c.worst, c.best) for c in panel.columns], dtype=float)
        self.turned = np.array([c.best < c.worst for c in panel.columns])
        self.weight = np.array([c.weight for c in panel.columns])
        self.owner = np.array([[c.dimension == d for d in panel.dimensions] for c in panel.columns], dtype=float)
        self.confidence = np.where(self.known, np.nan_to_num(panel.confidence), 0.0)
        self.raw = np.nan_to_num(panel.raw)
        self.fillable = self.known | (panel.applicable & (donors.count > 0))
        self.donors = donors

    def scores(self, seed: int, draws: int, method: bool) -> np.ndarray:
        """Return scores (draws, n): evidence only, or with the method drawn too."""
        rng = np.random.default_rng(seed)
        return np.stack([self._draw(rng, method) for _ in range(draws)])

    def _draw(self, rng: np.random.Generator, method: bool) -> np.ndarray:
        m, dimensions = len(self.weight), self.panel.dimension_weights
        weight, p = self.weight, 0.5
        y = self.panel.y
        if method:
            weight = weight * rng.uniform(0.75, 1.25, m)
            dimensions = dimensions * rng.uniform(0.75, 1.25, dimensions.shape[1])
            p = rng.choice([1.0, 0.5, 0.5, 0.0])
            y = self._shifted(rng)
        y = self._shares(rng, np.nan_to_num(y))
        y = self._replaced(rng, y)
        w = self.fillable * weight
        total = w @ self.owner
        d = (y * w) @ self.owner / np.where(total > 0, total, 1.0)
        omega = dimensions * (total > 0)
        omega = omega / omega.sum(axis=1, keepdims=True)
        if p == 0:
            return np.exp((omega * np.log(np.maximum(d, 0.01))).sum(axis=1))
        return (omega * d**p).sum(axis=1) ** (1.0 / p)

    def _shifted(self, rng: np.random.Generator) -> np.ndarray:
        span = self.high - self.low
        goal = self.kind == "goalpost"
        low = self.low + goal * rng.uniform(-0.1, 0.1, span.size) * span
        high = self.high + goal * rng.uniform(-0.1, 0.1, span.size) * span
        y = np.clip((self.raw - low) / (high - low), 0.0, 1.0)
        y = np.where(self.turned, 1.0 - y, y)
        shape = rng.choice([1.0, 1.0, 2.0, 0.5])
        ordinal = self.kind == "ordinal"
        y[:, ordinal] = y[:, ordinal] ** shape
        return y

    def _shares(self, rng: np.random.Generator, y: np.ndarray) -> np.ndarray:
        cells = self.known & ~np.isnan(self.panel.denominator)
        k, n = self.panel.raw[cells] * self.panel.denominator[cells], self.panel.denominator[cells]
        y = y.copy()
        y[cells] = rng.beta(k + 0.5, n - k + 0.5)
        return y

    def _replaced(self, rng: np.random.Generator, y: np.ndarray) -> np.ndarray:
        stands = self.known & (rng.random(y.shape) < self.confidence)
        pick = (rng.random(y.shape) * self.donors.count).astype(np.int64)
        donor = self.donors.rows[np.minimum(self.donors.start + pick, self.donors.rows.size - 1)]
        borrowed = y[donor, np.arange(y.shape[1])]
        return np.where(stands | (self.donors.count == 0), y, borrowed)


def ranks(scores: np.ndarray) -> np.ndarray:
    """Return competition ranks (B, n)."""
    order = np.argsort(-scores, axis=1)
    ordered = np.take_along_axis(scores, order, axis=1)
    new = np.concatenate([np.ones((len(scores), 1), bool), ordered[:, 1:] != ordered[:, :-1]], axis=1)
    place = np.maximum.accumulate(np.where(new, np.arange(1, scores.shape[1] + 1), 0), axis=1)
    out = np.empty_like(place)
    np.put_along_axis(out, order, place, axis=1)
    return out


def intervals(rank: np.ndarray) -> np.ndarray:
    """Return the 5 % and 95 % type-1 quantiles of the ranks (2, n)."""
    return np.quantile(rank, [0.05, 0.95], axis=0, method="inverted_cdf")


def outranks(scores: np.ndarray) -> np.ndarray:
    """Return P(row outranks column), half of the ties included."""
    return np.stack([(s[:, None] > scores).mean(axis=0) + 0.5 * (s[:, None] == scores).mean(axis=0) for s in scores.T])


def plan(panel: Panel, filled: np.ndarray, score: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return for each council, in turn, the new score and rank (m) if one of its cells were 1."""
    weight = np.array([c.weight for c in panel.columns])
    owner = np.array([[c.dimension == d for d in panel.dimensions] for c in panel.columns], dtype=float)
    published, names = np.floor(1000 * score + 0.5 + 1e-9), np.asarray(panel.groups)
    result = []
    for i, row in enumerate(filled):
        cells = np.tile(np.nan_to_num(row), (len(row), 1))
        np.fill_diagonal(cells, 1.0)
        w = panel.applicable[i] * weight
        total = w @ owner
        d = (cells * w) @ owner / np.where(total > 0, total, 1.0)
        omega = panel.dimension_weights[i] * (total > 0)
        new = ((omega / omega.sum()) * np.sqrt(d)).sum(axis=1) ** 2
        rivals = np.delete(published, i)[np.delete(names, i) == names[i]]
        value = np.floor(1000 * new + 0.5 + 1e-9)
        result.append((new, 1 + (rivals[None, :] > value[:, None]).sum(axis=1)))
    return result
