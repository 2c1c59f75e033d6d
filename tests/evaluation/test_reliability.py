"""data/detector-grades.json: of the detectors of today, of those that scoring asks for, and read by scoring."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from detectors.measures import MEASURES
from detectors.receipts import VERSION
from edition.grades import grade_table, load_grades
from evaluation.corpus.blind_cases import FIRST_GRADES
from evaluation.grading import Case, grade_figures
from evaluation.made_looks import LOOKS, look_cases, looked_at
from evaluation.made_names.grading import probe_cases
from evaluation.made_pages.councils import CODES, COUNCILS
from evaluation.made_pages.parts import PARTS
from evaluation.made_scripts import SCRIPTS, script_cases, told
from evaluation.reliability import CEILING, document, probe_document, with_first_grades, with_parts
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


def test_the_committed_grades_of_probes_are_what_is_measured_now() -> None:
    kept = json.loads((DATA / "probe-grades.json").read_text(encoding="utf-8"))
    now = json.loads(json.dumps(probe_document(probe_cases() | {"T07": script_cases(), "T08": look_cases()})))
    assert {name: kept["detectors"][name] for name in now["detectors"]} == now["detectors"]
    assert kept["label"] == now["label"]
    assert [one["name"] for one in grade_table(DATA / "detector-grades.json")["probes"]["detectors"]] == [
        *now["detectors"],
        *CODES,
    ]
    assert all(load_grades(DATA / "detector-grades.json")[name].scored for name in ("T05", *CODES))


@pytest.mark.parametrize("code", CODES)
def test_the_grades_of_the_browser_are_of_the_made_councils_of_today(code: str) -> None:
    """Opening all of them takes some ten minutes; test_browser.py opens one, and every grade says of what it is."""
    kept = json.loads((DATA / "probe-grades.json").read_text(encoding="utf-8"))["detectors"][code]
    truths = Counter(str(one.truth()[code]) for one in COUNCILS.values())
    graded = Counter({str(truth): 0 for truth, *_ in kept["confusion"]})
    for truth, _, times in kept["confusion"]:
        graded[str(truth)] += times
    assert graded == truths and kept["cases"] == len(COUNCILS) >= 30
    assert kept["declined"] >= 1 and len(truths) > 1


def test_every_made_part_is_on_a_page_and_what_is_true_of_pages_follows_from_their_parts() -> None:
    used = {part for one in COUNCILS.values() for parts in one.pages.values() for part in parts}
    assert used == PARTS.keys()
    many, two = COUNCILS["many"].truth(), COUNCILS["two-forms"].truth()
    assert (many["A06"], many["A07"], many["A08"], many["T10"], many["T11"]) == (3.0, 3.0, 1.0, "yes", "yes")
    assert (two["A06"], two["A07"], two["A08"], two["T10"]) == (0.0, 2.0, 0.8571, "no")


def test_a_figure_is_right_only_if_it_is_the_very_figure() -> None:
    found = grade_figures("A06", [Case(1.0, 1.0), Case(1.0, 0.5), Case(0.0, 0.0), Case(2.0, None)], 0.7)
    assert (found.cases, found.declined, found.recall, found.scored) == (4, 1, 0.5, False)
    assert found.precision == found.exact == pytest.approx(2 / 3)
    assert document({"A06": [Case(1.0, 1.0)], LADDER: [Case(3, 3, "S01")]})["detectors"]["A06"]["precision"] == 1.0


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_decides_what_a_server_says_and_nothing_else(name: str) -> None:
    assert looked_at(name) == LOOKS[name].expected


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_version_is_told_by_an_address_that_names_it_and_by_nothing_else(name: str) -> None:
    assert told(name) == SCRIPTS[name][1]


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


def test_a_first_grade_is_kept_with_its_day_and_version_and_never_changes() -> None:
    part = f"{LADDER}, a new family"
    once = document({LADDER: [Case(3, 3, "S01")], part: [Case(3, 0, "S01"), Case(3, 3, "S02")]})
    first = with_first_grades(once, {}, [part, "another"], date(2026, 11, 30))
    assert list(first["first_grades"]) == [part]
    kept = first["first_grades"][part]
    assert (kept["graded_on"], kept["version"], kept["recall"], kept["cases"]) == ("2026-11-30", VERSION, 0.5, 2)
    mended = document({LADDER: [Case(3, 3, "S01")], part: [Case(3, 3, "S01"), Case(3, 3, "S02")]})
    again = with_first_grades(mended, first, [part], date(2026, 12, 24))
    assert again["first_grades"] == first["first_grades"] and again["detectors"][part]["recall"] == 1.0
    assert "first_grades" not in with_first_grades(once, {}, [], date(2026, 11, 30))


def test_parts_graded_by_themselves_leave_all_else_as_it_was() -> None:
    part = f"{LADDER}, a new family"
    before = document({LADDER: [Case(3, 3, "S01")], part: [Case(3, 0, "S01")]})
    made = with_parts(before, {part: [Case(3, 3, "S01")]})
    assert made["detectors"][part]["recall"] == 1.0 and before["detectors"][part]["recall"] == 0.0
    assert made["detectors"][LADDER] == before["detectors"][LADDER] and made["services"] == before["services"]
    with pytest.raises(ValueError, match="holds grades of detectors 0.1.0, these are"):
        with_parts(before | {"version": "0.1.0"}, {part: [Case(3, 3, "S01")]})


def test_the_first_grades_of_the_blind_families_are_published(committed) -> None:
    first = committed["first_grades"]
    assert set(FIRST_GRADES) <= set(first)
    when = [(first[name]["graded_on"], first[name]["version"]) for name in FIRST_GRADES]
    assert when == [("2026-11-30", one) for one in ("1.4.0",) * 3 + ("1.8.0",) * 3 + ("1.9.0",) * 2 + ("1.10.0",) * 3]
    cases = [first[name]["cases"] for name in FIRST_GRADES]
    assert cases[0] == 670 == cases[1] + cases[2] + 4 and cases[3] == 398 == cases[4] + cases[5] + 41


def test_first_grades_are_shown_beside_the_others() -> None:
    shown = grade_table(DATA / "detector-grades.json")
    first = {one["name"]: one for one in shown["first"]}
    assert first[FIRST_GRADES[0]]["exact"] == 0.3384 and first[FIRST_GRADES[0]]["graded_on"] == "2026-11-30"
    assert first[FIRST_GRADES[3]]["exact"] == 0.8132 and first[FIRST_GRADES[3]]["version"] == "1.8.0"
    assert {len(one["mistakes"]) for one in shown["first"]} == {3}
