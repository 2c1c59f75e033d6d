"""Compression as each reader accepts it: brotli, gzip or none (RFC 9110 section 12.5.3)."""

from __future__ import annotations

import gzip

import brotli
import werkzeug
from flask import Flask, Response, request

COMPRESSIBLE = (
    "text/html",
    "text/css",
    "text/csv",
    "text/plain",
    "text/javascript",
    "text/xml",
    "application/javascript",
    "application/json",
    "application/geo+json",
    "application/manifest+json",
    "application/atom+xml",
    "application/xml",
    "image/svg+xml",
    "image/x-icon",
)
"""Media types that shrink; anything else (PNG, SQLite) leaves as it is."""

SMALLEST = 500
"""Bytes below which compressing costs more than it saves."""

QUICK = {"br": 4, "gzip": 6}
"""Levels for what is made on request and then kept: a table of 382 councils takes about 4 ms."""

ONCE = {"br": 2, "gzip": 2}
"""Levels for what is sent once: a place page takes half the time of QUICK and a twelfth more bytes."""

BEST = {"br": 11, "gzip": 9}
"""Levels for what is compressed once and sent often."""


def negotiated() -> str:
    """Return the encoding for the present request: `br`, `gzip` or `identity`."""
    return request.accept_encodings.best_match(["br", "gzip"]) or "identity"


def shrinks(response: werkzeug.Response, body: bytes) -> bool:
    """True where compressing `body` saves bytes."""
    return response.mimetype in COMPRESSIBLE and len(body) >= SMALLEST


def compress(body: bytes, encoding: str, levels: dict[str, int] = QUICK) -> bytes:
    """Return `body` in `br` or `gzip`, always the same bytes for the same input."""
    if encoding == "br":
        return brotli.compress(body, quality=levels["br"])
    return gzip.compress(body, levels["gzip"], mtime=0)


def register(server: Flask) -> None:
    """Compress the answers of `server` that are whole and that nothing has compressed yet: those that nobody keeps."""

    @server.after_request
    def shrink(response: Response) -> Response:
        if "Content-Encoding" in response.headers or response.is_streamed or response.direct_passthrough:
            return response
        response.vary.add("Accept-Encoding")
        encoding, body = negotiated(), response.get_data()
        if encoding != "identity" and shrinks(response, body):
            response.set_data(compress(body, encoding, ONCE))
            response.headers["Content-Encoding"] = encoding
        return response
