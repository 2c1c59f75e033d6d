"""How sure a council's place is, within its group: intervals, bands and chances (scoring method, sections 9-10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.bands import bands, half_width, indistinguishable
from scoring.intervals import (
    Interval,
    draw_ranks,
    outside,
    p_outranks_by_rank,
    p_top,
    quartile_places,
    rank_intervals,
    score_intervals,
)
from scoring.published import Published
from scoring.rank import UNRANKED, group_rows
from scoring.rounding import published_value
from scoring.uncertainty import Draws

TOP = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """The certainty of every row's place in its group. All (n) unless said otherwise; -1, nan or False if unranked.

    low, high: 90 % interval of the rank from the full draws. evidence_low, evidence_high: the same from the
    evidence-only draws. score_low, score_high: 90 % interval of the score, also of councils without a place. outside:
    the published rank or score lies beyond its interval, which is said and never mended. half_width: for error bars
    read by overlap. p (n, n): chance that the row outranks the column, evidence only, nan across groups. indistinct
    (n, n). band: 1 at the top. p_top_ten, p_top_quartile: from the full draws.
    """

    low: np.ndarray
    high: np.ndarray
    evidence_low: np.ndarray
    evidence_high: np.ndarray
    score_low: np.ndarray
    score_high: np.ndarray
    outside: np.ndarray
    half_width: np.ndarray
    p: np.ndarray
    indistinct: np.ndarray
    band: np.ndarray
    p_top_ten: np.ndarray
    p_top_quartile: np.ndarray


def standing(draws: Draws, published: Published) -> Standing:
    """Return the certainty of each published place; councils that tie are in the order of their codes."""
    n, codes, ranks = len(published.score), published.panel.authorities, published.ranks
    whole = {name: np.full(n, UNRANKED) for name in ("low", "high", "evidence_low", "evidence_high", "band")}
    share = {name: np.full(n, np.nan) for name in ("half_width", "p_top_ten", "p_top_quartile")}
    beyond, p, indistinct = np.zeros(n, dtype=bool), np.full((n, n), np.nan), np.zeros((n, n), dtype=bool)
    of_score = score_intervals(draws.full)
    for rows in group_rows(published.groups, published.seen.ranked):
        block = np.ix_(rows, rows)
        full, evidence = draw_ranks(draws.full[:, rows]), draw_ranks(draws.evidence[:, rows])
        interval, other = rank_intervals(full), rank_intervals(evidence)
        beyond[rows] = outside(interval, ranks.rank[rows]) | outside(_printed(of_score, rows), ranks.published[rows])
        p[block] = p_outranks_by_rank(evidence)
        indistinct[block] = indistinguishable(p[block])
        _put(whole, rows, low=interval.low, high=interval.high, evidence_low=other.low, evidence_high=other.high)
        _put(whole, rows, band=_bands(ranks.rank[rows], [codes[i] for i in rows], p[block]))
        _put(share, rows, half_width=half_width(draws.evidence[:, rows].std(axis=0)), p_top_ten=p_top(full, TOP))
        _put(share, rows, p_top_quartile=p_top(full, quartile_places(rows.size)))
    return Standing(
        **whole, **share, score_low=of_score.low, score_high=of_score.high, outside=beyond, p=p, indistinct=indistinct
    )


def rank_interval_of(draws: np.ndarray, published: Published) -> Interval:
    """Return only the 90 % rank interval (n) of draws (B, n); -1 where unranked, its median nan."""
    n = len(published.score)
    low, high, median = np.full(n, UNRANKED), np.full(n, UNRANKED), np.full(n, np.nan)
    for rows in group_rows(published.groups, published.seen.ranked):
        interval = rank_intervals(draw_ranks(draws[:, rows]))
        low[rows], median[rows], high[rows] = interval.low, interval.median, interval.high
    return Interval(low, median, high)


def _printed(interval: Interval, rows: np.ndarray) -> Interval:
    return Interval(*(published_value(ends[rows]) for ends in (interval.low, interval.median, interval.high)))


def _put(into: dict[str, np.ndarray], rows: np.ndarray, **values: np.ndarray) -> None:
    for name, value in values.items():
        into[name][rows] = value


def _bands(rank: np.ndarray, codes: list[str], p: np.ndarray) -> np.ndarray:
    order = sorted(range(len(codes)), key=lambda i: (rank[i], codes[i]))
    found = bands(order, p)
    return np.array([found[i] for i in range(len(codes))])
