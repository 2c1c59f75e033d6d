"""WARC files of a few records, in the forms of the programs that write most of them."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

PAGE = b"<!doctype html><title>Bins</title><h1>Bins</h1><p>Your bin day is Monday.</p>"


@dataclass(frozen=True)
class Made:
    """One record to write. block: what follows the WARC headers; headers: of WARC, in order."""

    headers: tuple[tuple[str, str], ...]
    block: bytes

    def bytes(self, version: str = "WARC/1.0") -> bytes:
        lines = [version, *(f"{name}: {value}" for name, value in self.headers)]
        if not any(name == "Content-Length" for name, _ in self.headers):
            lines.append(f"Content-Length: {len(self.block)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.block + b"\r\n\r\n"


def sha1(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


def http(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def response(
    url: str,
    block: bytes,
    *more: tuple[str, str],
    record_id: str = "urn:uuid:00000000-0000-4000-8000-000000000001",
    kind: str = "response",
    day: str = "2026-11-20T10:00:00Z",
) -> Made:
    fixed = (
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Date", day),
        ("WARC-Target-URI", url),
        ("Content-Type", f"application/http; msgtype={'response' if kind == 'revisit' else kind}"),
    )
    return Made((*fixed, *more), block)


def archive(records: Iterable[Made], zipped: bool = True, version: str = "WARC/1.0") -> bytes:
    """Return the file: a gzip member a record, as all three programs write, or plain."""
    parts = [one.bytes(version) for one in records]
    return b"".join(gzip.compress(part) for part in parts) if zipped else b"".join(parts)
