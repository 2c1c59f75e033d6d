"""From cells to the panel of arrays that scoring works on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from edition.cells import Cell
from scoring.framework import Framework
from scoring.normalise import normalise_columns
from scoring.panel import Panel, Rules


def make_panel(framework: Framework, rules: Rules, types: Mapping[str, str], cells: Sequence[Cell]) -> Panel:
    """Return the panel of one edition, its values normalised; see arrange."""
    panel = arrange(framework, rules, types, cells)
    return replace(panel, y=normalise_columns(panel.raw, panel.columns, panel.authorities))


def arrange(framework: Framework, rules: Rules, types: Mapping[str, str], cells: Sequence[Cell]) -> Panel:
    """Return the cells as a panel whose y is still unknown throughout.

    types: authority -> its type, in the order of the rows. Columns are the indicators that have cells, dimensions those
    that have such an indicator, both in the framework's order.
    """
    present = {cell.indicator for cell in cells}
    columns = tuple(indicator.column for indicator in framework.indicators if indicator.code in present)
    used = {column.dimension for column in columns}
    dimensions = tuple(dimension for dimension in framework.dimensions if dimension.code in used)
    row = {authority: i for i, authority in enumerate(types)}
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
    return Panel(
        authorities=tuple(types),
        groups=tuple(types.values()),
        columns=columns,
        dimensions=tuple(d.code for d in dimensions),
        dimension_weights=np.array([[d.weights[kind] for d in dimensions] for kind in types.values()], dtype=float),
        raw=raw,
        y=np.full(shape, np.nan),
        applicable=applicable,
        confidence=certainty,
        denominator=denominator,
        rules=rules,
    )
