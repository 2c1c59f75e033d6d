"""The published score: marks as seen, missing ones put in, nobody hurt by being unseen (docs/decisions/0014)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.aggregate import score_panel
from scoring.analyse import analyse
from scoring.donors import NEAREST, Nearest, find_donors
from scoring.hiding import BOTH, LEFT_OUT, hidden_dimension, hide, trial_rows
from scoring.imputation import impute
from scoring.panel import Column, Panel, Rules, take
from scoring.peers import Context, take_context
from scoring.published import publish_scores, published_part
from tests.scoring.make import NAN, random_panel

MANY = settings(max_examples=25)
seeds = st.integers(0, 10**6)


def context_of(panel: Panel, seed: int = 1) -> Context:
    values = np.random.default_rng(seed).random((len(panel.authorities), 3)) + 0.1
    return Context(panel.authorities, panel.groups, values, (True, False, False))


def without(panel: Panel, i: int, j: int) -> Panel:
    parts = {name: getattr(panel, name).copy() for name in ("raw", "y", "confidence", "denominator")}
    for values in parts.values():
        values[i, j] = NAN
    return replace(panel, **parts)


@MANY
@given(seeds)
def test_what_is_put_in_is_the_mean_of_the_donors_that_the_draws_borrow_from(seed):
    panel = random_panel(seed, n=30, m=8, missing=0.3)
    got = impute(panel, context_of(panel))
    known = panel.applicable & ~np.isnan(panel.y)
    donors = find_donors(known, panel.applicable, panel.groups, Nearest(got.order, got.order))
    for i, j in np.argwhere(panel.applicable & ~known):
        rows = donors.rows[donors.start[i, j] : donors.start[i, j] + donors.count[i, j]]
        near = [row for row in got.order[i] if known[row, j]][:NEAREST]
        assert got.donors[i, j] == (len(near) or len(set(rows.tolist())))
        expected = panel.y[rows, j].mean() if rows.size else NAN
        assert got.panel.y[i, j] == pytest.approx(expected, abs=1e-12, nan_ok=True)


@MANY
@given(seeds)
def test_the_unknown_is_neither_nothing_nor_full_marks_unless_all_of_its_type_are(seed):
    panel = random_panel(seed, n=30, m=6, missing=0.3)
    panel = replace(panel, y=np.where(np.isnan(panel.y), NAN, np.round(panel.y)))
    got, names = impute(panel, context_of(panel)), np.array(panel.groups)
    for i, j in np.argwhere(got.donors > 0):
        seen = panel.y[(names == names[i]) & panel.applicable[:, j], j]
        seen = seen[~np.isnan(seen)]
        assert seen.min() == seen.max() or 0.0 < got.panel.y[i, j] < 1.0


@MANY
@given(seeds)
def test_who_lends_to_a_doubted_mark_does_not_depend_on_any_mark(seed):
    panel = random_panel(seed, n=20, m=6, missing=0.2)
    other = replace(panel, y=np.where(np.isnan(panel.y), NAN, 1.0 - panel.y))
    context = context_of(panel)
    before, after = (publish_scores(one, context).nearest.doubted for one in (panel, other))
    assert all(np.array_equal(*pair) for pair in zip(before, after, strict=True))


@MANY
@given(seeds)
def test_an_observed_mark_is_never_overwritten_and_nothing_is_put_in_where_nothing_is_asked(seed):
    panel = random_panel(seed, n=20, missing=0.3)
    got = impute(panel, context_of(panel))
    known = panel.applicable & ~np.isnan(panel.y)
    assert np.array_equal(got.panel.y[known], panel.y[known])
    assert np.isnan(got.panel.y[~panel.applicable]).all()
    assert (got.donors[known] == 0).all() and got.donors.max(initial=0) <= max(NEAREST, 10)


def test_donors_are_of_the_councils_own_type():
    panel = random_panel(4, n=20, missing=0.0)
    panel = without(panel, 0, int(np.flatnonzero(panel.applicable[0])[0]))
    j = int(np.flatnonzero(panel.applicable[0] & np.isnan(panel.y[0]))[0])
    others = np.array(panel.groups) != panel.groups[0]
    moved = panel.y.copy()
    moved[others, j] = np.where(np.isnan(moved[others, j]), NAN, 1.0 - moved[others, j])
    before, after = (impute(one, context_of(panel)).panel.y[0, j] for one in (panel, replace(panel, y=moved)))
    assert before == after


@MANY
@given(seeds)
def test_a_fully_seen_council_has_the_sum_of_its_marks_whatever_others_have(seed):
    panel = random_panel(seed, n=16, missing=0.25)
    got = publish_scores(panel, context_of(panel))
    whole = (~panel.applicable | ~np.isnan(panel.y)).all(axis=1)
    assert got.score[whole] == pytest.approx(score_panel(panel).score[whole], abs=1e-12, nan_ok=True)
    assert got.score[whole] == pytest.approx(got.seen.score[whole], abs=1e-12, nan_ok=True)


def test_two_fully_seen_councils_with_the_same_marks_share_score_and_rank():
    panel = random_panel(3, n=12, missing=0.2)
    full = random_panel(3, n=12, missing=0.0)
    rows = take(full, [0, 0])
    parts = {name: getattr(panel, name).copy() for name in ("raw", "y", "applicable", "confidence", "denominator")}
    for name, values in parts.items():
        values[[0, 2]] = getattr(rows, name)
    got = publish_scores(replace(panel, **parts), context_of(panel))
    assert got.score[0] == got.score[2] and got.ranks.rank[0] == got.ranks.rank[2]
    assert got.ranks.tied[[0, 2]].all()


@MANY
@given(seeds, st.floats(0.26, 1.0), seeds)
def test_neither_age_nor_the_seed_of_the_draws_moves_a_score(seed, confidence, other):
    panel = random_panel(seed, n=14)
    aged = replace(panel, confidence=np.where(np.isnan(panel.y), NAN, confidence))
    a, b = (publish_scores(one, context_of(panel)) for one in (panel, aged))
    assert np.array_equal(a.score, b.score, equal_nan=True) and np.array_equal(a.ranks.rank, b.ranks.rank)
    drawn = [analyse(a, one, 10).published.score for one in (seed, other)]
    assert np.array_equal(*drawn, equal_nan=True)


@MANY
@given(seeds)
def test_the_bounds_hold_the_published_score(seed):
    got = publish_scores(random_panel(seed, n=14, missing=0.4), None)
    known = ~np.isnan(got.score) & ~np.isnan(got.seen.lower)
    assert (got.seen.lower[known] <= got.score[known]).all() and (got.score[known] <= got.seen.upper[known]).all()


@MANY
@given(seeds, seeds)
def test_the_order_of_councils_and_indicators_changes_nothing(seed, mix):
    panel, context = random_panel(seed, n=14, missing=0.3), None
    rows = np.random.default_rng(mix).permutation(14)
    context = context_of(panel)
    plain, mixed = publish_scores(panel, context), publish_scores(take(panel, rows), take_context(context, rows))
    assert np.array_equal(mixed.score, plain.score[rows], equal_nan=True)


def test_a_type_of_one_council_has_nobody_to_borrow_from():
    panel = random_panel(5, n=12, missing=0.3)
    alone = replace(panel, groups=("z", *panel.groups[1:]))
    got = publish_scores(alone, context_of(alone))
    assert got.score[0] == pytest.approx(got.seen.score[0], nan_ok=True)
    assert (got.imputed.donors[0] == 0).all()


def test_a_dimension_that_nobody_of_a_type_has_is_left_out_for_that_type():
    panel = random_panel(6, n=16, missing=0.0)
    group = np.array(panel.groups) == "a"
    gone = group[:, None] & np.array([c.dimension == "D1" for c in panel.columns])[None, :]
    parts = {name: np.where(gone, NAN, getattr(panel, name)) for name in ("raw", "y", "confidence", "denominator")}
    got = publish_scores(replace(panel, **parts), context_of(panel))
    assert np.isnan(got.dimension_score[group, 0]).all()
    assert got.score[group] == pytest.approx(score_panel(replace(panel, **parts)).score[group], nan_ok=True)
    drawn = analyse(got, 1, 50)
    assert drawn.draws.evidence[:, group].min() >= 0


def test_a_council_of_which_nothing_was_seen_takes_no_place():
    panel = random_panel(7, n=12)
    y = panel.y.copy()
    y[0] = NAN
    got = publish_scores(replace(panel, y=y), context_of(panel))
    assert not got.seen.ranked[0] and got.ranks.rank[0] == -1 and np.isnan(got.ranks.published[0])
    assert np.isnan(got.seen.score[0])


def test_an_indicator_with_no_donor_stays_missing():
    panel = random_panel(8, n=12, missing=0.0)
    j = int(np.argmax(panel.applicable.sum(axis=0)))
    y = panel.y.copy()
    y[:, j] = NAN
    got = publish_scores(replace(panel, y=y), context_of(panel))
    assert np.isnan(got.imputed.panel.y[:, j]).all() and (got.imputed.donors[:, j] == 0).all()


def test_a_part_puts_in_what_the_whole_does():
    panel = random_panel(9, n=20, missing=0.3)
    whole = publish_scores(panel, context_of(panel))
    part = published_part(whole, ("D1", "D2"))
    cols = [j for j, c in enumerate(panel.columns) if c.dimension in ("D1", "D2")]
    assert np.array_equal(part.imputed.panel.y, whole.imputed.panel.y[:, cols], equal_nan=True)
    assert np.array_equal(part.dimension_score, whole.dimension_score[:, :2], equal_nan=True)


def fair_panel(n: int = 60, unseen: float = 0.3) -> tuple[Panel, Context]:
    """Return councils of one type and skill, whose last dimension is high and was seen of some of them only."""
    rng = np.random.default_rng(1)
    skill = rng.random(n)
    y = np.column_stack([np.clip(skill + rng.normal(0, 0.1, n), 0, 1) for _ in range(3)] + [0.8 + 0.2 * skill])
    y[rng.random(n) < unseen, 3] = NAN
    columns = tuple(Column(f"i{d}", f"D{d}", 1, "goalpost", 0, 1) for d in range(4))
    names = tuple(f"E{i:04d}" for i in range(n))
    panel = Panel(
        names,
        ("g",) * n,
        columns,
        ("D0", "D1", "D2", "D3"),
        np.tile([0.2, 0.2, 0.2, 0.4], (n, 1)),
        y,
        y,
        np.ones(y.shape, bool),
        np.where(np.isnan(y), NAN, 0.9),
        np.full(y.shape, NAN),
        Rules(coverage_minimum=0.5, dimension_minimum=0.0),
    )
    return panel, Context(names, ("g",) * n, rng.random((n, 2)) + 0.1, (False, False))


def test_nobody_falls_for_being_unseen_where_leaving_out_would_make_them_fall():
    panel, context = fair_panel()
    published = publish_scores(panel, context)
    assert hidden_dimension(published) == "D3"
    found = {one.way: one for one in hide(published, context, "D3", 1, repetitions=40)}
    assert found[LEFT_OUT].signed > 0.05
    assert abs(found[BOTH].signed) < 0.03 and found[BOTH].inside > 0.8
    assert found[BOTH].absolute >= abs(found[BOTH].signed)
    assert found[BOTH].councils == np.sum(~np.isnan(panel.y[:, 3]))


def test_the_hiding_experiment_says_which_types_it_cannot_try():
    panel, context = fair_panel()
    strict = replace(panel, rules=Rules(coverage_minimum=0.9))
    published = publish_scores(strict, context)
    assert trial_rows(published, "D3") == {}
    assert hide(published, context, "D3", 1, 2) == ()


def test_the_same_seed_hides_the_same_councils():
    panel, context = fair_panel(40)
    published = publish_scores(panel, context)
    once, again = (hide(published, context, "D3", 7, 6) for _ in range(2))
    assert repr(once) == repr(again)
