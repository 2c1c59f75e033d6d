"""The Chrome UX Report API: nothing without a key, and no record of an origin with too few visits."""

from __future__ import annotations

import json
from collections.abc import Mapping

from evaluation.contract_server.answers import Answer, Contract, Query, as_json

HOST = "chromeuxreport.googleapis.com"
NAMES = ("largest_contentful_paint", "interaction_to_next_paint", "cumulative_layout_shift")
Vitals = tuple[int | None, int | None, str | None]
"""The 75th percentiles in the order of NAMES, None where there is none; layout shifts are written as text."""


def contract(vitals: Mapping[str, Vitals]) -> Contract:
    """Return the service with the vitals of each origin."""

    def answer(path: str, query: Query) -> Answer:
        if not query.get("key"):
            return _error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")
        if path != "/v1/records:queryRecord" or "asked" not in query:
            return _error(404, "NOT_FOUND", "Not found")
        origin = json.loads(query["asked"]).get("origin")
        if origin not in vitals:
            return _error(404, "NOT_FOUND", "chrome ux report data not found")
        known = zip(NAMES, vitals[origin], strict=True)
        metrics = {name: {"histogram": [], "percentiles": {"p75": value}} for name, value in known if value is not None}
        period = {
            "firstDate": {"year": 2026, "month": 10, "day": 31},
            "lastDate": {"year": 2026, "month": 11, "day": 27},
        }
        return as_json({"record": {"key": {"origin": origin}, "metrics": metrics, "collectionPeriod": period}})

    return Contract(HOST, answer, {'"percentiles"': '"quantiles"'})


def _error(code: int, status: str, message: str) -> Answer:
    return as_json({"error": {"code": code, "message": message, "status": status}}, code)
