"""All scenarios, and which of them make sense for which service."""

from __future__ import annotations

from tests.simnet import scenarios_offline, scenarios_online
from tests.simnet.scenario import SCENARIOS, Job, Stand

__all__ = ["SCENARIOS", "Job", "LOOKED_UP", "LOOKUP_ONLY", "Stand", "allowed"]

LEVELS = (scenarios_offline, scenarios_online)
"""The modules that declare them."""

LOOKED_UP = ("S05", "C04", "C08")
"""Services that are a look-up: answered by postcode they are joined up."""
LOOKUP_ONLY = ("postcode_box", "postcode_box_elsewhere")


def allowed(code: str, level: int) -> list[str]:
    """The scenarios that make sense for one service at one level; none where the level makes no sense."""
    names = list(SCENARIOS[level])
    if level == 4 and code in LOOKED_UP:
        return list(LOOKUP_ONLY)
    names = [name for name in names if name not in LOOKUP_ONLY]
    if code in LOOKED_UP or code in ("S20", "S21", "C06"):
        names = [name for name in names if name not in ("closed", "sign_in_first", "account")]
    if code in ("C06", "S21", "S24", "S09"):
        names = [name for name in names if name != "form_on_page"]
    return [] if (code, level) == ("S05", 3) else names
