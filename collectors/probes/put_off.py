"""Hosts that turned a request away until later (429 or 503 with Retry-After), for all visits of a run to heed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from collectors.crawl.limits import Limits
from collectors.crawl.manners.pace import back_at
from collectors.crawl.net.addresses import host_key
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.journal import Fetch, VisitJournal
from collectors.probes.pace import Slots

LONGEST_DELAY_S = Limits().retry_after_s
"""The longest time that is waited for, as by a crawl: a host that wants a longer one (Retry-After, Crawl-delay) is left
alone."""
PUT_OFF = "put_off"
"""Why a request was not sent: its host turned one away until a time that is not waited for."""


class PutOffError(Exception):
    """A host wants to be asked for nothing until a time that is not waited for. host: its name."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


@dataclass(frozen=True, slots=True)
class PutOffs:
    """When hosts want to be asked again. It holds for all their addresses and all who share these slots, as in a crawl:
    a 503 names the time for which the service is not there (RFC 9110, section 10.2.3). now: the time (UTC).
    """

    slots: Slots
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def reply(self, ask: Ask, fetch: Fetch, journal: VisitJournal) -> Exchange:
        """Return what came of one request, sent when it is the turn of its host and not before the time that it named.

        journal: what the same visit was answered before. Raises PutOffError if that time is too long to be waited for.
        """
        turn, rest = partial(self._turn, ask.url), partial(self.slots.rest, host_key(ask.url))
        # Noted within the turn, so that whoever has the next one knows it; and once more if it was kept.
        return self._noted(journal.reply(ask, lambda one: self._noted(fetch(one)), turn, rest))

    def _noted(self, exchange: Exchange) -> Exchange:
        back = back_at(exchange)
        if back is not None:
            self.slots.leave_alone(host_key(exchange.url), back.timestamp())
        return exchange

    def _wait_s(self, url: str) -> float:
        host = host_key(url)
        left_s = self.slots.alone_until(host) - self.now().timestamp()
        if left_s > LONGEST_DELAY_S:
            raise PutOffError(host)
        return max(left_s, 0.0)

    @contextmanager
    def _turn(self, url: str) -> Iterator[None]:
        self._wait_s(url)  # no turn is waited for in vain
        with self.slots.turn(host_key(url)):
            if wait_s := self._wait_s(url):
                self.slots.sleep(wait_s)
            yield
