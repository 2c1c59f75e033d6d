"""The arrays that scoring works on: one row per authority, one column per indicator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Column:
    """One scored indicator as arithmetic sees it.

    kind: binary, ordinal (worst..best are kmin..kmax), goalpost or proportion. best < worst means
    lower is better. weight: inside its dimension, any positive scale.
    """

    code: str
    dimension: str
    weight: float
    kind: str
    worst: float
    best: float
    log: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """How a scope turns cells into a score and when it ranks (scoring.md sections 5 and 7).

    p: exponent of the power mean over dimensions. An authority is ranked if its coverage is at
    least `coverage_minimum`, every applicable dimension has at least `dimension_minimum`, and at
    least `dimensions_minimum` dimensions have any observation. floor: used only for p <= 0.
    """

    p: float = 0.5
    coverage_minimum: float = 0.65
    dimension_minimum: float = 0.50
    dimensions_minimum: int = 1
    floor: float = 0.01


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything needed to score one edition. n authorities, m indicators, D dimensions.

    raw (n, m): value in the indicator's unit; nan where missing or not applicable.
    y (n, m): normalised 0-1, nan where missing or not applicable. applicable (n, m): bool.
    confidence (n, m): 0-1 for observed cells, nan elsewhere. denominator (n, m): n of k/n, nan if none.
    dimension_weights (n, D): nominal weight of each dimension for each authority's type.
    groups: the type of each authority. Rows are in the order of `authorities`.
    """

    authorities: tuple[str, ...]
    groups: tuple[str, ...]
    columns: tuple[Column, ...]
    dimensions: tuple[str, ...]
    dimension_weights: np.ndarray
    raw: np.ndarray
    y: np.ndarray
    applicable: np.ndarray
    confidence: np.ndarray
    denominator: np.ndarray
    rules: Rules
