"""Several marks of one council at their best: exact, and as sure as the re-runs are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.panel import PanelError
from scoring.plan import single_steps
from scoring.published import publish_scores
from scoring.republish import Republisher
from scoring.uncertainty import simulate
from scoring.what_if import at_best, kept_of, try_marks
from tests.scoring.make import random_panel
from tests.scoring.test_fair_order import context_of


def published_with_reruns(seed: int):
    panel = random_panel(seed, n=24, missing=0.15)
    context = context_of(panel)
    published = publish_scores(panel, context)
    return published, context, simulate(panel, seed, 200, published.nearest, parts=200)


@settings(max_examples=4)
@given(st.integers(0, 10**6))
def test_one_mark_is_what_the_single_steps_say(seed: int):
    published, context, _ = published_with_reruns(seed)
    for i, steps in enumerate(single_steps(published, Republisher(published, context))):
        if published.seen.ranked[i]:
            for step in steps[:2]:
                tried = try_marks(published, context, i, [step.indicator], {})
                assert tried.score == pytest.approx(step.new.score, abs=1e-12)
                assert tried.value == step.new.value


def test_the_range_and_the_chance_are_those_of_the_reruns_with_the_councils_dimensions_moved():
    published, context, draws = published_with_reruns(3)
    name = published.groups[0]
    rows = [i for i, group in enumerate(published.groups) if group == name and published.seen.ranked[i]]
    parts = replace(draws.parts, dimension_score=draws.parts.dimension_score[:, :, rows])
    kept = kept_of(published, parts, rows)
    last = rows[int(np.argmin(published.score[rows]))]
    codes = [c.code for j, c in enumerate(published.panel.columns) if published.panel.applicable[last, j]]
    nothing, all_of_it = (try_marks(published, context, last, chosen, {}, kept).likely for chosen in ([], codes))
    assert nothing.better == 0.0 and nothing.best <= nothing.worst <= len(rows)
    drawn = np.sort(kept.scores[:, rows.index(last)])
    assert (nothing.low, nothing.high) == pytest.approx((drawn[9], drawn[189]))
    assert all_of_it.better > 0.9 and all_of_it.low > nothing.low and all_of_it.worst < nothing.worst


def test_a_mark_that_does_not_apply_or_is_none_is_refused_by_name():
    panel = random_panel(5, n=6)
    panel = replace(panel, applicable=panel.applicable & (np.arange(6)[:, None] > 0))
    for code in (panel.columns[0].code, "NOPE"):
        with pytest.raises(PanelError, match=f"{panel.authorities[0]}: {code} is no mark"):
            at_best(panel, 0, [code], {})
