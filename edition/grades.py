"""How right the detectors are: data/detector-grades.json, as `grade-detectors` wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from edition.real_grades import FEWEST_CLAIMS, Claims, claims_on_real_pages, load_real_grades
from errors import EditionError
from scoring.framework import Graded


def load_grades(path: Path) -> dict[str, Graded]:
    """Return detector -> how right it was on labelled pages; {} if nobody has graded any.

    Precision is that on real pages (real-grades.json beside the file) where enough of them have been judged, else that
    on simulated councils. Raises EditionError naming the detector and the field that is not as agreed.
    """
    if not path.exists():
        return {}
    real = claims_on_real_pages(load_real_grades(path.with_name("real-grades.json")))
    try:
        detectors = json.loads(path.read_text(encoding="utf-8"))["detectors"]
        return {name: _decided(_graded(path.name, name, entry), real.get(name)) for name, entry in detectors.items()}
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise EditionError(f"{path.name}: is not a file of grades: {error!r}") from None


WORST_CONFUSIONS = 3
"""How many kinds of mistake a reader is shown per detector."""


def grade_table(path: Path) -> dict[str, Any] | None:
    """Return the grades as the methodology page shows them, None if nobody has graded: label, ceiling, and for each
    detector cases, precision, recall, exact, kappa, floor, scored, and its commonest mistakes as [truth, found, times].
    first: the same of each first grade that is kept, with declined, graded_on (ISO date) and version.

    Raises EditionError as load_grades.
    """
    graded = load_grades(path)
    if not graded:
        return None
    document = json.loads(path.read_text(encoding="utf-8"))
    shown = ("cases", "precision", "recall", "exact", "kappa", "floor", "scored")
    return {
        "label": document.get("label", ""),
        "ceiling": document.get("ceiling"),
        "detectors": _rows(document["detectors"], shown),
        "first": _rows(document.get("first_grades", {}), (*shown, "declined", "graded_on", "version")),
    }


def _rows(graded: Mapping[str, Mapping[str, Any]], keys: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"name": name} | {key: entry.get(key) for key in keys} | {"mistakes": _mistakes(entry.get("confusion", ()))}
        for name, entry in graded.items()
    ]


def real_table(path: Path) -> dict[str, Any] | None:
    """Return how right the detectors were on what real councils sent, None if nothing has been measured.

    sources: source -> its figures as they were kept, a grade with its commonest mistakes instead of its confusion.
    decided: for each detector that was graded on real pages, claims that were right, of how many, and their precision,
    None where too few were made to decide the reliability of marks. Raises EditionError as load_real_grades.
    """
    sources = load_real_grades(path)
    if not sources:
        return None
    shown = {name: dict(one) for name, one in sources.items()}
    for one in shown.values():
        if "grade" in one:
            grade = dict(one["grade"])
            one["grade"] = grade | {"mistakes": _mistakes(grade.pop("confusion", []))}
    decided = [
        {"name": name, "right": one.right, "claimed": one.claimed, "precision": one.precision}
        for name, one in sorted(claims_on_real_pages(sources).items())
    ]
    return {"sources": shown, "decided": decided, "fewest": FEWEST_CLAIMS}


def _mistakes(confusion: list[list[Any]]) -> list[list[Any]]:
    wrong = [row for row in confusion if row[0] != row[1]]
    return sorted(wrong, key=lambda row: (-row[2], str(row)))[:WORST_CONFUSIONS]


def _decided(simulated: Graded, real: Claims | None) -> Graded:
    """Return the grade by which marks are made: on real pages, with the floor that the detector has to reach."""
    if real is None or real.precision is None:
        return simulated
    return Graded(real.precision, real.precision >= simulated.floor, simulated.floor)


def _graded(file: str, name: str, entry: Mapping[str, Any]) -> Graded:
    precision, floor, scored = entry["precision"], entry["floor"], entry["scored"]
    if precision is not None and not 0 <= precision <= 1:
        raise EditionError(f'{file}: detector "{name}": field "precision": {precision!r}, expected 0 to 1')
    if not isinstance(scored, bool):
        raise EditionError(f'{file}: detector "{name}": field "scored": {scored!r}, expected true or false')
    return Graded(precision, scored, floor)
