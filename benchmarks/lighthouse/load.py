"""A small load generator: connections that stay open, each asking again as soon as it is answered."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """per_second: answers per second over all connections; p50, p99: milliseconds; wrong: answers that were not 200."""

    per_second: float
    p50: float
    p99: float
    wrong: int


def measure(port: int, path: str, connections: int = 16, seconds: float = 5.0, warm_up: float = 1.0) -> Load:
    """Return how 127.0.0.1:port answers GET `path`. One process of its own drives the connections."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(_drive, (port, path, connections, warm_up))
        times, wrong = pool.apply(_drive, (port, path, connections, seconds))
    times.sort()
    return Load(len(times) / seconds, 1000 * times[len(times) // 2], 1000 * times[int(len(times) * 0.99)], wrong)


def _drive(port: int, path: str, connections: int, seconds: float) -> tuple[list[float], int]:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: br\r\n\r\n".encode()
    times, wrong, end = [], 0, time.perf_counter() + seconds
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            _ask(selector, socket.create_connection(("127.0.0.1", port)), request)
        while time.perf_counter() < end:
            for key, _ in selector.select(1.0):
                connection, started, got = key.data
                got += connection.recv(1 << 18)
                if not _whole(got):
                    continue
                times.append(time.perf_counter() - started)
                wrong += not got.startswith(b"HTTP/1.1 200")
                selector.unregister(connection)
                _ask(selector, connection, request)
        for key in list(selector.get_map().values()):
            key.data[0].close()
    return times, wrong


def _ask(selector: selectors.BaseSelector, connection: socket.socket, request: bytes) -> None:
    selector.register(connection, selectors.EVENT_READ, (connection, time.perf_counter(), bytearray()))
    connection.sendall(request)


def _whole(got: bytearray) -> bool:
    head, found, body = got.partition(b"\r\n\r\n")
    if not found:
        return False
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    return len(body) >= int(length)
