"""Connections that dial only vetted addresses, obey a time limit from the first packet, and note the actual send."""

import contextlib
import functools
import http.client
import re
import socket
import ssl
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from urllib3.connection import HTTPConnection, HTTPSConnection, ProxyConfig
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, make_headers, parse_url

from collectors.crawl.net.addresses import VettedUrl
from collectors.crawl.net.watchdog import Guard

MAX_INFORMATIONAL = 10
_PROXY_ERROR = re.compile(r"error=\"?([a-z_]+)")
_current = threading.local()


def guarded_by(guard: Guard | None) -> None:
    """Put the calling thread's next request under this guard; None ends it."""
    _current.guard, _current.tunnelling = guard, False


class ProxyRefused(Exception):
    """A proxy could not reach the host; `error` is its Proxy-Status error (RFC 9209, section 2.3), "" if unsaid."""

    def __init__(self, status: int, proxy_status: str) -> None:
        match = _PROXY_ERROR.search(proxy_status)
        self.error = match[1] if match else ""
        super().__init__(f"proxy answered {status} {self.error}".strip())


class ProxyUnreachable(Exception):
    """No connection to the proxy itself."""


_READ_STATUS: Callable[[http.client.HTTPResponse], tuple[str, int, str]] = vars(http.client.HTTPResponse)[
    "_read_status"
]
"""A method that http.client keeps to itself, so that its declared types do not have it."""


_FOLD = re.compile(r"(?:(?<![ \t])[ \t]+)?\r\n[ \t]+")
"""Where a header goes on in the next line (RFC 9112, section 5.2)."""


class PatientResponse(http.client.HTTPResponse):
    """Skips every informational reply: http.client takes 103 Early Hints for the answer and is then one off.

    Headers that are folded come in one line, and a body is chunked also where that is one of several codings, or is
    said twice.
    """

    def begin(self) -> None:
        super().begin()
        if any("\r\n" in value for value in self.headers.values()):
            items = self.headers.items()
            for name in dict(items):
                del self.headers[name]
            for name, value in items:
                self.headers[name] = _FOLD.sub(" ", value)
        codings = ",".join(self.headers.get_all("transfer-encoding", ())).lower().split(",")
        if self.length is None and not self.chunked and "chunked" in [each.strip() for each in codings]:
            self.chunked, self.chunk_left = True, None

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(MAX_INFORMATIONAL):
            version, status, reason = _READ_STATUS(self)
            if not 100 <= status < 200 or status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                break
            http.client.parse_headers(self.fp)
        else:
            raise http.client.HTTPException("informational replies without end")
        if _current.tunnelling and status != http.HTTPStatus.OK:
            raise ProxyRefused(status, http.client.parse_headers(self.fp).get("Proxy-Status", ""))
        return version, status, reason


class GuardedHTTPConnection(HTTPConnection):
    """Plain HTTP under a guard."""

    response_class = PatientResponse

    def _new_conn(self) -> socket.socket:
        guard: Guard = _current.guard
        limit_s = guard.remaining_s() if self.timeout is None else min(self.timeout, guard.remaining_s())
        if self.proxy is not None:
            sock = _dial_proxy(self._dns_host, self.port, limit_s)
        else:
            sock = guard.dial(self.host, self.port, limit_s)
        guard.watch(sock)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None and not _current.guard.watches:  # a connection that was kept
            _current.guard.watch(self.sock)
        super().request(*args, **kwargs)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _current.guard.mark_sent(opened=not _current.tunnelling)
        super().send(data)


class GuardedHTTPSConnection(GuardedHTTPConnection, HTTPSConnection):
    """HTTPS under a guard; the certificate and SNI are those of the name, whatever address was dialled."""

    def _tunnel(self) -> None:
        _current.tunnelling = True
        try:
            super()._tunnel()
        finally:
            _current.tunnelling = False


def _dial_proxy(host: str, port: int, limit_s: float) -> socket.socket:
    try:
        return socket.create_connection((host, port), limit_s)
    except TimeoutError:
        raise
    except OSError as error:
        raise ProxyUnreachable(error.strerror or str(error)) from error


@dataclass(slots=True)
class PendingReply:
    """A reply whose body is yet to be read. keep: it was read to its end, so that its connection may serve again."""

    reply: http.client.HTTPResponse
    connection: GuardedHTTPConnection
    put_back: Callable[[GuardedHTTPConnection], None]
    keep: bool = False

    def close(self) -> None:
        """Let go of the connection."""
        if self.keep and self.reply.isclosed() and not self.connection.is_closed:
            self.put_back(self.connection)
        else:
            self.reply.close()
            self.connection.close()


_Key = tuple[str, str, int, str]
"""Scheme, host and port of who answers, and the proxy, "" for none; of a proxy that forwards, the proxy alone."""


class Connections:
    """The connections of a crawl: kept for a host's next request, all by one trust store, no request sent twice.

    hosts: of how many hosts one is kept at most; to_proxy: how many are kept to a proxy that forwards.
    Raises ValueError for a trust store that does not verify.
    """

    def __init__(self, tls: ssl.SSLContext, hosts: int = 2000, to_proxy: int = 128) -> None:
        if tls.verify_mode is not ssl.CERT_REQUIRED or not tls.check_hostname:
            raise ValueError("TLS is always verified")
        self._tls, self._hosts, self._to_proxy = tls, hosts, to_proxy
        self._idle: OrderedDict[_Key, list[GuardedHTTPConnection]] = OrderedDict()
        self._lock = threading.Lock()
        self._closed = False

    def send(
        self, method: str, to: VettedUrl, headers: Mapping[str, str], proxy: str, connect_s: float, read_s: float
    ) -> PendingReply:
        """Send one request and return the reply as soon as its headers are there. proxy: "" to dial directly.

        to: its `url` as it goes on the wire. connect_s, read_s: limits of each wait, beside those of the guard.
        """
        through = proxy_url(proxy) if proxy else None
        tunnelled = through is not None and to.scheme == "https"
        key = ("", "", 0, proxy) if through and not tunnelled else (to.scheme, to.host, to.port, proxy)
        connection = self._take(key) or self._make(to, through)
        try:
            if not connection.is_connected:
                connection.close()
                connection.timeout = connect_s
                if through is not None and tunnelled:
                    connection.set_tunnel(to.host, to.port, _credentials(through), through.scheme or "http")
                connection.connect()
            connection.timeout = read_s
            forwarded = through is not None and not tunnelled
            target = to.url if forwarded else to.url[to.url.index("/", len(to.scheme) + 3) :]
            if through is not None and forwarded:
                headers = {**headers, **_credentials(through)}
            # What a server says before it hangs up is still to be read.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, target, headers=headers, preload_content=False, decode_content=False)
            reply = http.client.HTTPConnection.getresponse(connection)  # without urllib3's copy of what it holds
            return PendingReply(reply, connection, functools.partial(self._put_back, key))
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Close what is idle, and what is in use as soon as it is let go of."""
        with self._lock:
            self._closed = True
            idle = [each for kept in self._idle.values() for each in kept]
            self._idle.clear()
        for connection in idle:
            connection.close()

    def _make(self, to: VettedUrl, through: Url | None) -> GuardedHTTPConnection:
        if through is None:
            if to.scheme == "https":
                return GuardedHTTPSConnection(to.host, to.port, ssl_context=self._tls)
            return GuardedHTTPConnection(to.host, to.port)
        host, port = through.host or "", through.port or (443 if through.scheme == "https" else 80)
        config = ProxyConfig(self._tls, False, None, None)
        if "https" in (to.scheme, through.scheme):
            return GuardedHTTPSConnection(host, port, ssl_context=self._tls, proxy=through, proxy_config=config)
        return GuardedHTTPConnection(host, port, proxy=through, proxy_config=config)

    def _take(self, key: _Key) -> GuardedHTTPConnection | None:
        with self._lock:
            kept = self._idle.get(key)
            if not kept:
                return None
            connection = kept.pop()
            if not kept:
                del self._idle[key]
            return connection

    def _put_back(self, key: _Key, connection: GuardedHTTPConnection) -> None:
        most = 1 if key[0] else self._to_proxy
        with self._lock:
            kept = self._idle.setdefault(key, [])
            self._idle.move_to_end(key)
            spare = [connection] if self._closed or len(kept) >= most else []
            if not spare:
                kept.append(connection)
            if len(self._idle) > self._hosts:
                spare += self._idle.popitem(last=False)[1]
        for each in spare:
            each.close()


@functools.lru_cache(maxsize=16)
def proxy_url(address: str) -> Url:
    """Return a proxy's address, by http where it names no scheme. Raises ValueError for any but http and https."""
    try:
        read = parse_url(address if "://" in address else f"http://{address}")
    except LocationParseError:
        raise ValueError("proxy: its address cannot be read") from None
    if read.scheme not in ("http", "https"):
        raise ValueError(f"proxy {read.scheme}: only http and https proxies are known")
    if not read.host:
        raise ValueError("proxy: its address names no host")
    return read


def _credentials(proxy: Url) -> dict[str, str]:
    return dict(make_headers(proxy_basic_auth=unquote(proxy.auth))) if proxy.auth else {}
