"""History: past editions scored today, compared only where they compare, and never ranked before a council was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from edition.across_editions import AcrossEditions, across_editions, evidence_draw
from edition.build import Inputs, analyse_edition, councils_of, score_editions
from edition.editions import Edition
from edition.history import Point, joined, matched_indicators
from edition.movement import moves, observed_codes, same_evidence
from edition.score import Scored, evidenced
from edition.successors import constituent, heirs_of_the_past, heirs_to_come, people_covered
from models import Message
from scoring.movement import matched
from scoring.published import publish_scores
from tests.committed import committed_inputs
from web.words.catalogue import word

ROOT = Path(__file__).resolve().parent.parent.parent
NAN = float("nan")


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """All committed inputs, with few draws."""
    found = committed_inputs()
    return replace(found, framework=replace(found.framework, draws=100, sobol_samples=0))


@pytest.fixture(scope="module")
def scored(inputs: Inputs) -> tuple[Scored, ...]:
    return score_editions(inputs)


@pytest.fixture(scope="module")
def told(inputs: Inputs, scored: tuple[Scored, ...]) -> AcrossEditions:
    analyses = tuple(analyse_edition(inputs, one) for one in scored)
    return across_editions(inputs.framework, inputs.register, scored, analyses, scored[-1], inputs.printed)


def by_key(told: AcrossEditions) -> dict[tuple[str, str], dict]:
    return {(row["authority"], row["edition"]): row for row in told.history}


@pytest.mark.parametrize(
    ("day", "county", "district", "unitary"),
    [(date(2021, 11, 21), 24, 181, 59), (date(2023, 3, 31), 24, 181, 59), (date(2023, 4, 1), 21, 164, 63)],
)
def test_an_edition_holds_the_councils_of_its_day(inputs, day, county, district, unitary):
    edition = Edition("x", "x", day, "open-data", "back-cast", "0.1.0")
    types = [one.type.value for one in councils_of(inputs.register, edition)]
    assert [types.count(kind) for kind in ("county", "district", "english-unitary")] == [county, district, unitary]


def test_a_share_of_a_whole_that_the_law_changed_is_compared_with_nothing(scored):
    before, after = matched(scored[-2].panel, scored[-1].panel)
    j = [column.code for column in after.columns].index("P06")
    assert (before.denominator[:, j] != after.denominator[:, j]).any()
    old, new = same_evidence(before, after)
    changed = before.denominator[:, j] != after.denominator[:, j]
    j = [column.code for column in new.columns].index("P06")
    assert np.isnan(old.y[changed, j]).all() and np.isnan(new.y[changed, j]).all()
    assert "P06" not in matched_indicators(scored)


def test_there_is_a_back_cast_for_every_november_from_2021(inputs):
    past = [one for one in inputs.editions if one.status == "back-cast"]
    assert [one.as_of for one in past] == [date(year, 11, 21) for year in range(2021, 2026)]
    assert all("never published" in one.title for one in past)


def test_no_edition_knows_anything_of_its_future(scored):
    for one in scored:
        days = [cell.observed_on for cell in one.cells if cell.observed_on]
        assert days and max(days) <= one.edition.as_of


def test_an_indicator_that_nobody_had_evidence_for_is_absent_and_lowers_no_coverage(scored):
    first, now = scored[0], scored[-1]
    assert {"A06H", "B05", "B11", "P01S"} <= {c.code for c in now.panel.columns} - {c.code for c in first.panel.columns}
    assert observed_codes(first.panel) == {c.code for c in first.panel.columns}
    cardiff = first.panel.authorities.index("W06000015")
    assert first.published.seen.coverage[cardiff] == 1.0


def test_only_what_was_observed_of_somebody_stays(scored):
    cells = [replace(cell, state="missing") for cell in scored[-1].cells if cell.indicator == "B11"]
    others = [cell for cell in scored[-1].cells if cell.indicator == "B01"]
    assert {cell.indicator for cell in evidenced([*cells, *others])} == {"B01"}


def test_the_rule_for_a_rank_is_not_bent_for_the_past(scored):
    for one in scored[:-1]:
        ranked = {kind for kind, yes in zip(one.panel.groups, one.published.seen.ranked, strict=True) if yes}
        assert not ranked & {"county", "wales", "northern-ireland"}


def test_a_council_before_its_first_day_is_a_labelled_average_without_rank_or_interval(inputs, told):
    label = "constituent average before 1 April 2023, not a council's score"
    for row in told.history:
        early = inputs.register.by_code(row["authority"]).start == date(2023, 4, 1) and row["edition"] < "2023"
        assert word(row["label"]) == (label if early else "")
        if early:
            assert row["matched"] is not None and row["matched_low"] is row["rank_low"] is row["rescored"] is None


def test_no_line_joins_an_average_to_the_council_that_followed(told):
    rows = by_key(told)
    assert rows["E06000066", "2022-11"]["joined"] == 1
    assert rows["E06000066", "2023-11"]["joined"] == 0
    assert rows["E07000223", "2021-11"]["joined"] == 0 and rows["E07000223", "2022-11"]["joined"] == 1


def test_a_council_of_which_too_little_was_observed_has_no_matched_score(inputs, told):
    least = inputs.framework.scope("open-data").rules.coverage_minimum
    for row in told.history:
        if row["matched"] is not None:
            assert row["matched_coverage"] >= least
        if row["matched_low"] is not None:
            assert 0 <= row["matched_low"] <= row["matched_high"] <= 1


def test_a_council_that_took_no_place_in_an_edition_has_no_figure_of_it(scored, told):
    ranked = {(code, one.edition.code) for one in scored
              for code, yes in zip(one.panel.authorities, one.published.seen.ranked, strict=True) if yes}  # fmt: skip
    unranked = [row for row in told.history if not row["label"] and (row["authority"], row["edition"]) not in ranked]
    assert unranked and all(row["matched"] is row["rescored"] is row["matched_low"] is None for row in unranked)


def test_history_covers_todays_councils_and_no_other(inputs, told):
    assert {row["authority"] for row in told.history} == {one.code for one in inputs.register.authorities}


OWN = Point("2021", "A", None, 0.5, 0.4, 0.6, 1.0, ("i", "j"))
AVERAGE = replace(OWN, label=Message("figure.average_before", {"day": date(2023, 4, 1)}))


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (OWN, OWN, True),
        (None, OWN, False),
        (OWN, replace(OWN, indicators=("i",)), False),
        (AVERAGE, OWN, False),
        (AVERAGE, replace(AVERAGE), True),
        (replace(OWN, score=NAN), OWN, False),
        (OWN, replace(OWN, score=NAN), False),
    ],
    ids=["alike", "first", "other questions", "another body", "averages", "gap before", "gap"],
)
def test_two_dates_are_joined_only_if_the_same_body_answered_the_same_questions(before, after, line):
    assert joined(before, after) is line


def test_the_matched_set_is_observed_in_every_edition(scored):
    codes = matched_indicators(scored)
    assert codes and all(set(codes) <= observed_codes(one.panel) for one in scored)


def test_a_cell_missing_in_one_edition_is_missing_in_both(scored):
    before, after = same_evidence(*matched(scored[-2].panel, scored[-1].panel))
    assert np.array_equal(np.isnan(before.y), np.isnan(after.y))
    assert before.columns == after.columns and before.authorities == after.authorities


def test_movement_is_stated_only_for_councils_ranked_in_both_editions(scored, told):
    ranked = [set(np.array(one.panel.authorities)[one.published.seen.ranked]) for one in scored[-2:]]
    assert told.moved.by_authority and set(told.moved.by_authority) <= ranked[0] & ranked[1]
    for one in told.moved.by_authority.values():
        said = "up" if one.probability >= 0.95 else "down" if one.probability <= 0.05 else "no clear change"
        assert one.verdict == said
    groups = dict(zip(scored[-1].panel.authorities, scored[-1].panel.groups, strict=True))
    for code, one in told.moved.by_authority.items():
        assert 1 <= one.after <= told.moved.of[groups[code]]


def test_an_edition_against_itself_shows_no_clear_change(inputs, scored):
    draw = evidence_draw(inputs.framework)
    found = moves(scored[-1], scored[-1], draw)
    assert {one.verdict for one in found.by_authority.values()} == {"no clear change"}
    assert all(one.before == one.after and one.probability == 0.5 for one in found.by_authority.values())


def test_editions_with_nothing_in_common_say_nothing_of_movement(inputs, scored):
    nothing = replace(scored[-2].panel, y=np.full(scored[-2].panel.y.shape, np.nan))
    blank = replace(scored[-2], published=publish_scores(nothing, scored[-2].context))
    assert moves(blank, scored[-1], evidence_draw(inputs.framework)).by_authority == {}


def test_what_similar_councils_did_moves_nobody(inputs, scored):
    """A council is judged on what was seen of it both times: its neighbours' marks are put in both times or never."""
    after = scored[-1]
    j = [c.code for c in after.panel.columns].index("T09W")
    unseen = np.flatnonzero(np.isnan(after.panel.y[:, j]) & after.published.seen.ranked)
    only = np.arange(len(after.panel.columns)) == j
    lower = replace(after.panel, y=np.where(only, 0.3 * after.panel.y, after.panel.y))
    before = replace(after, published=publish_scores(lower, after.context))
    found = moves(before, after, evidence_draw(inputs.framework)).by_authority
    codes = [after.panel.authorities[i] for i in unseen]
    assert codes and {found[code].verdict for code in codes if code in found} == {"no clear change"}


def test_surrey_is_previewed_as_two_councils_without_a_rank(inputs, scored, told):
    east, west = told.successors
    assert (east["name"], west["name"]) == ("East Surrey Council", "West Surrey Council")
    for row in told.successors:
        assert word(row["label"]) == "constituent average before 1 April 2027, not a council's score"
        assert 0 < row["score"] < 1 and 0 < row["coverage"] <= 1
        assert not {"rank", "published", "band"} & set(row)
        assert '"authority": "E10000030"' in row["members"]


def test_a_county_counts_with_the_people_of_the_successors_own_districts(inputs, scored):
    now = scored[-1]
    (east, _) = heirs_to_come(inputs.register, now.authorities, now.edition.as_of)
    y, _ = constituent(inputs.framework, now.panel, east)
    place = {code: i for i, code in enumerate(now.panel.authorities)}
    column = [c.code for c in now.panel.columns].index("B01")
    districts = [one for one in east.members if one.type.value == "district"]
    people = sum(one.population for one in districts)
    own = sum(one.population * now.panel.y[place[one.code], column] for one in districts)
    county = now.panel.y[place["E10000030"], column]
    assert len(districts) == 5
    assert y[column] == pytest.approx((own + people * county) / (2 * people))


def test_what_only_districts_do_comes_from_the_districts_alone(inputs, scored):
    now = scored[-1]
    (_, west) = heirs_to_come(inputs.register, now.authorities, now.edition.as_of)
    y, _ = constituent(inputs.framework, now.panel, west)
    place = {code: i for i, code in enumerate(now.panel.authorities)}
    column = [c.code for c in now.panel.columns].index("B10")
    districts = [one for one in west.members if one.type.value == "district"]
    joined_up = sum(one.population * now.panel.y[place[one.code], column] for one in districts)
    assert y[column] == pytest.approx(joined_up / sum(one.population for one in districts))


def test_the_coverage_of_an_average_counts_the_people_it_speaks_for(inputs, scored):
    now = scored[-1]
    (east, _) = heirs_to_come(inputs.register, now.authorities, now.edition.as_of)
    shares, whole = people_covered(inputs.framework, now.panel, east)
    silent = now.panel.authorities.index("E10000030")
    y = now.panel.y.copy()
    y[silent] = np.nan
    left, part = people_covered(inputs.framework, replace(now.panel, y=y), east)
    both = np.flatnonzero(now.panel.applicable[silent] & (shares == 1.0))
    assert 0 < part < whole <= 1 and both.size
    assert left[both] == pytest.approx(0.5)
    none, nothing = people_covered(inputs.framework, replace(now.panel, y=np.full(y.shape, np.nan)), east)
    assert nothing == 0 and np.nanmax(none) == 0


@pytest.mark.parametrize(("day", "heirs"), [(date(2022, 11, 21), 4), (date(2023, 4, 1), 0)])
def test_a_merged_council_is_averaged_only_before_it_began(inputs, day, heirs):
    alive = [one for one in (*inputs.register.authorities, *inputs.register.abolished) if one.existed(day)]
    assert len(heirs_of_the_past(inputs.register, alive, day)) == heirs


def test_from_vesting_day_on_nothing_is_previewed(inputs, scored):
    assert heirs_to_come(inputs.register, scored[-1].authorities, date(2027, 4, 1)) == ()
