"""How alike two councils of one type are: in context, and in the dimensions that both have. Nearest first.

Context is measured in standard deviations within the type, like the statistical neighbours; dimensions on their own
fixed scale of 0-1, so that one council's marks never change how alike two others are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.peers import Context, standardised

SPREAD = 0.25
"""A difference of this much in a dimension's score, 0-1, weighs like one standard deviation of a context variable."""

LEAST_IN_COMMON = 0.6
"""Councils are comparable if both have at least this share of what is known of the one that is looked at."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The councils of one type in the order of their codes, ready to be compared.

    square, common (n, n): sum of squared differences in context, and how many context variables both have.
    own (n): how many context variables are known of each.
    """

    square: np.ndarray
    common: np.ndarray
    own: np.ndarray


def likeness(context: Context | None, rows: np.ndarray) -> Likeness:
    """Return the likeness in context of these rows, all of one class; without context only dimensions compare them."""
    if context is None:
        nothing = np.zeros((rows.size, rows.size))
        return Likeness(nothing, nothing, np.zeros(rows.size))
    z = standardised(context)[rows]
    known = ~np.isnan(z)
    plain = np.where(known, z, 0.0)
    both = known[:, None, :] & known[None, :, :]
    square = np.where(both, (plain[:, None, :] - plain[None, :, :]) ** 2, 0.0).sum(axis=2)
    return Likeness(square, both.sum(axis=2).astype(float), known.sum(axis=1).astype(float))


def apart(
    like: Likeness, dimensions: np.ndarray, these: np.ndarray, those: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of squared differences (a, b) between these rows and those, and how many things both have.

    dimensions (n, D): what was seen of each dimension, 0-1, nan where nothing was.
    """
    step = (dimensions[these][:, None, :] - dimensions[those][None, :, :]) / SPREAD
    both = ~np.isnan(step)
    block = np.ix_(these, those)
    return like.square[block] + np.where(both, step**2, 0.0).sum(axis=2), like.common[block] + both.sum(axis=2)


def known_of(like: Likeness, dimensions: np.ndarray) -> np.ndarray:
    """Return how many context variables and dimensions are known of each council (n)."""
    known: np.ndarray = like.own + (~np.isnan(dimensions)).sum(axis=1)
    return known


def distance(square: np.ndarray, common: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the root of the mean squared difference; inf where too little is shared. known: of the one who looks.

    Rounded, so that distances that are equal on paper tie.
    """
    comparable = (common > 0) & (common >= LEAST_IN_COMMON * known - 1e-9)
    mean = np.divide(square, common, out=np.full(square.shape, np.inf), where=comparable)
    apart: np.ndarray = np.round(np.sqrt(mean), 12)
    return apart


def distances(like: Likeness, dimensions: np.ndarray) -> np.ndarray:
    """Return the distance (n, n) of each column from each row; inf for itself and where too little is shared."""
    everyone = np.arange(len(like.own))
    square, common = apart(like, dimensions, everyone, everyone)
    far = distance(square, common, known_of(like, dimensions)[:, None])
    np.fill_diagonal(far, np.inf)
    return far
