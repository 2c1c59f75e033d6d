"""The fourteen properties every implementation must satisfy (scoring method, section 20.13), in their order."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.aggregate import power_mean, score_panel
from scoring.confidence import confidence, is_live
from scoring.intervals import draw_ranks, p_outranks, rank_intervals
from scoring.marginal_gains import imputed
from scoring.maturity import LevelRule, assess
from scoring.panel import Panel, take
from scoring.rank import competition_rank
from scoring.rounding import published_value
from scoring.uncertainty import simulate
from tests.scoring.make import NAN, random_panel

MANY = settings(max_examples=40)
FEW = settings(max_examples=5)
seeds = st.integers(0, 10**6)
exponents = st.sampled_from([1.0, 0.5, 0.0, -1.0])
shares = st.floats(0, 1)


def places(panel: Panel) -> np.ndarray:
    scores = score_panel(panel)
    return competition_rank(published_value(np.where(scores.ranked, scores.score, NAN)))


def shuffled(panel: Panel, seed: int) -> tuple[Panel, np.ndarray]:
    rng = np.random.default_rng(seed)
    rows, cols = rng.permutation(len(panel.authorities)), rng.permutation(len(panel.columns))
    mixed = take(panel, rows)
    names = ("raw", "y", "applicable", "confidence", "denominator")
    cut = {name: getattr(mixed, name)[:, cols] for name in names}
    return replace(mixed, columns=tuple(panel.columns[j] for j in cols), **cut), rows


@MANY
@given(seeds, exponents, shares)
def test_01_raising_a_value_never_lowers_score_published_value_or_place(seed, p, share):
    panel = random_panel(seed, p=p)
    i, j = np.argwhere(~np.isnan(panel.y))[int(share * (np.sum(~np.isnan(panel.y)) - 1))]
    y = panel.y.copy()
    y[i, j] += (1.0 - y[i, j]) * share
    before, after = score_panel(panel).score[i], score_panel(replace(panel, y=y)).score[i]
    assert after >= before - 1e-12
    assert published_value(after) >= published_value(before)
    assert places(replace(panel, y=y))[i] <= places(panel)[i]


@MANY
@given(seeds, st.sets(st.integers(0, 11), min_size=1))
def test_02_other_councils_never_change_a_score(seed, rows):
    panel = random_panel(seed)
    rows = sorted(rows)
    alone = score_panel(take(panel, rows)).score
    assert np.array_equal(alone, score_panel(panel).score[rows], equal_nan=True)


@MANY
@given(seeds, exponents)
def test_03_the_bounds_hold_the_score_and_close_at_full_coverage(seed, p):
    got = score_panel(random_panel(seed, p=p))
    known = ~np.isnan(got.score)
    assert (got.lower[known] <= got.score[known]).all() and (got.score[known] <= got.upper[known]).all()
    whole = score_panel(random_panel(seed, p=p, missing=0.0))
    assert np.array_equal(whole.lower, whole.score, equal_nan=True)
    assert np.array_equal(whole.upper, whole.score, equal_nan=True)


@MANY
@given(seeds, exponents, st.floats(0.01, 100), st.floats(0.01, 100))
def test_04_scaling_all_weights_changes_nothing(seed, p, inside, across):
    panel = random_panel(seed, p=p)
    columns = tuple(replace(c, weight=c.weight * inside) for c in panel.columns)
    scaled = replace(panel, columns=columns, dimension_weights=panel.dimension_weights * across)
    a, b = score_panel(panel), score_panel(scaled)
    assert b.score == pytest.approx(a.score, abs=1e-12, nan_ok=True)
    assert (b.lower, b.upper) == (
        pytest.approx(a.lower, abs=1e-12, nan_ok=True),
        pytest.approx(a.upper, abs=1e-12, nan_ok=True),
    )


@MANY
@given(seeds, exponents)
def test_05_a_missing_cell_at_the_dimension_mean_leaves_the_score(seed, p):
    panel = random_panel(seed, p=p)
    before = score_panel(panel)
    filled = imputed(panel, before)
    empty = np.isnan(before.dimension_score)[:, [panel.dimensions.index(c.dimension) for c in panel.columns]]
    after = score_panel(replace(panel, y=np.where(empty, panel.y, filled)))
    assert after.score == pytest.approx(before.score, abs=1e-12, nan_ok=True)


@MANY
@given(seeds, st.sampled_from([2.0, 1.0, 0.5, 0.0, -1.0]), st.floats(0.01, 1))
def test_06_all_values_alike_give_that_value(seed, p, k):
    panel = random_panel(seed, p=p)
    got = score_panel(replace(panel, y=np.where(np.isnan(panel.y), NAN, k))).score
    assert got[~np.isnan(got)] == pytest.approx(k, abs=1e-12)


@MANY
@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=8), seeds)
def test_07_the_score_does_not_fall_as_the_exponent_rises(values, seed):
    weights = np.random.default_rng(seed).random(len(values)) + 0.01
    means = [float(power_mean(np.array(values), weights, p)) for p in (-2, -1, 0, 0.5, 1, 2)]
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(means))


@MANY
@given(seeds, shares)
def test_08_a_cell_that_does_not_apply_changes_nothing_whatever_it_carries(seed, value):
    panel = random_panel(seed)
    loaded = replace(
        panel,
        y=np.where(panel.applicable, panel.y, value),
        raw=np.where(panel.applicable, panel.raw, value),
        confidence=np.where(panel.applicable, panel.confidence, 0.5),
        denominator=np.where(panel.applicable, panel.denominator, 10.0),
    )
    assert np.array_equal(score_panel(panel).score, score_panel(loaded).score, equal_nan=True)
    assert np.array_equal(simulate(panel, 1, 5).full, simulate(loaded, 1, 5).full, equal_nan=True)


@FEW
@given(seeds)
def test_09_twins_share_a_place_and_outrank_each_other_half_the_time(seed):
    panel = random_panel(seed, n=10, m=12, missing=0.1)
    panel = take(panel, [0, 0, 2, 3, 4, 5, 6, 7, 8, 9])
    panel = replace(panel, authorities=("E9998", "E9999", *panel.authorities[2:]), groups=("a",) * 10)
    place = places(panel)
    assert place[0] == place[1]
    complete = replace(
        panel,
        applicable=panel.applicable & ~np.isnan(panel.y),
        denominator=np.full(panel.y.shape, NAN),
        confidence=np.where(np.isnan(panel.y), NAN, 1.0),
    )
    assume(not np.isnan(score_panel(complete).score).any())
    assert p_outranks(simulate(complete, seed, 50).full)[0, 1] == 0.5
    assert p_outranks(simulate(panel, seed, 2000).full)[0, 1] == pytest.approx(0.5, abs=0.06)


@MANY
@given(seeds, st.floats(0, 5000), st.floats(0.3, 1))
def test_10_ageing_changes_the_score_only_at_the_stale_threshold(seed, age, q):
    panel = random_panel(seed)
    c = confidence(q, age, 365)
    aged = replace(panel, confidence=np.where(np.isnan(panel.y), NAN, float(c)))
    assume(is_live(c))
    assert np.array_equal(score_panel(panel).score, score_panel(aged).score, equal_nan=True)
    got = score_panel(aged)
    assert got.evidence == pytest.approx(got.coverage * float(c), abs=1e-12)


@MANY
@given(st.integers(1, 30), st.integers(1, 9), seeds)
def test_11_chances_to_outrank_add_up_to_one(draws, n, seed):
    scores = np.round(np.random.default_rng(seed).random((draws, n)), 1)
    p = p_outranks(scores)
    assert p + p.T == pytest.approx(np.ones((n, n)), abs=0)


levels = st.dictionaries(st.sampled_from(["s1", "s2", "s3", "s4", "s5"]), st.none() | st.integers(0, 4))
facts = st.dictionaries(st.sampled_from(["https", "account"]), st.none() | st.booleans())
floors = st.dictionaries(st.sampled_from(["D2", "D4"]), st.none() | shares)
RULES = (
    LevelRule(1, 0.9, {}, ("https",)),
    LevelRule(2, 0.8),
    LevelRule(3, 0.6, {"D4": 0.5}),
    LevelRule(4, 0.4, {"D4": 0.7, "D2": 0.6}, ("account",)),
)


@MANY
@given(levels, floors, facts)
def test_12_the_demonstrated_level_is_never_above_the_possible_one(ladder, dimensions, known):
    got = assess(RULES, ladder, dimensions, known)
    assert got.demonstrated <= got.possible


@FEW
@given(seeds, seeds)
def test_13_the_order_of_councils_and_indicators_changes_nothing(seed, mix):
    panel = random_panel(seed)
    mixed, rows = shuffled(panel, mix)
    assert np.array_equal(score_panel(mixed).score, score_panel(panel).score[rows], equal_nan=True)
    plain, other = simulate(panel, seed, 20), simulate(mixed, seed, 20)
    assert np.array_equal(other.evidence, plain.evidence[:, rows], equal_nan=True)
    assert np.array_equal(other.full, plain.full[:, rows], equal_nan=True)


@MANY
@given(seeds)
def test_13_the_order_of_draws_changes_nothing(seed):
    scores = np.round(np.random.default_rng(seed).random((25, 6)), 1)
    mixed = np.random.default_rng(seed + 1).permutation(scores)
    a, b = (rank_intervals(draw_ranks(s)) for s in (scores, mixed))
    assert np.array_equal(np.stack([a.low, a.median, a.high]), np.stack([b.low, b.median, b.high]))
    assert np.array_equal(p_outranks(scores), p_outranks(mixed))


@FEW
@given(seeds)
def test_14_the_same_seed_gives_the_same_bits(seed):
    panel = random_panel(seed)
    a, b, c = simulate(panel, seed, 20), simulate(panel, seed, 20), simulate(panel, seed + 1, 20)
    assert a.full.tobytes() == b.full.tobytes() and a.evidence.tobytes() == b.evidence.tobytes()
    assert a.full.tobytes() != c.full.tobytes()
