"""Monte-Carlo scores: donors, factors and their chances (scoring method, section 9)."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.aggregate import score_panel
from scoring.donors import Nearest, find_donors
from scoring.method import draw_method
from scoring.panel import Column, Panel, PanelError, Rules, take
from scoring.peers import Context, distances, peer_order
from scoring.shock import Shock
from scoring.uncertainty import simulate
from tests.scoring.make import NAN, random_panel


def one_column(values, confidence=1.0, kind="binary", worst=0, best=1, n=None, groups=None):
    """Return a panel of one indicator, councils named in order."""
    raw = np.array(values, dtype=float)[:, None]
    size = len(values)
    y = np.where(np.isnan(raw), NAN, np.clip((raw - worst) / (best - worst), 0, 1))
    return Panel(
        tuple(f"E{i}" for i in range(size)),
        groups or ("g",) * size,
        (Column("i", "D", 1, kind, worst, best),),
        ("D",),
        np.ones((size, 1)),
        raw,
        y,
        np.ones((size, 1), bool),
        np.where(np.isnan(raw), NAN, confidence),
        np.full((size, 1), NAN if n is None else n),
        Rules(),
    )


def donors_of(donors, i, j):
    return sorted(donors.rows[donors.start[i, j] : donors.start[i, j] + donors.count[i, j]].tolist())


def test_donors_are_the_ten_nearest_that_have_the_indicator():
    observed = np.ones((15, 1), bool)
    observed[[1, 2]] = False
    order = [np.array([k for k in range(15) if k != i]) for i in range(15)]
    donors = find_donors(observed, np.ones((15, 1), bool), ("g",) * 15, Nearest(order, order))
    assert donors_of(donors, 0, 0) == list(range(3, 13))


def test_for_a_missing_cell_the_type_lends_like_one_more_council():
    observed = np.ones((15, 1), bool)
    observed[0] = False
    order = [np.array([k for k in range(15) if k != i]) for i in range(15)]
    donors = find_donors(observed, np.ones((15, 1), bool), ("g",) * 15, Nearest(order, order))
    # Each of the ten near ones as often as the type has members, and each member once.
    assert donors_of(donors, 0, 0) == sorted([*range(1, 15), *(k for k in range(1, 11) for _ in range(14))])


def test_a_doubted_mark_is_borrowed_from_others_than_a_missing_one():
    observed = np.array([[True, False], *([True, True],) * 4])
    order = [np.array([k for k in range(5) if k != i]) for i in range(5)]
    donors = find_donors(
        observed, np.ones((5, 2), bool), ("g",) * 5, Nearest([np.array([1]), *order[1:]], [np.array([4]), *order[1:]])
    )
    assert donors_of(donors, 0, 0) == [4]
    assert set(donors_of(donors, 0, 1)) == {1, 2, 3, 4} and donors_of(donors, 0, 1).count(1) == 5


@pytest.mark.parametrize(
    "observed, expected",
    [
        ([1, 0, 1, 1], [2]),  # a peer has it: a mark that is doubted
        ([0, 0, 1, 1], [2, 3]),  # a peer has it, and the type lends with it: a mark that is missing
        ([1, 0, 0, 1], [3]),  # no peer, somebody of the type
        ([1, 0, 0, 0], []),  # nobody of the type: councils of another type are asked for other things
    ],
)
def test_without_a_peer_the_type_lends_and_nobody_else(observed, expected):
    column = np.array([*observed, 1], dtype=bool)[:, None]
    order = [np.array([1, 2]), *(np.zeros(0, int),) * 4]
    donors = find_donors(column, np.ones((5, 1), bool), ("g", "g", "g", "g", "h"), Nearest(order, order))
    assert sorted(set(donors_of(donors, 0, 0))) == expected


def test_a_cell_that_does_not_apply_has_no_donors():
    donors = find_donors(np.ones((3, 1), bool), np.array([[True], [False], [True]]), ("g",) * 3)
    assert donors.count[:, 0].tolist() == [2, 0, 2]


def test_a_certain_cell_never_changes_and_a_missing_one_is_always_borrowed():
    got = simulate(one_column([1, 0, NAN, 1]), 7, 4000).evidence
    assert (got[:, [0, 1, 3]] == [1, 0, 1]).all()
    assert got[:, 2].mean() == pytest.approx(2 / 3, abs=0.03)


def test_an_observed_cell_stands_with_its_confidence():
    got = simulate(one_column([1, 0, 0, 0, 0], confidence=0.7), 7, 4000).evidence
    assert got[:, 0].mean() == pytest.approx(0.7, abs=0.03)
    assert got[:, 1].mean() == pytest.approx(0.3 * 0.25, abs=0.02)


def test_a_cell_nobody_can_lend_to_keeps_its_value():
    got = simulate(one_column([1], confidence=0.5), 1, 50)
    assert (got.evidence == 1).all() and (got.full == 1).all()


def test_an_indicator_nobody_has_is_left_out_and_a_council_without_evidence_has_no_score():
    got = simulate(one_column([NAN, NAN]), 1, 5)
    assert np.isnan(got.full).all() and np.isnan(got.evidence).all()


def test_a_council_all_missing_borrows_everything():
    panel = random_panel(3)
    y, raw, sure = (getattr(panel, name).copy() for name in ("y", "raw", "confidence"))
    y[0], raw[0], sure[0] = NAN, NAN, NAN
    got = simulate(replace(panel, y=y, raw=raw, confidence=sure), 1, 50).evidence
    assert not np.isnan(got[:, 0]).any()
    assert np.ptp(got[:, 0]) > 0


def test_a_proportion_is_redrawn_from_its_denominator():
    got = simulate(one_column([0.3, 0.6], kind="proportion", n=20), 5, 6000).evidence
    a, b = 6.5, 14.5
    assert got[:, 0].mean() == pytest.approx(a / (a + b), abs=0.01)
    assert got[:, 0].std() == pytest.approx(np.sqrt(a * b / ((a + b) ** 2 * (a + b + 1))), abs=0.01)


def test_a_proportion_without_a_denominator_stands():
    assert simulate(one_column([0.3, 0.6], kind="proportion"), 5, 9).full == pytest.approx(np.tile([0.3, 0.6], (9, 1)))


def test_the_evidence_pass_is_the_point_score_where_nothing_is_in_doubt():
    panel = random_panel(5, missing=0.0)
    panel = replace(panel, confidence=np.where(np.isnan(panel.y), NAN, 1.0), denominator=np.full(panel.y.shape, NAN))
    got = simulate(panel, 1, 3).evidence
    assert got == pytest.approx(np.tile(score_panel(panel).score, (3, 1)), abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("worst, best, raw", [(0, 20, 12.0), (20, 0, 12.0), (0, 20, 25.0)])
def test_goalposts_move_by_up_to_a_tenth_of_their_distance(worst, best, raw):
    panel = one_column([raw, raw], kind="goalpost", worst=worst, best=best)
    got = simulate(panel, 3, 4000).full[:, 0]
    u = [(raw - lo) / (hi - lo) for lo in (-2.0, 2.0) for hi in (18.0, 22.0)]
    ends = np.clip([min(u), max(u)], 0, 1) if best > worst else 1 - np.clip([max(u), min(u)], 0, 1)
    assert ends[0] - 1e-9 <= got.min() and got.max() <= ends[1] + 1e-9
    assert (got.min(), got.max()) == pytest.approx(tuple(ends), abs=0.02)


def test_the_ladder_is_bent_in_half_of_the_draws():
    got = simulate(one_column([2, 2], kind="ordinal", best=4), 3, 4000).full[:, 0]
    values, counts = np.unique(np.round(got, 6), return_counts=True)
    assert values == pytest.approx([0.25, 0.5, np.sqrt(0.5)], abs=1e-6)
    assert counts / 4000 == pytest.approx([0.25, 0.5, 0.25], abs=0.04)


def test_method_factors_have_their_ranges_and_chances():
    method = draw_method(np.random.default_rng(1), 4000, 5, 3)
    assert 0.75 <= method.weight.min() < 0.76 and 1.24 < method.dimension.max() <= 1.25
    assert method.low.min() >= -0.1 and method.high.max() <= 0.1
    assert [(method.p == p).mean() for p in (1, 0.5, 0)] == pytest.approx([0.25, 0.5, 0.25], abs=0.03)


def test_more_doubt_makes_wider_draws():
    spreads = []
    for c in (0.97, 0.8):
        panel = random_panel(9, n=40, m=30)
        panel = replace(panel, confidence=np.where(np.isnan(panel.y), NAN, c))
        spreads.append(simulate(panel, 1, 300).evidence.std(axis=0).mean())
    assert spreads[0] < spreads[1]


def test_the_nearest_peers_lend_when_their_order_is_given():
    panel = one_column([NAN] + [1] * 10 + [0] * 10)
    context = Context(panel.authorities, panel.groups, np.arange(1.0, 22.0)[:, None], (False,))
    order = peer_order(context, distances(context))
    got = simulate(panel, 1, 2000, Nearest(order, order)).evidence
    # Ten of eleven parts are of the near ones, who all have it; the eleventh is of the type, half of which has.
    assert got[:, 0].mean() == pytest.approx(10.5 / 11, abs=0.02)


def test_nothing_to_draw_from_is_an_error():
    panel = one_column([1])
    empty = np.zeros((1, 0))
    none = replace(
        panel, columns=(), raw=empty, y=empty, applicable=empty.astype(bool), confidence=empty, denominator=empty
    )
    with pytest.raises(PanelError, match="nothing to draw from"):
        simulate(none, 1, 1)


def test_a_shared_supplier_widens_the_draws_of_its_councils_together():
    rng = np.random.default_rng(1)
    panel = random_panel(4, n=60, m=30, missing=0.05)
    panel = replace(panel, confidence=np.where(np.isnan(panel.y), NAN, 0.8))
    suppliers = tuple("S" if k else "" for k in rng.integers(0, 2, 60))
    alone = simulate(panel, 1, 400).evidence
    shared = simulate(panel, 1, 400, shock=Shock(suppliers, 1.0, 5)).evidence
    on = np.array([s == "S" for s in suppliers])
    assert shared[:, on].mean(axis=1).std() > 2 * alone[:, on].mean(axis=1).std()
    assert shared[:, ~on].mean(axis=1).std() < 1.5 * alone[:, ~on].mean(axis=1).std()


def test_a_shock_of_no_share_is_no_shock_and_keeps_the_seed():
    panel = random_panel(4)
    suppliers = ("S",) * len(panel.authorities)
    alone, none = simulate(panel, 1, 20), simulate(panel, 1, 20, shock=Shock(suppliers, 0.0, 5))
    assert np.array_equal(alone.full, none.full, equal_nan=True)


@pytest.mark.parametrize("suppliers, share", [(("S",), 0.5), (("S",) * 12, 1.5), (("S",) * 12, -0.1)])
def test_a_shock_that_does_not_fit_is_refused(suppliers, share):
    with pytest.raises(PanelError, match="common shock"):
        simulate(random_panel(4), 1, 2, shock=Shock(suppliers, share, 5))


def test_a_shocked_cell_stands_as_often_as_before():
    panel = one_column([1] + [0] * 9, confidence=0.7)
    got = simulate(panel, 1, 4000, shock=Shock(("S",) * 10, 0.5, 3)).evidence
    wrong = (got[:, 0] == 0).mean()
    assert wrong == pytest.approx(0.5 * 0.3 * 1.0 + 0.5 * 0.3 * 0.9, abs=0.02)


@pytest.mark.parametrize("first, second", [(0, 381), (3, 8), (380, 381), (7, 379)])
def test_twins_tie_exactly_wherever_they_stand_in_the_table(first, second):
    panel = random_panel(2, n=382, m=60, missing=0.0)
    rows = np.arange(382)
    rows[second] = first
    twins = replace(take(panel, rows), authorities=panel.authorities, denominator=np.full(panel.y.shape, NAN))
    certain = replace(twins, confidence=np.where(np.isnan(twins.y), NAN, 1.0))
    got = simulate(certain, 1, 40).full
    assert (got[:, first] == got[:, second]).all()
