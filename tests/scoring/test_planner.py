"""What would move a council (scoring method, section 16)."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.aggregate import score_panel
from scoring.planner import (
    downside,
    gains,
    imputed,
    next_band_target,
    next_steps,
    ordered,
    routes,
    top_quartile_target,
)
from scoring.rank import published_value, rank_within
from scoring.uncertainty import simulate
from tests.scoring.make import NAN, random_panel, six_councils


def everyone(panel):
    return replace(panel, groups=("all",) * len(panel.authorities))


@pytest.mark.parametrize("row, expected", [
    (0, [("s1", 0.0415, 0.9698, 1), ("a2", 0.0197, 0.9480, 1), ("d2", 0.0098, 0.9381, 1)]),
    (1, [("d1", 0.1937, 0.5711, 4), ("d2", 0.1937, 0.5711, 4), ("s1", 0.0971, 0.4745, 4), ("a2", 0.0876, 0.4650, 4),
         ("s3", 0.0654, 0.4427, 4)]),
])
def test_gains_of_the_worked_example(row, expected):
    panel = everyone(six_councils())
    got = gains(panel, score_panel(panel))
    found = ordered(panel, got, row)
    assert [panel.columns[j].code for j in found] == [e[0] for e in expected]
    for j, (_, delta, score, rank) in zip(found, expected, strict=True):
        assert (got.delta[row, j], got.new_score[row, j]) == pytest.approx((delta, score), abs=5e-5)
        assert got.new_rank[row, j] == rank


def test_missing_cells_need_evidence_and_low_ones_work():
    panel = six_councils()
    got = gains(panel, score_panel(panel))
    kinds = {panel.columns[j].code: bool(got.evidence[1, j]) for j in ordered(panel, got, 1)}
    assert kinds == {"d1": False, "d2": True, "s1": False, "a2": False, "s3": False}


@pytest.mark.parametrize("seed", range(6))
def test_every_gain_is_the_score_worked_out_afresh(seed):
    panel = everyone(random_panel(seed))
    scores = score_panel(panel)
    filled, got = imputed(panel, scores), gains(panel, scores)
    for i, j in np.argwhere(got.open):
        y = filled.copy()
        y[i, j] = 1.0
        new = score_panel(replace(panel, y=y, confidence=np.where(panel.applicable, 1.0, NAN))).score[i]
        assert got.new_score[i, j] == pytest.approx(new, abs=1e-12)
        if scores.ranked[i]:
            rivals = np.delete(published_value(scores.score), i)[np.delete(scores.ranked, i)]
            assert got.new_rank[i, j] == 1 + np.sum(rivals > got.new_published[i, j])


def test_nothing_is_gained_where_nothing_is_known_or_nothing_applies():
    panel = random_panel(1)
    y = panel.y.copy()
    y[0] = NAN
    panel = replace(panel, y=y)
    got = gains(panel, score_panel(panel))
    assert not got.open[0].any() and not got.open[~panel.applicable].any()
    assert np.isnan(got.delta[~got.open]).all() and (got.new_rank[~got.open] == -1).all()


def test_the_next_ladder_step_is_one_rung():
    panel = six_councils()
    assert next_steps(panel)[0, [0, 2]].tolist() == [1.0, 1.0]
    assert next_steps(panel)[1, [0, 2]].tolist() == [0.5, 1.0]
    step = gains(panel, score_panel(panel), next_steps(panel))
    whole = gains(panel, score_panel(panel))
    assert step.delta[1, 0] < whole.delta[1, 0]


def test_the_chance_to_improve_counts_the_draws_in_which_somebody_is_overtaken():
    panel = everyone(six_councils())
    draws = np.array([[0.9, 0.4, 0.5, 0.1, 0.8, 0.2], [0.9, 0.4, 0.7, 0.1, 0.8, 0.2]])
    got = gains(panel, score_panel(panel), draws=draws)
    assert got.p_improves[1, 6] == 0.5
    assert got.p_improves[0, 0] == 0.0
    assert np.isnan(got.p_improves[3]).all()


def test_a_route_stops_at_its_target_and_recomputes_each_step():
    panel = everyone(six_councils())
    scores = score_panel(panel)
    (route,) = routes(panel, scores, np.array([NAN, 0.69, NAN, NAN, NAN, NAN]))[1:2]
    assert [step.indicator for step in route] == ["d1", "s1", "a2"]
    assert route[-1].new_published >= 69.0 > route[-2].new_published
    assert np.diff([scores.score[1], *(s.new_score for s in route)]) == pytest.approx([s.delta for s in route])


def test_a_route_is_never_longer_than_five_steps_and_empty_once_there():
    panel = random_panel(3, m=20)
    scores = score_panel(panel)
    assert max(map(len, routes(panel, scores, np.ones(12)))) == 5
    assert routes(panel, scores, np.zeros(12)) == ((),) * 12
    assert routes(panel, scores, np.full(12, NAN)) == ((),) * 12


def test_targets_are_the_last_place_of_the_quartile_and_of_the_band_above():
    panel = everyone(six_councils())
    scores = score_panel(panel)
    assert top_quartile_target(scores, panel.groups)[1] == scores.score[0]
    assert np.isnan(top_quartile_target(scores, panel.groups)[3])
    target = next_band_target(scores, panel.groups, np.array([1, 3, 2, -1, 1, -1]))
    assert target[[1, 2]] == pytest.approx([scores.score[2], scores.score[4]])
    assert np.isnan(target[[0, 3, 4, 5]]).all()


def test_the_downside_is_the_dearest_of_the_least_certain_favourable_evidence():
    panel = six_councils()
    sure = panel.confidence.copy()
    sure[0, [4, 5]], sure[0, 6] = 0.4, 0.5
    panel = replace(panel, confidence=sure)
    scores = score_panel(panel)
    loss = downside(panel, scores)[0]
    y = panel.y.copy()
    y[0, 5] = 0.0
    assert (loss.indicator, loss.confidence) == ("a2", 0.4)
    assert loss.delta == pytest.approx(score_panel(replace(panel, y=y)).score[0] - scores.score[0])


def test_a_council_without_favourable_evidence_has_nothing_to_lose():
    panel = six_councils()
    panel = replace(panel, y=np.where(np.isnan(panel.y), NAN, 0.0))
    assert downside(panel, score_panel(panel)) == (None,) * 6


def test_gains_hold_the_ranks_of_rivals():
    panel = random_panel(8, n=30, m=12)
    scores = score_panel(panel)
    place = rank_within(scores.score, scores.lower, scores.upper, scores.ranked, panel.groups)
    got = gains(panel, scores, draws=simulate(panel, 1, 50).evidence)
    i, j = np.nonzero(got.open & scores.ranked[:, None])
    assert (got.new_rank[i, j] <= place.rank[i]).all()
    assert ((got.p_improves[i, j] >= 0) & (got.p_improves[i, j] <= 1)).all()
