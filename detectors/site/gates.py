"""The facts that open a maturity level: online payment, resident account, and the D2 gate of each complex need."""

from __future__ import annotations

from detectors.records import Observation
from detectors.site.view import SiteView, measured, unmeasured


def gate_observations(view: SiteView) -> list[Observation]:
    """Return online_payment, resident_account, and C01G to C12G (1: all three human routes are shown)."""
    core = {service.code for service in view.services if service.core}
    known = [m for m in view.marks if m.service in core and m.status == "measured"]
    facts = [
        _fact(view, "online_payment", any(m.online_payment for m in known), bool(known)),
        _fact(view, "resident_account", any(m.account for m in known), bool(known)),
    ]
    return facts + [_route(view, service.code) for service in view.services if service.dimension == "D2"]


def _fact(view: SiteView, code: str, found: bool, known: bool) -> Observation:
    if not known:
        return unmeasured(view, code, "not_checked", "No core service was found to judge by.")
    return measured(
        view,
        code,
        float(found),
        "Seen on a core service." if found else "Not seen on any core service.",
        confidence=0.7,
    )


def _route(view: SiteView, service: str) -> Observation:
    mark = next((m for m in view.marks if m.service == service), None)
    code = f"{service}G"
    if mark is None or mark.status != "measured" or not mark.level:
        status = mark.status if mark is not None and mark.status != "measured" else "not_applicable"
        return unmeasured(view, code, status, "There is no page of the service to judge by.")
    text = (
        "Telephone, face-to-face and urgent help are shown." if not mark.gate else f"Not shown: {', '.join(mark.gate)}."
    )
    entry = view.library.entry(mark.page_url)
    return measured(view, code, float(not mark.gate), text, entry, "", 0.7)
