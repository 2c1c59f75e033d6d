"""The whole analysis of an edition, and what it does with odd input (scoring method, sections 3-18)."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.shock_study import shock_study
from scoring.analyse import Analysis, Background, Deep, analyse, analyse_deeply, consistency_blocks
from scoring.confidence import Evidence, resolve_conflict
from scoring.maturity import LevelRule
from scoring.panel import PanelError
from scoring.peers import Context
from scoring.published import publish_scores
from scoring.trust import trust
from tests.scoring.make import NAN, random_panel

RULES = (LevelRule(1, 0.9, {}, ("https",)), LevelRule(2, 0.75, {"D1": 0.1}))


def background(panel, maturity=True) -> Background:
    n = len(panel.authorities)
    values = np.random.default_rng(1).random((n, 3)) + 0.1
    context = Context(panel.authorities, panel.groups, values, (True, False, False))
    if not maturity:
        return Background(context)
    return Background(context, (RULES,) * n, ({"s1": 3, "s2": None},) * n, ({"https": True},) * n)


@pytest.fixture(scope="module")
def panel():
    return random_panel(11, n=34, m=14)


def study(panel, known=None, draws=50, samples=0) -> tuple[Analysis, Deep]:
    known = background(panel) if known is None else known
    analysis = analyse(publish_scores(panel, known.context), 5, draws)
    return analysis, analyse_deeply(analysis, known, 5, samples)


@pytest.fixture(scope="module")
def whole(panel):
    return study(panel, draws=200, samples=32)


def test_every_row_has_its_figures(panel, whole):
    n, (_, deep) = len(panel.authorities), whole
    for name in ("peers", "maturity", "steps", "routes", "losses", "ways_in", "core_moved", "core_low", "fresh_low"):
        assert len(getattr(deep, name)) == n
    assert set(deep.factors) == set(deep.effective) == {"a", "b"}
    assert {group for group, _ in deep.shifts} == {"a", "b", ""}
    assert [len(view.neighbours) for view in deep.peers] == [15] * n


def test_a_peer_view_holds_its_chances_and_a_range_of_its_gap(whole):
    analysis, deep = whole
    ranked, codes = analysis.published.seen.ranked, analysis.published.panel.authorities
    for i, view in enumerate(deep.peers):
        if ranked[i]:
            assert view.gap_low <= view.gap_high
            assert 0 <= view.percentile <= 100
        for neighbour in view.neighbours:
            both = ranked[i] and ranked[codes.index(neighbour.peer.code)]
            assert (neighbour.p_better is not None) == bool(both)


def test_steps_come_largest_first_and_leaders_of_the_first_band_have_no_band_to_reach(whole):
    analysis, deep = whole
    for steps in deep.steps:
        assert [s.delta for s in steps] == sorted((s.delta for s in steps), reverse=True)
    assert set(deep.routes[0]) == {"next band", "top quartile"}
    assert all(deep.routes[i]["next band"] == () for i in np.flatnonzero(analysis.standing.band == 1))


def test_fresh_evidence_narrows_ranges_on_the_whole_and_ranks_nobody_else(panel):
    aged = replace(panel, confidence=np.where(np.isnan(panel.y), NAN, 0.4))
    known = replace(background(panel), fresh={c.code: 0.95 for c in panel.columns})
    analysis, deep = study(aged, known, draws=400)
    ranked, place = analysis.published.seen.ranked, analysis.standing
    assert (deep.fresh_low[~ranked] == -1).all()
    widths = (place.high - place.low)[ranked], (deep.fresh_high - deep.fresh_low)[ranked]
    assert np.median(widths[1]) < np.median(widths[0])


def test_the_summary_of_trust_is_computed(whole):
    analysis, deep = whole
    for one in trust(analysis, deep):
        rows = (np.array(analysis.published.groups) == one.type) & analysis.published.seen.ranked
        assert one.ranked == rows.sum()
        assert one.bands == analysis.standing.band[rows].max()
        assert one.outside == analysis.standing.outside[rows].sum() and one.median_width >= 0
        assert [s for _, s in one.influential] == sorted((s for _, s in one.influential), reverse=True)


def test_the_same_seed_gives_the_same_analysis(panel, whole):
    analysis, deep = study(panel, draws=200, samples=32)
    assert analysis.draws.full.tobytes() == whole[0].draws.full.tobytes()
    assert (deep.steps, deep.routes, deep.peers, deep.factors) == (
        whole[1].steps,
        whole[1].routes,
        whole[1].peers,
        whole[1].factors,
    )


def test_without_context_or_rules_there_are_no_peers_and_no_levels(panel):
    _, deep = study(panel, Background(), draws=20)
    assert {view.neighbours for view in deep.peers} == {()}
    assert set(deep.maturity) == {None}
    assert deep.factors == {}


def test_a_type_with_one_member_is_first_of_one(panel):
    alone = replace(panel, groups=("z", *panel.groups[1:]))
    analysis, deep = study(alone, samples=16)
    assert (analysis.standing.low[0], analysis.standing.high[0], analysis.standing.band[0]) == (1, 1, 1)
    assert deep.peers[0].neighbours == ()
    assert np.isnan(deep.peers[0].percentile)
    assert "z" not in deep.factors
    assert deep.steps[0][0].p_improves == 0.0


def test_councils_all_missing_are_unranked_and_disturb_nobody(panel):
    blank = {name: getattr(panel, name).copy() for name in ("raw", "y", "confidence", "denominator")}
    for values in blank.values():
        values[:3] = NAN
    analysis, deep = study(replace(panel, **blank), samples=16)
    assert analysis.published.seen.reason[:3] == ("nothing",) * 3
    assert analysis.standing.low[:3].tolist() == [-1, -1, -1]
    assert np.isnan(analysis.published.ranks.published[:3]).all()
    assert deep.losses[:3] == (None, None, None)
    assert not np.isnan(analysis.standing.score_low[analysis.published.seen.ranked]).any()


def test_a_panel_where_nobody_is_ranked_is_analysed_without_ranks(panel):
    blank = {name: np.full(panel.y.shape, NAN) for name in ("raw", "y", "confidence", "denominator")}
    analysis, deep = study(replace(panel, **blank), draws=20, samples=16)
    assert not analysis.published.seen.ranked.any()
    assert (deep.shifts, deep.factors, trust(analysis, deep)) == ((), {}, ())


def test_an_indicator_constant_for_everyone_moves_nobody(panel):
    j = int(np.argmax(panel.applicable.sum(axis=0)))
    y, applicable = panel.y.copy(), panel.applicable.copy()
    applicable[:, j] = True
    y[:, j] = 1.0
    raw, sure = panel.raw.copy(), panel.confidence.copy()
    raw[:, j], sure[:, j] = panel.columns[j].best, 0.9
    _, deep = study(replace(panel, y=y, raw=raw, applicable=applicable, confidence=sure))
    constant = panel.columns[j].code
    assert all(step.indicator != constant for steps in deep.steps for step in steps)


def test_an_indicator_of_no_weight_moves_nobody(panel):
    columns = (replace(panel.columns[0], weight=0.0), *panel.columns[1:])
    _, deep = study(replace(panel, columns=columns))
    assert {s.mean for _, s in deep.shifts if s.code == panel.columns[0].code} == {0.0}


@pytest.mark.parametrize(
    "change",
    [
        lambda p: replace(p, dimension_weights=np.zeros(p.dimension_weights.shape)),
        lambda p: replace(p, raw=np.where(p.applicable, np.inf, NAN)),
        lambda p: replace(p, authorities=("X",) * len(p.authorities)),
    ],
)
def test_a_panel_that_cannot_be_scored_is_refused(panel, change):
    with pytest.raises(PanelError):
        analyse(publish_scores(change(panel), None), seed=1, draws=5)


def test_duplicate_observations_count_once_and_conflicting_ones_are_ambiguous():
    assert resolve_conflict([Evidence(1, 0.8, "b"), Evidence(1, 0.8, "a")]) == Evidence(1, 0.8, "a")
    assert resolve_conflict([Evidence(1, 0.8), Evidence(0, 0.75)]) is None


def test_consistency_is_over_indicators_that_apply_to_all_of_the_block(panel):
    everywhere = replace(panel, applicable=np.ones(panel.applicable.shape, bool))
    blocks = consistency_blocks(everywhere)
    assert set(blocks) == {(d, g) for d in panel.dimensions for g in ("", "a", "b")}
    assert all(len(b.codes) > 1 for b in blocks.values())


def test_a_common_shock_makes_the_intervals_of_the_largest_type_wider():
    (district,) = (s for s in shock_study(1, draws=120) if s.type == "district")
    assert district.with_shock > district.without
    assert district.full_with_shock > district.full_without
