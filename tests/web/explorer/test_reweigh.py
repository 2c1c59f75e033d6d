"""Re-weighing is the index's own arithmetic with other weights."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition import reader
from edition.reader import connect
from scoring.panel import Rules
from scoring.rounding import out_of_100
from scoring.uncertainty import Parts
from web.explorer.reweigh import Placed, reweigh
from web.explorer.standings import Council, Dimension, Part, Reruns, Standings, standings

LENIENT = Rules(coverage_minimum=0.0, dimension_minimum=0.0)
KINDS = ("county", "district", "english-unitary", "metropolitan", "london", "scotland", "wales", "northern-ireland")
Shown = tuple[float | None, float]


def council(name: str, *parts: Shown | None, ranked: bool = True) -> Council:
    """Return a council of (what its score counts, coverage) per dimension."""
    made = tuple(Part(*part) if part else None for part in parts)
    score = 50.0 if ranked else None
    return Council(name, name, name, made, score, 40.0, 60.0, 1 if ranked else None, 1, 1, 1)


def group(*councils: Council, rules: Rules = LENIENT, spread: float = 0.0) -> Standings:
    """Return standings with weights that are in no test's ratio.

    spread: half the width of the re-runs around what each score counts.
    """
    count = len(councils[0].parts)
    dimensions = tuple(Dimension(f"D{n}", f"Dimension {n}", (n + 0.137) / 31) for n in range(1, count + 1))
    return Standings("district", dimensions, councils, rules, reruns(councils, spread))


def reruns(councils: tuple[Council, ...], spread: float) -> Reruns:
    """Return 101 re-runs of each council, evenly spread, the councils' errors independent of each other."""
    counted = np.array([[0.0 if p is None or p.counted is None else p.counted for p in c.parts] for c in councils]).T
    steps = np.linspace(-spread, spread, 101)
    errors = np.stack([np.random.default_rng(n).permutation(steps) for n in range(len(councils))], axis=1)
    scores = np.clip(counted[None] + errors[:, None, :], 0.0, 1.0)
    place = {one.authority: n for n, one in enumerate(councils)}
    return Reruns(place, Parts(scores, np.ones(scores.shape[:2]), np.full(101, 0.5)))


def sure(score: float) -> Shown:
    """Return one dimension with full evidence."""
    return (score, 1.0)


def named(placed: tuple[Placed, ...]) -> list[str]:
    """Return the names in order."""
    return [row.council.name for row in placed]


def test_the_weights_of_the_index_give_the_index_to_the_digit(real_published: Path) -> None:
    connection = connect(real_published)
    published = {row["slug"]: row for row in reader.league(connection, reader.current_edition(connection)["edition"])}
    shown = {}
    for kind in KINDS:
        found = standings(connection, kind)
        shown |= {row.council.slug: row for row in reweigh(found, found.index_weights)}
    assert set(shown) == set(published) and len(shown) == 382
    for slug, row in shown.items():
        expected = published[slug]
        assert (row.score, row.lower, row.upper) == (
            out_of_100(expected["score"]),
            out_of_100(expected["score_low"]),
            out_of_100(expected["score_high"]),
        )
        assert (row.best, row.worst, row.of) == tuple(
            expected[key] for key in ("interval_low", "interval_high", "rank_of")
        )
        assert (row.reason == "") == bool(expected["ranked"])
        assert row.coverage == pytest.approx(expected["coverage"])


def nearly(found: Standings) -> tuple[float, ...]:
    """Return the index's weights on another scale, which are not exactly its own."""
    return tuple(100 * weight for weight in found.index_weights)


def test_beside_the_weights_of_the_index_stand_its_scores_and_ranges_close_to_its_own(real_published: Path) -> None:
    groups = [standings(connect(real_published), kind) for kind in KINDS]
    ranked = [(row, row.council) for found in groups for row in reweigh(found, nearly(found)) if row.best]
    assert len(ranked) > 300
    assert all(row.score == council.score for row, council in ranked)
    apart = [(abs(r.best - c.rank_best) + abs(r.worst - c.rank_worst)) / (2 * r.of) for r, c in ranked]
    assert sum(apart) / len(apart) < 0.02


@pytest.mark.parametrize("kind", KINDS)
def test_one_step_of_one_slider_moves_no_score_by_more_than_the_weights_explain(
    real_published: Path, kind: str
) -> None:
    found = standings(connect(real_published), kind)
    base = [round(100 * weight) for weight in found.index_weights]
    before = {row.council.slug: row.score for row in reweigh(found, tuple(base))}
    for d, weight in enumerate(found.index_weights):
        if not weight:
            continue
        moved = [w + (n == d) for n, w in enumerate(base)]
        for row in reweigh(found, tuple(moved)):
            applies = [part is not None for part in row.council.parts]
            shares = [_shares(weights, applies) for weights in (base, moved)]
            # A power mean of exponent one half moves by at most the sum of what the shares move.
            most = 100 * sum(abs(a - b) for a, b in zip(*shares, strict=True)) + 0.1001
            if row.score is not None and before[row.council.slug] is not None:
                assert abs(row.score - before[row.council.slug]) <= most


def _shares(weights: list[int], applies: list[bool]) -> list[float]:
    used = [w * one for w, one in zip(weights, applies, strict=True)]
    return [w / sum(used) for w in used]


def test_a_heavier_dimension_lifts_the_council_that_is_good_at_it() -> None:
    found = group(council("reader", sure(0.9), sure(0.2)), council("writer", sure(0.2), sure(0.9)))
    assert named(reweigh(found, (10, 90))) == ["writer", "reader"]
    assert named(reweigh(found, (90, 10))) == ["reader", "writer"]


def test_the_score_is_the_power_mean_of_the_method() -> None:
    found = group(council("one", sure(0.25), sure(0.81)))
    expected = (0.25 * math.sqrt(0.25) + 0.75 * math.sqrt(0.81)) ** 2
    assert reweigh(found, (1, 3))[0].score == round(100 * expected, 1)


def test_a_dimension_of_weight_nothing_counts_for_nothing() -> None:
    row = reweigh(group(council("one", sure(0.5), (0.9, 0.0))), (1, 0))[0]
    assert (row.score, row.lower, row.upper, row.coverage, row.reason) == (50.0, 50.0, 50.0, 1.0, "")


def test_a_dimension_that_does_not_apply_is_no_penalty_whatever_its_weight() -> None:
    found = group(council("english", sure(0.6), sure(0.6)), council("welsh", sure(0.6), None))
    english, welsh = reweigh(found, (1, 99))
    assert (english.score, welsh.score, welsh.coverage) == (60.0, 60.0, 1.0)


def test_what_was_put_in_counts_and_lowers_the_coverage() -> None:
    found = group(council("full", sure(0.5), sure(0.5)), council("thin", sure(0.5), (0.9, 0.0)))
    rows = {row.council.name: row for row in reweigh(found, (1, 1))}
    assert rows["thin"].score > rows["full"].score == 50.0
    assert (rows["full"].coverage, rows["thin"].coverage) == (1.0, 0.5)


def test_ranges_are_those_of_the_re_runs_and_kept_between_0_and_100() -> None:
    scores = {"a": 0.95, "b": 0.8, "c": 0.1}
    found = group(*(council(name, sure(score), None) for name, score in scores.items()), spread=0.2)
    a, b, c = reweigh(found, (1, 1))
    assert (a.upper, b.lower) == (100.0, pytest.approx(62.0, abs=0.5))
    assert [(row.best, row.worst) for row in (a, b, c)] == [(1, 2), (1, 2), (3, 3)]


def test_an_edition_that_kept_no_re_runs_has_no_ranges_but_the_score() -> None:
    found = replace(group(council("a", sure(0.9), None), council("b", sure(0.4), None)), reruns=None)
    assert [(row.lower, row.upper, row.best, row.worst) for row in reweigh(found, (1, 1))] == [
        (90.0, 90.0, 1, 1), (40.0, 40.0, 2, 2)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (Rules(coverage_minimum=0.6), "We could see 50 % of the evidence that counts here; a place needs 60 %."),
        (
            Rules(coverage_minimum=0.0, dimension_minimum=0.5),
            "Too little evidence in dimension Dimension 2: 50 %",
        ),
        (
            Rules(0.5, 0.0, 0.0, 2),
            "We have evidence on 1 of the 2 dimensions that count here; a place needs 2,",
        ),
    ],
)
def test_too_little_evidence_takes_no_place_and_says_why(rules: Rules, told: str) -> None:
    rival = council("rival", sure(0.1), sure(0.1))
    thin = council("thin", sure(0.9), (0.8, 0.0))
    first, last = reweigh(group(rival, thin, rules=rules), (1, 1))
    assert (first.council.name, first.best, first.worst, first.of) == ("rival", 1, 1, 1)
    assert (last.council.name, last.best, last.score) == ("thin", None, None)
    assert last.reason.startswith(told)


def test_a_council_that_the_index_does_not_rank_has_no_score_under_any_weights() -> None:
    found = group(council("known", sure(0.4), None), council("unranked", sure(0.9), None, ranked=False))
    last = reweigh(found, (1, 1))[-1]
    assert (last.council.name, last.score, last.lower, last.best) == ("unranked", None, None, None)
    assert last.reason == "It takes no place in the table of its type, so none here."
    own = reweigh(found, found.index_weights)[-1]
    assert (own.score, own.lower, own.upper) == (None, 40.0, 60.0)


def test_nothing_known_in_the_dimensions_that_weigh_is_no_place() -> None:
    found = group(council("known", sure(0.4), sure(0.4)), council("unknown", sure(0.9), (None, 0.0)))
    last = reweigh(found, (0, 1))[-1]
    assert (last.council.name, last.score) == ("unknown", None)
    assert last.reason == "Nothing that counts here could be observed."


@pytest.mark.parametrize("weights", [(0, 0), (1,), (1, -1), ()])
def test_weights_that_make_no_sense_are_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="expected 2 from 0 up"):
        reweigh(group(council("one", sure(0.5), sure(0.5))), weights)


share = st.floats(0, 1)
part = st.tuples(share, st.sampled_from([0.0, 0.5, 1.0]))


@given(
    st.lists(st.tuples(part, part, part), min_size=1, max_size=8),
    st.tuples(*[st.integers(0, 100)] * 3),
    st.sampled_from([0.0, 0.05, 0.4]),
)
def test_every_place_is_among_the_ranked_and_the_order_is_that_of_the_scores(
    rows: list, weights: tuple[int, ...], spread: float
) -> None:
    if not any(weights):
        weights = (1, 0, 0)
    placed = reweigh(group(*(council(str(n), *row) for n, row in enumerate(rows)), spread=spread), weights)
    ranked = [row for row in placed if row.best]
    for row in ranked:
        assert 1 <= row.best <= row.worst <= row.of == len(ranked)
        assert 0 <= row.lower <= row.upper <= 100
    assert [row.score for row in ranked] == sorted((row.score for row in ranked), reverse=True)


@given(st.tuples(*[st.integers(1, 100)] * 2), st.integers(2, 50))
def test_only_the_ratio_of_weights_matters(weights: tuple[int, int], factor: int) -> None:
    found = group(council("a", sure(0.3), sure(0.8)), council("b", sure(0.7), (0.4, 0.5)))
    once, more = reweigh(found, weights), reweigh(found, tuple(factor * weight for weight in weights))
    for left, right in zip(once, more, strict=True):
        assert (left.council, left.best, left.worst, left.of) == (right.council, right.best, right.worst, right.of)
        assert left.score == pytest.approx(right.score, abs=0.1001)


def test_the_weights_of_the_index_are_its_own_whatever_their_sum(real_published: Path) -> None:
    found = standings(connect(real_published), "scotland")
    twice = tuple(2 * weight for weight in found.index_weights)
    assert reweigh(found, twice) == reweigh(found, found.index_weights)


def test_a_dimension_left_out_gives_the_second_table_to_the_digit(real_published: Path) -> None:
    connection = connect(real_published)
    second = reader.without_table(connection, reader.current_edition(connection)["edition"])
    for kind in KINDS:
        found = standings(connection, kind)
        weights = tuple(0.0 if one.code == "D4" else one.weight for one in found.dimensions)
        for row in reweigh(found, weights):
            expected = second[row.council.authority]
            assert (row.score, row.lower, row.upper, row.best, row.worst) == (
                out_of_100(expected["score"]), out_of_100(expected["score_low"]), out_of_100(expected["score_high"]),
                expected["interval_low"], expected["interval_high"],
            ), row.council.name  # fmt: skip
            assert (row.reason == "") == bool(expected["ranked"])
