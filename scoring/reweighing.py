"""The published scores over again with other weights of the dimensions: what was seen and put in stays as it is.

Some dimensions may weigh nothing: a council then needs evidence on the others. Ranges are those of the re-runs that
were kept, weighed again. Source: scoring method, sections 5, 7 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.aggregate import power_mean
from scoring.no_place import OUTSIDE, no_place_reasons
from scoring.panel import Rules
from scoring.uncertainty import Parts


def reasons_under(
    coverage: np.ndarray, weights: np.ndarray, takes_place: np.ndarray, names: Sequence[str], rules: Rules
) -> tuple[str, ...]:
    """Return why each council takes no place under these weights, '' if it does; see no_place_reasons.

    takes_place (n): the index ranks it; one that it does not rank takes no place under any weights (`whole`). Fewer
    dimensions with evidence than the index demands are enough where no more weigh.
    """
    reasons = no_place_reasons(coverage, weights, least_under(weights, rules), names, rules)
    return tuple(reason if ranked else OUTSIDE for reason, ranked in zip(reasons, takes_place, strict=True))


def least_under(weights: np.ndarray, rules: Rules) -> np.ndarray:
    """Return in how many dimensions (n) there must be evidence under these weights."""
    least: np.ndarray = np.minimum(rules.dimensions_minimum, (weights > 0).sum(axis=1))
    return least


def score_under(dimension_score: np.ndarray, weights: np.ndarray, rules: Rules) -> np.ndarray:
    """Return the scores (n), 0-1, of dimension scores and weights (n, D); nan where nothing weighs."""
    return power_mean(dimension_score, weights, rules.p, rules.floor)


def reruns_under(kept: Parts, weights: np.ndarray, rules: Rules) -> np.ndarray:
    """Return the scores (K, n), 0-1, of the re-runs that were kept, under these weights (n, D)."""
    moved, out = kept.multiplier[:, :, None] * weights.T[None], np.empty((len(kept.p), len(weights)))
    for p in np.unique(kept.p):
        chosen = np.flatnonzero(kept.p == p)
        out[chosen] = power_mean(kept.dimension_score[chosen], moved[chosen], float(p), rules.floor, axis=1)
    return out
