"""Re-weighing is the index's own arithmetic with other weights."""

from __future__ import annotations

import math
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.reweigh import Placed, reweigh
from explorer.standings import Council, Dimension, Part, Standings, standings
from scoring.panel import Rules
from store import reader
from store.reader import connect

LENIENT = Rules(coverage_minimum=0.0, dimension_minimum=0.0)
KINDS = ("county", "district", "english-unitary", "metropolitan", "london", "scotland", "wales", "northern-ireland")


def council(name: str, *parts: tuple[float | None, float, float, float] | None) -> Council:
    """Return a council of (score, lower, upper, coverage) per dimension."""
    return Council(name, name, tuple(Part(*part) if part else None for part in parts), None, None, None)


def group(*councils: Council, rules: Rules = LENIENT) -> Standings:
    """Return standings whose dimensions weigh the same; no test uses these very weights."""
    count = len(councils[0].parts)
    dimensions = tuple(Dimension(f"D{n}", f"Dimension {n}", 0.9 / count) for n in range(1, count + 1))
    return Standings("district", dimensions, councils, rules)


def sure(score: float) -> tuple[float, float, float, float]:
    """Return one dimension with full evidence."""
    return (score, score, score, 1.0)


def named(placed: tuple[Placed, ...]) -> list[str]:
    """Return the names in order."""
    return [row.council.name for row in placed]


@pytest.mark.parametrize("kind", KINDS)
def test_the_weights_of_the_index_give_the_index(connection: sqlite3.Connection, kind: str) -> None:
    found = standings(connection, kind)
    published = {row["slug"]: row for row in reader.league(connection, "2026-11") if row["type"] == kind}
    placed = reweigh(found, found.index_weights)
    assert {row.council.slug for row in placed} == set(published)
    for row in placed:
        expected = published[row.council.slug]
        assert row.score == pytest.approx(100 * expected["score"], abs=0.051)
        assert row.lower == pytest.approx(100 * expected["lower"], abs=0.051)
        assert row.upper == pytest.approx(100 * expected["upper"], abs=0.051)
        assert row.coverage == pytest.approx(expected["coverage"])
        assert (row.of, row.reason == "") == (expected["rank_of"], bool(expected["ranked"]))
        if row.best:
            assert (row.best, row.worst) == (expected["rank_best"], expected["rank_worst"])


def test_a_heavier_dimension_lifts_the_council_that_is_good_at_it() -> None:
    found = group(council("reader", sure(0.9), sure(0.2)), council("writer", sure(0.2), sure(0.9)))
    assert named(reweigh(found, (10, 90))) == ["writer", "reader"]
    assert named(reweigh(found, (90, 10))) == ["reader", "writer"]


def test_the_score_is_the_power_mean_of_the_method() -> None:
    found = group(council("one", sure(0.25), sure(0.81)))
    expected = (0.25 * math.sqrt(0.25) + 0.75 * math.sqrt(0.81)) ** 2
    assert reweigh(found, (1, 3))[0].score == round(100 * expected, 1)


def test_a_dimension_of_weight_nothing_counts_for_nothing() -> None:
    found = group(council("one", sure(0.5), (None, 0.0, 1.0, 0.0)))
    row = reweigh(found, (1, 0))[0]
    assert (row.score, row.lower, row.upper, row.coverage, row.reason) == (50.0, 50.0, 50.0, 1.0, "")


def test_a_dimension_that_does_not_apply_is_no_penalty_whatever_its_weight() -> None:
    found = group(council("english", sure(0.6), sure(0.6)), council("welsh", sure(0.6), None))
    english, welsh = reweigh(found, (1, 99))
    assert (english.score, welsh.score, welsh.coverage) == (60.0, 60.0, 1.0)


def test_missing_evidence_widens_the_range_and_never_lowers_the_score() -> None:
    found = group(council("full", sure(0.5), sure(0.5)), council("thin", sure(0.5), (None, 0.0, 1.0, 0.0)))
    full, thin = reweigh(found, (1, 1))
    assert (full.score, thin.score) == (50.0, 50.0)
    assert thin.lower < 50.0 < thin.upper
    assert (thin.best, thin.worst) == (1, 2)


def test_the_margin_of_error_of_the_index_is_carried_over_and_kept_between_0_and_100() -> None:
    rows = (council("a", sure(0.9)), council("b", sure(0.8)), council("c", sure(0.1)))
    found = group(*(replace(row, below=0.2, above=0.15) for row in rows))
    a, b, c = reweigh(found, (1,))
    assert [(row.lower, row.upper) for row in (a, b, c)] == [(70.0, 100.0), (60.0, 95.0), (0.0, 25.0)]
    assert [(row.best, row.worst) for row in (a, b, c)] == [(1, 2), (1, 2), (3, 3)]
    assert reweigh(found, (1,)) == reweigh(found, (7,))


def test_with_the_weights_of_the_index_the_ranges_are_close_to_its_intervals(real_published: Path) -> None:
    connection = connect(real_published)
    groups = [standings(connection, kind) for kind in KINDS]
    nearly = [tuple(100 * weight for weight in found.index_weights) for found in groups]
    pairs = zip(groups, nearly, strict=True)
    ranked = [(row, row.council) for found, weights in pairs for row in reweigh(found, weights) if row.best]
    assert len(ranked) > 300
    apart = [(abs(r.best - c.rank_best) + abs(r.worst - c.rank_worst)) / (2 * r.of) for r, c in ranked]
    assert sum(apart) / len(apart) < 0.06


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (Rules(coverage_minimum=0.6), "evidence covers 50% of the weight; a rank needs 60%"),
        (Rules(coverage_minimum=0.0, dimension_minimum=0.5), "too little evidence in Dimension 2"),
        (Rules(0.5, 0.0, 0.0, 2), "evidence in 1 of the 2 dimensions that a rank needs"),
    ],
)
def test_too_little_evidence_takes_no_place_and_says_why(rules: Rules, told: str) -> None:
    rival = council("rival", sure(0.1), sure(0.1))
    thin = council("thin", sure(0.9), (None, 0.0, 1.0, 0.0))
    first, last = reweigh(group(rival, thin, rules=rules), (1, 1))
    assert (first.council.name, first.best, first.worst, first.of) == ("rival", 1, 1, 1)
    assert (last.council.name, last.best, last.reason) == ("thin", None, told)


def test_a_council_of_which_nothing_is_known_has_no_score() -> None:
    found = group(council("known", sure(0.4)), council("unknown", (None, 0.0, 1.0, 0.0)))
    last = reweigh(found, (1,))[-1]
    assert (last.council.name, last.score, last.best) == ("unknown", None, None)
    assert last.reason == "nothing is known about it in these dimensions"


@pytest.mark.parametrize("weights", [(0, 0), (1,), (1, -1), ()])
def test_weights_that_make_no_sense_are_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="expected 2 from 0 up"):
        reweigh(group(council("one", sure(0.5), sure(0.5))), weights)


share = st.floats(0, 1)


@st.composite
def parts(draw: st.DrawFn) -> tuple[float | None, float, float, float]:
    """Draw one dimension whose bounds hold its score."""
    lower, score, upper = sorted((draw(share), draw(share), draw(share)))
    seen = draw(st.booleans())
    return (score if seen else None, lower if seen else 0.0, upper if seen else 1.0, draw(share) if seen else 0.0)


@given(
    st.lists(st.tuples(parts(), parts(), parts()), min_size=1, max_size=8),
    st.tuples(*[st.integers(0, 100)] * 3),
    st.sampled_from([0.0, 0.05, 0.4]),
)
def test_the_score_lies_in_its_range_and_every_place_among_the_ranked(
    rows: list, weights: tuple[int, ...], error: float
) -> None:
    if not any(weights):
        weights = (1, 0, 0)
    councils = (replace(council(str(n), *row), below=error, above=error / 2) for n, row in enumerate(rows))
    placed = reweigh(group(*councils), weights)
    ranked = [row for row in placed if row.best]
    for row in placed:
        if row.score is not None:
            assert row.lower <= row.score <= row.upper
    for row in ranked:
        assert 1 <= row.best <= row.worst <= row.of == len(ranked)
    assert [row.score for row in ranked] == sorted((row.score for row in ranked), reverse=True)


@given(st.tuples(*[st.integers(1, 100)] * 2), st.integers(2, 50))
def test_only_the_ratio_of_weights_matters(weights: tuple[int, int], factor: int) -> None:
    found = group(council("a", sure(0.3), sure(0.8)), council("b", sure(0.7), (0.4, 0.2, 0.9, 0.5)))
    once, more = reweigh(found, weights), reweigh(found, tuple(factor * weight for weight in weights))
    for left, right in zip(once, more, strict=True):
        assert (left.council, left.best, left.worst, left.of) == (right.council, right.best, right.worst, right.of)
        assert left.score == pytest.approx(right.score, abs=0.1001)
