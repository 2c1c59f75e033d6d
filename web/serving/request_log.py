"""One line in the log for each request, without personal data: the route and not the address, no query, no IP address.

A route is the pattern that an address fits ("/council/<slug>"), so that nothing that anybody typed is in it; there is
none for an address that leads nowhere.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)
SEEN = "council_index.seen"
"""Where in WSGI's environment the server notes what the log says of a request."""


class RequestLog:
    """WSGI: answers by `site`, and logs each answer at level INFO when it begins to leave.

    Fields: method (of HTTP, "other" for any that HTTP does not have), route ('' for none), status, bytes (None where
    the answer is streamed), milliseconds until then, and kept: whether it came from memory.
    """

    def __init__(self, site: WSGIApplication, clock: Callable[[], float] = time.perf_counter):
        self._site, self._clock = site, clock

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        if not log.isEnabledFor(logging.INFO):
            return self._site(environ, start_response)
        began = self._clock()
        seen: dict[str, Any] = {}
        environ[SEEN] = seen

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            taken = 1000 * (self._clock() - began)
            length = dict(headers).get("Content-Length")
            fields = {
                "method": _method(environ),
                "route": seen.get("route", ""),
                "status": int(status[:3]),
                "bytes": int(length) if length else None,
                "milliseconds": round(taken, 1),
                "kept": seen.get("kept", False),
            }
            log.info("%(method)s %(route)s %(status)d, %(milliseconds)s ms", fields, extra={"fields": fields})
            return start_response(status, headers, *error)

        return self._site(environ, start)


def register(server: Flask) -> None:
    """Let `server` note the route of each request, and whether its answer came from memory."""

    @server.after_request
    def note(response: Response) -> Response:
        seen = request.environ.get(SEEN)
        if seen is not None:
            seen |= {"route": route(), "kept": bool(g.get("from_memory"))}
        return response


def route() -> str:
    """Return the pattern that the address of the present request fits, '' for none."""
    return request.url_rule.rule if request.url_rule else ""


def _method(environ: dict[str, Any]) -> str:
    method: str = environ.get("REQUEST_METHOD", "")
    known = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT")
    return method if method in known else "other"
