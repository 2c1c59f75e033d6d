"""Pages and files kept in memory as the compressed bytes that were sent, because the database never changes.

Only as many as fit: odd query strings push out other odd query strings, never what was pinned at the start.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, request

from web.serving.compression import compress, negotiated, shrinks
from web.serving.headers import EXPLORER

KEPT_HEADERS = (
    "Cache-Control", "Content-Disposition", "Content-Language", "Link", "Access-Control-Allow-Origin", "X-Edition",
)  # fmt: skip
SUITES = f"{EXPLORER}_dash-component-suites/"
PERSONAL = ("/postcode", "/api/v1/postcodes")
"""Addresses that hold what a reader typed about where he lives: no memory keeps them, ours or a shared one."""
TYPED = frozenset({"q", "place", "find"})
"""Parameters of any address that hold the same."""

FILES = ("static", "explorer_plotly")
"""Endpoints that stream a file of ours."""


Key = tuple[str, str]
"""Encoding as negotiated (`br`, `gzip`, `identity`), and path, its language with it, with the query in the order of
names."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as it leaves: `body` already in `encoding` ('' if as it is), `etag` of the bytes before that."""

    body: bytes
    encoding: str
    etag: str
    content_type: str
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """Bytes this answer takes in memory, near enough."""
        return len(self.body) + 500

    def response(self) -> Response:
        """Return the answer, as 304 without a body where the reader already has it."""
        answer = Response(self.body, content_type=self.content_type, headers=list(self.headers))
        if self.encoding:
            answer.headers["Content-Encoding"] = self.encoding
        answer.headers["Vary"] = "Accept-Encoding"
        answer.set_etag(self.etag, weak=True)
        answer.make_conditional(request)
        return answer


class PageStore:
    """A bounded memory of answers, least recently used out first. Safe to share between threads."""

    def __init__(self, limit: int = 8 << 20, largest: int = 2 << 20):
        """limit: bytes of all answers together, pinned ones apart; largest: bytes of one."""
        self.limit, self.largest = limit, largest
        self.size = 0
        self._pinned: dict[Key, Kept] = {}
        self._recent: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pinned) + len(self._recent)

    def get(self, key: Key) -> Kept | None:
        """Return what is kept under `key`, or None."""
        if key in self._pinned:
            return self._pinned[key]
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
            return self._recent.get(key)

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer, dropping the least recently used beyond the limit; one that is too large is not kept."""
        if kept.size > self.largest or key in self._pinned:
            return
        with self._lock:
            if (old := self._recent.pop(key, None)) is not None:
                self.size -= old.size
            self._recent[key] = kept
            self.size += kept.size
            while self.size > self.limit:
                self.size -= self._recent.popitem(last=False)[1].size

    def forget(self) -> None:
        """Drop everything that is not pinned."""
        with self._lock:
            self._recent.clear()
            self.size = 0

    def pin(self, key: Key, kept: Kept) -> None:
        """Keep an answer for as long as the server runs."""
        self._pinned[key] = kept


def address(path: str, pairs: list[tuple[str, str]]) -> str:
    """Return path and query with the names in order and repeated names in the order given."""
    return f"{path}?{urlencode(sorted(pairs, key=lambda pair: pair[0]))}" if pairs else path


def keep(response: Response, encoding: str) -> Kept:
    """Return what is worth keeping of an uncompressed `response`, its body in `encoding` where that saves bytes."""
    response.direct_passthrough = False
    body = response.get_data()
    small = encoding != "identity" and shrinks(response, body)
    return Kept(
        body=compress(body, encoding) if small else body,
        encoding=encoding if small else "",
        etag=hashlib.sha256(body).hexdigest()[:20],
        content_type=response.content_type,
        headers=tuple((name, value) for name, value in response.headers if name in KEPT_HEADERS),
    )


def keepable(response: Response) -> bool:
    """True for a whole page or file that is the same for every reader until the next edition."""
    path, endpoint = request.path, request.endpoint
    # Dash's page is the same for all too: its token for each load of it serves background callbacks, and we have none.
    dash = path.startswith(EXPLORER) and path != EXPLORER and not path.startswith(SUITES)
    ours = not (dash or is_personal())
    whole = endpoint in FILES or not response.is_streamed
    private = response.cache_control.no_store or "Set-Cookie" in response.headers
    return request.method == "GET" and response.status_code == 200 and ours and whole and not private


def freshness(response: Response) -> str:
    """Return the Cache-Control of an answer whose view set none."""
    if response.status_code >= 400:
        return "no-store"
    if request.path.startswith(SUITES):
        return "public, max-age=3600"
    mine = request.path.startswith(EXPLORER) or is_personal()
    return "private, no-cache" if mine else "public, max-age=300"


def is_personal() -> bool:
    """Return whether the present request holds what a reader typed about where he lives or what he needs."""
    return request.path.startswith(PERSONAL) or bool(TYPED & request.args.keys())


def request_key() -> Key:
    """Return the key of the present request."""
    return negotiated(), address(request.script_root + request.path, list(request.args.items(multi=True)))


def register(server: Flask) -> None:
    """Answer GET and HEAD from memory where the page was sent before, and remember what is sent."""
    server.extensions["page_store"] = PageStore()

    @server.before_request
    def recall() -> Response | None:
        store: PageStore = current_app.extensions["page_store"]
        if request.method not in ("GET", "HEAD"):
            return None
        kept = store.get(request_key())
        g.from_memory = kept is not None
        return kept.response() if kept else None

    @server.after_request
    def remember(response: Response) -> Response:
        if g.get("from_memory"):
            return response
        if not response.cache_control or response.status_code >= 400:
            response.headers["Cache-Control"] = freshness(response)
        if not keepable(response):
            return response
        key = request_key()
        kept = keep(response, key[0])
        response.close()
        current_app.extensions["page_store"].put(key, kept)
        return kept.response()
