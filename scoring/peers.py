"""Like-for-like peers: the nearest councils of the same class by context (scoring method, section 13).

Standardised variables and Euclidean distance, as CIPFA's nearest neighbours and the ONS do. Not symmetric:
A may be among B's nearest without B being among A's. Peers adjust context, never merit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.panel import PanelError

HOW_MANY = 15
"""K: the number of neighbours, as in CIPFA's model; a class of fewer gives all its other members."""

FAR = 1.5
"""A peer farther away than this is greyed out."""


@dataclass(frozen=True, slots=True)
class Context:
    """What councils are like, for choosing peers. n councils, V variables.

    codes (n): identifiers, which break ties. classes (n): only councils of one class are compared.
    values (n, V): in each variable's own unit, nan unknown. log (V): compare this variable by its logarithm.
    weights (V): importance of each variable. Deprivation must be standardised within its nation beforehand,
    unless no class spans two nations: the four indices are not comparable.
    """

    codes: tuple[str, ...]
    classes: tuple[str, ...]
    values: np.ndarray
    log: tuple[bool, ...]
    weights: tuple[float, ...] | None = None


def take_context(context: Context, rows: Sequence[int] | np.ndarray) -> Context:
    """Return the context of these rows only, in this order."""
    return replace(
        context, codes=tuple(context.codes[i] for i in rows), classes=tuple(context.classes[i] for i in rows),
        values=context.values[rows],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Peer:
    """One neighbour: its code and its distance, in standard deviations."""

    code: str
    distance: float


def distances(context: Context, minimum_share: float = 0.6) -> np.ndarray:
    """Return the distance (n, n) of row from column; inf for itself, another class or too little in common.

    d = sqrt(sum w (z_i - z_k)^2 / sum w) over the variables both have, which must be at least `minimum_share`
    of all. z-scores use the mean and population standard deviation of the class.
    Raises PanelError where a logarithm is asked of a value that is not positive.
    """
    z = standardised(context)
    n, variables = z.shape
    weights = np.ones(variables) if context.weights is None else np.asarray(context.weights, dtype=float)
    known = ~np.isnan(z)
    both = known[:, None, :] & known[None, :, :]
    square = np.where(both, (np.where(known, z, 0.0)[:, None, :] - np.where(known, z, 0.0)[None, :, :]) ** 2, 0.0)
    total = both @ weights
    d = np.sqrt(np.divide(square @ weights, total, out=np.full((n, n), np.inf), where=total > 0))
    classes = np.asarray(context.classes)
    comparable = (classes[:, None] == classes[None, :]) & (both.sum(axis=2) >= minimum_share * variables - 1e-9)
    return np.where(comparable & ~np.eye(n, dtype=bool) & (variables > 0), d, np.inf)


def peer_order(context: Context, distance: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return for each council the rows of all councils comparable with it, nearest first, ties by code."""
    place = np.argsort(np.argsort(np.asarray(context.codes), kind="stable"), kind="stable")
    # Rounding lets councils at one distance tie whatever the last bit says.
    rounded = np.where(np.isfinite(distance), np.round(distance, 12), np.inf)
    order = (np.lexsort((place, row)) for row in rounded)
    return tuple(rows[np.isfinite(distance[i, rows])] for i, rows in enumerate(order))


def nearest(context: Context, k: int = HOW_MANY, minimum_share: float = 0.6) -> tuple[tuple[Peer, ...], ...]:
    """Return the k nearest peers of each council, nearest first; fewer where the class is smaller."""
    d = distances(context, minimum_share)
    return tuple(
        tuple(Peer(context.codes[j], float(d[i, j])) for j in rows[:k]) for i, rows in enumerate(peer_order(context, d))
    )


def peer_percentile(score: float, peers: Sequence[float]) -> float:
    """Return 100 (peers below + half the equal) / peers; nan without a score or a peer that has one."""
    others = np.asarray([p for p in peers if not np.isnan(p)], dtype=float)
    if np.isnan(score) or others.size == 0:
        return float("nan")
    return float(100.0 * (np.sum(others < score) + 0.5 * np.sum(others == score)) / others.size)


def standardised(context: Context) -> np.ndarray:
    """Return z-scores (n, V) within each class, of logarithms where asked; nan unknown.

    Raises PanelError where a logarithm is asked of a value that is not positive.
    """
    values = np.array(context.values, dtype=float).reshape(len(context.codes), len(context.log))
    for v in np.flatnonzero(context.log):
        for i in np.flatnonzero(values[:, v] <= 0)[:1]:
            raise PanelError(f"{context.codes[i]}: {values[i, v]:g} has no logarithm: expected more than 0")
        values[:, v] = np.log(values[:, v])
    classes = np.asarray(context.classes)
    for name in set(context.classes):
        rows = classes == name
        values[rows] = _z_scores(values[rows])
    return values


def _z_scores(values: np.ndarray) -> np.ndarray:
    """Return z-scores by column; a variable that does not vary is 0 for everyone, so it sets nobody apart."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    centred = values - np.where(known, values, 0.0).sum(axis=0) / count
    deviation = np.sqrt(np.where(known, centred**2, 0.0).sum(axis=0) / count)
    flat = deviation <= 1e-12 * np.maximum(np.abs(np.where(known, values, 0.0)).max(axis=0, initial=0.0), 1.0)
    return np.where(flat & known, 0.0, centred / np.where(flat, 1.0, deviation))
