"""The index over again with somebody else's weights: pure, by the index's own arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.standings import Council, Standings
from scoring.aggregate import power_mean
from scoring.panel import Rules
from scoring.rank import UNRANKED, published_value, rank_within

_ROUNDING = 1e-9
_Z90 = 1.6448536269514722  # 95th percentile of the normal distribution
SEED, DRAWS = 20261121, 400


@dataclass(frozen=True, slots=True)
class Placed:
    """One council under the given weights. score, lower, upper: 0-100 with one decimal, None if unknown.

    lower and upper hold what missing evidence and the margin of error leave open. coverage: observed share of
    the weight, 0-1. best, worst, of: the rank range among `of` ranked councils, None if there is too little
    evidence for a place; `reason` then says which evidence, '' otherwise.
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


def reweigh(standings: Standings, weights: tuple[float, ...]) -> tuple[Placed, ...]:
    """Return every council under `weights`, ranked ones first and highest first, the others after them by name.

    weights: one per dimension of `standings`, any scale, none negative; 0 leaves a dimension out, and a
    dimension that does not apply to a council is left out for it whatever its weight.
    The rank range holds 90 % of ranks when each score errs as the council's score in the index does (an
    approximation: the simulation of the index is not run again). In an edition without margins of error it is
    the possible rank. Under exactly the weights of the index it is the range that the index published.
    Raises ValueError if all are 0 or their number is wrong. Source: scoring method, sections 5, 7 and 8.
    """
    if len(weights) != len(standings.dimensions) or min(weights, default=0) < 0 or not any(weights):
        raise ValueError(f"weights {weights!r}: expected {len(standings.dimensions)} from 0 up, at least one above 0")
    if not standings.councils:
        return ()
    table = _table(standings.councils)
    used = np.where(np.isnan(table["lower"]), 0.0, np.asarray(weights, dtype=float))
    score = _mean(table["score"], used, standings.rules)
    below, above = (np.array([getattr(c, name) for c in standings.councils]) for name in ("below", "above"))
    lower = np.fmin(_mean(table["lower"], used, standings.rules), np.maximum(score - below, 0.0))
    upper = np.fmax(_mean(table["upper"], used, standings.rules), np.minimum(score + above, 1.0))
    coverage = _coverage(table["coverage"], used)
    reasons = _reasons(table, used, coverage, score, standings)
    ranked = np.array([reason == "" for reason in reasons])
    ranks = rank_within(score, lower, upper, ranked, [standings.type] * len(reasons))
    best, worst = ranks.best, ranks.worst
    if tuple(weights) == standings.index_weights:
        best, worst = _published(standings.councils)
    elif (above + below)[ranked].any():
        best, worst = _interval(score, below, above, ranked, ranks.rank)
    placed = [
        Placed(
            council=council,
            score=_known(published_value(score[i])),
            lower=_known(published_value(lower[i])),
            upper=_known(published_value(upper[i])),
            coverage=float(coverage[i]),
            best=_place(best[i]),
            worst=_place(worst[i]),
            of=_place(ranks.of[i]),
            reason=reasons[i],
        )
        for i, council in enumerate(standings.councils)
    ]
    return tuple(sorted(placed, key=_order))


def _table(councils: tuple[Council, ...]) -> dict[str, np.ndarray]:
    """Return score, lower, upper and coverage (n, D); nan where nothing is observed or nothing applies."""

    def column(name: str) -> np.ndarray:
        return np.array(
            [[np.nan if p is None or (v := getattr(p, name)) is None else v for p in c.parts] for c in councils],
            dtype=float,
        )

    return {name: column(name) for name in ("score", "lower", "upper", "coverage")}


def _mean(values: np.ndarray, weights: np.ndarray, rules: Rules) -> np.ndarray:
    return power_mean(values, weights, rules.p, rules.floor)


def _coverage(coverage: np.ndarray, used: np.ndarray) -> np.ndarray:
    total = used.sum(axis=1)
    share = used / np.where(total > 0, total, 1.0)[:, None]
    return np.nansum(share * coverage, axis=1)


def _reasons(
    table: dict[str, np.ndarray], used: np.ndarray, coverage: np.ndarray, score: np.ndarray, standings: Standings
) -> tuple[str, ...]:
    """Return why each council takes no place, '' if it does: the index's rules over the dimensions that weigh."""
    rules = standings.rules
    weighs = used > 0
    seen = (weighs & ~np.isnan(table["score"])).sum(axis=1)
    wanted = min(rules.dimensions_minimum, int((used.max(axis=0) > 0).sum()))
    thin = weighs & (table["coverage"] < rules.dimension_minimum - _ROUNDING)
    return tuple(
        "nothing is known about it in these dimensions"
        if np.isnan(score[i])
        else f"evidence in {seen[i]} of the {wanted} dimensions that a rank needs"
        if seen[i] < wanted
        else f"evidence covers {coverage[i]:.0%} of the weight; a rank needs {rules.coverage_minimum:.0%}"
        if coverage[i] < rules.coverage_minimum - _ROUNDING
        else f"too little evidence in {standings.dimensions[int(np.argmax(thin[i]))].name}"
        if thin[i].any()
        else ""
        for i in range(len(score))
    )


def _published(councils: tuple[Council, ...]) -> tuple[np.ndarray, np.ndarray]:
    ends = [(c.rank_best or UNRANKED, c.rank_worst or UNRANKED) for c in councils]
    return np.array([best for best, _ in ends]), np.array([worst for _, worst in ends])


def _interval(
    score: np.ndarray, below: np.ndarray, above: np.ndarray, ranked: np.ndarray, rank: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the 90 % rank interval (n), stretched to hold the rank; -1 for what is not ranked.

    Errors are normal, independent, with the 5th and 95th percentiles at `below` and `above` the score. The
    draws are the same for all weights, so that a moved slider shows its own effect and not that of chance.
    """
    rows = np.flatnonzero(ranked)
    low, high = (np.full(score.shape, UNRANKED) for _ in range(2))
    errors = np.random.default_rng(SEED).standard_normal((DRAWS, score.size))[:, rows]
    middle, spread = (above - below)[rows] / 2, (above + below)[rows] / (2 * _Z90)
    drawn = np.clip(score[rows] + middle + spread * errors, 0.0, 1.0)
    ranks = 1 + np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1)
    ends = np.quantile(ranks, (0.05, 0.95), axis=0)
    low[rows] = np.minimum(np.floor(ends[0]), rank[rows])
    high[rows] = np.maximum(np.ceil(ends[1]), rank[rows])
    return low, high


def _known(value: np.ndarray | float) -> float | None:
    return None if np.isnan(value) else float(value)


def _place(value: int) -> int | None:
    return None if value == UNRANKED else int(value)


def _order(placed: Placed) -> tuple[bool, float, str]:
    return (placed.best is None, -(placed.score or 0.0) if placed.best else 0.0, placed.council.name)
