"""How right the detectors are: confusion, precision, recall and weighted kappa on labelled cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

from scoring.agreement import weighted_kappa

CEILING = 0.80
"""Highest reliability a detector may claim until real pages have been coded twice by people."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled case: what is true and what the detector said (None: it declined). group: e.g. the service."""

    truth: Hashable
    found: Hashable | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """What one detector is worth. precision, recall: of "positive" cases; None where undefined.

    confusion: (truth, found) -> count, with found None for cases it declined. kappa: quadratic-weighted over
    ordered levels, plain for words. exact: share of answered cases that are exactly right.
    """

    detector: str
    cases: int
    declined: int
    precision: float | None
    recall: float | None
    exact: float | None
    kappa: float | None
    confusion: tuple[tuple[Hashable, Hashable | None, int], ...]
    floor: float

    @property
    def reliability(self) -> float | None:
        """Return the q that scoring uses: precision, at most CEILING; None if it was never measured."""
        return None if self.precision is None else min(self.precision, CEILING)

    @property
    def scored(self) -> bool:
        """True if the detector reached its floor and may move a score."""
        return self.precision is not None and self.precision >= self.floor


def grade(detector: str, cases: Iterable[Case], positive: frozenset, floor: float, ordered: bool = False) -> Grade:
    """Return the grade over cases. positive: the answers whose precision and recall are asked.

    A declined case lowers recall, never precision.
    """
    rows = list(cases)
    answered = [case for case in rows if case.found is not None]
    hits = sum(case.truth in positive and case.found in positive for case in answered)
    claimed = sum(case.found in positive for case in answered)
    real = sum(case.truth in positive for case in rows)
    exact = sum(case.truth == case.found for case in answered)
    confusion = Counter((case.truth, case.found) for case in rows)
    return Grade(
        detector,
        len(rows),
        len(rows) - len(answered),
        _share(hits, claimed),
        _share(hits, real),
        _share(exact, len(answered)),
        weighted_kappa([(c.truth, c.found) for c in answered], ordered),
        tuple(sorted(((t, f, n) for (t, f), n in confusion.items()), key=str)),
        floor,
    )


def grade_figures(detector: str, cases: Iterable[Case], floor: float) -> Grade:
    """Return the grade of one that says figures: each is a claim, and right only where it is the very figure."""
    rows = list(cases)
    right = sum(case.truth == case.found for case in rows)
    answered = sum(case.found is not None for case in rows)
    plain = grade(detector, rows, frozenset(), floor)
    return replace(plain, precision=_share(right, answered), recall=_share(right, len(rows)))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def worst_first(cases: Iterable[Case], positive: frozenset, floor: float) -> list[Grade]:
    """Return the grade of each group, the least exact first."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.group, []).append(case)
    grades = [grade(name, group, positive, floor, ordered=True) for name, group in groups.items()]
    return sorted(grades, key=lambda g: (g.exact if g.exact is not None else 0.0, g.detector))
