"""How right the detectors are about what real councils sent: data/real-grades.json, which `grade-detectors` keeps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import EditionError

FEWEST_CLAIMS = 30
"""How often a detector must have said yes about real pages before these decide its reliability."""


@dataclass(frozen=True, slots=True)
class Claims:
    """How often a detector said yes about real pages, all sources together, and how often it was right."""

    right: int
    claimed: int

    @property
    def precision(self) -> float | None:
        """Return the share that was right, None where too few claims were made to tell."""
        return self.right / self.claimed if self.claimed >= FEWEST_CLAIMS else None


def load_real_grades(path: Path) -> dict[str, dict[str, Any]]:
    """Return source -> its figures as evaluation/README.md describes them; {} if nothing has been measured.

    Raises EditionError naming the source and the field that is not as agreed.
    """
    if not path.exists():
        return {}
    try:
        sources = dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise EditionError(f"{path.name}: is not a file of grades on real replies: {error}") from None
    for name, one in sources.items():
        if not isinstance(one, dict) or not isinstance(one.get("measured_on"), str):
            raise EditionError(f'{path.name}: source "{name}": field "measured_on": is missing, expected a date')
        if "grade" in one:
            _check(path.name, name, one["grade"])
    return sources


def claims_on_real_pages(sources: Mapping[str, Mapping[str, Any]]) -> dict[str, Claims]:
    """Return detector -> what it claimed of real pages, over all sources that grade it."""
    right: Counter[str] = Counter()
    claimed: Counter[str] = Counter()
    for grade in (one["grade"] for one in sources.values() if "grade" in one):
        right[grade["detector"]] += grade["right"]
        claimed[grade["detector"]] += grade["claimed"]
    return {name: Claims(right[name], claimed[name]) for name in claimed}


def _check(file: str, source: str, grade: Any) -> None:
    if not isinstance(grade, dict) or not isinstance(grade.get("detector"), str):
        raise EditionError(f'{file}: source "{source}": field "grade": {grade!r}, expected an object with "detector"')
    for field in ("right", "claimed"):
        if type(grade.get(field)) is not int or grade[field] < 0:
            raise EditionError(
                f'{file}: source "{source}": field "{field}": {grade.get(field)!r}, expected a number of claims'
            )
    if grade["right"] > grade["claimed"]:
        raise EditionError(
            f'{file}: source "{source}": field "right": {grade["right"]} of {grade["claimed"]} claims, expected no more'
        )
