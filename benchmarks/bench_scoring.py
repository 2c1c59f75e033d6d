"""`python -m benchmarks.bench_scoring`: the Monte-Carlo and the planner beside plain vectorised numpy.

Ends with exit code 1 if a budget is missed: ratio of the times at most 0.5, single gains of all councils in closed form
at most two thirds of the plain version, a change published exactly at most a tenth of publishing everything anew, peak
memory at most 500 MB.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import plain
from benchmarks.synthetic import synthetic_panel
from scoring.aggregate import score_panel
from scoring.donors import Nearest, find_donors
from scoring.intervals import draw_ranks, p_outranks_by_rank, rank_intervals
from scoring.marginal_gains import gains, imputed
from scoring.panel import Panel
from scoring.peers import Context
from scoring.plan import downside, routes, single_steps, top_quartile_target
from scoring.published import Published, publish_scores
from scoring.republish import Republisher
from scoring.uncertainty import Draws, simulate

MOST_RATIO, MOST_GAINS, MOST_EXACT, MOST_MEMORY = 0.5, 2.0 / 3.0, 0.1, 500.0
SEED, SAMPLE = 20261122, 40


def main() -> int:
    """Run both versions once, print times, ratios, memory and how well they agree; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=2000)
    draws = parser.parse_args().draws
    panel, context = synthetic_panel(SEED)
    published = publish_scores(panel, context)
    nearest, scores = published.nearest, score_panel(panel)
    missing = 1.0 - (~np.isnan(panel.y)).sum() / panel.applicable.sum()
    print(f"{draws} draws x {len(panel.authorities)} councils x {len(panel.columns)} indicators, {missing:.1%} missing")
    print("both passes, rank intervals of both, P(A outranks B) for all councils")
    ours, product = _timed(lambda: _product(panel, nearest, draws))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    donors = find_donors(panel.applicable & ~np.isnan(panel.y), panel.applicable, panel.groups, nearest)
    theirs, yardstick = _timed(lambda: _plain(plain.Plain(panel, donors), draws))
    filled = imputed(panel, scores)
    closed, plain_plan = (
        min(_timed(work)[0] for _ in range(3))
        for work in (lambda: gains(panel, scores), lambda: plain.plan(panel, filled, scores.score))
    )
    ratio, share = ours / theirs, closed / plain_plan
    exact, anew = _exact(published, context)
    _line("product", ours, "plain numpy", theirs, MOST_RATIO)
    _line("single gains", closed, "plain numpy", plain_plan, MOST_GAINS)
    _line("one change", exact, "all anew", anew, MOST_EXACT)
    print(f"planner, all   {_timed(lambda: _planner(published, context, product[0]))[0]:7.2f} s, every step exact")
    print(f"peak memory    {peak:7.0f} MB, the process before the plain version ran (at most {MOST_MEMORY:.0f})")
    _agreement(product, yardstick)
    return int(ratio > MOST_RATIO or share > MOST_GAINS or exact / anew > MOST_EXACT or peak > MOST_MEMORY)


def _line(name: str, ours: float, other: str, theirs: float, most: float) -> None:
    print(f"{name:13} {ours:8.4f} s   {other:11} {theirs:8.4f} s   ratio {ours / theirs:.3f} (at most {most:.2f})")


Drawn = tuple[Draws, list[np.ndarray], np.ndarray]
"""Scores, low and high ranks of each pass, and who outranks whom."""


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def _product(panel: Panel, nearest: Nearest, draws: int) -> Drawn:
    drawn = simulate(panel, SEED, draws, nearest)
    ranks = [draw_ranks(s) for s in (drawn.evidence, drawn.full)]
    found = [rank_intervals(r) for r in ranks]
    return drawn, [np.stack([i.low, i.high]) for i in found], p_outranks_by_rank(ranks[0])


def _plain(version: plain.Plain, draws: int) -> Drawn:
    drawn = Draws(version.scores(SEED, draws, False), version.scores(SEED + 1, draws, True))
    found = [plain.intervals(plain.ranks(s)) for s in (drawn.evidence, drawn.full)]
    return drawn, found, plain.outranks(drawn.evidence)


def _planner(published: Published, context: Context, drawn: Draws) -> None:
    republisher = Republisher(published, context)
    single_steps(published, republisher, drawn.evidence)
    routes(published, republisher, [top_quartile_target(published)])
    downside(published, republisher)


def _exact(published: Published, context: Context) -> tuple[float, float]:
    """Return the seconds that one change takes, worked out exactly, and by publishing everything anew."""
    panel, rng = published.panel, np.random.default_rng(SEED)
    republisher = Republisher(published, context)
    cells = [tuple(cell) for cell in rng.permutation(np.argwhere(panel.applicable & (panel.y < 1.0)))[:SAMPLE]]

    def rows() -> list[tuple[int, np.ndarray]]:
        return [(int(i), np.where(np.arange(len(panel.columns)) == j, 1.0, panel.y[i])) for i, j in cells]

    ours, found = _timed(lambda: [republisher.new(i, marks).score for i, marks in rows()])
    theirs, anew = _timed(lambda: [_anew(panel, context, i, marks) for i, marks in rows()])
    assert np.allclose(found, anew, atol=1e-12)
    return ours / SAMPLE, theirs / SAMPLE


def _anew(panel: Panel, context: Context, i: int, marks: np.ndarray) -> float:
    y = panel.y.copy()
    y[i] = marks
    return float(publish_scores(replace(panel, y=y), context).score[i])


def _agreement(product: Drawn, yardstick: Drawn) -> None:
    """Print how far the two versions differ: they draw different numbers, so by noise alone."""
    for name, a, b in zip(("evidence only", "full"), product[1], yardstick[1], strict=True):
        widths = [float(np.median(i[1] - i[0])) for i in (a, b)]
        print(f"median interval  {name}: product {widths[0]:.0f} ranks, plain {widths[1]:.0f} ranks")
    print(f"largest difference of P: {np.abs(product[2] - yardstick[2]).max():.3f}")


if __name__ == "__main__":
    sys.exit(main())
