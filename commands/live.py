"""One polite live look: robots.txt first, a second between two requests to a host, nothing ever sent but GET."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from collectors.crawl.environment import POLITE_DELAY_S, is_simulated, policy_for, proxies_from, tls_from
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.limits import Limits
from collectors.crawl.manners.robots import Robots, read_answer, robots_url
from collectors.crawl.net.fetcher import Ask, Exchange, Fetcher, Identity
from commands.websites import operator_contact
from detectors.pages import FileReply

HOPS = 6


@dataclass(slots=True)
class LiveReader:
    """Fetches single pages as the crawl would. asked: host -> moment of the last request to it."""

    fetcher: Fetcher
    delay_s: float = POLITE_DELAY_S
    robots: dict[str, Robots] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)

    def read(self, url: str) -> FileReply:
        """Return the reply of an address, redirects followed; outcome says why if there is none."""
        first = url
        for _ in range(HOPS):
            if not self._allowed(url):
                return FileReply(first, None, url, None, outcome="disallowed")
            exchange = self._ask(url)
            onward = exchange.headers.get("location", "")
            if exchange.status not in (301, 302, 303, 307, 308) or not onward:
                return _reply(first, url, exchange)
            url = urljoin(url, onward)
        return FileReply(first, None, url, None, outcome="refused")

    def _allowed(self, url: str) -> bool:
        host = urlsplit(url).netloc
        if host not in self.robots:
            self.robots[host] = Robots(read_answer(self._ask(robots_url(url))))
        return self.robots[host].allows(url)

    def _ask(self, url: str) -> Exchange:
        host = urlsplit(url).netloc
        wait = self.asked.get(host, 0.0) + self.delay_s - time.monotonic()
        if host in self.asked and wait > 0:
            time.sleep(wait)
        exchange = self.fetcher.fetch(Ask(url))
        self.asked[host] = time.monotonic()
        return exchange


def _reply(first: str, url: str, exchange: Exchange) -> FileReply:
    body = exchange.body or None
    digest = sha256(body).hexdigest() if body else ""
    return FileReply(
        first,
        body,
        url,
        exchange.status,
        exchange.headers,
        None,
        "",
        "",
        exchange.fetched_at,
        str(exchange.outcome),
        digest,
        "recheck",
    )


def live_reader(url: str) -> LiveReader:
    """Return a reader for the host of a URL, with the identity, proxies and trust store of a crawl.

    Raises CrawlError if site.toml does not say who asks a real one.
    """
    simulated = is_simulated([SiteSeed("", "", url)])
    invented = simulated or os.environ.get("CDI_TEST_NETWORK") == "1"
    identity = Identity(operator_contact("", invented))
    network = Fetcher(identity, policy_for(simulated), Limits(), proxies_from(os.environ), tls_from(os.environ))
    return LiveReader(network, 0.0 if simulated else POLITE_DELAY_S)


def fetch_one(url: str) -> FileReply:
    """Return one live reply, as `inspect` reads it."""
    reader = live_reader(url)
    with reader.fetcher:
        return reader.read(url)
