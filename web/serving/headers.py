"""Security headers of every answer, and the four content security policies (CSP level 3, W3C)."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, Response, request

EXPLORER = "/explore/"
"""Where the one interactive page lives: the only path with the longer policy."""

EMBEDDED = "/embed/"
"""Beginning of the addresses that other sites may frame, the only ones: cards without forms and scripts."""

STYLES = Path(__file__).with_name("explorer_styles.json")
"""The style sheets that Dash and Plotly write into the page, as hashes, beside the versions that write them."""

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
FILES = "/assets/"
"""Beginning of the addresses of style sheets, scripts and drawings: what only documents obey is left out there, since
on a page of a few kilobytes it weighs as much as the file."""
FILES_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Of a drawing that somebody opens by itself."""
OPEN = ("/api/v1", "/data/")
"""Beginnings of the addresses that scripts of any site may read (CORS, fetch.spec.whatwg.org)."""
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, X-Edition",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
HSTS = "max-age=31536000; includeSubDomains"


def content_policy() -> str:
    """Return the policy of every page but the explorer: our own files only, nothing inline."""
    return _policy(style="'self'", image="'self'")


def explorer_policy() -> str:
    """Return the explorer's policy: as the content policy, with the pinned styles and images of its own making.

    Dash and Plotly write `style` elements into the page; each is allowed by the SHA-256 of its text, so that
    neither 'unsafe-inline' nor 'unsafe-eval' is needed. `blob:` is how Plotly turns a chart into a PNG to be saved.
    """
    hashes = json.loads(STYLES.read_text(encoding="utf-8"))["sha256"]
    return _policy(style=" ".join(["'self'", *(f"'sha256-{value}'" for value in hashes)]), image="'self' data: blob:")


def embedded_policy() -> str:
    """Return the policy of a card: our own style sheet only, in anybody's frame."""
    return "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"


def _policy(style: str, image: str) -> str:
    return (
        f"default-src 'none'; script-src 'self'; style-src {style}; img-src {image}; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def register(server: Flask) -> None:
    """Add the headers to every answer of `server`, to a file's those that count there.

    Strict-Transport-Security only where the request came by https.
    """
    content, explorer, embedded = content_policy(), explorer_policy(), embedded_policy()

    @server.after_request
    def secure(response: Response) -> Response:
        # An error there is a page of the site.
        if request.path.startswith(FILES) and response.status_code in (200, 304):
            response.headers["X-Content-Type-Options"] = FIXED["X-Content-Type-Options"]
            response.headers["Content-Security-Policy"] = FILES_POLICY
            response.headers.pop("Content-Disposition", None)  # Flask's, for a file that is shown anyhow
            return _by_https(response)
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        policy = explorer if request.path.startswith(EXPLORER) else content
        # An error there is a page of the site, and a 304 renews the headers of what the browser has.
        if request.path.startswith(EMBEDDED) and response.status_code in (200, 304):
            policy = embedded
            del response.headers["X-Frame-Options"]
        response.headers.setdefault("Content-Security-Policy", policy)
        if request.path.startswith(OPEN):
            response.headers.update(SHARED | (PREFLIGHT if request.method == "OPTIONS" else {}))
        return _by_https(response)


def _by_https(response: Response) -> Response:
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = HSTS
    return response
