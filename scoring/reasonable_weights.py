"""How often a council is among the first ten whatever reasonable weights one gives the dimensions. Pure.

A weighting is reasonable if each dimension weighs between half of and twice what the index gives it, before all are
made to sum to 1; each factor is drawn by itself, evenly on a logarithmic scale, so that halving is as likely as
doubling. The evidence stays as it is: doubt about that is what ranges are for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.aggregate import power_mean
from scoring.panel import Rules
from scoring.rounding import published_value

WEIGHTINGS = 1000
SEED = 1000
TWICE = 2.0
"""A dimension weighs at most so many times, and at least that part of, what the index gives it."""
PLACES = 10


def weightings(own: Sequence[float], count: int = WEIGHTINGS, seed: int = SEED) -> np.ndarray:
    """Return reasonable weightings (count, D), rows summing to 1, around the index's own; 0 stays 0.

    Same arguments, same bits. Raises ValueError if no weight is above 0, or one is negative or no number.
    """
    weights = np.asarray(own, dtype=float)
    if not np.all(np.isfinite(weights)) or np.any(weights < 0) or not np.any(weights > 0):
        raise ValueError(f"weights {tuple(own)!r}: expected numbers from 0 up, at least one above 0")
    factors = TWICE ** np.random.default_rng(seed).uniform(-1.0, 1.0, (count, weights.size))
    drawn = weights * factors
    shares: np.ndarray = drawn / drawn.sum(axis=1, keepdims=True)
    return shares


def share_among_the_first(counted: np.ndarray, drawn: np.ndarray, rules: Rules, places: int = PLACES) -> np.ndarray:
    """Return for each council (n) the share, 0-1, of weightings under which it is among the first `places`.

    counted (n, D): what the score counts of each dimension, 0-1, nan where none applies; of councils that take a
    place alone. drawn (W, D): weightings. Places are by the published score, one decimal: those level with the last
    place are among the first too. nan for all where no more than `places` councils are there: all are, always.
    """
    if len(counted) <= places:
        return np.full(len(counted), np.nan)
    among = np.zeros(len(counted))
    for weights in drawn:
        scores = published_value(power_mean(counted, np.broadcast_to(weights, counted.shape), rules.p, rules.floor))
        among += scores >= np.sort(scores)[-places]
    return among / len(drawn)
