"""Addresses of files under assets/ that change when the file does, so that browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.security import safe_join

from paths import ASSETS

FOREVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=512)
def fingerprint(path: Path) -> str:
    """Return ten hexadecimal digits that change with the bytes of `path`. OSError if it cannot be read."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset_url(name: str) -> str:
    """Return the address of `assets/<name>`, e.g. `/assets/site.css?v=0123abcdef`.

    FileNotFoundError if there is no such file: a template that names one is wrong.
    """
    return f"/assets/{name}?v={fingerprint(ASSETS / name)}"


def register(server: Flask) -> None:
    """Offer `asset('site.css')` to templates and let browsers keep what is asked for by fingerprint."""
    server.jinja_env.globals["asset"] = asset_url

    @server.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and _holds_a_file(response):
            # Joined as Flask does it: "nothing/../site.css" was served although the folder "nothing" does not exist.
            served = safe_join(str(ASSETS), (request.view_args or {})["filename"])
            known = served is not None and request.args.get("v") == fingerprint(Path(served))
            response.headers["Cache-Control"] = FOREVER if known else "public, max-age=3600"
        return response


def _holds_a_file(response: Response) -> bool:
    """Only then does the path name a file that exists: OPTIONS is answered 200 for any path at all."""
    return request.method in ("GET", "HEAD") and response.status_code in (200, 304)
