"""The rules by which sources become the register, on tables small enough to check by eye."""

import json
from datetime import date
from pathlib import Path

import pytest

from errors import SourceError
from register.compile import (
    authority_rows,
    former_codes,
    full_name,
    identifier_rows,
    read_source,
    relation_rows,
    start_date,
    vesting_day,
)
from register.compile_context import context_rows, read_broadband
from register.tables import read_table, write_table


def council(slug: str, code: str, **changed: str) -> dict[str, str]:
    """One row of the crosswalk: an invented district of 100 people unless told otherwise."""
    row = {
        "slug": slug, "name": f"{slug.title()} Council", "nice_name": slug.title(), "nation": "England",
        "region": "East", "la_type": "NMD", "parent_slug": "shire", "gss_current": code, "gss_llm_register": code,
        "gss_mysociety_register": code, "gss_former": "", "register_code": slug[:3].upper(), "predecessor_codes": "",
        "local_custodian_code": "", "snac": "", "wdtk_id": "", "combined_authority": "", "area_km2": "10.0",
        "pop_2020": "100",
    }  # fmt: skip
    return row | changed


SHIRE = council("shire", "E10000001", la_type="CTY", parent_slug="", region="West", pop_2020="400")
NORTH = council("north", "E07000001")
SOUTH = council("south", "E07000002", pop_2020="300")
AREA = [SHIRE, NORTH, SOUTH]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2019-03-31", date(2019, 4, 1)), ("2023-04-01", date(2023, 4, 1)), ("2020-03-31", date(2020, 4, 1))],
)
def test_an_end_date_the_day_before_becomes_the_vesting_day(text: str, expected: date) -> None:
    assert vesting_day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("1974-04-01", "1974-04-01"), ("2005-06-18", ""), ("1996-07-01", ""), ("", "")]
)
def test_only_a_first_of_april_is_taken_as_the_day_a_council_began(text: str, expected: str) -> None:
    assert start_date(text) == expected


def test_former_codes_come_from_every_register_and_the_list_of_changes() -> None:
    row = council("x", "E08000039", gss_llm_register="E08000019", gss_former="E08000001 E08000002")
    changes = [
        {"oldcd": "E08000003", "newcd": "E08000039", "newnm": "X", "type": "new_code"},
        {"oldcd": "E07000009", "newcd": "E08000039", "newnm": "X", "type": "merger"},
        {"oldcd": "E08000039", "newcd": "E47000001", "newnm": "Region", "type": "new_geo"},
    ]
    assert former_codes(row, changes) == ["E08000001", "E08000002", "E08000003", "E08000019"]


@pytest.mark.parametrize(
    ("name", "predecessors", "official", "expected"),
    [
        ("Wyre Council", "", "Wyre Borough Council", "Wyre Council"),
        ("Somerset County Council", "SOM MEN", "Somerset Council", "Somerset Council"),
        ("Derby City", "", "Derby City  Council", "Derby City Council"),
    ],
)
def test_a_name_is_govuks_unless_it_is_that_of_a_council_that_ended(
    name: str, predecessors: str, official: str, expected: str
) -> None:
    assert full_name({"name": name, "predecessor_codes": predecessors}, official) == expected


def _compiled(crosswalk: list[dict[str, str]]) -> list[tuple[object, ...]]:
    register = [
        {"local-authority-code": row["register_code"], "official-name": row["name"], "start-date": ""}
        for row in crosswalk
    ]
    links = [{"slug": row["slug"], "homepage_url": "http://example.org"} for row in crosswalk]
    return authority_rows(crosswalk, register, links, [], [], [])


def test_rows_are_sorted_by_code_and_a_county_lies_where_its_districts_do() -> None:
    rows = _compiled([SOUTH, SHIRE, NORTH])
    assert [row[0] for row in rows] == ["E07000001", "E07000002", "E10000001"]
    assert [row[7] for row in rows] == ["E10000001", "E10000001", ""]
    assert {row[6] for row in rows} == {"East"}


def test_districts_in_two_regions_are_refused() -> None:
    with pytest.raises(SourceError, match="shire: its districts lie in East, North"):
        _compiled([SHIRE, NORTH, SOUTH | {"region": "North"}])


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(SourceError, match='column "la_type": north: found "XYZ", expected one of CTY'):
        _compiled([SHIRE, NORTH | {"la_type": "XYZ"}])


def test_an_abolished_council_stands_under_each_successor_with_the_day_it_ended() -> None:
    def ended(code: str, day: str, successors: str) -> dict[str, str]:
        return {
            "register_code": code,
            "gss": f"E0700099{code}",
            "name": f"{code} Council",
            "la_type": "NMD",
            "end_date": day,
            "successor_slugs": successors,
        }

    abolished = [ended("A", "2019-03-31", "north"), ended("B", "2023-04-01", "north south")]
    surrey = [{"slug": "south", "gss": "E07000002", "successor": "New", "successor_code": "NEW", "successor_slug": "n",
               "vesting_date": "2027-04-01"}]  # fmt: skip
    sizes = [{"gss-code": "E0700099A", "pop-2020": "", "area": "", "start-date": "2005-06-19"},
             {"gss-code": "E0700099B", "pop-2020": "97831.0", "area": "1242.0",
              "start-date": "2019-04-01"}]  # fmt: skip
    rows = relation_rows(AREA, abolished, surrey, sizes)
    assert [(row[0], row[1], row[3], *row[5:11], bool(row[11])) for row in rows] == [
        ("E07000001", "predecessor", "A", "a-council", "district", "", "", "", "2019-04-01", True),
        ("E07000001", "predecessor", "B", "b-council", "district", 97831, "1242.0", "2019-04-01", "2023-04-01", False),
        ("E07000002", "predecessor", "B", "b-council", "district", 97831, "1242.0", "2019-04-01", "2023-04-01", False),
        ("E07000002", "successor", "NEW", "n", "english-unitary", "", "", "", "2027-04-01", True),
    ]


def test_a_spelling_that_two_bodies_share_identifies_neither() -> None:
    names = [{"la-name": name, "local-authority-code": code} for name, code in (
        ("Nor'th  Council", "NOR"), ("Area", "NOR"), ("Area", "SOU"), ("Gone", "OLD"),
    )]  # fmt: skip
    assert [row for row in identifier_rows(AREA, names) if row[0] == "name"] == [
        ("name", "nor th council", "E07000001")
    ]


FAST = {"superfast": 90.0, "fullFibre": 50.0, "gigabit": 60.0}
SLOW = {"superfast": 80.0, "fullFibre": 10.0, "gigabit": 20.0}


def test_a_county_has_the_mean_of_its_districts_weighted_by_people_and_says_so() -> None:
    rows = {row[0]: row for row in context_rows(AREA, [], [], {"E07000001": FAST, "E07000002": SLOW})}
    assert rows["E10000001"][6:9] == (82.5, 20.0, 30.0)
    assert "weighted by population" in rows["E10000001"][9]
    assert rows["E07000001"][6:9] == (90.0, 50.0, 60.0)


def test_a_county_with_a_district_missing_has_nothing() -> None:
    rows = {row[0]: row for row in context_rows(AREA, [], [], {"E07000001": FAST})}
    assert rows["E10000001"][6:10] == ("", "", "", "")
    assert rows["E07000002"][1:10] == ("",) * 9


@pytest.mark.parametrize("value", [101, -1, "90", None])
def test_a_share_that_is_no_percentage_is_refused(tmp_path: Path, value: object) -> None:
    folder = tmp_path / "ofcom-connected-nations-2024"
    folder.mkdir()
    (folder / "broadband-by-laua.json").write_text(json.dumps({"E07000001": FAST | {"gigabit": value}}))
    with pytest.raises(SourceError, match='column "gigabit": E07000001: found .*, expected a percentage'):
        read_broadband(tmp_path)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", 'row 1: column "a": is missing'),
        (b"<html>", 'column "a": is missing'),
        (b"a,b\n", "no rows below the header"),
        (b"a,b\n1,2\n3\n", 'row 3: column "b": 1 cells, expected 2'),
        (b"a,b\n1,2,3\n", 'row 2: column "b": 3 cells, expected 2'),
        (b"a,b\n\xff,2\n", "is not UTF-8"),
        (b'a,b\n"1,2\n', "not a CSV table"),
    ],
)
def test_a_malformed_source_is_named_with_its_row(tmp_path: Path, raw: bytes, says: str) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "f.csv").write_bytes(raw)
    with pytest.raises(SourceError) as error:
        read_source(tmp_path, "s/f.csv", ("a", "b"))
    assert str(error.value).startswith("source s")
    assert says in str(error.value)


def test_columns_in_another_order_are_read_by_name(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "f.csv").write_bytes(b"\xef\xbb\xbfb,extra,a\n2,x,1\n")
    assert read_source(tmp_path, "s/f.csv", ("a", "b")) == [{"b": "2", "extra": "x", "a": "1"}]


def test_a_table_that_was_written_reads_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(path, ("a", "b"), [("x, y", None), ('"q"', 2)])
    assert [row.cells for row in read_table(path, ("a", "b"))] == [{"a": "x, y", "b": ""}, {"a": '"q"', "b": "2"}]
    assert path.read_bytes() == b'a,b\n"x, y",\n"""q""",2\n'
