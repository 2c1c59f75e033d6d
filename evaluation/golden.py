"""Golden cases: inputs with known answers, run through the product's own functions (scoring method, section 20)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from errors import BenchmarkError
from evaluation.golden_adapters import FUNCTIONS

TOLERANCE = 5e-5
"""Allowed difference of a case that names none: expected values are rounded to four decimals."""

_MAY_BE_EXTRA = {"evidence_strength"}
_LAST_BIT = 1e-9  # 0.03125 against a printed 0.0312 is a difference of 5e-5, whatever binary arithmetic says


class GoldenError(BenchmarkError):
    """The file of cases cannot be used: says which case and which field."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: `function` applied to `given` must answer `expected` to within `tolerance`."""

    name: str
    function: str
    given: dict[str, Any]
    expected: Any
    tolerance: float


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that did not answer as expected; `got` is what it answered, or the error in words."""

    case: Case
    got: Any


def read_cases(text: str, file: str) -> tuple[Case, ...]:
    """Return the cases of a JSON text: an object with a list `cases`, or such a list.

    Raises GoldenError naming file, case and field for anything else.
    """
    try:
        content = json.loads(text)
    except ValueError as error:
        raise GoldenError(f"{file}: not JSON: {error}") from error
    cases = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(cases, list):
        raise GoldenError(f'{file}: expected an object with a list "cases"')
    return tuple(_case(entry, k, file) for k, entry in enumerate(cases, start=1))


def failures(cases: tuple[Case, ...]) -> Iterator[Failure]:
    """Yield the cases whose answer is not the expected one; an error is an answer, in words."""
    for case in cases:
        got = answer(case)
        if not matches(case.expected, got, case.tolerance):
            yield Failure(case, got)


def answer(case: Case) -> Any:
    """Return what the product's function says to a case, with nan as None, or the error in words."""
    if case.function not in FUNCTIONS:
        return f'unknown function "{case.function}"'
    try:
        return plain(FUNCTIONS[case.function](case.given))
    # The input is a stranger's: whatever is wrong with it is this case's failure, not the end of the run.
    except (BenchmarkError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


def plain(value: Any) -> Any:
    """Return the value as JSON has it: lists, objects with text keys, numbers rounded for print, nan as None."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if value is None or isinstance(value, bool | str | int):
        return value
    number = float(value)
    return None if math.isnan(number) else number


def matches(expected: Any, got: Any, tolerance: float) -> bool:
    """Return True if the answer is the expected one, numbers to within the tolerance.

    A key that is expected to be null may be absent, and a key that is not expected may be null.
    """
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            return False
        keys = expected.keys() | {k for k in got if k not in _MAY_BE_EXTRA}
        return all(matches(expected.get(k), got.get(k), tolerance) for k in keys)
    if isinstance(expected, list):
        same = isinstance(got, list) and len(got) == len(expected)
        return same and all(matches(e, g, tolerance) for e, g in zip(expected, got, strict=True))
    if _is_number(expected) and _is_number(got):
        if math.isnan(expected):
            return math.isnan(got)
        return expected == got or abs(expected - got) <= tolerance + _LAST_BIT
    nothing = expected is None or (_is_number(expected) and math.isnan(expected))
    return got is None if nothing else type(expected) is type(got) and expected == got


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _case(entry: Any, number: int, file: str) -> Case:
    name = entry.get("id", f"case {number}") if isinstance(entry, dict) else f"case {number}"
    if not isinstance(entry, dict):
        raise GoldenError(f"{file}: {name}: expected an object")
    for field, kind in (("fn", str), ("input", dict)):
        if not isinstance(entry.get(field), kind):
            wanted = "text" if kind is str else "an object"
            raise GoldenError(f'{file}: {name}: field "{field}": expected {wanted}, got {entry.get(field)!r}')
    if "expected" not in entry:
        raise GoldenError(f'{file}: {name}: field "expected" is missing')
    tolerance = entry.get("tol", TOLERANCE)
    if not _is_number(tolerance) or not tolerance >= 0:
        raise GoldenError(f'{file}: {name}: field "tol": expected a number, 0 or more, got {tolerance!r}')
    return Case(str(name), entry["fn"], entry["input"], entry["expected"], float(tolerance))
