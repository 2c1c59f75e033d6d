"""Running the site: gunicorn where it exists (POSIX), else Werkzeug's own server."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from flask import Flask

from errors import BenchmarkError
from web.serving.warm import warm

HOST = "127.0.0.1"
WORKERS, THREADS = 2, 4
REQUEST_LINE_BYTES = 64 * 1024
"""Longest request line that reaches the site, which answers a 10 kB postcode with its own page and headers."""


def serve(build: Callable[[], Flask], port: int) -> None:
    """Build the site and serve it on 127.0.0.1 until interrupted; port 0 takes any free one.

    build: returns the Flask server, or raises a BenchmarkError, which passes through.
    Raises BenchmarkError if the port is taken.
    """
    listener = listen(port)
    with listener:
        server = build()
        warm(server)
        announce(listener)
        run(server, listener)


def listen(port: int) -> socket.socket:
    """Return a socket that listens on 127.0.0.1. Raises BenchmarkError naming the port if that cannot be."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise BenchmarkError(f"port {port} cannot be used ({error}); choose another with --port") from None
    listener.listen(256)
    return listener


def announce(listener: socket.socket) -> None:
    """Print where the site is."""
    print(f"Serving on http://{HOST}:{listener.getsockname()[1]} (stop with Ctrl+C)", flush=True)


def run(server: Flask, listener: socket.socket) -> None:
    """Answer what comes in at `listener` until interrupted."""
    try:
        import gunicorn.http.message
        from gunicorn.app.base import BaseApplication
    except ImportError:  # not POSIX
        from werkzeug.serving import make_server

        make_server(HOST, 0, server, threaded=True, fd=listener.fileno()).serve_forever()
        return

    # gunicorn caps its own setting at this constant and would answer a longer line itself, without our headers.
    gunicorn.http.message.MAX_REQUEST_LINE = REQUEST_LINE_BYTES

    class Site(BaseApplication):
        """The built site under gunicorn: two processes of four threads, sharing what was built before the fork."""

        def load_config(self) -> None:
            for name, value in settings(listener).items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return server

    Site().run()


def settings(listener: socket.socket) -> dict[str, Any]:
    """Return gunicorn's settings. X-Forwarded-Proto is believed from this machine only (gunicorn's default)."""
    return {
        "bind": f"fd://{listener.detach()}",  # gunicorn closes it itself
        "workers": WORKERS,
        "threads": THREADS,
        "worker_class": "gthread",
        "preload_app": True,
        "loglevel": "warning",
        "limit_request_line": REQUEST_LINE_BYTES,
        "keepalive": 5,
    }
