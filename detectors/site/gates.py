"""The facts that open a maturity level: online payment, resident account, and the D2 gate of each complex need."""

from __future__ import annotations

from functools import partial

from detectors.confidence import SIGNS_MET
from detectors.records import ServiceMark
from detectors.site.view import Answer, Measure, SiteView, measured, unmeasured
from models import Message

DETECTOR = "gate"
_SEEN = "seen on a core service (1) or not (0)"


def _core(view: SiteView) -> list[ServiceMark]:
    core = {service.code for service in view.services if service.core}
    return [mark for mark in view.marks if mark.service in core and mark.status == "measured"]


def _payment(view: SiteView) -> Answer:
    return _seen(view, any(mark.online_payment for mark in _core(view)))


def _account(view: SiteView) -> Answer:
    return _seen(view, any(mark.account for mark in _core(view)))


def _seen(view: SiteView, found: bool) -> Answer:
    if not _core(view):
        return unmeasured("not_checked", Message("gates.no_core_service"))
    message = Message("gates.seen") if found else Message("gates.not_seen")
    return measured(float(found), message, confidence=SIGNS_MET)


def _routes(view: SiteView, service: str) -> Answer:
    mark = next((m for m in view.marks if m.service == service), None)
    if mark is None or mark.status != "measured" or not mark.level:
        status = mark.status if mark is not None and mark.status != "measured" else "not_applicable"
        return unmeasured(status, Message("gates.no_page"))
    missing = tuple(Message(f"help.{route.replace(' ', '_')}") for route in mark.gate)
    message = Message("gates.routes_missing", {"routes": missing}) if missing else Message("gates.routes_shown")
    return measured(float(not mark.gate), message, confidence=SIGNS_MET, entry=view.library.entry(mark.page_url))


def _gate(service: str) -> Measure:
    return Measure(
        f"{service}G",
        f"Does the page of {service} show a telephone, a place to go to and urgent help?",
        "all three human routes shown (1) or not (0)",
        DETECTOR,
        partial(_routes, service=service),
    )


MEASURES = (
    Measure("online_payment", "Can a core service be paid for online?", _SEEN, DETECTOR, _payment),
    Measure("resident_account", "Has a core service a resident's account?", _SEEN, DETECTOR, _account),
    *(_gate(f"C{number:02d}") for number in range(1, 13)),
)
"""What opens a maturity level, and the gate of each complex need (framework, sections 4 and 8)."""
