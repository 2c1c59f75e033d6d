"""What would move a council: single marks, a route to a target, and what could be lost, in the published figures.

Every figure is what would be published if the council's marks were others and everyone else's stayed: exactly, what is
put in for missing marks worked out anew (scoring/republish.py), and marks that count the same thing moved together.
Routes are screened in closed form first.
Source: scoring method, section 16, in the number of fair order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.marginal_gains import with_cell
from scoring.panel import Panel
from scoring.published import Published
from scoring.rank import group_rows
from scoring.republish import New, Republisher
from scoring.rounding import published_value

STEPS = 5
"""A route shows at most this many steps."""


@dataclass(frozen=True, slots=True)
class Step:
    """Bring `indicator` to its best, after the steps before it where there are any.

    kind: `improve` (seen, and low) or `evidence` (not seen: needs proof, not work). delta: of the score, 0-1; it may be
    below 0 where other councils then are the nearest ones. held: the part of it that the change itself makes; the rest
    comes from other marks being put in. new: what would be published. p_improves: share of the evidence-only draws in
    which the rise would overtake somebody, nan where no place is taken.
    """

    indicator: str
    kind: str
    delta: float
    held: float
    new: New
    p_improves: float = float("nan")


@dataclass(frozen=True, slots=True)
class Loss:
    """The largest fall of the score if the least certain favourable evidence turned out wrong."""

    indicator: str
    confidence: float
    delta: float
    new: New


class Together:
    """Marks that move together, because the thing that one asks for is among the n things that another counts."""

    def __init__(self, panel: Panel, part_of: Mapping[str, str]):
        """part_of: indicator -> the indicator, a share k/n, that counts it among its n; others than the panel's may be
        in it."""
        at = {column.code: j for j, column in enumerate(panel.columns)}
        self.pairs = [(at[part], at[of]) for part, of in sorted(part_of.items()) if part in at and of in at]
        self._size = panel.denominator

    def changed(self, i: int, marks: np.ndarray, j: int, value: float) -> np.ndarray:
        """Return the marks (m) of the council at row i with the j-th at `value`, 0 or 1, and what goes with it."""
        found = marks.copy()
        found[j] = value
        for part, of in self.pairs:
            if j == of:
                found[part] = value
            elif j == part and not np.isnan(self._size[i, of]):
                moved = found[of] + (value - marks[part]) / self._size[i, of]
                found[of] = found[of] if np.isnan(moved) else np.clip(moved, 0.0, 1.0)
        return found


def single_steps(
    published: Published, republisher: Republisher, draws: np.ndarray | None = None,
    part_of: Mapping[str, str] | None = None,
) -> tuple[tuple[Step, ...], ...]:  # fmt: skip
    """Return for each council every mark that is not at its best, or not seen: the largest gain first, ties by code.

    draws (B, n): evidence-only scores, for the chance of a better place. part_of: see `Together`.
    """
    panel, found, together = published.panel, [], Together(published.panel, part_of or {})
    for i, open_cells in enumerate(_open(published)):
        cells = [int(j) for j in np.flatnonzero(open_cells)]
        steps = [_step(published, republisher, i, panel.y[i], j, together) for j in cells]
        # Gains that are equal on paper may differ in the last bit.
        found.append(sorted(steps, key=lambda step: (-round(step.delta, 12), step.indicator)))
    return tuple(tuple(steps) for steps in (found if draws is None else _with_chances(published, found, draws)))


def routes(
    published: Published, republisher: Republisher, targets: Sequence[np.ndarray],
    part_of: Mapping[str, str] | None = None,
) -> tuple[tuple[tuple[Step, ...], ...], ...]:  # fmt: skip
    """Return for each council and each target score (n) the greedy route to it, at most five steps long.

    Empty for a council whose target is nan or already reached on the published value. The last step may still fall
    short of the target: compare its published value.
    """
    goals = [published_value(target) for target in targets]
    now, together = published_value(published.score), Together(published.panel, part_of or {})
    chosen = _greedy(published, np.any([now < goal for goal in goals], axis=0), together)
    return tuple(
        tuple(_route(published, republisher, i, cells, float(goal[i]), float(now[i]), together) for goal in goals)
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


def downside(
    published: Published, republisher: Republisher, part_of: Mapping[str, str] | None = None
) -> tuple[Loss | None, ...]:
    """Return for each council what it stands to lose; None where it has no favourable evidence.

    Favourable: observed, above 0. Of the least certain such cells, the one whose fall to 0 costs most.
    """
    panel, together = published.panel, Together(published.panel, part_of or {})
    favourable = panel.applicable & (panel.y > 0)
    sure = np.where(favourable, np.nan_to_num(panel.confidence, nan=1.0), np.inf)
    least = favourable & (sure <= sure.min(axis=1, keepdims=True, initial=np.inf) + 1e-12)
    found: list[Loss | None] = []
    for i in range(len(panel.authorities)):
        cells = [int(j) for j in np.flatnonzero(least[i])]
        losses = [_loss(published, republisher, i, j, float(sure[i, j]), together) for j in cells]
        found.append(min(losses, key=lambda loss: (round(loss.delta, 12), loss.indicator), default=None))
    return tuple(found)


def _open(published: Published) -> np.ndarray:
    panel = published.panel
    below = np.isnan(panel.y) | (panel.y < 1.0)
    open_marks: np.ndarray = panel.applicable & below & ~np.isnan(published.score)[:, None]
    return open_marks


def _step(
    published: Published, republisher: Republisher, i: int, marks: np.ndarray, j: int, together: Together
) -> Step:
    kind = "evidence" if np.isnan(published.panel.y[i, j]) else "improve"
    new, before = republisher.new(i, together.changed(i, marks, j, 1.0)), float(published.score[i])
    return Step(published.panel.columns[j].code, kind, new.score - before, new.held - before, new)


def _loss(published: Published, republisher: Republisher, i: int, j: int, sure: float, together: Together) -> Loss:
    new = republisher.new(i, together.changed(i, published.panel.y[i], j, 0.0))
    return Loss(published.panel.columns[j].code, sure, new.score - float(published.score[i]), new)


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


def _greedy(published: Published, wanted: np.ndarray, together: Together) -> list[list[int]]:
    """Return for each wanted council up to five cells, each the one that then gains most with all else held fixed."""
    panel, whole = published.panel, published.imputed.panel.y.copy()
    order = np.argsort(np.array([c.code for c in panel.columns]), kind="stable")
    unspent = _open(published) & wanted[:, None]
    chosen: list[list[int]] = [[] for _ in panel.authorities]
    for _ in range(STEPS):
        rows = np.flatnonzero(unspent.any(axis=1))
        if not rows.size:
            break
        new = np.where(unspent, _each_at_best(panel, whole, together), -np.inf)
        best = order[np.argmax(np.round(new[:, order], 12), axis=1)]
        for i in map(int, rows):
            chosen[i].append(int(best[i]))
            moved = together.changed(i, whole[i], int(best[i]), 1.0)
            whole[i] = np.where(panel.applicable[i], moved, np.nan)
        unspent[rows] &= whole[rows] < 1.0
        unspent[rows, best[rows]] = False
    return chosen


def _each_at_best(panel: Panel, whole: np.ndarray, together: Together) -> np.ndarray:
    """Return the score (n, m) of each council with each mark at its best, and with it what goes with it."""
    ones = np.ones(whole.shape)
    new = with_cell(panel, whole, ones)
    for pair in together.pairs:
        for j, other in (pair, pair[::-1]):
            moved = whole.copy()
            for i in map(int, np.flatnonzero(panel.applicable[:, pair].all(axis=1))):
                moved[i, other] = together.changed(i, whole[i], j, 1.0)[other]
            new[:, j] = with_cell(panel, moved, ones)[:, j]
    return new


def _route(
    published: Published, republisher: Republisher, i: int, cells: list[int], goal: float, now: float,
    together: Together,
) -> tuple[Step, ...]:  # fmt: skip
    steps: list[Step] = []
    marks, before, held = published.panel.y[i], float(published.score[i]), float(published.score[i])
    for j in cells if now < goal else ():
        step = _step(published, republisher, i, marks, j, together)
        steps.append(replace(step, delta=step.new.score - before, held=step.new.held - held))
        marks, before, held = together.changed(i, marks, j, 1.0), step.new.score, step.new.held
        if step.new.value >= goal:
            break
    return tuple(steps)
