"""How answers leave the server: security headers, compression, caching. Knows addresses, never what a page says."""

from __future__ import annotations

from flask import Flask

from web.serving import assets, compression, headers, page_cache, postcode_answers, request_log

MOST_BYTES = 256 * 1024
"""Of the body of a request; the explorer's own are a few kilobytes, and nothing else takes any."""


def register(server: Flask) -> None:
    """Give every answer of `server`, errors too, its headers, its compression and its caching.

    Call it before any routes are added: Flask runs the last registered after-request step first,
    so the order below is headers last, compression before them, the page store first of all.
    """
    server.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    request_log.register(server)
    headers.register(server)
    compression.register(server)
    page_cache.register(server)
    assets.register(server)
    postcode_answers.register(server)
