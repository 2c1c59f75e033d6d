"""Grades on real replies and addresses: kept with their day, each source by itself, refused by name where malformed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.grade_detectors import command
from detectors.receipts import VERSION
from evaluation.real_grades import ADDRESSES, CAPTURED, WORDING, RealGradesError, in_words, keep, load, measured
from paths import DATA
from tests.evaluation.test_captured import folder as captured  # noqa: F401
from tests.evaluation.test_real_addresses import folder as addresses  # noqa: F401

DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def wording() -> dict[str, object]:
    return measured(None, None, DAY)


def test_each_source_is_kept_by_itself_with_day_and_version(
    tmp_path: Path, request: pytest.FixtureRequest, wording: dict
) -> None:
    path = tmp_path / "real.json"
    keep(wording, path)
    assert list(load(path)) == [WORDING]
    replies = request.getfixturevalue("captured")
    keep(measured(replies, None, DAY), path)
    one = load(path)[CAPTURED]
    assert (one["measured_on"], one["detectors"]) == ("2026-11-30", VERSION)
    assert (one["replies"], one["coded"], one["real"], one["found"], one["credited"]) == (3, 2, 1, 1, 0)
    assert one["grade"] == {
        "detector": "service-ladder", "cases": 2, "declined": 1, "claimed": 1, "right": 1, "precision": 1.0,
        "recall": 1.0, "exact": 1.0, "kappa": None, "confusion": [[0, None, 1], [4, 4, 1]],
    }  # fmt: skip
    links = request.getfixturevalue("addresses")
    keep(measured(None, links, DAY), path)
    assert set(load(path)) == {CAPTURED, ADDRESSES, WORDING} and len(list(in_words(load(path)))) == 3
    assert load(path)[CAPTURED] == one


def test_the_judged_wording_is_graded_as_all_the_pages_are(wording: dict) -> None:
    grade = wording[WORDING]["grade"]
    pages = json.loads((DATA / "detector-grades.json").read_text(encoding="utf-8"))["detectors"]
    part = pages["service-ladder, real wording"]
    assert {key: grade[key] for key in ("cases", "precision", "recall", "exact", "confusion")} == {
        key: part[key] for key in ("cases", "precision", "recall", "exact", "confusion")
    }
    assert 0 < grade["claimed"] - grade["right"] < 5 and grade["precision"] == round(
        grade["right"] / grade["claimed"], 4
    )
    assert 0 <= wording[WORDING]["credited"] < wording[WORDING]["traps"]


def test_what_is_committed_of_the_judged_wording_is_what_the_detectors_of_today_say(wording: dict) -> None:
    assert {**load()[WORDING], "measured_on": ""} == {**json.loads(json.dumps(wording[WORDING])), "measured_on": ""}


@pytest.mark.parametrize("text", ["", "[]", '{"captured_replies": 3}', '{"captured_replies": {}}'])
def test_a_malformed_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "real.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RealGradesError, match="real.json"):
        load(path)
    with pytest.raises(RealGradesError, match="cannot be read"):
        load(tmp_path / "none.json")


def test_what_ships_has_every_source() -> None:
    assert {CAPTURED, WORDING, ADDRESSES} <= set(load()) and "measured_on" in load()[ADDRESSES]
    assert all("2026" in line for line in in_words(load()))


def test_the_command_keeps_the_judged_wording_without_a_folder(tmp_path: Path) -> None:
    kept = tmp_path / "real.json"
    said = CliRunner().invoke(command, ["--keep", "--kept", str(kept)])
    assert said.exit_code == 0 and said.output == "Kept in real.json.\n" and list(load(kept)) == [WORDING]
