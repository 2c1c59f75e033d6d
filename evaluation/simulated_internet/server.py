"""The simulated internet: one server for many hosts, over http, https and as a proxy, on 127.0.0.1."""

from __future__ import annotations

import asyncio
import os
import ssl
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from evaluation.simulated_internet.connection import Connection
from evaluation.simulated_internet.faults import FAULTS
from evaluation.simulated_internet.ledger import Report, Visits, report_host
from evaluation.simulated_internet.records import Request, SimPage, SimSite, merge
from evaluation.simulated_internet.tls import KINDS, Authority
from evaluation.simulated_internet.wire import Prepared, prepare

CONTROL_HOST = "simulated.control"
"""GET http://simulated.control/report through the proxy answers with the report as JSON; /reset forgets it."""


class HasSites(Protocol):
    """A council or a fault, which knows the hosts to serve."""

    def sites(self) -> Iterable[SimSite]: ...


class SimWeb:
    """A context manager that serves sites from a thread of its own.

    sites: anything with a `sites()` method (a SimCouncil, a Fault) or a SimSite. faults: names of further
    hosts that misbehave (see faults.FAULTS). latency_s is added to
    every reply by a timer. limit_s: an interval between two arrivals at a host below this is a fault.
    `http_port` and `https_port` take direct connections (Host and SNI choose the site); `proxy_url`
    takes absolute-form requests and CONNECT, and is all that most tests need.
    """

    def __init__(
        self,
        sites: Iterable[SimSite | HasSites] = (),
        faults: Iterable[str] = (),
        latency_s: float = 0.0,
        limit_s: float = 0.9,
        warm: bool = False,
    ):
        self.latency_s, self.limit_s, self._warm = latency_s, limit_s, warm
        groups = [*sites, *(FAULTS[name] for name in faults)]
        self.sites: Mapping[str, SimSite] = merge([one for group in groups for one in _flatten(group)])
        self.authority = Authority()
        self.ca_file = self.authority.ca_file
        self.visits: dict[str, Visits] = {}
        self.unknown_hosts: Counter[str] = Counter()
        self.tls_failures = 0
        self._ready: dict[tuple[str, str], Prepared] = {}
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulated-internet", daemon=True)
        self.connections: set[Connection] = set()

    def __enter__(self) -> SimWeb:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(30)
        if self._warm:
            self.warm()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self.authority.close()

    @property
    def proxy_url(self) -> str:
        """The value for HTTP_PROXY and HTTPS_PROXY."""
        return f"http://127.0.0.1:{self.http_port}"

    def environment(self) -> dict[str, str]:
        """The environment variables that send a crawler here and nowhere else."""
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), self.proxy_url)
        bundle = {"REQUESTS_CA_BUNDLE": self.ca_file, "SSL_CERT_FILE": self.ca_file}
        return {**proxies, **bundle, "NO_PROXY": "", "no_proxy": "", "CDI_TEST_NETWORK": "1"}

    @contextmanager
    def in_environment(self) -> Iterator[SimWeb]:
        """Set those variables in this process for the length of a `with` block."""
        before = {name: os.environ.get(name) for name in self.environment()}
        os.environ.update(self.environment())
        try:
            yield self
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)

    def report(self) -> Report:
        """What every host saw since the start or the last `reset`."""
        with self._lock:
            seen = list(self.visits.items())
        hosts = {host: report_host(self.sites[host], visits, self.limit_s) for host, visits in sorted(seen)}
        return Report(hosts, dict(self.unknown_hosts), self.tls_failures)

    def reset(self) -> None:
        """Forget all visits, for instance before a second run."""
        with self._lock:
            self.visits = {}
            self.unknown_hosts.clear()
            self.tls_failures = 0

    def warm(self) -> int:
        """Render and compress every page now, so that a benchmark pays for none; the number of pages."""
        for site in self.sites.values():
            for path, page in site.pages.items():
                self.prepared(site, path, page)
        return len(self._ready)

    def arrive(self, request: Request) -> Visits:
        """Note a request; called by a connection on the server's thread."""
        with self._lock:
            visits = self.visits.setdefault(request.host, Visits())
        visits.arrive(request, self._loop.time())
        return visits

    def prepared(self, site: SimSite, path: str, page: SimPage) -> Prepared:
        """The bytes of a page, from memory where it is one of the site's fixed pages."""
        if site.pages.get(path) is not page:
            return prepare(site, page)
        key = (site.host, path)
        if key not in self._ready:
            self._ready[key] = prepare(site, page)
        return self._ready[key]

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        self._plain = await loop.create_server(lambda: Connection(self, "http"), "127.0.0.1", 0, backlog=1024)
        context = self.authority.context("localhost")
        context.sni_callback = self._choose_certificate
        self._secure = await loop.create_server(
            lambda: Connection(self, "https"), "127.0.0.1", 0, ssl=context, backlog=1024
        )
        self.http_port = self._plain.sockets[0].getsockname()[1]
        self.https_port = self._secure.sockets[0].getsockname()[1]

    def _choose_certificate(self, connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        site = self.sites.get(name or "")
        kind = site.certificate if site and site.certificate in KINDS else "good"
        connection.context = self.authority.context(name or "localhost", kind)

    async def _shut(self) -> None:
        self._plain.close()
        self._secure.close()
        for connection in list(self.connections):
            connection.reset()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


def _flatten(group: SimSite | HasSites) -> list[SimSite]:
    return [group] if isinstance(group, SimSite) else list(group.sites())
