"""Everything the published tables say about one edition, from one panel. Pure; the seed is an argument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.aggregate import Scores, score_panel
from scoring.association import spearman
from scoring.consistency import Consistency, consistency
from scoring.core import common_core, core_shift
from scoring.effective import Effective, effective_weights
from scoring.intervals import score_intervals
from scoring.maturity import LevelRule, Maturity, assess
from scoring.panel import Panel, check_panel, restrict
from scoring.peers import FAR, HOW_MANY, Context, Peer, distances, peer_order, peer_percentile
from scoring.planner import Gains, Loss, Step, downside, gains, next_band_target, ordered, routes, top_quartile_target
from scoring.rank import Ranks, rank_within
from scoring.sensitivity import Shift, leave_one_out
from scoring.sobol import Index, rank_sensitivity
from scoring.standing import Standing, rank_interval_of, standing
from scoring.uncertainty import DRAWS, Draws, simulate

ROUTES = ("next band", "top quartile")


@dataclass(frozen=True, slots=True)
class Background:
    """What an analysis needs beside the panel; every tuple follows the panel's rows.

    context: for choosing peers, None if nothing is known. rules: maturity rules per row. ladder: level 0-4 or None
    per core service the council has the duty for; facts: gate facts, None unknown. Empty tuples: no maturity at all.
    """

    context: Context | None = None
    rules: tuple[tuple[LevelRule, ...], ...] = ()
    ladder: tuple[Mapping[str, int | None], ...] = ()
    facts: tuple[Mapping[str, bool | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Gain:
    """One row of the planner, ready to print: what bringing this indicator to the top would do.

    kind: `improve` (observed low) or `evidence` (missing: needs proof, not work). new_rank None if unranked.
    p_improves: chance that the rank improves, None if unranked.
    """

    indicator: str
    kind: str
    delta: float
    new_published: float
    new_rank: int | None
    p_improves: float | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One peer. p_better: chance that the council outranks it, None unless both are ranked. far: grey it out."""

    peer: Peer
    p_better: float | None
    far: bool


@dataclass(frozen=True, slots=True)
class PeerView:
    """A council against its peers; nan where it, or every peer, has no published value. Scores are 0-1.

    gap = score minus peer median, with its 90 % interval from the evidence-only draws.
    """

    neighbours: tuple[Neighbour, ...]
    percentile: float
    median: float
    gap: float
    gap_low: float
    gap_high: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """Every figure about one edition. Arrays and tuples follow the panel's rows; types are the groups.

    gains: per council, largest first. routes: per council, target -> steps (empty if reached). losses: per council.
    maturity: None where no rules were given. shifts: (type, shift), types and `` for the whole table. factors:
    type -> Sobol indices. consistency: (dimension, type) -> figures, type `` for all. effective: type -> weights.
    coverage_spearman: of coverage with score; core_spearman: of full with common core; core_moved (n): by over 20.
    complete_spearman: of the score with the score on the indicators observed wherever they apply.
    """

    panel: Panel
    scores: Scores
    ranks: Ranks
    core: Panel
    core_scores: Scores
    core_ranks: Ranks
    draws: Draws
    standing: Standing
    core_low: np.ndarray
    core_high: np.ndarray
    peers: tuple[PeerView, ...]
    maturity: tuple[Maturity | None, ...]
    gains: tuple[tuple[Gain, ...], ...]
    routes: tuple[dict[str, tuple[Step, ...]], ...]
    losses: tuple[Loss | None, ...]
    shifts: tuple[tuple[str, Shift], ...]
    factors: dict[str, tuple[Index, ...]]
    consistency: dict[tuple[str, str], Consistency]
    effective: dict[str, Effective]
    coverage_spearman: float
    core_spearman: float
    core_moved: np.ndarray
    complete_spearman: float


def analyse(
    panel: Panel, background: Background, seed: int, draws: int = DRAWS, samples: int = 512
) -> Analysis:
    """Return the whole analysis of a panel. Same panel, background and seed, same bits.

    samples: size of the Sobol design, 0 to leave it out. Raises PanelError for a panel that cannot be scored.
    """
    check_panel(panel)
    scores, core = score_panel(panel), common_core(panel)
    ranks, core_scores = _rank(scores, panel.groups), score_panel(core)
    everyone = ("",) * len(panel.authorities)
    core_ranks = _rank(core_scores, everyone)
    order = None if background.context is None else _order(background.context)
    drawn = simulate(panel, seed, draws, order)
    place = standing(drawn, ranks, scores.score, panel.authorities, panel.groups)
    low, high = _core_interval(core, core_ranks, everyone, seed, draws, order)
    plan = gains(panel, scores, draws=drawn.evidence)
    full_core, moved = core_shift(scores.score, core_scores.score, scores.ranked & core_scores.ranked)
    return Analysis(
        panel=panel, scores=scores, ranks=ranks, core=core, core_scores=core_scores, core_ranks=core_ranks,
        draws=drawn, standing=place, core_low=low, core_high=high,
        peers=_peers(panel, scores, ranks, drawn, place, background.context, order),
        maturity=_maturity(panel, scores, background),
        gains=tuple(_gains(panel, plan, i) for i in range(len(panel.authorities))),
        routes=_routes(panel, scores, place), losses=downside(panel, scores),
        shifts=(*leave_one_out(panel, scores, panel.groups), *leave_one_out(panel, scores, everyone)),
        factors=rank_sensitivity(panel, scores.ranked, panel.groups, seed, samples, order) if samples else {},
        consistency=consistency_blocks(panel), effective=_effective(scores, panel.groups),
        coverage_spearman=spearman(scores.coverage, scores.score), core_spearman=full_core, core_moved=moved,
        complete_spearman=complete_spearman(panel, scores),
    )


def consistency_blocks(panel: Panel) -> dict[tuple[str, str], Consistency]:
    """Return figures per (dimension, type), type `` for all councils, over the indicators that apply to all of them.

    Blocks of fewer than two indicators say nothing and are left out.
    """
    found, names = {}, np.asarray(panel.groups)
    for name in ("", *sorted(set(panel.groups))):
        rows = np.ones(len(names), dtype=bool) if name == "" else names == name
        for dimension in panel.dimensions:
            cols = [
                j for j, c in enumerate(panel.columns) if c.dimension == dimension and panel.applicable[rows, j].all()
            ]
            if len(cols) > 1:
                codes = [panel.columns[j].code for j in cols]
                found[dimension, name] = consistency(panel.y[np.ix_(rows, cols)], codes)
    return found


def complete_spearman(panel: Panel, scores: Scores) -> float:
    """Return Spearman between the score and the score on the indicators observed wherever they apply; nan if none."""
    complete = (~panel.applicable | ~np.isnan(panel.y)).all(axis=0) & panel.applicable.any(axis=0)
    codes = [c.code for c, whole in zip(panel.columns, complete, strict=True) if whole]
    reduced = score_panel(restrict(panel, codes=codes)).score
    return spearman(np.where(scores.ranked, scores.score, np.nan), reduced)


def _rank(scores: Scores, groups: Sequence[str]) -> Ranks:
    return rank_within(scores.score, scores.lower, scores.upper, scores.ranked, groups)


def _order(context: Context) -> tuple[np.ndarray, ...]:
    return peer_order(context, distances(context))


def _core_interval(
    core: Panel, ranks: Ranks, everyone: tuple[str, ...], seed: int, draws: int, order: Sequence[np.ndarray] | None
) -> tuple[np.ndarray, np.ndarray]:
    if not core.columns:
        return np.full(len(everyone), -1), np.full(len(everyone), -1)
    interval = rank_interval_of(simulate(core, seed, draws, order).full, ranks, everyone)
    return interval.low, interval.high


def _peers(
    panel: Panel, scores: Scores, ranks: Ranks, draws: Draws, place: Standing, context: Context | None,
    order: Sequence[np.ndarray] | None,
) -> tuple[PeerView, ...]:
    if context is None or order is None:
        return tuple(PeerView((), *(float("nan"),) * 5) for _ in panel.authorities)
    d = distances(context)
    return tuple(_peer_view(panel, scores, ranks, draws, place, d, i, order[i][:HOW_MANY]) for i in range(len(order)))


def _peer_view(
    panel: Panel, scores: Scores, ranks: Ranks, draws: Draws, place: Standing, d: np.ndarray, i: int, near: np.ndarray
) -> PeerView:
    neighbours = tuple(
        Neighbour(
            Peer(panel.authorities[k], float(d[i, k])), None if np.isnan(place.p[i, k]) else float(place.p[i, k]),
            bool(d[i, k] > FAR),
        )
        for k in near
    )
    counted = near[scores.ranked[near]]
    if counted.size == 0 or not scores.ranked[i]:
        return PeerView(neighbours, *(float("nan"),) * 5)
    median = float(np.median(scores.score[counted]))
    gaps = draws.evidence[:, [i]] - np.median(draws.evidence[:, counted], axis=1, keepdims=True)
    interval, gap = score_intervals(gaps), float(scores.score[i] - median)
    percentile = peer_percentile(float(ranks.published[i]), ranks.published[counted].tolist())
    low, high = min(gap, float(interval.low[0])), max(gap, float(interval.high[0]))
    return PeerView(neighbours, percentile, median, gap, low, high)


def _maturity(panel: Panel, scores: Scores, background: Background) -> tuple[Maturity | None, ...]:
    if not background.rules:
        return (None,) * len(panel.authorities)
    result = []
    for i in range(len(panel.authorities)):
        values = zip(panel.dimensions, scores.dimension_score[i].tolist(), strict=True)
        dimensions = {name: None if np.isnan(v) else v for name, v in values}
        result.append(assess(background.rules[i], background.ladder[i], dimensions, background.facts[i]))
    return tuple(result)


def _gains(panel: Panel, plan: Gains, i: int) -> tuple[Gain, ...]:
    return tuple(
        Gain(
            panel.columns[j].code, "evidence" if plan.evidence[i, j] else "improve", float(plan.delta[i, j]),
            float(plan.new_published[i, j]), None if plan.new_rank[i, j] < 0 else int(plan.new_rank[i, j]),
            None if np.isnan(plan.p_improves[i, j]) else float(plan.p_improves[i, j]),
        )
        for j in ordered(panel, plan, i)
    )


def _routes(panel: Panel, scores: Scores, place: Standing) -> tuple[dict[str, tuple[Step, ...]], ...]:
    targets = (next_band_target(scores, panel.groups, place.band), top_quartile_target(scores, panel.groups))
    found = [routes(panel, scores, target) for target in targets]
    return tuple(dict(zip(ROUTES, steps, strict=True)) for steps in zip(*found, strict=True))


def _effective(scores: Scores, groups: Sequence[str]) -> dict[str, Effective]:
    names = np.asarray(groups)
    return {name: effective_weights(scores, (names == name) & scores.ranked) for name in sorted(set(groups))}
