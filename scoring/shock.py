"""A common shock: one supplier's error that hits many councils at once (scoring method, sections 9 and 22).

The plain draws take the errors of two cells to be independent. Councils on one supplier's template share
errors, which makes real intervals wider; this shows how much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.panel import Panel, PanelError
from scoring.simulation import Model, replaced


@dataclass(frozen=True, slots=True)
class Shock:
    """Which councils share errors, and how often.

    suppliers (n): name per row of the panel, '' for a council that shares none. share: the probability, per
    draw, supplier and dimension, that all cells of the supplier's councils there err together instead of each on
    its own: one template read wrongly is read wrongly on every page. seed: of the shock's own draws. The chance
    that any one cell stands is the same as without the shock.
    """

    suppliers: tuple[str, ...]
    share: float
    seed: int


def shocked(panel: Panel, model: Model, shock: Shock) -> Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return a function like `simulation.replaced` whose observed cells err together within a supplier.

    In a shock all the supplier's cells of one dimension use one uniform number to stand or fail, and another to
    take, where they fail, the same quantile of everyone's observed values: all read too high, or all too low.
    Raises PanelError for a share outside 0-1 or suppliers that do not fit the panel.
    """
    if not 0 <= shock.share <= 1 or len(shock.suppliers) != len(panel.authorities):
        raise PanelError(f"common shock of share {shock.share}: expected 0 to 1, and one supplier per authority")
    rng = np.random.Generator(np.random.SFC64(shock.seed))
    clusters = _clusters(model, [shock.suppliers[i] for i in model.rows])
    donors = [_lowest_first(model, j) for j in range(len(model.known))]

    size = int(clusters.max(initial=-1)) + 1

    def draw(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        common, pick = rng.random(size, dtype=np.float32), rng.random(size)
        together = (clusters >= 0) & (np.append(rng.random(size) < shock.share, False)[clusters])
        u = np.where(together, np.append(common, np.float32(0))[clusters], u)
        cells, sources = replaced(model, u)
        joint = together[u >= model.keep]
        where = clusters[u >= model.keep][joint]
        rows = cells[joint] // model.base.shape[1]
        sources[joint] = [donors[j][int(pick[c] * len(donors[j]))] for j, c in zip(rows, where, strict=True)]
        return cells, sources

    return draw


def _clusters(model: Model, suppliers: Sequence[str]) -> np.ndarray:
    """Return a number (a) per supplier and dimension for each observed cell that can change, -1 for the others."""
    n = model.base.shape[1]
    names = {name: k for k, name in enumerate(sorted(set(suppliers) - {""}))}
    supplier = np.array([names.get(name, -1) for name in suppliers])[model.cells % n]
    dimension = np.searchsorted(model.starts, model.cells // n, side="right") - 1
    number = dimension * len(names) + supplier
    return np.where((supplier >= 0) & model.observed, number, -1)


def _lowest_first(model: Model, j: int) -> np.ndarray:
    """Return the flat cells of everyone observed on indicator j, the lowest value first."""
    rows = np.flatnonzero(model.known[j])
    cells: np.ndarray = rows[np.argsort(model.base[j, rows], kind="stable")] + j * model.base.shape[1]
    return cells
