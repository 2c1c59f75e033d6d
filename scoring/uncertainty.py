"""Monte-Carlo scores: how far the index could move (scoring method, section 9).

Two passes share one set of evidence draws, so that they differ by the method factors alone:
`evidence` redraws missing, doubtful and sampled cells with the method fixed; `full` redraws the method too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from scoring.aggregate import power_mean
from scoring.donors import Nearest
from scoring.method import Method, draw_method
from scoring.panel import Panel
from scoring.shock import Shock, shocked
from scoring.simulation import Model, compile_model, redrawn_shares, replaced, shifted, weighted_sums

DRAWS = 2000
"""B, the number of draws of a published edition."""

STEPS = 65535
"""Parts are kept in 16 bits, so that whoever weighs them again from a file finds what was found here."""

_CHUNK = 20  # small enough for the arrays of one batch to stay in the processor cache


@dataclass(frozen=True, slots=True)
class Parts:
    """What the first K full draws are made of, so that they can be weighed again by somebody else's weights.

    dimension_score (K, D, n): 0-1 in whole STEPS, nan where a council has nothing in it. multiplier (K, D): of the
    dimensions' weights in that draw. p (K): exponent of the mean over dimensions.
    """

    dimension_score: np.ndarray
    multiplier: np.ndarray
    p: np.ndarray


@dataclass(frozen=True, slots=True)
class Draws:
    """Scores 0-1 of n authorities in B draws, rows in the panel's order: evidence, full (B, n).

    nan for an authority of which nothing is known and nothing can be borrowed. parts: of the draws asked for.
    """

    evidence: np.ndarray
    full: np.ndarray
    parts: Parts | None = None


def simulate(
    panel: Panel, seed: int, draws: int = DRAWS, nearest: Nearest | None = None, shock: Shock | None = None,
    parts: int = 0,
) -> Draws:  # fmt: skip
    """Return the scores of every authority in every draw. Same panel and seed, same bits.

    nearest: who lends to whom (`Published.nearest`); the whole type without it. shock: let the errors of a shared
    supplier coincide. parts: how many of the first full draws to give back dimension by dimension. The order of rows
    and columns of the panel makes no difference to anyone's draws.
    Raises PanelError if there is nothing to draw from.
    """
    run = _Run(panel, seed, draws, nearest, shock)
    n = run.model.rows.size
    evidence, full = np.empty((draws, n)), np.empty((draws, n))
    taken = np.empty((min(parts, draws), len(panel.dimensions), n))
    for batch in run.batches():
        nominal, moved = run.sums(batch, True, True)
        evidence[batch.start : batch.stop, run.model.rows] = nominal_scores(run.model, nominal)
        dimension_score = dimension_scores(run.model, run.method, batch, moved)
        full[batch.start : batch.stop, run.model.rows] = method_scores(run.model, run.method, batch, dimension_score)
        kept = min(batch.stop, len(taken)) - batch.start
        if kept > 0:
            taken[batch.start : batch.start + kept, :, run.model.rows] = dimension_score[:kept]
    method = run.method
    of = Parts(np.round(STEPS * taken) / STEPS, method.dimension[: len(taken)], method.p[: len(taken)])
    return Draws(evidence, full, of if parts else None)


def simulate_evidence(panel: Panel, seed: int, draws: int = DRAWS, nearest: Nearest | None = None) -> np.ndarray:
    """Return only the evidence-only scores (B, n) that `simulate` would, in half the time."""
    run = _Run(panel, seed, draws, nearest, None)
    evidence = np.empty((draws, run.model.rows.size))
    for batch in run.batches():
        nominal, _ = run.sums(batch, True, False)
        evidence[batch.start : batch.stop, run.model.rows] = nominal_scores(run.model, nominal)
    return evidence


def simulate_full(panel: Panel, seed: int, draws: int = DRAWS, nearest: Nearest | None = None) -> np.ndarray:
    """Return only the full scores (B, n) that `simulate` would, in less time."""
    run = _Run(panel, seed, draws, nearest, None)
    full = np.empty((draws, run.model.rows.size))
    for batch in run.batches():
        _, moved = run.sums(batch, False, True)
        dimension_score = dimension_scores(run.model, run.method, batch, moved)
        full[batch.start : batch.stop, run.model.rows] = method_scores(run.model, run.method, batch, dimension_score)
    return full


class _Run:
    """One panel laid out, its streams of random numbers and the method of every draw."""

    def __init__(self, panel: Panel, seed: int, draws: int, nearest: Nearest | None, shock: Shock | None):
        self.model, self.draws = compile_model(panel, nearest), draws
        method, *self._streams = (
            np.random.Generator(np.random.SFC64(s)) for s in np.random.SeedSequence(seed).spawn(3)
        )
        self.method = draw_method(method, draws, len(panel.columns), len(panel.dimensions))
        self._replaced = partial(replaced, self.model) if shock is None else shocked(panel, self.model, shock)

    def batches(self) -> Iterator[range]:
        """Yield the draws in small batches, in order: the streams are read once."""
        for first in range(0, self.draws, _CHUNK):
            yield range(first, min(first + _CHUNK, self.draws))

    def sums(self, batch: range, nominal: bool, moved: bool) -> tuple[np.ndarray, np.ndarray]:
        """Return the weighted sums (draws, D, n) under the nominal method and under that of each draw, as asked."""
        model, out = self.model, np.zeros((2, len(batch), *self.model.dimension_weight.shape))
        y, other = model.base.copy(), np.empty_like(model.base)
        flat, restore = y.ravel(), model.base.ravel()
        u = np.empty(model.cells.size, dtype=np.float32)
        for at, b in enumerate(batch):
            self._streams[0].random(out=u, dtype=np.float32)
            cells, sources = self._replaced(u)
            if model.flat.size:
                flat[model.flat] = redrawn_shares(model, self._streams[1])
            if moved:
                under_method(model, self.method, b, y, other)
                line = other.ravel()
                line[cells] = line[sources]
                weighted_sums(model, model.weight * self.method.weight[b], other, out[1, at])
            if nominal:
                flat[cells] = flat[sources]
                weighted_sums(model, model.weight, y, out[0, at])
                flat[cells] = restore[cells]
        return out[0], out[1]


def under_method(model: Model, method: Method, b: int, y: np.ndarray, out: np.ndarray) -> None:
    """Write into `out` (m, n) the values y (m, n) as the goalposts and ladder shape of draw b would have them."""
    np.copyto(out, y)
    out[model.goals] = shifted(model, method.low[b, model.goals], method.high[b, model.goals])
    out[model.ordinals] = model.ladders[method.shape[b]]


def nominal_scores(model: Model, sums: np.ndarray) -> np.ndarray:
    """Return the scores (draws, n) that weighted sums (draws, D, n) make under the nominal method."""
    weights = _totals(model, model.weight[None])[:, :, model.pattern]
    return power_mean(_means(sums, weights), model.dimension_weight[None], model.p, model.floor, axis=1)


def dimension_scores(model: Model, method: Method, batch: range, sums: np.ndarray) -> np.ndarray:
    """Return the dimension scores (draws, D, n) that weighted sums (draws, D, n) make under the method of each draw."""
    weights = _totals(model, model.weight * method.weight[batch.start : batch.stop])
    return _means(sums, weights[:, :, model.pattern])


def method_scores(model: Model, method: Method, batch: range, dimension_score: np.ndarray) -> np.ndarray:
    """Return the scores (draws, n) that dimension scores (draws, D, n) make under the method of each draw."""
    chosen = slice(batch.start, batch.stop)
    dimension = method.dimension[chosen][:, :, None] * model.dimension_weight[None]
    out = np.empty((len(batch), model.rows.size))
    for p in np.unique(method.p[chosen]):
        rows = np.flatnonzero(method.p[chosen] == p)
        out[rows] = power_mean(dimension_score[rows], dimension[rows], float(p), model.floor, axis=1)
    return out


def _totals(model: Model, weight: np.ndarray) -> np.ndarray:
    """Return the weight (draws, D, u) that can be filled in each dimension, per distinct pattern of cells."""
    out = np.zeros((len(weight), len(model.dimension_weight), model.patterns.shape[1]))
    for row, into in zip(weight, out, strict=True):
        weighted_sums(model, row, model.patterns, into)
    return out


def _means(sums: np.ndarray, weights: np.ndarray) -> np.ndarray:
    means = sums / np.where(weights <= 0, np.nan, weights)
    # A mean of values in 0-1 may pass 1 by the last bit, and a root would keep it.
    return np.clip(means, 0.0, 1.0, out=means)
