"""No URL reaches inside a network: every form is refused before a socket opens."""

import ipaddress
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests import PreparedRequest

from collectors.crawl.net.addresses import (
    AddressPolicy,
    NameService,
    Unresolved,
    UnsafeUrl,
    is_public,
    vet_url,
    wire_form,
)
from collectors.crawl.net.fetcher import Ask, Fetcher
from evaluation.simulated_internet.faults import FORBIDDEN_URLS
from models import Outcome
from tests.collectors.crawl.conftest import IDENTITY

MORE_FORBIDDEN = (
    "http://0x7f.1/", "http://0300.0250.0.1/", "http://127.0.0.1./", "http://1/", "http://%31%32%37.0.0.1/",
    "http://\uff11\uff12\uff17.0.0.1/", "http://127\u30020\u30020\u30021/", "http://[::ffff:10.0.0.1]/",
    "http://[2002:7f00:1::]/", "http://router.lan/", "http://nas.home.arpa/", "http://hidden.onion/", "http://x.corp/",
    "http://127.0.0.1.nip.io/", "http://localtest.me/", "http://a.localhost/", "http://gov/", "http://a..gov.uk/",
    "http://-a.gov.uk/", "https://www.kent.gov.uk:80443/", "http://www.kent.gov.uk:8080/", "http://www.kent.gov.uk:a/",
    "http://www.kent.gov.uk\\@127.0.0.1/", "http://www.kent.gov.uk@127.0.0.1/", "http:// www.kent.gov.uk/",
    "http://www.kent.gov.uk/a b", "http://www.kent.gov.uk/\x00", "//www.kent.gov.uk/", "www.kent.gov.uk", "",
    "HTTP+UNIX://x", "ws://www.kent.gov.uk/", "http://www.kent.gov.uk/" + "x" * 2000, "http://council.test/",
)  # fmt: skip


@given(st.text(st.sampled_from("aZ09-_~!$&'()*+,;=:@/?.%[]\u00e9\u0175"), max_size=12))
def test_an_address_goes_on_the_wire_as_requests_would_send_it(rest: str) -> None:
    plain = vet_url(f"https://www.kent.gov.uk/{rest}", AddressPolicy()).url
    expected = PreparedRequest()
    expected.prepare_url(plain, None)
    assert wire_form(plain) == expected.url


@pytest.mark.parametrize("url", FORBIDDEN_URLS + MORE_FORBIDDEN)
def test_every_unsafe_form_is_refused(url: str) -> None:
    with pytest.raises(UnsafeUrl):
        vet_url(url, AddressPolicy())


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://www.kent.gov.uk/", "https://www.kent.gov.uk/"),
        ("HTTPS://WWW.Kent.GOV.UK", "https://www.kent.gov.uk/"),
        ("http://www.kent.gov.uk:80/a?b=c", "http://www.kent.gov.uk/a?b=c"),
        ("https://www.kent.gov.uk./", "https://www.kent.gov.uk/"),
        ("http://cyngor-ceredigion.llyw.cymru/", "http://cyngor-ceredigion.llyw.cymru/"),
        ("https://sir-f\u00f4n.wales/", "https://xn--sir-fn-mxa.wales/"),
        ("https://kent.gov.uk:80/", "https://kent.gov.uk:80/"),
    ],
)
def test_a_public_name_is_let_through_in_its_plain_form(url: str, plain: str) -> None:
    assert vet_url(url, AddressPolicy()).url == plain


@given(st.ip_addresses())
def test_no_address_literal_is_ever_let_through(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    host = f"[{address}]" if address.version == 6 else str(address)
    with pytest.raises(UnsafeUrl):
        vet_url(f"http://{host}/", AddressPolicy())


@given(st.integers(0, 2**32 - 1), st.sampled_from(["{}", "0x{:x}", "0{:o}", "{}."]))
def test_no_number_is_ever_let_through(number: int, form: str) -> None:
    with pytest.raises(UnsafeUrl):
        vet_url(f"http://{form.format(number)}/", AddressPolicy())


@pytest.mark.parametrize(("address", "public"), [
    ("8.8.8.8", True), ("2a00:1450:4009::1", True), ("127.0.0.1", False), ("10.1.2.3", False), ("100.64.0.1", False),
    ("169.254.169.254", False), ("0.0.0.0", False), ("224.0.0.1", False), ("240.0.0.1", False), ("192.0.2.1", False),
    ("::", False), ("::1", False), ("fe80::1", False), ("fd00::1", False), ("::ffff:8.8.8.8", False),
    ("64:ff9b::a00:1", False), ("2002:a00:1::", False), ("2001:db8::1", False), ("ff02::1", False), ("fec0::1", False),
])  # fmt: skip
def test_only_global_unicast_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def resolving_to(*answers: str) -> NameService:
    return NameService(AddressPolicy(resolver=lambda host, port: list(answers)))


def test_one_private_answer_among_public_ones_refuses_the_name() -> None:
    names = resolving_to("8.8.8.8", "10.0.0.1")
    with pytest.raises(UnsafeUrl, match=r"10\.0\.0\.1"):
        names.addresses("www.kent.gov.uk", 443, 1)
    names.close()


def test_a_name_is_looked_up_once_a_minute_for_both_schemes_and_again_at_once_where_it_was_not_found() -> None:
    now, asked = [100.0], list[str]()

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [] if host == "www.lost.gov.uk" else ["8.8.8.8"]

    names = NameService(AddressPolicy(resolver=resolve), clock=lambda: now[0])
    for port, after_s in ((443, 0.0), (80, 59.0), (443, 2.0)):
        now[0] += after_s
        assert names.addresses("www.kent.gov.uk", port, 1) == ["8.8.8.8"]
    for _ in range(2):
        with pytest.raises(Unresolved):
            names.addresses("www.lost.gov.uk", 443, 1)
    assert asked == ["www.kent.gov.uk", "www.kent.gov.uk", "www.lost.gov.uk", "www.lost.gov.uk"]
    names.close()


def test_a_name_server_that_hangs_is_given_up() -> None:
    stuck = threading.Event()
    names = NameService(AddressPolicy(resolver=lambda host, port: ["8.8.8.8"] if stuck.wait(5) else []))
    with pytest.raises(Unresolved, match="did not answer"):
        names.addresses("www.kent.gov.uk", 443, 0.05)
    stuck.set()
    names.close()


def test_a_dozen_names_whose_servers_hang_keep_no_other_name_waiting() -> None:
    answer, asked = threading.Event(), threading.Semaphore(0)

    def resolve(host: str, port: int) -> list[str]:
        asked.release()
        if host.startswith("silent"):
            answer.wait(30)
        return ["8.8.8.8"]

    names = NameService(AddressPolicy(resolver=resolve))
    with ThreadPoolExecutor(12) as pool:
        for number in range(12):
            pool.submit(names.addresses, f"silent-{number}.gov.uk", 443, 30)
        try:
            assert all(asked.acquire(timeout=5) for _ in range(12))
            assert names.addresses("www.kent.gov.uk", 443, 5) == ["8.8.8.8"]
        finally:
            answer.set()
    names.close()


def test_a_canary_on_loopback_never_sees_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        port = canary.getsockname()[1]
        policy = AddressPolicy(ports=frozenset({80, 443, port}), resolver=lambda host, asked: ["127.0.0.1"])
        forms = (
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "www.kent.gov.uk",
            "user@127.0.0.1",
            "127.0.0.1.nip.io",
        )
        with Fetcher(IDENTITY, policy) as fetcher:
            for form in forms:
                exchange = fetcher.fetch(Ask(f"http://{form}:{port}/"))
                assert exchange.outcome is Outcome.REFUSED
                assert exchange.reason.startswith("unsafe address")
                assert exchange.sent_at is None
        with pytest.raises(TimeoutError):
            canary.accept()


def test_a_name_is_resolved_once_and_the_vetted_address_is_dialled(wire, dialler) -> None:
    def script(connection, head):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    server, asked = wire(script), []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    policy = AddressPolicy(
        ports=frozenset({server.port}),
        reserved=frozenset({"test"}),
        resolver=rebinding,
        accepts=lambda address: str(address) == "127.0.0.1",
    )
    with Fetcher(IDENTITY, policy) as fetcher:
        exchange = fetcher.fetch(Ask(f"http://www.council.test:{server.port}/"))
    assert (exchange.status, exchange.body, asked) == (200, b"ok", ["www.council.test"])
    assert f"Host: www.council.test:{server.port}".encode() in server.heads[0]
