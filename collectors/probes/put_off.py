"""Hosts that turned a request away until later (429 with Retry-After), for all visits of a run to heed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from collectors.crawl.manners.pace import back_at
from collectors.crawl.net.addresses import host_key
from collectors.crawl.net.fetcher import Exchange
from collectors.probes.visitor import LONGEST_DELAY_S, TOO_MANY_REQUESTS


class PutOffError(Exception):
    """A host wants to be asked for nothing until a time that is not waited for."""


@dataclass(slots=True)
class PutOffs:
    """When hosts want to be asked again. now: the time (UTC)."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _back: dict[str, datetime] = field(default_factory=dict)

    def note(self, exchange: Exchange) -> Exchange:
        """Return the exchange, and take note of when its host wants to be asked again."""
        back = back_at(exchange) if exchange.status == TOO_MANY_REQUESTS else None
        if back is not None:
            host = host_key(exchange.url)
            self._back[host] = max(back, self._back.get(host, back))
        return exchange

    def wait_s(self, url: str) -> float:
        """Return how long the host of an address has still to be left alone. Raises PutOffError if that is too long."""
        host = host_key(url)
        left_s = (self._back[host] - self.now()).total_seconds() if host in self._back else 0.0
        if left_s > LONGEST_DELAY_S:
            raise PutOffError(host)
        return max(left_s, 0.0)
