"""Normalisation (scoring method, section 3)."""

import numpy as np
import pytest

from scoring.normalise import bend, binary, check_value, clipped, goalpost, normalise_columns, ordinal, proportion
from scoring.panel import Column, PanelError

NAN = float("nan")


@pytest.mark.parametrize(
    "got, expected",
    [
        (binary(1), 1.0),
        (binary(1, -1), 0.0),
        (binary(NAN), NAN),
        (ordinal(3, 0, 4), 0.75),
        (ordinal(3, 0, 4, shape="convex"), 0.5625),
        (ordinal(3, 0, 4, shape="concave"), 0.8660),
        (ordinal(3, 0, 4, -1), 0.25),
        (ordinal(4, 0, 3), 1.0),
        (ordinal(1, 0, 4, -1, "convex"), 0.5625),
        (goalpost(12, 0, 20, -1), 0.4),
        (goalpost(25, 0, 20, -1), 0.0),
        (goalpost(-5, 0, 20), 0.0),
        (goalpost(2, 0, 8, -1, log=True), 0.5),
        (goalpost(NAN, 0, 8), NAN),
        (proportion(3, 4), 0.75),
    ],
)
def test_worked_examples_of_normalisation(got, expected):
    assert float(got) == pytest.approx(expected, abs=5e-5, nan_ok=True)


@pytest.mark.parametrize(
    "kind, worst, best, log, x, y",
    [
        ("binary", 0, 1, False, 1, 1.0),
        ("binary", 1, 0, False, 1, 0.0),
        ("ordinal", 0, 4, False, 3, 0.75),
        ("ordinal", 4, 0, False, 3, 0.25),
        ("goalpost", 20, 0, False, 12, 0.4),
        ("goalpost", 8, 0, True, 2, 0.5),
        ("proportion", 0, 1, False, 0.3, 0.3),
        ("proportion", 1, 0, False, 0.3, 0.7),
    ],
)
def test_a_column_with_best_below_worst_is_turned_round(kind, worst, best, log, x, y):
    column = Column("i", "D1", 1, kind, worst, best, log)
    assert normalise_columns(np.array([[x], [NAN]]), (column,))[:, 0] == pytest.approx([y, NAN], nan_ok=True)


@pytest.mark.parametrize(
    "kind, worst, best, x",
    [
        ("binary", 0, 1, 2),
        ("binary", 0, 1, 0.5),
        ("binary", 0, 1, np.inf),
        ("ordinal", 0, 4, 5),
        ("ordinal", 0, 4, 1.5),
        ("ordinal", 0, 4, -1),
        ("ordinal", 0, 4, -np.inf),
        ("goalpost", 0, 20, -1),
        ("goalpost", 20, 0, np.inf),
        ("goalpost", -5, 5, np.inf),
        ("proportion", 0, 1, 1.01),
        ("proportion", 0, 1, -0.01),
        ("proportion", 0, 1, np.inf),
    ],
)
def test_an_impossible_value_names_authority_and_indicator(kind, worst, best, x):
    with pytest.raises(PanelError, match="indicator T09 of E06000001: impossible value"):
        normalise_columns(np.array([[NAN], [x]]), (Column("T09", "D1", 1, kind, worst, best),), ("X", "E06000001"))


def test_an_observed_value_that_is_not_a_number_is_an_error():
    with pytest.raises(PanelError, match="T09 of E06000001.*not a number"):
        check_value(NAN, Column("T09", "D1", 1, "goalpost", 0, 1), "E06000001")


def test_negative_values_are_possible_where_the_goalposts_are():
    assert check_value(-3, Column("T", "D1", 1, "goalpost", -5, 5), "X") == -3.0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: goalpost(1, 3, 3),
        lambda: ordinal(1, 2, 2),
        lambda: bend(np.array([0.5]), "wavy"),
        lambda: proportion(3, 2),
        lambda: proportion(0, 0),
        lambda: goalpost(-1, 0, 5, log=True),
        lambda: normalise_columns(np.array([[1.0]]), (Column("i", "D1", 1, "odd", 0, 1),)),
    ],
)
def test_what_cannot_be_normalised_is_refused(wrong):
    with pytest.raises(PanelError):
        wrong()


def test_councils_at_or_beyond_each_goalpost_are_counted():
    column = Column("i", "D1", 1, "goalpost", 20, 0)
    assert clipped(np.array([25.0, 20.0, 3.0, 0.0, NAN]), column) == (2, 1)
