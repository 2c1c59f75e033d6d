"""The published scores over again with other weights of the dimensions: what was seen and put in stays as it is.

Some dimensions may weigh nothing: a council then needs evidence on the others. Ranges are those of the re-runs that
were kept, weighed again. Source: scoring method, sections 5, 7 and 9.
"""

from __future__ import annotations

import numpy as np

from scoring.aggregate import power_mean
from scoring.panel import Rules
from scoring.uncertainty import Parts

NOT_RANKED = "index"
_ROUNDING = 1e-9


def coverage_under(coverage: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the share (n) of the evidence that was seen, 0-1.

    coverage, weights (n, D): nan and 0 where nothing of a dimension applies.
    """
    total = weights.sum(axis=1)
    share = weights / np.where(total > 0, total, 1.0)[:, None]
    return np.nansum(share * coverage, axis=1)


def reasons_under(coverage: np.ndarray, weights: np.ndarray, takes_place: np.ndarray, rules: Rules) -> tuple[str, ...]:
    """Return why each council takes no place under these weights, '' if it does.

    `index`: the index does not rank it (takes_place, n). `nothing`, `dimensions`, `coverage`, `dimension:D` (a place
    along the last axis): the index's own rules over the dimensions that weigh; fewer dimensions than it demands are
    enough where no more weigh.
    """
    weighs = weights > 0
    known, wanted = (weighs & (coverage > 0)).sum(axis=1), np.minimum(rules.dimensions_minimum, weighs.sum(axis=1))
    share, thin = coverage_under(coverage, weights), weighs & (coverage < rules.dimension_minimum - _ROUNDING)
    return tuple(
        NOT_RANKED if not takes_place[i]
        else "nothing" if known[i] == 0
        else "dimensions" if known[i] < wanted[i]
        else "coverage" if share[i] < rules.coverage_minimum - _ROUNDING
        else f"dimension:{int(np.argmax(thin[i]))}" if thin[i].any()
        else ""
        for i in range(len(weights))
    )  # fmt: skip


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
