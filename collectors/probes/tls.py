"""What a host's TLS says: its certificate, whether it verifies, and which versions of the protocol it speaks.

Only handshakes: nothing is asked over them. A certificate that does not verify is looked at once more without
verification, for its names and dates; no request ever follows.
"""

from __future__ import annotations

import socket
import ssl
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.x509.oid import NameOID

from collectors.crawl.net.addresses import AddressPolicy, NameService, Unresolved, UnsafeUrl, vet_host
from collectors.crawl.net.watchdog import Guard, Watchdog
from collectors.probes.findings import Finding, decided, undecided
from collectors.probes.journal import Form, VisitJournal, joined, parted
from collectors.probes.pace import Slots
from models import Status

HANDSHAKE_S = 10.0
PORT = 443
LEAST_RSA_BITS, LEAST_EC_BITS = 2048, 224
"""NIST SP 800-57 part 1: what still gives 112 bits of security; of DSA as of RSA."""
VERSIONS = {
    "tls10": ssl.TLSVersion.TLSv1, "tls11": ssl.TLSVersion.TLSv1_1, "tls13": ssl.TLSVersion.TLSv1_3,
    "tls12": ssl.TLSVersion.TLSv1_2,
}  # fmt: skip
"""In the order in which they are offered: what nearly every host speaks comes last, and shows that it still answers."""
CHECKS = ("certificate", "certificate_days", "key", "signature", "modern_tls", "tls13", "no_old_tls")
"""What is found of each host, in this order."""
_CODES = {
    9: "not_yet_valid", 10: "expired", 18: "self_signed", 19: "unknown_issuer", 20: "unknown_issuer_or_chain_cut",
    21: "unknown_issuer_or_chain_cut", 23: "revoked", 24: "chain_broken", 25: "chain_too_long", 62: "wrong_host",
    66: "weak_key", 67: "weak_key_of_issuer", 68: "weak_signature_of_issuer",
}  # fmt: skip
"""OpenSSL's X509_V_ERR_ codes -> ours."""
_WEAK = frozenset({"md5", "sha1"})


@dataclass(frozen=True, slots=True)
class Handshake:
    """How one handshake ended. outcome: done, refused (the host or our library declines), bad_certificate, or a word of
    the network: unresolved, unsafe_address, timed_out, unreachable. code: why a certificate does not verify.
    """

    outcome: str
    version: str = ""
    certificate: bytes = b""
    code: str = ""

    @property
    def met_host(self) -> bool:
        """Whether the host itself took part."""
        return self.outcome in ("done", "refused", "bad_certificate")


def _written(shown: Handshake) -> bytes:
    return joined({"outcome": shown.outcome, "version": shown.version, "code": shown.code}, shown.certificate)


def _read(kept: bytes) -> Handshake:
    said, certificate = parted(kept)
    return Handshake(said["outcome"], said["version"], certificate, said["code"])


SHOWN = Form(_written, _read, lambda shaken: shaken.outcome in ("done", "bad_certificate"))
"""Of a host that declines even what a browser offers: that may be a firewall, so no refusal of its is kept."""
ANSWERED = Form(_written, _read, lambda shaken: shaken.met_host)
"""Of one that is seen to speak: that it declines a version is what was asked."""


@dataclass(slots=True)
class Handshaker:
    """Shakes hands with hosts whose every address is public, at the pace. trusted: verifies as a browser would."""

    policy: AddressPolicy
    trusted: ssl.SSLContext
    slots: Slots
    timeout_s: float = HANDSHAKE_S
    port: int = PORT
    _names: NameService = field(init=False)
    _lenient: ssl.SSLContext = field(init=False)
    _single: dict[str, ssl.SSLContext] = field(init=False)
    _watchdog: Watchdog = field(init=False)

    def __post_init__(self) -> None:
        self._names, self._watchdog = NameService(self.policy), Watchdog()
        self._lenient = _unverified()
        self._single = {name: context for name, version in VERSIONS.items() if (context := _only(version)) is not None}

    def close(self) -> None:
        """Stop resolving names and watching over handshakes."""
        self._names.close()
        self._watchdog.close()

    def verified(self, host: str, journal: VisitJournal) -> Handshake:
        """Return a handshake as a browser makes it. journal: what the same visit was shown before it was ended."""
        return self._once(host, "verified", self.trusted, journal, SHOWN)

    def lenient(self, host: str, journal: VisitJournal) -> Handshake:
        """Return one that takes any certificate, to read it."""
        return self._once(host, "lenient", self._lenient, journal, SHOWN)

    def again(self, host: str, version: str, journal: VisitJournal) -> Handshake:
        """Return one more that offers a version which the host has spoken, to see whether it still answers."""
        return self._once(host, f"{version} again", self._single[version], journal, SHOWN)

    def single(self, host: str, version: str, journal: VisitJournal, form: Form[Handshake]) -> Handshake | None:
        """Return one that offers a single version (a key of VERSIONS); None where our own library cannot.

        form: SHOWN or ANSWERED, by what the host was seen to do.
        """
        context = self._single.get(version)
        return None if context is None else self._once(host, version, context, journal, form)

    def _once(
        self, host: str, what: str, context: ssl.SSLContext, journal: VisitJournal, form: Form[Handshake]
    ) -> Handshake:
        try:
            name = vet_host(host, self.policy.reserved)
        except UnsafeUrl:
            return Handshake("unsafe_address")
        turn, rest = partial(self.slots.turn, name), partial(self.slots.rest, name)
        return journal.answer((what, name, self.port), partial(self._shake, name, context), form, turn, rest)

    def _shake(self, name: str, context: ssl.SSLContext) -> Handshake:
        try:
            return self._dial(name, self._names.addresses(name, self.port, self.timeout_s), context)
        except UnsafeUrl:
            return Handshake("unsafe_address")
        except Unresolved:
            return Handshake("unresolved")

    def _dial(self, host: str, addresses: Sequence[str], context: ssl.SSLContext) -> Handshake:
        guard = Guard(time.monotonic() + self.timeout_s, lambda *_: self._connected(addresses))
        self._watchdog.add(guard)
        try:
            ended = self._ended(host, context, guard)
        finally:
            self._watchdog.discard(guard)
        return Handshake("timed_out") if guard.expired and ended.outcome != "done" else ended

    def _ended(self, host: str, context: ssl.SSLContext, guard: Guard) -> Handshake:
        try:
            with guard.dial(host, self.port, guard.remaining_s()) as plain:
                # OpenSSL reads on for as long as something comes, and looks at no time-out meanwhile.
                guard.watch(plain)
                plain.settimeout(guard.remaining_s())
                with context.wrap_socket(plain, server_hostname=host) as secure:
                    return Handshake("done", secure.version() or "", secure.getpeercert(binary_form=True) or b"")
        except ssl.SSLCertVerificationError as error:
            return Handshake("bad_certificate", code=_CODES.get(error.verify_code, "not_verified"))
        except TimeoutError:
            return Handshake("timed_out")
        except (ssl.SSLError, ConnectionResetError, BrokenPipeError):
            return Handshake("refused")
        except (OSError, ValueError):
            return Handshake("unreachable")

    def _connected(self, addresses: Sequence[str]) -> socket.socket:
        """Return a connection to the first address that takes one; a machine without IPv6 cannot reach them all."""
        deadline = time.monotonic() + self.timeout_s
        failure = OSError("no address")
        for address in addresses:
            try:
                return socket.create_connection((address, self.port), max(deadline - time.monotonic(), 0.01))
            except OSError as error:
                failure = error
        raise failure


def probe_tls(
    host: str, shake: Handshaker, now: datetime, journal: VisitJournal | None = None
) -> tuple[Finding, ...]:  # fmt: skip
    """Return the findings of a host. A host that cannot be reached is a reason in every finding and never a "no".

    journal: what the same visit was shown before it was ended.
    """
    journal = journal or VisitJournal()
    first = shake.verified(host, journal)
    if not first.met_host:
        return tuple(_not_met(check, host, first) for check in CHECKS)
    seen = first if first.certificate else shake.lenient(host, journal)
    form = SHOWN if first.outcome == "refused" else ANSWERED
    offered = {name: shake.single(host, name, journal, form) for name in VERSIONS}
    *_, spoken = ["", *(name for name, each in offered.items() if each and each.outcome == "done")]
    if spoken and _declines_last(offered) and shake.again(host, spoken, journal).outcome != "done":
        offered = {name: each if each and each.outcome == "done" else None for name, each in offered.items()}
    shown = next((each for each in (seen, *offered.values()) if each and each.certificate), seen)
    found = (_verdict(host, first), *_certificate(host, shown, now), *_versions(host, offered))
    assert tuple(each.check for each in found) == CHECKS
    return found


def _declines_last(offered: Mapping[str, Handshake | None]) -> bool:
    """Return whether the last version was declined: a firewall may have seen enough of us by then."""
    *_, last = ["", *(each.outcome for each in offered.values() if each)]
    return last == "refused"


def _not_met(check: str, host: str, handshake: Handshake) -> Finding:
    status = Status.NOT_CHECKED if handshake.outcome == "unsafe_address" else Status.UNREACHABLE
    return undecided(check, host, status, handshake.outcome)


def _verdict(host: str, first: Handshake) -> Finding:
    """Met by a certificate that verifies for this host, its chain to a root that is trusted included (RFC 5280)."""
    if first.outcome == "refused":
        # A host that resets or answers with an alert may be a firewall: of its certificate nothing was seen.
        return undecided("certificate", host, Status.UNREACHABLE, "handshake_refused")
    return decided("certificate", host, float(first.outcome == "done"), first.code or "valid")


def _certificate(host: str, seen: Handshake, now: datetime) -> tuple[Finding, ...]:
    checks = CHECKS[1:4]
    if not seen.certificate:
        return tuple(undecided(check, host, Status.UNREACHABLE, "no_certificate_seen") for check in checks)
    try:
        leaf = x509.load_der_x509_certificate(seen.certificate)
        until, key, algorithm = leaf.not_valid_after_utc, leaf.public_key(), leaf.signature_hash_algorithm
        issuer = leaf.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    except (ValueError, UnsupportedAlgorithm, OverflowError):
        return tuple(undecided(check, host, Status.UNPARSEABLE, "certificate_unreadable") for check in checks)
    days = (until - now).total_seconds() / 86400
    strong = {rsa.RSAPublicKey: LEAST_RSA_BITS, dsa.DSAPublicKey: LEAST_RSA_BITS,
              ec.EllipticCurvePublicKey: LEAST_EC_BITS}  # fmt: skip
    least = next((bits for kind, bits in strong.items() if isinstance(key, kind)), 0)
    bits = getattr(key, "key_size", 256)
    weak = algorithm is not None and algorithm.name in _WEAK
    return (
        decided("certificate_days", host, float(int(days)), "until", until=until.date().isoformat(),
                issuer=str(issuer[0].value)[:100] if issuer else ""),
        decided("key", host, float(bits >= least), "strong" if bits >= least else "short", bits=bits),
        decided("signature", host, float(not weak), algorithm.name if algorithm is not None else "intrinsic"),
    )  # fmt: skip


def _versions(host: str, offered: dict[str, Handshake | None]) -> tuple[Finding, ...]:
    answers = {name: _speaks(handshake) for name, handshake in offered.items()}
    said = {name: None if answer is None else float(answer) for name, answer in answers.items()}
    # A host that declines every version was shut to us, not to the versions.
    if True not in answers.values():
        return tuple(undecided(check, host, Status.UNREACHABLE, "no_version_spoken") for check in CHECKS[4:])

    def told(check: str, answer: bool | None, yes: str, no: str) -> Finding:
        if answer is None:
            return undecided(check, host, Status.NOT_CHECKED, "handshake_failed", **said)
        return decided(check, host, float(answer), yes if answer else no, **said)

    old = _either(answers["tls11"], answers["tls10"])
    return (
        told("modern_tls", _either(answers["tls13"], answers["tls12"]), "spoken", "not_spoken"),
        told("tls13", answers["tls13"], "spoken", "not_spoken"),
        told("no_old_tls", None if old is None else not old, "not_spoken", "spoken"),
    )


def _either(one: bool | None, other: bool | None) -> bool | None:
    """Return whether one of two holds; None where that hangs on what is not known."""
    return True if one or other else None if None in (one, other) else False


def _speaks(handshake: Handshake | None) -> bool | None:
    """Return whether a version is spoken; None where our library cannot offer it or the network failed."""
    if handshake is None or not handshake.met_host:
        return None
    return handshake.outcome == "done"


def _unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")  # what is weak is to be seen, not to be turned away
    return context


def _only(version: ssl.TLSVersion) -> ssl.SSLContext | None:
    """Return a context that offers one version; None where this machine's OpenSSL does not have it."""
    context = _unverified()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # asking for an old version is the point
            context.minimum_version = context.maximum_version = version
    except (ValueError, ssl.SSLError):
        return None
    has = {ssl.TLSVersion.TLSv1: ssl.HAS_TLSv1, ssl.TLSVersion.TLSv1_1: ssl.HAS_TLSv1_1,
           ssl.TLSVersion.TLSv1_2: ssl.HAS_TLSv1_2, ssl.TLSVersion.TLSv1_3: ssl.HAS_TLSv1_3}  # fmt: skip
    return context if has[version] else None
