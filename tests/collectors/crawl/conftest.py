"""A scriptable server on the wire, and crawls of the simulated internet, for the tests of the crawl."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.limits import Limits
from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.crawl.run import RunResult, crawl
from collectors.crawl.settings import Settings

IDENTITY = Identity("https://operator.example/crawler")
CUES = {"S01": ["council tax"], "S03": [r"\bbins?\b"], "S20": ["planning"]}


class WireServer:
    """Answers every connection with a script: `script(connection, head)` gets the request's head, once per request."""

    def __init__(self, script: Callable[[socket.socket, bytes], None]) -> None:
        self.script, self.heads, self.connections = script, [], 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            while head := self._head(connection):
                self.heads.append(head)
                self.script(connection, head)
        except OSError:
            pass
        finally:
            connection.close()

    def _head(self, connection: socket.socket) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(65536)
            if not part:
                return b""
            head += part
        return head

    def close(self) -> None:
        self._listener.close()
        for connection in self._open:
            connection.close()


@pytest.fixture
def wire() -> Iterator[Callable]:
    """Start a server with a script; all are closed at the end."""
    servers: list[WireServer] = []

    def start(script: Callable[[socket.socket, bytes], None]) -> WireServer:
        servers.append(WireServer(script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def policy_to(port: int) -> AddressPolicy:
    """Rules under which names ending in .test lead to the local server on that port, and to nothing else."""
    return AddressPolicy(
        ports=frozenset({port}),
        reserved=frozenset({"test"}),
        accepts=lambda address: True,
        resolver=lambda host, asked: ["127.0.0.1"],
    )


@pytest.fixture
def dialler() -> Iterator[Callable]:
    """Make a fetcher that dials a local port directly, without a proxy."""
    made: list[Fetcher] = []

    def make(port: int, **limits: float) -> Fetcher:
        made.append(Fetcher(IDENTITY, policy_to(port), Limits(**limits)))
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.close()


def through(web, limits: Limits | None = None) -> Fetcher:
    """A fetcher that reaches the simulated internet through its proxy, under the rules of a live crawl."""
    proxies = {"http": web.proxy_url, "https": web.proxy_url}
    tls = ssl.create_default_context(cafile=web.ca_file)
    return Fetcher(IDENTITY, AddressPolicy(), limits or Limits(), lambda url: proxies, tls)


def crawl_web(web, db: Path, seeds: list[SiteSeed], limits: Limits | None = None, **settings: object) -> RunResult:
    """Crawl sites of a simulated internet into a database."""
    limits = limits or Limits()
    chosen = {"max_pages": 12, "delay_s": 0.1, "threads": 64, "searches": (), "commit_s": 0.02, **settings}
    with through(web, limits) as fetcher:
        return crawl(Settings(db, db.with_suffix(".lock"), "simulated", CUES, limits=limits, **chosen), seeds, fetcher)


def seed(host: str, scheme: str = "https") -> SiteSeed:
    """A seed named after its host."""
    name = host.removeprefix("www.").partition(".")[0]
    return SiteSeed(name, name, f"{scheme}://{host}/")
