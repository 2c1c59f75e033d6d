"""The fetcher against replies that no server should send: each ends in words, none in a traceback or in half a file."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from collectors.open_data.contract import Interface, Key, Request, single_file
from collectors.open_data.fetcher import Clock, Fetcher, Part, Reply, may_be_public
from errors import SourceError, UnansweredError
from evaluation.simulated_internet.tls import Authority

ROWS = b"- Camden Council\n" * 2000
PACKED = gzip.compress(ROWS, mtime=0)
INTERFACE = Interface("a contract", single_file("", "", ""), max_bytes=200_000, seconds_between=0)
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@dataclass
class Server:
    """Sends `replies` as they are, one a connection and the last again and again. asked: what came in."""

    listening: socket.socket
    tls: ssl.SSLContext | None = None
    replies: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.listening.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with suppress(OSError), closing(self._wrapped(connection)) as peer:
                self.asked.append(peer.recv(65_536).decode("latin-1"))
                peer.sendall(self.replies.pop(0) if len(self.replies) > 1 else self.replies[0])

    def _wrapped(self, connection: socket.socket) -> socket.socket:
        return self.tls.wrap_socket(connection, server_side=True) if self.tls else connection


@pytest.fixture
def server() -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        served = Server(listening)
        thread = threading.Thread(target=served.run, daemon=True)
        thread.start()
        yield served
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def reply(status: str = "200 OK", body: bytes = b"", length: int | None = None, **headers: str) -> bytes:
    size = str(len(body) if length is None else length)
    said = {"Content-Type": "text/plain", "Content-Length": size, "Connection": "close", **headers}
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in said.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def ask(
    server: Server,
    *replies: bytes,
    whole: bool = False,
    waits: list[float] | None = None,
    parts: list[Part] | None = None,
    interface: Interface = INTERFACE,
    scheme: str = "http",
    **more: dict[str, str],
) -> Reply:
    """Ask a server that has these replies. waits and parts get what was waited and what was kept."""
    server.replies = list(replies)
    slept = waits if waits is not None else []
    clock = Clock(lambda: NOW, lambda: sum(slept), slept.append)
    known = ("127.0.0.1", "localhost")
    fetcher = Fetcher("https://example.org", lambda host: host in known, (scheme,), clock, **more)
    host = "localhost" if scheme == "https" else "127.0.0.1"
    request = Request("file.txt", f"{scheme}://{host}:{server.port}/file", ("text/plain",), whole=whole)
    return fetcher.ask("any", interface, request, keep_part=(parts if parts is not None else []).append)


def test_a_packed_reply_is_unpacked_also_where_it_was_packed_in_two(server: Server) -> None:
    both = gzip.compress(ROWS[:170]) + gzip.compress(ROWS[170:])
    for packed in (PACKED, both):
        assert ask(server, reply(body=packed, Content_Encoding="gzip")).body == ROWS
    assert "Accept-Encoding: gzip\r\n" in server.asked[0]


@pytest.mark.parametrize(
    ("packed", "says"),
    [
        (PACKED[: len(PACKED) // 2], "its packed body has no end"),
        (PACKED[:-8], "its packed body has no end"),
        (PACKED[:-8] + bytes(8), "incorrect data check"),
        (ROWS, "incorrect header check"),
    ],
    ids=["half", "without its sum", "with another sum", "not packed at all"],
)
def test_a_packed_reply_without_its_end_is_never_taken_for_a_whole_one(
    server: Server, packed: bytes, says: str
) -> None:
    with pytest.raises(UnansweredError, match=says):
        ask(server, reply(body=packed, Content_Encoding="gzip"))
    assert len(server.asked) == 4


def test_a_little_that_unpacks_to_very_much_is_refused(server: Server) -> None:
    with pytest.raises(SourceError, match="larger than 200,000 bytes"):
        ask(server, reply(body=gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"))


def test_a_packing_that_was_not_asked_for_is_named(server: Server) -> None:
    with pytest.raises(SourceError, match="is packed as 'br', expected gzip or not at all"):
        ask(server, reply(body=b"\x0b\x02", Content_Encoding="br"))


def test_a_packed_part_of_a_large_file_is_not_gone_on_with_as_if_it_were_the_file(server: Server) -> None:
    parts: list[Part] = []
    with pytest.raises(UnansweredError, match="broke off"):
        ask(server, reply(body=PACKED[:40], length=len(PACKED), Content_Encoding="gzip", ETag='"1"'),
            whole=True, parts=parts)  # fmt: skip
    assert parts == [Part()] and all("range:" not in one.lower() for one in server.asked)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529])
def test_a_server_that_is_ill_or_busy_has_not_answered(server: Server, status: int) -> None:
    with pytest.raises(UnansweredError, match=f"answered {status}, expected 200"):
        ask(server, reply(f"{status} Ill"))
    assert len(server.asked) == 4


def test_nothing_at_all_is_no_answer_and_no_other_form(server: Server) -> None:
    with pytest.raises(UnansweredError, match="answered 204, which is nothing at all"):
        ask(server, reply("204 No Content"))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("written", "waited"),
    [
        ("7", 7),
        ("7.5", 7.5),
        ("Tue, 01 Dec 2026 09:00:30 GMT", 30),
        ("Tue, 01 Dec 2026 09:00:30", 30),
        ("Tue, 01 Dec 2026 09:00:30 -0000", 30),
        ("Tue, 01 Dec 2026 08:00:00 GMT", 1),
        ("soon", 1),
        ("-3", 1),
        ("\xb2", 1),
        ("Wed, 21 Oct 99999 07:28:00 GMT", 1),
    ],
)
def test_what_retry_after_says_is_waited_whatever_its_form(server: Server, written: str, waited: float) -> None:
    waits: list[float] = []
    ask(server, reply("429 Busy", Retry_After=written), reply(), waits=waits)
    assert waits == [waited]


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"Retry_After": "9" * 400}, "longer than can be counted"),
        ({"Retry_After": "Wed, 21 Oct 2037 07:28:00 GMT"}, "left alone for 343"),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "9" * 5000}, "longer than can be counted"),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(int(NOW.timestamp()) + 900)}, "left alone for 900 s"),
    ],
)
def test_whoever_asks_for_more_than_five_minutes_is_left_alone(server: Server, headers: dict, says: str) -> None:
    with pytest.raises(UnansweredError, match=says):
        ask(server, reply("429 Busy", **headers))
    assert len(server.asked) == 1


@pytest.mark.parametrize("location", ["https://[bad/", "/caf\xe9", "http://\xff/", "http://127.0.0.1:99999/"])
def test_a_redirect_to_what_is_no_address_is_named(server: Server, location: str) -> None:
    with pytest.raises(SourceError, match=r"no address|not a valid host|InvalidURL"):
        ask(server, reply("302 Found", Location=location))


def test_a_redirect_to_plain_http_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Authority()) as authority:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", authority.ca_file)
        server.tls = authority.context("localhost")
        with pytest.raises(SourceError, match="http://localhost/sign-in is not an address of https"):
            ask(server, reply("302 Found", Location="http://localhost/sign-in"), scheme="https")
    assert len(server.asked) == 1


@pytest.mark.parametrize("days", [-365, -2, 2, 365])
def test_a_clock_that_is_days_wrong_is_told_before_facts_get_its_day(server: Server, days: int) -> None:
    theirs = NOW + timedelta(days=days)
    with pytest.raises(UnansweredError, match=f"it is {theirs:%-d %B %Y} there and 1 December 2026 by this machine"):
        ask(server, reply(Date=format_datetime(theirs, usegmt=True)))
    kept = (-days * 86_400) if days < 0 else 0
    if kept:  # a cache on the way that has had it since then
        assert ask(server, reply(Date=format_datetime(theirs, usegmt=True), Age=str(kept))).status == 200


def test_an_hour_or_a_date_that_cannot_be_read_is_no_wrong_clock(server: Server) -> None:
    for date in (format_datetime(NOW - timedelta(hours=1), usegmt=True), "yesterday", ""):
        assert ask(server, reply(Date=date)).status == 200


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("not_yet_valid", "certificate is not yet valid"),
        ("expired", "certificate has expired"),
        ("unknown_issuer", "unable to get local issuer certificate"),
        ("wrong_host", "certificate is not valid for 'localhost'"),
    ],
)
def test_a_certificate_that_is_not_accepted_is_told_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch, kind: str, says: str
) -> None:
    with closing(Authority()) as authority:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", authority.ca_file)
        server.tls = authority.context("localhost", "good")
        assert ask(server, reply(body=b"x"), scheme="https").body == b"x"
        server.tls = authority.context("localhost", kind)
        waits: list[float] = []
        with pytest.raises(
            UnansweredError, match=f"no safe connection: .*{says}.*is this machine's clock right"
        ) as told:
            ask(server, reply(body=b"x"), scheme="https", waits=waits)
    assert waits == [] and "HTTPSConnectionPool" not in str(told.value)


@pytest.mark.parametrize("answer", [None, "407 Proxy Authentication Required", "403 Forbidden"])
def test_a_proxy_that_refuses_is_told_at_once_and_its_password_never(
    server: Server, monkeypatch: pytest.MonkeyPatch, answer: str | None
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    server.replies = [reply(answer or "200 OK")]
    monkeypatch.setenv("HTTPS_PROXY", f"http://somebody:secret@127.0.0.1:{server.port if answer else port}")
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    waits: list[float] = []
    fetcher = Fetcher("https://example.org", clock=Clock(lambda: NOW, sleep=waits.append))
    request = Request("file.txt", "https://nobody-but-the-proxy-knows-me.example.org/", ("text/plain",))
    with pytest.raises(UnansweredError, match="the proxy that this machine is told to use lets nothing") as told:
        fetcher.ask("any", INTERFACE, request)
    assert waits == [] and "secret" not in str(told.value) and (answer or "refused") in str(told.value)


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://10.1.2.3/", "https://localhost/", "https://router.local/"]
)
def test_a_proxy_is_not_asked_for_what_is_no_public_host(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(UnansweredError, match="unknown or no public address"):
        Fetcher("https://example.org").ask("any", INTERFACE, Request("file.txt", url, ("text/plain",)))
    assert may_be_public("www.gov.uk") and may_be_public("8.8.8.8")


def test_what_a_service_says_of_a_question_that_it_refuses_is_quoted(server: Server) -> None:
    said = b'{"ok": false,\n "error": "no such column: pipeline", "status": 400}'
    with pytest.raises(SourceError, match=r"answered 400, expected 200: '\{\"ok\": false, \"error\": \"no such column"):
        ask(server, reply("400 Bad Request", said, Content_Type="application/json; charset=utf-8"))
    with pytest.raises(SourceError, match="answered 403, expected 200$"):
        ask(server, reply("403 Forbidden", b"<html>", Content_Type="text/html"))


def test_a_key_that_is_refused_is_named_and_never_shown(server: Server) -> None:
    key = Key(f"127.0.0.1:{server.port}", "A_KEY", "X-Key")
    interface = Interface("a contract", single_file("", "", ""), seconds_between=0, key=key)
    refused = reply("400 Bad Request", b'{"error": "secret-key is no key"}', Content_Type="application/json")
    with pytest.raises(SourceError, match="is the key in A_KEY right, and may it ask this") as told:
        ask(server, refused, interface=interface, keys={"A_KEY": "secret-key"})
    assert "X-Key: secret-key" in server.asked[0] and "secret-key" not in str(told.value)
    with pytest.raises(SourceError, match="expected 200: '.*'$"):
        ask(server, refused, interface=interface)


def test_what_netrc_holds_for_a_host_is_not_sent(server: Server, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    ask(server, reply())
    assert "authorization" not in server.asked[0].lower()


FIRST = reply(body=ROWS[:100], length=len(ROWS), ETag='"1"')
"""A large file that breaks off after a hundred bytes."""


@pytest.mark.parametrize(
    "second",
    [
        reply("416 Range Not Satisfiable", Content_Range="bytes */50"),
        reply("206 Partial Content", ROWS[90:], Content_Range=f"bytes 90-{len(ROWS) - 1}/{len(ROWS)}"),
        reply("206 Partial Content", ROWS[100:], Content_Range=f"bytes 100-{len(ROWS) - 1}/{len(ROWS) + 1}"),
        reply("206 Partial Content", ROWS[100:], Content_Range="bytes \xb2-3/9"),
        reply("206 Partial Content", ROWS[100:]),
    ],
    ids=["it has become shorter", "another place", "another length", "an unreadable place", "no place"],
)
def test_a_rest_that_does_not_fit_is_thrown_away_and_the_file_begun_again(server: Server, second: bytes) -> None:
    found = ask(server, FIRST, second, reply(body=ROWS, ETag='"2"'), whole=True)
    assert found.body == ROWS and found.etag == '"2"'
    ranges = ["Range: bytes=100-" in one for one in server.asked]
    assert ranges == [False, True, False] and 'If-Range: "1"' in server.asked[1]


@pytest.mark.parametrize(
    ("validators", "goes_on"),
    [
        ({"ETag": '"1"'}, True),
        ({"Last_Modified": "Sat, 26 Sep 2026 03:00:00 GMT"}, True),
        ({"ETag": 'W/"1"'}, False),
        ({}, False),
    ],
)
def test_a_file_is_gone_on_with_only_where_it_is_known_to_be_the_same(
    server: Server, validators: dict[str, str], goes_on: bool
) -> None:
    first = reply(body=ROWS[:100], length=len(ROWS), **validators)
    rest = reply("206 Partial Content", ROWS[100:], Content_Range=f"bytes 100-{len(ROWS) - 1}/{len(ROWS)}")
    assert ask(server, first, rest if goes_on else reply(body=ROWS), whole=True).body == ROWS
    assert ("Range: bytes=100-" in server.asked[1]) == goes_on
