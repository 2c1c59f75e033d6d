"""A time limit for the whole of a request, which socket time-outs are not: they begin anew with every byte."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable

TICK_S = 0.1


class Guard:
    """The time limit of one request. Its `tap` is a second handle on the request's socket, so that it can be cut.

    sent_at: monotonic seconds at which the request went out, None until it did. opened: a connection to the host
    itself stood by then, and not only one to a proxy. expired: True once the limit cut it.
    """

    __slots__ = ("deadline", "expired", "sent_at", "opened", "dial", "_tap", "_lock")

    def __init__(self, deadline: float, dial: Callable[[str, int, float], socket.socket]) -> None:
        self.deadline, self.dial = deadline, dial
        self.expired, self.opened = False, False
        self.sent_at: float | None = None
        self._tap: socket.socket | None = None
        self._lock = threading.Lock()

    def remaining_s(self) -> float:
        """Return the seconds left, at least a hundredth."""
        return max(self.deadline - time.monotonic(), 0.01)

    def watch(self, sock: socket.socket) -> None:
        """Take hold of the socket that this request now uses."""
        tap = socket.socket(sock.family, sock.type, sock.proto, fileno=os.dup(sock.fileno()))
        with self._lock:
            old, self._tap = self._tap, tap
            if self.expired:
                self._cut()
        if old is not None:
            old.close()

    @property
    def watches(self) -> bool:
        """Whether it has hold of a socket."""
        return self._tap is not None

    def mark_sent(self, opened: bool) -> None:
        """Note that the request is going out now."""
        self.sent_at, self.opened = time.monotonic(), opened

    def expire(self) -> None:
        """Cut the connection; the thread that reads it sees its end at once."""
        with self._lock:
            self.expired = True
            self._cut()

    def close(self) -> None:
        """Let go of the socket, which itself stays open for the next request."""
        with self._lock:
            tap, self._tap = self._tap, None
        if tap is not None:
            tap.close()

    def _cut(self) -> None:
        if self._tap is not None:
            with contextlib.suppress(OSError):
                self._tap.shutdown(socket.SHUT_RDWR)


class Watchdog:
    """One thread that cuts every guarded request whose time has passed."""

    def __init__(self) -> None:
        self._guards: set[Guard] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
        self._thread.start()

    def add(self, guard: Guard) -> None:
        """Begin to watch over a request."""
        with self._lock:
            self._guards.add(guard)

    def discard(self, guard: Guard) -> None:
        """The request has ended."""
        with self._lock:
            self._guards.discard(guard)
        guard.close()

    def close(self) -> None:
        """Stop the thread."""
        self._stop.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stop.wait(TICK_S):
            now = time.monotonic()
            with self._lock:
                late = [guard for guard in self._guards if now >= guard.deadline and not guard.expired]
            for guard in late:
                guard.expire()
