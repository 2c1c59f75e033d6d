"""Precision, recall and kappa of labelled cases."""

from __future__ import annotations

from evaluation.grading import CEILING, Case, grade
from scoring.agreement import weighted_kappa


def test_kappa_and_precision_are_what_they_should_be() -> None:
    cases = [Case(3, 3), Case(3, 1), Case(1, 1), Case(1, 3), Case(0, 0), Case(4, None)]
    made = grade("x", cases, frozenset((3, 4)), floor=0.6, ordered=True)
    assert (made.precision, made.recall, made.declined) == (0.5, 1 / 3, 1)
    assert not made.scored and made.reliability == 0.5
    assert weighted_kappa([(0, 0), (4, 4), (2, 2)], ordered=True) == 1.0
    assert weighted_kappa([(1, 1)], ordered=True) is None
    assert grade("y", [Case(3, 3)], frozenset((3,)), 0.6).reliability == CEILING
