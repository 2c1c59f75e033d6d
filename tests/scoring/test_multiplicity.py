"""The guards against the loudest of many comparisons, and the ranges of groups, against their definitions."""

from __future__ import annotations

from itertools import combinations, product
from math import comb

import numpy as np
import pytest

from scoring.association import spearman_range
from scoring.like_with_like import outscored, roll_up
from scoring.median_range import median_range
from scoring.multiplicity import adjusted, counted_p, either_way, stands, together

HOCHBERG = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0000]  # fmt: skip
"""The example of Benjamini & Hochberg (1995), section 3.1, which rejects four at 0.05."""


def test_the_example_of_the_paper_rejects_four() -> None:
    right = adjusted(np.array(HOCHBERG))
    assert stands(right).sum() == 4 and stands(right)[:4].all()
    shuffled = np.random.default_rng(1).permutation(15)
    assert np.allclose(adjusted(np.array(HOCHBERG)[shuffled]), right[shuffled])


def test_adjusting_never_makes_a_claim_likelier_nor_turns_the_order() -> None:
    p = np.random.default_rng(2).random(200)
    right = adjusted(p)
    assert (right >= p).all() and (right <= 1).all() and (np.diff(right[np.argsort(p)]) >= 0).all()
    assert adjusted(np.array([0.03])) == 0.03 and adjusted(np.array([])).size == 0


def test_chance_alone_makes_almost_no_claim_of_many() -> None:
    rng = np.random.default_rng(3)
    families = [stands(adjusted(rng.random(300))).any() for _ in range(400)]
    assert np.mean(families) < 0.09  # 0.05, with four standard errors of 400 tries


def test_what_never_happened_in_the_draws_is_rare_and_not_impossible() -> None:
    assert counted_p(1.0, 2000) == pytest.approx(1 / 2001) and counted_p(0.4, 2000) == pytest.approx(0.6)
    assert either_way(0.0, 999) == either_way(1.0, 999) == pytest.approx(0.002) and either_way(0.5, 999) == 1.0


def test_ranges_that_hold_together_are_wider() -> None:
    assert together(1) == pytest.approx(1.959964, abs=1e-6) and together(10) == pytest.approx(2.807034, abs=1e-6)
    with pytest.raises(ValueError, match="at least 1"):
        together(0)


def test_the_range_of_a_correlation_is_on_fishers_scale() -> None:
    low, high = spearman_range(0.5, 28, 1.959964)
    error = np.sqrt((1 + 0.125) / 25)
    assert np.arctanh(high) - np.arctanh(low) == pytest.approx(2 * 1.959964 * error)
    assert spearman_range(0.5, 3, 2.0) is None and spearman_range(1.0, 30, 2.0) is None


@pytest.mark.parametrize("n", [6, 9, 13, 30])
def test_a_median_lies_between_its_ends_in_at_least_95_of_100_cases(n: int) -> None:
    _, low, high = median_range(list(range(n)))
    within = sum(comb(n, k) for k in range(int(low) + 1, int(high) + 1)) / 2**n
    narrower = sum(comb(n, k) for k in range(int(low) + 2, int(high))) / 2**n
    assert within >= 0.95 > narrower and median_range([1.0] * 5) is None


def test_a_region_is_compared_with_every_draw_of_the_same_types() -> None:
    scores = np.array([50.0, 60.0, 60.0, 80.0, 20.0, 30.0, 10.0, np.nan])
    types = ["a", "a", "a", "a", "b", "b", "b", "b"]
    shares = outscored(scores, types)
    assert shares[:4].tolist() == [0, 0.5, 0.5, 1] and shares[4:7].tolist() == [0.5, 1, 0] and np.isnan(shares[7])
    members = np.array([True, True, False, False, True, False, False, True])
    drawn = [np.mean([*shares[list(a)], *shares[list(b)]])
             for a, b in product(combinations(range(4), 2), combinations(range(4, 7), 1))]  # fmt: skip
    one = roll_up(shares, types, members, 1.0)
    assert one.size == 3 and one.mean == pytest.approx((0 + 0.5 + 0.5) / 3) and np.mean(drawn) == pytest.approx(0.5)
    assert one.high - 0.5 == pytest.approx(0.5 - one.low) == pytest.approx(np.std(drawn))


def test_a_region_that_is_a_type_has_no_range_and_one_without_scores_no_figure() -> None:
    types = ["a"] * 3 + ["b"] * 3
    shares = outscored(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), types)
    alone = roll_up(shares, types, np.array([True] * 3 + [False] * 3), 2.0)
    assert (alone.low, alone.high) == (None, None) and alone.mean == 0.5
    assert roll_up(np.full(6, np.nan), types, np.ones(6, dtype=bool), 2.0).size == 0
