"""Monte-Carlo scores: how far the index could move (scoring method, section 9).

Two passes share one set of evidence draws, so that they differ by the method factors alone:
`evidence` redraws missing, doubtful and sampled cells with the method fixed; `full` redraws the method too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.aggregate import power_mean
from scoring.method import Method, draw_method
from scoring.panel import Panel
from scoring.shock import Shock, shocked
from scoring.simulation import Model, compile_model, redrawn_shares, replaced, shifted, weighted_sums

DRAWS = 2000
"""B, the number of draws of a published edition."""

_CHUNK = 20  # small enough for the arrays of one batch to stay in the processor cache


@dataclass(frozen=True, slots=True)
class Draws:
    """Scores 0-1 of n authorities in B draws, rows in the panel's order: evidence, full (B, n).

    nan for an authority of which nothing is known and nothing can be borrowed.
    """

    evidence: np.ndarray
    full: np.ndarray


def simulate(
    panel: Panel, seed: int, draws: int = DRAWS, order: Sequence[np.ndarray] | None = None, shock: Shock | None = None
) -> Draws:
    """Return the scores of every authority in every draw. Same panel and seed, same bits.

    order: for each row the rows comparable with it, nearest first (`peers.peer_order`); donors are the whole
    type without it. shock: let the errors of a shared supplier coincide. The order of rows and columns of the
    panel makes no difference to anyone's draws. Raises PanelError if there is nothing to draw from.
    """
    model = compile_model(panel, order)
    streams = [np.random.Generator(np.random.SFC64(s)) for s in np.random.SeedSequence(seed).spawn(3)]
    method = draw_method(streams[0], draws, len(panel.columns), len(panel.dimensions))
    evidence, full = np.empty((draws, model.rows.size)), np.empty((draws, model.rows.size))
    shared = shocked(panel, model, shock) if shock is not None else None
    for first in range(0, draws, _CHUNK):
        batch = range(first, min(first + _CHUNK, draws))
        sums = _numerators(model, method, batch, streams, shared)
        evidence[batch.start : batch.stop, model.rows] = nominal_scores(model, sums[0])
        full[batch.start : batch.stop, model.rows] = method_scores(model, method, batch, sums[1])
    return Draws(evidence, full)


def _numerators(model: Model, method: Method, batch: range, streams: list, shared) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted sums (draws, D, n) of both passes."""
    sums = np.zeros((2, len(batch), *model.dimension_weight.shape))
    y, other = model.base.copy(), np.empty_like(model.base)
    flat, restore = y.ravel(), model.base.ravel()
    u = np.empty(model.cells.size, dtype=np.float32)
    for at, b in enumerate(batch):
        streams[1].random(out=u, dtype=np.float32)
        cells, sources = replaced(model, u) if shared is None else shared(u)
        if model.flat.size:
            flat[model.flat] = redrawn_shares(model, streams[2])
        under_method(model, method, b, y, other)
        for values in (y, other):
            line = values.ravel()
            line[cells] = line[sources]
        weighted_sums(model, model.weight, y, sums[0, at])
        weighted_sums(model, model.weight * method.weight[b], other, sums[1, at])
        flat[cells] = restore[cells]
    return sums[0], sums[1]


def under_method(model: Model, method: Method, b: int, y: np.ndarray, out: np.ndarray) -> None:
    """Write into `out` (m, n) the values y (m, n) as the goalposts and ladder shape of draw b would have them."""
    np.copyto(out, y)
    out[model.goals] = shifted(model, method.low[b, model.goals], method.high[b, model.goals])
    out[model.ordinals] = model.ladders[method.shape[b]]


def nominal_scores(model: Model, sums: np.ndarray) -> np.ndarray:
    """Return the scores (draws, n) that weighted sums (draws, D, n) make under the nominal method."""
    weights = _totals(model, model.weight[None])[:, :, model.pattern]
    return _index(model, sums, weights, model.dimension_weight[None], model.p)


def method_scores(model: Model, method: Method, batch: range, sums: np.ndarray) -> np.ndarray:
    """Return the scores (draws, n) that weighted sums (draws, D, n) make under the method of each draw."""
    chosen = slice(batch.start, batch.stop)
    weights = _totals(model, model.weight * method.weight[chosen])
    dimension = method.dimension[chosen][:, :, None] * model.dimension_weight[None]
    out = np.empty((len(batch), model.rows.size))
    for p in np.unique(method.p[chosen]):
        rows = np.flatnonzero(method.p[chosen] == p)
        out[rows] = _index(model, sums[rows], weights[rows][:, :, model.pattern], dimension[rows], float(p))
    return out


def _totals(model: Model, weight: np.ndarray) -> np.ndarray:
    """Return the weight (draws, D, u) that can be filled in each dimension, per distinct pattern of cells."""
    out = np.zeros((len(weight), len(model.dimension_weight), model.patterns.shape[1]))
    for row, into in zip(weight, out, strict=True):
        weighted_sums(model, row, model.patterns, into)
    return out


def _index(model: Model, sums: np.ndarray, weights: np.ndarray, dimension: np.ndarray, p: float) -> np.ndarray:
    empty = weights <= 0
    scores = sums / np.where(empty, np.nan, weights)
    # A mean of values in 0-1 may pass 1 by the last bit, and a root would keep it.
    np.clip(scores, 0.0, 1.0, out=scores)
    return power_mean(scores, dimension, p, model.floor, axis=1)
