"""Intervals, bands and chances (scoring method, sections 9-10)."""

import itertools

import numpy as np
import pytest

from scoring.bands import bands, half_width, indistinguishable
from scoring.intervals import (
    Interval,
    draw_ranks,
    outside,
    p_outranks,
    p_outranks_by_rank,
    quartile_places,
    type1_quantile,
)
from scoring.rank import competition_rank
from scoring.rank_sets import simultaneous_rank_sets
from scoring.standing import rank_interval_of, standing
from scoring.uncertainty import Draws
from tests.scoring.make import published_of

TEN = np.array(
    [
        [0.80, 0.70, 0.60, 0.50],
        [0.78, 0.74, 0.61, 0.40],
        [0.82, 0.69, 0.66, 0.55],
        [0.79, 0.80, 0.58, 0.45],
        [0.81, 0.71, 0.72, 0.50],
        [0.76, 0.73, 0.62, 0.63],
        [0.83, 0.75, 0.59, 0.48],
        [0.80, 0.68, 0.65, 0.52],
        [0.77, 0.72, 0.60, 0.47],
        [0.84, 0.70, 0.70, 0.44],
    ]
)
POINT = np.array([0.80, 0.72, 0.63, 0.50])


def test_ranks_in_a_draw_are_competition_ranks():
    scores = np.round(np.random.default_rng(1).random((50, 20)), 1)
    assert np.array_equal(draw_ranks(scores), np.stack([competition_rank(s) for s in scores]))


@pytest.mark.parametrize(
    "size, share",
    [
        (2000, 0.05),
        (2000, 0.95),
        (10, 0.05),
        (7, 0.3),
        (1, 0.05),
        (3, 1.0),
        (20, 0.05),
    ],
)
def test_the_quantile_is_the_inverse_of_the_empirical_distribution(size, share):
    values = np.random.default_rng(size).random((size, 3))
    expected = np.quantile(values, share, axis=0, method="inverted_cdf")
    assert np.array_equal(type1_quantile(values, share), expected)


def test_a_value_beyond_its_interval_is_said_to_be():
    interval = Interval(np.array([2, 4, 3]), np.array([3.0, 4.0, 3.0]), np.array([3, 5, 3]))
    assert outside(interval, np.array([5, 4, 2])).tolist() == [True, False, True]


def test_chances_from_ranks_are_those_from_scores():
    scores = np.round(np.random.default_rng(2).random((200, 15)), 2)
    assert np.array_equal(p_outranks(scores), p_outranks_by_rank(draw_ranks(scores)))


@pytest.mark.parametrize("n, places", [(1, 1), (4, 1), (5, 2), (11, 3), (164, 41)])
def test_the_top_quartile_is_rounded_up(n, places):
    assert quartile_places(n) == places


def test_the_worked_example_of_four_councils():
    got = standing(Draws(TEN, TEN), published_of(POINT, ("g",) * 4))
    assert list(zip(got.low.tolist(), got.high.tolist(), strict=True)) == [(1, 2), (1, 3), (2, 4), (3, 4)]
    assert got.band.tolist() == [1, 1, 2, 2]
    assert got.p == pytest.approx(p_outranks(TEN))
    assert got.indistinct.tolist() == (np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]]) > 0).tolist()
    assert got.p_top_quartile == pytest.approx([0.9, 0.1, 0, 0])
    assert got.p_top_ten.tolist() == [1, 1, 1, 1]
    assert got.half_width == pytest.approx(half_width(TEN.std(axis=0)))


def test_groups_are_apart_and_an_unranked_council_has_no_standing():
    score = np.array([0.8, np.nan, 0.63, 0.5])
    groups = ("g", "g", "h", "g")
    draws = TEN.copy()
    draws[:, 1] = np.nan
    got = standing(Draws(draws, draws), published_of(score, groups))
    assert (got.low.tolist(), got.high.tolist(), got.band.tolist()) == ([1, -1, 1, 2], [1, -1, 1, 2], [1, -1, 1, 2])
    assert np.isnan(got.p[0, 2]) and np.isnan(got.p[1]).all() and np.isnan(got.score_low[1])


def test_no_range_is_stretched_to_hold_what_was_published():
    published = published_of(np.array([0.9, 0.1, 0.63, 0.5]), ("g",) * 4)
    got = standing(Draws(TEN, TEN), published)
    assert got.score_low == pytest.approx(TEN.min(axis=0)) and got.score_high == pytest.approx(TEN.max(axis=0))
    assert got.outside.tolist() == [True, True, False, False]
    interval = rank_interval_of(TEN, published)
    assert np.array_equal(interval.low, got.low) and np.array_equal(interval.high, got.high)


def test_bands_are_led_from_the_top_and_contiguous():
    rng = np.random.default_rng(3)
    p = p_outranks(rng.normal(np.linspace(1, 0, 12), 0.1, (500, 12)))
    found = bands(range(12), p)
    assert sorted(found.values()) == list(found.values())
    leaders = [next(i for i in range(12) if found[i] == b) for b in sorted(set(found.values()))]
    assert all(p[a][b] >= 0.95 for a, b in itertools.pairwise(leaders))


def test_nobody_is_indistinct_from_itself():
    assert not np.diag(indistinguishable(np.full((3, 3), 0.5))).any()


def test_rank_sets_hold_the_point_rank():
    rng = np.random.default_rng(4)
    point = rng.random(20)
    got = simultaneous_rank_sets(point, point + rng.normal(0, 0.05, (300, 20)))
    rank = competition_rank(point)
    assert (got.low <= rank).all() and (rank <= got.high).all()
    one = simultaneous_rank_sets(np.array([0.3]), np.array([[0.3]]))
    assert (one.low.tolist(), one.high.tolist()) == ([1], [1])
