"""The committed register holds what it says, and a wrong file is refused by name, line, field and value."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from errors import RegisterError
from models import AuthorityType
from paths import REGISTER
from register.authorities import COUNTS, Register, check_counts, fold_name, load_authorities, load_register


def test_there_are_382_councils_in_the_eight_types(register: Register) -> None:
    check_counts(register.authorities)
    assert Counter(one.type for one in register.authorities) == COUNTS
    assert len(register) == 382


def test_a_missing_council_fails_the_count(register: Register) -> None:
    with pytest.raises(RegisterError, match="20 councils of type county, expected 21"):
        check_counts(one for one in register.authorities if one.slug != "kent")


def test_the_file_is_sorted_by_code_with_bare_newlines() -> None:
    raw = (REGISTER / "authorities.csv").read_bytes()
    codes = [line.split(b",")[0] for line in raw.splitlines()[1:]]
    assert codes == sorted(codes)
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


@pytest.mark.parametrize(
    ("former", "slug"),
    [
        ("E08000016", "barnsley"), ("E08000019", "sheffield"), ("S12000015", "fife"), ("S12000046", "glasgow"),
        ("S12000043", "glasgow"), ("S12000024", "perth-and-kinross"), ("S12000044", "north-lanarkshire"),
        ("E10000023", "north-yorkshire"), ("E10000027", "somerset"), ("E06000048", "northumberland"),
    ],
)  # fmt: skip
def test_a_former_code_leads_to_todays_council(register: Register, former: str, slug: str) -> None:
    found = register.by_code(former)
    assert found is not None
    assert (found.slug, former in found.former_codes) == (slug, True)


@pytest.mark.parametrize(
    ("slug", "name"),
    [("somerset", "Somerset Council"), ("north-yorkshire", "North Yorkshire Council"), ("derby", "Derby City Council")],
)
def test_a_council_has_its_own_name_and_not_that_of_one_that_ended(register: Register, slug: str, name: str) -> None:
    assert register.by_slug(slug).name == name


def test_every_district_lies_in_the_region_of_its_county(register: Register) -> None:
    districts = register.of_type(AuthorityType.DISTRICT)
    assert [one.slug for one in districts if register.parent_of(one).region != one.region] == []


def test_every_county_has_districts_and_their_people_add_up(register: Register) -> None:
    for county in register.of_type(AuthorityType.COUNTY):
        assert sum(one.population for one in register.districts_of(county)) == county.population, county.slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Leeds City Council", "leeds"), ("  BRISTOL, city of ", "bristol"),
        ("Hammersmith & Fulham", "hammersmith-and-fulham"),
        ("Comhairle nan Eilean Siar", "eilean-siar"), ("somerset", "somerset"), ("Westminster", "westminster"),
    ],
)  # fmt: skip
def test_a_council_is_found_by_name_in_any_spelling(register: Register, name: str, slug: str) -> None:
    assert register.by_name(name).slug == slug


def test_what_is_not_known_is_none_and_never_a_guess(register: Register) -> None:
    assert register.by_code("E99999999") is None
    assert register.by_slug("cumbria") is None
    assert register.by_name("Atlantis Council") is None
    assert register.by_identifier("register", "ZZZ") is None


def test_other_registers_lead_to_the_council(register: Register) -> None:
    assert register.by_identifier("register", "BNS").slug == "barnsley"
    assert register.by_identifier("custodian", "4720").slug == "leeds"


def test_folding_a_name_twice_changes_nothing(register: Register) -> None:
    for one in register.authorities:
        assert fold_name(fold_name(one.name)) == fold_name(one.name)


@pytest.mark.parametrize(
    ("abolished", "successors"),
    [
        ("CMA", {"cumberland", "westmorland-and-furness"}),
        ("E10000021", {"north-northamptonshire", "west-northamptonshire"}),
        ("E07000205", {"east-suffolk"}),
        ("E06000028", {"bournemouth-christchurch-poole"}), ("NYK", {"north-yorkshire"}),
    ],
)  # fmt: skip
def test_an_abolished_council_leads_to_its_successors(register: Register, abolished: str, successors: set[str]) -> None:
    assert {one.slug for one in register.successors_of(abolished)} == successors


def test_all_48_councils_that_ended_from_2019_to_2023_are_there(register: Register) -> None:
    before = [one for one in register.relations if one.relation == "predecessor"]
    assert len({one.other_register for one in before}) == 48
    vesting = {date(year, 4, 1) for year in (2019, 2020, 2021, 2023)}
    assert {one.on_date for one in before} == vesting
    assert {one.other_code for one in before} == {code for one in register.authorities for code in one.predecessors}


def test_surreys_twelve_councils_end_on_1_april_2027(register: Register) -> None:
    ending = [one for one in register.authorities if one.end]
    surrey = register.by_slug("surrey")
    assert {one.slug for one in ending} == {surrey.slug} | {one.slug for one in register.districts_of(surrey)}
    assert {one.end for one in ending} == {date(2027, 4, 1)}
    assert surrey.successors == ("east-surrey", "west-surrey")
    assert register.by_slug("woking").successors == ("west-surrey",)
    after = [one for one in register.relations if one.relation == "successor"]
    assert Counter(one.other_name for one in after) == {"East Surrey Council": 6, "West Surrey Council": 7}


def test_no_start_date_is_a_day_on_which_no_council_begins(register: Register) -> None:
    assert {(one.start.month, one.start.day) for one in register.authorities if one.start} == {(4, 1)}


def _changed(tmp_path: Path, field: str, value: str, slug: str = "adur") -> Path:
    rows = list(csv.DictReader((REGISTER / "authorities.csv").read_text(encoding="utf-8").splitlines()))
    for row in rows:
        if row["slug"] == slug:
            row[field] = value
    path = tmp_path / "authorities.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("type", "borough", 'field "type": found "borough", expected one of county, district'),
        ("slug", "leeds", 'field "slug": found "leeds", expected a value of its own'),
        ("slug", "Two Words", 'found "Two Words", expected lower-case words'),
        ("code", "E08000035", 'field "code": found "E08000035", expected a value of its own'),
        ("code", "X1", 'found "X1", expected an ONS code'),
        ("name", "", 'field "name": found "", expected a value'),
        ("name", "Leeds City Council", 'field "name": found "Leeds City Council", expected a value of its own'),
        ("parent", "", 'field "parent": found "", expected the code of a county'),
        ("parent", "E10000099", "expected the code of a county in this file"),
        ("parent", "E08000035", "expected the code of a county in this file"),
        ("homepage", "javascript:alert(1)", "expected a web address"),
        ("population", "-5", "expected a whole number of people"),
        ("population", "many", "expected a whole number of people"),
        ("area_km2", "nan", "expected square kilometres above zero"),
        ("start", "2023-02-30", 'field "start": found "2023-02-30", expected a date'),
        ("end", "soon", 'field "end": found "soon", expected a date'),
        ("former_codes", "E08000016", "expected ONS codes no other council has"),
        ("former_codes", "whatever", "expected ONS codes no other council has"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, field: str, value: str, says: str) -> None:
    with pytest.raises(RegisterError) as error:
        load_authorities(_changed(tmp_path, field, value))
    assert str(error.value).startswith("authorities.csv: line ")
    assert says in str(error.value)


def test_a_county_may_not_have_a_parent(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="nothing, because type is county"):
        load_authorities(_changed(tmp_path, "parent", "E10000030", slug="kent"))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "line 1: header is"),
        (b"code,slug\nE06000001,a\n", 'header is "code,slug"'),
        (b"<!DOCTYPE html>\n<title>Not found</title>\n", "header is"),
        (b"\xff\xfec\x00o\x00", "is not UTF-8"),
        ((REGISTER / "authorities.csv").read_bytes().split(b"\n")[0] + b"\n", "no lines below the header"),
        ((REGISTER / "authorities.csv").read_bytes()[:60_00], "cells, expected 16"),
    ],
)
def test_a_file_that_is_not_the_table_is_refused(tmp_path: Path, raw: bytes, says: str) -> None:
    path = tmp_path / "authorities.csv"
    path.write_bytes(raw)
    with pytest.raises(RegisterError) as error:
        load_authorities(path)
    assert says in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="authorities.csv: cannot be read"):
        load_register(tmp_path)


def test_a_relation_of_an_unknown_council_is_refused(tmp_path: Path) -> None:
    for name in ("authorities.csv", "relations.csv", "identifiers.csv"):
        (tmp_path / name).write_bytes((REGISTER / name).read_bytes())
    with (tmp_path / "identifiers.csv").open("a", encoding="utf-8") as file:
        file.write("register,QQQ,E07999999\n")
    with pytest.raises(RegisterError, match="identifiers.csv.*E07999999 is not in authorities.csv"):
        load_register(tmp_path)
