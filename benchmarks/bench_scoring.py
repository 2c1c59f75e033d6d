"""`python -m benchmarks.bench_scoring`: the Monte-Carlo and the planner beside plain vectorised numpy.

Ends with exit code 1 if a budget is missed: ratio of the times at most 1.0, planner at most two thirds of the
plain Monte-Carlo, peak memory at most 500 MB.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import plain
from benchmarks.synthetic import synthetic_panel
from scoring.aggregate import score_panel
from scoring.donors import find_donors
from scoring.intervals import draw_ranks, p_outranks_by_rank, rank_intervals
from scoring.peers import distances, peer_order
from scoring.planner import downside, gains, imputed, routes, top_quartile_target
from scoring.uncertainty import Draws, simulate

MOST_RATIO, MOST_PLANNER, MOST_MEMORY = 1.0, 2.0 / 3.0, 500.0
SEED = 20261122


def main() -> int:
    """Run both versions once, print times, ratios, memory and how well they agree; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=2000)
    draws = parser.parse_args().draws
    panel, context = synthetic_panel(SEED)
    order = peer_order(context, distances(context))
    missing = 1.0 - (~np.isnan(panel.y)).sum() / panel.applicable.sum()
    print(f"{draws} draws x {len(panel.authorities)} councils x {len(panel.columns)} indicators, {missing:.1%} missing")
    print("both passes, rank intervals of both, P(A outranks B) for all councils")
    ours, product = _timed(lambda: _product(panel, order, draws))
    planner, scores = _timed(lambda: _planner(panel, product[0]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    donors = find_donors(panel.applicable & ~np.isnan(panel.y), panel.applicable, panel.groups, order)
    theirs, yardstick = _timed(lambda: _plain(plain.Plain(panel, donors), draws))
    plain_plan, _ = _timed(lambda: plain.plan(panel, imputed(panel, scores), scores.score))
    gains_only, _ = _timed(lambda: gains(panel, scores))
    ratio, share = ours / theirs, planner / theirs
    print(f"product        {ours:7.2f} s   plain numpy {theirs:6.2f} s   ratio {ratio:.2f} (at most {MOST_RATIO})")
    print(f"planner, all   {planner:7.2f} s   = {share:.3f} of the plain Monte-Carlo (at most {MOST_PLANNER:.2f})")
    print(f"single gains   {gains_only:7.3f} s   plain numpy {plain_plan:6.3f} s   ratio {gains_only / plain_plan:.2f}")
    print(f"peak memory    {peak:7.0f} MB, the process before the plain version ran (at most {MOST_MEMORY:.0f})")
    _agreement(product, yardstick)
    return int(ratio > MOST_RATIO or share > MOST_PLANNER or peak > MOST_MEMORY)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def _product(panel, order, draws: int) -> tuple[Draws, list[np.ndarray], np.ndarray]:
    drawn = simulate(panel, SEED, draws, order)
    ranks = [draw_ranks(s) for s in (drawn.evidence, drawn.full)]
    found = [rank_intervals(r) for r in ranks]
    return drawn, [np.stack([i.low, i.high]) for i in found], p_outranks_by_rank(ranks[0])


def _plain(version: plain.Plain, draws: int) -> tuple[Draws, list[np.ndarray], np.ndarray]:
    drawn = Draws(version.scores(SEED, draws, False), version.scores(SEED + 1, draws, True))
    found = [plain.intervals(plain.ranks(s)) for s in (drawn.evidence, drawn.full)]
    return drawn, found, plain.outranks(drawn.evidence)


def _planner(panel, drawn: Draws):
    scores = score_panel(panel)
    gains(panel, scores, draws=drawn.evidence)
    routes(panel, scores, top_quartile_target(scores, panel.groups))
    downside(panel, scores)
    return scores


def _agreement(product, yardstick) -> None:
    """Print how far the two versions differ: they draw different numbers, so by noise alone."""
    for name, a, b in zip(("evidence only", "full"), product[1], yardstick[1], strict=True):
        widths = [float(np.median(i[1] - i[0])) for i in (a, b)]
        print(f"median interval  {name}: product {widths[0]:.0f} ranks, plain {widths[1]:.0f} ranks")
    print(f"largest difference of P: {np.abs(product[2] - yardstick[2]).max():.3f}")


if __name__ == "__main__":
    sys.exit(main())
