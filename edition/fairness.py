"""Who is hurt by what is missing in one edition: rows for the methodology page, and the second table. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from edition.framework_rows import summary_row
from edition.rows import Row, number, place, ranked_only, stored
from edition.score import Scored
from models import Message
from scoring.analyse import Analysis, Deep
from scoring.association import spearman
from scoring.checks_made import Checks, Refusal, refusals
from scoring.framework import Framework
from scoring.hiding import DRAWS, SHARE, Hidden, drawn_repetitions, hidden_dimension, hide
from scoring.intervals import draw_ranks, rank_intervals
from scoring.no_place import no_place, seen_share
from scoring.published import Published
from scoring.rank import UNRANKED, Ranks, group_rows, rank_within
from scoring.republish import Republisher
from scoring.reweighing import least_under, reasons_under, reruns_under, score_under
from scoring.rounding import published_value

TURNED_AWAY = ("blocked", "disallowed", "unreachable")
"""Reasons of missing marks that a council's own site gives; a check that meets one could be refused by anybody."""


@dataclass(frozen=True, slots=True)
class Without:
    """The table without some dimensions. n councils; -1 and nan for those that take no place.

    left_out: the indicators that go. score, score_low, score_high (n): 0-1. low, high (n): 90 % rank interval. coverage
    (n): of what is left. told (n): why it takes no place, None if it does.
    """

    left_out: tuple[str, ...]
    ranked: np.ndarray
    score: np.ndarray
    score_low: np.ndarray
    score_high: np.ndarray
    ranks: Ranks
    low: np.ndarray
    high: np.ndarray
    coverage: np.ndarray
    told: tuple[Message | None, ...]


@dataclass(frozen=True, slots=True)
class Fairness:
    """hidden: of the dimension that most ranked councils miss. refused: of every check that councils can turn away."""

    dimension: str
    repetitions: int
    hidden: tuple[Hidden, ...]
    refused: tuple[Refusal, ...]
    without: Without | None


def checks_of(scored: Scored, sources: Mapping[str, str]) -> Checks:
    """Return source -> the indicators that one look of it decides. sources: indicator -> source."""
    found: dict[str, list[str]] = {}
    for column in scored.panel.columns:
        found.setdefault(sources[column.code], []).append(column.code)
    return {name: tuple(codes) for name, codes in sorted(found.items())}


def fairness(framework: Framework, scored: Scored, analysis: Analysis, checks: Checks) -> Fairness:
    """Return the hiding experiment, what refusing a check would pay, and the table without the scope's lone reading."""
    published, context = scored.published, scored.context
    dimension = hidden_dimension(published)
    turned_away = {cell.indicator for cell in scored.cells if cell.reason in TURNED_AWAY}
    refusable = {name: codes for name, codes in checks.items() if turned_away & set(codes)}
    return Fairness(
        dimension, framework.hiding_repetitions,
        hide(published, context, dimension, framework.seed, framework.hiding_repetitions),
        refusals(published, Republisher(published, context), refusable),
        second_table(analysis, framework.scope(scored.edition.scope).without),
    )  # fmt: skip


def second_table(analysis: Analysis, without: Sequence[str]) -> Without | None:
    """Return the table in which these dimensions weigh nothing, all else as published; None if nothing goes or is left.

    It is what the explorer shows with their weights at nothing. Councils that the index does not rank have no place.
    """
    published, parts = analysis.published, analysis.draws.parts
    panel, n = published.panel, len(published.score)
    kept = np.array([code not in without for code in panel.dimensions])
    if parts is None or kept.all() or not kept.any():
        return None
    coverage = published.seen.dimension_coverage
    weights = np.where(np.isnan(coverage) | ~kept, 0.0, panel.dimension_weights)
    reasons = reasons_under(coverage, weights, published.seen.ranked, panel.dimensions, panel.rules)
    told = map(no_place, reasons, coverage, weights, least_under(weights, panel.rules), repeat(panel.rules))
    ranked = np.array([reason == "" for reason in reasons])
    score = score_under(published.dimension_score, weights, panel.rules)
    drawn = reruns_under(parts, weights, panel.rules)
    low, high = np.full(n, UNRANKED), np.full(n, UNRANKED)
    score_low, score_high = np.full(n, np.nan), np.full(n, np.nan)
    for rows in group_rows(published.groups, ranked):
        places, scores = rank_intervals(draw_ranks(drawn[:, rows])), rank_intervals(drawn[:, rows])
        low[rows], high[rows] = places.low, places.high
        score_low[rows], score_high[rows] = scores.low, scores.high
    left_out = tuple(column.code for column in panel.columns if column.dimension in without)
    ranks = rank_within(score, score, score, ranked, published.groups)
    return Without(
        left_out, ranked, score, score_low, score_high, ranks, low, high, seen_share(coverage, weights), tuple(told)
    )  # fmt: skip


def without_rows(edition: str, authorities: Sequence[str], found: Without | None) -> Iterator[Row]:
    """Yield the `scores_without` rows: score, likely ranges and evidence of every council in the second table."""
    if found is None:
        return
    for i, code in enumerate(authorities):
        yield {
            "edition": edition, "authority": code, "score": ranked_only(found.score[i], found.ranked[i]),
            "score_low": number(found.score_low[i]), "score_high": number(found.score_high[i]),
            "ranked": int(found.ranked[i]), "rank_middle": place(found.ranks.rank[i]),
            "interval_low": place(found.low[i]), "interval_high": place(found.high[i]),
            "rank_of": place(found.ranks.of[i]), "coverage": float(found.coverage[i]),
            "unranked_reason": stored(found.told[i]),
        }  # fmt: skip


def fairness_summaries(edition: str, found: Fairness, published: Published, deep: Deep) -> Iterator[Row]:
    """Yield the `summaries` rows: the experiment by type, refusals by check, and how far the second table differs."""
    yield summary_row(edition, "hiding", {
        "dimension": found.dimension, "share": SHARE, "repetitions": found.repetitions,
        "ranges": {"repetitions": drawn_repetitions(found.repetitions), "draws": DRAWS},
        "rows": [_hidden(one) for one in found.hidden],
        "overall": {way: _overall(found.hidden, way) for way in sorted({one.way for one in found.hidden})},
        "not_tested": sorted(set(published.groups) - {one.type for one in found.hidden}),
    })  # fmt: skip
    yield summary_row(edition, "refusals", [
        {
            "source": one.check, "failing": one.failing, "gaining": one.gaining, "unranked": one.unranked,
            "points": number(one.points), "places": number(one.places), "most": one.most,
        }
        for one in found.refused
    ])  # fmt: skip
    yield summary_row(edition, "falling_gains", falling_gains(deep))
    if found.without is not None:
        yield summary_row(edition, "without", {"left_out": found.without.left_out})
        for kind, moved in _moved(published, found.without).items():
            yield summary_row(edition, "without", moved, kind)


def falling_gains(deep: Deep) -> dict[str, float]:
    """Return how many single improvements ranked councils can make, how many lower the score, and the most of one."""
    steps = [step for steps in deep.steps for step in steps if step.kind == "improve" and step.new.rank != UNRANKED]
    falls = [step.delta for step in steps if step.delta < -1e-9]
    return {"improvements": len(steps), "falling": len(falls), "most": -min(falls, default=0.0)}


def _hidden(one: Hidden) -> dict[str, object]:
    return {
        "type": one.type, "way": one.way, "ranked": one.ranked, "councils": one.councils, "hidden": one.hidden,
        "signed": one.signed, "error": number(one.error), "absolute": one.absolute, "inside": number(one.inside),
    }  # fmt: skip


def _overall(rows: Sequence[Hidden], way: str) -> dict[str, float | None]:
    """Return the means over all councils that were hidden."""
    own = [one for one in rows if one.way == way]
    weights = np.array([one.hidden for one in own], dtype=float)
    return {
        name: number(np.average([getattr(one, name) for one in own], weights=weights))
        for name in ("signed", "absolute", "inside")
    }


def _moved(whole: Published, second: Without) -> dict[str, dict[str, float | None]]:
    """Return per type how far the order changes among the councils ranked in both tables."""
    names = np.asarray(whole.groups)
    found: dict[str, dict[str, float | None]] = {}
    for name in sorted(set(whole.groups)):
        rows = np.flatnonzero((names == name) & second.ranked)
        if rows.size > 1:
            moved = np.abs(_ranks_among(whole.score[rows]) - _ranks_among(second.score[rows]))
            found[name] = {
                "both": int(rows.size), "mean": float(moved.mean()), "largest": int(moved.max()),
                "spearman": number(spearman(whole.score[rows], second.score[rows])),
            }  # fmt: skip
    return found


def _ranks_among(score: np.ndarray) -> np.ndarray:
    value = published_value(score)
    ranks: np.ndarray = 1 + (value[None, :] > value[:, None]).sum(axis=1)
    return ranks
