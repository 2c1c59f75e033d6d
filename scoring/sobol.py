"""Which judgement moves ranks most: variance-based indices (scoring method, section 18).

Source: Saltelli's design with Jansen's total index, as in COINr's SA_estimate. First-order estimates are noisy,
so report the totals first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.intervals import draw_ranks, type1_quantile
from scoring.method import method_from, uniforms_needed
from scoring.panel import Panel, PanelError
from scoring.published import Published
from scoring.simulation import Model, compile_model, redrawn_shares, replaced, weighted_sums
from scoring.uncertainty import dimension_scores, method_scores, under_method

SAMPLES = 512
EVIDENCE = ("missing cells", "observed cells", "proportions")
_RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class Index:
    """First-order and total share of the variance one factor accounts for, with 90 % bootstrap intervals.

    The intervals are nan where none was asked for; all are nan if the output does not vary.
    """

    factor: str
    first: float
    total: float
    first_low: float = float("nan")
    first_high: float = float("nan")
    total_low: float = float("nan")
    total_high: float = float("nan")


def sobol_indices(y_a: np.ndarray, y_b: np.ndarray, y_ab: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return S (k) and T (k) from outputs y_a, y_b (n) and y_ab (k, n), where row i has factor i taken from B.

    S = mean(y_b (y_ab - y_a)) / V, T = sum((y_a - y_ab)^2) / (2 n V), V the variance of y_a and y_b together
    with divisor 2n - 1. nan if nothing varies. Raises PanelError if the lengths differ.
    """
    y_a, y_b, y_ab = (np.asarray(y, dtype=float) for y in (y_a, y_b, y_ab))
    if y_a.shape != y_b.shape or y_ab.shape[1:] != y_a.shape or y_a.size == 0:
        raise PanelError(f"outputs of lengths {y_a.shape}, {y_b.shape}, {y_ab.shape[1:]}: expected them equal")
    v = np.concatenate([y_a, y_b]).var(ddof=1)
    if v == 0:
        return np.full(len(y_ab), np.nan), np.full(len(y_ab), np.nan)
    return (y_b * (y_ab - y_a)).mean(axis=1) / v, ((y_a - y_ab) ** 2).sum(axis=1) / (2.0 * y_a.size * v)


def bootstrap(
    factors: Sequence[str], y_a: np.ndarray, y_b: np.ndarray, y_ab: np.ndarray, rng: np.random.Generator
) -> tuple[Index, ...]:
    """Return each factor's indices with 90 % intervals over 500 resamples of the design's rows."""
    first, total = sobol_indices(y_a, y_b, y_ab)
    again = rng.integers(0, y_a.size, (_RESAMPLES, y_a.size))
    drawn = np.array([sobol_indices(y_a[r], y_b[r], y_ab[:, r]) for r in again])
    low, high = (type1_quantile(drawn, share) for share in (0.05, 0.95))
    return tuple(
        Index(name, *(float(v) for v in (first[k], total[k], low[0, k], high[0, k], low[1, k], high[1, k])))
        for k, name in enumerate(factors)
    )


def rank_sensitivity(published: Published, seed: int, samples: int = SAMPLES) -> dict[str, tuple[Index, ...]]:
    """Return, per group with two ranked councils or more, how much each factor moves ranks within it.

    Output of the design: mean |rank - nominal rank| over the ranked councils. Factors: weights, aggregation,
    ladder, goalposts (drawn as blocks), missing cells, observed cells and proportions (each by its own stream
    of random numbers). Same panel and seed, same result.
    """
    panel = published.panel
    model = compile_model(panel, published.nearest)
    design = _Design(panel, seed, samples)
    names, ranked = np.asarray(published.groups)[model.rows], published.seen.ranked[model.rows]
    members = {g: np.flatnonzero((names == g) & ranked) for g in sorted(set(published.groups))}
    members = {g: rows for g, rows in members.items() if rows.size > 1}
    nominal, which = published.score[model.rows], (None, *range(len(design.factors)), "B")
    outputs = [_outputs(model, panel, nominal, design.rows(k), members) for k in which]
    result = {}
    for group in members:
        y_a, *y_ab, y_b = (o[group] for o in outputs)
        result[group] = bootstrap(design.factors, y_a, y_b, np.array(y_ab), np.random.default_rng(seed))
    return result


class _Design:
    """Two samples of uniform numbers, A and B, whose columns are the factors' blocks."""

    def __init__(self, panel: Panel, seed: int, samples: int):
        widths = uniforms_needed(len(panel.columns), len(panel.dimensions)) | dict.fromkeys(EVIDENCE, 1)
        self.factors = tuple(widths)
        self._edges = np.cumsum([0, *widths.values()])
        streams = np.random.SeedSequence(seed).spawn(2)
        self._a, self._b = (np.random.default_rng(s).random((samples, self._edges[-1])) for s in streams)

    def rows(self, factor: int | Literal["B"] | None) -> np.ndarray:
        """Return A for None, B for "B", or A with that factor's block taken from B."""
        if factor == "B":
            return self._b
        rows = self._a.copy()
        if factor is not None:
            block = slice(self._edges[factor], self._edges[factor + 1])
            rows[:, block] = self._b[:, block]
        return rows


def _outputs(
    model: Model, panel: Panel, nominal: np.ndarray, rows: np.ndarray, members: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    scores = _scores(model, panel, rows)
    result = {}
    for group, members_of in members.items():
        base = draw_ranks(nominal[None, members_of])
        result[group] = np.abs(draw_ranks(scores[:, members_of]) - base).mean(axis=1)
    return result


def _scores(model: Model, panel: Panel, rows: np.ndarray) -> np.ndarray:
    """Return the scores (samples, n), in the model's order, that rows of uniform numbers stand for."""
    method = method_from(rows[:, : -len(EVIDENCE)], len(panel.columns), len(panel.dimensions))
    sums = np.zeros((len(rows), *model.dimension_weight.shape))
    y, other, u = model.base.copy(), np.empty_like(model.base), np.empty(model.cells.size, dtype=np.float32)
    for b, seeds in enumerate(rows[:, -len(EVIDENCE) :]):
        missing, observed, shares = (np.random.Generator(np.random.SFC64(int(s * 2**53))) for s in seeds)
        u[~model.observed] = missing.random((~model.observed).sum(), dtype=np.float32)
        u[model.observed] = observed.random(model.observed.sum(), dtype=np.float32)
        if model.flat.size:
            y.ravel()[model.flat] = redrawn_shares(model, shares)
        under_method(model, method, b, y, other)
        cells, sources = replaced(model, u)
        other.ravel()[cells] = other.ravel()[sources]
        weighted_sums(model, model.weight * method.weight[b], other, sums[b])
    every = range(len(rows))
    return method_scores(model, method, every, dimension_scores(model, method, every, sums))
