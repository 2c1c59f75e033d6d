"""An invented, seeded panel of the size of the whole index: 382 councils of eight types, 106 indicators.

For measuring speed and for studies that are labelled "simulated"; no real council is in it.
"""

from __future__ import annotations

import numpy as np

from scoring.normalise import normalise_columns
from scoring.panel import Column, Panel, Rules
from scoring.peers import Context

TYPES = {
    "county": 21,
    "district": 164,
    "english-unitary": 63,
    "metropolitan": 36,
    "london": 33,
    "scotland": 32,
    "wales": 22,
    "northern-ireland": 11,
}
KINDS = (("ordinal", 0, 4, 40), ("binary", 0, 1, 44), ("goalpost", 20, 0, 18), ("proportion", 0, 1, 4))
RELIABILITY = (0.98, 0.95, 0.9, 0.8)


def synthetic_panel(seed: int, missing: float = 0.08) -> tuple[Panel, Context]:
    """Return the panel, a share of whose applicable cells is missing, and what its invented councils are like."""
    rng = np.random.default_rng(seed)
    columns = _columns()
    groups = tuple(name for name, size in TYPES.items() for _ in range(size))
    n, m = len(groups), len(columns)
    ability = np.clip(rng.normal(0.55, 0.18, n), 0.02, 0.98)
    raw = np.column_stack([_values(rng, c, ability) for c in columns])
    applicable = (rng.random((len(TYPES), m)) > 0.12)[[list(TYPES).index(g) for g in groups]]
    raw[(rng.random((n, m)) < missing) | ~applicable] = np.nan
    y = normalise_columns(raw, columns)
    confidence = np.where(np.isnan(y), np.nan, rng.choice(RELIABILITY, m)[None, :] * rng.uniform(0.9, 1.0, (n, m)))
    shares = np.array([c.kind == "proportion" for c in columns])
    denominator = np.where(shares & ~np.isnan(y), rng.integers(10, 60, (n, m)), np.nan)
    codes = tuple(f"X{i:08d}" for i in range(n))
    weights = np.tile(np.array([27, 19, 10, 14, 12, 6, 6, 6]) / 100.0, (n, 1))
    panel = Panel(
        codes,
        groups,
        columns,
        tuple(f"D{d}" for d in range(1, 9)),
        weights,
        raw,
        y,
        applicable,
        confidence,
        denominator,
        Rules(),
    )
    return panel, Context(codes, groups, rng.lognormal(0.0, 1.0, (n, 5)), (True, True, False, False, False))


def _columns() -> tuple[Column, ...]:
    kinds = [(kind, worst, best) for kind, worst, best, count in KINDS for _ in range(count)]
    return tuple(Column(f"I{j:03d}", f"D{j % 8 + 1}", 1.0 + j % 3, *kind) for j, kind in enumerate(kinds))


def _values(rng: np.random.Generator, column: Column, ability: np.ndarray) -> np.ndarray:
    n = ability.size
    if column.kind == "binary":
        return (rng.random(n) < ability).astype(float)
    if column.kind == "ordinal":
        return rng.binomial(4, ability).astype(float)
    if column.kind == "goalpost":
        return np.maximum(rng.normal(20.0 * (1.0 - ability), 4.0), 0.0)
    return rng.beta(8.0 * ability, 8.0 * (1.0 - ability))
