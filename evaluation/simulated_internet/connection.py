"""One client connection: reads requests, answers from the sites, turns CONNECT into TLS on the spot."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import struct
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from evaluation.simulated_internet.ledger import Visits
from evaluation.simulated_internet.records import Behaviour, Request, SimPage, SimSite, redirect, text
from evaluation.simulated_internet.wire import prepare, respond

if TYPE_CHECKING:
    from evaluation.simulated_internet.server import SimWeb

UNRESOLVED = b"HTTP/1.1 502 Bad Gateway\r\nProxy-Status: simulated; error=dns_error\r\nContent-Length: 0\r\n\r\n"
REFUSED = (
    b"HTTP/1.1 403 Forbidden\r\nProxy-Status: simulated; error=destination_ip_prohibited\r\nContent-Length: 0\r\n\r\n"
)
NO_ANSWER = (
    b"HTTP/1.1 502 Bad Gateway\r\nProxy-Status: simulated; error=connection_refused\r\nContent-Length: 0\r\n\r\n"
)
OVERLOAD = 262_144


class Connection(asyncio.Protocol):
    """One socket; after CONNECT the same object goes on inside TLS, bound to the host asked for."""

    def __init__(self, web: SimWeb, scheme: str):
        self.web, self.scheme = web, scheme
        self.bound: str | None = None
        self.buffer = b""
        self.gone = False
        self.busy = False
        self.departed = asyncio.Event()
        self.task: asyncio.Task | None = None
        self.visiting: Visits | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.socket = transport.get_extra_info("socket")
        self.web.connections.add(self)

    def connection_lost(self, _error: Exception | None) -> None:
        """Called by asyncio."""
        self.gone = True
        self._leave()
        self.departed.set()
        self.web.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio; one request at a time, bodies of requests are dropped."""
        self.buffer += data
        if not self.busy:
            self._next()

    def _next(self) -> None:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self.buffer) > OVERLOAD:
                self.close()
            return
        head, self.buffer = self.buffer[:end].decode("latin-1"), self.buffer[end + 4 :]
        self.busy = True
        first, *lines = head.split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.buffer = self.buffer[int(headers.get("content-length", 0)) :]
        if method == "CONNECT":
            self.task = asyncio.ensure_future(self._connect(target))
        else:
            self._serve(self._request(method, target, headers))

    def _request(self, method: str, target: str, headers: dict[str, str]) -> Request:
        if target.startswith("/"):
            host = (self.bound or headers.get("host", "")).split(":")[0].lower()
            return Request(method, self.scheme, host, target, headers)
        parts = urlsplit(target)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Request(method, parts.scheme, (parts.hostname or "").lower(), path, headers)

    async def _connect(self, target: str) -> None:
        host, _, port = target.rpartition(":")
        host = host.lower()
        if port not in ("80", "443"):
            self.web.unknown_hosts[target] += 1
            return self._finish(REFUSED)
        site = self.web.sites.get(host)
        if site is None:
            self.web.unknown_hosts[host] += 1
            return self._finish(UNRESOLVED)
        if site.scheme == "none" or (site.scheme == "port_80" and port == "443"):
            return self._finish(NO_ANSWER)
        self.bound = host
        self.transport.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        if port == "443":
            await self._secure(site)
        self._done()
        return None

    async def _secure(self, site: SimSite) -> None:
        self.scheme = "https"
        if site.scheme == "http":
            return self.reset()
        if site.certificate in ("silent", "garbage"):
            return await self._no_handshake(site)
        context = self.web.authority.context(site.host, site.certificate)
        loop = asyncio.get_running_loop()
        try:
            secured = await loop.start_tls(self.transport, self, context, server_side=True)
        except (ssl.SSLError, OSError):
            self.web.tls_failures += 1
            self.close()
        else:
            self.transport = secured or self.transport
        return None

    async def _no_handshake(self, site: SimSite) -> None:
        if site.certificate == "silent":
            await self.sleep(600)
        else:
            self.raw(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        self.web.tls_failures += 1
        self.close()

    def _finish(self, reply: bytes) -> None:
        self.busy = False
        self.raw(reply)

    def _serve(self, request: Request) -> None:
        self.request = request
        if request.host == "simulated.control":
            return self._control(request)
        site = self.web.sites.get(request.host)
        if site is None:
            self.web.unknown_hosts[request.host] += 1
            return self._finish(UNRESOLVED)
        if site.scheme == "none":
            return self._finish(NO_ANSWER)
        visits = self.visiting = self.web.arrive(request)
        page = self._page(site, request)
        if page.behave is not None:
            self.task = asyncio.ensure_future(self._behave(page, page.behave, visits))
        elif delay := self.web.latency_s + site.delay_s:
            asyncio.get_running_loop().call_later(delay, self._answer, site, page, request, visits)
        else:
            self._answer(site, page, request, visits)
        return None

    def _page(self, site: SimSite, request: Request) -> SimPage:
        if request.method not in ("GET", "HEAD"):
            return text("Method not allowed", status=405)
        if request.scheme == "http" and site.scheme == "https":
            return redirect(f"https://{site.host}{request.path}")
        return site.reply(request)

    def _answer(self, site: SimSite, page: SimPage, request: Request, visits: Visits) -> None:
        self._leave()
        if self.gone:
            return
        ready = self.web.prepared(site, request.path, page)
        reply, _status = respond(site, page, ready, request)
        self.transport.write(reply)
        visits.answered(page, _status, asyncio.get_running_loop().time())
        self._done()

    async def _behave(self, page: SimPage, behave: Behaviour, visits: Visits) -> None:
        try:
            if self.web.latency_s:
                await asyncio.sleep(self.web.latency_s)
            await behave(self)
        finally:
            self._leave()
            visits.answered(page, page.status, asyncio.get_running_loop().time())
        self._done()

    def _leave(self) -> None:
        """The visit ends when the reply is out or the client has hung up, whichever comes first."""
        if self.visiting is not None:
            self.visiting.finished()
            self.visiting = None

    def _done(self) -> None:
        self.busy = False
        if self.buffer and not self.gone:
            self._next()

    def _control(self, request: Request) -> None:
        if request.path == "/reset":
            self.web.reset()
        page = text(json.dumps(self.web.report().as_dict()), "application/json")
        site = SimSite(request.host, validators="none")
        self._finish(respond(site, page, prepare(site, page), request)[0])

    def raw(self, data: bytes) -> None:
        """Send bytes exactly as they are (see records.Exchange)."""
        if not self.gone and not self.transport.is_closing():
            self.transport.write(data)

    async def sleep(self, seconds: float) -> bool:
        """Wait, or return False as soon as the client has left (see records.Exchange)."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.departed.wait(), seconds)
        return not self.gone

    def close(self) -> None:
        """Flush and close (see records.Exchange)."""
        if not self.gone:
            self.transport.close()

    def reset(self) -> None:
        """Close with RST (see records.Exchange)."""
        if self.gone:
            return
        with contextlib.suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
