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
from evaluation.captured import captured_figures, captured_replies
from evaluation.real_addresses import causes, judges, named_by, usable_links, worst
from paths import DATA

FILE = DATA / "real-grades.json"
CAPTURED, ADDRESSES = "captured_replies", "addresses"
"""The sources: replies of real councils that somebody captured and coded; addresses of GOV.UK's local links."""


class RealGradesError(BenchmarkError):
    """data/real-grades.json cannot be used: says what is wrong."""


def measured(captured: Path | None, addresses: Path | None, day: date) -> dict[str, dict[str, Any]]:
    """Return source -> its figures, of the folders that are given. Raises as their readers do.

    day: on which they are measured; every entry has it as `measured_on`, and the version that was measured.
    """
    made = {"measured_on": day.isoformat(), "detectors": VERSION}
    found = {}
    if captured is not None:
        figures = asdict(captured_figures(captured_replies(captured)))
        facts = {name: {"right": right, "noted": noted} for name, (right, noted, _) in figures.pop("facts").items()}
        found[CAPTURED] = made | figures | {"facts": facts}
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
    if ADDRESSES in found:
        one = found[ADDRESSES]
        yield (
            f"Addresses of the judging half ({one['measured_on']}, detectors {one['detectors']}): of {one['links']} "
            f"the right service is named by {one['named'] / one['links']:.1%}, alone by "
            f"{one['alone'] / one['links']:.1%}; another is named more strongly by {one['other'] / one['links']:.1%}"
        )
