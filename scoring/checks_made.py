"""What a check that was not made, or was turned away, means for a council: which would rank it, and who would gain.

A check is one look at a council that decides one indicator or several: one run of a scanner, one list, one crawl.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from scoring.aggregate import score_panel
from scoring.intervals import draw_ranks, rank_intervals
from scoring.panel import Panel, take
from scoring.published import Published
from scoring.republish import Republisher
from scoring.rounding import published_value

MOST_CHECKS = 3
"""More checks than this are not searched for together: then a council needs evidence of every kind."""

Checks = Mapping[str, Sequence[str]]
"""Name of a check -> codes of the indicators that it decides."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """One smallest set of checks that would give a council enough evidence for a place, and the coverage it would have.

    low, high, of: the 90 % range of the place it would likely take among the councils then ranked, whatever the checks
    find; score_low, score_high: of its score, 0-1.
    """

    checks: tuple[str, ...]
    coverage: float
    low: int
    high: int
    of: int
    score_low: float
    score_high: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """What refusing a check would have done.

    failing: ranked councils with a mark of it below full; unranked: those of them that would have lost their place;
    gaining: those whose score would be higher had it not been made. points, places: mean change of the others' scores,
    0-1, and places, up is positive, nan where all would have lost theirs; most: the largest gain of a score, 0-1.
    """

    check: str
    failing: int
    gaining: int
    unranked: int
    points: float
    places: float
    most: float


def ways_in(published: Published, checks: Checks, full: np.ndarray) -> tuple[tuple[WayIn, ...], ...]:
    """Return for each council the smallest sets of checks that would rank it, the most evidence first.

    Empty for a council that is ranked, and for one that no three checks would rank. full (B, n): the full draws.
    """
    return tuple(
        () if published.seen.ranked[i] else _ways(published, i, _open(published.panel, i, checks), full)
        for i in range(len(published.score))
    )


def refusals(published: Published, republisher: Republisher, checks: Checks) -> tuple[Refusal, ...]:
    """Return what refusing each check would have done to the ranked councils that failed something in it."""
    return tuple(_refusal(published, republisher, name, codes) for name, codes in checks.items())


def _open(panel: Panel, i: int, checks: Checks) -> dict[str, list[int]]:
    """Return check -> the columns that it would newly decide for this council; checks that decide nothing left out."""
    missing = {c.code: j for j, c in enumerate(panel.columns) if panel.applicable[i, j] and np.isnan(panel.y[i, j])}
    found = {name: [missing[code] for code in codes if code in missing] for name, codes in checks.items()}
    return {name: columns for name, columns in found.items() if columns}


def _ways(published: Published, i: int, found: dict[str, list[int]], full: np.ndarray) -> tuple[WayIn, ...]:
    for size in range(1, min(MOST_CHECKS, len(found)) + 1):
        sets = list(combinations(sorted(found), size))
        trial = take(published.panel, [i] * len(sets))
        y, confidence = trial.y.copy(), trial.confidence.copy()
        for row, names in enumerate(sets):
            columns = [j for name in names for j in found[name]]
            y[row, columns], confidence[row, columns] = 0.5, 1.0
        scores = score_panel(replace(trial, y=y, confidence=confidence))
        enough = [(float(scores.coverage[row]), sets[row]) for row in np.flatnonzero(scores.ranked)]
        if enough:
            place = _place(published, i, full)
            best = sorted(enough, key=lambda one: (-one[0], one[1]))
            return tuple(WayIn(names, share, *place) for share, names in best)
    return ()


def _place(published: Published, i: int, full: np.ndarray) -> tuple[int, int, int, float, float]:
    """Return where the council would likely stand among the ranked ones of its group, by the draws it has today."""
    same = np.asarray(published.groups) == published.groups[i]
    rows = np.append(np.flatnonzero(same & published.seen.ranked), i)
    interval, score = rank_intervals(draw_ranks(full[:, rows])), rank_intervals(full[:, [i]])
    return int(interval.low[-1]), int(interval.high[-1]), rows.size, float(score.low[0]), float(score.high[0])


def _refusal(published: Published, republisher: Republisher, name: str, codes: Sequence[str]) -> Refusal:
    panel = published.panel
    columns = [j for j, c in enumerate(panel.columns) if c.code in codes]
    below = (panel.applicable[:, columns] & (panel.y[:, columns] < 1.0)).any(axis=1)
    failing = np.flatnonzero(published.seen.ranked & below)
    changes: list[tuple[float, float, int]] = []
    for i in map(int, failing):
        marks = panel.y[i].copy()
        marks[columns] = np.nan
        if score_panel(replace(take(panel, [i]), y=marks[None, :])).ranked[0]:
            new, was = republisher.new(i, marks), published_value(published.score[i])
            changes.append((new.value - float(was), new.score - published.score[i], published.ranks.rank[i] - new.rank))
    printed, points, places = np.array(changes, dtype=float).reshape(-1, 3).T
    up, on = (float(v.mean()) if v.size else float("nan") for v in (points, places))
    lost = len(failing) - len(changes)
    return Refusal(name, len(failing), int((printed > 0).sum()), lost, up, on, float(points.max(initial=0.0)))
