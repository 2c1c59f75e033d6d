"""Distributions: what the bars say must be what the values are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.pages.charts import HEIGHT, MARGIN, WIDTH, distribution, line


@given(st.lists(st.floats(1, 1e7), min_size=1, max_size=400), st.booleans())
def test_every_value_is_in_exactly_one_bar(values, log):
    bars = distribution(values, "goalpost", "bytes", log)
    assert sum(bar.count for bar in bars) == len(values)
    assert max(bar.height for bar in bars) == 1


def test_few_distinct_values_have_a_bar_each():
    bars = distribution([0, 0, 2, 1, 0], "ordinal", "services", False)
    assert [(bar.label, bar.count) for bar in bars] == [("0 services", 3), ("1 service", 1), ("2 services", 1)]


def test_no_values_make_no_bars():
    assert distribution([], "goalpost", "bytes", True) == []


def test_a_nought_among_values_on_a_logarithmic_scale_does_not_break_the_chart():
    assert sum(bar.count for bar in distribution(list(range(20)), "goalpost", "bytes", True)) == 20


@given(st.lists(st.tuples(st.dates(), st.floats(0, 1)), min_size=1, max_size=60))
def test_a_line_stays_inside_its_chart_and_keeps_the_order_of_dates(history):
    points = line([(day.isoformat(), score, True) for day, score in sorted(history)])
    assert all(MARGIN <= point.x <= WIDTH - MARGIN and MARGIN <= point.y <= HEIGHT - MARGIN for point in points)
    assert [point.x for point in points] == sorted(point.x for point in points)


def test_points_are_spaced_by_date_and_higher_scores_are_higher_up():
    points = line([("2025-01-01", 0.0, True), ("2025-07-02", 0.5, True), ("2026-01-01", 1.0, True)])
    assert [point.y for point in points] == [130, 80, 30]
    assert points[1].x == pytest.approx(280, abs=2) and line([]) == []


def test_scores_that_do_not_compare_are_not_joined():
    points = line([("2024-01-01", 0.2, True), ("2025-01-01", 0.3, True), ("2026-01-01", 0.9, False)])
    assert [point.joined for point in points] == [False, True, False]
