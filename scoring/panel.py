"""The arrays that scoring works on: one row per authority, one column per indicator."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from errors import BenchmarkError


class PanelError(BenchmarkError):
    """The numbers to be scored cannot be: names authority and indicator where one is to blame."""


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


def restrict(panel: Panel, dimensions: Collection[str] | None = None, codes: Collection[str] | None = None) -> Panel:
    """Return the panel cut to some dimensions and indicators, in the panel's order; None keeps all.

    Raises PanelError for a dimension or indicator the panel does not have.
    """
    wanted = set(panel.dimensions if dimensions is None else dimensions)
    known = {c.code for c in panel.columns}
    kept = known if codes is None else set(codes)
    for name in sorted((wanted - set(panel.dimensions)) | (kept - known)):
        raise PanelError(f'no dimension or indicator "{name}" in this panel')
    cols = [j for j, c in enumerate(panel.columns) if c.dimension in wanted and c.code in kept]
    dims = [d for d, name in enumerate(panel.dimensions) if name in wanted]
    cut = {name: getattr(panel, name)[:, cols] for name in ("raw", "y", "applicable", "confidence", "denominator")}
    return replace(
        panel,
        columns=tuple(panel.columns[j] for j in cols),
        dimensions=tuple(panel.dimensions[d] for d in dims),
        dimension_weights=panel.dimension_weights[:, dims],
        **cut,
    )


def take(panel: Panel, rows: Sequence[int] | np.ndarray) -> Panel:
    """Return the panel with these rows only, in this order."""
    rows = [int(i) for i in rows]
    names = ("dimension_weights", "raw", "y", "applicable", "confidence", "denominator")
    return replace(
        panel,
        authorities=tuple(panel.authorities[i] for i in rows),
        groups=tuple(panel.groups[i] for i in rows),
        **{name: getattr(panel, name)[rows] for name in names},
    )


def check_panel(panel: Panel) -> Panel:
    """Return the panel if it can be scored.

    Raises PanelError naming what is wrong: unequal shapes, a repeated authority or indicator, an indicator of
    an unknown dimension, a weight or confidence out of range, no weight at all for a council, a y outside 0-1.
    """
    n, m = len(panel.authorities), len(panel.columns)
    for name in ("raw", "y", "applicable", "confidence", "denominator"):
        if getattr(panel, name).shape != (n, m):
            raise PanelError(f"{name} has shape {getattr(panel, name).shape}: expected {(n, m)}")
    if panel.dimension_weights.shape != (n, len(panel.dimensions)):
        raise PanelError(f"dimension_weights has shape {panel.dimension_weights.shape}: expected one row per authority")
    _check_names(panel)
    _check_weights(panel)
    _check_cells(panel)
    return panel


def _check_names(panel: Panel) -> None:
    for what, names in (("authority", panel.authorities), ("indicator", tuple(c.code for c in panel.columns))):
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise PanelError(f"{what} {repeated[0]} occurs more than once")
    for column in panel.columns:
        if column.dimension not in panel.dimensions:
            raise PanelError(f'indicator {column.code}: unknown dimension "{column.dimension}"')


def _check_weights(panel: Panel) -> None:
    for column in panel.columns:
        if not (np.isfinite(column.weight) and column.weight >= 0):
            raise PanelError(f"indicator {column.code}: weight {column.weight}: expected a finite number, 0 or more")
    wrong = ~np.isfinite(panel.dimension_weights) | (panel.dimension_weights < 0)
    for i, d in np.argwhere(wrong)[:1]:
        where = f"{panel.authorities[i]}: weight of {panel.dimensions[d]}"
        raise PanelError(f"{where}: {panel.dimension_weights[i, d]}: expected a finite number, 0 or more")
    for i in np.flatnonzero(panel.dimension_weights.sum(axis=1) <= 0)[:1]:
        raise PanelError(f"{panel.authorities[i]}: no dimension has any weight: expected at least one above 0")


def _check_cells(panel: Panel) -> None:
    observed = panel.applicable & ~np.isnan(panel.y)
    checks = (
        ("normalised value", panel.y, observed & ~((panel.y >= 0) & (panel.y <= 1)), "0 to 1"),
        ("raw value", panel.raw, observed & ~np.isfinite(panel.raw), "a finite number"),
        ("confidence", panel.confidence, observed & ~((panel.confidence > 0) & (panel.confidence <= 1)), "0 to 1"),
        ("denominator", panel.denominator, observed & (panel.denominator <= 0), "more than 0, or unknown"),
    )
    for what, values, wrong, expected in checks:
        for i, j in np.argwhere(wrong)[:1]:
            where = f"indicator {panel.columns[j].code} of {panel.authorities[i]}"
            raise PanelError(f"{where}: {what} {values[i, j]}: expected {expected}")
