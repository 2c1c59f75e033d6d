"""How right each detector is: as grades, in words, and as data/detector-grades.json, which scoring reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from detectors.receipts import VERSION
from evaluation.grading import CEILING, Case, Grade, grade, grade_figures, worst_first
from evaluation.truths import LADDER, ONLINE

LABEL = (
    "measured by the whole chain, crawl included, on simulated councils, and for parts of a detector on pages rebuilt "
    "from real wording"
)
PROBE_LABEL = (
    "measured on made domains, asked of a name server on the same computer, for T07 and T08 on made addresses of "
    "scripts and made replies, and for A06, A07, A08, T10 and T11 on pages of made councils, opened in a browser"
)
FLOOR = 0.70
"""Least precision with which a detector may move a score."""
TRANSACTION = frozenset((ONLINE, 4))
NEGATIVE = frozenset(("no",))

Cases = Mapping[str, Sequence[Case]]
"""Detector -> its cases; a name with a comma is a part, on which no score rests."""


def graded(cases: Cases) -> list[Grade]:
    """Return the grade of each detector: on levels of what can be done online, else of what it says is so."""
    return [_graded(name, some) for name, some in cases.items()]


def by_service(cases: Cases) -> list[Grade]:
    """Return the ladder's grade for each service, the least exact first."""
    return worst_first(cases[LADDER], TRANSACTION, FLOOR)


def document(cases: Cases) -> dict[str, Any]:
    """Return the content of data/detector-grades.json."""
    return {
        "label": LABEL,
        "version": VERSION,
        "ceiling": CEILING,
        "detectors": {one.detector: _entry(one) for one in graded(cases)},
        "services": {
            one.detector: {key: _rounded(getattr(one, key)) for key in ("cases", "exact", "precision", "recall")}
            for one in by_service(cases)
        },
    }


def probe_document(cases: Cases) -> dict[str, Any]:
    """Return the content of data/probe-grades.json."""
    return {
        "label": PROBE_LABEL,
        "ceiling": CEILING,
        "detectors": {one.detector: _entry(one) for one in graded(cases)},
    }


def with_parts(before: Mapping[str, Any], cases: Cases) -> dict[str, Any]:
    """Return the content of data/detector-grades.json with these parts graded anew and all else as it was.

    Raises ValueError if it was made by another version of the detectors, whose grades must not stand beside these.
    """
    if before.get("version") != VERSION:
        raise ValueError(
            f"holds grades of detectors {before.get('version')}, these are {VERSION}: grade the whole chain"
        )
    return {**before, "detectors": {**before["detectors"], **{one.detector: _entry(one) for one in graded(cases)}}}


def with_first_grades(
    made: Mapping[str, Any], before: Mapping[str, Any], names: Sequence[str], day: date
) -> dict[str, Any]:
    """Return made with the first grade of each of names under first_grades: that of before, else that of made.

    Each has the day on which it was graded and the version of the detectors, and never changes.
    """
    kept = dict(before.get("first_grades", {}))
    for name in names:
        if name not in kept and name in made["detectors"]:
            kept[name] = {"graded_on": day.isoformat(), "version": made["version"], **made["detectors"][name]}
    return {**made, "first_grades": kept} if kept else dict(made)


def in_words(one: Grade) -> str:
    """Return a grade as lines for a terminal: figures, then its commonest mistakes."""
    kappa, reliability = (f"{x:.3f}" if x is not None else "-" for x in (one.kappa, one.reliability))
    head = (
        f"{one.detector}: {one.cases} cases, {one.declined} declined, precision {percent(one.precision)}, "
        f"recall {percent(one.recall)}, exact {percent(one.exact)}, kappa {kappa}, reliability {reliability}"
        f"{'' if one.scored else ' - BELOW ITS FLOOR, not scored'}"
    )
    wrong = [f"{truth}->{found}: {count}" for truth, found, count in one.confusion if truth != found]
    return head + (f"\n  confusion: {', '.join(wrong[:14])}" if wrong else "")


def percent(share: float | None) -> str:
    """Return a share as a percentage, "-" if it is unknown."""
    return "-" if share is None else f"{100 * share:.1f} %"


def _graded(name: str, cases: Sequence[Case]) -> Grade:
    if all(isinstance(case.truth, int) for case in cases):
        return grade(name, cases, TRANSACTION, FLOOR, ordered=True)
    if all(isinstance(case.truth, float) for case in cases):
        return grade_figures(name, cases, FLOOR)
    return grade(name, cases, frozenset(case.truth for case in cases) - NEGATIVE, FLOOR)


def _entry(one: Grade) -> dict[str, Any]:
    entry = {key: _rounded(value) for key, value in asdict(one).items() if key not in ("detector", "confusion")}
    entry["reliability"], entry["scored"] = _rounded(one.reliability), one.scored
    entry["confusion"] = [[truth, found, count] for truth, found, count in one.confusion]
    return entry


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value
