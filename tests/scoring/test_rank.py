"""Ties and possible ranks (scoring method, sections 5.5 and 8)."""

import numpy as np
import pytest

from scoring.aggregate import score_panel
from scoring.rank import competition_rank, possible_ranks, rank_within
from tests.scoring.make import NAN, random_panel, six_councils


@pytest.mark.parametrize(
    "values, ranks",
    [
        ([3, 2, 2, 1], [1, 2, 2, 4]),
        ([1, NAN, 1], [1, -1, 1]),
        ([NAN], [-1]),
        ([5], [1]),
        ([], []),
    ],
)
def test_tied_councils_share_a_place_and_the_next_is_left_out(values, ranks):
    assert competition_rank(np.array(values, dtype=float)).tolist() == ranks


def test_possible_ranks_of_the_worked_example():
    lower = np.array([0.928288, 0.377316, 0.794353, 0.896794])
    best, worst = possible_ranks(lower, np.array([0.928288, 0.571055, 0.794353, 0.896794]))
    assert list(zip(best.tolist(), worst.tolist(), strict=True)) == [(1, 1), (4, 4), (3, 3), (2, 2)]


def test_overlapping_bounds_leave_several_ranks_open():
    best, worst = possible_ranks(np.array([0.5, 0.4, 0.1]), np.array([0.6, 0.9, 0.2]))
    assert (best.tolist(), worst.tolist()) == ([1, 1, 3], [2, 2, 3])


def test_ranks_are_within_the_group_and_unranked_councils_take_no_place():
    panel = six_councils()
    got = score_panel(panel)
    ranks = rank_within(got.score, got.lower, got.upper, got.ranked, panel.groups)
    assert ranks.rank.tolist() == [1, 2, 1, -1, 1, -1]
    assert ranks.of.tolist() == [2, 2, 1, -1, 1, -1]
    assert np.isnan(ranks.published[[3, 5]]).all()


def test_overall_ranks_of_the_worked_example():
    got = score_panel(six_councils())
    ranks = rank_within(got.score, got.lower, got.upper, got.ranked, ("all",) * 6)
    assert ranks.rank.tolist() == [1, 4, 3, -1, 2, -1]


def test_councils_that_print_alike_are_tied_and_their_possible_range_holds_the_shared_rank():
    score = np.array([0.92831, 0.92829, 0.5])
    ranks = rank_within(score, score, score, np.ones(3, bool), ("g",) * 3)
    assert (ranks.rank.tolist(), ranks.tied.tolist()) == ([1, 1, 3], [True, True, False])
    assert (ranks.best.tolist(), ranks.worst.tolist()) == ([1, 1, 3], [1, 2, 3])


@pytest.mark.parametrize("seed", range(20))
def test_the_possible_range_always_contains_the_rank(seed):
    panel = random_panel(seed, n=30)
    got = score_panel(panel)
    ranks = rank_within(got.score, got.lower, got.upper, got.ranked, panel.groups)
    rows = got.ranked
    assert (ranks.best[rows] <= ranks.rank[rows]).all() and (ranks.rank[rows] <= ranks.worst[rows]).all()


def test_a_group_of_one_is_first_of_one():
    ranks = rank_within(np.array([0.3]), np.array([0.1]), np.array([0.9]), np.array([True]), ("g",))
    assert (ranks.rank[0], ranks.best[0], ranks.worst[0], ranks.of[0], ranks.tied[0]) == (1, 1, 1, 1, False)
