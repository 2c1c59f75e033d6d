"""Made replies of a host, each with whether it was up: what one look of the probe of answers has to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.answers import probe_answers
from collectors.probes.pace import Slots
from evaluation.grading import Case
from models import Outcome

HOST = "www.made.gov.uk"


@dataclass(frozen=True, slots=True)
class Made:
    """One reply, or an outcome without one."""

    status: int | None = 200
    body: bytes = b"<!doctype html><title>Council</title><h1>Welcome</h1><p>Bins, council tax and more."
    headers: Mapping[str, str] | None = None
    outcome: Outcome = Outcome.REPLIED


PAGE, ERROR = Made(), Made(500, b"<h1>Internal Server Error</h1>")
WALL = Made(503, b"<title>Just a moment...</title>", {"cf-mitigated": "challenge"})
SILENT = Made(None, b"", outcome=Outcome.TIMED_OUT)
LOOKS: dict[str, tuple[tuple[Made, ...], str]] = {
    "page": ((PAGE,), "yes"),
    "page-without-words": ((Made(body=b"<p>"),), "yes"),
    "moved": ((Made(301, b"", {"location": "https://www.made.gov.uk/home"}), PAGE), "yes"),
    "gone": ((Made(404, b"<h1>Page not found</h1>"),), "yes"),
    "not-modified": ((Made(304, b""),), "yes"),
    "hiccup": ((ERROR, PAGE), "yes"),
    "gateway-once": ((Made(502, b"<h1>Bad gateway</h1>"), PAGE), "yes"),
    "error": ((ERROR, ERROR), "no"),
    "bad-gateway": ((Made(502, b"<h1>Bad gateway</h1>"),) * 2, "no"),
    "gateway-timeout": ((Made(504, b"<h1>Gateway timeout</h1>"),) * 2, "no"),
    "maintenance": ((Made(503, b"<h1>We will be back soon</h1>", {"retry-after": "3600"}),) * 2, "no"),
    "unavailable": ((Made(503, b"<h1>Service Unavailable</h1>"),) * 2, "no"),
    "refused": ((Made(403, b"<h1>Forbidden</h1>"),), ""),
    "too-many": ((Made(429, b""),), ""),
    "wall": ((WALL,), ""),
    "error-then-wall": ((ERROR, WALL), ""),
    "silent": ((SILENT,), ""),
    "error-then-silent": ((ERROR, SILENT), ""),
    "refused-connection": ((Made(None, b"", outcome=Outcome.REFUSED),), ""),
    "no-such-host": ((Made(None, b"", outcome=Outcome.UNRESOLVED),), ""),
    "bad-certificate": ((Made(None, b"", outcome=Outcome.TLS_FAILED),), ""),
}
"""Name -> what the host answers to the requests for its page, in turn, and whether it was up; '' where that is not to
be known from there."""


def looked_at(name: str) -> str:
    """Return what the probe says of a made look: yes, no, or '' where it decides nothing."""
    replies = iter(LOOKS[name][0])

    def fetch(ask: Ask) -> Exchange:
        made = Made(404, b"") if ask.url.endswith("/robots.txt") else next(replies)
        headers = {"content-type": "text/html", **(made.headers or {})}
        return Exchange(ask.url, made.outcome, "", made.status, headers, made.body, 0.0, 0.0, 0.0, "")

    (found,) = probe_answers(HOST, (), fetch, Slots(0.0, sleep=lambda seconds: None))
    return {None: "", 0.0: "no", 1.0: "yes"}[found.value]


def look_cases() -> list[Case]:
    """Return a case for each made look whose truth is to be known; what the probe leaves open is declined."""
    return [Case(truth, looked_at(name) or None, name) for name, (_, truth) in LOOKS.items() if truth]
