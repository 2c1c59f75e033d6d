"""Grades on what real councils sent, apart from those on simulated ones: data/real-grades.json.

What they rest on lies in folders that need not be there; where one is not, the figures stand as they were kept, with
the day and the version of the detectors. Each source is an entry of its own, so that another can be added beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from detectors.receipts import VERSION
from errors import BenchmarkError
from evaluation.captured import captured_figures, captured_replies, level_grade
from evaluation.corpus.pages import wording_cases
from evaluation.grading import Grade, grade
from evaluation.real_addresses import causes, judges, named_by, usable_links, worst
from evaluation.reliability import FLOOR, TRANSACTION, percent
from evaluation.truths import LADDER
from paths import DATA

FILE = DATA / "real-grades.json"
CAPTURED, WORDING, ADDRESSES = "captured_replies", "judged_wording", "addresses"
"""The sources: replies of real councils that somebody captured and coded; pages rebuilt from what a reader noted of
real ones, of the half that judges; addresses of GOV.UK's local links."""


class RealGradesError(BenchmarkError):
    """data/real-grades.json cannot be used: says what is wrong."""


def measured(captured: Path | None, addresses: Path | None, day: date) -> dict[str, dict[str, Any]]:
    """Return source -> its figures: of the judged wording, and of the folders given. Raises as their readers do.

    day: on which they are measured; every entry has it as `measured_on`, and the version that was measured. What judges
    levels has `grade`: its detector, how right it was, and how often it was so (right) of how often it said that a task
    can be done online (claimed), of which an edition takes the reliability of its marks.
    """
    made = {"measured_on": day.isoformat(), "detectors": VERSION}
    levels, traps = wording_cases("judge")
    credited = sum(case.found != case.truth for case in traps)
    found: dict[str, dict[str, Any]] = {
        WORDING: made
        | {"grade": _entry(grade(LADDER, levels, TRANSACTION, FLOOR, ordered=True))}
        | {"traps": len(traps), "credited": credited}
    }
    if captured is not None:
        replies = captured_replies(captured)
        figures = asdict(captured_figures(replies))
        facts = {name: {"right": right, "noted": noted} for name, (right, noted, _) in figures.pop("facts").items()}
        graded = {"grade": _entry(level_grade([one for one in replies if one.kind]))}
        found[CAPTURED] = made | figures | {"facts": facts} | graded
    if addresses is not None:
        named = named_by(tuple(link for link in usable_links(addresses) if judges(link.authority)))
        whole = named.pop("all")
        found[ADDRESSES] = made | {
            "links": whole.links,
            "named": whole.named,
            "alone": whole.alone,
            "other": whole.other,
            "worst": [
                {"service": code, "links": one.links, "named": one.named, "causes": causes(one)}
                for code, one in worst(named)
            ],
        }
    return found


def _entry(one: Grade) -> dict[str, Any]:
    said = {key: getattr(one, key) for key in ("precision", "recall", "exact", "kappa")}
    claims = [(truth, times) for truth, found, times in one.confusion if found in TRANSACTION]
    return {
        "detector": one.detector.partition(", ")[0],
        "cases": one.cases,
        "declined": one.declined,
        "claimed": sum(times for _, times in claims),
        "right": sum(times for truth, times in claims if truth in TRANSACTION),
        **{key: None if value is None else round(value, 4) for key, value in said.items()},
        "confusion": [list(row) for row in one.confusion],
    }


def keep(found: Mapping[str, Mapping[str, Any]], path: Path = FILE) -> None:
    """Put these sources into the file, beside those that it has and that are not among them."""
    kept = load(path) if path.exists() else {}
    path.write_text(json.dumps(dict(sorted((kept | dict(found)).items())), indent=1) + "\n", encoding="utf-8")


def load(path: Path = FILE) -> dict[str, dict[str, Any]]:
    """Return source -> its figures, as they were kept. Raises RealGradesError if the file is missing or malformed."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RealGradesError(f"{path.name}: cannot be read: {error}") from None
    if not isinstance(said, dict) or not all(isinstance(one, dict) and "measured_on" in one for one in said.values()):
        raise RealGradesError(f'{path.name}: expected an object of sources, each with "measured_on"')
    return said


def in_words(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line for each source, with the day on which it was measured."""
    if CAPTURED in found:
        one = found[CAPTURED]
        yield (
            f"Captured replies ({one['measured_on']}, detectors {one['detectors']}): of {one['real']} pages at level 3 "
            f"or 4 found {one['found']}, exact level {one['exact']}; credit where none is due {one['credited']} of "
            f"{one['idle']}; {one['verdicts']} of {one['coded']} taken for what they are"
        )
    if WORDING in found:
        one = found[WORDING]
        made = one["grade"]
        yield (
            f"Real wording of the judging half ({one['measured_on']}, detectors {one['detectors']}): {made['cases']} "
            f"cases, precision {percent(made['precision'])}, recall {percent(made['recall'])}, exact "
            f"{percent(made['exact'])}; credit for {one['credited']} of {one['traps']} traps"
        )
    if ADDRESSES in found:
        one = found[ADDRESSES]
        yield (
            f"Addresses of the judging half ({one['measured_on']}, detectors {one['detectors']}): of {one['links']} "
            f"the right service is named by {one['named'] / one['links']:.1%}, alone by "
            f"{one['alone'] / one['links']:.1%}; another is named more strongly by {one['other'] / one['links']:.1%}"
        )
