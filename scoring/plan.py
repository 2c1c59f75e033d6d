"""What would move a council: single marks, a route to a target, and what could be lost, in the published figures.

Every figure is what would be published if the council's marks were others and everyone else's stayed: exactly, what is
put in for missing marks worked out anew (scoring/republish.py). Routes are screened in closed form first.
Source: scoring method, section 16, in the number of fair order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.marginal_gains import with_cell
from scoring.published import Published
from scoring.rank import group_rows, published_value
from scoring.republish import New, Republisher

STEPS = 5
"""A route shows at most this many steps."""


@dataclass(frozen=True, slots=True)
class Step:
    """Bring `indicator` to its best, after the steps before it where there are any.

    kind: `improve` (seen, and low) or `evidence` (not seen: needs proof, not work). delta: of the score, 0-1; it may be
    below 0 where other councils then are the nearest ones. new: what would be published. p_improves: share of the
    evidence-only draws in which the rise would overtake somebody, nan where no place is taken.
    """

    indicator: str
    kind: str
    delta: float
    new: New
    p_improves: float = float("nan")


@dataclass(frozen=True, slots=True)
class Loss:
    """The largest fall of the score if the least certain favourable evidence turned out wrong."""

    indicator: str
    confidence: float
    delta: float
    new: New


def single_steps(
    published: Published, republisher: Republisher, draws: np.ndarray | None = None
) -> tuple[tuple[Step, ...], ...]:
    """Return for each council every mark that is not at its best, or not seen: the largest gain first, ties by code.

    draws (B, n): evidence-only scores, for the chance of a better place.
    """
    panel, found = published.panel, []
    for i, open_cells in enumerate(_open(published)):
        steps = [_step(published, republisher, i, panel.y[i], int(j)) for j in np.flatnonzero(open_cells)]
        # Gains that are equal on paper may differ in the last bit.
        found.append(sorted(steps, key=lambda step: (-round(step.delta, 12), step.indicator)))
    return tuple(tuple(steps) for steps in (found if draws is None else _with_chances(published, found, draws)))


def routes(
    published: Published, republisher: Republisher, targets: Sequence[np.ndarray]
) -> tuple[tuple[tuple[Step, ...], ...], ...]:
    """Return for each council and each target score (n) the greedy route to it, at most five steps long.

    Empty for a council whose target is nan or already reached on the published value. The last step may still fall
    short of the target: compare its published value.
    """
    goals = [published_value(target) for target in targets]
    now = published_value(published.score)
    chosen = _greedy(published, np.any([now < goal for goal in goals], axis=0))
    return tuple(
        tuple(_route(published, republisher, i, cells, float(goal[i]), float(now[i])) for goal in goals)
        for i, cells in enumerate(chosen)
    )


def top_quartile_target(published: Published) -> np.ndarray:
    """Return per council the score (n) of the last place in the top quartile of its group; nan for an unranked one."""
    target = np.full(len(published.score), np.nan)
    for rows in group_rows(published.groups, published.seen.ranked):
        target[rows] = -np.sort(-published.score[rows])[-(-rows.size // 4) - 1]
    return target


def next_band_target(published: Published, band: np.ndarray) -> np.ndarray:
    """Return per council the lowest score (n) of the band above its own; nan in the first band or unranked.

    band (n): band within the group, 1 at the top, -1 unranked.
    """
    names, target = np.asarray(published.groups), np.full(len(band), np.nan)
    for i in np.flatnonzero(band > 1):
        target[i] = published.score[(names == names[i]) & (band == band[i] - 1)].min()
    return target


def downside(published: Published, republisher: Republisher) -> tuple[Loss | None, ...]:
    """Return for each council what it stands to lose; None where it has no favourable evidence.

    Favourable: observed, above 0. Of the least certain such cells, the one whose fall to 0 costs most.
    """
    panel = published.panel
    favourable = panel.applicable & (panel.y > 0)
    sure = np.where(favourable, np.nan_to_num(panel.confidence, nan=1.0), np.inf)
    least = favourable & (sure <= sure.min(axis=1, keepdims=True, initial=np.inf) + 1e-12)
    found: list[Loss | None] = []
    for i in range(len(panel.authorities)):
        losses = [_loss(published, republisher, i, int(j), float(sure[i, j])) for j in np.flatnonzero(least[i])]
        found.append(min(losses, key=lambda loss: (round(loss.delta, 12), loss.indicator), default=None))
    return tuple(found)


def _open(published: Published) -> np.ndarray:
    panel = published.panel
    below = np.isnan(panel.y) | (panel.y < 1.0)
    return panel.applicable & below & ~np.isnan(published.score)[:, None]


def _step(published: Published, republisher: Republisher, i: int, marks: np.ndarray, j: int) -> Step:
    kind = "evidence" if np.isnan(published.panel.y[i, j]) else "improve"
    new = republisher.new(i, _changed(marks, j, 1.0))
    return Step(published.panel.columns[j].code, kind, new.score - float(published.score[i]), new)


def _loss(published: Published, republisher: Republisher, i: int, j: int, sure: float) -> Loss:
    new = republisher.new(i, _changed(published.panel.y[i], j, 0.0))
    return Loss(published.panel.columns[j].code, sure, new.score - float(published.score[i]), new)


def _changed(marks: np.ndarray, j: int, value: float) -> np.ndarray:
    marks = marks.copy()
    marks[j] = value
    return marks


def _with_chances(published: Published, found: list[list[Step]], draws: np.ndarray) -> list[list[Step]]:
    """Give each step of a ranked council the share of draws in which its rise reaches the score next above."""
    result = [list(steps) for steps in found]
    for rows in group_rows(published.groups, published.seen.ranked):
        gap = np.sort(_gap_above(draws[:, rows]), axis=0)
        for at, i in enumerate(rows):
            rises = np.array([step.delta for step in found[i]])
            reached = np.searchsorted(gap[:, at], rises + 1e-12, side="right") / len(draws)
            result[i] = [replace(s, p_improves=float(p)) for s, p in zip(found[i], reached, strict=True)]
    return result


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


def _greedy(published: Published, wanted: np.ndarray) -> list[list[int]]:
    """Return for each wanted council up to five cells, each the one that then gains most with all else held fixed."""
    panel, whole = published.panel, published.imputed.panel.y.copy()
    order = np.argsort(np.array([c.code for c in panel.columns]), kind="stable")
    unspent, chosen = _open(published) & wanted[:, None], [[] for _ in panel.authorities]
    for _ in range(STEPS):
        rows = np.flatnonzero(unspent.any(axis=1))
        if not rows.size:
            break
        new = np.where(unspent, with_cell(panel, whole, np.ones(whole.shape)), -np.inf)
        best = order[np.argmax(np.round(new[:, order], 12), axis=1)]
        for i in rows:
            chosen[i].append(int(best[i]))
        whole[rows, best[rows]], unspent[rows, best[rows]] = 1.0, False
    return chosen


def _route(
    published: Published, republisher: Republisher, i: int, cells: list[int], goal: float, now: float
) -> tuple[Step, ...]:
    steps: list[Step] = []
    marks, before = published.panel.y[i], float(published.score[i])
    for j in cells if now < goal else ():
        step = _step(published, republisher, i, marks, j)
        steps.append(replace(step, delta=step.new.score - before))
        marks, before = _changed(marks, j, 1.0), step.new.score
        if step.new.value >= goal:
            break
    return tuple(steps)
