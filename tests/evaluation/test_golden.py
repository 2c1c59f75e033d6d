"""The golden cases, and the runner that runs anybody's."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.golden import command
from errors import BenchmarkError
from evaluation.golden import Failure, failures, matches, read_cases
from evaluation.golden_adapters import FUNCTIONS

CASES_FILE = Path(__file__).with_name("cases.json")
CASES = read_cases(CASES_FILE.read_text(encoding="utf-8"), "cases.json")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.function}")
def test_a_case_with_a_known_answer_gets_it(case):
    assert [f.got for f in failures((case,))] == []


def test_every_function_has_a_case():
    assert {case.function for case in CASES} == set(FUNCTIONS)


def _file(tmp_path, content):
    path = tmp_path / "cases.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def _spearman(expected, **more):
    return {"id": "s", "fn": "spearman", "input": {"a": [1, 2, 3], "b": [3, 2, 1]}, "expected": expected, **more}


def test_a_file_that_passes_ends_with_the_count_and_exit_code_0():
    result = CliRunner().invoke(command, [str(CASES_FILE)])
    assert (result.exit_code, result.output) == (0, f"{len(CASES)} passed, 0 failed\n")


def test_a_failure_shows_what_was_expected_and_got(tmp_path):
    result = CliRunner().invoke(command, [_file(tmp_path, {"cases": [_spearman(-1), _spearman(0.5)]})])
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines == ["FAILED s (spearman)", "  expected 0.5", "  got      -1.0", "1 passed, 1 failed"]


@pytest.mark.parametrize(
    "case, words",
    [
        ({"fn": "nonsense", "input": {}, "expected": 1}, 'unknown function "nonsense"'),
        ({"fn": "funnel_limits", "input": {"p0": 0.5}, "expected": 1}, "KeyError"),
        ({"fn": "funnel_limits", "input": {"p0": 2, "n": 5}, "expected": 1}, "PanelError"),
        ({"fn": "power_mean", "input": {"values": ["x"], "weights": [1], "p": 1}, "expected": 1}, "ValueError"),
    ],
)
def test_an_input_that_cannot_be_run_is_one_failed_case(case, words):
    (failure,) = failures(read_cases(json.dumps([case]), "f.json"))
    assert isinstance(failure, Failure)
    assert words in failure.got


@pytest.mark.parametrize(
    "content, words",
    [
        ("{", "not JSON"),
        ("3", 'a list "cases"'),
        ({"x": 1}, 'a list "cases"'),
        ([3], "case 1: expected an object"),
        ([{"fn": 3}], 'case 1: field "fn"'),
        ([{"id": "k", "fn": "score", "input": []}], 'k: field "input"'),
        ([{"fn": "score", "input": {}}], 'field "expected" is missing'),
        ([_spearman(1, tol="x")], 'field "tol"'),
        ([_spearman(1, tol=-1)], 'field "tol"'),
    ],
)
def test_a_malformed_file_names_the_case_and_the_field(tmp_path, content, words):
    with pytest.raises(BenchmarkError, match=words):
        read_cases(Path(_file(tmp_path, content)).read_text(encoding="utf-8"), "cases.json")


def test_a_missing_file_is_an_error_in_words(tmp_path):
    result = CliRunner().invoke(command, [str(tmp_path / "no.json")])
    assert "no such file" in str(result.exception)


@pytest.mark.parametrize(
    "expected, got, same",
    [
        (0.5, 0.50004, True),
        (0.5, 0.5001, False),
        (1, 1.0, True),
        (True, 1.0, False),
        (1.0, True, False),
        (None, None, True),
        (None, 0.0, False),
        (0.0, None, False),
        ([1], [1, 2], False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1}, {"a": 1, "b": None}, True),
        ({"a": 1, "b": None}, {"a": 1}, True),
        ({"a": 1}, {}, False),
        ({"a": 1}, [1], False),
        ("x", "x", True),
        ("x", "y", False),
        (float("nan"), None, True),
    ],
)
def test_answers_are_compared_to_within_the_tolerance(expected, got, same):
    assert matches(expected, got, 5e-5) is same
