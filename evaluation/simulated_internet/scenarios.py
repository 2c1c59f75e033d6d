"""All scenarios, and which of them make sense for which service."""

from __future__ import annotations

from evaluation.simulated_internet import scenarios_offline, scenarios_online
from evaluation.simulated_internet.scenario import SCENARIOS, Job, Stand

__all__ = ["SCENARIOS", "Job", "LOOKED_UP", "LOOKUP_ONLY", "Stand", "allowed"]

LEVELS = (scenarios_offline, scenarios_online)
"""The modules that declare them."""

LOOKED_UP = ("S05", "C04", "C08")
"""Services that are a look-up: answered by postcode they are joined up."""
LOOKUP_ONLY = ("postcode_box", "postcode_box_elsewhere")


ONLY_FOR = {
    "closed": ("S07", "S08", "S09", "S10", "S26", "S27", "C10"),
    "reminded": ("S01", "S06", "S07", "S08", "S09", "S10", "S17", "S24", "S25", "S28"),
    "account": (
        "S01",
        "S02",
        "S03",
        "S04",
        "S06",
        "S07",
        "S08",
        "S09",
        "S17",
        "S18",
        "S22",
        "S23",
        "S25",
        "S26",
        "C10",
        "C11",
    ),
}
"""Scenarios that would be silly, or not decidable, for any other service."""
NOT_FOR = {
    "form_on_page": ("C06", "S21", "S24", "S09"),
    "sign_in_first": ("S05", "S20", "S21", "C04", "C06", "C08"),
    "tracked": ("S10", "S25"),
}


def allowed(code: str, level: int) -> list[str]:
    """The scenarios that make sense for one service at one level; none where the level makes no sense."""
    if (code, level) == ("S05", 3):
        return []
    if level == 4 and code in LOOKED_UP:
        return list(LOOKUP_ONLY)
    names = [name for name in SCENARIOS[level] if name not in LOOKUP_ONLY]
    return [name for name in names if code in ONLY_FOR.get(name, (code,)) and code not in NOT_FOR.get(name, ())]
