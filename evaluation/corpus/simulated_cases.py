"""The site-level detectors beside the truth of simulated councils in wording and from seeds not used to build them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache
from itertools import repeat
from multiprocessing import get_context

from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.library import read_library
from detectors.measures import MEASURES
from detectors.owners import owners_for
from detectors.records import SearchRecord
from detectors.site.inclusion import is_welsh
from detectors.site.view import SiteView
from evaluation.grading import Case
from evaluation.simulated_evidence import observe_simulated, read_council
from evaluation.simulated_internet.councils import AS_OF, SimCouncil, nth_council
from paths import REGISTER
from register.services import load_duties, load_services

DECOYS = "service-ladder, no credit on decoys"
SEEDS = {"build": 0, "judge": 41}
COUNCILS = {"build": 16, "judge": 64}


def _within(days: int) -> Callable[[object], bool]:
    return lambda found: isinstance(found, date) and (AS_OF - found).days <= days


def _share(least: float) -> Callable[[dict], bool | None]:
    return lambda found: found["k"] / found["n"] >= least if found["n"] else None


def _spend(found: dict | None) -> bool:
    return found is not None and found["months_old"] <= 4 and found["format"] != "pdf"


TRUTHS: dict[str, Callable] = {
    "A01": lambda v: v == "statement",
    "A03": _within(366),
    "A10": _share(0.5),
    "A11": bool,
    "A12": _share(0.5),
    "A02": lambda v: bool(v and v["level"] and (v["level"] == "fully" or v["issues"])),
    "A04": lambda v: bool(v and v["contact"] and v["enforcement"]),
    "F02": lambda v: {"works": True, "poor": False, "absent": False, "broken": False}.get(v),
    "F07": lambda v: {"fresh": True, "old": False}.get(v["stamps"]),
    "F08": _share(0.1),
    "F09": lambda v: not v,
    "F10": _share(0.5),
    "F11": bool,
    "T01": bool,
    "T02": lambda v: (v or 0) >= 31_536_000,
    "T04": lambda v: v == "valid",
    "T12": lambda v: v["within_24_months"] > 0,
    "P01": lambda v: v == "licence",
    "P02": _spend,
    "P03": _within(123),
    "P04": _within(457),
    "P05": _share(0.5),
    "P08": lambda v: v in ("3.0", "1.0"),
    "P09": bool,
    "P10": bool,
    "P11": bool,
    "B01": bool,
    "B03": bool,
    "B04": bool,
    "B05": bool,
    "B07": bool,
    "B09": _within(731),
    "G01": lambda v: v is not None and v.year >= AS_OF.year - 4,
    "G02": bool,
    "G03": bool,
    "G05": _within(550),
    "G06": bool,
    "G07": lambda v: v == "moderngov",
    "G08": lambda v: v["feedback"],
    "G09": bool,
    "G10": bool,
    "G11": lambda v: v is not None,
}
"""Indicator -> what its truth comes to: yes, no, or None where there is nothing to grade."""
LEAST = {"A10": 0.5, "A12": 0.5, "F02": 0.5, "F07": 0.5, "F08": 0.1, "F10": 0.5, "F11": 0.5, "P05": 0.5, "F09": 1.0}


@cache
def simulated_cases(split: str) -> dict[str, list[Case]]:
    """Return detector -> cases on simulated councils of one wording, service by service and indicator by indicator."""
    cases: dict[str, list[Case]] = {}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for found in pool.map(_council_cases, repeat(split), range(COUNCILS[split])):
            for name, case in found:
                cases.setdefault(name, []).append(case)
    return cases


def _council_cases(split: str, number: int) -> list[tuple[str, Case]]:
    council = nth_council(number, SEEDS[split], split)
    services, duties = load_services(REGISTER), load_duties(REGISTER)
    pages = read_council(council)
    seen = observe_simulated(council, services, duties, replies=pages)
    marks = {mark.service: mark for mark in seen.services}
    ladder = "service-ladder, simulated sites"
    found = [(ladder, Case(truth.level, marks[code].level, code)) for code, truth in council.services.items()]
    decoys = {decoy.url: decoy.kind for decoy in council.decoys}
    credited = {mark.page_url for mark in seen.services if (mark.level or 0) >= 3}
    found += [(DECOYS, Case("refused", "credited" if url in credited else "refused", kind))
              for url, kind in decoys.items()]  # fmt: skip
    for code, truth in council.services.items():
        mark = marks[code]
        if code[0] == "C" and mark.level and truth.page_url == mark.page_url:
            passed = ("yes" if len(truth.gate) == 3 else "no", "no" if mark.gate else "yes")
            found.append(("gate", Case(*passed, code)))
    found += _site_cases(council, {o.measure: o.value for o in seen.observations})
    return [*found, _language_case(council, pages)]


def _site_cases(council: SimCouncil, values: dict[str, float | None]) -> list[tuple[str, Case]]:
    detectors = {measure.code: measure.detector for measure in MEASURES}
    made = []
    for code, fact in council.facts.items():
        truth = TRUTHS[code](fact.value) if code in TRUTHS else None
        value = values.get(code)
        skipped = value is None or truth is None or (code == "A10" and council.language == "cy")
        if not skipped:
            found = value >= LEAST.get(code, 1.0)
            made.append((detectors[code], Case("yes" if truth else "no", "yes" if found else "no", code)))
    return made


def _language_case(council: SimCouncil, pages: list) -> tuple[str, Case]:
    authority, search = council.authority, SearchRecord("ok", complete=True)
    library = read_library(pages)
    view = SiteView(
        authority,
        library,
        search,
        (),
        (),
        default_cues(),
        owners_for((authority,), authority),
        default_fingerprints(),
        AS_OF,
    )
    home = view.home()
    welsh = home is not None and is_welsh(home.page)
    return "accessibility, language", Case("cy" if council.language == "cy" else "en", "cy" if welsh else "en")
