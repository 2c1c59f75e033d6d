"""Distributions: what the bars say must be what the values are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pages.charts import distribution


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
