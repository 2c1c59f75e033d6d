"""One visit of a probe to hosts: each address once, at the pace of its host, and only where robots.txt allows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urljoin

from collectors.crawl.fallbacks import is_closed_port
from collectors.crawl.manners.pace import back_at
from collectors.crawl.manners.robots import MAX_REDIRECTS, Access, Robots, RobotsAnswer, read_answer, robots_url
from collectors.crawl.net.addresses import host_key
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.journal import VisitJournal
from collectors.probes.pace import Slots
from detectors.verdict.verdict import ReplyKind, verdict_without_page
from models import Outcome

TOO_MANY_REQUESTS = 429
FAILED = (ReplyKind.FAILED, ReplyKind.MAINTENANCE)
"""What a reply is that only the server itself can have failed to give."""
HOPS, LONGEST_DELAY_S = 10, 120.0
"""Redirects that are followed; the longest time that is waited for, beyond which a host is left alone (Crawl-delay; by
the browser and `probe answers` Retry-After too)."""


@dataclass(slots=True)
class Visitor:
    """One visit: every address is asked for once, at the pace of its host and by its robots.txt.

    copies: host -> what its robots.txt said at an earlier visit, which stands in where the server fails today. Whoever
    gives them answers for their age (RFC 9309, section 2.4: at most 24 hours). journal: what the same visit was
    answered before it was ended.
    """

    fetch: Callable[[Ask], Exchange]
    slots: Slots
    known: dict[str, Exchange] = field(default_factory=dict)
    robots: dict[str, Robots] = field(default_factory=dict)
    kept_out_by: str = ""
    copies: Mapping[str, RobotsAnswer] = field(default_factory=dict)
    journal: VisitJournal = field(default_factory=VisitJournal)

    def route(self, url: str, origin: str = "") -> list[Exchange] | None:
        """Return the replies from an address to the end of its redirects; None where one may not be asked for."""
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
            robots = rules_of(host, self._ask)
            if robots.answer.access is Access.STAY_AWAY and self._server_fails(host) and host in self.copies:
                robots = Robots(self.copies[host])
            if self._is_to_come_back(host):
                robots = Robots(RobotsAnswer(Access.STAY_AWAY))
            self.robots[host] = robots
            # A host that asks for a longer one is left alone by each visit, which still reads its robots.txt in turn.
            self.slots.own[host] = min(robots.crawl_delay_s or 0.0, LONGEST_DELAY_S)
        robots = self.robots[host]
        return (robots.crawl_delay_s or 0.0) <= LONGEST_DELAY_S and robots.allows(url)

    def _server_fails(self, host: str) -> bool:
        """Return whether the host's own robots.txt answered with an error of the server, over https: no firewall's."""
        answer = self.known.get(robots_url(f"https://{host}/"))
        if answer is None or answer.outcome is not Outcome.REPLIED or answer.trouble is not None:
            return False
        verdict = verdict_without_page(answer.status, answer.headers, answer.body)
        return verdict is not None and verdict.kind in FAILED

    def _is_to_come_back(self, host: str) -> bool:
        """Return whether the host turned the request for its robots.txt away until later, which is no lack of rules."""
        files = [self.known.get(robots_url(f"{scheme}://{host}/")) for scheme in ("https", "http")]
        return any(each and each.status == TOO_MANY_REQUESTS and back_at(each) is not None for each in files)

    def _ask(self, url: str, origin: str = "") -> Exchange:
        if url not in self.known:
            host = host_key(url)
            turn, rest = partial(self.slots.turn, host), partial(self.slots.rest, host)
            self.known[url] = self.journal.reply(Ask(url, origin=origin), self.fetch, turn, rest)
        return self.known[url]


def rules_of(host: str, ask: Callable[[str], Exchange]) -> Robots:
    """Return what a host's robots.txt says, asked for by http where no port for https is open."""
    exchange = _file(robots_url(f"https://{host}/"), ask)
    if is_closed_port(exchange):
        exchange = _file(robots_url(f"http://{host}/"), ask)
    return Robots(read_answer(exchange))


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
