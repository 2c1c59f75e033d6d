"""One visit of a probe to hosts: each address once, at the pace of its host, and only where robots.txt allows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin

from collectors.crawl.fallbacks import is_closed_port
from collectors.crawl.manners.pace import back_at
from collectors.crawl.manners.robots import MAX_REDIRECTS, Access, Robots, RobotsAnswer, read_answer, robots_url
from collectors.crawl.net.addresses import host_key
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.journal import VisitJournal
from collectors.probes.pace import Slots
from collectors.probes.put_off import LONGEST_DELAY_S, PutOffError, PutOffs
from detectors.verdict.verdict import ReplyKind, verdict_without_page
from models import Outcome

FAILED = (ReplyKind.FAILED, ReplyKind.MAINTENANCE)
"""What a reply is that only the server itself can have failed to give."""
HOPS = 10
"""Redirects that are followed."""


@dataclass(slots=True)
class Visitor:
    """One visit: every address is asked for once, at the pace of its host and by its robots.txt.

    copies: host -> what its robots.txt said at an earlier visit, which stands in where the server fails today. Whoever
    gives them answers for their age (RFC 9309, section 2.4: at most 24 hours). journal: what the same visit was
    answered before it was ended. now: the time (UTC).
    """

    fetch: Callable[[Ask], Exchange]
    slots: Slots
    known: dict[str, Exchange] = field(default_factory=dict)
    robots: dict[str, Robots] = field(default_factory=dict)
    kept_out_by: str = ""
    copies: Mapping[str, RobotsAnswer] = field(default_factory=dict)
    journal: VisitJournal = field(default_factory=VisitJournal)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _put_offs: PutOffs = field(init=False)

    def __post_init__(self) -> None:
        self._put_offs = PutOffs(self.slots, self.now)

    def route(self, url: str, origin: str = "") -> list[Exchange] | None:
        """Return the replies from an address to the end of its redirects; None where one may not be asked for.

        Raises PutOffError if a host on the way turned a request away until a time that is not waited for.
        """
        passed: list[Exchange] = []
        for _ in range(HOPS):
            if not self._allowed(url):
                self.kept_out_by = host_key(url)
                return None
            passed.append(self._ask(url, origin))
            next_url = onward(passed[-1])
            if not next_url:
                break
            url = next_url
        return passed

    def _allowed(self, url: str) -> bool:
        host = host_key(url)
        if host not in self.robots:
            robots = rules_of(host, self._ask, self.copies.get(host))
            self.robots[host] = robots
            # A host that asks for a longer one is left alone by each visit, which still reads its robots.txt in turn.
            self.slots.own[host] = min(robots.crawl_delay_s or 0.0, LONGEST_DELAY_S)
        robots = self.robots[host]
        return (robots.crawl_delay_s or 0.0) <= LONGEST_DELAY_S and robots.allows(url)

    def _ask(self, url: str, origin: str = "") -> Exchange:
        if url not in self.known or back_at(self.known[url]) is not None:
            self.known[url] = self._put_offs.reply(Ask(url, origin=origin), self.fetch, self.journal)
        return self.known[url]


def rules_of(host: str, ask: Callable[[str], Exchange], copy: RobotsAnswer | None = None) -> Robots:
    """Return what a host's robots.txt says, asked for by http where no port for https is open.

    copy: what it said before, which stands in where the server fails. Else, where the file was put off (429 or 503 with
    Retry-After), `ask` is to wait for that time, and is asked once more: to be put off is no lack of rules. Raises
    PutOffError if that is put off too.
    """
    exchange = _robots_of(host, ask)
    if copy is not None and _server_fails(host, exchange):
        return Robots(copy)
    if back_at(exchange) is not None:
        exchange = _robots_of(host, ask)
    if back_at(exchange) is not None:
        raise PutOffError(host)
    return Robots(read_answer(exchange))


def _robots_of(host: str, ask: Callable[[str], Exchange]) -> Exchange:
    exchange = _file(robots_url(f"https://{host}/"), ask)
    return _file(robots_url(f"http://{host}/"), ask) if is_closed_port(exchange) else exchange


def _server_fails(host: str, answer: Exchange) -> bool:
    """Return whether the host's own robots.txt answered with an error of the server, over https: no firewall's."""
    if answer.url != robots_url(f"https://{host}/") or answer.trouble is not None:
        return False
    if read_answer(answer).access is not Access.STAY_AWAY or answer.outcome is not Outcome.REPLIED:
        return False
    verdict = verdict_without_page(answer.status, answer.headers, answer.body)
    return verdict is not None and verdict.kind in FAILED


def _file(url: str, ask: Callable[[str], Exchange]) -> Exchange:
    """Return a robots.txt, the redirects followed that RFC 9309 allows (section 2.3.1.2)."""
    exchange = ask(url)
    for _ in range(MAX_REDIRECTS):
        next_url = onward(exchange)
        if not next_url:
            break
        exchange = ask(next_url)
    return exchange


def onward(exchange: Exchange) -> str:
    """Return where a reply sends its reader, '' if nowhere."""
    location = exchange.headers.get("location", "")
    if not exchange.is_redirect or not location:
        return ""
    try:
        return urljoin(exchange.url, location).partition("#")[0]
    except ValueError:
        return ""
