"""One visit of a probe to hosts: each address once, at the pace of its host, and only where robots.txt allows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from collectors.crawl.fallbacks import is_closed_port
from collectors.crawl.manners.robots import MAX_REDIRECTS, Robots, read_answer, robots_url
from collectors.crawl.net.addresses import host_key
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.pace import Slots

HOPS, LONGEST_DELAY_S = 10, 120.0
"""Redirects that are followed; the longest Crawl-delay that is waited for, beyond which a host is left alone."""


@dataclass(slots=True)
class Visitor:
    """One visit: every address is asked for once, at the pace of its host and by its robots.txt."""

    fetch: Callable[[Ask], Exchange]
    slots: Slots
    known: dict[str, Exchange] = field(default_factory=dict)
    robots: dict[str, Robots] = field(default_factory=dict)
    kept_out_by: str = ""

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
            robots = self.robots[host] = rules_of(host, self._ask)
            self.slots.own[host] = robots.crawl_delay_s or 0.0
        return self.slots.own[host] <= LONGEST_DELAY_S and self.robots[host].allows(url)

    def _ask(self, url: str, origin: str = "") -> Exchange:
        if url not in self.known:
            with self.slots.turn(host_key(url)):
                self.known[url] = self.fetch(Ask(url, origin=origin))
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
