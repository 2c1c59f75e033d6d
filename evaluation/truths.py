"""What the chain says beside what is true: simulated councils in wording and from seeds not used to build the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from detectors.measures import MEASURES
from evaluation.chain import Found
from evaluation.grading import Case
from evaluation.simulated_internet.councils import AS_OF, SimCouncil, nth_council
from evaluation.simulated_internet.site_facts.fact import SiteFact

LADDER = "service-ladder"
DECOYS = "service-ladder, no credit on decoys"
SEEDS = {"build": 0, "judge": 41}
COUNCILS = {"build": 16, "judge": 64}
ONLINE = 3
"""The ladder level from which a task can be done online."""
ENOUGH = 30
"""How often an indicator must have been called true to be graded by itself, beside its detector as a whole."""


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
    "T03": bool,
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
    "B03": bool,
    "B04": bool,
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
"""Indicator -> what its truth comes to: yes, no, or None where there is nothing to grade. B01 and B05 are not here:
what the detectors say of them counts for nothing (docs/decisions/0013-website-scope.md).
"""
LEAST = {
    "T03": 0.5,
    "A10": 0.5,
    "A12": 0.5,
    "F02": 0.5,
    "F07": 0.5,
    "F08": 0.1,
    "F10": 0.5,
    "F11": 0.5,
    "P05": 0.5,
    "F09": 1.0,
}
"""Indicator -> least value that is a yes; 1 for all others."""


def councils_of(split: str) -> list[SimCouncil]:
    """Return the simulated councils of a split, the same ones every time."""
    return [nth_council(number, SEEDS[split], split) for number in range(COUNCILS[split])]


def chain_cases(found: Iterable[Found]) -> dict[str, list[Case]]:
    """Return detector -> cases, one for every service, and for every site-level indicator whose truth is known.

    An indicator called true often ENOUGH stands under its own code too, which scoring takes before its detector's. What
    the chain leaves without a value is a case that it declined.
    """
    cases: dict[str, list[Case]] = {}
    codes: dict[str, list[Case]] = {}
    for one in found:
        for name, case in (*_service_cases(one), *_decoy_cases(one), *_gate_cases(one)):
            cases.setdefault(name, []).append(case)
        for case in _site_cases(one):
            cases.setdefault(_DETECTORS[case.group], []).append(case)
            codes.setdefault(case.group, []).append(case)
    often = {code: some for code, some in codes.items() if sum(case.found == "yes" for case in some) >= ENOUGH}
    return cases | often


def _level(one: Found, service: str) -> int | None:
    return one.services.get(service, {}).get("level")


def _service_cases(one: Found) -> Iterator[tuple[str, Case]]:
    for service, truth in one.council.services.items():
        yield LADDER, Case(truth.level, _level(one, service), service)


def _decoy_cases(one: Found) -> Iterator[tuple[str, Case]]:
    credited = {row["page_url"] for row in one.services.values() if (row["level"] or 0) >= ONLINE}
    for decoy in one.council.decoys:
        yield DECOYS, Case("refused", "credited" if decoy.url in credited else "refused", decoy.kind)


def _gate_cases(one: Found) -> Iterator[tuple[str, Case]]:
    """Yield whether all human routes are shown, of the complex needs that were found on their own page."""
    for service, truth in one.council.services.items():
        gate = one.observations.get(f"{service}G")
        if gate is not None and _level(one, service) and truth.page_url == one.services[service]["page_url"]:
            yield "gate", Case("yes" if len(truth.gate) == 3 else "no", _answer(gate["value"], 1.0), service)


def _site_cases(one: Found) -> Iterator[Case]:
    for code, fact in one.council.facts.items():
        truth = _truth(one.council, code, fact)
        if truth is not None:
            value = one.observations.get(code, {}).get("value")
            yield Case("yes" if truth else "no", _answer(value, LEAST.get(code, 1.0)), code)


def _truth(council: SimCouncil, code: str, fact: SiteFact) -> bool | None:
    """Return None for what is not graded; Welsh pages are not asked of a council that writes Welsh alone."""
    if code not in TRUTHS or (code == "A10" and council.language == "cy"):
        return None
    return TRUTHS[code](fact.value)


def _answer(value: float | None, least: float) -> str | None:
    return None if value is None else "yes" if value >= least else "no"


_DETECTORS = {measure.code: measure.detector for measure in MEASURES}
