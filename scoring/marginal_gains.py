"""What bringing single marks to their best would add, in closed form (scoring method, section 16).

Everyone else and every cell that was put in are held fixed, so all councils are worked out at once: arrays are (n, m),
councils by indicators. What is published is worked out exactly by scoring/plan.py, which screens its routes with this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.aggregate import Scores, power_mean, score_panel
from scoring.panel import Panel
from scoring.rank import UNRANKED
from scoring.rounding import published_value


@dataclass(frozen=True, slots=True)
class Gains:
    """What each cell (n, m) would add if it were brought to its target. nan, -1 or False where nothing can be gained.

    open: applicable and below its target, or missing. delta: rise of the score. new_score: 0-1. new_published:
    0-100. new_rank: within the group, for ranked councils. evidence: the cell is missing, so proof is needed, not
    work.
    """

    open: np.ndarray
    delta: np.ndarray
    new_score: np.ndarray
    new_published: np.ndarray
    new_rank: np.ndarray
    evidence: np.ndarray


def imputed(panel: Panel, scores: Scores) -> np.ndarray:
    """Return y (n, m) with missing cells at the council's dimension mean, or its score where the dimension is empty.

    nan where not applicable, or nothing is known of the council.
    """
    at = _dimension_index(panel)
    mean = np.where(np.isnan(scores.dimension_score), scores.score[:, None], scores.dimension_score)
    return np.where(panel.applicable, np.where(np.isnan(panel.y), mean[:, at], panel.y), np.nan)


def gains(panel: Panel, scores: Scores, target: np.ndarray | float = 1.0) -> Gains:
    """Return what bringing each single cell to its target (n, m or one number) would do."""
    filled = imputed(panel, scores)
    missing = panel.applicable & np.isnan(panel.y)
    possible = panel.applicable & ~np.isnan(filled) & (missing | (panel.y < target))
    new = np.where(possible, with_cell(panel, filled, np.broadcast_to(target, filled.shape)), np.nan)
    delta = np.where(possible, new - scores.score[:, None], np.nan)
    rank = ranks_of(new, scores, panel.groups)
    return Gains(possible, delta, new, published_value(new), rank, missing & possible)


def ordered(panel: Panel, gains: Gains, i: int) -> list[int]:
    """Return council i's open indicators, the largest gain first, ties by identifier."""
    cells = np.flatnonzero(gains.open[i])
    # Gains that are equal on paper may differ in the last bit.
    return sorted(cells.tolist(), key=lambda j: (-round(float(gains.delta[i, j]), 12), panel.columns[j].code))


def ranks_of(new: np.ndarray, scores: Scores, groups: Sequence[str]) -> np.ndarray:
    """Return the rank each new score (n, m) would take in its group, rivals unchanged; -1 for unranked councils."""
    rank = np.full(new.shape, UNRANKED)
    names, value, wanted = np.asarray(groups), published_value(scores.score), published_value(new)
    for name in set(groups):
        rows = np.flatnonzero((names == name) & scores.ranked)
        rivals = np.sort(value[rows])
        known = ~np.isnan(wanted[rows])
        above = rivals.size - np.searchsorted(rivals, wanted[rows], side="right")
        # A council is no rival of its own: only a new score below its old one meets it.
        above -= value[rows][:, None] > wanted[rows]
        rank[rows] = np.where(known, 1 + above, UNRANKED)
    return rank


def with_cell(panel: Panel, filled: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return the score (n, m) that each council would have with that one cell at `value`, the rest as `filled`."""
    at = _dimension_index(panel)
    whole = score_panel(replace(panel, y=filled, confidence=np.where(panel.applicable, 1.0, np.nan)))
    weight = np.array([c.weight for c in panel.columns])
    one_hot = at[:, None] == np.arange(len(panel.dimensions))
    total = (panel.applicable * weight) @ one_hot
    share = np.where(total[:, at] > 0, weight / np.where(total[:, at] > 0, total[:, at], 1.0), 0.0)
    moved = whole.dimension_score[:, at] + share * (value - np.where(np.isnan(filled), value, filled))
    # A last bit beyond the scale would become a published 100.1 of nothing.
    moved = np.clip(moved, 0.0, 1.0)
    dimensions = np.where(one_hot[None], moved[:, :, None], whole.dimension_score[:, None, :])
    return power_mean(dimensions, panel.dimension_weights[:, None, :], panel.rules.p, panel.rules.floor)


def _dimension_index(panel: Panel) -> np.ndarray:
    place = {name: d for d, name in enumerate(panel.dimensions)}
    return np.array([place[c.dimension] for c in panel.columns], dtype=int)
