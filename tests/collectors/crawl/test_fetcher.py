"""One request on the wire: capped in bytes and in time, honest about who asks, never more than asked."""

import gzip
import socket
import ssl
import time

import pytest

from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Ask, Fetcher
from collectors.crawl.net.troubles import Trouble
from models import Outcome
from tests.collectors.crawl.conftest import IDENTITY

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def plain(connection, head: bytes) -> None:
    connection.sendall(OK + b"Content-Length: 5\r\n\r\nhello")


def drip(data: bytes, start: bytes = b""):
    def script(connection, head: bytes) -> None:
        connection.sendall(start)
        for position in range(len(data)):
            connection.sendall(data[position : position + 1])
            time.sleep(0.05)

    return script


def fetch(server, fetcher, path: str = "/", **ask: object):
    return fetcher.fetch(Ask(f"http://www.council.test:{server.port}{path}", **ask))


@pytest.mark.parametrize(
    "script",
    [
        drip(b"x" * 10_000, OK + b"\r\n"),
        drip(b"x" * 10_000, OK + b"Content-Length: 10000\r\n\r\n"),
        drip(b"X-Slow: " + b"y" * 10_000, OK),
        drip(b"HTTP/1.1 200 OK" + b" " * 10_000),
        drip(b"5\r\nhello\r\n" * 1000, OK + b"Transfer-Encoding: chunked\r\n\r\n"),
    ],
    ids=["body", "body with length", "headers", "status line", "chunks"],
)
@pytest.mark.parametrize("again", [False, True], ids=["new connection", "kept connection"])
def test_total_time_holds_against_a_drip(wire, dialler, script, again: bool) -> None:
    server = wire(lambda connection, head: (plain if b"GET /first" in head else script)(connection, head))
    fetcher = dialler(server.port, total_s=0.5)
    if again:
        assert fetch(server, fetcher, "/first").body == b"hello"
    exchange = fetch(server, fetcher)
    assert (exchange.outcome, exchange.reason) == (Outcome.TIMED_OUT, "the reply did not end in time")


def test_a_silent_server_is_given_up(wire, dialler) -> None:
    server = wire(lambda connection, head: time.sleep(3))
    exchange = fetch(server, dialler(server.port, read_s=0.3))
    assert (exchange.outcome, exchange.status) == (Outcome.TIMED_OUT, None)


def test_the_next_request_after_early_hints_gets_its_own_answer(wire, dialler) -> None:
    def hinting(connection, head: bytes) -> None:
        path = head.split()[1]
        body = b"page " + path
        connection.sendall(
            b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
            + OK
            + b"Content-Length: %d\r\n\r\n" % len(body)
            + body
        )

    server = wire(hinting)
    fetcher = dialler(server.port)
    assert [fetch(server, fetcher, path).body for path in ("/a", "/b", "/c")] == [b"page /a", b"page /b", b"page /c"]
    assert server.connections == 1


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello", Outcome.REFUSED),
        (OK + b"X: y\r\n" * 150 + b"\r\n", Outcome.REFUSED),
        (OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n", Outcome.REFUSED),
        (
            OK + b"".join(b"X%d: %s\r\n" % (n, b"y" * 1000) for n in range(80)) + b"Content-Length: 0\r\n\r\n",
            Outcome.REFUSED,
        ),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", Outcome.REFUSED),
        (b"SSH-2.0-OpenSSH\r\n\r\n", Outcome.REFUSED),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 50, Outcome.REFUSED),
        (OK + b"Content-Length: 6000000\r\n\r\n", Outcome.TOO_LARGE),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", Outcome.NOT_MODIFIED),
    ],
    ids=[
        "two lengths",
        "150 headers",
        "long header",
        "80 kB of headers",
        "101",
        "ssh",
        "endless 100",
        "too long",
        "304",
    ],
)
def test_odd_replies_end_as_what_they_are(wire, dialler, reply: bytes, outcome: Outcome) -> None:
    server = wire(lambda connection, head: connection.sendall(reply))
    assert fetch(server, dialler(server.port, read_s=1.0)).outcome is outcome


@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        (
            OK + b"Content-Length: 5\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            Trouble.TWO_LENGTHS,
        ),
        (
            OK + b"Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n" + gzip.compress(b"hello")[:12],
            Trouble.CUT_SHORT,
        ),
        (OK + b"Content-Encoding: x-own\r\nContent-Length: 5\r\n\r\nhello", Trouble.UNDECODABLE),
        (OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n", None),
        (OK + b"Content-Length: 5\r\n\r\nhello", None),
    ],
    ids=["two lengths", "cut short", "unknown encoding", "long header", "sound"],
)
def test_the_trouble_on_which_more_hangs_is_named(wire, dialler, reply: bytes, trouble: Trouble | None) -> None:
    server = wire(lambda connection, head: connection.sendall(reply))
    assert fetch(server, dialler(server.port, read_s=1.0)).trouble is trouble


@pytest.mark.parametrize(
    ("head", "name", "value"),
    [
        (b"Transfer-Encoding: chunked\r\n", "transfer-encoding", "chunked"),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "transfer-encoding", "chunked, chunked"),
        (b"Transfer-Encoding: identity, Chunked \r\n", "transfer-encoding", "identity, Chunked "),
        (b"X-Folded: one \r\n  two\r\n\tthree\r\nTransfer-Encoding: chunked\r\n", "x-folded", "one two three"),
        (b"X: a\r\nTransfer-Encoding: chunked\r\nx: b\r\n", "x", "a, b"),
    ],
)
def test_a_body_in_chunks_is_put_together_however_its_headers_say_so(wire, dialler, head, name, value) -> None:
    chunks = b"5;note=x\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: yes\r\n\r\n"
    server = wire(lambda connection, _: connection.sendall(OK + head + b"\r\n" + chunks))
    exchange = fetch(server, dialler(server.port, read_s=1.0))
    assert (exchange.body, exchange.headers[name]) == (b"hello world", value)


def test_an_unsafe_address_is_named_and_nothing_is_sent(wire, dialler) -> None:
    server = wire(plain)
    exchange = dialler(server.port).fetch(Ask(f"http://127.0.0.1:{server.port}/"))
    assert (exchange.outcome, exchange.trouble, server.heads) == (Outcome.REFUSED, Trouble.UNSAFE_ADDRESS, [])


def test_an_endless_body_stops_at_the_cap(wire, dialler) -> None:
    def endless(connection, head: bytes) -> None:
        connection.sendall(OK + b"\r\n")
        while True:
            connection.sendall(b"more " * 10_000)

    server = wire(endless)
    assert fetch(server, dialler(server.port, page_bytes=1_000_000)).outcome is Outcome.TOO_LARGE


def test_a_redirect_is_handed_back_with_its_body_unread_beyond_the_cap(wire, dialler) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Encoding: gzip\r\n"
    server = wire(lambda connection, _: connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(bomb) + bomb))
    exchange = fetch(server, dialler(server.port))
    assert (exchange.status, exchange.headers["location"], exchange.body) == (302, "http://127.0.0.1/", b"")
    assert len(server.heads) == 1


def test_a_truncated_body_says_so(wire, dialler) -> None:
    def cut(connection, head: bytes) -> None:
        connection.sendall(OK + b"Content-Length: 50\r\n\r\nhalf")
        connection.close()

    server = wire(cut)
    assert fetch(server, dialler(server.port)).outcome is Outcome.REFUSED


def test_who_asks_is_said_and_conditions_are_sent(wire, dialler) -> None:
    server = wire(plain)
    fetch(server, dialler(server.port), etag='"v1"', last_modified="Tue, 03 Nov 2026 10:00:00 GMT")
    head = server.heads[0].decode()
    assert "User-Agent: CouncilDigitalIndex/1.0 (+https://operator.example/crawler)" in head
    assert 'If-None-Match: "v1"' in head
    assert "If-Modified-Since: Tue, 03 Nov 2026 10:00:00 GMT" in head
    assert "Accept-Encoding: gzip, deflate\r\n" in head


def test_a_validator_that_would_break_the_request_is_left_out(wire, dialler) -> None:
    server = wire(plain)
    fetch(server, dialler(server.port), etag='"a"\r\nX-Evil: yes')
    assert b"Evil" not in server.heads[0]


def test_cookies_stay_with_their_host(wire, dialler) -> None:
    server = wire(
        lambda connection, head: connection.sendall(
            OK + b"Set-Cookie: who=me; Path=/; Domain=test\r\nSet-Cookie: seen=1\r\nContent-Length: 0\r\n\r\n"
        )
    )
    fetcher = dialler(server.port)
    for host in ("a", "a", "b"):
        fetcher.fetch(Ask(f"http://{host}.council.test:{server.port}/"))
    assert [b"seen=1" in head for head in server.heads] == [False, True, False]


def test_a_stranger_sends_no_cookie_and_keeps_none(wire, dialler) -> None:
    server = wire(lambda connection, head: connection.sendall(OK + b"Set-Cookie: seen=1\r\nContent-Length: 0\r\n\r\n"))
    fetcher = dialler(server.port)
    for stranger in (False, True, True, False):
        told = fetcher.fetch(Ask(f"http://a.council.test:{server.port}/", as_stranger=stranger))
        assert told.headers["set-cookie"] == "seen=1"
    assert [b"seen=1" in head for head in server.heads] == [False, False, False, True]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "get"])
def test_nothing_but_get_and_head_is_ever_sent(wire, dialler, method: str) -> None:
    server = wire(plain)
    with pytest.raises(ValueError, match="only GET and HEAD"):
        fetch(server, dialler(server.port), method=method)
    assert server.heads == []


def test_media_that_hold_no_words_are_not_downloaded(wire, dialler) -> None:
    server = wire(
        lambda connection, head: connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 900000000\r\n\r\n"
        )
    )
    exchange = fetch(server, dialler(server.port))
    assert (exchange.outcome, exchange.reason, exchange.body) == (Outcome.REPLIED, "body not read", b"")


def test_the_send_is_noted_between_connection_and_reply(wire, dialler) -> None:
    def slow(connection, head: bytes) -> None:
        time.sleep(0.2)
        plain(connection, head)

    server = wire(slow)
    begun = time.monotonic()
    exchange = fetch(server, dialler(server.port))
    assert begun <= exchange.sent_at <= exchange.replied_at - 0.19


def test_verification_of_certificates_cannot_be_switched_off() -> None:
    nothing = ssl.create_default_context()
    nothing.check_hostname = False
    with pytest.raises(ValueError, match="always verified"):
        Fetcher(IDENTITY, AddressPolicy(), tls=nothing)


def test_a_proxy_is_told_the_whole_address_and_who_we_are(wire) -> None:
    server = wire(plain)
    proxy = f"operator:pass%20word@127.0.0.1:{server.port}"
    with Fetcher(IDENTITY, AddressPolicy(), proxies=lambda url: {"http": proxy}) as fetcher:
        exchanges = [fetcher.fetch(Ask(f"http://{host}.gov.uk/page")) for host in ("www.one", "www.two")]
    assert [exchange.body for exchange in exchanges] == [b"hello", b"hello"]
    assert server.heads[0].startswith(b"GET http://www.one.gov.uk/page HTTP/1.1\r\nHost: www.one.gov.uk\r\n")
    assert b"\r\nproxy-authorization: Basic b3BlcmF0b3I6cGFzcyB3b3Jk\r\n" in server.heads[1]
    assert server.connections == 1


@pytest.mark.parametrize("url", ["http://www.one.gov.uk/", "https://www.one.gov.uk/"])
@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("http://127.0.0.1:{port}", "proxy could not connect: Connection refused"),
        ("socks5://127.0.0.1:{port}", "protocol error: proxy socks5: only http and https proxies are known"),
    ],
)
def test_a_proxy_that_is_not_there_tells_nothing_of_the_host(url: str, proxy: str, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = proxy.format(port=listener.getsockname()[1])
    with Fetcher(IDENTITY, AddressPolicy(), proxies=lambda _: {"http": address, "https": address}) as fetcher:
        exchange = fetcher.fetch(Ask(url))
    assert (exchange.outcome, exchange.reason, exchange.opened) == (Outcome.REFUSED, why, False)


def test_a_connection_goes_on_after_a_reply_without_body_and_not_after_a_body_left_unread(wire, dialler) -> None:
    def script(connection, head: bytes) -> None:
        picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\npng"
        none = OK + b"Content-Length: 5\r\n\r\n"
        connection.sendall(none if head.startswith(b"HEAD") else picture if b"/picture" in head else none + b"hello")

    server = wire(script)
    fetcher = dialler(server.port)
    for path, method, body, connections in (
        ("/", "HEAD", b"", 1), ("/", "GET", b"hello", 1), ("/picture", "GET", b"", 1), ("/", "GET", b"hello", 2),
    ):  # fmt: skip
        exchange = fetch(server, fetcher, path, method=method)
        assert (exchange.outcome, exchange.body, server.connections) == (Outcome.REPLIED, body, connections)


def test_a_connection_that_the_server_has_closed_is_opened_anew(wire, dialler) -> None:
    def once(connection, head: bytes) -> None:
        plain(connection, head)
        connection.shutdown(socket.SHUT_RDWR)

    server = wire(once)
    fetcher = dialler(server.port)
    for _ in range(2):
        assert fetch(server, fetcher).body == b"hello"
        time.sleep(0.05)
    assert server.connections == 2
