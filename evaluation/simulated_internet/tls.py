"""A throwaway certificate authority: a certificate for any host, good or bad in a named way."""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_Key = ec.EllipticCurvePrivateKey

KINDS = ("good", "expired", "not_yet_valid", "wrong_host", "self_signed", "unknown_issuer")
"""good; out of date; dated in the future; made out to another host; signed by itself; by an issuer nobody knows."""


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _validity(kind: str) -> tuple[datetime, datetime]:
    now = datetime.now(UTC)
    if kind == "expired":
        return now - timedelta(days=90), now - timedelta(days=2)
    if kind == "not_yet_valid":
        return now + timedelta(days=30), now + timedelta(days=60)
    return now - timedelta(days=1), now + timedelta(days=30)


class Authority:
    """Issues certificates into a directory of its own, which `close` removes.

    `ca_file` is the path of the root in PEM, for REQUESTS_CA_BUNDLE. All leaves share one key:
    issuing takes well under a millisecond, so hundreds of hosts cost nothing.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="simulated-ca-")
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())
        self._stranger = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[tuple[str, str], ssl.SSLContext] = {}
        self.ca_file = str(Path(self._folder.name) / "ca.pem")
        Path(self.ca_file).write_bytes(self._root().public_bytes(serialization.Encoding.PEM))

    def context(self, host: str, kind: str = "good") -> ssl.SSLContext:
        """A server context whose certificate is for `host`, bad in the way of `kind` (see KINDS)."""
        if (host, kind) not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_alpn_protocols(["http/1.1"])
            context.load_cert_chain(self._leaf_file(host, kind))
            self._contexts[host, kind] = context
        return self._contexts[host, kind]

    def close(self) -> None:
        """Remove keys and certificates from the disk."""
        self._folder.cleanup()

    def _root(self) -> x509.Certificate:
        name = _name("Simulated internet root")
        return self._sign(name, name, self._root_key, self._root_key, _validity("good"), authority=True)

    def certificate(self, host: str, kind: str = "good") -> bytes:
        """Return a certificate for `host` and its key, as PEM."""
        issuer, key = {
            "self_signed": (_name(host), self._leaf_key),
            "unknown_issuer": (_name("Nobody's root"), self._stranger),
        }.get(kind, (_name("Simulated internet root"), self._root_key))
        subject = "www.somebody-else.example" if kind == "wrong_host" else host
        leaf = self._sign(_name(subject), issuer, self._leaf_key, key, _validity(kind), host=subject)
        private = self._leaf_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return leaf.public_bytes(serialization.Encoding.PEM) + private

    def _leaf_file(self, host: str, kind: str) -> str:
        path = Path(self._folder.name) / f"{len(self._contexts)}.pem"
        path.write_bytes(self.certificate(host, kind))
        return str(path)

    def _sign(
        self, subject: x509.Name, issuer: x509.Name, key: _Key, signer: _Key, validity: tuple[datetime, datetime],
        *, host: str | None = None, authority: bool = False,
    ) -> x509.Certificate:  # fmt: skip
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(validity[0])
            .not_valid_after(validity[1])
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        if host:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        if authority:
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(signer, hashes.SHA256())
