"""Who is hurt by what is missing in one edition: rows for the methodology page, and the second table. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from publish.framework_rows import summary_row
from publish.rows import Row, number, place, ranked_only
from publish.score import Scored
from scoring.analyse import Analysis, Deep, analyse
from scoring.association import spearman
from scoring.checks_made import Checks, Refusal, refusals
from scoring.framework import Framework
from scoring.hiding import SHARE, Hidden, hidden_dimension, hide
from scoring.panel import restrict
from scoring.published import Published, publish_scores
from scoring.republish import Republisher

TURNED_AWAY = ("blocked", "disallowed", "unreachable")
"""Reasons of missing marks that a council's own site gives; a check that meets one could be refused by anybody."""


@dataclass(frozen=True, slots=True)
class Without:
    """The table without some questions: which, and what is published on the others."""

    left_out: tuple[str, ...]
    analysis: Analysis


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


def fairness(framework: Framework, scored: Scored, checks: Checks) -> Fairness:
    """Return the hiding experiment, what refusing a check would pay, and the table without the scope's lone reading."""
    published, context = scored.published, scored.context
    dimension = hidden_dimension(published)
    turned_away = {cell.indicator for cell in scored.cells if cell.reason in TURNED_AWAY}
    refusable = {name: codes for name, codes in checks.items() if turned_away & set(codes)}
    return Fairness(
        dimension, framework.hiding_repetitions,
        hide(published, context, dimension, framework.seed, framework.hiding_repetitions),
        refusals(published, Republisher(published, context), refusable), _without(framework, scored),
    )  # fmt: skip


def _without(framework: Framework, scored: Scored) -> Without | None:
    """Return the table without the scope's lone reading; a dimension that goes with it is not asked of a council."""
    codes = set(framework.scope(scored.edition.scope).without)
    kept = [column for column in scored.panel.columns if column.code not in codes]
    if not kept or len(kept) == len(scored.panel.columns):
        return None
    used = {column.dimension for column in kept}
    dimensions = [code for code in scored.panel.dimensions if code in used]
    panel = restrict(scored.panel, dimensions, [column.code for column in kept])
    dropped = len(scored.panel.dimensions) - len(dimensions)
    least = max(1, panel.rules.dimensions_minimum - dropped)
    panel = replace(panel, rules=replace(panel.rules, dimensions_minimum=least))
    analysis = analyse(publish_scores(panel, scored.context), framework.seed, framework.draws)
    return Without(tuple(c.code for c in scored.panel.columns if c.code in codes), analysis)


def without_rows(edition: str, found: Without | None) -> Iterator[Row]:
    """Yield the `scores_without` rows: score, likely ranges and evidence of every council in the second table."""
    if found is None:
        return
    published, place_of = found.analysis.published, found.analysis.standing
    for i, code in enumerate(published.panel.authorities):
        ranked = bool(published.seen.ranked[i])
        yield {
            "edition": edition, "authority": code, "score": ranked_only(published.score[i], ranked),
            "score_low": number(place_of.score_low[i]), "score_high": number(place_of.score_high[i]),
            "ranked": int(ranked), "rank_middle": place(published.ranks.rank[i]),
            "interval_low": place(place_of.low[i]), "interval_high": place(place_of.high[i]),
            "rank_of": place(published.ranks.of[i]), "coverage": float(published.seen.coverage[i]),
        }  # fmt: skip


def fairness_summaries(edition: str, found: Fairness, published: Published, deep: Deep) -> Iterator[Row]:
    """Yield the `summaries` rows: the experiment by type, refusals by check, and how far the second table differs."""
    yield summary_row(edition, "hiding", {
        "dimension": found.dimension, "share": SHARE, "repetitions": found.repetitions,
        "rows": [_hidden(one) for one in found.hidden],
        "overall": {way: _overall(found.hidden, way) for way in sorted({one.way for one in found.hidden})},
        "not_tested": sorted(set(published.groups) - {one.type for one in found.hidden}),
    })  # fmt: skip
    yield summary_row(edition, "refusals", [
        {"source": one.check, "failing": one.failing, "gaining": one.gaining, "unranked": one.unranked}
        for one in found.refused
    ])  # fmt: skip
    yield summary_row(edition, "falling_gains", falling_gains(deep))
    if found.without is not None:
        yield summary_row(edition, "without", {"left_out": found.without.left_out})
        for kind, moved in _moved(published, found.without.analysis.published).items():
            yield summary_row(edition, "without", moved, kind)


def falling_gains(deep: Deep) -> dict[str, float]:
    """Return how many single improvements there are, how many would lower the score, and the most that one would."""
    steps = [step.delta for steps in deep.steps for step in steps if step.kind == "improve"]
    falls = [delta for delta in steps if delta < -1e-9]
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


def _moved(whole: Published, reduced: Published) -> dict[str, dict[str, object]]:
    """Return per type how far the order changes among the councils ranked in both tables."""
    both, names, found = whole.seen.ranked & reduced.seen.ranked, np.asarray(whole.groups), {}
    for name in sorted(set(whole.groups)):
        rows = np.flatnonzero((names == name) & both)
        if rows.size > 1:
            ranks = [_ranks_among(one, rows) for one in (whole, reduced)]
            moved = np.abs(ranks[0] - ranks[1])
            found[name] = {
                "both": int(rows.size), "ranked": int(((names == name) & reduced.seen.ranked).sum()),
                "mean": float(moved.mean()), "largest": int(moved.max()),
                "spearman": number(spearman(whole.score[rows], reduced.score[rows])),
            }  # fmt: skip
    return found


def _ranks_among(published: Published, rows: np.ndarray) -> np.ndarray:
    value = published.ranks.published[rows]
    return 1 + (value[None, :] > value[:, None]).sum(axis=1)
