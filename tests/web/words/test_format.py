"""How numbers, dates and ranges read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rounding import out_of_100
from web.words import format as fmt


@pytest.mark.parametrize(
    ("value", "kind", "unit", "denominator", "shown"),
    [
        (2_100_000, "goalpost", "bytes", None, "2.1 MB"),
        (999, "goalpost", "bytes", None, "999 bytes"),
        (685_000, "goalpost", "bytes", None, "685 kB"),
        (0.64, "goalpost", "share", None, "64%"),
        (0, "goalpost", "bytes", None, "0 bytes"),
        (1.3, "goalpost", "seconds", None, "1.3 seconds"),
        (1, "ordinal", "services", None, "1 service"),
        (0, "ordinal", "services", None, "0 services"),
        (1, "binary", "", None, "Yes"),
        (0, "binary", "", None, "No"),
        (7 / 9, "proportion", "", 9, "7 of 9 (78%)"),
        (0.5, "proportion", "", None, "50%"),
        (None, "proportion", "", 9, "not known"),
        (None, "binary", "", None, "not known"),
    ],
)
def test_a_raw_value_reads_in_plain_units(value, kind, unit, denominator, shown):
    assert fmt.value_text(value, kind, unit, denominator) == shown


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2026-11-21", "21 November 2026"),
        ("2026-01", "January 2026"),
        ("2026-11-21T09:00:00Z", "21 November 2026"),
        ("", "not known"),
        (None, "not known"),
        ("soon", "soon"),
    ],
)
def test_a_date_reads_as_people_write_it(iso, shown):
    assert fmt.long_date(iso) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0%"), (1, "100%"), (0.999, "99%"), (0.001, "under 1%"), (0.875, "88%"), (None, "not known")],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share, shown):
    assert fmt.percent(share) == shown


@pytest.mark.parametrize(
    ("best", "worst", "of", "shown"),
    [(12, 31, 164, "12 to 31 of 164"), (1, 1, 21, "1 to 1 of 21"), (None, None, None, "not ranked")],
)
def test_a_rank_is_always_a_range(best, worst, of, shown):
    assert fmt.rank_text(best, worst, of) == shown


@given(st.floats(0, 1))
def test_scores_on_pages_are_rounded_as_in_the_files(score):
    assert fmt.score_text(score) == f"{out_of_100(score):.1f}"


@given(st.floats(0, 1), st.floats(0, 1))
def test_rounding_never_turns_two_scores_round(one, other):
    low, high = sorted((one, other))
    assert out_of_100(low) <= out_of_100(high)


def test_what_is_not_known_is_never_shown_as_nought():
    texts = [fmt.score_text(None), fmt.span_text(None, 1), fmt.byte_size(None), fmt.number(None), fmt.percent(None)]
    assert set(texts) == {"not known"}


def test_a_list_reads_as_a_sentence():
    assert [fmt.listing(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
