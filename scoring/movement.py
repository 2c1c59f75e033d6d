"""Change over time between two re-scored editions (scoring method, section 14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.intervals import Interval, score_intervals
from scoring.panel import Panel, PanelError, restrict, take
from scoring.rank import competition_rank
from scoring.rounding import published_value

REAL = 0.95
"""A change is real if S rose (or fell) in at least this share of the evidence-only draws."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How one council moved. Ranks are within the matched panel: the councils ranked in both editions.

    probability: that the score rose. verdict: `up`, `down` or `no clear change`.
    """

    before: int
    after: int
    probability: float
    verdict: str


def matched(before: Panel, after: Panel) -> tuple[Panel, Panel]:
    """Return both panels cut to the authorities and indicators they share, in the order of `after`.

    An indicator that is new, or could not be seen in the past, drops out: like is compared with like.
    """
    codes = {c.code for c in before.columns} & {c.code for c in after.columns}
    shared = set(before.authorities)
    names = [a for a in after.authorities if a in shared]
    dimensions = [d for d in after.dimensions if d in before.dimensions]
    cut = []
    for panel in (before, after):
        place = {a: i for i, a in enumerate(panel.authorities)}
        cut.append(restrict(take(panel, [place[a] for a in names]), dimensions, codes))
    return cut[0], cut[1]


def matched_ranks(
    before: np.ndarray, after: np.ndarray, ranked_before: np.ndarray, ranked_after: np.ndarray, groups: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ranks (n) in each edition, within group, among those ranked in both; -1 for the others."""
    names, both = np.asarray(groups), ranked_before & ranked_after
    result = []
    for score in (before, after):
        rank = np.full(len(names), -1)
        for name in sorted(set(groups)):
            rows = np.flatnonzero((names == name) & both)
            rank[rows] = competition_rank(published_value(score[rows]))
        result.append(rank)
    return result[0], result[1]


def p_rose(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return P(S_t > S_(t-1)) per authority (n) from evidence-only draws (B, n), half of the ties included.

    Draw both editions with the same method and seed, so that only the evidence differs.
    """
    share: np.ndarray = (after > before).mean(axis=0) + 0.5 * (after == before).mean(axis=0)
    return share


def changes(before: np.ndarray, after: np.ndarray) -> Interval:
    """Return how far each score moved, 0-1 and down below nought: the middle and the 90 % range (n) of paired draws."""
    return score_intervals(after - before)


def verdict(probability: float) -> str:
    """Return `up`, `down` or `no clear change` for the probability that the score rose."""
    if probability >= REAL - 1e-12:
        return "up"
    return "down" if probability <= 1.0 - REAL + 1e-12 else "no clear change"


def movements(
    ranks: tuple[np.ndarray, np.ndarray], before: np.ndarray, after: np.ndarray
) -> tuple[Movement | None, ...]:
    """Return each authority's movement from matched ranks and evidence-only draws (B, n); None if not in both."""
    probability = p_rose(before, after)
    return tuple(
        None if a < 0 else Movement(int(a), int(b), float(p), verdict(float(p)))
        for a, b, p in zip(*ranks, probability, strict=True)
    )


def link_linear(old_overlap: np.ndarray, new_overlap: np.ndarray, old_series: np.ndarray) -> np.ndarray:
    """Return an old series on the new scale: mu_new + sigma_new / sigma_old * (S_old - mu_old).

    old_overlap, new_overlap: scores of the same councils in one edition scored both ways; nan pairs are left
    out. Moments are the population's. For charts only: linked scores are never ranked to the unit.
    Raises PanelError if the overlap is empty or the old scores do not vary.
    """
    old, new = np.asarray(old_overlap, dtype=float), np.asarray(new_overlap, dtype=float)
    both = ~(np.isnan(old) | np.isnan(new))
    old, new = old[both], new[both]
    if old.size == 0 or old.std() == 0:
        raise PanelError("scores cannot be linked: expected an overlap in which the old scores differ")
    linked: np.ndarray = new.mean() + new.std() / old.std() * (np.asarray(old_series, dtype=float) - old.mean())
    return linked
