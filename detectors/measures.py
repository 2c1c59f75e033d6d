"""Everything that is decided for every council: the ladder of each service, and the questions about the whole site."""

from __future__ import annotations

from detectors.site import accessibility, blocks, findability, gates, inclusion, leadership, openness, security
from detectors.site.view import PERSON, Measure

LADDER = "service-ladder"
"""The detector that places each service on the ladder 0-4 (detectors/services/)."""
_SERVICES = (*(f"S{number:02d}" for number in range(1, 29)), *(f"C{number:02d}" for number in range(1, 13)))
SITE_MEASURES: tuple[Measure, ...] = (
    *findability.MEASURES,
    *accessibility.MEASURES,
    *inclusion.MEASURES,
    *security.MEASURES,
    *openness.MEASURES,
    *blocks.MEASURES,
    *leadership.MEASURES,
    *gates.MEASURES,
)
"""The questions about the whole site, each declared beside the function that decides it."""
MEASURES: tuple[Measure, ...] = (
    *(Measure(code, "How far can the service be done online?", "ladder level", LADDER) for code in _SERVICES),
    *(measure for measure in SITE_MEASURES if measure.detector != PERSON),
)
"""What the detectors promise to decide; what is left to a person is not among it."""


def scored_level(level: int, cap: int, missing_routes: tuple[str, ...]) -> int:
    """Return the level that scoring uses: a complex need without its human routes cannot have full marks
    (framework, section 4)."""
    return min(level, cap - 1) if missing_routes and level >= cap else level
