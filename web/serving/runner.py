"""Running the site: gunicorn where it exists (POSIX), else Werkzeug's own server."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from errors import BenchmarkError
from web.serving.request_log import RequestLog
from web.serving.swap import EVERY, Build, Swap
from web.serving.warm import warm

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"
WORKERS, THREADS = 2, 4
REQUEST_LINE_BYTES = 64 * 1024
"""Longest request line that reaches the site, which answers a 10 kB postcode with its own page and headers."""


def serve(published: Path, build: Build, port: int, every: float = EVERY) -> None:
    """Serve the site over whatever database lies at `published` on 127.0.0.1 until interrupted.

    build: makes the site over a copy of it, and raises BenchmarkErrors, which pass through; port 0 takes any free one;
    every: seconds between two looks at whether another database lies there.
    Raises BenchmarkError if the port is taken.
    """
    with listen(port) as listener, own_folder() as folder:
        site = Swap(published, partial(_warmed, build), folder, lambda: datetime.now(UTC))
        announce(listener)
        run(RequestLog(site), listener, partial(site.follow, every))


def _warmed(build: Build, copy: Path) -> Flask:
    server = build(copy)
    warm(server)
    return server


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for what this server alone reads, gone when the process that asked for it ends, not with its workers."""
    folder, owner = Path(tempfile.mkdtemp(prefix="council-digital-index-")), os.getpid()
    try:
        yield folder
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)


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


def run(site: WSGIApplication, listener: socket.socket, begin: Callable[[], object] = lambda: None) -> None:
    """Answer what comes in at `listener` until interrupted. begin: called in each process before it answers."""
    try:
        import gunicorn.http.message
        from gunicorn.app.base import BaseApplication
    except ImportError:  # not POSIX
        from werkzeug.serving import make_server

        logging.getLogger("werkzeug").setLevel(logging.WARNING)  # its own lines hold addresses of readers
        begin()
        make_server(HOST, 0, site, threaded=True, fd=listener.fileno()).serve_forever()
        return

    # gunicorn caps its own setting at this constant and would answer a longer line itself, without our headers.
    gunicorn.http.message.MAX_REQUEST_LINE = REQUEST_LINE_BYTES

    def begin_worker(worker: Any) -> None:
        begin()
        # At these gunicorn shuts its pool of threads from within the handler, and waits for ever (it is killed after
        # half a minute) if the signal came while the pool began a thread; at SIGTERM it does so from its loop.
        for number in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, worker.handle_exit)

    class Site(BaseApplication):
        """The built site under gunicorn: two processes of four threads, sharing what was built before the fork."""

        def load_config(self) -> None:
            for name, value in settings(listener).items():
                self.cfg.set(name, value)
            self.cfg.set("post_worker_init", begin_worker)

        def load(self) -> WSGIApplication:
            return site

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
        "logger_class": "web.serving.gunicorn_log.SiteLogger",
        "limit_request_line": REQUEST_LINE_BYTES,
        "keepalive": 5,
    }
