"""How right detectors and probes are: data/detector-grades.json and probe-grades.json, as `grade-detectors` wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from edition.real_grades import FEWEST_CLAIMS, Claims, claims_on_real_pages, load_real_grades
from errors import EditionError
from scoring.framework import Graded


def load_grades(path: Path) -> dict[str, Graded]:
    """Return detector or probe -> how right it was where the truth is known; {} if nobody has graded any.

    Probes are graded in probe-grades.json beside the file. Precision is that on real pages (real-grades.json beside it)
    where enough of them have been judged, else that on simulated councils. Raises EditionError naming the detector and
    the field that is not as agreed.
    """
    real = claims_on_real_pages(load_real_grades(path.with_name("real-grades.json")))
    graded = {**_grades(path.with_name(PROBE_GRADES)), **_grades(path)}
    return {name: _decided(one, real.get(name)) for name, one in graded.items()}


def _grades(path: Path) -> dict[str, Graded]:
    if not path.exists():
        return {}
    try:
        detectors = json.loads(path.read_text(encoding="utf-8"))["detectors"]
        return {name: _graded(path.name, name, entry) for name, entry in detectors.items()}
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise EditionError(f"{path.name}: is not a file of grades: {error!r}") from None


PROBE_GRADES = "probe-grades.json"
WORST_CONFUSIONS = 3
"""How many kinds of mistake a reader is shown per detector."""


def grade_table(path: Path) -> dict[str, Any] | None:
    """Return the grades as the methodology page shows them, None if nobody has graded: label, ceiling, and for each
    detector cases, precision, recall, exact, kappa, floor, scored, and its commonest mistakes as [truth, found, times].
    first: the same of each first grade that is kept, with declined, graded_on (ISO date) and version. probes: label and
    detectors of the probes, None if nobody has graded any.

    Raises EditionError as load_grades.
    """
    if not _grades(path):
        return None
    document = json.loads(path.read_text(encoding="utf-8"))
    shown = ("cases", "precision", "recall", "exact", "kappa", "floor", "scored")
    return {
        "label": document.get("label", ""),
        "ceiling": document.get("ceiling"),
        "detectors": _rows(document["detectors"], shown),
        "first": _rows(document.get("first_grades", {}), (*shown, "declined", "graded_on", "version")),
        "probes": _probes(path.with_name(PROBE_GRADES), (*shown, "declined")),
    }


def _probes(path: Path, shown: Sequence[str]) -> dict[str, Any] | None:
    if not _grades(path):
        return None
    document = json.loads(path.read_text(encoding="utf-8"))
    return {"label": document["label"], "detectors": _rows(document["detectors"], shown)}


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
    floor, scored = _share(file, name, entry, "floor"), entry.get("scored")
    # Of a detector that never said yes it is not known how often that is right.
    never = "precision" in entry and entry["precision"] is None
    precision = None if never else _share(file, name, entry, "precision")
    if not isinstance(scored, bool):
        raise EditionError(f'{file}: detector "{name}": field "scored": {scored!r}, expected true or false')
    return Graded(precision, scored, floor)


def _share(file: str, name: str, entry: Mapping[str, Any], field: str) -> float:
    found: Any = entry.get(field)
    if type(found) not in (int, float) or not 0 <= found <= 1:
        raise EditionError(f'{file}: detector "{name}": field "{field}": {found!r}, expected 0 to 1')
    return float(found)
