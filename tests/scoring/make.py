"""Small panels for the tests: the six councils of the worked example, and random ones."""

import numpy as np

from scoring.normalise import normalise_columns
from scoring.panel import Column, Panel, Rules
from scoring.published import Published, publish_scores

NAN = float("nan")

SIX = ("D1", "D2", "C1", "C2", "U1", "U2")
SIX_COLUMNS = (
    Column("s1", "SVC", 1, "ordinal", 0, 4),
    Column("s2", "SVC", 1, "ordinal", 0, 4),
    Column("s3", "SVC", 2, "ordinal", 0, 4),
    Column("s4", "SVC", 2, "ordinal", 0, 4),
    Column("a1", "ACC", 1, "binary", 0, 1),
    Column("a2", "ACC", 2, "goalpost", 20, 0),
    Column("d1", "DAT", 1, "binary", 0, 1),
    Column("d2", "DAT", 1, "goalpost", 0, 100),
)
_RAW = [
    [3, NAN, 4, NAN, 1, 2, 1, 90],
    [1, NAN, 3, NAN, 1, 12, 0, NAN],
    [NAN, 3, NAN, 3, 1, 5, 1, 70],
    [NAN, 2, NAN, NAN, 0, 25, 0, 40],
    [4, 3, 3, 4, 1, 4, 1, 100],
    [2, 3, 3, 2, NAN, NAN, 1, 55],
]
_LOWER, _UPPER, _ALL = [1, 0, 1, 0, 1, 1, 1, 1], [0, 1, 0, 1, 1, 1, 1, 1], [1] * 8


def six_councils(p: float = 0.5, confidence: float = 0.9) -> Panel:
    """Return the six councils, three tiers, of the worked example."""
    applicable = np.array([_LOWER, _LOWER, _UPPER, _UPPER, _ALL, _ALL], dtype=bool)
    raw = np.array(_RAW, dtype=float)
    y = normalise_columns(raw, SIX_COLUMNS, SIX)
    weights = np.tile([0.5, 0.3, 0.2], (6, 1))
    sure = np.where(np.isnan(y), NAN, confidence)
    groups = ("district", "district", "county", "county", "unitary", "unitary")
    return Panel(
        SIX,
        groups,
        SIX_COLUMNS,
        ("SVC", "ACC", "DAT"),
        weights,
        raw,
        y,
        applicable,
        sure,
        np.full(raw.shape, NAN),
        Rules(p=p),
    )


def published_of(score, groups=None) -> Published:
    """Return figures of councils that have just these scores, 0-1; one that is nan takes no place."""
    y = np.asarray(score, dtype=float)[:, None]
    n, column = len(y), Column("i", "D", 1, "goalpost", 0, 1)
    names = tuple(f"E{i:04d}" for i in range(n))
    return publish_scores(
        Panel(
            names,
            tuple(groups or ("g",) * n),
            (column,),
            ("D",),
            np.ones((n, 1)),
            y,
            y,
            np.ones((n, 1), bool),
            np.where(np.isnan(y), NAN, 1.0),
            np.full((n, 1), NAN),
            Rules(),
        ),
        None,
    )


KINDS = (("binary", 0, 1), ("ordinal", 0, 4), ("goalpost", 20, 0), ("proportion", 0, 1))


def random_panel(seed: int, n: int = 12, m: int = 8, missing: float = 0.15, p: float = 0.5) -> Panel:
    """Return a panel of random councils in two groups, with missing and inapplicable cells, the same for a seed."""
    rng = np.random.default_rng(seed)
    columns = tuple(
        Column(f"i{j:02d}", f"D{j % 3 + 1}", float(rng.integers(1, 4)), *KINDS[int(rng.integers(0, 4))])
        for j in range(m)
    )
    raw = np.column_stack([_values(rng, c, n) for c in columns])
    applicable = rng.random((n, m)) > 0.1
    raw[(rng.random((n, m)) < missing) | ~applicable] = NAN
    y = normalise_columns(raw, columns)
    sure = np.where(np.isnan(y), NAN, rng.uniform(0.3, 1.0, (n, m)))
    shares = np.array([c.kind == "proportion" for c in columns])
    denominator = np.where(shares & ~np.isnan(y), rng.integers(1, 50, (n, m)), NAN)
    authorities = tuple(f"E{i:04d}" for i in range(n))
    groups = tuple("ab"[i % 2] for i in range(n))
    weights = np.tile([0.5, 0.3, 0.2], (n, 1))
    return Panel(
        authorities,
        groups,
        columns,
        ("D1", "D2", "D3"),
        weights,
        raw,
        y,
        applicable,
        sure,
        denominator,
        Rules(p=p, coverage_minimum=0.4, dimension_minimum=0.2),
    )


def _values(rng: np.random.Generator, column: Column, n: int) -> np.ndarray:
    if column.kind == "binary":
        return rng.integers(0, 2, n).astype(float)
    if column.kind == "ordinal":
        return rng.integers(0, 5, n).astype(float)
    return rng.random(n) * (25.0 if column.kind == "goalpost" else 1.0)
