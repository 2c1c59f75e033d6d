"""The pages, sites and behaviours that the simulated internet serves. No I/O."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypedDict
from urllib.parse import unquote

HTML = "text/html; charset=utf-8"
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server read it. `path` keeps its query; header names are in lower case."""

    method: str
    scheme: str
    host: str
    path: str
    headers: Mapping[str, str]

    @property
    def url(self) -> str:
        """The absolute URL that was asked for, without a port."""
        return f"{self.scheme}://{self.host}{self.path}"


class Exchange(Protocol):
    """What a behaviour may do with one open connection. Every write after the client left is ignored."""

    request: Request

    def raw(self, data: bytes) -> None:
        """Send bytes exactly as they are."""

    async def sleep(self, seconds: float) -> bool:
        """Wait; False if the client has gone meanwhile, and the behaviour should stop."""

    def close(self) -> None:
        """Flush and close the connection in good order."""

    def reset(self) -> None:
        """Tear the connection down with a TCP reset."""


Behaviour = Callable[[Exchange], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SimPage:
    """One reply. `content` is the decoded body, or a function that makes it anew each time.

    `behave` replaces the whole reply by a coroutine that writes to the connection itself.
    `encoding` forces a content coding (br, zstd, gzip) whether or not the client accepts it;
    None leaves the server to offer gzip. `cacheable` False: no validators are sent.
    """

    content: bytes | Callable[[], bytes] = b""
    content_type: str | None = HTML
    status: int = 200
    headers: Headers = ()
    behave: Behaviour | None = None
    encoding: str | None = None
    cacheable: bool = True

    @property
    def body(self) -> bytes:
        """The decoded bytes; a page made from a template is rendered at each call."""
        return self.content() if callable(self.content) else self.content


def redirect(location: str, status: int = 301) -> SimPage:
    """A reply that sends the reader to `location`."""
    return SimPage(b"", status=status, headers=(("Location", location),), cacheable=False)


def text(body: str, content_type: str = "text/plain; charset=utf-8", status: int = 200) -> SimPage:
    """A small reply of plain text, JSON or XML."""
    return SimPage(body.encode(), content_type=content_type, status=status)


Dynamic = Callable[[Request], SimPage | None]


class Serving(TypedDict, total=False):
    """How a host serves what it has: the fields of SimSite that its builders leave to their caller."""

    dynamic: Dynamic
    scheme: str
    certificate: str
    validators: str
    not_found: SimPage
    crawl_delay: float | None
    delay_s: float


@dataclass(slots=True)
class SimSite:
    """One virtual host.

    pages: path with query -> reply. dynamic: asked when the path is not in `pages` (search, look-ups);
    None from it means not found. robots: the text of robots.txt, None for a 404, or a page that
    answers in some other way; `robots_means` says what RFC 9309 makes of it ("text", "allow", "deny").
    scheme: "https" sends http readers to https, "http" has no TLS, "port_80" refuses connections to port 443,
    "both" answers both alike, "none" refuses every connection. certificate: a kind known to `tls.py` here,
    or "silent" (the handshake is never answered) or "garbage" (it is answered in plain text). validators: "etag",
    "modified" or "none".
    crawl_delay: seconds that robots.txt asks for, None if it asks for nothing.
    """

    host: str
    pages: dict[str, SimPage] = field(default_factory=dict)
    dynamic: Dynamic | None = None
    robots: str | SimPage | None = None
    robots_means: str = "text"
    scheme: str = "https"
    certificate: str = "good"
    validators: str = "etag"
    not_found: SimPage = SimPage(b"<!doctype html><title>Page not found</title><h1>Page not found</h1>", status=404)
    crawl_delay: float | None = None
    delay_s: float = 0.0

    def reply(self, request: Request) -> SimPage:
        """The page for one request, `not_found` where there is none."""
        if request.path.split("?")[0] == "/robots.txt":
            return self._robots()
        page = self.pages.get(request.path) or self.pages.get(unquote(request.path))
        if page is None and self.dynamic is not None:
            page = self.dynamic(request)
        return page if page is not None else self.not_found

    def _robots(self) -> SimPage:
        if self.robots is None:
            return self.not_found
        return text(self.robots) if isinstance(self.robots, str) else self.robots


def merge(sites: list[SimSite]) -> dict[str, SimSite]:
    """Host -> site, where hosts that several councils share (payment and form suppliers) become one."""
    merged: dict[str, SimSite] = {}
    for site in sites:
        known = merged.get(site.host)
        merged[site.host] = site if known is None else _joined(known, site)
    return merged


def _joined(one: SimSite, other: SimSite) -> SimSite:
    return replace(one, pages={**one.pages, **other.pages}, dynamic=_either(one.dynamic, other.dynamic))


def _either(first: Dynamic | None, second: Dynamic | None) -> Dynamic | None:
    if first is None or second is None:
        return first or second
    return lambda request: first(request) or second(request)
