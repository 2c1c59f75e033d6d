"""Everything that is decided for every council: the ladder of each service, and the questions about the whole site."""

from __future__ import annotations

from detectors.site import accessibility, blocks, findability, gates, inclusion, leadership, openness, security
from detectors.site.questions import declared
from detectors.site.view import PERSON, Measure
from detectors.site_pages import SITE_PAGES, check_answers
from models import SERVICE_CODES

LADDER = "service-ladder"
"""The detector that places each service on the ladder 0-4 (detectors/services/)."""
_OWN_FORM: dict[str, tuple[Measure, ...]] = {
    findability.DETECTOR: findability.MEASURES,
    accessibility.DETECTOR: accessibility.MEASURES,
    inclusion.DETECTOR: inclusion.MEASURES,
    security.DETECTOR: security.MEASURES,
    openness.DETECTOR: openness.MEASURES,
    blocks.DETECTOR: blocks.MEASURES,
    leadership.DETECTOR: leadership.MEASURES,
}
"""Detector -> its questions that are in no common form, each declared beside the function that decides it."""
_DECLARED = declared(_OWN_FORM)
SITE_MEASURES: tuple[Measure, ...] = (
    *(
        measure
        for detector, own in _OWN_FORM.items()
        for measure in sorted((*own, *_DECLARED.get(detector, ())), key=lambda one: one.code)
    ),
    *gates.MEASURES,
)
"""The questions about the whole site: of each detector those of `_OWN_FORM` and those of data/questions/, by code."""
check_answers(SITE_PAGES, {measure.code for measure in SITE_MEASURES})
MEASURES: tuple[Measure, ...] = (
    *(Measure(code, "How far can the service be done online?", "ladder level", LADDER) for code in SERVICE_CODES),
    *(measure for measure in SITE_MEASURES if measure.detector != PERSON),
)
"""What the detectors promise to decide; what is left to a person is not among it."""


def scored_level(level: int, cap: int, missing_routes: tuple[str, ...]) -> int:
    """Return the level that scoring uses: a complex need without its human routes cannot have full marks
    (framework, section 4)."""
    return min(level, cap - 1) if missing_routes and level >= cap else level
