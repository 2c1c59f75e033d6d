"""Peers and maturity levels (scoring method, sections 12 and 13)."""

import numpy as np
import pytest

from scoring.maturity import LevelRule, assess, level_rules
from scoring.panel import PanelError
from scoring.peers import Context, distances, nearest, peer_order, peer_percentile

NAN = float("nan")
FIVE = Context(
    ("A", "B", "C", "D", "E"),
    ("x",) * 5,
    np.array([[100, 1.0, 20, 18], [120, 1.2, 22, 19], [300, 5.0, 30, 14], [90, 0.8, 15, 24], [110, NAN, 21, 17]]),
    (True, True, False, False),
)
RULES = (
    LevelRule(1, 0.9),
    LevelRule(2, 0.75),
    LevelRule(3, 0.6, {"ACC": 0.5}, ("https", "a11y_statement")),
    LevelRule(4, 0.4, {"ACC": 0.7}, ("account",)),
)
KNOWN = {"https": True, "a11y_statement": True, "account": None}


def test_neighbours_of_the_worked_example():
    got = nearest(FIVE, 4)[0]
    assert [(p.code, round(p.distance, 4)) for p in got] == [("E", 0.2484), ("B", 0.3559), ("D", 1.0731), ("C", 2.0762)]


def test_distances_are_the_same_both_ways_and_infinite_to_itself():
    d = distances(FIVE)
    assert np.array_equal(d, d.T)
    assert np.isinf(np.diag(d)).all()


def test_only_the_same_class_is_compared_and_a_small_class_gives_fewer():
    context = Context(FIVE.codes, ("x", "x", "y", "x", "y"), FIVE.values, FIVE.log)
    assert [[p.code for p in row] for row in nearest(context)] == [["B", "D"], ["A", "D"], ["E"], ["A", "B"], ["C"]]


def test_too_little_in_common_is_no_neighbour():
    values = np.array([[1.0, 1.0, NAN, NAN], [1.0, 2.0, 3.0, 4.0], [NAN, 1.0, 1.0, 1.0]])
    d = distances(Context(("a", "b", "c"), ("x",) * 3, values, (False,) * 4))
    assert np.isinf(d[0]).all() and np.isfinite(d[1, 2])


def test_ties_go_by_identifier_and_a_constant_sets_nobody_apart():
    context = Context(("z", "b", "a"), ("x",) * 3, np.full((3, 2), 7.0), (False, True))
    assert [row.tolist() for row in peer_order(context, distances(context))] == [[2, 1], [2, 0], [1, 0]]
    assert nearest(context)[0][0].distance == 0.0


def test_a_class_of_one_has_no_peers():
    assert nearest(Context(("a",), ("x",), np.array([[1.0]]), (False,))) == ((),)


def test_weights_of_variables_count():
    values = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    heavy = Context(("a", "b", "c"), ("x",) * 3, values, (False, False), (1.0, 9.0))
    assert [p.code for p in nearest(heavy)[0]] == ["b", "c"]


def test_no_logarithm_of_nothing():
    with pytest.raises(PanelError, match="b: 0 has no logarithm"):
        distances(Context(("a", "b"), ("x",) * 2, np.array([[1.0], [0.0]]), (True,)))


@pytest.mark.parametrize(
    "score, peers, expected",
    [
        (0.6, [0.5, 0.55, 0.6, 0.7], 62.5),
        (0.6, [], NAN),
        (NAN, [0.5], NAN),
        (0.6, [NAN, 0.7], 0.0),
        (1, [0, 0], 100.0),
    ],
)
def test_the_peer_percentile_counts_half_of_the_equal(score, peers, expected):
    assert peer_percentile(score, peers) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("last, demonstrated, possible", [(3, 3, 3), (None, 0, 3), (0, 0, 0), (4, 3, 3)])
def test_maturity_of_the_worked_example(last, demonstrated, possible):
    got = assess(RULES, {"s1": 3, "s2": 4, "s3": 3, "s4": 1, "s5": last}, {"ACC": 0.62}, KNOWN)
    assert (got.demonstrated, got.possible) == (demonstrated, possible)


def test_a_failed_gate_stops_whatever_lies_above():
    rules = (LevelRule(1, None, {}, ("https",)), LevelRule(2, 0.5))
    got = assess(rules, {"s": 4}, {}, {"https": False})
    assert (got.demonstrated, got.possible) == (0, 0)
    assert [(g.gate, g.state) for g in got.gates] == [("https", "failed"), ("services", "met")]


def test_the_gates_that_stop_the_next_level_are_listed():
    got = assess(RULES, {"s1": 3, "s2": 4, "s3": 3, "s4": 1, "s5": 3}, {"ACC": 0.62}, KNOWN)
    assert [(g.level, g.gate, g.state) for g in got.stopping()] == [
        (4, "services", "failed"),
        (4, "ACC", "failed"),
        (4, "account", "unknown"),
    ]
    top = assess(RULES, {"s": 4}, {"ACC": 0.9}, dict.fromkeys(KNOWN, True))
    assert (top.demonstrated, top.stopping()) == (4, ())


@pytest.mark.parametrize(
    "ladder, facts, assessed",
    [
        ({"s1": 4, "s2": None}, {"https": True, "a11y_statement": True, "account": True}, True),
        ({"s1": 4, "s2": None}, {"https": True, "a11y_statement": True}, False),
        ({}, {}, False),
    ],
)
def test_below_four_fifths_of_the_evidence_no_level_is_given(ladder, facts, assessed):
    got = assess(RULES, ladder, {"ACC": 0.6}, facts)
    assert got.assessed is assessed


def test_no_applicable_service_proves_nothing_either_way():
    got = assess((LevelRule(1, 0.9),), {}, {}, {})
    assert (got.demonstrated, got.possible, got.evidence, got.assessed) == (0, 1, 0.0, False)


def test_rules_are_read_from_the_framework_and_spare_the_types_named():
    entries = [
        {"level": 0, "name": "Emerging"},
        {"level": 1, "ladder_level": 1, "share": 0.9, "gates": ["https"]},
        {
            "level": 4,
            "ladder_level": 4,
            "share": 0.4,
            "floors": {"D4": 0.7, "D2": 0.6},
            "floors_not_for": {"D2": ["northern-ireland"]},
        },
    ]
    assert level_rules(entries, "county") == (
        LevelRule(1, 0.9, {}, ("https",), 1),
        LevelRule(4, 0.4, {"D4": 0.7, "D2": 0.6}, (), 4),
    )
    assert level_rules(entries, "northern-ireland")[1].floors == {"D4": 0.7}
