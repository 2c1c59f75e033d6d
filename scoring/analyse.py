"""Everything the published tables say about one edition, from one panel. Pure; the seed is an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from scoring.association import spearman
from scoring.checks_made import Checks, WayIn, ways_in
from scoring.consistency import Consistency, consistency
from scoring.core import core_codes, core_shift
from scoring.effective import Effective, effective_weights
from scoring.intervals import rank_intervals, score_intervals
from scoring.maturity import LevelRule, Maturity, assess
from scoring.panel import Panel, check_panel
from scoring.peers import FAR, HOW_MANY, Context, Peer, distances, peer_order, peer_percentile
from scoring.plan import Loss, Step, downside, next_band_target, routes, single_steps, top_quartile_target
from scoring.published import Published, published_part
from scoring.rank import group_rows
from scoring.republish import Republisher
from scoring.sensitivity import Shift, leave_one_out
from scoring.sobol import Index, rank_sensitivity
from scoring.standing import Standing, rank_interval_of, standing
from scoring.uncertainty import DRAWS, Draws, simulate, simulate_full

ROUTES = ("next band", "top quartile")
PARTS = 500
"""How many draws are kept dimension by dimension, for those who weigh them again."""


@dataclass(frozen=True, slots=True)
class Background:
    """What an analysis needs beside the panel; every tuple follows the panel's rows.

    context: for choosing peers, None if nothing is known. rules: maturity rules per row. ladder: level 0-4 or None
    per core service the council has the duty for; facts: gate facts, None unknown. Empty tuples: no maturity at all.
    fresh: indicator -> confidence of a mark observed today. checks: which indicators one look decides.
    part_of: indicator -> the indicator that counts the same thing among others.
    """

    context: Context | None = None
    rules: tuple[tuple[LevelRule, ...], ...] = ()
    ladder: tuple[Mapping[str, int | None], ...] = ()
    facts: tuple[Mapping[str, bool | None], ...] = ()
    fresh: Mapping[str, float] = field(default_factory=dict)
    checks: Checks = field(default_factory=dict)
    part_of: Mapping[str, str] = field(default_factory=dict)


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


NO_PEERS = PeerView((), *(float("nan"),) * 5)


@dataclass(frozen=True, slots=True)
class Analysis:
    """How sure the published figures of an edition are. core: the figures on the common core, of all types together."""

    published: Published
    core: Published
    draws: Draws
    standing: Standing


@dataclass(frozen=True, slots=True)
class Deep:
    """What only an edition that is shown by itself needs besides its analysis; types are the panel's.

    core_low, core_high: 90 % rank interval on the common core. steps, losses: of the planner, per council. routes: per
    council, target -> steps (empty if reached). ways_in: the smallest sets of checks that would rank a council. fresh:
    90 % rank interval if all its evidence were of today.
    maturity: None where no rules were given. shifts: (type, shift), types and `` for the whole table. factors:
    type -> Sobol indices. consistency: (dimension, type) -> figures, type `` for all. effective: type -> weights.
    coverage_spearman: of coverage with score; core_spearman: of full with common core; core_moved (n): by over 20.
    complete_spearman: of the score with the score on the indicators observed wherever they apply.
    """

    core_low: np.ndarray
    core_high: np.ndarray
    peers: tuple[PeerView, ...]
    maturity: tuple[Maturity | None, ...]
    steps: tuple[tuple[Step, ...], ...]
    routes: tuple[dict[str, tuple[Step, ...]], ...]
    losses: tuple[Loss | None, ...]
    ways_in: tuple[tuple[WayIn, ...], ...]
    fresh_low: np.ndarray
    fresh_high: np.ndarray
    shifts: tuple[tuple[str, Shift], ...]
    factors: dict[str, tuple[Index, ...]]
    consistency: dict[tuple[str, str], Consistency]
    effective: dict[str, Effective]
    coverage_spearman: float
    core_spearman: float
    core_moved: np.ndarray
    complete_spearman: float


def analyse(published: Published, seed: int, draws: int = DRAWS, parts: int = 0) -> Analysis:
    """Return how sure the figures are. Same panel and seed, same bits.

    parts: how many draws to keep dimension by dimension. Raises PanelError for a panel that cannot be scored.
    """
    check_panel(published.panel)
    drawn = simulate(published.panel, seed, draws, published.nearest, parts=parts)
    return Analysis(published, common_core(published), drawn, standing(drawn, published))


def common_core(published: Published) -> Published:
    """Return the figures on the questions asked of every council, all types in one table."""
    codes = core_codes(published.panel)
    kept = {c.dimension for c in published.panel.columns if c.code in codes}
    dimensions = tuple(d for d in published.panel.dimensions if d in kept)
    return published_part(published, dimensions, codes, ("",) * len(published.score))


def analyse_deeply(analysis: Analysis, background: Background, seed: int, samples: int = 512) -> Deep:
    """Return what an edition needs that is shown by itself. samples: size of the Sobol design, 0 to leave it out."""
    published, place = analysis.published, analysis.standing
    republisher = Republisher(published, background.context)
    everyone = ("",) * len(published.score)
    full_core, moved = core_shift(published, analysis.core)
    core_low, core_high = _core_interval(analysis.core, seed, len(analysis.draws.full))
    low, high = _fresh(analysis, background, seed)
    return Deep(
        core_low=core_low, core_high=core_high, peers=_peers(analysis, background.context),
        maturity=_maturity(published, background),
        steps=single_steps(published, republisher, analysis.draws.evidence, background.part_of),
        routes=_routes(published, republisher, place, background.part_of),
        losses=downside(published, republisher, background.part_of),
        ways_in=ways_in(published, background.checks, analysis.draws.full), fresh_low=low, fresh_high=high,
        shifts=(*leave_one_out(published, published.groups), *leave_one_out(published, everyone)),
        factors=rank_sensitivity(published, seed, samples) if samples else {},
        consistency=consistency_blocks(published.panel), effective=_effective(published),
        coverage_spearman=spearman(published.seen.coverage, np.where(published.seen.ranked, published.score, np.nan)),
        core_spearman=full_core, core_moved=moved, complete_spearman=complete_spearman(published),
    )  # fmt: skip


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
                found[dimension, name] = consistency(panel.y[np.ix_(rows, np.array(cols))], codes)
    return found


def complete_spearman(published: Published) -> float:
    """Return Spearman between the score and the score on the indicators observed wherever they apply; nan if none."""
    panel = published.panel
    complete = (~panel.applicable | ~np.isnan(panel.y)).all(axis=0) & panel.applicable.any(axis=0)
    codes = [c.code for c, whole in zip(panel.columns, complete, strict=True) if whole]
    reduced = published_part(published, codes=codes).score
    return spearman(np.where(published.seen.ranked, published.score, np.nan), reduced)


def _core_interval(core: Published, seed: int, draws: int) -> tuple[np.ndarray, np.ndarray]:
    if not core.panel.columns:
        return np.full(len(core.score), -1), np.full(len(core.score), -1)
    interval = rank_interval_of(simulate_full(core.panel, seed, draws, core.nearest), core)
    return interval.low, interval.high


def _fresh(analysis: Analysis, background: Background, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 90 % rank interval (n) of each council if all it was seen to have had been seen today, -1 unranked.

    Only its own evidence is renewed: it is drawn anew, and placed among the draws of the others as they are.
    """
    published, full = analysis.published, analysis.draws.full
    panel = published.panel
    renewed = np.array([background.fresh.get(c.code, np.nan) for c in panel.columns])
    confidence = np.where(np.isnan(panel.y), np.nan, np.fmax(panel.confidence, renewed[None, :]))
    drawn = simulate_full(replace(panel, confidence=confidence), seed, len(full), published.nearest)
    low, high = np.full(len(published.score), -1), np.full(len(published.score), -1)
    for rows in group_rows(published.groups, published.seen.ranked):
        for i in rows:
            others = full[:, rows[rows != i]]
            ranks = 1 + (others > drawn[:, [i]]).sum(axis=1, keepdims=True)
            interval = rank_intervals(ranks)
            low[i], high[i] = int(interval.low[0]), int(interval.high[0])
    return low, high


def _peers(analysis: Analysis, context: Context | None) -> tuple[PeerView, ...]:
    if context is None:
        return (NO_PEERS,) * len(analysis.published.score)
    d = distances(context)
    order = peer_order(context, d)
    return tuple(_peer_view(analysis, d, i, order[i][:HOW_MANY]) for i in range(len(order)))


def _peer_view(analysis: Analysis, d: np.ndarray, i: int, near: np.ndarray) -> PeerView:
    published, p = analysis.published, analysis.standing.p
    neighbours = tuple(
        Neighbour(
            Peer(published.panel.authorities[k], float(d[i, k])), None if np.isnan(p[i, k]) else float(p[i, k]),
            bool(d[i, k] > FAR),
        )
        for k in near
    )  # fmt: skip
    ranked, score, value = published.seen.ranked, published.score, published.ranks.published
    counted = near[ranked[near]]
    if counted.size == 0 or not ranked[i]:
        return replace(NO_PEERS, neighbours=neighbours)
    median, draws = float(np.median(score[counted])), analysis.draws.evidence
    interval = score_intervals(draws[:, [i]] - np.median(draws[:, counted], axis=1, keepdims=True))
    percentile = peer_percentile(float(value[i]), value[counted].tolist())
    return PeerView(
        neighbours, percentile, median, float(score[i] - median), float(interval.low[0]), float(interval.high[0])
    )


def _maturity(published: Published, background: Background) -> tuple[Maturity | None, ...]:
    """Gates are about what was shown: a dimension that was not seen is unknown to them, whatever was put in for it."""
    if not background.rules:
        return (None,) * len(published.score)
    result = []
    for i in range(len(published.score)):
        values = zip(published.panel.dimensions, published.seen.dimension_score[i].tolist(), strict=True)
        dimensions = {name: None if np.isnan(v) else v for name, v in values}
        result.append(assess(background.rules[i], background.ladder[i], dimensions, background.facts[i]))
    return tuple(result)


def _routes(
    published: Published, republisher: Republisher, place: Standing, part_of: Mapping[str, str]
) -> tuple[dict[str, tuple[Step, ...]], ...]:
    targets = (next_band_target(published, place.band), top_quartile_target(published))
    return tuple(dict(zip(ROUTES, found, strict=True)) for found in routes(published, republisher, targets, part_of))


def _effective(published: Published) -> dict[str, Effective]:
    names, ranked = np.asarray(published.groups), published.seen.ranked
    return {name: effective_weights(published, (names == name) & ranked) for name in sorted(set(published.groups))}
