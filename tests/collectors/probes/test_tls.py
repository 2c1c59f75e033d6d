"""What the probe of TLS says of made hosts: good and bad certificates, versions, and hosts that do not play along."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import socket
import ssl
import struct
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from collectors.crawl.net.addresses import AddressPolicy, is_public
from collectors.probes.findings import Finding
from collectors.probes.pace import Slots
from collectors.probes.tls import CHECKS, Handshaker, probe_tls
from evaluation.simulated_internet.tls import Authority
from models import Status
from tests.collectors.probes.handshakes import shake_hands

HOST, PUBLIC = "www.testham.test", "www.testham.gov.uk"
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    made = Authority()
    yield made
    made.close()


@contextlib.contextmanager
def served(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """Serve each connection by `handle`, in a thread of its own; give the port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=_quietly, args=(handle, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def _quietly(handle: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with contextlib.suppress(OSError), connection:
        handle(connection)


def speaking(context: ssl.SSLContext) -> Callable[[socket.socket], None]:
    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1)

    return handle


def probed(authority: Authority, port: int, host: str = HOST, addresses: tuple[str, ...] = ("127.0.0.1",),
           accepts: Callable = lambda address: True, timeout_s: float = 10.0) -> dict[str, Finding]:  # fmt: skip
    policy = AddressPolicy(reserved=frozenset({"test"}), accepts=accepts, resolver=lambda host, port: list(addresses))
    trusted = ssl.create_default_context(cafile=authority.ca_file)
    shake = Handshaker(policy, trusted, Slots(0.0), timeout_s=timeout_s, port=port)
    try:
        found = probe_tls(host, shake, NOW)
    finally:
        shake.close()
    assert tuple(each.check for each in found) == CHECKS
    return {each.check: each for each in found}


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("good", 1.0, "valid"),
        ("expired", 0.0, "expired"),
        ("not_yet_valid", 0.0, "not_yet_valid"),
        ("wrong_host", 0.0, "wrong_host"),
        ("self_signed", 0.0, "self_signed"),
        ("unknown_issuer", 0.0, "unknown_issuer_or_chain_cut"),
    ],
)
def test_a_certificate_is_judged_as_a_browser_would(authority: Authority, kind: str, value: float, code: str):
    with served(speaking(authority.context(HOST, kind))) as port:
        found = probed(authority, port)
    assert (found["certificate"].value, found["certificate"].code) == (value, code)
    assert (found["modern_tls"].value, found["tls13"].value, found["no_old_tls"].value) == (1.0, 1.0, 1.0)
    days = found["certificate_days"].value
    assert days is not None and (days < 0) is (kind == "expired")
    assert (found["key"].value, found["signature"].value) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("least", "most", "modern", "tls13", "no_old"),
    [
        (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, 1.0, 0.0, 1.0),
        (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3, 1.0, 1.0, 1.0),
        (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_3, 1.0, 1.0, 0.0),
        (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, 1.0, 0.0, 0.0),
        (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1, 0.0, 0.0, 0.0),
    ],
)
def test_the_versions_that_a_host_speaks_are_found(
    authority: Authority, tmp_path: Path, least, most, modern, tls13, no_old
):
    context = context_of(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = least, most
    with served(speaking(context)) as port:
        found = probed(authority, port)
    assert (found["modern_tls"].value, found["tls13"].value, found["no_old_tls"].value) == (modern, tls13, no_old)
    assert found["key"].value == 1.0  # whichever version shows the certificate


@pytest.mark.parametrize(("most", "taken"), [("TLSv1_3", 2), ("TLSv1_2", 3), ("TLSv1_3", 5)])
def test_a_firewall_that_has_seen_enough_of_us_says_nothing_of_versions(authority: Authority, most: str, taken: int):
    """From some handshake on it resets every one: what the host was not asked for is not known."""
    context, connections = authority.context(HOST), []
    context.maximum_version = ssl.TLSVersion[most]

    def handle(connection: socket.socket) -> None:
        connections.append(connection)
        (speaking(context) if len(connections) <= taken else _resetting)(connection)

    with served(handle) as port:
        found = probed(authority, port)
    assert found["certificate"].value == 1.0
    known = 1.0 if taken == 5 else None
    assert [found[check].value for check in ("modern_tls", "tls13", "no_old_tls")] == [known] * 3


def context_of(folder: Path, *, key=None, names: tuple[str, ...] = (HOST,),
               common: str = HOST, until: datetime | None = None) -> ssl.SSLContext:  # fmt: skip
    """Return a server's context with a certificate that it signed itself, odd in some way."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
                      x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Cyngor Sir Ŵyr \u202e\t")])  # fmt: skip
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(1950, 1, 1)).not_valid_after(until or NOW.replace(tzinfo=None) + timedelta(days=90))
    )  # fmt: skip
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), False)
    signed = builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "own.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        ({"until": datetime(9999, 12, 31, 23, 59, 59)}, {"certificate": 0.0, "key": 1.0}),
        ({"names": ()}, {"certificate": 0.0, "key": 1.0}),
        ({"names": ("*.test", "xn--a", "a" * 200)}, {"certificate": 0.0, "key": 1.0}),
        ({"names": tuple(f"h{number}.{HOST}" for number in range(900))}, {"certificate": 0.0, "key": 1.0}),
        ({"common": "\x00odd"}, {"certificate": 0.0, "key": 1.0}),
        ({"key": rsa.generate_private_key(65537, 1024)}, {"certificate": 0.0, "key": 0.0}),
        ({"key": rsa.generate_private_key(65537, 2048)}, {"certificate": 0.0, "key": 1.0}),
        ({"key": ed25519.Ed25519PrivateKey.generate()}, {"certificate": 0.0, "key": 1.0, "signature": 1.0}),
    ],
)
def test_an_odd_certificate_is_a_finding_and_no_crash(authority: Authority, tmp_path: Path, odd: dict, expected: dict):
    with served(speaking(context_of(tmp_path, **odd))) as port:
        found = probed(authority, port)
    assert {check: found[check].value for check in expected} == expected
    assert found["certificate_days"].value is not None


def _silent(connection: socket.socket) -> None:
    time.sleep(2)


def _resetting(connection: socket.socket) -> None:
    connection.recv(100)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _plain(connection: socket.socket) -> None:
    connection.recv(100)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def _dripping(connection: socket.socket) -> None:
    for _ in range(40):
        connection.sendall(b"\x16")
        time.sleep(0.05)


def _flooding(connection: socket.socket) -> None:
    """Ask for another hello without end: OpenSSL heeds no time-out as long as something comes."""
    connection.recv(1000)
    ends = time.monotonic() + 8
    while time.monotonic() < ends:
        connection.sendall(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 500)


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        (_silent, {"timed_out"}),
        (_flooding, {"timed_out"}),
        (_resetting, {"handshake_refused", "no_certificate_seen", "no_version_spoken"}),
        (_plain, {"handshake_refused", "no_certificate_seen", "no_version_spoken"}),
        (_dripping, {"handshake_refused", "no_certificate_seen", "no_version_spoken"}),
    ],
)
def test_a_host_that_does_not_shake_hands_is_a_reason_and_never_a_no(authority: Authority, fault, codes: set[str]):
    begun = time.monotonic()
    with served(fault) as port:
        found = probed(authority, port, timeout_s=0.6 if fault in (_silent, _flooding) else 10.0)
    assert {(each.status, each.value) for each in found.values()} == {(Status.UNREACHABLE, None)}
    assert {each.code for each in found.values()} == codes
    assert time.monotonic() - begun < (6 if fault is _flooding else 60)


def test_a_closed_port_and_a_name_without_address_are_reasons(authority: Authority):
    with socket.socket() as held:  # bound and not listening: nobody else can take the port meanwhile
        held.bind(("127.0.0.1", 0))
        assert {each.code for each in probed(authority, held.getsockname()[1]).values()} == {"unreachable"}
    assert {each.code for each in probed(authority, 443, addresses=()).values()} == {"unresolved"}


def test_a_second_address_is_tried_where_the_first_is_shut(authority: Authority):
    with served(speaking(authority.context(HOST))) as port:
        assert probed(authority, port, addresses=("127.0.0.2", "127.0.0.1"))["certificate"].value == 1.0


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"])
def test_no_address_within_a_network_is_ever_dialled(authority: Authority, address: str):
    dialled = []
    with served(lambda connection: dialled.append(connection)) as port:
        found = probed(authority, port, addresses=(address,), accepts=is_public)
    assert {(each.status, each.code) for each in found.values()} == {(Status.NOT_CHECKED, "unsafe_address")}
    assert dialled == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "a b.test", ""])
def test_what_is_no_public_name_is_not_dialled(authority: Authority, host: str):
    assert {each.code for each in probed(authority, 443, host=host).values()} == {"unsafe_address"}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that keeps nothing yet, also to the processes that are begun here."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_visit_that_is_killed_twice_shakes_hands_again_only_where_no_hands_were_shaken(
    authority: Authority, machine: Path
):
    context = authority.context(PUBLIC, "expired")  # so that the certificate is looked at without verification too
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    met, unanswered, held = [0], (2, 6), threading.Event()

    def handle(connection: socket.socket) -> None:
        met[0] += 1
        if met[0] in unanswered:
            held.set()
            while connection.recv(1000):  # until whoever asks is no more
                pass
        else:
            speaking(context)(connection)

    with served(handle) as port:
        words = (port, str(authority.ca_file), "one", PUBLIC)
        for _ in unanswered:
            asking = multiprocessing.get_context("spawn").Process(target=shake_hands, args=words)
            asking.start()
            assert held.wait(60)
            held.clear()
            asking.kill()
            asking.join()
            assert asking.exitcode == -signal.SIGKILL
        gone_on_with = shake_hands(*words)
        handshakes = met[0]
        assert shake_hands(*words) == gone_on_with and met[0] == handshakes
        assert shake_hands(port, str(authority.ca_file), "", PUBLIC) == gone_on_with
    assert met[0] - handshakes == 6 and handshakes == 6 + len(unanswered)
    assert [each.value for each in gone_on_with if each.check in ("certificate", "modern_tls", "tls13")] == [0, 1, 0]


def test_of_a_host_that_declines_everything_nothing_is_held_against_it_later(authority: Authority, machine: Path):
    """A refusal of one version counts only of a host that speaks to us at all."""
    handlers = [_resetting] * 6 + [speaking(authority.context(PUBLIC))] * 5
    left = iter(handlers)
    with served(lambda connection: next(left)(connection)) as port:
        words = (port, str(authority.ca_file), "one", PUBLIC)
        assert {each.value for each in shake_hands(*words)} == {None}
        found = {each.check: each.value for each in shake_hands(*words)}
        assert next(left, None) is None
    assert (found["certificate"], found["modern_tls"], found["tls13"], found["no_old_tls"]) == (1.0, 1.0, 1.0, 1.0)
