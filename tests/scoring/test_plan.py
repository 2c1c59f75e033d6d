"""What would move a council, exactly: the planner against publishing everything anew (scoring method, section 16)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.checks_made import refusals, ways_in
from scoring.panel import Column, Panel, Rules
from scoring.plan import downside, next_band_target, routes, single_steps, top_quartile_target
from scoring.published import publish_scores
from scoring.republish import Republisher
from scoring.rounding import published_value
from scoring.uncertainty import simulate
from tests.scoring.make import NAN, published_of, random_panel, six_councils
from tests.scoring.test_fair_order import context_of, fair_panel

MANY = settings(max_examples=12)
seeds = st.integers(0, 10**6)


def some_of(seed):
    """Rows of a panel of 20 that are worked out anew, which takes the time: other ones by the seed."""
    return range(seed % 4, 20, 4)


def changed(panel, i, marks):
    y = panel.y.copy()
    y[i] = np.where(panel.applicable[i], marks, NAN)
    return replace(panel, y=y)


@MANY
@given(seeds, st.floats(0.0, 0.95), st.booleans(), st.booleans())
def test_a_changed_row_is_published_as_if_everything_were_published_anew(seed, missing, with_context, blank):
    """missing: up to few marks of a type, which nobody near has. blank: two that no council of one type has at all."""
    panel = random_panel(seed, n=26, m=9, missing=missing)
    if blank:
        y = panel.y.copy()
        y[::2, :2] = NAN
        panel = replace(panel, y=y)
    context = context_of(panel) if with_context else None
    published = publish_scores(panel, context)
    republisher, rng = Republisher(published, context), np.random.default_rng(seed)
    for i in rng.choice(26, 6, replace=False):
        marks = panel.y[i].copy()
        for j in rng.choice(9, rng.integers(1, 4), replace=False):
            marks[j] = rng.choice([0.0, 1.0, 0.37, NAN])
        anew = publish_scores(changed(panel, i, marks), context)
        got = republisher.new(int(i), marks)
        assert got.score == pytest.approx(anew.score[i], abs=1e-12, nan_ok=True)
        if published.seen.ranked[i] and not np.isnan(got.score):
            rivals = published_value(anew.score)[published.seen.ranked & (np.array(panel.groups) == panel.groups[i])]
            assert got.rank == 1 + np.sum(rivals > got.value)


@MANY
@given(seeds)
def test_every_step_is_what_would_be_published(seed):
    panel = random_panel(seed, n=20, missing=0.2)
    published = publish_scores(panel, context_of(panel))
    steps_of = single_steps(published, Republisher(published, context_of(panel)))
    for i in some_of(seed):
        for step in steps_of[i][:3]:
            marks = panel.y[i].copy()
            marks[[c.code for c in panel.columns].index(step.indicator)] = 1.0
            anew = publish_scores(changed(panel, i, marks), context_of(panel)).score[i]
            assert step.new.score == pytest.approx(anew, abs=1e-12)
            assert step.delta == pytest.approx(anew - published.score[i], abs=1e-12)


@MANY
@given(seeds)
def test_the_part_of_a_gain_that_is_put_in_is_told_from_the_change_itself(seed):
    panel = random_panel(seed, n=20, missing=0.2)
    published = publish_scores(panel, context_of(panel))
    whole = published.imputed.panel.y
    steps_of = single_steps(published, Republisher(published, context_of(panel)))
    for i in some_of(seed):
        for step in steps_of[i][:3]:
            y = whole.copy()
            y[i, [c.code for c in panel.columns].index(step.indicator)] = 1.0
            held = published_of_row(replace(panel, y=y), i)
            assert step.held == pytest.approx(held - published.score[i], abs=1e-9)


def published_of_row(panel, i):
    return publish_scores(panel, None).score[i]


def shared_panel():
    """One council with 2 of 4 things in `all`, of which `one` is not there; the other has everything."""
    columns = (Column("all", "D", 1, "proportion", 0, 1), Column("one", "D", 1, "binary", 0, 1))
    y = np.array([[0.5, 0.0], [1.0, 1.0]])
    whole = np.array([[4.0, NAN], [4.0, NAN]])
    return Panel(
        ("E0", "E1"), ("g", "g"), columns, ("D",), np.ones((2, 1)), y, y.copy(), np.ones((2, 2), bool),
        np.ones((2, 2)), whole, Rules(p=1.0),
    )  # fmt: skip


def test_marks_that_count_the_same_thing_move_together():
    published = publish_scores(shared_panel(), None)
    republisher, part_of = Republisher(published, None), {"one": "all", "absent": "all"}
    steps = {step.indicator: step for step in single_steps(published, republisher, part_of=part_of)[0]}
    assert steps["all"].new.score == pytest.approx(1.0)  # everything supplied: the one thing too
    assert steps["one"].new.score == pytest.approx((0.75 + 1.0) / 2)  # the one thing is a quarter of all
    alone = {step.indicator: step for step in single_steps(published, republisher)[0]}
    assert alone["all"].new.score == pytest.approx(0.5) and alone["one"].new.score == pytest.approx(0.75)
    (route,) = routes(published, republisher, [np.array([0.99, NAN])], part_of)[0]
    assert [step.indicator for step in route] == ["all"] and route[0].new.score == pytest.approx(1.0)
    lost = downside(published, republisher, part_of)[1]
    assert (lost.indicator, lost.new.score) == ("all", pytest.approx(0.0))


def test_of_a_fully_seen_council_no_step_can_lower_the_score():
    panel = random_panel(2, n=30, missing=0.15)
    published = publish_scores(panel, context_of(panel))
    whole = np.flatnonzero((~panel.applicable | ~np.isnan(panel.y)).all(axis=1))
    steps = single_steps(published, Republisher(published, context_of(panel)))
    assert whole.size and all(step.delta >= -1e-12 for i in whole for step in steps[i])


def test_missing_marks_need_evidence_and_low_ones_work():
    published = publish_scores(six_councils(), None)
    (steps,) = single_steps(published, Republisher(published, None))[1:2]
    assert {s.indicator: s.kind for s in steps} == {
        "d1": "improve", "d2": "evidence", "s1": "improve", "a2": "improve", "s3": "improve",
    }  # fmt: skip


def test_the_chance_of_a_better_place_counts_the_draws_in_which_somebody_is_overtaken():
    published = published_of([0.9, 0.5, 0.7])
    draws = np.array([[0.9, 0.5, 0.7], [0.9, 0.5, 0.7], [0.9, 0.1, 0.95], [0.9, 0.2, 0.95]])
    steps = single_steps(published, Republisher(published, None), draws)
    (second,) = steps[1]
    assert second.delta == pytest.approx(0.5)
    assert second.p_improves == 0.5
    assert steps[0][0].p_improves == 0.5  # highest in half of the draws, and 0.05 short of it in the others


def test_a_route_stops_at_its_target_and_every_step_is_exact():
    panel = random_panel(12, n=24, m=12, missing=0.2)
    context = context_of(panel)
    published = publish_scores(panel, context)
    republisher = Republisher(published, context)
    target = top_quartile_target(published)
    found = routes(published, republisher, [target])
    codes = [c.code for c in panel.columns]
    assert any(len(route) > 1 for (route,) in found)
    for i, (route,) in enumerate(found):
        assert len(route) <= 5
        marks = panel.y[i].copy()
        for n, step in enumerate(route):
            marks[codes.index(step.indicator)] = 1.0
            anew = publish_scores(changed(panel, i, marks), context).score[i]
            assert step.new.score == pytest.approx(anew, abs=1e-12)
            assert (step.new.value >= published_value(target[i])) <= (n == len(route) - 1)


def test_there_is_no_route_where_the_target_is_reached_or_unknown():
    published = published_of([0.9, 0.5, NAN])
    found = routes(published, Republisher(published, None), [np.array([0.8, 0.5, 0.7]), np.full(3, NAN)])
    assert [tuple(map(len, one)) for one in found[:2]] == [(0, 0), (0, 0)]


def test_targets_are_the_last_place_of_the_quartile_and_of_the_band_above():
    published = published_of([0.9, 0.8, 0.7, 0.6, 0.5, NAN])
    assert top_quartile_target(published)[:5] == pytest.approx([0.8] * 5)
    assert np.isnan(top_quartile_target(published)[5])
    target = next_band_target(published, np.array([1, 1, 2, 3, 3, -1]))
    assert target[[2, 3, 4]] == pytest.approx([0.8, 0.7, 0.7]) and np.isnan(target[[0, 1, 5]]).all()


def test_the_downside_is_the_dearest_of_the_least_certain_favourable_evidence():
    panel = six_councils()
    sure = panel.confidence.copy()
    sure[0, [4, 5]], sure[0, 6] = 0.4, 0.5
    panel = replace(panel, confidence=sure)
    published = publish_scores(panel, None)
    loss = downside(published, Republisher(published, None))[0]
    marks = panel.y[0].copy()
    marks[5] = 0.0
    assert (loss.indicator, loss.confidence) == ("a2", 0.4)
    assert loss.delta == pytest.approx(publish_scores(changed(panel, 0, marks), None).score[0] - published.score[0])


def test_a_council_without_favourable_evidence_has_nothing_to_lose():
    panel = six_councils()
    published = publish_scores(replace(panel, y=np.where(np.isnan(panel.y), NAN, 0.0)), None)
    assert downside(published, Republisher(published, None)) == (None,) * 6


def test_a_council_without_a_place_is_told_the_fewest_checks_that_give_it_one():
    panel, context = fair_panel()
    y = panel.y.copy()
    y[0], y[1] = [NAN, NAN, NAN, 0.9], [NAN, NAN, 0.5, NAN]
    panel = replace(panel, y=y)
    published = publish_scores(panel, context)
    checks = {"first": ("i0", "i1"), "second": ("i2",), "third": ("i3",)}
    full = simulate(panel, 1, 200, published.nearest).full
    found = ways_in(published, checks, full)
    assert not published.seen.ranked[:2].any()
    assert [way.checks for way in found[0]] == [("first",), ("second",)]
    assert [way.checks for way in found[1]] == [("first",), ("third",)]
    for way in found[0]:
        assert 1 <= way.low <= way.high <= way.of == published.seen.ranked.sum() + 1
        assert way.coverage >= 0.5 and way.score_low < way.score_high
    assert all(found[i] == () for i in np.flatnonzero(published.seen.ranked))


def test_no_set_of_three_checks_may_be_enough():
    panel, context = fair_panel()
    blank = np.vstack([np.full((1, 4), NAN), panel.y[1:]])
    panel = replace(panel, y=blank, rules=replace(panel.rules, coverage_minimum=1.0))
    published = publish_scores(panel, context)
    full = simulate(panel, 1, 20, published.nearest).full
    assert ways_in(published, {f"check {d}": (f"i{d}",) for d in range(4)}, full)[0] == ()


def test_what_refusing_a_check_would_have_paid_is_counted():
    panel, context = fair_panel(unseen=0.2)
    published = publish_scores(panel, context)
    (found,) = refusals(published, Republisher(published, context), {"scan": ("i3",)})
    failing = [i for i in range(60) if panel.y[i, 3] < 1.0]
    refused = [publish_scores(changed(panel, i, [*panel.y[i, :3], NAN]), context) for i in failing]
    gaining = sum(r.ranks.published[i] > published.ranks.published[i] for i, r in zip(failing, refused, strict=True))
    assert (found.failing, found.gaining, found.unranked) == (len(failing), gaining, 0)
