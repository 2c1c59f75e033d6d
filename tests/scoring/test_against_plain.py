"""The draws beside the same formulas written out plainly: two implementations, one answer."""

import numpy as np
import pytest

from benchmarks import plain
from benchmarks.synthetic import synthetic_panel
from scoring.aggregate import score_panel
from scoring.donors import Nearest, find_donors
from scoring.intervals import draw_ranks, p_outranks, rank_intervals
from scoring.marginal_gains import gains, imputed
from scoring.panel import Panel
from scoring.peers import distances, peer_order
from scoring.uncertainty import simulate
from tests.scoring.make import random_panel


def both(panel: Panel, draws: int, nearest=None):
    donors = find_donors(panel.applicable & ~np.isnan(panel.y), panel.applicable, panel.groups, nearest)
    version, drawn = plain.Plain(panel, donors), simulate(panel, 3, draws, nearest)
    return [(drawn.evidence, version.scores(1, draws, False)), (drawn.full, version.scores(2, draws, True))]


@pytest.mark.parametrize("seed", [1, 2])
def test_both_versions_draw_from_the_same_distribution(seed):
    for ours, theirs in both(random_panel(seed, n=20, m=12), 3000):
        assert ours.mean(axis=0) == pytest.approx(theirs.mean(axis=0), abs=0.01)
        assert ours.std(axis=0) == pytest.approx(theirs.std(axis=0), abs=0.012)


def test_both_versions_find_the_same_intervals_on_a_full_size_panel():
    panel, context = synthetic_panel(1)
    order = peer_order(context, distances(context))
    for ours, theirs in both(panel, 150, Nearest(order, order)):
        interval = rank_intervals(draw_ranks(ours))
        other = plain.intervals(plain.ranks(theirs))
        assert np.median(interval.high - interval.low) == pytest.approx(np.median(other[1] - other[0]), rel=0.1)
        assert np.abs(interval.median - np.median(plain.ranks(theirs), axis=0)).max() < 30


def test_both_versions_count_the_same_from_the_same_draws():
    scores = np.round(np.random.default_rng(1).random((100, 12)), 1)
    assert np.array_equal(plain.ranks(scores), draw_ranks(scores))
    assert p_outranks(scores) == pytest.approx(plain.outranks(scores))
    interval = rank_intervals(draw_ranks(scores))
    assert np.array_equal(plain.intervals(plain.ranks(scores)), np.stack([interval.low, interval.high]))


def test_both_versions_plan_the_same():
    panel, _ = synthetic_panel(2, missing=0.0)
    scores = score_panel(panel)
    got = gains(panel, scores)
    assert scores.ranked.all()
    for i, (new, rank) in enumerate(plain.plan(panel, imputed(panel, scores), scores.score)):
        open_ = got.open[i]
        assert got.new_score[i, open_] == pytest.approx(new[open_], abs=1e-12)
        assert np.array_equal(got.new_rank[i, open_], rank[open_])
