"""Confidence, staleness and conflicting evidence (scoring method, section 6)."""

import itertools

import pytest

from scoring.confidence import Evidence, confidence, is_live, resolve_conflict
from scoring.panel import PanelError


@pytest.mark.parametrize(
    "q, age, half_life, c, live",
    [
        (0.95, 0, 180, 0.95, True),
        (0.95, 90, 180, 0.6718, True),
        (0.9, 365, 365, 0.45, True),
        (0.8, 400, 180, 0.1714, False),
        (1, 730, 365, 0.25, True),
        (0.9, -30, 365, 0.9, True),
    ],
)
def test_worked_examples_of_confidence(q, age, half_life, c, live):
    got = confidence(q, age, half_life)
    assert (float(got), bool(is_live(got))) == (pytest.approx(c, abs=5e-5), live)


@pytest.mark.parametrize("q, half_life", [(0, 10), (1.2, 10), (-1, 10), (0.9, 0), (0.9, -3)])
def test_reliability_and_half_life_out_of_range_are_refused(q, half_life):
    with pytest.raises(PanelError):
        confidence(q, 10, half_life)


@pytest.mark.parametrize(
    "evidence, winner",
    [
        ([], None),
        ([(1, 0.9)], (1, 0.9)),
        ([(1, 0.9), (0, 0.7)], (1, 0.9)),
        ([(1, 0.9), (0, 0.8)], None),
        ([(1, 0.9), (1, 0.9)], (1, 0.9)),
        ([(1, 0.9), (1, 0.85), (0, 0.5)], (1, 0.9)),
        ([(1, 0.9), (1, 0.5), (0, 0.85)], None),
    ],
)
def test_the_surest_evidence_stands_unless_a_rival_is_within_a_tenth(evidence, winner):
    for order in itertools.permutations(evidence):
        got = resolve_conflict([Evidence(v, c) for v, c in order])
        assert (None if got is None else (got.value, got.confidence)) == winner
