"""One request in, one exchange out. Trouble on the network is an outcome; only a bug is an exception."""

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.cookies import RequestsCookieJar

from collectors.crawl.limits import Limits
from collectors.crawl.net.addresses import AddressPolicy, NameService, UnsafeUrl, vet_url
from collectors.crawl.net.connections import GuardedAdapter, ProxyRefused, guarded_by
from collectors.crawl.net.decoding import TooLarge, decode_body
from collectors.crawl.net.troubles import ProtocolViolation, Trouble, TwoLengths, outcome_of
from collectors.crawl.net.watchdog import Guard, Watchdog
from models import Outcome

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"
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


class QuietSession(requests.Session):
    """A session that neither follows redirects nor reads their bodies, nor takes settings from the environment."""

    def __init__(self, adapter: GuardedAdapter, user_agent: str) -> None:
        super().__init__()
        self.trust_env = False
        self.mount("https://", adapter)
        self.mount("http://", adapter)
        self.headers.clear()
        self.headers.update(
            {
                "User-Agent": user_agent,
                "Accept": ACCEPT,
                "Accept-Language": "en-GB, en;q=0.9, cy;q=0.5",
                "Accept-Encoding": "gzip, deflate",
            }
        )

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None: every hop goes back to the scheduler, where it meets pace, robots and address rules."""
        return


@dataclass(slots=True)
class Fetcher:
    """Fetches for many threads at once; each host has a session, and with it its own cookies and connection.

    proxies: returns the proxies for a URL as requests wants them, {} to dial directly.
    """

    identity: Identity
    policy: AddressPolicy
    limits: Limits = field(default_factory=Limits)
    proxies: Callable[[str], dict[str, str]] = lambda url: {}
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    _names: NameService = field(init=False)
    _watchdog: Watchdog = field(init=False)
    _adapter: GuardedAdapter = field(init=False)
    _sessions: dict[str, QuietSession] = field(init=False, default_factory=dict)
    _stranger: QuietSession = field(init=False)

    def __post_init__(self) -> None:
        self._names, self._watchdog = NameService(self.policy), Watchdog()
        self._adapter = GuardedAdapter(self.tls)
        self._stranger = QuietSession(self._adapter, self.identity.user_agent)
        self._stranger.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._watchdog.close()
        self._names.close()
        for session in (self._stranger, *self._sessions.values()):
            session.close()
        self._adapter.close()

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
            return self._exchange(ask, vetted.url, vetted.host, attempt)
        except Exception as error:  # noqa: BLE001 - whatever a hostile server provokes is an outcome, not a crash
            return attempt.ended(*outcome_of(error, guard.expired))
        finally:
            guarded_by(None)
            self._watchdog.discard(guard)

    def _exchange(self, ask: Ask, url: str, host: str, attempt: "_Attempt") -> Exchange:
        session = self._stranger if ask.as_stranger else self._session(host)
        # Not by the session, which merges settings that it does not have: half the CPU of preparing a request.
        prepared = requests.PreparedRequest()
        headers = {**session.headers, **_own_headers(ask)}
        prepared.prepare(ask.method, url, headers=headers, cookies=session.cookies)
        timeout = (self.limits.connect_s, self.limits.read_s)
        proxies = self.proxies(url)
        reply = session.send(prepared, stream=True, timeout=timeout, proxies=proxies, allow_redirects=False)
        with contextlib.closing(_Discard(reply)) as discard:
            attempt.replied(reply)
            if proxies and reply.status_code in (502, 504) and "proxy-status" in attempt.headers:
                raise ProxyRefused(reply.status_code, attempt.headers["proxy-status"])
            body, reason = self._body(reply, attempt, ask)
            discard.keep = not reason
        if attempt.guard.expired:
            return attempt.ended(Outcome.TIMED_OUT, "the reply did not end in time")
        outcome = Outcome.NOT_MODIFIED if reply.status_code == 304 else Outcome.REPLIED
        return attempt.ended(outcome, reason, body=body[: ask.keep_bytes])

    def _body(self, reply: requests.Response, attempt: "_Attempt", ask: Ask) -> tuple[bytes, str]:
        _check_headers(reply, self.limits)
        media = attempt.headers.get("content-type", "").lower()
        if ask.method == "HEAD" or (media and not ask.any_media and not media.startswith(TEXTUAL)):
            return b"", "" if ask.method == "HEAD" else "body not read"
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

    def _session(self, host: str) -> QuietSession:
        session = self._sessions.get(host)
        if session is None:
            session = self._sessions.setdefault(host, QuietSession(self._adapter, self.identity.user_agent))
        if _cookie_bytes(session) > MAX_COOKIE_BYTES:
            session.cookies = RequestsCookieJar()
        return session

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

    def replied(self, reply: requests.Response) -> None:
        self.replied_at = time.monotonic()
        self.status = reply.status_code
        self.headers = {name.lower(): value for name, value in reply.headers.items()}

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


@dataclass(slots=True)
class _Discard:
    """Closes the connection behind a reply unless its body was read to the end, when it can serve again."""

    reply: requests.Response
    keep: bool = False

    def close(self) -> None:
        if not self.keep:
            self.reply.raw.close()
        self.reply.close()


def _own_headers(ask: Ask) -> dict[str, str]:
    wanted = {"If-None-Match": ask.etag, "If-Modified-Since": ask.last_modified, "Origin": ask.origin}
    return {name: value for name, value in wanted.items() if value and value.isascii() and value.isprintable()}


def _read(reply: requests.Response, cap: int) -> bytes:
    parts, size = [], 0
    for chunk in reply.raw.stream(READ_CHUNK, decode_content=False):
        parts.append(chunk)
        size += len(chunk)
        if size > cap:
            raise TooLarge(f"more than {cap} bytes", b"".join(parts)[:cap])
    return b"".join(parts)


def _check_headers(reply: requests.Response, limits: Limits) -> None:
    headers = reply.raw.headers
    if sum(len(name) + len(value) for name, value in headers.items()) > limits.header_bytes:
        raise ProtocolViolation(f"more than {limits.header_bytes} bytes of headers")
    if len({value.strip() for value in headers.getlist("content-length")}) > 1:
        raise TwoLengths("two lengths for one body")
    if reply.status_code == 101:
        raise ProtocolViolation("protocol switched without being asked")


def _cookie_bytes(session: requests.Session) -> int:
    return sum(len(cookie.name) + len(cookie.value or "") for cookie in session.cookies)
