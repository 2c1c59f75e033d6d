"""One request in, one exchange out. Trouble on the network is an outcome; only a bug is an exception."""

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from typing import Any
from urllib.request import Request

from collectors.crawl.limits import Limits
from collectors.crawl.net.addresses import AddressPolicy, NameService, UnsafeUrl, VettedUrl, vet_url, wire_form
from collectors.crawl.net.connections import Connections, ProxyRefused, guarded_by
from collectors.crawl.net.decoding import TooLarge, decode_body
from collectors.crawl.net.troubles import ProtocolViolation, Trouble, TwoLengths, outcome_of
from collectors.crawl.net.watchdog import Guard, Watchdog
from models import Outcome

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"
_ALWAYS = {
    "User-Agent": "",
    "Accept": ACCEPT,
    "Accept-Language": "en-GB, en;q=0.9, cy;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
READ_CHUNK = 64 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_COOKIE_BYTES = 4000  # sent back to one host; servers refuse headers beyond some 8,000
TEXTUAL = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/rss",
    "application/atom",
    "application/json",
    "application/ld+json",
    "application/pdf",
    "application/gzip",
    "application/x-gzip",
    "application/octet-stream",
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask for. etag and last_modified: validators of the copy already held, "" if none is.

    max_bytes: the cap on the body, None for that of its kind; truncate: take what fits instead of refusing the rest.
    keep_bytes: how much of the body is handed on, None for all. origin: the site in whose name another's script would
    ask, "" for none. any_media: take the body of any media type, where else only text and documents are read.
    as_stranger: send no cookie that the host set before, and keep none that it sets now.
    """

    url: str
    method: str = "GET"
    etag: str = ""
    last_modified: str = ""
    max_bytes: int | None = None
    truncate: bool = False
    keep_bytes: int | None = None
    origin: str = ""
    any_media: bool = False
    as_stranger: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """One finished attempt.

    reason: what was remarkable, in a word or two and then detail; "" if nothing. status: HTTP status, None without a
    reply. headers: names in lower case, repeated ones joined by ", ". body: freed of content encodings.
    sent_at, replied_at: monotonic seconds of the send and of the reply's headers, None if it did not come to that.
    wait_s: from the beginning to the send (resolution, connection), part of elapsed_s. opened: a connection stood; if
    none did, not even the port answered. trouble: what went wrong, None if nothing on which more hangs.
    """

    url: str
    outcome: Outcome
    reason: str
    status: int | None
    headers: Mapping[str, str]
    body: bytes
    sent_at: float | None
    replied_at: float | None
    elapsed_s: float
    fetched_at: str
    wait_s: float = 0.0
    opened: bool = False
    trouble: Trouble | None = None

    @property
    def is_redirect(self) -> bool:
        """Whether the reply sends the reader to another address."""
        return self.status in REDIRECTS and self.outcome is Outcome.REPLIED


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking: product and version, and the public page that says why and whom to tell."""

    contact_url: str
    product: str = "CouncilDigitalIndex/1.0"

    @property
    def user_agent(self) -> str:
        """The User-Agent header (RFC 9110, section 10.1.5)."""
        return f"{self.product} (+{self.contact_url})"


@dataclass(slots=True)
class Fetcher:
    """Fetches for many threads at once; each host has its own cookies and connection. Redirects are handed back.

    proxies: returns the proxies for a URL, scheme -> address, {} to dial directly.
    """

    identity: Identity
    policy: AddressPolicy
    limits: Limits = field(default_factory=Limits)
    proxies: Callable[[str], dict[str, str]] = lambda url: {}
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    _names: NameService = field(init=False)
    _watchdog: Watchdog = field(init=False)
    _connections: Connections = field(init=False)
    _jars: dict[str, CookieJar] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._connections = Connections(self.tls)
        self._names, self._watchdog = NameService(self.policy), Watchdog()

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._watchdog.close()
        self._names.close()
        self._connections.close()

    def fetch(self, ask: Ask) -> Exchange:
        """Return what came of one GET or HEAD; at most `limits.total_s` seconds later, whatever the server does."""
        if ask.method not in ("GET", "HEAD"):
            raise ValueError(f"method {ask.method}: only GET and HEAD are ever sent")
        begun = time.monotonic()
        guard = Guard(begun + self.limits.total_s, self._dial)
        attempt = _Attempt(ask.url, begun, guard)
        try:
            vetted = vet_url(ask.url, self.policy)
        except UnsafeUrl as error:
            return attempt.ended(*outcome_of(error, expired=False))
        self._watchdog.add(guard)
        guarded_by(guard)
        try:
            return self._exchange(ask, replace(vetted, url=wire_form(vetted.url)), attempt)
        except Exception as error:  # noqa: BLE001 - whatever a hostile server provokes is an outcome, not a crash
            return attempt.ended(*outcome_of(error, guard.expired))
        finally:
            guarded_by(None)
            self._watchdog.discard(guard)

    def _exchange(self, ask: Ask, to: VettedUrl, attempt: "_Attempt") -> Exchange:
        headers = {**_ALWAYS, "User-Agent": self.identity.user_agent, **_own_headers(ask)}
        if not ask.as_stranger and (cookies := self._cookies_for(to)):
            headers["Cookie"] = cookies
        proxy = self.proxies(to.url).get(to.scheme, "")
        sent = self._connections.send(ask.method, to, headers, proxy, self.limits.connect_s, self.limits.read_s)
        with contextlib.closing(sent):
            reply = sent.reply
            attempt.replied(reply)
            if not ask.as_stranger and "set-cookie" in attempt.headers:
                _keep_cookies(self._jars.setdefault(to.host, CookieJar()), to.url, reply)
            if proxy and reply.status in (502, 504) and "proxy-status" in attempt.headers:
                raise ProxyRefused(reply.status, attempt.headers["proxy-status"])
            body, reason = self._body(reply, attempt, ask)
            sent.keep = not reason
        if attempt.guard.expired:
            return attempt.ended(Outcome.TIMED_OUT, "the reply did not end in time")
        outcome = Outcome.NOT_MODIFIED if reply.status == 304 else Outcome.REPLIED
        return attempt.ended(outcome, reason, body=body[: ask.keep_bytes])

    def _body(self, reply: http.client.HTTPResponse, attempt: "_Attempt", ask: Ask) -> tuple[bytes, str]:
        _check_headers(reply, self.limits)
        media = attempt.headers.get("content-type", "").lower()
        if ask.method == "HEAD":
            return _read(reply, 0), ""
        if media and not ask.any_media and not media.startswith(TEXTUAL):
            return b"", "body not read"
        cap = ask.max_bytes or (self.limits.pdf_bytes if "pdf" in media else self.limits.page_bytes)
        declared = attempt.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > cap and not ask.truncate:
            raise TooLarge(f"Content-Length {declared}")
        try:
            return decode_body(_read(reply, cap), attempt.headers.get("content-encoding", ""), cap), ""
        except TooLarge as error:
            if not ask.truncate:
                raise
            return error.head, "cut at the cap"

    def _cookies_for(self, to: VettedUrl) -> str:
        """Return the Cookie header of what the host set before, '' for none; too much of it is forgotten."""
        jar = self._jars.get(to.host)
        if jar is None:
            return ""
        if _cookie_bytes(jar) > MAX_COOKIE_BYTES:
            self._jars.pop(to.host, None)
            return ""
        request = Request(to.url)
        jar.add_cookie_header(request)
        return request.get_header("Cookie", "")

    def _dial(self, host: str, port: int, timeout_s: float) -> socket.socket:
        deadline = time.monotonic() + timeout_s
        failure = OSError(f"{host}: no address")
        for address in self._names.addresses(host, port, timeout_s):
            try:
                return socket.create_connection((address, port), max(deadline - time.monotonic(), 0.01))
            except OSError as error:
                failure = error
        raise failure


@dataclass(slots=True)
class _Attempt:
    url: str
    begun: float
    guard: Guard
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    replied_at: float | None = None

    def replied(self, reply: http.client.HTTPResponse) -> None:
        self.replied_at = time.monotonic()
        self.status = reply.status
        self.headers = {}
        for name, value in reply.headers.items():
            key = name.lower()
            self.headers[key] = f"{self.headers[key]}, {value}" if key in self.headers else value

    def ended(self, outcome: Outcome, reason: str, trouble: Trouble | None = None, body: bytes = b"") -> Exchange:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        sent_at = self.guard.sent_at
        return Exchange(
            self.url,
            outcome,
            reason[:300],
            self.status,
            self.headers,
            body,
            sent_at,
            self.replied_at,
            time.monotonic() - self.begun,
            now,
            sent_at - self.begun if sent_at else 0.0,
            self.guard.opened,
            trouble,
        )


def _keep_cookies(jar: CookieJar, url: str, reply: Any) -> None:
    """Take what a reply sets. reply: has `info()` as urllib's replies have, which is all that a jar asks for."""
    jar.extract_cookies(reply, Request(url))


def _own_headers(ask: Ask) -> dict[str, str]:
    wanted = {"If-None-Match": ask.etag, "If-Modified-Since": ask.last_modified, "Origin": ask.origin}
    return {name: value for name, value in wanted.items() if value and value.isascii() and value.isprintable()}


def _read(reply: http.client.HTTPResponse, cap: int) -> bytes:
    parts, size = [], 0
    while chunk := reply.read(READ_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > cap:
            raise TooLarge(f"more than {cap} bytes", b"".join(parts)[:cap])
    if reply.length:
        raise http.client.IncompleteRead(b"", reply.length)
    return b"".join(parts)


def _check_headers(reply: http.client.HTTPResponse, limits: Limits) -> None:
    headers = reply.headers
    if sum(len(name) + len(value) for name, value in headers.items()) > limits.header_bytes:
        raise ProtocolViolation(f"more than {limits.header_bytes} bytes of headers")
    if len({value.strip() for value in headers.get_all("content-length", ())}) > 1:
        raise TwoLengths("two lengths for one body")
    if reply.status == 101:
        raise ProtocolViolation("protocol switched without being asked")


def _cookie_bytes(jar: CookieJar) -> int:
    return sum(len(cookie.name) + len(cookie.value or "") for cookie in jar)
