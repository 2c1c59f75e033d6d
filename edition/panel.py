"""From cells to the panel of arrays that scoring works on. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edition.cells import Cell
from models import Authority
from scoring.framework import Framework, Scope
from scoring.normalise import normalise_columns
from scoring.panel import Panel


def make_panel(framework: Framework, scope: Scope, authorities: Sequence[Authority], cells: Sequence[Cell]) -> Panel:
    """Return the panel of one edition; rows follow `authorities`, columns the scope's indicators that have cells.

    Only dimensions that have such an indicator are in the panel.
    """
    present = {cell.indicator for cell in cells}
    indicators = [indicator for indicator in framework.indicators_in(scope) if indicator.code in present]
    columns = tuple(indicator.column for indicator in indicators)
    used = {column.dimension for column in columns}
    dimensions = tuple(dimension for dimension in framework.dimensions if dimension.code in used)
    row = {authority.code: i for i, authority in enumerate(authorities)}
    col = {column.code: j for j, column in enumerate(columns)}
    shape = (len(row), len(columns))
    raw, certainty, denominator = (np.full(shape, np.nan) for _ in range(3))
    applicable = np.zeros(shape, dtype=bool)
    for cell in cells:
        at = row[cell.authority], col[cell.indicator]
        applicable[at] = cell.state != "not_applicable"
        if cell.state == "observed":
            raw[at], certainty[at] = cell.value, cell.confidence
            denominator[at] = np.nan if cell.denominator is None else cell.denominator
    weights = np.array([[d.weights[a.type.value] for d in dimensions] for a in authorities], dtype=float)
    return Panel(
        authorities=tuple(row),
        groups=tuple(a.type.value for a in authorities),
        columns=columns,
        dimensions=tuple(d.code for d in dimensions),
        dimension_weights=weights,
        raw=raw,
        y=normalise_columns(raw, columns, tuple(row)),
        applicable=applicable,
        confidence=certainty,
        denominator=denominator,
        rules=scope.rules,
    )
