"""The councils that ended in 2023, as the authorities they were."""

from dataclasses import replace
from datetime import date

import pytest

from errors import RegisterError
from models import AuthorityType
from register.abolished import abolished_councils
from register.authorities import Register


def test_the_twenty_councils_that_ended_in_2023_have_type_people_and_end(register: Register) -> None:
    types = [one.type for one in register.abolished]
    assert (types.count(AuthorityType.COUNTY), types.count(AuthorityType.DISTRICT), len(types)) == (3, 17, 20)
    assert {one.end for one in register.abolished} == {date(2023, 4, 1)}
    assert all(one.population and one.area_km2 and one.successors for one in register.abolished)


def test_a_county_has_about_the_people_of_its_districts(register: Register) -> None:
    people = {one.code: one.population for one in register.abolished}
    cumbria = ("E07000026", "E07000027", "E07000028", "E07000029", "E07000030", "E07000031")
    assert sum(people[code] for code in cumbria) == people["E10000006"] == 499781


def test_a_county_that_was_split_has_two_successors(register: Register) -> None:
    (cumbria,) = [one for one in register.abolished if one.code == "E10000006"]
    assert cumbria.successors == ("cumberland", "westmorland-and-furness")


def test_the_code_of_a_county_that_became_a_unitary_means_the_council_of_today(register: Register) -> None:
    assert "E10000027" in {one.code for one in register.abolished}
    assert register.by_code("E10000027").slug == "somerset"
    assert register.by_slug("somerset-county-council") is None


def test_no_abolished_council_has_the_slug_of_one_of_today(register: Register) -> None:
    assert not {one.slug for one in register.abolished} & {one.slug for one in register.authorities}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("other_population", None, "other_population"),
        ("other_code", "", "other_code"),
        ("authority", "E06009999", "not in authorities.csv"),
    ],
)
def test_a_council_that_cannot_be_placed_in_history_is_refused(register, field, value, says) -> None:
    (one,) = [one for one in register.relations if one.other_code == "E07000026"]
    with pytest.raises(RegisterError, match=says):
        abolished_councils(register.authorities, [replace(one, **{field: value})])


def test_one_council_described_in_two_ways_is_refused(register) -> None:
    pair = [one for one in register.relations if one.other_code == "E10000006"]
    with pytest.raises(RegisterError, match="E10000006.*described differently"):
        abolished_councils(register.authorities, [pair[0], replace(pair[1], other_population=1)])
