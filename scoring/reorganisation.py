"""Merged and split councils: a labelled constituent average, never an inherited rank (scoring method, section 15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.aggregate import Scores, score_panel
from scoring.panel import Panel, PanelError


@dataclass(frozen=True, slots=True)
class Successor:
    """A council to come. members: the rows of the panel it takes over.

    applicable (m): what the new council will have to answer. weights (D): its type's dimension weights.
    """

    code: str
    members: tuple[int, ...]
    applicable: np.ndarray
    weights: np.ndarray


def constituent_average(
    values: Mapping[str, Mapping[str, float | None]], population: Mapping[str, float | None], minimum_share: float = 0.5
) -> dict[str, float | None]:
    """Return for each indicator the population-weighted mean over the predecessors to which it applied.

    values: predecessor -> indicator -> y, None missing, an absent key not applicable. The answer is None where
    the predecessors with a value hold less than `minimum_share` of the people of those to which it applied.
    Raises PanelError for a predecessor whose population is unknown or negative.
    """
    people = {name: _people(name, population.get(name)) for name in values}
    result: dict[str, float | None] = {}
    for indicator in sorted({j for cells in values.values() for j in cells}):
        applied = {name: cells[indicator] for name, cells in values.items() if indicator in cells}
        valued = {name: value for name, value in applied.items() if value is not None}
        counted = sum(people[name] for name in valued)
        enough = counted > 0 and counted >= minimum_share * sum(people[name] for name in applied) - 1e-9
        total = sum(people[name] * value for name, value in valued.items())
        result[indicator] = total / counted if enough else None
    return result


def _people(name: str, population: float | None) -> float:
    if population is None or not population >= 0:
        raise PanelError(f"population of {name}: {population}: expected a number, 0 or more")
    return population


def backcast(panel: Panel, population: np.ndarray, successor: Successor) -> tuple[np.ndarray, Scores]:
    """Return the successor's averaged y (m), nan missing or not applicable, and its score (one row, never ranked).

    population (n): people per row of the panel. A county that splits lends its own values to each successor.
    Confidence is averaged like the values.
    """
    y = _average(panel, panel.y, population, successor)
    confidence = _average(panel, panel.confidence, population, successor)
    shape = (1, len(panel.columns))
    one = Panel(
        (successor.code,),
        ("successor",),
        panel.columns,
        panel.dimensions,
        successor.weights.reshape(1, -1),
        y.reshape(shape),
        y.reshape(shape),
        successor.applicable.reshape(shape),
        confidence.reshape(shape),
        np.full(shape, np.nan),
        panel.rules,
    )
    return y, score_panel(one)


def _average(panel: Panel, cells: np.ndarray, population: np.ndarray, successor: Successor) -> np.ndarray:
    codes = [c.code for c in panel.columns]
    values = {
        panel.authorities[i]: {
            codes[j]: None if np.isnan(panel.y[i, j]) else float(cells[i, j])
            for j in np.flatnonzero(panel.applicable[i])
        }
        for i in successor.members
    }
    people = {panel.authorities[i]: float(population[i]) for i in successor.members}
    mean = constituent_average(values, people)
    found = [mean.get(code) if successor.applicable[j] else None for j, code in enumerate(codes)]
    return np.array([np.nan if v is None else v for v in found], dtype=float)
