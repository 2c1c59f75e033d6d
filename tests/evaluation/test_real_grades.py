"""Grades on real replies and addresses: kept with their day, each source by itself, refused by name where malformed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.grade_detectors import command
from detectors.receipts import VERSION
from evaluation.real_grades import ADDRESSES, CAPTURED, RealGradesError, in_words, keep, load, measured
from tests.evaluation.test_captured import folder as captured  # noqa: F401
from tests.evaluation.test_real_addresses import folder as addresses  # noqa: F401

DAY = date(2026, 11, 30)


def test_each_source_is_kept_by_itself_with_day_and_version(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "real.json"
    replies = request.getfixturevalue("captured")
    keep(measured(replies, None, DAY), path)
    one = load(path)[CAPTURED]
    assert (one["measured_on"], one["detectors"]) == ("2026-11-30", VERSION)
    assert (one["replies"], one["coded"], one["real"], one["found"], one["credited"]) == (3, 2, 1, 1, 0)
    links = request.getfixturevalue("addresses")
    keep(measured(None, links, DAY), path)
    assert set(load(path)) == {CAPTURED, ADDRESSES} and len(list(in_words(load(path)))) == 2
    assert load(path)[CAPTURED] == one


@pytest.mark.parametrize("text", ["", "[]", '{"captured_replies": 3}', '{"captured_replies": {}}'])
def test_a_malformed_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "real.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RealGradesError, match="real.json"):
        load(path)
    with pytest.raises(RealGradesError, match="cannot be read"):
        load(tmp_path / "none.json")


def test_what_ships_has_both_sources() -> None:
    assert {CAPTURED, ADDRESSES} <= set(load()) and "measured_on" in load()[ADDRESSES]
    assert all("2026" in line for line in in_words(load()))


def test_nothing_is_kept_without_a_folder_to_measure() -> None:
    said = CliRunner().invoke(command, ["--keep"])
    assert said.exit_code == 2 and "--keep: needs --captured FOLDER or --addresses FOLDER" in said.output
