"""The whole analysis of an edition, and what it does with odd input (scoring method, sections 3-18)."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.shock_study import shock_study
from scoring.analyse import Background, analyse, consistency_blocks
from scoring.confidence import Evidence, resolve_conflict
from scoring.maturity import LevelRule
from scoring.panel import PanelError
from scoring.peers import Context
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
    return random_panel(11, n=40, m=20)


@pytest.fixture(scope="module")
def whole(panel):
    return analyse(panel, background(panel), seed=5, draws=200, samples=32)


def test_every_row_has_its_figures(panel, whole):
    n = len(panel.authorities)
    for name in ("peers", "maturity", "gains", "routes", "losses", "core_moved", "core_low"):
        assert len(getattr(whole, name)) == n
    assert set(whole.factors) == set(whole.effective) == {"a", "b"}
    assert {group for group, _ in whole.shifts} == {"a", "b", ""}
    assert [len(view.neighbours) for view in whole.peers] == [15] * n


def test_an_interval_always_contains_the_published_rank(whole):
    rows, rank, place = whole.scores.ranked, whole.ranks.rank, whole.standing
    assert ((place.low <= rank) & (rank <= place.high))[rows].all()
    assert ((place.evidence_low <= rank) & (rank <= place.evidence_high))[rows].all()
    core = whole.core_ranks.rank
    assert ((whole.core_low <= core) & (core <= whole.core_high))[whole.core_scores.ranked].all()


def test_a_peer_view_holds_its_gap_and_the_chances(whole):
    for i, view in enumerate(whole.peers):
        if whole.scores.ranked[i]:
            assert view.gap_low <= view.gap <= view.gap_high
            assert 0 <= view.percentile <= 100
        for neighbour in view.neighbours:
            both = whole.scores.ranked[i] and whole.scores.ranked[whole.panel.authorities.index(neighbour.peer.code)]
            assert (neighbour.p_better is not None) == bool(both)


def test_gains_come_largest_first_and_routes_end_at_their_target(whole):
    for rows in whole.gains:
        assert [g.delta for g in rows] == sorted((g.delta for g in rows), reverse=True)
    assert set(whole.routes[0]) == {"next band", "top quartile"}
    leaders = np.flatnonzero(whole.standing.band == 1)
    assert all(whole.routes[i]["next band"] == () for i in leaders)


def test_the_summary_of_trust_is_computed(whole):
    for one in trust(whole):
        rows = (np.array(whole.panel.groups) == one.type) & whole.scores.ranked
        assert one.ranked == rows.sum()
        assert one.bands == whole.standing.band[rows].max()
        assert 0 <= one.stretched <= 1 and one.median_width >= 0
        assert [s for _, s in one.influential] == sorted((s for _, s in one.influential), reverse=True)


def test_the_same_seed_gives_the_same_analysis(panel, whole):
    again = analyse(panel, background(panel), seed=5, draws=200, samples=32)
    assert again.draws.full.tobytes() == whole.draws.full.tobytes()
    assert (again.gains, again.routes, again.peers, again.factors) == (
        whole.gains, whole.routes, whole.peers, whole.factors
    )


def test_without_context_or_rules_there_are_no_peers_and_no_levels(panel):
    got = analyse(panel, Background(), seed=5, draws=20, samples=0)
    assert {view.neighbours for view in got.peers} == {()}
    assert set(got.maturity) == {None}
    assert got.factors == {}


def test_a_type_with_one_member_is_first_of_one(panel):
    alone = replace(panel, groups=("z", *panel.groups[1:]))
    got = analyse(alone, background(alone), seed=5, draws=50, samples=16)
    assert (got.standing.low[0], got.standing.high[0], got.standing.band[0]) == (1, 1, 1)
    assert got.peers[0].neighbours == ()
    assert np.isnan(got.peers[0].percentile)
    assert "z" not in got.factors
    assert got.gains[0][0].p_improves == 0.0


def test_councils_all_missing_are_unranked_and_disturb_nobody(panel):
    blank = {name: getattr(panel, name).copy() for name in ("raw", "y", "confidence", "denominator")}
    for values in blank.values():
        values[:3] = NAN
    got = analyse(replace(panel, **blank), background(panel), seed=5, draws=50, samples=16)
    assert got.scores.reason[:3] == ("nothing",) * 3
    assert got.standing.low[:3].tolist() == [-1, -1, -1]
    assert got.gains[:3] == ((), (), ())
    assert got.losses[:3] == (None, None, None)
    rows = got.scores.ranked
    assert not np.isnan(got.standing.score_low[rows]).any()


def test_a_panel_where_nobody_is_ranked_is_analysed_without_ranks(panel):
    blank = {name: np.full(panel.y.shape, NAN) for name in ("raw", "y", "confidence", "denominator")}
    got = analyse(replace(panel, **blank), background(panel), seed=5, draws=20, samples=16)
    assert not got.scores.ranked.any()
    assert (got.shifts, got.factors, trust(got)) == ((), {}, ())


def test_an_indicator_constant_for_everyone_is_flagged_and_ranks_nobody(panel):
    j = int(np.argmax(panel.applicable.sum(axis=0)))
    y, applicable = panel.y.copy(), panel.applicable.copy()
    applicable[:, j] = True
    y[:, j] = 1.0
    raw, sure = panel.raw.copy(), panel.confidence.copy()
    raw[:, j], sure[:, j] = panel.columns[j].best, 0.9
    got = analyse(replace(panel, y=y, raw=raw, applicable=applicable, confidence=sure), background(panel), 5, 50, 0)
    constant = panel.columns[j].code
    assert all(g.indicator != constant for rows in got.gains for g in rows)


def test_an_indicator_of_no_weight_moves_nobody(panel):
    columns = (replace(panel.columns[0], weight=0.0), *panel.columns[1:])
    got = analyse(replace(panel, columns=columns), background(panel), seed=5, draws=50, samples=0)
    shifts = [s for _, s in got.shifts if s.code == panel.columns[0].code]
    assert {s.mean for s in shifts} == {0.0}


@pytest.mark.parametrize("change", [
    lambda p: replace(p, dimension_weights=np.zeros(p.dimension_weights.shape)),
    lambda p: replace(p, raw=np.where(p.applicable, np.inf, NAN)),
    lambda p: replace(p, authorities=("X",) * len(p.authorities)),
])
def test_a_panel_that_cannot_be_scored_is_refused(panel, change):
    with pytest.raises(PanelError):
        analyse(change(panel), Background(), seed=1, draws=5, samples=0)


def test_duplicate_observations_count_once_and_conflicting_ones_are_ambiguous():
    assert resolve_conflict([Evidence(1, 0.8, "b"), Evidence(1, 0.8, "a")]) == Evidence(1, 0.8, "a")
    assert resolve_conflict([Evidence(1, 0.8), Evidence(0, 0.75)]) is None


def test_consistency_is_over_indicators_that_apply_to_all_of_the_block(panel):
    everywhere = replace(panel, applicable=np.ones(panel.applicable.shape, bool))
    blocks = consistency_blocks(everywhere)
    assert set(blocks) == {(d, g) for d in panel.dimensions for g in ("", "a", "b")}
    assert all(len(b.codes) > 1 for b in blocks.values())


def test_a_common_shock_makes_the_intervals_of_the_largest_type_wider():
    (district,) = (s for s in shock_study(1, draws=300) if s.type == "district")
    assert district.with_shock > district.without
    assert district.full_with_shock > district.full_without
