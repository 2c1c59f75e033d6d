"""The index over again with somebody else's weights: pure, by the index's own arithmetic.

The same marks, and the same put in for those that could not be seen. Under the weights of the index the figures are the
published ones, to the digit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from scoring.intervals import draw_ranks, rank_intervals
from scoring.no_place import no_place, seen_share
from scoring.panel import Rules
from scoring.rank import competition_rank
from scoring.reasonable_weights import PLACES, share_among_the_first, weightings
from scoring.reweighing import least_under, reasons_under, reruns_under, score_under
from scoring.rounding import published_value
from scoring.uncertainty import Parts
from web.explorer.standings import Council, Standings
from web.words.catalogue import word


@dataclass(frozen=True, slots=True)
class Placed:
    """One council under the given weights. score, lower, upper: 0-100 with one decimal, None if unknown.

    lower and upper hold nine in ten of the re-runs. coverage: observed share of the weight, 0-1. best, worst, of: the
    rank range among `of` ranked councils, None if there is too little evidence for a place; `reason` then says which
    evidence, '' otherwise. order: place by score, for sorting alone. top_ten: share (0-1) of reasonable weightings
    around the index's own under which the index ranks it among its first ten, whatever the given weights; None if it
    takes no place in the index, or all councils of the type have one of ten places.
    """

    council: Council
    score: float | None
    lower: float | None
    upper: float | None
    coverage: float
    best: int | None
    worst: int | None
    of: int | None
    reason: str
    order: int
    top_ten: float | None = None


def reweigh(standings: Standings, weights: tuple[float, ...]) -> tuple[Placed, ...]:
    """Return every council under `weights`, ranked ones first and highest first, the others after them by name.

    weights: one per dimension of `standings`, any scale, none negative; 0 leaves a dimension out, and a dimension that
    does not apply to a council is left out for it whatever its weight. A council that the index does not rank takes no
    place here, and one of which too little was seen of what now weighs takes none either. The ranges are those of the
    index's own re-runs, weighed again: doubt about the evidence, and the method varied around the given weights.
    Raises ValueError if all are 0 or their number is wrong. Source: scoring method, sections 5, 7 and 9.
    """
    if len(weights) != len(standings.dimensions) or min(weights, default=0) < 0 or not any(weights):
        raise ValueError(f"weights {weights!r}: expected {len(standings.dimensions)} from 0 up, at least one above 0")
    if not standings.councils:
        return ()
    counted, coverage = _table(standings.councils)
    used = np.where(np.isnan(coverage), 0.0, np.asarray(weights, dtype=float))
    seen = seen_share(coverage, used)
    takes_place = np.array([council.score is not None for council in standings.councils])
    names = [dimension.name for dimension in standings.dimensions]
    reasons = reasons_under(coverage, used, takes_place, names, standings.rules)
    least = least_under(used, standings.rules)
    told = [word(no_place(*one, standings.rules)) for one in zip(reasons, coverage, used, least, strict=True)]
    rows = np.flatnonzero([reason == "" for reason in reasons])
    own = _alike(weights, standings.index_weights)
    figures = _published(standings, rows) if own else _worked_out(standings, counted, used, rows)
    placed = [_unranked(council, float(seen[i]), told[i], own) for i, council in enumerate(standings.councils)]
    for at, i in enumerate(rows):
        score, low, high, best, worst, order = (figure[at] for figure in figures)
        placed[i] = Placed(
            standings.councils[i], float(score), float(low), float(high), float(seen[i]), int(best), int(worst),
            int(rows.size), "", int(order),
        )  # fmt: skip
    chances = top_ten(standings)
    placed = [replace(one, top_ten=chances.get(one.council.authority)) for one in placed]
    return tuple(sorted(placed, key=lambda one: (one.best is None, one.order, one.council.name)))


def top_ten(standings: Standings) -> dict[str, float]:
    """Return authority -> share (0-1) of reasonable weightings under which it is among the first ten of its type.

    Only of councils that the index ranks; {} where these are ten or fewer. Source: scoring.reasonable_weights.
    """
    ranked = [council for council in standings.councils if council.score is not None]
    if len(ranked) <= PLACES or not any(standings.index_weights):
        return {}
    counted = tuple(tuple(None if p is None else p.counted for p in council.parts) for council in ranked)
    shares = _shares(counted, standings.index_weights, standings.rules)
    return dict(zip((council.authority for council in ranked), shares, strict=True))


@lru_cache(maxsize=32)
def _shares(counted: tuple[tuple[float | None, ...], ...], own: tuple[float, ...], rules: Rules) -> tuple[float, ...]:
    return tuple(share_among_the_first(np.array(counted, dtype=float), weightings(own), rules).tolist())


def _table(councils: tuple[Council, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return what the score counts, and the coverage (n, D); nan where nothing was put in, or nothing applies."""
    counted = [[np.nan if p is None or p.counted is None else p.counted for p in c.parts] for c in councils]
    coverage = [[np.nan if p is None else p.coverage for p in c.parts] for c in councils]
    return np.array(counted, dtype=float), np.array(coverage, dtype=float)


def _alike(weights: tuple[float, ...], own: tuple[float, ...]) -> bool:
    """Return whether both are the same weights, whatever their sum."""
    given, published = (np.asarray(one, dtype=float) / (sum(one) or 1.0) for one in (weights, own))
    return bool(np.allclose(given, published, rtol=0.0, atol=1e-12))


def _published(standings: Standings, rows: np.ndarray) -> tuple[list[float], ...]:
    """Return score, its range, the rank range and the order of these councils as the index published them."""
    own = [standings.councils[i] for i in rows]
    names = ("score", "low", "high", "rank_best", "rank_worst", "rank_middle")
    return tuple([getattr(council, name) for council in own] for name in names)


def _worked_out(
    standings: Standings, counted: np.ndarray, used: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Return the same under other weights: 0-100, one decimal; the ranges are of the re-runs that were kept."""
    weights, rules = np.where(np.isnan(counted), 0.0, used)[rows], standings.rules
    value = published_value(score_under(counted[rows], weights, rules))
    rank = competition_rank(value)
    if standings.reruns is None or not rows.size:
        return value, value, value, rank, rank, rank
    at = [standings.reruns.place[standings.councils[i].authority] for i in rows]
    kept = standings.reruns.parts
    drawn = reruns_under(Parts(kept.dimension_score[:, :, at], kept.multiplier, kept.p), weights, rules)
    scores, ranks = rank_intervals(drawn), rank_intervals(draw_ranks(drawn))
    return value, published_value(scores.low), published_value(scores.high), ranks.low, ranks.high, rank


def _unranked(council: Council, coverage: float, reason: str, own: bool) -> Placed:
    """A council without a place has no score; under the weights of the index its likely range is known."""
    low, high = (council.low, council.high) if own else (None, None)
    return Placed(council, None, low, high, coverage, None, None, None, reason, 0)
