"""How right the detectors are: data/detector-grades.json, as `grade-detectors` wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from errors import EditionError
from scoring.framework import Graded


def load_grades(path: Path) -> dict[str, Graded]:
    """Return detector -> how right it was on labelled pages; {} if nobody has graded any.

    Raises EditionError naming the detector and the field that is not as agreed.
    """
    if not path.exists():
        return {}
    try:
        detectors = json.loads(path.read_text(encoding="utf-8"))["detectors"]
        return {name: _graded(path.name, name, entry) for name, entry in detectors.items()}
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


def _mistakes(confusion: list[list[Any]]) -> list[list[Any]]:
    wrong = [row for row in confusion if row[0] != row[1]]
    return sorted(wrong, key=lambda row: (-row[2], str(row)))[:WORST_CONFUSIONS]


def _graded(file: str, name: str, entry: Mapping[str, Any]) -> Graded:
    precision, floor, scored = entry["precision"], entry["floor"], entry["scored"]
    if precision is not None and not 0 <= precision <= 1:
        raise EditionError(f'{file}: detector "{name}": field "precision": {precision!r}, expected 0 to 1')
    if not isinstance(scored, bool):
        raise EditionError(f'{file}: detector "{name}": field "scored": {scored!r}, expected true or false')
    return Graded(precision, scored, floor)
