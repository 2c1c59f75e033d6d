"""The judgements that every council shares in a draw: weights, exponent, ladder shape, goalposts.

Source: scoring method, section 9, the first four factors.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

WEIGHT_NOISE = 0.25
"""Every weight is multiplied by U(1 - 0.25, 1 + 0.25)."""

GOALPOST_NOISE = 0.1
"""Each goalpost moves by U(-0.1, 0.1) of the distance between them, on the scale in which they are compared."""

EXPONENTS = (1.0, 0.5, 0.5, 0.0)
"""Power-mean exponents, one of them picked in each draw: p = 0.5 half the time."""

LADDERS = (0, 0, 1, 2)
"""Index into normalise.SHAPES, one of them picked in each draw: linear half the time."""


@dataclass(frozen=True, slots=True)
class Method:
    """The shared factors of B draws. m indicators, D dimensions.

    weight (B, m), dimension (B, D): multipliers of the nominal weights. p (B,): exponent. shape (B,): index
    into normalise.SHAPES. low, high (B, m): shift of each goalpost as a share of their distance.
    """

    weight: np.ndarray
    dimension: np.ndarray
    p: np.ndarray
    shape: np.ndarray
    low: np.ndarray
    high: np.ndarray


def uniforms_needed(indicators: int, dimensions: int) -> dict[str, int]:
    """Return how many uniform numbers each method factor takes per draw, in the order `method_from` reads them."""
    return {"weights": indicators + dimensions, "aggregation": 1, "ladder": 1, "goalposts": 2 * indicators}


def method_from(u: np.ndarray, indicators: int, dimensions: int) -> Method:
    """Return the method factors that B rows of uniform numbers in [0, 1) stand for; see `uniforms_needed`."""
    m = indicators
    at = np.cumsum([0, m, dimensions, 1, 1, m, m])
    weight, dimension, p, shape, low, high = (u[:, a:b] for a, b in itertools.pairwise(at))
    return Method(
        1.0 + WEIGHT_NOISE * (2.0 * weight - 1.0),
        1.0 + WEIGHT_NOISE * (2.0 * dimension - 1.0),
        np.asarray(EXPONENTS)[_pick(p, len(EXPONENTS))],
        np.asarray(LADDERS)[_pick(shape, len(LADDERS))],
        GOALPOST_NOISE * (2.0 * low - 1.0),
        GOALPOST_NOISE * (2.0 * high - 1.0),
    )


def draw_method(rng: np.random.Generator, draws: int, indicators: int, dimensions: int) -> Method:
    """Return `draws` independent draws of the method factors."""
    width = sum(uniforms_needed(indicators, dimensions).values())
    return method_from(rng.random((draws, width)), indicators, dimensions)


def _pick(u: np.ndarray, choices: int) -> np.ndarray:
    picked: np.ndarray = np.minimum((u[:, 0] * choices).astype(int), choices - 1)
    return picked
