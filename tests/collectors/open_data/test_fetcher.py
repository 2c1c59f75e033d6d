"""The fetcher against a real server on this machine, and its refusals."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from collectors.open_data import SOURCES, govuk_pay
from collectors.open_data.contract import Interface, Request, single_file
from collectors.open_data.fetcher import Clock, Fetcher, is_public, read_local, user_agent
from errors import SourceError, UnansweredError
from tests.committed import committed_register

REPLIES = {
    "/data": (200, "text/plain; charset=utf-8", b"- Camden Council\n"),
    "/page": (200, "text/html", b"<html>"),
    "/untyped": (200, "", b"data"),
    "/gone": (404, "text/plain", b"gone"),
    "/large": (200, "text/plain", b"x" * 300_000),
    "/busy": (503, "text/plain", b"later"),
}

WAITS = {"/busy-for-a-minute": "60", "/closed-for-an-hour": "3600"}


class Handler(BaseHTTPRequestHandler):
    """Answers as REPLIES says; /again is busy once, those of WAITS say how long, /moved and /round redirect."""

    def do_GET(self) -> None:
        seen = self.server.seen
        seen.append((self.path, self.headers["User-Agent"]))
        if self.path in ("/moved", "/round", "/away"):
            target = {"/moved": "/data", "/round": "/round", "/away": "http://10.0.0.1/data"}[self.path]
            self._answer(302, "text/plain", b"", Location=target)
        elif self.path in WAITS:
            self._answer(*REPLIES["/busy"], **{"Retry-After": WAITS[self.path]})
        elif self.path == "/again":
            self._answer(*REPLIES["/busy" if len(seen) == 1 else "/data"])
        else:
            self._answer(*REPLIES[self.path])

    def _answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """Yield a server; `seen` lists (path, User-Agent) of every request."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.seen = []
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def local_fetcher() -> Fetcher:
    """Return a fetcher that may speak to this machine and nothing else."""
    return Fetcher("https://example.org/contact", lambda host: host == "127.0.0.1", ("http",), slept(lambda wait: None))


def slept(sleep: Callable[[float], None]) -> Clock:
    """Return a clock on which waiting takes no time: `sleep` is told how long it would have been."""
    return Clock(sleep=sleep)


LIVE = Interface("a contract", single_file("", "", ""), max_bytes=200_000, seconds_between=0)


def asked_of(server: ThreadingHTTPServer, path: str) -> Request:
    """Return the request for a path of the local server."""
    return Request("folder/file.yml", f"http://127.0.0.1:{server.server_port}{path}", ("text/plain",))


@pytest.mark.parametrize("path", ["/data", "/moved", "/again"])
def test_a_live_form_is_fetched_directly_after_a_redirect_and_after_a_busy_answer(server, path):
    reply = local_fetcher().ask("any", LIVE, asked_of(server, path))
    assert (reply.file, reply.body, reply.status) == ("folder/file.yml", b"- Camden Council\n", 200)


def test_every_request_says_who_asks_and_where_to_complain(server):
    local_fetcher().ask("any", LIVE, asked_of(server, "/moved"))
    assert {agent for _, agent in server.seen} == {"council-digital-index/0.1 (+https://example.org/contact)"}
    assert user_agent("") == "council-digital-index/0.1"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/page", r"is text/html \(status 200\), expected text/plain"),
        ("/untyped", r"is untyped \(status 200\), expected text/plain"),
        ("/gone", "answered 404, expected 200"),
        ("/busy", "answered 503, expected 200"),
        ("/large", "is larger than 200,000 bytes"),
        ("/round", "more than 3 redirects"),
        ("/away", "10.0.0.1 is unknown or no public address"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_address(server, path, message):
    with pytest.raises(SourceError, match=message) as caught:
        local_fetcher().ask("any", LIVE, asked_of(server, path))
    assert caught.value.source == "any"


def test_a_busy_server_is_asked_four_times_at_most(server):
    with pytest.raises(SourceError):
        local_fetcher().ask("any", LIVE, asked_of(server, "/busy"))
    assert len(server.seen) == 4


@pytest.mark.parametrize(
    ("path", "asked", "slept_before"), [("/busy-for-a-minute", 4, [60.0] * 4), ("/closed-for-an-hour", 1, [])]
)
def test_a_host_that_asks_to_be_left_alone_is_asked_for_nothing_else_before(server, path, asked, slept_before):
    waits: list[float] = []
    later = [0.0]
    clock = Clock(seconds=lambda: later[0] + sum(waits), sleep=waits.append)
    fetcher = Fetcher("", lambda host: True, ("http",), clock)
    with pytest.raises(UnansweredError):
        fetcher.ask("any", LIVE, asked_of(server, path))
    assert len(server.seen) == asked
    if asked == 1:
        with pytest.raises(UnansweredError, match="asked to be left alone, for 3600 s from now"):
            fetcher.ask("another", LIVE, asked_of(server, "/data"))
        assert len(server.seen) == asked
        later[0] = 3600.0
    assert fetcher.ask("another", LIVE, asked_of(server, "/data")).status == 200
    assert waits == slept_before


def test_by_default_neither_plain_http_nor_this_machine_is_spoken_to(server):
    with pytest.raises(SourceError, match="is not an address of https"):
        Fetcher("").ask("any", LIVE, asked_of(server, "/data"))
    with pytest.raises(SourceError, match="no public address"):
        Fetcher("", schemes=("http",)).ask("any", LIVE, asked_of(server, "/data"))
    assert server.seen == []


def test_a_closed_port_is_an_error_and_no_traceback(server):
    waits: list[float] = []
    fetcher = Fetcher("", lambda host: True, ("http",), slept(waits.append))
    with pytest.raises(SourceError, match="ConnectionError.*try 4"):
        fetcher.ask("any", LIVE, Request("folder/file.yml", "http://127.0.0.1:9/data", ("text/plain",)))
    assert waits == [1, 2, 4]


def test_a_host_is_left_a_second_between_two_requests(server):
    waits: list[float] = []
    fetcher = Fetcher("", lambda host: True, ("http",), Clock(seconds=lambda: 100.0, sleep=waits.append))
    for _ in range(3):
        fetcher.ask("any", replace(LIVE, seconds_between=1), asked_of(server, "/data"))
    assert waits == [1, 1]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", "0.0.0.0", "localhost", "", "a..b"],
)
def test_no_private_address_is_public(host):
    assert not is_public(host)


def test_an_address_of_the_internet_is_public():
    assert is_public("8.8.8.8") and is_public("2606:4700:4700::1111")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match="council_pay_services_history.csv: No such file"):
        read_local(govuk_pay.SOURCE, tmp_path)


def test_live_forms_are_https_and_the_others_say_why_there_is_none():
    live = [source for source in SOURCES if source.live]
    assert {"govuk_local_links", "govuk_pay", "govwifi", "hsts_preload"} <= {source.name for source in live}
    for source in live:
        requests = tuple(source.live.requests(committed_register()))
        assert requests and all(one.url.startswith("https://") and one.media_types for one in requests)
    assert all(source.why_not_live for source in SOURCES)
