"""Connections that dial only vetted addresses, obey a time limit from the first packet, and note the actual send."""

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager, ProxyManager

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


_READ_STATUS: Callable[[http.client.HTTPResponse], tuple[str, int, str]] = vars(http.client.HTTPResponse)[
    "_read_status"
]
"""A method that http.client keeps to itself, so that its declared types do not have it."""


class PatientResponse(http.client.HTTPResponse):
    """Skips every informational reply. http.client takes 103 Early Hints for the answer and is then one off."""

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
            sock = socket.create_connection((self._dns_host, self.port), limit_s)
        else:
            sock = guard.dial(self.host, self.port, limit_s)
        guard.watch(sock)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
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


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = GuardedHTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = GuardedHTTPSConnection

    def __init__(self, host: str, *args: Any, **kwargs: Any) -> None:
        # One host, one request in flight: behind a proxy each host's pool would be filled with places for all.
        super().__init__(host, *args, **{**kwargs, "maxsize": 1})


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}


class GuardedAdapter(HTTPAdapter):
    """The requests adapter of the crawl: one trust store, loaded once, for all sessions; no retries of its own."""

    def __init__(self, tls: ssl.SSLContext, hosts: int = 2000, proxy_connections: int = 128) -> None:
        self._tls, self._hosts, self._proxy_connections = tls, hosts, proxy_connections
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Make the pools of direct connections: one connection to each host, as one request is in flight."""
        self.poolmanager = PoolManager(num_pools=self._hosts, maxsize=1, block=False)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> ProxyManager:
        """Return the pools of connections through a proxy."""
        if proxy not in self.proxy_manager:
            manager = ProxyManager(
                proxy,
                proxy_headers=self.proxy_headers(proxy),
                proxy_ssl_context=self._tls,
                num_pools=self._hosts,
                maxsize=self._proxy_connections,
                block=False,
            )
            manager.pool_classes_by_scheme = _POOLS
            self.proxy_manager[proxy] = manager
        return self.proxy_manager[proxy]

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[Any, Any]:
        """Return pool attributes with the shared trust store. Raises ValueError if verification were switched off."""
        if verify is not True:
            raise ValueError("TLS is always verified")
        host_params, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        tls = {"ssl_context": self._tls} if host_params["scheme"] == "https" else {}
        return host_params, tls

    def cert_verify(self, conn: Any, url: str, verify: bool | str, cert: Any) -> None:
        """Leave the pool alone: requests would load the whole trust store again for every host (19 ms each)."""
