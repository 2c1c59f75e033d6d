"""Movement, linking and reorganisation (scoring method, sections 14 and 15)."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.aggregate import score_panel
from scoring.movement import link_linear, matched, matched_ranks, movements, p_rose, verdict
from scoring.panel import PanelError, restrict, take
from scoring.reorganisation import Successor, backcast, constituent_average
from scoring.uncertainty import simulate
from tests.scoring.make import NAN, random_panel, six_councils


def test_matched_panels_share_councils_and_indicators_in_the_later_order():
    after = six_councils()
    before = take(restrict(after, codes=["s1", "s3", "a1", "a2", "d1"]), [5, 0, 2])
    old, new = matched(before, after)
    assert old.authorities == new.authorities == ("D1", "C1", "U2")
    assert [c.code for c in old.columns] == [c.code for c in new.columns] == ["s1", "s3", "a1", "a2", "d1"]
    assert np.array_equal(score_panel(old).score, score_panel(new).score, equal_nan=True)


def test_ranks_are_among_those_ranked_in_both_editions():
    before, after = np.array([0.9, 0.8, 0.7, 0.6]), np.array([0.6, 0.8, 0.7, 0.9])
    got = matched_ranks(before, after, np.array([1, 1, 1, 0], bool), np.ones(4, bool), ("g",) * 4)
    assert (got[0].tolist(), got[1].tolist()) == ([1, 2, 3, -1], [3, 1, 2, -1])


@pytest.mark.parametrize(
    "p, word",
    [
        (0.95, "up"),
        (0.949, "no clear change"),
        (0.5, "no clear change"),
        (0.051, "no clear change"),
        (0.05, "down"),
    ],
)
def test_a_change_is_real_from_ninety_five_per_cent(p, word):
    assert verdict(p) == word


def test_the_chance_to_have_risen_counts_half_of_the_ties():
    before = np.array([[0.5, 0.5], [0.5, 0.5]])
    assert p_rose(before, np.array([[0.6, 0.5], [0.4, 0.5]])).tolist() == [0.5, 0.5]


def test_an_unchanged_council_shows_no_clear_change():
    panel = random_panel(1)
    draws = simulate(panel, 1, 200).evidence
    ranks = (np.arange(1, 13), np.arange(1, 13))
    assert {m.verdict for m in movements(ranks, draws, draws)} == {"no clear change"}


def test_a_council_not_in_both_editions_has_no_movement():
    ranks = (np.array([1, -1]), np.array([2, -1]))
    first, second = movements(ranks, np.zeros((3, 2)), np.ones((3, 2)))
    assert second is None
    assert (first.before, first.after, first.probability, first.verdict) == (1, 2, 1.0, "up")


def test_the_link_of_the_worked_example():
    got = link_linear([0.4, 0.5, 0.6, 0.7], [0.45, 0.5, 0.57, 0.68], [0.3, 0.45, 0.55])
    assert got == pytest.approx([0.357, 0.4728, 0.55], abs=5e-5)


@pytest.mark.parametrize("old", [[0.5, 0.5], [], [NAN]])
def test_scores_that_do_not_vary_cannot_be_linked(old):
    with pytest.raises(PanelError, match="cannot be linked"):
        link_linear(old, old, [0.1])


WORKED = {
    "CC": {"s2": 0.75, "a1": 1.0},
    "DA": {"s1": 0.5, "a1": 0.0},
    "DB": {"s1": None, "a1": 1.0},
    "DC": {"s1": 1.0, "a1": 1.0},
}
PEOPLE = {"CC": 300, "DA": 100, "DB": 150, "DC": 50}


def test_the_constituent_average_of_the_worked_example():
    assert constituent_average(WORKED, PEOPLE) == pytest.approx({"a1": 0.8333, "s1": 0.6667, "s2": 0.75}, abs=5e-5)


def test_less_than_half_of_the_people_is_missing():
    assert constituent_average(WORKED, PEOPLE | {"DB": 151})["s1"] is None


@pytest.mark.parametrize("people", [{"A": None}, {"A": -1}, {}])
def test_a_predecessor_needs_a_population(people):
    with pytest.raises(PanelError, match="population of A"):
        constituent_average({"A": {"i": 1.0}}, people)


def test_a_successor_takes_the_countys_and_its_own_districts_values():
    panel = six_councils()
    applicable = np.ones(8, bool)
    successor = Successor("U9", (0, 1, 2), applicable, np.array([0.5, 0.3, 0.2]))
    y, scores = backcast(panel, np.array([100.0, 300.0, 400.0, 1, 1, 1]), successor)
    assert y[:4] == pytest.approx([0.375, 0.75, 0.8125, 0.75])
    assert y[7] == pytest.approx((100 * 0.9 + 400 * 0.7) / 500)
    assert scores.score.shape == (1,)
    alone, _ = backcast(
        panel, np.full(6, 100.0), Successor("U8", (0, 1), np.array([1] * 4 + [0] * 4, bool), np.array([0.5, 0.3, 0.2]))
    )
    assert np.isnan(alone[1]) and np.isnan(alone[4:]).all()


def test_a_successor_of_councils_about_which_nothing_is_known_has_no_score():
    panel = replace(six_councils(), y=np.full((6, 8), NAN))
    _, scores = backcast(panel, np.ones(6), Successor("U9", (0, 1), np.ones(8, bool), np.array([0.5, 0.3, 0.2])))
    assert np.isnan(scores.score[0])
