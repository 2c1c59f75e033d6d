"""From cells to scores: coverage, bounds and the power mean (scoring method, sections 5 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scoring.no_place import no_place_reasons
from scoring.panel import Column, Panel, restrict


@dataclass(frozen=True, slots=True)
class Scores:
    """The judgement on every row of a panel. n authorities, D dimensions; all scores 0-1.

    dimension_score (n, D): nan if nothing is observed or applicable there. dimension_lower, dimension_upper:
    the same with every missing cell at 0, at 1; nan if none applies. dimension_coverage: nan if none applies.
    coverage, evidence (n): observed share of the weight, and the same times confidence; 0 if nothing applies.
    score (n): provisional, nan if nothing is observed. lower, upper (n): nan if nothing applies.
    ranked (n): enough evidence to take a place. reason: '' if ranked, else `nothing`, `dimensions`,
    `coverage` or `dimension:CODE`. weights (n, D): share of each applicable dimension, rows summing to 1.
    """

    dimension_score: np.ndarray
    dimension_lower: np.ndarray
    dimension_upper: np.ndarray
    dimension_coverage: np.ndarray
    coverage: np.ndarray
    evidence: np.ndarray
    score: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    ranked: np.ndarray
    reason: tuple[str, ...]
    weights: np.ndarray


def power_mean(values: np.ndarray, weights: np.ndarray, p: float, floor: float = 0.01, axis: int = -1) -> np.ndarray:
    """Return the weighted power mean over an axis; nan where no value has weight.

    nan values are left out and their weight shared pro rata. p = 1 is arithmetic, 0 geometric; for p <= 0
    values are raised to `floor` first. Source: scoring method, section 7.
    """
    values = np.asarray(values, dtype=float)
    unknown = np.isnan(values)
    weights = np.where(unknown, 0.0, weights)
    total = weights.sum(axis=axis, keepdims=True)
    share = weights / np.where(total > 0, total, 1.0)
    filled = np.where(unknown, 1.0, values if p > 0 else np.maximum(values, floor))
    powered = np.log(filled) if p == 0 else filled**p
    powered *= share
    used = total.squeeze(axis) > 0
    mean = np.where(used, powered.sum(axis=axis), 1.0)  # 1: nothing to the power of 1/p may not exist
    return np.where(used, np.exp(mean) if p == 0 else mean ** (1.0 / p), np.nan)


def score_panel(panel: Panel) -> Scores:
    """Return every score, bound and coverage of a panel, each row from its own cells alone.

    Source: scoring method, sections 5 (missing data), 6 (evidence strength) and 7 (aggregation).
    """
    sums = _sums(panel)
    dimension_coverage = _ratio(sums.observed, sums.applicable)
    dimension_score = _ratio(sums.value, sums.observed)
    lower, upper = (_ratio(v, sums.applicable) for v in (sums.value, sums.value + sums.missing))
    weights = _shares(panel.dimension_weights, sums.applicable > 0)
    score, low, high = (_mean(panel, values) for values in (dimension_score, lower, upper))
    coverage = np.nansum(weights * dimension_coverage, axis=1)
    least = np.full(len(coverage), panel.rules.dimensions_minimum)
    reason = no_place_reasons(dimension_coverage, weights, least, panel.dimensions, panel.rules)
    evidence = np.nansum(weights * _ratio(sums.certain, sums.applicable), axis=1)
    ranked = np.array([r == "" for r in reason], dtype=bool)
    # Where the three agree in truth, the last bit of a sum must not part them.
    low, high = np.fmin(low, score), np.fmax(high, score)
    return Scores(
        dimension_score, lower, upper, dimension_coverage, coverage, evidence, score, low, high, ranked, reason, weights
    )


def dimension_means(panel: Panel) -> np.ndarray:
    """Return what was seen of each dimension (n, D): the weighted mean of its marks, nan where there is none."""
    observed = panel.applicable & ~np.isnan(panel.y)
    value, weight = _by_dimension(panel, np.where(observed, panel.y, 0.0), observed)
    return _ratio(value, weight)


def score_dimensions_subset(panel: Panel, dimensions: tuple[str, ...]) -> Scores:
    """Return the scores over some dimensions only, their weights shared pro rata: Resident (D1-D5), Foundations."""
    return score_panel(restrict(panel, dimensions=dimensions))


@dataclass(frozen=True, slots=True)
class _Sums:
    """Weighted sums per authority and dimension (n, D)."""

    applicable: np.ndarray
    observed: np.ndarray
    missing: np.ndarray
    value: np.ndarray
    certain: np.ndarray


def _sums(panel: Panel) -> _Sums:
    observed = panel.applicable & ~np.isnan(panel.y)
    missing = panel.applicable & ~observed
    y = np.where(observed, panel.y, 0.0)
    c = np.where(observed & ~np.isnan(panel.confidence), panel.confidence, 0.0)
    return _Sums(*_by_dimension(panel, panel.applicable, observed, missing, y, c))


def _by_dimension(panel: Panel, *several: np.ndarray) -> list[np.ndarray]:
    """Return of each array of cells (n, m) the weighted sums (n, D), added up in the order of the indicators' codes.

    A matrix product would be faster, but its last bit depends on the order of rows and columns.
    """
    sums = [np.zeros((len(panel.authorities), len(panel.dimensions))) for _ in several]
    for d, (index, weights) in enumerate(_members(panel.columns, panel.dimensions)):
        for out, cells in zip(sums, several, strict=True):
            out[:, d] = np.ascontiguousarray(cells[:, index] * weights).sum(axis=1)
    return sums


@lru_cache(maxsize=64)  # a planner asks of the same columns thousands of times
def _members(columns: tuple[Column, ...], dimensions: tuple[str, ...]) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Return of each dimension the places of its indicators, in the order of their codes, and their weights."""
    ordered = sorted(range(len(columns)), key=lambda j: columns[j].code)
    of = [[j for j in ordered if columns[j].dimension == name] for name in dimensions]
    return tuple((np.array(index, dtype=int), np.array([columns[j].weight for j in index])) for index in of)


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    ratio: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    return ratio


def _shares(weights: np.ndarray, used: np.ndarray) -> np.ndarray:
    kept = np.where(used, weights, 0.0)
    total = kept.sum(axis=1, keepdims=True)
    shares: np.ndarray = np.divide(kept, total, out=np.zeros(kept.shape), where=total > 0)
    return shares


def _mean(panel: Panel, values: np.ndarray) -> np.ndarray:
    return power_mean(values, panel.dimension_weights, panel.rules.p, panel.rules.floor)
