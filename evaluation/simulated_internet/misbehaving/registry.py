"""What a fault is, how one is declared, and the sound little site that most faults are grafted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypedDict, TypeVar, Unpack
from urllib.parse import urljoin

from evaluation.simulated_internet.records import Behaviour, Serving, SimPage, SimSite

Built = SimSite | list[SimSite]

FAULTS: dict[str, Fault] = {}
"""Name -> fault, filled by the modules of this package when `evaluation.simulated_internet.faults` imports them."""

HOST_STATUSES = frozenset({
    "replied", "blocked", "disallowed", "unreachable", "tls_failed", "needs_javascript", "moved", "maintenance",
    "unparseable",
})  # fmt: skip
"""The truthful ends of a host: issue item "Truthful status per host and page"."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One nameable misbehaviour of one host.

    host_status: the statuses a truthful crawler may end this host with, the best first.
    outcomes: path -> outcomes (words of `models.Outcome`) it may log for that path, where it matters.
    pages: sound pages that must be found in spite of the fault. unread: paths that must not end as a
    page that was read (too large, unparseable, soft 404). unasked: paths that nobody may ask for. home: the
    path or address that the register gives. max_requests: the most a bounded crawl may ask for, None
    without a bound. expect_text: words on the page that only right decoding yields.
    service, level: for a page about a service, the mark it deserves.
    """

    name: str
    doc: str
    host: str
    host_status: tuple[str, ...]
    build: Callable[[str], Built]
    outcomes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    pages: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    home: str = "/"
    max_requests: int | None = None
    expect_text: str | None = None
    service: str | None = None
    level: int | None = None

    @property
    def url(self) -> str:
        """Where a crawl of this host starts."""
        return urljoin(f"https://{self.host}/", self.home)

    def sites(self) -> list[SimSite]:
        """The hosts to serve: one, none (a name that does not resolve) or several."""
        built = self.build(self.host)
        return [built] if isinstance(built, SimSite) else built


_Build = TypeVar("_Build", bound=Callable[[str], Built])


class Truth(TypedDict, total=False):
    """What is true of a fault: the fields of Fault that its builder does not make itself."""

    outcomes: Mapping[str, tuple[str, ...]]
    pages: tuple[str, ...]
    unread: tuple[str, ...]
    unasked: tuple[str, ...]
    home: str
    max_requests: int | None
    expect_text: str | None
    service: str | None
    level: int | None


def fault(*host_status: str, **truth: Unpack[Truth]) -> Callable[[_Build], _Build]:
    """Declare a fault: the function's name names it, its docstring describes it, it builds the site of a host."""

    def declare(build: _Build) -> _Build:
        unknown = set(host_status) - HOST_STATUSES
        if unknown or not build.__doc__:
            raise ValueError(f"{build.__name__}: needs a docstring and known statuses, not {unknown}")
        name = build.__name__
        host = f"fault-{name.replace('_', '-')}.gov.uk"
        FAULTS[name] = Fault(name, build.__doc__, host, host_status, build, **truth)
        return build

    return declare


def document(title: str, body: str, head: str = "", lang: str = "en") -> bytes:
    """A small sound page."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    ).encode()


def anchors(paths: list[str]) -> str:
    """A list of links."""
    return (
        "<ul>" + "".join(f'<li><a href="{path}">Read {path.strip("/") or "home"}</a></li>' for path in paths) + "</ul>"
    )


SOUND = ("/", "/bins", "/council-tax", "/planning")
"""The pages of every host on which only a part is at fault."""


def sound(host: str, extra: Mapping[str, SimPage] | None = None, links: str = "", **site: Unpack[Serving]) -> SimSite:
    """A sound site of four pages; `extra` pages are added and linked from the home page, as is `links`."""
    extra = dict(extra or {})
    pages = {
        path: SimPage(document(f"{path[1:] or 'Home'} of {host}", f"<p>Words of {path}.</p>" + anchors(list(SOUND))))
        for path in SOUND[1:]
    }
    home = f"<p>Welcome to {host}.</p>" + anchors([*SOUND[1:], *extra]) + links
    pages["/"] = SimPage(document(f"Home of {host}", home))
    return SimSite(host, {**pages, **extra}, robots="User-agent: *\nDisallow:\n", **site)


def everywhere(host: str, page: SimPage, scheme: str = "https", certificate: str = "good") -> SimSite:
    """A site whose every path answers alike, robots.txt excepted, which is absent."""
    return SimSite(host, dynamic=lambda _request: page, robots_means="allow", scheme=scheme, certificate=certificate)


def behaving(behave: Behaviour) -> SimPage:
    """A page that is nothing but a behaviour."""
    return SimPage(behave=behave)
