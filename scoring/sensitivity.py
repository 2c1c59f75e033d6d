"""What the table would be without one indicator, or one dimension (scoring method, section 18)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.association import spearman
from scoring.published import Published, published_part
from scoring.rank import competition_rank
from scoring.rounding import published_value

FLAG_INDICATOR, FLAG_DIMENSION, FLAG_SIZE = 5.0, 25.0, 382
"""A mean shift beyond these many ranks is flagged; they are meant for 382 councils and shrink with the table."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How ranks change without `code` (kind `indicator` or `dimension`) over the councils ranked with it.

    mean, largest: of |change in rank|; spearman: with the scores as they are, nan for fewer than two councils.
    """

    kind: str
    code: str
    mean: float
    largest: float
    spearman: float
    flagged: bool


def leave_one_out(published: Published, groups: Sequence[str]) -> Iterator[tuple[str, Shift]]:
    """Yield (group, shift) for every indicator, then every dimension, and every group with a ranked council.

    Ranks are within group on the published value; give every row the same group for the whole table. The set of
    ranked councils and what was put in for missing marks are held, so that a shift is a change of order; a council left
    without any score is passed over.
    """
    ranked = published.seen.ranked
    for kind, code, score in _reduced(published):
        for name in sorted(set(groups)):
            rows = (np.asarray(groups) == name) & ranked
            if rows.any():
                yield name, _shift(kind, code, published.score[rows], score[rows])


def _reduced(published: Published) -> Iterator[tuple[str, str, np.ndarray]]:
    panel = published.panel
    codes = tuple(c.code for c in panel.columns)
    for code in codes:
        yield "indicator", code, published_part(published, codes=[c for c in codes if c != code]).score
    for code in panel.dimensions:
        yield "dimension", code, published_part(published, [d for d in panel.dimensions if d != code]).score


def _shift(kind: str, code: str, before: np.ndarray, after: np.ndarray) -> Shift:
    kept = ~np.isnan(after)
    if not kept.any():
        return Shift(kind, code, float("nan"), float("nan"), float("nan"), False)
    old, new = (competition_rank(published_value(s[kept])) for s in (before, after))
    moved = np.abs(new - old)
    limit = (FLAG_INDICATOR if kind == "indicator" else FLAG_DIMENSION) * before.size / FLAG_SIZE
    mean = float(moved.mean())
    return Shift(kind, code, mean, float(moved.max()), spearman(before[kept], after[kept]), mean > limit)
