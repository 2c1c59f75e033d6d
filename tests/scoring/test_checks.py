"""Consistency, weights in effect, sensitivity and control limits (scoring method, sections 4, 11, 17, 18)."""

from dataclasses import replace

import numpy as np
import pytest

from models import Message
from scoring.association import pearson, spearman
from scoring.consistency import cohen_kappa, consistency, intraclass_correlation
from scoring.effective import effective_weights
from scoring.funnel import funnel_limits, verdict
from scoring.panel import PanelError
from scoring.published import publish_scores
from scoring.sensitivity import leave_one_out
from scoring.sobol import bootstrap, rank_sensitivity, sobol_indices
from tests.scoring.make import NAN, random_panel, six_councils

EIGHT = np.array(
    [[1, 1, 0, 1], [0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 0], [1, 0, 1, 1], [1, 1, 1, 0], [0, 0, 0, 1], [1, 1, 1, 1]],
    dtype=float,
)


def test_consistency_of_the_worked_example():
    got = consistency(EIGHT)
    assert got.alpha == pytest.approx(0.6929, abs=5e-5)
    assert got.item_rest == pytest.approx([0.8667, 0.2692, 0.5934, 0.2692], abs=5e-5)
    assert got.eigenvalues == pytest.approx([2.1976, 1.0667, 0.6012, 0.1346], abs=5e-5)
    assert got.loadings == pytest.approx([0.9598, 0.5276, 0.8483, 0.5276], abs=5e-5)
    assert (got.first_share, got.councils) == (pytest.approx(0.5494, abs=5e-5), 8)


def test_councils_with_a_gap_are_left_out_of_consistency():
    gap = np.vstack([EIGHT, [1, NAN, 1, 1]])
    assert consistency(gap).alpha == consistency(EIGHT).alpha


@pytest.mark.parametrize(
    "matrix, name",
    [
        (np.column_stack([EIGHT[:, 0], 1 - EIGHT[:, 0], EIGHT[:, 2]]), "check.polarity"),
        (np.column_stack([EIGHT[:, 0], EIGHT[:, 0], EIGHT[:, 1]]), "check.redundant"),
        (np.column_stack([EIGHT, np.ones(8)]), "check.uninformative"),
        (np.random.default_rng(1).random((300, 8)), "check.first_component"),
        (np.column_stack([EIGHT[:, [0, 0, 0, 1, 1, 1]]]), "check.second_eigenvalue"),
    ],
)
def test_what_needs_a_look_is_flagged(matrix, name):
    assert any(flag.id == name for flag in consistency(matrix).flags)


def test_a_constant_indicator_has_no_correlation_and_breaks_nothing():
    got = consistency(np.column_stack([EIGHT, np.ones(8)]), ("a", "b", "c", "d", "e"))
    assert np.isnan(got.item_rest[4]) and np.isnan(got.loadings[4])
    assert got.eigenvalues.size == 4
    assert got.flags == (Message("check.uninformative", {"code": "e"}),)


@pytest.mark.parametrize(
    "matrix", [np.zeros((0, 3)), np.ones((1, 3)), np.ones((5, 2)), np.full((4, 2), NAN), np.arange(4.0)[:, None]]
)
def test_too_little_to_correlate_gives_unknowns(matrix):
    got = consistency(matrix)
    assert np.isnan(got.alpha) and np.isnan(got.kmo) and np.isnan(got.item_rest).all()


def test_kmo_is_high_for_one_common_factor_and_low_for_noise():
    rng = np.random.default_rng(1)
    factor = rng.normal(size=(400, 1))
    common, noise = factor + 0.5 * rng.normal(size=(400, 6)), rng.normal(size=(400, 6))
    assert consistency(common).kmo > 0.85 > 0.65 > consistency(noise).kmo


@pytest.mark.parametrize("function", [pearson, spearman])
def test_a_correlation_without_variation_is_unknown(function):
    assert np.isnan(function([1, 1, 1], [1, 2, 3])) and np.isnan(function([1], [2])) and np.isnan(function([], []))
    assert function([1, 2, NAN, 3], [3, 2, 9, 1]) == pytest.approx(-1.0)


def test_councils_on_one_template_resemble_each_other():
    rng = np.random.default_rng(2)
    names = tuple("abcde"[k % 5] for k in range(200))
    shared = np.array([ord(c) for c in names]) + rng.normal(0, 0.3, 200)
    assert intraclass_correlation(shared, names) > 0.9
    assert abs(intraclass_correlation(rng.normal(size=200), names)) < 0.1
    assert np.isnan(intraclass_correlation([1.0, 2.0], ("a", ""))) and np.isnan(intraclass_correlation([], ()))


def test_agreement_beyond_chance():
    assert cohen_kappa([1, 1, 0, 0], [1, 1, 0, 0]) == 1.0
    assert cohen_kappa([1, 1, 0, 0], [1, 0, 1, 0]) == 0.0
    assert np.isnan(cohen_kappa([], [])) and np.isnan(cohen_kappa([1, 1], [1, 1]))


def test_effective_weights_flag_what_departs_by_more_than_a_factor_two():
    panel = random_panel(5, n=60, missing=0)
    y = panel.y.copy()
    quiet = [j for j, c in enumerate(panel.columns) if c.dimension == "D1"]
    y[:, quiet] = np.where(np.isnan(y[:, quiet]), NAN, 0.5)
    published = publish_scores(replace(panel, y=y), None)
    got = effective_weights(published, published.seen.ranked)
    assert np.isnan(got.r_squared[0])
    assert np.nansum(got.share) == pytest.approx(1.0)
    assert got.nominal.sum() == pytest.approx(1.0)


def test_leave_one_out_of_the_worked_example():
    panel = six_councils()
    got = {s.code: (s.mean, s.largest) for _, s in leave_one_out(publish_scores(panel, None), ("all",) * 6)}
    assert got["s3"] == (0.5, 1.0)
    assert {got[c.code] for c in panel.columns if c.code != "s3"} == {(0.0, 0.0)}


def test_leave_one_out_is_by_group_and_covers_dimensions():
    panel = random_panel(6, n=20)
    found = list(leave_one_out(publish_scores(panel, None), panel.groups))
    assert {g for g, _ in found} == {"a", "b"}
    assert [s.code for g, s in found if g == "a" and s.kind == "dimension"] == ["D1", "D2", "D3"]


def test_leaving_out_the_only_indicator_is_unknown_not_an_error():
    panel = random_panel(6, m=1, missing=0)
    (_, shift), *_ = leave_one_out(publish_scores(panel, None), ("all",) * 12)
    assert np.isnan(shift.mean) and not shift.flagged


def test_sobol_arithmetic_of_the_worked_example():
    first, total = sobol_indices(
        [0.2, 0.5, 0.1, 0.9, 0.4, 0.7],
        [0.3, 0.6, 0.8, 0.2, 0.5, 0.1],
        [[0.25, 0.5, 0.3, 0.6, 0.4, 0.5], [0.2, 0.6, 0.6, 0.5, 0.5, 0.3]],
    )
    assert (first, total) == (pytest.approx([0.2152, 0.8836], abs=5e-5), pytest.approx([0.1954, 0.6684], abs=5e-5))


def test_sobol_indices_of_the_ishigami_function_are_the_known_ones():
    rng, a, b = np.random.default_rng(1), 7.0, 0.1

    def ishigami(u):
        x = np.pi * (2 * u - 1)
        return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])

    left, right = rng.random((20000, 3)), rng.random((20000, 3))
    mixed = [np.where(np.arange(3) == k, right, left) for k in range(3)]
    first, total = sobol_indices(ishigami(left), ishigami(right), [ishigami(m) for m in mixed])
    assert first == pytest.approx([0.314, 0.442, 0.0], abs=0.05)
    assert total == pytest.approx([0.558, 0.442, 0.244], abs=0.03)


def test_bootstrap_intervals_surround_the_estimate_and_repeat():
    rng = np.random.default_rng(3)
    y_a, y_b, y_ab = rng.random(60), rng.random(60), rng.random((2, 60))
    one, two = (bootstrap(("x", "y"), y_a, y_b, y_ab, np.random.default_rng(4)) for _ in range(2))
    assert one == two
    assert all(i.total_low < i.total < i.total_high for i in one)


def test_outputs_of_unequal_length_are_refused():
    with pytest.raises(PanelError, match="expected them equal"):
        sobol_indices([1, 2], [1, 2, 3], [[1, 2]])


def test_a_factor_without_effect_has_no_share_of_the_variance():
    panel = random_panel(7, n=30, m=12, missing=0)
    panel = replace(panel, confidence=np.where(np.isnan(panel.y), NAN, 1.0), denominator=np.full(panel.y.shape, NAN))
    published = publish_scores(panel, None)
    got = rank_sensitivity(published, 1, samples=64)
    totals = {i.factor: i.total for i in got["a"]}
    assert [totals[f] for f in ("missing cells", "observed cells", "proportions")] == [0.0, 0.0, 0.0]
    assert totals["weights"] > 0 and totals["ladder"] > 0
    assert got == rank_sensitivity(published, 1, samples=64)


@pytest.mark.parametrize(
    "n, z, expected",
    [
        (50, 1.959964, (0.4642, 0.7358)),
        (50, 3.090232, (0.3859, 0.8141)),
        (400, 1.959964, (0.5520, 0.6480)),
    ],
)
def test_control_limits_of_the_worked_example(n, z, expected):
    assert funnel_limits(0.6, n, z) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("share, word", [(0.6, "usual"), (0.45, "alert"), (0.3, "outlier"), (0.79, "alert")])
def test_a_small_sample_is_not_called_best_or_worst_lightly(share, word):
    assert verdict(share, 0.6, 50) == word


@pytest.mark.parametrize("p0, n", [(-0.1, 5), (1.1, 5), (0.5, 0), (0.5, NAN)])
def test_control_limits_need_a_share_and_a_sample(p0, n):
    with pytest.raises(PanelError, match="control limits"):
        funnel_limits(p0, n)
