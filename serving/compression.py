"""Compression on the fly for what is made per request: brotli or gzip (RFC 9110 section 12.5.3)."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress


def register(server: Flask) -> None:
    """Compress the answers of `server` that nothing has compressed yet. Its own cache stays off.

    With a cache, Flask-Compress 1.25 gives all answers whose key is None one entry: pages get mixed up.
    Pages and files are kept compressed by serving.page_cache instead.
    """
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_ALGORITHM_STREAMING"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = 4
    server.config["COMPRESS_STREAMS"] = False
    server.config["COMPRESS_MIMETYPES"] = [*COMPRESSIBLE]
    Compress(server)


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
