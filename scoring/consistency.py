"""Do the indicators of a dimension hang together? (scoring method, section 17.)

The index is formative: a low alpha is a reason to explain, not to drop an indicator that duty requires; a
negative item-rest correlation is a reason to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import Message
from scoring.association import pearson

REDUNDANT = 0.92
CONSTANT_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Consistency:
    """Listwise figures of one block of k indicators over `councils` complete rows; nan where they do not exist.

    alpha: Cronbach's alpha (KR-20 for binary). item_rest (k): correlation of each indicator with the sum of
    the others. eigenvalues: of the correlation matrix of the indicators that vary, descending. loadings (k):
    on the first component, nan for a constant. first_share: of that component. kmo: Kaiser-Meyer-Olkin.
    flags: what a reader should look at, empty if all is well.
    """

    councils: int
    codes: tuple[str, ...]
    alpha: float
    item_rest: np.ndarray
    eigenvalues: np.ndarray
    loadings: np.ndarray
    first_share: float
    kmo: float
    flags: tuple[Message, ...]


def consistency(matrix: np.ndarray, codes: Sequence[str] = ()) -> Consistency:
    """Return the figures for y (councils, k), rows with any nan left out; codes name the indicators in the flags."""
    whole = np.asarray(matrix, dtype=float)
    whole = whole.reshape(len(whole), whole.shape[1] if whole.ndim > 1 else 0)
    codes = tuple(codes) or tuple(str(j) for j in range(whole.shape[1]))
    x = whole[~np.isnan(whole).any(axis=1)]
    rest = _item_rest(x)
    varying = np.flatnonzero(np.ptp(x, axis=0) > 0) if len(x) > 1 else np.zeros(0, dtype=int)
    r = _correlations(x[:, varying])
    eigenvalues, vectors = _principal(r)
    loadings = np.full(x.shape[1], np.nan)
    loadings[varying] = _loadings(eigenvalues, vectors)
    share = float(eigenvalues[0] / eigenvalues.sum()) if eigenvalues.size else float("nan")
    flags = _flags(whole, codes, rest, r, varying, eigenvalues, share)
    return Consistency(len(x), codes, _alpha(x), rest, eigenvalues, loadings, share, _kmo(r), flags)


def _alpha(x: np.ndarray) -> float:
    """Return k/(k-1) (1 - sum of variances / variance of the sum)."""
    k = x.shape[1]
    if k < 2 or len(x) < 2 or np.ptp(x.sum(axis=1)) == 0:
        return float("nan")
    return float(k / (k - 1) * (1.0 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1)))


def _item_rest(x: np.ndarray) -> np.ndarray:
    total = x.sum(axis=1)
    return np.array([pearson(x[:, j], np.round(total - x[:, j], 12)) for j in range(x.shape[1])])


def _correlations(x: np.ndarray) -> np.ndarray:
    return np.corrcoef(x, rowvar=False).reshape(x.shape[1], x.shape[1]) if x.shape[1] else np.zeros((0, 0))


def _principal(r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return eigenvalues, descending, and their vectors as columns."""
    if r.size == 0:
        return np.zeros(0), np.zeros((0, 0))
    values, vectors = np.linalg.eigh(r)
    return np.maximum(values[::-1], 0.0), vectors[:, ::-1]


def _loadings(eigenvalues: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Return v1 * sqrt(lambda1), the sign chosen so that they do not sum to less than 0."""
    if eigenvalues.size == 0:
        return np.zeros(0)
    first = vectors[:, 0] * np.sqrt(eigenvalues[0])
    turned: np.ndarray = -first if first.sum() < 0 else first
    return turned


def _kmo(r: np.ndarray) -> float:
    """Return the Kaiser-Meyer-Olkin measure; nan for fewer than two varying indicators or a singular matrix."""
    if len(r) < 2 or np.linalg.cond(r) > 1e10:
        return float("nan")
    inverse = np.linalg.inv(r)
    scale = np.sqrt(np.outer(np.diag(inverse), np.diag(inverse)))
    off = ~np.eye(len(r), dtype=bool)
    plain, partial = (r[off] ** 2).sum(), ((inverse / scale)[off] ** 2).sum()
    return float(plain / (plain + partial)) if plain + partial > 0 else float("nan")


def _flags(
    whole: np.ndarray,
    codes: tuple[str, ...],
    rest: np.ndarray,
    r: np.ndarray,
    varying: np.ndarray,
    eigenvalues: np.ndarray,
    share: float,
) -> tuple[Message, ...]:
    flags = [Message("check.polarity", {"code": code}) for code, v in zip(codes, rest, strict=True) if v < 0]
    for a, b in zip(*np.triu_indices(len(r), 1), strict=True):
        if abs(r[a, b]) > REDUNDANT:
            one, other, found = codes[varying[a]], codes[varying[b]], float(r[a, b])
            flags.append(Message("check.redundant", {"one": one, "other": other, "correlation": found}))
    flags += [
        Message("check.uninformative", {"code": code})
        for j, code in enumerate(codes)
        if _commonest_share(whole[:, j]) > CONSTANT_SHARE
    ]
    if share < 0.35:
        flags.append(Message("check.first_component", {"share": share}))
    if eigenvalues.size > 1 and eigenvalues[1] > 1.5:
        flags.append(Message("check.second_eigenvalue", {"eigenvalue": float(eigenvalues[1])}))
    return tuple(flags)


def _commonest_share(column: np.ndarray) -> float:
    known = column[~np.isnan(column)]
    return float(np.unique(known, return_counts=True)[1].max() / known.size) if known.size else float("nan")


def intraclass_correlation(values: np.ndarray, clusters: Sequence[str]) -> float:
    """Return the one-way intraclass correlation ICC(1) of values (n) by cluster, '' belonging to none.

    How much councils on one supplier resemble each other beyond chance; nan with fewer than two clusters or no
    cluster of two. Source: analysis of variance with unequal clusters.
    """
    x, names = np.asarray(values, dtype=float), np.asarray(clusters)
    blocks = [x[(names == name) & ~np.isnan(x)] for name in sorted(set(clusters) - {""})]
    blocks = [b for b in blocks if b.size]
    n, k = sum(b.size for b in blocks), len(blocks)
    if k < 2 or n <= k:
        return float("nan")
    grand = np.concatenate(blocks).mean()
    between = sum(b.size * (b.mean() - grand) ** 2 for b in blocks) / (k - 1)
    within = sum(((b - b.mean()) ** 2).sum() for b in blocks) / (n - k)
    size = (n - sum(b.size**2 for b in blocks) / n) / (k - 1)
    spread = between + (size - 1) * within
    return float((between - within) / spread) if spread > 0 else float("nan")


def cohen_kappa(first: Sequence[float], second: Sequence[float]) -> float:
    """Return Cohen's kappa of two raters' categories; nan if there is nothing to agree on or chance explains all."""
    a, b = np.asarray(first), np.asarray(second)
    if a.size == 0:
        return float("nan")
    agreed = float((a == b).mean())
    chance = float(sum((a == c).mean() * (b == c).mean() for c in np.unique(np.concatenate([a, b]))))
    return (agreed - chance) / (1.0 - chance) if chance < 1.0 else float("nan")
