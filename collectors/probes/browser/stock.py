"""What hosts answered to a browser's requests: each address is asked for once a council, in turn and by robots.txt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from collectors.crawl.manners.robots import Robots
from collectors.crawl.net.addresses import UnsafeUrl, host_key, vet_host
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.crawl.net.troubles import UNREADABLE, Trouble
from collectors.probes.answers import COPY_AGE, RobotsCopy
from collectors.probes.browser.limits import BrowserLimits
from collectors.probes.journal import SHARED, Journal
from collectors.probes.pace import Slots
from collectors.probes.put_off import LONGEST_DELAY_S, PUT_OFF, PutOffError, PutOffs
from collectors.probes.visitor import onward, rules_of
from detectors.observatory.cookies import set_cookies
from models import Outcome

T = TypeVar("T")
DISALLOWED, NOT_PUBLIC = Outcome.DISALLOWED.value, "address_not_public"
ENDLESS, BAD_REDIRECT = "endless_redirects", "redirect_unreadable"
TOO_MANY, TOO_MUCH = "too_many_requests", "too_many_bytes"
NOT_WANTED = "not_wanted"
"""Why a request was not sent: its page was closed before its turn came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one address, its redirects followed. final_url: where they ended.

    why: "" for a reply of any HTTP status, else what kept it away: a value of models.Outcome or a constant of this
    module. body: freed of content encodings. on_the_way: (address, Set-Cookie) of the redirects that were followed.
    """

    url: str
    final_url: str
    why: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    on_the_way: tuple[tuple[str, str], ...] = ()


class Once(Generic[T]):
    """Makes one thing for each key, for any number of threads: whoever asks while it is made waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[str, Future[T]] = {}

    def get(self, key: str, make: Callable[[str], T]) -> T:
        """Return what was made for the key. Raises what making it raised."""
        with self._lock:
            known = self._made.get(key)
            mine = known is None
            future = self._made.setdefault(key, Future())
        if mine:
            try:
                future.set_result(make(key))
            except BaseException as error:
                future.set_exception(error)
                raise
        return future.result()

    def has(self, key: str) -> bool:
        """Return whether it is made."""
        with self._lock:
            return key in self._made and self._made[key].done()


@dataclass(slots=True)
class Manners:
    """Asks hosts at their pace and by their rules, for a whole run. fetch: sends GET, to public hosts only.

    journal: what the same run was answered before it was ended. copies: host -> its robots.txt as the crawl read it,
    which is asked for anew only when it is a day old (RFC 9309, section 2.4). now: the time (UTC).
    """

    fetch: Callable[[Ask], Exchange]
    slots: Slots
    journal: Journal = field(default_factory=Journal)
    copies: Mapping[str, RobotsCopy] = field(default_factory=dict)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _robots: Once[Robots] = field(default_factory=Once)
    _put_offs: PutOffs = field(init=False)

    def __post_init__(self) -> None:
        self._put_offs = PutOffs(self.slots, self.now)

    def allows(self, url: str) -> bool:
        """Return whether robots.txt lets the address be asked for, at a pace that can be waited for.

        Raises PutOffError if the host is not to be asked for that file now.
        """
        host = host_key(url)
        robots = self._robots.get(host, self._read_robots)
        return (robots.crawl_delay_s or 0.0) <= LONGEST_DELAY_S and robots.allows(url)

    def ask(self, ask: Ask, visit: str = SHARED) -> Exchange:
        """Return what came of one request, sent when it is the turn of its host. visit: of which it is a part.

        Raises PutOffError if the host turned one away until a time (Retry-After) that is not waited for.
        """
        return self._put_offs.reply(ask, self.fetch, self.journal.of(visit))

    def _read_robots(self, host: str) -> Robots:
        copy, now = self.copies.get(host), self.now()
        fresh = copy is not None and now - COPY_AGE < copy.read_at <= now
        robots = Robots(copy.answer) if copy and fresh else rules_of(host, lambda url: self.ask(Ask(url)))
        self.slots.own[host] = min(robots.crawl_delay_s or 0.0, LONGEST_DELAY_S)
        return robots


@dataclass(slots=True)
class Stock:
    """The replies that one council's pages are made of. Blocking; for any number of threads. visit: its name."""

    manners: Manners
    limits: BrowserLimits
    reserved: frozenset[str] = frozenset()
    visit: str = ""
    _replies: Once[Exchange] = field(default_factory=Once)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    requests: int = 0
    bytes: int = 0

    def has(self, url: str) -> bool:
        """Return whether the address itself was answered before, so that it costs its host nothing."""
        return self._replies.has(_plain(url))

    def answer(self, url: str) -> Answer:
        """Return what an address and its redirects come to."""
        at = _plain(url)
        way: list[tuple[str, str]] = []
        for _ in range(self.limits.hops + 1):
            why, exchange = self._reply(at)
            if exchange is None:
                return Answer(url, at, why)
            if not exchange.is_redirect or not exchange.headers.get("location"):
                return Answer(url, at, "", exchange.status or 0, exchange.headers, exchange.body, tuple(way))
            next_url = onward(exchange)
            if not next_url:
                return Answer(url, at, BAD_REDIRECT)
            way += [(at, value) for value in set_cookies(exchange.headers.get("set-cookie", ""))]
            at = next_url
        return Answer(url, at, ENDLESS)

    def _reply(self, url: str) -> tuple[str, Exchange | None]:
        """Return the exchange of one address; without one, why there is none."""
        try:
            return self._had(url)
        except PutOffError:
            return PUT_OFF, None

    def _had(self, url: str) -> tuple[str, Exchange | None]:
        if not self._replies.has(url):
            if not _is_public_name(url, self.reserved):
                return NOT_PUBLIC, None
            if not self.manners.allows(url):
                return DISALLOWED, None
            with self._lock:
                self.requests += 1
                if self.requests > self.limits.site_requests:
                    return TOO_MANY, None
                if self.bytes > self.limits.site_bytes:
                    return TOO_MUCH, None
        exchange = self._replies.get(url, self._ask)
        if exchange.outcome is not Outcome.REPLIED:
            return (NOT_PUBLIC if exchange.trouble is Trouble.UNSAFE_ADDRESS else exchange.outcome.value), None
        return ("undecodable_body", None) if exchange.trouble in UNREADABLE else ("", exchange)

    def _ask(self, url: str) -> Exchange:
        # As a stranger: what another council's visit was sent is not ours to send, and would not be set anew.
        ask = Ask(url, max_bytes=self.limits.resource_bytes, any_media=True, as_stranger=True)
        exchange = self.manners.ask(ask, self.visit)
        with self._lock:
            self.bytes += len(exchange.body)
        return exchange


def _plain(url: str) -> str:
    return url.partition("#")[0]


def _is_public_name(url: str, reserved: frozenset[str]) -> bool:
    """Return whether the host is a name of the public internet: asking even its robots.txt would reach inside else."""
    parts = urlsplit(url)
    try:
        vet_host(parts.hostname or "", reserved)
    except (UnsafeUrl, ValueError):
        return False
    return parts.scheme in ("http", "https")
