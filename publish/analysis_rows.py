"""The rows of published.db that the Monte-Carlo and its companions add to an edition. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import numpy as np

from publish.framework_rows import summary_row
from publish.rows import Row, number, place
from publish.trust_words import trust_paragraph
from scoring.analyse import Analysis
from scoring.maturity import level_text
from scoring.sensitivity import Shift
from scoring.trust import trust


def score_columns(analysis: Analysis, i: int, level_names: Mapping[int, str]) -> Row:
    """Return what the analysis adds to the `scores` row of the i-th authority."""
    s, peers, maturity = analysis.standing, analysis.peers[i], analysis.maturity[i]
    assessed = maturity is not None and maturity.assessed
    return {
        "interval_low": place(s.low[i]),
        "interval_high": place(s.high[i]),
        "interval_widened": int(s.stretched[i]) if analysis.scores.ranked[i] else None,
        "evidence_low": place(s.evidence_low[i]),
        "evidence_high": place(s.evidence_high[i]),
        "core_interval_low": place(analysis.core_low[i]),
        "core_interval_high": place(analysis.core_high[i]),
        "score_low": number(s.score_low[i]),
        "score_high": number(s.score_high[i]),
        "gs_half_width": number(s.half_width[i]),
        "band": place(s.band[i]),
        "p_top_quartile": number(s.p_top_quartile[i]),
        "p_top_ten": number(s.p_top_ten[i]),
        "peer_percentile": number(peers.percentile),
        "peer_median": number(peers.median),
        "peer_gap": number(peers.gap),
        "peer_gap_low": number(peers.gap_low),
        "peer_gap_high": number(peers.gap_high),
        "level_demonstrated": maturity.demonstrated if assessed and maturity else None,
        "level_possible": maturity.possible if assessed and maturity else None,
        "level_text": _sentence(level_text(maturity, level_names)) if maturity else "Level not assessed",
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def peer_rows(edition: str, analysis: Analysis) -> Iterator[Row]:
    """Yield the `peers` rows, nearest first."""
    for authority, view in zip(analysis.panel.authorities, analysis.peers, strict=True):
        for position, near in enumerate(view.neighbours, 1):
            yield {
                "edition": edition, "authority": authority, "peer": near.peer.code, "position": position,
                "distance": near.peer.distance, "p_better": near.p_better,
            }  # fmt: skip


def gain_rows(edition: str, analysis: Analysis) -> Iterator[Row]:
    """Yield the `gains` rows: single steps by size, the routes to a target, and the largest loss to guard against."""
    for i, authority in enumerate(analysis.panel.authorities):
        head = {"edition": edition, "authority": authority}
        for position, gain in enumerate(analysis.gains[i], 1):
            yield head | {
                "route": "single", "position": position, "indicator": gain.indicator, "kind": gain.kind,
                "delta": gain.delta, "new_published": gain.new_published, "new_rank": gain.new_rank,
                "p_improves": gain.p_improves, "target": "",
            }  # fmt: skip
        for target, steps in analysis.routes[i].items():
            for position, step in enumerate(steps, 1):
                yield head | {
                    "route": target, "position": position, "indicator": step.indicator, "kind": step.kind,
                    "delta": step.delta, "new_published": step.new_published, "new_rank": place(step.new_rank),
                    "p_improves": None, "target": target,
                }  # fmt: skip
        loss = analysis.losses[i]
        if loss is not None:
            yield head | {
                "route": "loss", "position": 1, "indicator": loss.indicator, "kind": "evidence", "delta": loss.delta,
                "new_published": loss.new_published, "new_rank": None, "p_improves": None, "target": "",
            }  # fmt: skip


def gate_rows(edition: str, analysis: Analysis) -> Iterator[Row]:
    """Yield the `gates` rows of councils whose level could be assessed."""
    for authority, maturity in zip(analysis.panel.authorities, analysis.maturity, strict=True):
        if maturity is not None and maturity.assessed:
            for gate in maturity.gates:
                yield {
                    "edition": edition, "authority": authority, "level": gate.level, "gate": gate.gate,
                    "state": gate.state, "detail": gate.detail,
                }  # fmt: skip


def indistinct_rows(edition: str, analysis: Analysis) -> Iterator[Row]:
    """Yield the `indistinct` rows: pairs within a type of which neither clearly outranks the other."""
    codes, s = analysis.panel.authorities, analysis.standing
    for i, k in np.argwhere(s.indistinct):
        if i != k:
            yield {"edition": edition, "authority": codes[i], "other": codes[k], "p_better": float(s.p[i, k])}


def sensitivity_rows(edition: str, analysis: Analysis) -> Iterator[Row]:
    """Yield the `sensitivity` rows: leaving out each indicator and dimension, and the share of each factor."""
    for kind, shift in analysis.shifts:
        yield _shift_row(edition, kind, shift)
    for kind, factors in sorted(analysis.factors.items()):
        for index in factors:
            yield {
                "edition": edition, "kind": "factor", "code": index.factor, "type": kind, "mean_shift": None,
                "max_shift": None, "spearman": None, "first_order": number(index.first), "total": number(index.total),
                "total_low": number(index.total_low), "total_high": number(index.total_high), "flagged": 0,
            }  # fmt: skip


def _shift_row(edition: str, kind: str, shift: Shift) -> Row:
    return {
        "edition": edition, "kind": shift.kind, "code": shift.code, "type": kind, "mean_shift": number(shift.mean),
        "max_shift": number(shift.largest), "spearman": number(shift.spearman), "first_order": None, "total": None,
        "total_low": None, "total_high": None, "flagged": int(shift.flagged),
    }  # fmt: skip


def consistency_rows(edition: str, analysis: Analysis) -> Iterator[Row]:
    """Yield the `consistency` rows; a figure that does not exist is null."""
    for (dimension, kind), block in sorted(analysis.consistency.items()):
        value = {
            "councils": block.councils, "codes": block.codes, "alpha": number(block.alpha),
            "item_rest": [number(v) for v in block.item_rest], "eigenvalues": [number(v) for v in block.eigenvalues],
            "loadings": [number(v) for v in block.loadings], "first_share": number(block.first_share),
            "kmo": number(block.kmo), "flags": block.flags,
        }  # fmt: skip
        yield {"edition": edition, "dimension": dimension, "type": kind, "value": json.dumps(value, sort_keys=True)}


def summary_rows(edition: str, analysis: Analysis, names: Mapping[str, str]) -> Iterator[Row]:
    """Yield the `summaries` rows of the analysis. names: indicator code -> name, for the sentences."""
    groups = np.array(analysis.panel.groups)
    figures = trust(analysis)
    for one in figures:
        rows = groups == one.type
        yield summary_row(edition, "trust", {
            "ranked": one.ranked, "councils": int(rows.sum()), "median_width": one.median_width, "bands": one.bands,
            "stretched": one.stretched, "influential": one.influential,
            "median_coverage": float(np.median(analysis.scores.coverage[rows])),
        }, one.type)  # fmt: skip
    for kind, effective in sorted(analysis.effective.items()):
        yield summary_row(edition, "effective", [
            {"dimension": code, "nominal": number(effective.nominal[d]), "share": number(effective.share[d]),
             "flagged": bool(effective.flagged[d])}
            for d, code in enumerate(analysis.panel.dimensions)
        ], kind)  # fmt: skip
    yield summary_row(edition, "core_spearman", number(analysis.core_spearman))
    yield summary_row(edition, "core_moved", int(analysis.core_moved.sum()))
    yield summary_row(edition, "coverage_spearman", number(analysis.coverage_spearman))
    yield summary_row(edition, "complete_spearman", number(analysis.complete_spearman))
    influential = overall_influence(analysis)
    yield summary_row(edition, "influential", influential)
    yield summary_row(edition, "trust_paragraph", trust_paragraph(figures, influential, analysis, names))


def overall_influence(analysis: Analysis) -> list[tuple[str, float]]:
    """Return the five indicators whose absence moves ranks within type most, with the mean shift over all councils.

    Weighted by the councils ranked in each type, so that a small type does not decide.
    """
    groups = np.array(analysis.panel.groups)
    totals: dict[str, float] = {}
    ranked = int(analysis.scores.ranked.sum())
    for kind, shift in analysis.shifts:
        if kind and shift.kind == "indicator" and not np.isnan(shift.mean):
            share = float((analysis.scores.ranked & (groups == kind)).sum()) / ranked
            totals[shift.code] = totals.get(shift.code, 0.0) + share * shift.mean
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:5]
