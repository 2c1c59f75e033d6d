"""What is published of the detectors' grades: only of detectors that the product runs, and of all of them."""

from __future__ import annotations

import json
from pathlib import Path

from detectors.measures import MEASURES
from evaluation.simulated_evidence import observe_simulated
from evaluation.simulated_internet.councils import make_council
from register.services import load_duties, load_services

DATA = Path(__file__).resolve().parents[2] / "data"


def graded() -> set[str]:
    """The detectors of data/detector-grades.json; after a comma stands a part of one detector's cases."""
    names = json.loads((DATA / "detector-grades.json").read_text(encoding="utf-8"))["detectors"]
    return {name.partition(", ")[0] for name in names}


def test_every_graded_detector_is_one_that_observing_a_council_runs() -> None:
    council = make_council(7, "wales", "goss", maturity=0.9)
    found = observe_simulated(council, load_services(DATA / "register"), load_duties(DATA / "register"))
    said = {one.measure for one in found.observations if one.value is not None}
    said |= {mark.service for mark in found.services if mark.level is not None}
    assert graded() <= {measure.detector for measure in MEASURES if measure.code in said}


def test_no_detector_that_decides_a_measure_is_left_without_a_grade() -> None:
    assert graded() == {measure.detector for measure in MEASURES}
