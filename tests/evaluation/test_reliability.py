"""data/detector-grades.json: of the detectors of today, of those that scoring asks for, and read by scoring."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from detectors.measures import MEASURES
from detectors.receipts import VERSION
from edition.grades import load_grades
from evaluation.grading import Case
from evaluation.reliability import CEILING, document
from evaluation.truths import LADDER

DATA = Path(__file__).resolve().parents[2] / "data"
DETECTORS = {measure.detector for measure in MEASURES}


@pytest.fixture(scope="module")
def committed() -> dict:
    return json.loads((DATA / "detector-grades.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """The detectors by which the framework scores a website, the indicators that have one, and the human routes."""
    framework = tomllib.loads((DATA / "framework.toml").read_text(encoding="utf-8"))
    measured = [one for one in framework["indicator"]
                if one["reliability"] == "measured" and one["evidence_class"] == "website"]  # fmt: skip
    return {one["detector"] for one in measured} | {one["code"] for one in measured} | {"gate"}


def test_the_committed_grades_are_of_the_detectors_of_today(committed) -> None:
    assert committed["version"] == VERSION


def test_every_grade_is_one_that_scoring_asks_for_or_a_part_of_one(committed, asked) -> None:
    assert {name.partition(", ")[0] for name in committed["detectors"]} <= asked


def test_no_grade_is_of_a_detector_that_the_product_does_not_run(committed) -> None:
    codes = {measure.code for measure in MEASURES}
    assert {name.partition(", ")[0] for name in committed["detectors"]} <= DETECTORS | codes


def test_every_detector_that_decides_a_measure_has_a_grade(committed) -> None:
    assert committed["detectors"].keys() >= DETECTORS


def test_the_ladder_is_graded_on_whole_councils_and_pages_are_a_part(committed) -> None:
    whole, pages = committed["detectors"][LADDER], committed["detectors"]["service-ladder, page by page"]
    assert whole["cases"] > 2000 > pages["cases"] and whole["declined"] > 0 == pages["declined"]
    assert sum(one["cases"] for one in committed["services"].values()) == whole["cases"]


def test_what_is_written_is_what_scoring_reads(tmp_path: Path) -> None:
    cases = {LADDER: [Case(3, 3, "S01")] * 9 + [Case(1, 4, "S02")], "gate": [Case("yes", "yes"), Case("no", "yes")],
             "F01": [Case("yes", None)]}  # fmt: skip
    file = tmp_path / "grades.json"
    file.write_text(json.dumps(document(cases)), encoding="utf-8")
    read = load_grades(file)
    assert (read[LADDER].precision, read[LADDER].scored) == (0.9, True)
    assert (read["gate"].precision, read["gate"].scored) == (0.5, False)
    assert (read["F01"].precision, read["F01"].scored) == (None, False)
    assert document(cases)["detectors"][LADDER]["reliability"] == CEILING
    assert [*document(cases)["services"]] == ["S02", "S01"]
