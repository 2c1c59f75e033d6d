"""What single marks would add, in closed form (scoring method, section 16)."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.aggregate import score_panel
from scoring.marginal_gains import gains, imputed, ordered
from scoring.rank import rank_within
from scoring.rounding import published_value
from tests.scoring.make import NAN, random_panel, six_councils


def everyone(panel):
    return replace(panel, groups=("all",) * len(panel.authorities))


@pytest.mark.parametrize(
    "row, expected",
    [
        (0, [("s1", 0.0415, 0.9698, 1), ("a2", 0.0197, 0.9480, 1), ("d2", 0.0098, 0.9381, 1)]),
        (
            1,
            [
                ("d1", 0.1937, 0.5711, 4),
                ("d2", 0.1937, 0.5711, 4),
                ("s1", 0.0971, 0.4745, 4),
                ("a2", 0.0876, 0.4650, 4),
                ("s3", 0.0654, 0.4427, 4),
            ],
        ),
    ],
)
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


def test_gains_hold_the_ranks_of_rivals():
    panel = random_panel(8, n=30, m=12)
    scores = score_panel(panel)
    place = rank_within(scores.score, scores.lower, scores.upper, scores.ranked, panel.groups)
    got = gains(panel, scores)
    i, j = np.nonzero(got.open & scores.ranked[:, None])
    assert (got.new_rank[i, j] <= place.rank[i]).all()
