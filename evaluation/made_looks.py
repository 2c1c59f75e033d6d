"""Made replies of a host, each with whether it was up: what one look of the probe of answers has to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from collectors.crawl.manners.robots import Access, RobotsAnswer
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.answers import Looks, RobotsCopy, probe_answers
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


@dataclass(frozen=True, slots=True)
class MadeLook:
    """What a host answers to the requests for its page, in turn, and whether it was up; '' where nobody can know.

    told: what the probe has to say, where that is less than the truth. robots: host -> reply to its robots.txt, which
    is a 404 for every other host. before: what the host's robots.txt said at an earlier look; hours_ago: how long ago.
    """

    replies: tuple[Made, ...]
    truth: str
    told: str | None = None
    robots: Mapping[str, Made] = field(default_factory=dict)
    before: RobotsAnswer | None = None
    hours_ago: float = 12.0

    @property
    def expected(self) -> str:
        """Return what the probe has to say: yes, no or ''."""
        return self.truth if self.told is None else self.told


PAGE, ERROR = Made(), Made(500, b"<h1>Internal Server Error</h1>")
WALL = Made(503, b"<title>Just a moment...</title>", {"cf-mitigated": "challenge"})
SILENT = Made(None, b"", outcome=Outcome.TIMED_OUT)
UNAVAILABLE = Made(503, b"<h1>Service Unavailable</h1>")
AWAY = Made(301, b"", {"location": "https://new.made.gov.uk/"})
NO_FILE = Made(404, b"")
TO_HTTP = Made(302, b"", {"location": f"http://{HOST}/home"})
RULES = RobotsAnswer(Access.RULES, "User-agent: *\nDisallow: /search\n")
SHUT = RobotsAnswer(Access.RULES, "User-agent: *\nDisallow: /\n")
NO_RULES = RobotsAnswer(Access.ALLOW_ALL)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LOOKS: dict[str, MadeLook] = {
    "page": MadeLook((PAGE,), "yes"),
    "page-without-words": MadeLook((Made(body=b"<p>"),), "yes"),
    "moved": MadeLook((Made(301, b"", {"location": "https://www.made.gov.uk/home"}), PAGE), "yes"),
    "gone": MadeLook((Made(404, b"<h1>Page not found</h1>"),), "yes"),
    "not-modified": MadeLook((Made(304, b""),), "yes"),
    "hiccup": MadeLook((ERROR, PAGE), "yes"),
    "gateway-once": MadeLook((Made(502, b"<h1>Bad gateway</h1>"), PAGE), "yes"),
    "error": MadeLook((ERROR, ERROR), "no"),
    "bad-gateway": MadeLook((Made(502, b"<h1>Bad gateway</h1>"),) * 2, "no"),
    "gateway-timeout": MadeLook((Made(504, b"<h1>Gateway timeout</h1>"),) * 2, "no"),
    "maintenance": MadeLook((Made(503, b"<h1>We will be back soon</h1>", {"retry-after": "3600"}),), "no", ""),
    "short-maintenance": MadeLook((Made(503, b"<h1>We will be back soon</h1>", {"retry-after": "60"}),) * 2, "no"),
    "unavailable": MadeLook((Made(503, b"<h1>Service Unavailable</h1>"),) * 2, "no"),
    "in-a-circle": MadeLook((Made(302, b"", {"location": "/again"}),) * 10, ""),
    "moved-nowhere": MadeLook((Made(302, b""),), ""),
    "beyond-http": MadeLook((Made(999, b"<h1>Sorry</h1>"),) * 2, ""),
    "refused": MadeLook((Made(403, b"<h1>Forbidden</h1>"),), ""),
    "too-many": MadeLook((Made(429, b""),), ""),
    "wall": MadeLook((WALL,), ""),
    "error-then-wall": MadeLook((ERROR, WALL), ""),
    "silent": MadeLook((SILENT,), ""),
    "error-then-silent": MadeLook((ERROR, SILENT), ""),
    "refused-connection": MadeLook((Made(None, b"", outcome=Outcome.REFUSED),), ""),
    "no-such-host": MadeLook((Made(None, b"", outcome=Outcome.UNRESOLVED),), ""),
    "bad-certificate": MadeLook((Made(None, b"", outcome=Outcome.TLS_FAILED),), ""),
    "broken-robots": MadeLook((PAGE,), "yes", "", {HOST: ERROR}),
    "broken-robots-of-a-failing-server": MadeLook((ERROR, ERROR), "no", "", {HOST: ERROR}),
    "broken-robots-where-it-moved": MadeLook((AWAY, PAGE), "yes", "", {"new.made.gov.uk": UNAVAILABLE}),
    "failing-as-a-whole": MadeLook((ERROR, ERROR), "no", None, {HOST: ERROR}, RULES),
    "failing-as-a-whole-that-had-no-robots": MadeLook((ERROR, ERROR), "no", None, {HOST: UNAVAILABLE}, NO_RULES),
    "failing-robots-alone": MadeLook((PAGE,), "yes", None, {HOST: ERROR}, RULES),
    "failing-once": MadeLook((ERROR, PAGE), "yes", None, {HOST: ERROR}, RULES),
    "failing-for-more-than-a-day": MadeLook((ERROR, ERROR), "no", "", {HOST: ERROR}, RULES, 24.0),
    "failing-where-it-was-forbidden": MadeLook((ERROR, ERROR), "no", "", {HOST: ERROR}, SHUT),
    "failing-behind-a-firewall": MadeLook((WALL,), "", None, {HOST: WALL}, RULES),
    "silent-robots-with-a-copy": MadeLook((PAGE,), "yes", "", {HOST: SILENT}, RULES),
    "robots-of-now-and-not-of-before": MadeLook((PAGE,), "yes", "", {HOST: Made(body=SHUT.text.encode())}, RULES),
    "silent-robots": MadeLook((PAGE,), "yes", "", {HOST: SILENT}),
    "forbidden": MadeLook((PAGE,), "yes", "", {HOST: Made(body=b"User-agent: *\nDisallow: /\n")}),
    "error-of-a-proxy": MadeLook((TO_HTTP, UNAVAILABLE) * 2, "yes", ""),
}
"""The made looks by name."""


def looked_at(name: str) -> str:
    """Return what the probe says of a made look: yes, no, or '' where it decides nothing."""
    look = LOOKS[name]
    replies = iter(look.replies)

    def fetch(ask: Ask) -> Exchange:
        parts = urlsplit(ask.url)
        made = look.robots.get(parts.netloc, NO_FILE) if parts.path == "/robots.txt" else next(replies)
        headers = {"content-type": "text/html", **(made.headers or {})}
        return Exchange(ask.url, made.outcome, "", made.status, headers, made.body, 0.0, 0.0, 0.0, NOW.isoformat())

    copies = {HOST: RobotsCopy(look.before, NOW - timedelta(hours=look.hours_ago))} if look.before else {}
    looks = Looks(fetch, Slots(0.0, sleep=lambda seconds: None), copies, lambda: NOW)
    (found,) = probe_answers(HOST, (), looks)
    return {None: "", 0.0: "no", 1.0: "yes"}[found.value]


def look_cases() -> list[Case]:
    """Return a case for each made look whose truth is to be known; what the probe leaves open is declined."""
    return [Case(one.truth, looked_at(name) or None, name) for name, one in LOOKS.items() if one.truth]
