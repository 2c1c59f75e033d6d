"""Raw values to y in 0-1 against fixed goalposts (scoring method, section 3).

A council's y never depends on another council: no sample minimum, z-score or rank.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.panel import Column, PanelError

SHAPES = ("linear", "convex", "concave")
"""The readings of an ordinal ladder; only the first scores, the others serve the uncertainty draws."""


def binary(x: np.ndarray | float, polarity: int = 1) -> np.ndarray:
    """Return x, or 1 - x where having the thing is bad (polarity -1). nan stays nan."""
    x = np.asarray(x, dtype=float)
    return x if polarity >= 0 else 1.0 - x


def ordinal(x: np.ndarray | float, kmin: float, kmax: float, polarity: int = 1, shape: str = "linear") -> np.ndarray:
    """Return the place of step x on the ladder kmin..kmax, 0-1; nan stays nan.

    A step above the ceiling counts as the ceiling: kmax is where law or nature caps the service.
    Raises PanelError if the ladder has no length or the shape is unknown.
    """
    _differ(kmin, kmax)
    u = np.clip((np.asarray(x, dtype=float) - kmin) / (kmax - kmin), 0.0, 1.0)
    return bend(1.0 - u if polarity < 0 else u, shape)


def bend(u: np.ndarray, shape: str) -> np.ndarray:
    """Return g(u): linear u, convex u squared, concave the square root of u."""
    if shape not in SHAPES:
        raise PanelError(f'shape "{shape}" of an ordinal scale: expected one of {", ".join(SHAPES)}')
    return np.sqrt(u) if shape == "concave" else u**2 if shape == "convex" else u


def goalpost(x: np.ndarray | float, lo: float, hi: float, polarity: int = 1, log: bool = False) -> np.ndarray:
    """Return the clipped distance of x from lo (0) to hi (1); polarity -1 turns it round; nan stays nan.

    log: measure the distance in ln(x + 1), for skewed baselines. Raises PanelError if the goalposts
    are equal or a logarithm does not exist. Source: distance to a reference, OECD/JRC Handbook (2008), step 5.
    """
    _differ(lo, hi)
    a, b, value = (transform(v, log) for v in (lo, hi, x))
    u = np.clip((value - a) / (b - a), 0.0, 1.0)
    mark: np.ndarray = 1.0 - u if polarity < 0 else u
    return mark


def proportion(k: np.ndarray | float, n: np.ndarray | float) -> np.ndarray:
    """Return k / n; nan where either is unknown. Raises PanelError unless 0 <= k <= n and n > 0."""
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    if np.any((k < 0) | (k > n) | (n <= 0)):
        raise PanelError(f"proportion {k!r} of {n!r}: expected 0 <= k <= n and n > 0")
    share: np.ndarray = k / n
    return share


def transform(x: np.ndarray | float, log: bool) -> np.ndarray:
    """Return x, or ln(x + 1) if `log`. Raises PanelError where that does not exist."""
    x = np.asarray(x, dtype=float)
    if not log:
        return x
    if np.any(x <= -1):
        raise PanelError(f"value {x!r} on a logarithmic scale: expected more than -1")
    value: np.ndarray = np.log1p(x)
    return value


def normalise_columns(raw: np.ndarray, columns: Sequence[Column], authorities: Sequence[str] = ()) -> np.ndarray:
    """Return y (n, m) in 0-1 for raw values (n, m); nan, meaning missing or not applicable, stays nan.

    Raises PanelError naming authority and indicator for a value that cannot be: infinite, a binary other
    than 0 or 1, a step off its ladder, a proportion outside 0-1, a negative count.
    """
    raw = np.asarray(raw, dtype=float)
    y = np.full(raw.shape, np.nan)
    for j, column in enumerate(columns):
        check_column(raw[:, j], column, authorities)
        y[:, j] = normalise_column(raw[:, j], column)
    return y


def normalise_column(x: np.ndarray, column: Column, shape: str = "linear") -> np.ndarray:
    """Return y for one indicator's raw values, without checking them; `shape` bends ordinal ladders only."""
    polarity = -1 if column.best < column.worst else 1
    lo, hi = min(column.worst, column.best), max(column.worst, column.best)
    if column.kind == "binary":
        return binary(x, polarity)
    if column.kind == "ordinal":
        return ordinal(x, lo, hi, polarity, shape)
    if column.kind in ("goalpost", "proportion"):
        return goalpost(x, lo, hi, polarity, column.log)
    raise PanelError(f'indicator {column.code}: kind "{column.kind}": expected binary, ordinal, goalpost or proportion')


def check_column(x: np.ndarray, column: Column, authorities: Sequence[str] = ()) -> None:
    """Raise PanelError for the first impossible value of one indicator, naming authority and indicator."""
    wrong, expected = _impossible(x, column)
    for row in np.flatnonzero(wrong)[:1]:
        who = authorities[row] if len(authorities) else f"row {row}"
        raise PanelError(f"indicator {column.code} of {who}: impossible value {x[row]:g}: expected {expected}")


def check_value(value: float, column: Column, authority: str) -> float:
    """Return the value of one observed cell as a float.

    Raises PanelError naming authority and indicator if it is nan (an observation has a value) or impossible.
    """
    if np.isnan(value):
        raise PanelError(f"indicator {column.code} of {authority}: observed value is not a number")
    check_column(np.array([value], dtype=float), column, (authority,))
    return float(value)


def clipped(raw: np.ndarray, column: Column) -> tuple[int, int]:
    """Return how many councils lie at or beyond the worst and the best goalpost, for publication beside them."""
    y = normalise_column(raw[~np.isnan(raw)], column)
    return int(np.sum(y <= 0.0)), int(np.sum(y >= 1.0))


def _impossible(x: np.ndarray, column: Column) -> tuple[np.ndarray, str]:
    lo, hi = min(column.worst, column.best), max(column.worst, column.best)
    infinite = np.isinf(x)
    known = ~np.isnan(x)
    if column.kind == "binary":
        return known & (x != 0) & (x != 1), "0 or 1"
    if column.kind == "ordinal":
        return known & ((x < lo) | (x > hi) | (x != np.round(x))), f"a whole step from {lo:g} to {hi:g}"
    if column.kind == "proportion":
        return known & ((x < 0) | (x > 1)), "a share from 0 to 1"
    if lo < 0:
        return infinite, "a finite number"
    return infinite | (known & (x < 0)), "a finite number, not negative"


def _differ(lo: float, hi: float) -> None:
    if lo == hi:
        raise PanelError(f"goalposts must differ, both are {lo:g}")
