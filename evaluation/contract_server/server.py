"""The server: many hosts on one port of 127.0.0.1, and the adapter that leads a client's requests to it."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import HTTPAdapter

from evaluation.contract_server.answers import NO_REPLY, Answer, Contract, Fault, page, with_fault

MODIFIED = "Sat, 26 Sep 2026 03:00:00 GMT"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in. headers: lower case. query: of a question that was posted, with it as `asked`."""

    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


class ContractServer:
    """A context manager that answers for the hosts of its contracts, from a thread of its own.

    `asked` lists every request. `fail(host, *faults)`: the next requests to a host meet these faults, one each;
    `always(host, fault)`: all of them do.
    """

    def __init__(self, contracts: Iterable[Contract]):
        self.contracts = {contract.host: contract for contract in contracts}
        self.asked: list[Asked] = []
        self._next: defaultdict[str, deque[Fault | None]] = defaultdict(deque)
        self._always: dict[str, Fault] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> ContractServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def fail(self, host: str, *faults: Fault | None) -> None:
        """Let the next requests to a host meet these faults, one each; None is a request without a fault."""
        self._next[host].extend(faults)

    def always(self, host: str, fault: Fault | None) -> None:
        """Let every request to a host meet a fault from now on, or none any more."""
        self._always.pop(host, None)
        if fault is not None:
            self._always[host] = fault

    @property
    def port(self) -> int:
        """Return where it listens on 127.0.0.1."""
        return self._server.server_port

    def adapter(self) -> HTTPAdapter:
        """Return what a `requests` session mounts so that whatever it asks for is asked of this server."""
        return Rerouted(self.port)

    def answer(self, asked: Asked) -> Answer:
        """Return what a request gets, the faults that were ordered included."""
        self.asked.append(asked)
        contract = self.contracts.get(asked.host)
        if contract is None:
            return page(404, "No such host here")
        answer = contract.answer(asked.path, asked.query)
        waiting = self._next[asked.host]
        fault = waiting.popleft() if waiting else self._always.get(asked.host)
        return with_fault(fault, answer, contract.drift) if fault else answer


class Rerouted(HTTPAdapter):
    """Leads whatever is asked to a contract server on this machine, by its port."""

    def __init__(self, port: int):
        self._port = port
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        request.headers["Host"] = parts.netloc
        request.url = parts._replace(scheme="http", netloc=f"127.0.0.1:{self._port}").geturl()
        return super().send(request, *args, **{**options, "proxies": {}})


def _handler(contracts: ContractServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer(asked=self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, **posted: str) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(parts.query, keep_blank_values=True)) | posted
            if "x-goog-api-key" in headers:  # Google's services take it in either place
                query["key"] = headers["x-goog-api-key"]
            self._send(_conditional(contracts.answer(Asked(headers["host"], parts.path, query, headers)), headers))

        def _send(self, answer: Answer) -> None:
            if answer.status == NO_REPLY:
                self.close_connection = True
                return
            self.send_response_only(answer.status)  # without a Date: the clock of whoever asks may be another
            told = {"Content-Type": answer.media_type, "Content-Length": str(len(answer.body)), **answer.headers}
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body[: answer.breaks_after])
            if answer.breaks_after is not None:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    return Handler


def _conditional(answer: Answer, headers: dict[str, str]) -> Answer:
    """Return the answer as the client's validators and ranges (RFC 9110, 13 and 14) ask for it."""
    if answer.status != 200:
        return answer
    etag = f'"{sha256(answer.body).hexdigest()[:16]}"'
    answer = replace(answer, headers={"ETag": etag, "Last-Modified": MODIFIED, **answer.headers})
    if headers.get("if-none-match") == etag:
        return replace(answer, status=304, body=b"", breaks_after=None)
    start = headers.get("range", "").removeprefix("bytes=").removesuffix("-")
    if not start or headers.get("if-range", etag) not in (etag, MODIFIED):
        return answer
    begin, size = int(start), len(answer.body)
    if begin >= size:
        return Answer(416, "text/plain", b"", {"Content-Range": f"bytes */{size}"})
    rest = answer.body[begin:]
    breaks = None if answer.breaks_after is None else len(rest) // 2
    told = {**answer.headers, "Content-Range": f"bytes {begin}-{size - 1}/{size}"}
    return replace(answer, status=206, body=rest, headers=told, breaks_after=breaks)
