"""The rows of published.db that the Monte-Carlo and its companions add to an edition. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from edition.framework_rows import summary_row
from edition.rows import Row, number, place, stored
from edition.trust_messages import trust_paragraph
from scoring.analyse import Analysis, Deep
from scoring.plan import Loss, Step
from scoring.published import Published
from scoring.rank import group_rows
from scoring.sensitivity import Shift
from scoring.trust import trust
from scoring.uncertainty import STEPS


def score_columns(analysis: Analysis, i: int) -> Row:
    """Return what the Monte-Carlo adds to the `scores` row of the i-th authority."""
    s = analysis.standing
    return {
        "interval_low": place(s.low[i]),
        "interval_high": place(s.high[i]),
        "outside_range": int(s.outside[i]) if analysis.published.seen.ranked[i] else None,
        "evidence_low": place(s.evidence_low[i]),
        "evidence_high": place(s.evidence_high[i]),
        "score_low": number(s.score_low[i]),
        "score_high": number(s.score_high[i]),
        "gs_half_width": number(s.half_width[i]),
        "band": place(s.band[i]),
        "p_top_quartile": number(s.p_top_quartile[i]),
        "p_top_ten": number(s.p_top_ten[i]),
    }


def deep_columns(deep: Deep | None, i: int) -> Row:
    """Return what an edition that is shown by itself adds to it: peers, fresh evidence, maturity; nothing otherwise."""
    if deep is None:
        return {}
    peers, maturity = deep.peers[i], deep.maturity[i]
    assessed = maturity is not None and maturity.assessed
    return {
        "core_interval_low": place(deep.core_low[i]),
        "core_interval_high": place(deep.core_high[i]),
        "fresh_low": place(deep.fresh_low[i]),
        "fresh_high": place(deep.fresh_high[i]),
        "peer_percentile": number(peers.percentile),
        "peer_median": number(peers.median),
        "peer_gap": number(peers.gap),
        "peer_gap_low": number(peers.gap_low),
        "peer_gap_high": number(peers.gap_high),
        "level_demonstrated": maturity.demonstrated if assessed and maturity else None,
        "level_possible": maturity.possible if assessed and maturity else None,
    }


def peer_rows(edition: str, authorities: Sequence[str], deep: Deep) -> Iterator[Row]:
    """Yield the `peers` rows, nearest first."""
    for authority, view in zip(authorities, deep.peers, strict=True):
        for position, near in enumerate(view.neighbours, 1):
            yield {
                "edition": edition, "authority": authority, "peer": near.peer.code, "position": position,
                "distance": near.peer.distance, "p_better": near.p_better,
            }  # fmt: skip


def gain_rows(edition: str, authorities: Sequence[str], deep: Deep) -> Iterator[Row]:
    """Yield the `gains` rows: single steps by size, the routes to a target, and the largest loss to guard against."""
    for i, authority in enumerate(authorities):
        head = {"edition": edition, "authority": authority}
        for position, step in enumerate(deep.steps[i], 1):
            yield head | {"route": "single", "position": position, "target": ""} | _step_columns(step)
        for target, steps in deep.routes[i].items():
            for position, step in enumerate(steps, 1):
                yield head | {"route": target, "position": position, "target": target} | _step_columns(step)
        loss = deep.losses[i]
        if loss is not None:
            yield head | {"route": "loss", "position": 1, "target": ""} | _change_columns(loss, "evidence")


def _step_columns(step: Step) -> Row:
    found = _change_columns(step, step.kind) | {"p_improves": number(step.p_improves)}
    return found if found["delta"] is None else found | {"held": step.held}


def _change_columns(change: Step | Loss, kind: str) -> Row:
    """A council without a place is told what to change in which order, and no figure: its score could be read off."""
    rank = place(change.new.rank)
    return {
        "indicator": change.indicator, "kind": kind, "delta": None if rank is None else change.delta, "held": None,
        "new_score": None if rank is None else change.new.score, "new_rank": rank, "p_improves": None,
    }  # fmt: skip


def way_in_rows(edition: str, authorities: Sequence[str], deep: Deep) -> Iterator[Row]:
    """Yield the `ways_in` rows: which checks would rank a council that takes no place, and where it would then be."""
    for authority, ways in zip(authorities, deep.ways_in, strict=True):
        for way, one in enumerate(ways, 1):
            for position, check in enumerate(one.checks, 1):
                yield {
                    "edition": edition, "authority": authority, "way": way, "position": position, "source": check,
                    "coverage": one.coverage, "interval_low": one.low, "interval_high": one.high, "interval_of": one.of,
                    "score_low": one.score_low, "score_high": one.score_high,
                }  # fmt: skip


def draw_rows(edition: str, analysis: Analysis) -> Iterator[Row]:
    """Yield the `draws` rows, one per type: some full draws of the ranked councils, dimension by dimension.

    Whole numbers of 16 bits, little-endian, a score of 1 being 65535: what the explorer weighs again.
    """
    published, parts = analysis.published, analysis.draws.parts
    if parts is None:
        return
    for rows in group_rows(published.groups, published.seen.ranked):
        block = parts.dimension_score[:, :, rows]
        yield {
            "edition": edition, "type": published.groups[rows[0]], "draws": len(parts.p),
            "authorities": " ".join(published.panel.authorities[i] for i in rows),
            "dimensions": " ".join(published.panel.dimensions),
            "dimension_score": np.round(STEPS * np.nan_to_num(block)).astype("<u2").tobytes(),
            "multiplier": parts.multiplier.astype("<f8").tobytes(), "p": parts.p.astype("<f8").tobytes(),
        }  # fmt: skip


def gate_rows(edition: str, authorities: Sequence[str], deep: Deep) -> Iterator[Row]:
    """Yield the `gates` rows of councils whose level could be assessed."""
    for authority, maturity in zip(authorities, deep.maturity, strict=True):
        if maturity is not None and maturity.assessed:
            for gate in maturity.gates:
                yield {
                    "edition": edition, "authority": authority, "level": gate.level, "gate": gate.gate,
                    "state": gate.state, "detail": stored(gate.detail),
                }  # fmt: skip


def indistinct_rows(edition: str, analysis: Analysis) -> Iterator[Row]:
    """Yield the `indistinct` rows: pairs within a type of which neither clearly outranks the other."""
    codes, s = analysis.published.panel.authorities, analysis.standing
    for i, k in np.argwhere(s.indistinct):
        if i != k:
            yield {"edition": edition, "authority": codes[i], "other": codes[k], "p_better": float(s.p[i, k])}


def sensitivity_rows(edition: str, deep: Deep) -> Iterator[Row]:
    """Yield the `sensitivity` rows: leaving out each indicator and dimension, and the share of each factor."""
    for kind, shift in deep.shifts:
        yield _shift_row(edition, kind, shift)
    for kind, factors in sorted(deep.factors.items()):
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


def consistency_rows(edition: str, deep: Deep) -> Iterator[Row]:
    """Yield the `consistency` rows; a figure that does not exist is null."""
    for (dimension, kind), block in sorted(deep.consistency.items()):
        value = {
            "councils": block.councils, "codes": block.codes, "alpha": number(block.alpha),
            "item_rest": [number(v) for v in block.item_rest], "eigenvalues": [number(v) for v in block.eigenvalues],
            "loadings": [number(v) for v in block.loadings], "first_share": number(block.first_share),
            "kmo": number(block.kmo), "flags": [flag.plain() for flag in block.flags],
        }  # fmt: skip
        yield {"edition": edition, "dimension": dimension, "type": kind, "value": json.dumps(value, sort_keys=True)}


def summary_rows(edition: str, analysis: Analysis, deep: Deep, names: Mapping[str, str]) -> Iterator[Row]:
    """Yield the `summaries` rows of the analysis. names: indicator code -> name, for the sentences."""
    published, figures = analysis.published, trust(analysis, deep)
    groups = np.array(published.groups)
    for one in figures:
        rows = groups == one.type
        yield summary_row(edition, "trust", {
            "ranked": one.ranked, "councils": int(rows.sum()), "median_width": one.median_width, "bands": one.bands,
            "outside": one.outside, "influential": one.influential,
            "median_coverage": float(np.median(published.seen.coverage[rows])),
        }, one.type)  # fmt: skip
    for kind, effective in sorted(deep.effective.items()):
        yield summary_row(edition, "effective", [
            {"dimension": code, "nominal": number(effective.nominal[d]), "share": number(effective.share[d]),
             "flagged": bool(effective.flagged[d])}
            for d, code in enumerate(published.panel.dimensions)
        ], kind)  # fmt: skip
    yield summary_row(edition, "core_spearman", number(deep.core_spearman))
    yield summary_row(edition, "core_moved", int(deep.core_moved.sum()))
    yield summary_row(edition, "coverage_spearman", number(deep.coverage_spearman))
    yield summary_row(edition, "complete_spearman", number(deep.complete_spearman))
    influential = overall_influence(published, deep)
    yield summary_row(edition, "influential", influential)
    paragraph = trust_paragraph(figures, influential, analysis, deep.coverage_spearman, names)
    yield summary_row(edition, "trust_paragraph", paragraph.plain())


def overall_influence(published: Published, deep: Deep) -> list[tuple[str, float]]:
    """Return the five indicators whose absence moves ranks within type most, with the mean shift over all councils.

    Weighted by the councils ranked in each type, so that a small type does not decide.
    """
    groups, ranked = np.array(published.groups), published.seen.ranked
    totals: dict[str, float] = {}
    for kind, shift in deep.shifts:
        if kind and shift.kind == "indicator" and not np.isnan(shift.mean):
            share = float((ranked & (groups == kind)).sum()) / int(ranked.sum())
            totals[shift.code] = totals.get(shift.code, 0.0) + share * shift.mean
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:5]
