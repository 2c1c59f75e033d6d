"""robots.txt as RFC 9309 asks: what to do with every kind of answer, around Protego's reading of the rules."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from protego import Protego

from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.net.troubles import UNREADABLE
from models import Outcome

PRODUCT_TOKEN = "CouncilDigitalIndex"
MAX_REDIRECTS = 5  # section 2.3.1.2
CACHE_S = 24 * 3600  # section 2.4
MAX_BYTES = 500 * 1024  # section 2.5


class Access(StrEnum):
    """What a host's robots.txt lets us do. The values are those of the column `robots_status` of `hosts`."""

    RULES = "rules"
    ALLOW_ALL = "allow_all"
    STAY_AWAY = "stay_away"


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What a host's robots.txt amounts to. `text` holds the rules if `access` is `rules`, else "".

    outcome, reason: of the attempt that leaves us no choice but to stay away, so that the host is described rightly.
    """

    access: Access
    text: str = ""
    outcome: Outcome = Outcome.DISALLOWED
    reason: str = "robots.txt"


def robots_url(url: str) -> str:
    """Return the address of the robots.txt that governs a URL (section 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def read_answer(exchange: Exchange) -> RobotsAnswer:
    """Return what the reply to a request for robots.txt means: 4xx allows, 5xx or silence means stay away for now.

    A redirect that reaches this function is one too many, which section 2.3.1.2 lets us read as no file.
    """
    if exchange.outcome is not Outcome.REPLIED or exchange.status is None:
        return RobotsAnswer(Access.STAY_AWAY, "", exchange.outcome, f"robots.txt: {exchange.reason}")
    if exchange.status >= 500 or exchange.trouble in UNREADABLE:
        return RobotsAnswer(
            Access.STAY_AWAY, "", Outcome.DISALLOWED, f"robots.txt answers {exchange.status}: staying away"
        )
    if not 200 <= exchange.status < 300:
        return RobotsAnswer(Access.ALLOW_ALL)
    return RobotsAnswer(
        Access.RULES, _whole_lines(exchange.body).decode("utf-8-sig", errors="replace").replace("\0", "")
    )


def _whole_lines(body: bytes) -> bytes:
    """Cut at the cap, but not within a line: half of "Disallow: /x" would forbid everything."""
    if len(body) < MAX_BYTES:
        return body
    head = body[:MAX_BYTES]
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]


class Robots:
    """The rules of one host, ready to be asked."""

    __slots__ = ("answer", "_rules")

    def __init__(self, answer: RobotsAnswer) -> None:
        self.answer = answer
        self._rules = Protego.parse(answer.text) if answer.access is Access.RULES else None

    def allows(self, url: str) -> bool:
        """Return True if the URL may be asked for now."""
        if self._rules is None:
            return self.answer.access is Access.ALLOW_ALL
        return self._rules.can_fetch(url, PRODUCT_TOKEN)

    @property
    def crawl_delay_s(self) -> float | None:
        """Seconds between requests that the host asks for, None if it does not."""
        delay = self._rules.crawl_delay(PRODUCT_TOKEN) if self._rules else None
        return delay if delay is not None and delay >= 0 else None

    @property
    def sitemaps(self) -> list[str]:
        """Addresses of the sitemaps that the file names, in its order."""
        return list(self._rules.sitemaps) if self._rules else []
