"""What would move a council: gains, a route to a target, and what could be lost (scoring method, section 16).

Everyone else and every imputed cell are held fixed, so a gain at unchanged rivals is an upper bound. All
councils are worked out at once: arrays are (n, m), councils by indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.aggregate import Scores, power_mean, score_panel
from scoring.panel import Panel
from scoring.rank import UNRANKED, published_value

STEPS = 5
"""A route shows at most this many steps."""


@dataclass(frozen=True, slots=True)
class Gains:
    """What each cell (n, m) would add if it were brought to its target. nan, -1 or False where nothing can be gained.

    open: applicable and below its target, or missing. delta: rise of the score. new_score: 0-1. new_published:
    0-100. new_rank: within the group, for ranked councils. evidence: the cell is missing, so proof is needed, not
    work. p_improves: share of evidence-only draws in which the rise would overtake somebody; nan without draws.
    """

    open: np.ndarray
    delta: np.ndarray
    new_score: np.ndarray
    new_published: np.ndarray
    new_rank: np.ndarray
    evidence: np.ndarray
    p_improves: np.ndarray


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route: bring `indicator` to its target, after the steps before it."""

    indicator: str
    kind: str
    delta: float
    new_score: float
    new_published: float
    new_rank: int


@dataclass(frozen=True, slots=True)
class Loss:
    """The largest fall of the score if the least certain favourable evidence turned out wrong."""

    indicator: str
    confidence: float
    delta: float
    new_published: float


def imputed(panel: Panel, scores: Scores) -> np.ndarray:
    """Return y (n, m) with missing cells at the council's dimension mean, or its score where the dimension is empty.

    nan where not applicable, or nothing is known of the council.
    """
    at = _dimension_index(panel)
    mean = np.where(np.isnan(scores.dimension_score), scores.score[:, None], scores.dimension_score)
    return np.where(panel.applicable, np.where(np.isnan(panel.y), mean[:, at], panel.y), np.nan)


def next_steps(panel: Panel) -> np.ndarray:
    """Return the y (n, m) one ladder step above the current one; 1 for whatever is not an ordinal or is missing."""
    rungs = np.array([abs(c.best - c.worst) if c.kind == "ordinal" else 0.0 for c in panel.columns])
    above = (np.floor(panel.y * rungs + 1e-9) + 1.0) / np.where(rungs > 0, rungs, 1.0)
    return np.where(np.isnan(panel.y) | (rungs == 0), 1.0, np.minimum(above, 1.0))


def gains(
    panel: Panel, scores: Scores, target: np.ndarray | float = 1.0, draws: np.ndarray | None = None
) -> Gains:
    """Return what bringing each single cell to its target (n, m or one number) would do.

    draws (B, n): evidence-only scores, for the chance that the rank improves.
    """
    filled = imputed(panel, scores)
    missing = panel.applicable & np.isnan(panel.y)
    possible = panel.applicable & ~np.isnan(filled) & (missing | (panel.y < target))
    new = np.where(possible, _with_cell(panel, filled, np.broadcast_to(target, filled.shape)), np.nan)
    delta = np.where(possible, new - scores.score[:, None], np.nan)
    rank = ranks_of(new, scores, panel.groups)
    p = np.full(delta.shape, np.nan) if draws is None else _p_improves(delta, scores.ranked, panel.groups, draws)
    return Gains(possible, delta, new, published_value(new), rank, missing & possible, p)


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


def routes(
    panel: Panel, scores: Scores, target: np.ndarray, steps: int = STEPS, rungs: np.ndarray | float = 1.0
) -> tuple[tuple[Step, ...], ...]:
    """Return for each council the greedy route to a target score (n), at most `steps` long, recomputed each time.

    Empty for a council whose target is nan or already reached on the published value. The last step may still
    fall short of the target: compare its published value. Imputed cells stay at their first values.
    """
    codes = np.array([c.code for c in panel.columns])
    order = np.argsort(codes, kind="stable")
    filled = imputed(panel, scores)
    goal, missing = np.broadcast_to(rungs, filled.shape), panel.applicable & np.isnan(panel.y)
    unspent = panel.applicable & ~np.isnan(filled) & (missing | (filled < goal))
    found: list[list[Step]] = [[] for _ in panel.authorities]
    score = scores.score.copy()
    for _ in range(steps):
        short = unspent.any(axis=1) & (published_value(score) < published_value(target))
        if not short.any():
            break
        new = np.where(unspent & short[:, None], _with_cell(panel, filled, goal), -np.inf)
        best = order[np.argmax(np.round(new[:, order], 12), axis=1)]
        rows = np.flatnonzero(short)
        rank = ranks_of(new, scores, panel.groups)
        for i in rows:
            j = int(best[i])
            kind = "evidence" if missing[i, j] else "improve"
            value = float(published_value(new[i, j]))
            rise = float(new[i, j] - score[i])
            found[i].append(Step(panel.columns[j].code, kind, rise, float(new[i, j]), value, int(rank[i, j])))
        filled[rows, best[rows]], unspent[rows, best[rows]] = goal[rows, best[rows]], False
        score[rows] = new[rows, best[rows]]
    return tuple(tuple(route) for route in found)


def top_quartile_target(scores: Scores, groups: Sequence[str]) -> np.ndarray:
    """Return per council the score (n) of the last place in the top quartile of its group; nan for an unranked one."""
    target, names = np.full(len(groups), np.nan), np.asarray(groups)
    for name in set(groups):
        rows = np.flatnonzero((names == name) & scores.ranked)
        if rows.size:
            target[rows] = -np.sort(-scores.score[rows])[-(-rows.size // 4) - 1]
    return target


def next_band_target(scores: Scores, groups: Sequence[str], band: np.ndarray) -> np.ndarray:
    """Return per council the lowest score (n) of the band above its own; nan in the first band or unranked.

    band (n): band within the group, 1 at the top, -1 unranked.
    """
    names, target = np.asarray(groups), np.full(len(groups), np.nan)
    for i in np.flatnonzero(band > 1):
        above = (names == names[i]) & (band == band[i] - 1)
        target[i] = scores.score[above].min()
    return target


def downside(panel: Panel, scores: Scores) -> tuple[Loss | None, ...]:
    """Return for each council what it stands to lose; None where it has no favourable evidence.

    Favourable: observed, above 0. Of the least certain such cells, the one whose fall to 0 costs most, everything
    else held fixed.
    """
    filled = imputed(panel, scores)
    favourable = panel.applicable & (panel.y > 0)
    sure = np.where(favourable, np.nan_to_num(panel.confidence, nan=1.0), np.inf)
    least = favourable & (sure <= sure.min(axis=1, keepdims=True, initial=np.inf) + 1e-12)
    new = np.where(least, _with_cell(panel, filled, np.zeros(filled.shape)), np.inf)
    found: list[Loss | None] = []
    for i in range(len(panel.authorities)):
        cells = sorted(np.flatnonzero(least[i]).tolist(), key=lambda j: (round(new[i, j], 12), panel.columns[j].code))
        found.append(None if not cells else _loss(panel, scores, sure, new, i, cells[0]))
    return tuple(found)


def _loss(panel: Panel, scores: Scores, sure: np.ndarray, new: np.ndarray, i: int, j: int) -> Loss:
    fall = float(new[i, j] - scores.score[i])
    return Loss(panel.columns[j].code, float(sure[i, j]), fall, float(published_value(new[i, j])))


def _with_cell(panel: Panel, filled: np.ndarray, value: np.ndarray) -> np.ndarray:
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


def _p_improves(delta: np.ndarray, ranked: np.ndarray, groups: Sequence[str], draws: np.ndarray) -> np.ndarray:
    """Return the share of draws in which a rise of delta reaches the score next above within the group."""
    p, names = np.full(delta.shape, np.nan), np.asarray(groups)
    for name in set(groups):
        rows = np.flatnonzero((names == name) & ranked)
        gap = np.sort(_gap_above(draws[:, rows]), axis=0)
        for at, i in enumerate(rows):
            reached = np.searchsorted(gap[:, at], delta[i] + 1e-12, side="right") / draws.shape[0]
            p[i] = np.where(np.isnan(delta[i]), np.nan, reached)
    return p


def _gap_above(scores: np.ndarray) -> np.ndarray:
    """Return how far (B, n) each score lies below the next higher one in its draw; inf for the highest."""
    order = np.argsort(scores, axis=1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=1)
    above = np.full(scores.shape, np.inf)
    for k in range(scores.shape[1] - 2, -1, -1):
        level = ordered[:, k] == ordered[:, k + 1]
        above[:, k] = np.where(level, above[:, k + 1], ordered[:, k + 1])
    gap = np.empty(scores.shape)
    np.put_along_axis(gap, order, above - ordered, axis=1)
    return gap
