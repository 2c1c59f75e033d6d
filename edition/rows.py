"""The rows of published.db for one scored edition. Pure: records in, dictionaries out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from edition.score import Scored
from models import Message
from scoring.framework import Framework
from scoring.imputation import lenders
from scoring.no_place import no_place
from scoring.published import Published
from scoring.rank import UNRANKED

Row = dict[str, Any]


def number(value: Any) -> float | None:
    """Return a plain float, or None for unknown (nan)."""
    return None if value is None or np.isnan(value) else float(value)


def place(value: Any) -> int | None:
    """Return a plain rank, or None where none is taken."""
    return None if int(value) == UNRANKED else int(value)


def ranked_only(value: Any, ranked: bool) -> float | None:
    """Return a figure that only a council with a place has, or None: not ranked means no score anywhere."""
    return number(value) if ranked else None


def stored(message: Message | None) -> str:
    """Return a message as its column holds it: one line of JSON, '' for none."""
    return message.json() if message else ""


def cell_rows(scored: Scored) -> Iterator[Row]:
    """Yield the `cells` rows: every authority x indicator with its evidence, its points and what is put in."""
    row = {authority.code: i for i, authority in enumerate(scored.authorities)}
    columns = {column.code: j for j, column in enumerate(scored.panel.columns)}
    share, imputed = _shares_of_dimension(scored), scored.published.imputed
    known = scored.panel.applicable & ~np.isnan(scored.panel.y)
    for cell in scored.cells:
        i, j = row[cell.authority], columns[cell.indicator]
        most, y = share[i, j], number(scored.panel.y[i, j])
        counts = bool(imputed.donors[i, j]) and bool(scored.published.seen.ranked[i])
        yield {
            "edition": scored.edition.code,
            "authority": cell.authority,
            "indicator": cell.indicator,
            "state": cell.state,
            "reason": cell.reason,
            "value": cell.recorded,
            "denominator": cell.denominator,
            "y": y,
            "put_in": number(imputed.panel.y[i, j]) if counts else None,
            "lenders": _lenders(scored, known, i, j) if counts else "",
            "confidence": None if cell.confidence is None else float(cell.confidence),
            "observed_on": cell.observed_on.isoformat() if cell.observed_on else None,
            "source": cell.source,
            "url": cell.url,
            "message": stored(cell.message),
            "points": None if y is None else y * float(most),
            "points_max": float(most) if cell.state != "not_applicable" else None,
        }


def _lenders(scored: Scored, known: np.ndarray, i: int, j: int) -> str:
    near = lenders(scored.published.imputed, known, i, j)
    return " ".join(scored.panel.authorities[row] for row in near) or "*"


def _shares_of_dimension(scored: Scored) -> np.ndarray:
    """Return (n, m): the share of its dimension's weight that each applicable indicator has; they add up to 1."""
    panel = scored.panel
    weights = panel.applicable * np.array([column.weight for column in panel.columns])
    dimensions = np.array([column.dimension for column in panel.columns])
    same = (dimensions[:, None] == dimensions[None, :]).astype(float)
    totals = weights @ same
    shares: np.ndarray = np.divide(weights, totals, out=np.zeros(weights.shape), where=totals > 0)
    return shares


def fact_rows(scored: Scored) -> Iterator[Row]:
    """Yield the `facts` rows: what is shown and not scored."""
    for code, fact in scored.shown:
        yield {
            "edition": scored.edition.code,
            "authority": fact.authority,
            "indicator": code,
            "status": fact.status.value,
            "value": fact.value,
            "message": stored(fact.message),
            "observed_on": fact.observed_on.isoformat(),
            "source": fact.source,
            "url": fact.url,
        }


def dimension_rows(scored: Scored) -> Iterator[Row]:
    """Yield the `dimension_scores` rows, with the median of what was seen of the ranked councils of the same type."""
    published, types = scored.published, np.array(scored.panel.groups)
    s = published.seen
    medians = {kind: _medians(s.dimension_score[(types == kind) & s.ranked]) for kind in sorted(set(types))}
    for i, authority in enumerate(scored.authorities):
        for d, dimension in enumerate(scored.panel.dimensions):
            if np.isnan(s.dimension_coverage[i, d]):
                continue
            yield {
                "edition": scored.edition.code,
                "authority": authority.code,
                "dimension": dimension,
                "score": ranked_only(published.dimension_score[i, d], s.ranked[i]),
                "seen": ranked_only(s.dimension_score[i, d], s.ranked[i]),
                "lower": number(s.dimension_lower[i, d]),
                "upper": number(s.dimension_upper[i, d]),
                "coverage": float(s.dimension_coverage[i, d]),
                "weight": float(s.weights[i, d]),
                "type_median": number(medians[types[i]][d]),
            }


def _medians(values: np.ndarray) -> np.ndarray:
    known = ~np.isnan(values)
    return np.array([np.median(column[k]) if k.any() else np.nan for column, k in zip(values.T, known.T, strict=True)])


def score_rows(scored: Scored, core: Published) -> Iterator[Row]:
    """Yield the `scores` rows without what the Monte-Carlo adds. core: the figures on the common core."""
    whole = scored.published
    s, r, cs, cr = whole.seen, whole.ranks, core.seen, core.ranks
    for i, authority in enumerate(scored.authorities):
        ranked, core_ranked = bool(s.ranked[i]), bool(cs.ranked[i])
        yield {
            "edition": scored.edition.code,
            "authority": authority.code,
            "slug": authority.slug,
            "type": authority.type.value,
            "score": ranked_only(whole.score[i], ranked),
            "seen": ranked_only(s.score[i], ranked),
            "lower": number(s.lower[i]),
            "upper": number(s.upper[i]),
            "coverage": float(s.coverage[i]),
            "evidence": float(s.evidence[i]),
            "ranked": int(ranked),
            "unranked_reason": stored(_no_place(whole, i)),
            "rank_middle": place(r.rank[i]),
            "tied": int(r.tied[i]),
            "rank_best": place(r.best[i]),
            "rank_worst": place(r.worst[i]),
            "rank_of": place(r.of[i]),
            "core_score": ranked_only(core.score[i], core_ranked),
            "core_coverage": float(cs.coverage[i]),
            "core_ranked": int(core_ranked),
            "core_reason": stored(_no_place(core, i)),
            "core_rank": place(cr.rank[i]),
            "core_tied": int(cr.tied[i]),
            "core_rank_best": place(cr.best[i]),
            "core_rank_worst": place(cr.worst[i]),
            "core_rank_of": place(cr.of[i]),
            "resident": _headline(scored, "resident", i),
            "foundations": _headline(scored, "foundations", i),
            "movement": "",
        }


def _no_place(of: Published, row: int) -> Message | None:
    seen, rules = of.seen, of.panel.rules
    return no_place(seen.reason[row], seen.dimension_coverage[row], seen.weights[row], rules.dimensions_minimum, rules)


def _headline(scored: Scored, name: str, row: int) -> float | None:
    if name not in scored.headlines or not scored.published.seen.ranked[row]:
        return None
    return number(scored.headlines[name].score[row])


def effective_weights(framework: Framework, scored: Scored) -> dict[tuple[str, str], float]:
    """Return (dimension, type) -> share of the overall that the dimension has in this scope, 0-1.

    Weights of dimensions without an applicable indicator are shared pro rata; those are not in the result.
    """
    found: dict[tuple[str, str], float] = {}
    applies = {
        (i.dimension, kind)
        for i in framework.indicators
        for kind in i.applies_to
        if i.code in {c.code for c in scored.panel.columns}
    }
    for kind in sorted({a.type.value for a in scored.authorities}):
        used = {d.code: d.weights[kind] for d in framework.dimensions if (d.code, kind) in applies}
        total = sum(used.values())
        found.update({(code, kind): weight / total for code, weight in used.items() if total > 0})
    return found
