"""What real pages decide: the reliability of the detectors that were graded on enough of them, and what is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edition.build import load_framework
from edition.grades import load_grades, real_table
from edition.real_grades import Claims, claims_on_real_pages, load_real_grades
from errors import EditionError
from paths import DATA

SIMULATED = {
    "detectors": {name: {"precision": 0.9, "floor": 0.7, "scored": True} for name in ("service-ladder", "gate")}
}


def source(right: int, claimed: int) -> dict:
    confusion = [[3, 3, right], [1, 3, 2]]
    grade = {"detector": "service-ladder", "right": right, "claimed": claimed, "confusion": confusion}
    return {"measured_on": "2026-11-30", "detectors": "1.0.0", "grade": grade}


def written(folder: Path, **sources: dict) -> Path:
    (folder / "real-grades.json").write_text(json.dumps(sources))
    (folder / "detector-grades.json").write_text(json.dumps(SIMULATED))
    return folder / "detector-grades.json"


def test_real_pages_decide_where_enough_was_claimed_of_them_and_the_simulated_ones_elsewhere(tmp_path: Path) -> None:
    grades = load_grades(written(tmp_path, captured=source(15, 15), wording=source(15, 25)))
    assert (grades["service-ladder"].precision, grades["service-ladder"].scored) == (0.75, True)
    assert grades["gate"].precision == 0.9
    assert load_grades(written(tmp_path, captured=source(14, 29)))["service-ladder"].precision == 0.9


def test_a_detector_that_real_pages_put_below_its_floor_is_not_scored(tmp_path: Path) -> None:
    grade = load_grades(written(tmp_path, captured=source(20, 30)))["service-ladder"]
    assert (round(grade.precision, 3), grade.scored, grade.floor) == (0.667, False, 0.7)
    (tmp_path / "framework.toml").write_bytes((DATA / "framework.toml").read_bytes())
    asked = [one for one in load_framework(tmp_path / "framework.toml").indicators if one.detector == "service-ladder"]
    assert asked and all(one.withheld and one.reliability == 0 for one in asked)


def test_what_ships_lets_real_pages_decide_the_ladder() -> None:
    found = claims_on_real_pages(load_real_grades(DATA / "real-grades.json"))["service-ladder"]
    assert found.claimed > 100
    assert load_grades(DATA / "detector-grades.json")["service-ladder"].precision == found.precision != 0.9836
    assert Claims(29, 29).precision is None


def test_what_is_shown_has_mistakes_instead_of_a_confusion(tmp_path: Path) -> None:
    shown = real_table(written(tmp_path, captured=source(15, 17)).with_name("real-grades.json"))
    assert shown["sources"]["captured"]["grade"]["mistakes"] == [[1, 3, 2]]
    assert "confusion" not in shown["sources"]["captured"]["grade"]
    assert shown["decided"] == [{"name": "service-ladder", "right": 15, "claimed": 17, "precision": None}]
    assert real_table(tmp_path / "none.json") is None


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([], "is not a file of grades|is missing"),
        ({"wording": {"grade": {}}}, 'source "wording": field "measured_on"'),
        ({"wording": source(3, 2)}, 'field "right": 3 of 2 claims'),
        ({"wording": source(-1, 2)}, 'field "right": -1, expected a number of claims'),
        ({"wording": {"measured_on": "2026-11-30", "grade": 7}}, 'field "grade": 7'),
    ],
)
def test_a_malformed_file_is_refused_by_source_and_field(tmp_path: Path, sources: object, said: str) -> None:
    path = written(tmp_path)
    path.with_name("real-grades.json").write_text(json.dumps(sources) if sources else "[1, 2]")
    with pytest.raises(EditionError, match=said):
        load_grades(path)
