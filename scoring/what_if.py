"""What would be published if several of one council's marks were at their best: exactly, with how sure that is.

Everybody is worked out anew from the changed marks, so nothing is approximated in the score, its place and the
dimensions. The range is that of the re-runs that the edition kept: in each, the council's dimensions move by as much as
the published ones do, and everybody else's stay as drawn.
Source: scoring method, sections 9 and 16, in the number of fair order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.intervals import rank_intervals, score_intervals
from scoring.panel import Panel, PanelError
from scoring.peers import Context
from scoring.plan import Together
from scoring.published import Published, publish_scores
from scoring.reweighing import reruns_under
from scoring.rounding import published_value
from scoring.uncertainty import Parts


@dataclass(frozen=True, slots=True)
class Likely:
    """The 90 % range of the score (0-1) and of the place, and the share of re-runs in which the place is better."""

    low: float
    high: float
    best: int
    worst: int
    better: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One council after the change. score: 0-1, value: as published, 0-100; rank: in its type.

    seen: dimension -> score of the marks seen (0-1, nan for none). likely: None where no re-runs were kept.
    """

    score: float
    value: float
    rank: int
    seen: Mapping[str, float]
    likely: Likely | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Re-runs of the ranked councils of a type, the dimensions as its panel's. rows: theirs in the panel.

    scores (K, councils): 0-1, by the weights of the index.
    """

    parts: Parts
    rows: tuple[int, ...]
    scores: np.ndarray


def kept_of(published: Published, parts: Parts, rows: Sequence[int]) -> Kept:
    """Return the re-runs `parts` of the councils at `rows`, scored."""
    scores = reruns_under(parts, _weights(published, list(rows)), published.panel.rules)
    return Kept(parts, tuple(rows), scores)


def _weights(published: Published, rows: list[int]) -> np.ndarray:
    nothing = np.isnan(published.dimension_score[rows])
    return np.where(nothing, 0.0, published.panel.dimension_weights[rows])


def at_best(panel: Panel, i: int, codes: Collection[str], part_of: Mapping[str, str]) -> Panel:
    """Return the panel with these marks of the council at row i at their best, and with them what goes with them.

    part_of: see scoring.plan.Together. Raises PanelError for a mark that is none of the panel or does not apply to the
    council.
    """
    at, together = {column.code: j for j, column in enumerate(panel.columns)}, Together(panel, part_of)
    marks = panel.y[i]
    for code in codes:
        if code not in at or not panel.applicable[i, at[code]]:
            raise PanelError(f"{panel.authorities[i]}: {code} is no mark that it can have")
    for j in sorted(at[code] for code in codes):
        marks = together.changed(i, marks, j, 1.0)
    y = panel.y.copy()
    y[i] = np.where(panel.applicable[i], marks, np.nan)
    return replace(panel, y=y)


def try_marks(
    now: Published, context: Context, i: int, codes: Collection[str], part_of: Mapping[str, str],
    kept: Kept | None = None,
) -> WhatIf:  # fmt: skip
    """Return what would be published of the ranked council at row i of one type with these marks at their best.

    now: the type as published; context: rows as its panel's. kept: its re-runs. What raises: see `at_best`.
    """
    then = publish_scores(at_best(now.panel, i, codes, part_of), context)
    value = published_value(then.score)
    # A rival that is not ranked takes no place from anybody.
    rank = 1 + int((value[now.seen.ranked] > value[i]).sum())
    seen = dict(zip(then.panel.dimensions, then.seen.dimension_score[i].tolist(), strict=True))
    likely = None if kept is None else _likely(now, then, i, kept)
    return WhatIf(float(then.score[i]), float(value[i]), rank, seen, likely)


def _likely(now: Published, then: Published, i: int, kept: Kept) -> Likely:
    at, parts = kept.rows.index(i), kept.parts
    moved = np.nan_to_num(then.dimension_score[i] - now.dimension_score[i])
    own = np.clip(parts.dimension_score[:, :, [at]] + moved[None, :, None], 0.0, 1.0)
    after = reruns_under(replace(parts, dimension_score=own), _weights(now, [i]), now.panel.rules)
    others = np.delete(kept.scores, at, axis=1)
    old = 1 + (others > kept.scores[:, [at]]).sum(axis=1)
    new = 1 + (others > after).sum(axis=1)
    score, place = score_intervals(after), rank_intervals(new[:, None])
    return Likely(
        float(score.low[0]), float(score.high[0]), int(place.low[0]), int(place.high[0]), float((new < old).mean())
    )
