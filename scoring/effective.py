"""What the weights really do (scoring method, section 4): a nominal weight is not an effective importance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.association import pearson
from scoring.published import Published


@dataclass(frozen=True, slots=True)
class Effective:
    """Per dimension (D): mean nominal share, r squared with the index, its share of their sum, and a flag.

    flagged: the share departs from the nominal one by more than a factor 2. nan where a dimension does not vary.
    """

    nominal: np.ndarray
    r_squared: np.ndarray
    share: np.ndarray
    flagged: np.ndarray


def effective_weights(published: Published, rows: np.ndarray) -> Effective:
    """Return the effective weight of each dimension over the given rows (bool n), usually the ranked of a type."""
    weights = published.seen.weights
    nominal = weights[rows].mean(axis=0) if rows.any() else np.full(weights.shape[1], np.nan)
    r2 = np.array([pearson(column, published.score[rows]) ** 2 for column in published.dimension_score[rows].T])
    total = np.nansum(r2)
    share = r2 / total if total > 0 else np.full(r2.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = share / nominal
    return Effective(nominal, r2, share, (nominal > 0) & ((factor > 2.0) | (factor < 0.5)))
