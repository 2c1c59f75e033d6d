"""One panel laid out for thousands of draws: values, chances and donors as flat arrays.

Councils are put in the order of their codes and indicators by dimension and code, so that the same evidence
gives the same draws whatever order it came in. Everything is (m, n): one row per indicator, councils along it.
Sums run down the rows, never through a matrix product, whose last bit depends on a council's place in the array:
two councils with the same cells must tie exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scoring.donors import Donors, Nearest, find_donors
from scoring.normalise import SHAPES, bend, transform
from scoring.panel import Panel, PanelError, take


@dataclass(frozen=True, slots=True)
class Model:
    """A panel ready to be drawn from. n councils, m indicators, D dimensions, a cells that can change.

    rows (n): row of the caller's panel at each canonical place. base (m, n): y, 0 where nothing is known.
    goals, ordinals: rows of the goalpost and the ordinal indicators. distance (mg, n): unclipped place between
    the goalposts, `turned` (mg) where lower is better. ladders (3, mo, n): y of the ordinals in each shape.
    alpha, beta, flat (s): Beta parameters and flat cell of each proportion whose denominator is known;
    worst, span (s): its goalposts. weight (m). used: the dimensions that own an indicator, and `starts` the first
    row of each. dimension_weight (D, n): nominal. patterns (m, u), pattern (n): the distinct columns of cells that
    can be filled.
    cells, keep, scale, last, start, offset (a): of each cell that can change its flat index, the chance that its
    value stands, and where its donors lie in `pool`, the donors' places; offset + place is a flat index.
    observed (a): False where the cell is missing. known (m, n): has a value that can be borrowed.
    """

    rows: np.ndarray
    base: np.ndarray
    distance: np.ndarray
    turned: np.ndarray
    ladders: np.ndarray
    goals: np.ndarray
    ordinals: np.ndarray
    alpha: np.ndarray
    beta: np.ndarray
    flat: np.ndarray
    worst: np.ndarray
    span: np.ndarray
    weight: np.ndarray
    used: np.ndarray
    starts: np.ndarray
    dimension_weight: np.ndarray
    patterns: np.ndarray
    pattern: np.ndarray
    cells: np.ndarray
    keep: np.ndarray
    scale: np.ndarray
    last: np.ndarray
    start: np.ndarray
    offset: np.ndarray
    pool: np.ndarray
    observed: np.ndarray
    known: np.ndarray
    p: float
    floor: float


def compile_model(panel: Panel, nearest: Nearest | None = None) -> Model:
    """Return the panel laid out for drawing. nearest: who lends to whom; the whole type without it.

    Raises PanelError if no dimension or no authority is left to draw from.
    """
    if not panel.columns or not panel.authorities:
        raise PanelError("nothing to draw from: expected at least one authority and one indicator")
    panel, rows, nearest = _canonical(panel, nearest)
    columns = panel.columns
    applicable, known = panel.applicable.T, (panel.applicable & ~np.isnan(panel.y)).T
    goals, ordinals = (np.flatnonzero([c.kind == kind for c in columns]) for kind in ("goalpost", "ordinal"))
    donors = find_donors(known.T, applicable.T, panel.groups, nearest)
    fillable = known | (applicable & (donors.count.T > 0))
    patterns, pattern = np.unique(fillable, axis=1, return_inverse=True)
    used, starts = np.unique([panel.dimensions.index(c.dimension) for c in columns], return_index=True)
    return Model(
        rows,
        np.where(known, panel.y.T, 0.0),
        *_distances(panel, known, goals),
        _ladders(panel, known, ordinals),
        goals,
        ordinals,
        *_proportions(panel, known),
        np.array([c.weight for c in columns], dtype=float),
        used,
        starts,
        np.ascontiguousarray(panel.dimension_weights.T),
        patterns.astype(float),
        pattern.ravel(),
        *_chances(panel, known, applicable, donors),
        panel.rules.p,
        panel.rules.floor,
    )


def _canonical(panel: Panel, nearest: Nearest | None) -> tuple[Panel, np.ndarray, Nearest | None]:
    rows = np.array(sorted(range(len(panel.authorities)), key=lambda i: panel.authorities[i]))
    place = np.empty(len(rows), dtype=int)
    place[rows] = np.arange(len(rows))
    if nearest is not None:
        nearest = Nearest(*([place[order[i]] for i in rows] for order in (nearest.missing, nearest.doubted)))
    return _sorted_columns(take(panel, rows)), rows, nearest


def _sorted_columns(panel: Panel) -> Panel:
    """Return the panel with its indicators sorted by dimension, then code."""
    place = {name: d for d, name in enumerate(panel.dimensions)}
    keys = [(place[c.dimension], c.code) for c in panel.columns]
    cols = sorted(range(len(keys)), key=keys.__getitem__)
    names = ("raw", "y", "applicable", "confidence", "denominator")
    return replace(
        panel, columns=tuple(panel.columns[j] for j in cols), **{name: getattr(panel, name)[:, cols] for name in names}
    )


def _distances(panel: Panel, known: np.ndarray, goals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return places between the goalposts; what is unknown lies so far out that it clips to 0 in every draw."""
    columns = [panel.columns[j] for j in goals]
    turned = np.array([c.best < c.worst for c in columns], dtype=bool)
    out = np.where(turned, 1e6, -1e6)[:, None] * np.ones((1, known.shape[1]))
    for at, (j, column) in enumerate(zip(goals, columns, strict=True)):
        low, high = (transform(f(column.worst, column.best), column.log) for f in (min, max))
        rows = known[j]
        out[at, rows] = (transform(panel.raw[rows, j], column.log) - low) / (high - low)
    return out, turned


def _ladders(panel: Panel, known: np.ndarray, ordinals: np.ndarray) -> np.ndarray:
    y = np.where(known[ordinals], panel.y.T[ordinals], 0.0)
    return np.stack([bend(y, shape) for shape in SHAPES])


def _proportions(panel: Panel, known: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the Beta(k + 1/2, n - k + 1/2) of every observed share whose denominator is known."""
    is_share = np.array([c.kind == "proportion" for c in panel.columns])
    n = panel.denominator.T
    cells = known & is_share[:, None] & ~np.isnan(n)
    j, _ = np.nonzero(cells)
    k = panel.raw.T[cells] * n[cells]
    worst = np.array([c.worst for c in panel.columns], dtype=float)
    span = np.array([c.best - c.worst for c in panel.columns], dtype=float)
    return k + 0.5, n[cells] - k + 0.5, np.flatnonzero(cells), worst[j], span[j]


def _chances(
    panel: Panel, known: np.ndarray, applicable: np.ndarray, donors: Donors
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the cells that can change, the chance that each stands, and where its donors lie in the pool."""
    sure = np.where(known, np.nan_to_num(panel.confidence.T, nan=1.0), 0.0)
    active = applicable & (donors.count.T > 0) & (sure < 1.0)
    j, i = np.nonzero(active)
    count, keep = donors.count[i, j], sure[active]
    whole = (np.flatnonzero(active), count - 1, donors.start[i, j], j * known.shape[1], donors.rows)
    cells, last, start, offset, pool = (a.astype(np.int32) for a in whole)
    stands, scale = keep.astype(np.float32), (count / (1.0 - keep)).astype(np.float32)
    return cells, stands, scale, last, start, offset, pool, known[active], known


def replaced(model: Model, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the flat cells that do not stand in this draw, and for each the flat cell that it borrows from.

    u (a): one uniform number per cell that can change. The part of u beyond the chance to stand is itself
    uniform, and picks the donor.
    """
    hit = np.flatnonzero(u >= model.keep)
    k = ((u[hit] - model.keep[hit]) * model.scale[hit]).astype(np.int32)
    np.minimum(k, model.last[hit], out=k)
    k += model.start[hit]
    return model.cells[hit], model.pool[k] + model.offset[hit]


def redrawn_shares(model: Model, rng: np.random.Generator) -> np.ndarray:
    """Return y of every proportion cell with a denominator, its share redrawn."""
    marks: np.ndarray = np.clip((rng.beta(model.alpha, model.beta) - model.worst) / model.span, 0.0, 1.0)
    return marks


def shifted(model: Model, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return y of the goalpost indicators with goalposts moved by shares low and high (mg) of their distance."""
    width = 1.0 / (1.0 + high - low)
    slope = np.where(model.turned, -width, width)
    offset = np.where(model.turned, 1.0 + low * width, -low * width)
    out = model.distance * slope[:, None]
    out += offset[:, None]
    marks: np.ndarray = np.clip(out, 0.0, 1.0, out=out)
    return marks


def weighted_sums(model: Model, weight: np.ndarray, cells: np.ndarray, out: np.ndarray) -> None:
    """Write into `out` (D, n) the sums of weight (m) times cells (m, n) over the indicators of each dimension."""
    weighted = cells * weight[:, None]
    out[model.used] = np.add.reduceat(weighted, model.starts, axis=0)
