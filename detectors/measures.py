"""What the detectors promise to emit: one measure per indicator that stored pages decide."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. code: the framework's id (C01G and the like: the gate of C01). kind: ordinal, binary, goalpost or
    proportion; best below worst means lower is better. half_life_days: scoring method, section 6."""

    code: str
    unit: str
    kind: str
    worst: float
    best: float
    half_life_days: int = 180
    detector: str = ""


def _services() -> tuple[Measure, ...]:
    codes = [f"S{n:02d}" for n in range(1, 29)] + [f"C{n:02d}" for n in range(1, 13)]
    return tuple(Measure(code, "ladder level", "ordinal", 0, 4, 365, "service-ladder") for code in codes)


_SHARES = {
    "F02": "share of searches with the right page among the first five",
    "F03": "share of services in the A to Z",
    "F04": "share of services with one page",
    "F05": "share of place-dependent services with a postcode box",
    "F07": "share of dated task pages that are current",
    "F09": "share of task pages without a broken task link",
    "F10": "share of other-tier pages that link to the other council's page",
    "F11": "share of task pages that ask whether they helped",
    "A05": "share of suppliers' hosts covered by a statement",
    "A10": "share of task pages in Welsh",
    "A12": "share of task pages that show a person to turn to",
    "P05": "share of files a machine can read",
}
_YES = (
    *(f"A{n:02d}" for n in (1, 2, 3, 4)),
    *(f"T{n:02d}" for n in (1, 2, 4, 12)),
    *(f"P{n:02d}" for n in (1, 2, 3, 4, 8, 9, 10, 11)),
    *(f"B{n:02d}" for n in (1, 3, 4, 5, 7, 9)),
    *(f"G{n:02d}" for n in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11)),
)
_OTHER = (
    Measure("F01", "clicks from home, median over task pages", "goalpost", 6, 3, detector="findability"),
    Measure("F06", "reading grade, median over task pages", "goalpost", 15, 9, detector="findability"),
    Measure("F08", "share of tasks that end in a document", "proportion", 1, 0, detector="findability"),
    Measure("A11", "other formats offered", "goalpost", 0, 3, detector="inclusion"),
)
_DETECTOR = {
    "F": "findability",
    "A": "accessibility",
    "T": "security",
    "P": "openness",
    "B": "blocks",
    "G": "leadership",
}
MEASURES: tuple[Measure, ...] = (
    *_services(),
    *(Measure(code, unit, "proportion", 0, 1, detector=_DETECTOR[code[0]]) for code, unit in _SHARES.items()),
    *(
        Measure(code, "yes (1) or no (0)", "binary", 0, 1, 730 if code[0] == "G" else 180, _DETECTOR[code[0]])
        for code in _YES
    ),
    *_OTHER,
    *(
        Measure(f"C{n:02d}G", "all three human routes shown (1) or not (0)", "binary", 0, 1, 365, "gate")
        for n in range(1, 13)
    ),
    Measure("online_payment", "seen on a core service (1) or not (0)", "binary", 0, 1, 365, "gate"),
    Measure("resident_account", "seen on a core service (1) or not (0)", "binary", 0, 1, 365, "gate"),
)
SITE_CODES: tuple[str, ...] = (*(m.code for m in MEASURES if m.detector != "service-ladder"), "G04")
FOR_A_PERSON: dict[str, str] = {
    "G04": "Whether the corporate plan sets a measurable digital aim is for a person to judge."
}


def scored_level(level: int, cap: int, missing_routes: tuple[str, ...]) -> int:
    """Return the level that scoring uses: a complex need without its human routes cannot have full marks
    (framework, section 4)."""
    return min(level, cap - 1) if missing_routes and level >= cap else level
