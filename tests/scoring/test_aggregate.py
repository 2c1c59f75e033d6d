"""Coverage, bounds, ranked or not, and the power mean (scoring method, sections 5 and 7)."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.aggregate import power_mean, score_dimensions_subset, score_panel
from scoring.analyse import common_core
from scoring.core import core_shift
from scoring.panel import Column, PanelError, Rules, check_panel, restrict, take
from scoring.published import publish_scores
from tests.scoring.make import NAN, published_of, random_panel, six_councils


@pytest.mark.parametrize("p, expected", [(1, 0.395), (0.5, 0.3025), (0, 0.2101), (-1, 0.0455)])
def test_worked_examples_of_the_power_mean(p, expected):
    assert power_mean(np.array([0.64, 0.25, 0.0]), np.array([0.5, 0.3, 0.2]), p) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("p", [2, 1, 0.5, 0, -1])
def test_a_power_mean_without_values_or_weight_is_unknown(p):
    got = power_mean(np.array([[NAN, NAN], [0.5, 0.4]]), np.array([[1.0, 1.0], [0.0, 0.0]]), p)
    assert np.isnan(got).all()


def test_the_six_councils_score_as_worked_out():
    got = score_panel(six_councils())
    assert got.score == pytest.approx([0.9283, 0.3773, 0.7944, 0.1962, 0.8968, 0.6662], abs=5e-5)
    assert got.lower == pytest.approx([0.9283, 0.3773, 0.7944, 0.0862, 0.8968, 0.3264], abs=5e-5)
    assert got.upper == pytest.approx([0.9283, 0.5711, 0.7944, 0.2980, 0.8968, 0.7593], abs=5e-5)
    assert got.coverage == pytest.approx([1, 0.9, 1, 0.6667, 1, 0.7], abs=5e-5)
    assert got.reason == ("", "", "", "dimension:SVC", "", "dimension:ACC")
    assert got.dimension_score[1] == pytest.approx([0.5833, 0.6, 0.0], abs=5e-5)
    assert np.isnan(got.dimension_score[5, 1])


@pytest.mark.parametrize(
    "p, expected",
    [
        (1, [0.9283, 0.4717, 0.7950, 0.2900, 0.8975, 0.6679]),
        (0, [0.9282, 0.2609, 0.7937, 0.1287, 0.8961, 0.6646]),
        (-1, [0.9282, 0.0468, 0.7924, 0.0312, 0.8948, 0.6616]),
    ],
)
def test_the_six_councils_under_other_exponents(p, expected):
    assert score_panel(six_councils(p)).score == pytest.approx(expected, abs=5.0001e-5)


def test_evidence_strength_is_coverage_times_confidence():
    panel = six_councils()
    sure = panel.confidence.copy()
    sure[1, [0, 2, 4, 5, 6]] = [0.9, 0.6, 0.95, 0.8, 0.7]
    assert score_panel(replace(panel, confidence=sure)).evidence[1] == pytest.approx(0.675, abs=5e-5)


def test_a_council_of_which_nothing_is_known_has_no_score_and_takes_no_place():
    panel = six_councils()
    y = panel.y.copy()
    y[0] = NAN
    got = score_panel(replace(panel, y=y))
    assert np.isnan(got.score[0])
    assert (got.lower[0], got.upper[0], got.coverage[0], got.evidence[0]) == (0.0, 1.0, 0.0, 0.0)
    assert got.reason[0] == "nothing"


def test_too_few_dimensions_is_its_own_reason():
    panel = replace(six_councils(), rules=Rules(dimensions_minimum=3))
    assert score_panel(panel).reason[5] == "dimensions"


def test_coverage_of_exactly_the_minimum_ranks():
    columns = tuple(Column(f"i{j:02d}", "D", 1, "binary", 0, 1) for j in range(20))
    y = np.array([[1.0] * 13 + [NAN] * 7])
    panel = replace(
        six_councils(),
        authorities=("A",),
        groups=("g",),
        columns=columns,
        dimensions=("D",),
        dimension_weights=np.ones((1, 1)),
        raw=y,
        y=y,
        applicable=np.ones((1, 20), bool),
        confidence=y,
        denominator=y,
    )
    assert score_panel(panel).ranked.tolist() == [True]


def test_an_indicator_of_no_weight_changes_nothing():
    panel = six_councils()
    zero = tuple(replace(c, weight=0) if c.code == "a2" else c for c in panel.columns)
    without = restrict(panel, codes=[c.code for c in panel.columns if c.code != "a2"])
    assert score_panel(replace(panel, columns=zero)).score == pytest.approx(score_panel(without).score, abs=1e-15)


def test_a_dimension_whose_indicators_weigh_nothing_does_not_apply():
    panel = six_councils()
    zero = tuple(replace(c, weight=0) if c.dimension == "ACC" else c for c in panel.columns)
    got = score_panel(replace(panel, columns=zero))
    assert np.isnan(got.dimension_coverage[:, 1]).all()
    assert got.ranked.tolist() == [True, True, True, False, True, True]


def test_an_indicator_constant_for_everyone_moves_scores_but_not_the_order():
    panel = six_councils()
    y = panel.y.copy()
    y[:, 4] = 1.0
    assert score_panel(replace(panel, y=y)).score[0] == pytest.approx(score_panel(panel).score[0])


def test_a_subset_of_dimensions_shares_their_weight():
    panel = six_councils()
    got = score_dimensions_subset(panel, ("ACC", "DAT"))
    expected = power_mean(score_panel(panel).dimension_score[:, 1:], np.array([0.3, 0.2]), 0.5)
    assert got.score == pytest.approx(expected, nan_ok=True)


def test_the_common_core_keeps_what_everyone_is_asked():
    core = common_core(publish_scores(six_councils(), None))
    assert [c.code for c in core.panel.columns] == ["a1", "a2", "d1", "d2"]
    assert core.panel.dimensions == ("ACC", "DAT")
    assert core.seen.reason[5] == "coverage"


def test_a_panel_without_a_common_core_ranks_nobody_on_it():
    panel = six_councils()
    core = common_core(publish_scores(replace(panel, applicable=panel.applicable & (np.arange(6) > 0)[:, None]), None))
    assert (core.panel.columns, set(core.seen.reason)) == ((), {"nothing"})


def test_the_core_shift_flags_only_large_moves():
    score = np.linspace(0.1, 0.9, 50)
    spearman, moved = core_shift(*(published_of(values) for values in (score, np.roll(score, 1))))
    assert spearman < 1
    assert moved.sum() == 1


@pytest.mark.parametrize(
    "change, message",
    [
        ({"authorities": ("D1", "D1", "C1", "C2", "U1", "U2")}, "authority D1 occurs more than once"),
        ({"dimensions": ("SVC", "ACC", "XXX")}, 'unknown dimension "DAT"'),
        ({"dimension_weights": np.zeros((6, 3))}, "no dimension has any weight"),
        ({"dimension_weights": np.full((6, 3), NAN)}, "weight of SVC"),
        ({"dimension_weights": np.full((6, 3), -1.0)}, "weight of SVC"),
        ({"y": np.full((6, 8), 1.5)}, "normalised value 1.5"),
        ({"raw": np.full((6, 8), np.inf)}, "raw value inf"),
        ({"confidence": np.full((6, 8), 0.0)}, "confidence 0.0"),
        ({"confidence": np.full((6, 8), NAN)}, "confidence nan"),
        ({"denominator": np.full((6, 8), 0.0)}, "denominator 0.0"),
        ({"raw": np.zeros((6, 7))}, "raw has shape"),
        ({"dimension_weights": np.zeros((5, 3))}, "dimension_weights has shape"),
        ({"columns": (Column("s1", "SVC", -1, "binary", 0, 1),) * 8}, "occurs more than once"),
    ],
)
def test_a_panel_that_cannot_be_scored_is_refused(change, message):
    with pytest.raises(PanelError, match=message):
        check_panel(replace(six_councils(), **change))


def test_a_negative_weight_of_an_indicator_is_refused():
    panel = six_councils()
    with pytest.raises(PanelError, match="indicator s1: weight -1"):
        check_panel(replace(panel, columns=(replace(panel.columns[0], weight=-1), *panel.columns[1:])))


def test_a_sound_panel_passes_and_rows_can_be_taken():
    panel = check_panel(random_panel(1))
    assert take(panel, [3, 1]).authorities == (panel.authorities[3], panel.authorities[1])
    with pytest.raises(PanelError, match="NOPE"):
        restrict(panel, dimensions=("NOPE",))
