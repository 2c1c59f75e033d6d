"""Which URLs may be asked for at all: the rules that stop a link from reaching inside a network.

A URL is judged before any socket opens, a name's addresses before one of them is dialled; the vetted address is
the one dialled (RFC 6890 special-purpose addresses are never public).
"""

import ipaddress
import re
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

import idna
from requests import PreparedRequest

from register.domains import public_suffix

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]

NEVER_PUBLIC = frozenset(
    {
        "arpa",
        "onion",
        "local",
        "localhost",
        "localdomain",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "private",
        "test",
        "example",
        "invalid",
    }
)
NAMES_THAT_SPELL_ADDRESSES = ("nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "lacolhost.com")
TRANSLATED = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))

LOOKUPS = 64
"""Names that all processes of a machine together look up side by side: with two questions for a name that stays below
what small resolvers take at once (dnsmasq: 150)."""
REMEMBERED_S = 60.0
"""How long the addresses of a name stand: names of web servers that may move at any time say so for some 60 s (TTL)."""

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_TO_MEND = re.compile(r"[^A-Za-z0-9\-_~!$&'()*+,;=:@/?.]|/\.")
_UNWELCOME = re.compile(r"[\x00-\x20\x7f\\<>\"^`{|}]")


class UnsafeUrl(ValueError):
    """A URL or the addresses of its host break a rule; the message names the rule and never a secret of the URL."""


class Unresolved(Exception):
    """A host name has no address, or its name servers did not answer in time."""


def is_public(address: IPAddress) -> bool:
    """Return True for an address of the public internet: global unicast, neither mapped nor translated."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped or any(address in net for net in TRANSLATED):
            return False
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses of a name as the operating system gives them. Raises OSError if there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """The rules of one run. The defaults are those of a live crawl; only tests and simulations give others.

    ports: those a URL may name. reserved: top-level names to let through though the public DNS has none of them.
    accepts: which resolved address may be dialled. lookups: names that one process looks up side by side.
    """

    ports: frozenset[int] = frozenset({80, 443})
    reserved: frozenset[str] = frozenset()
    accepts: Callable[[IPAddress], bool] = is_public
    resolver: Resolver = system_resolver
    max_url_chars: int = 2000
    lookups: int = 16


@dataclass(frozen=True, slots=True)
class VettedUrl:
    """A URL that may be asked for: `url` with its host in lower-case ASCII and without a default port."""

    url: str
    scheme: str
    host: str
    port: int


def vet_url(url: str, policy: AddressPolicy) -> VettedUrl:
    """Return the URL in its plain form. Raises UnsafeUrl for every form that is not http(s) to a public name."""
    if len(url) > policy.max_url_chars:
        raise UnsafeUrl(f"URL longer than {policy.max_url_chars} characters")
    if _UNWELCOME.search(url):
        raise UnsafeUrl("URL holds a space, a control character or a backslash")
    scheme, netloc, rest = _split(url)
    if "@" in netloc:
        raise UnsafeUrl("URL holds credentials")
    host, port = _host_and_port(netloc, scheme)
    host = vet_host(host, policy.reserved)
    if port not in policy.ports:
        raise UnsafeUrl(f"port {port} is not one of {sorted(policy.ports)}")
    default = port == (443 if scheme == "https" else 80)
    return VettedUrl(f"{scheme}://{host}{'' if default else f':{port}'}{rest}", scheme, host, port)


def wire_form(url: str) -> str:
    """Return a vetted URL as it is sent: other signs percent-encoded, dot segments resolved (RFC 3986, section 6.2.2).

    Raises ValueError for one that cannot be read.
    """
    if not _TO_MEND.search(url):
        return url
    prepared = PreparedRequest()
    prepared.prepare_url(url, None)
    return prepared.url or url


@lru_cache(maxsize=20000)
def vet_host(host: str, reserved: frozenset[str] = frozenset()) -> str:
    """Return a host in lower-case ASCII. Raises UnsafeUrl if it is a number, an address or not a public name."""
    name = _ascii_name(host)
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise UnsafeUrl("host is an address, not a name")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise UnsafeUrl("host is not a public name")
    if labels[-1] in reserved:
        return name
    if labels[-1] in NEVER_PUBLIC or public_suffix(name) is None:
        raise UnsafeUrl(f"host is not a public name: .{labels[-1]}")
    if any(name == trick or name.endswith(f".{trick}") for trick in NAMES_THAT_SPELL_ADDRESSES):
        raise UnsafeUrl("host is a name that spells an address")
    return name


def host_key(url: str) -> str:
    """Return what the host of a URL is known by, however it is written: lower-case ASCII, without port and last dot.

    Of one whose host is no valid name, that name in lower case; '' where there is none.
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    try:
        return _ascii_name(host)
    except UnsafeUrl:
        return host


@dataclass(slots=True)
class NameService:
    """Resolves names with a time limit of its own, which the operating system's resolver does not have.

    An answer stands for REMEMBERED_S, so that a visit by https and http asks once. clock: monotonic seconds.
    """

    policy: AddressPolicy
    clock: Callable[[], float] = time.monotonic
    _pool: ThreadPoolExecutor = field(init=False)
    _known: dict[str, tuple[float, list[str]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.policy.lookups, thread_name_prefix="resolve")

    def addresses(self, host: str, port: int, timeout_s: float) -> list[str]:
        """Return the addresses to dial, all vetted. Raises Unresolved, or UnsafeUrl if any one is not public."""
        until, known = self._known.get(host, (0.0, []))
        if self.clock() < until:
            return known
        asked = self._pool.submit(self.policy.resolver, host, port)
        try:
            found = asked.result(timeout=max(timeout_s, 0.01))
        except FutureTimeout as error:
            raise Unresolved(f"{host}: name servers did not answer") from error
        except (OSError, UnicodeError) as error:
            raise Unresolved(f"{host}: {error}") from error
        if not found:
            raise Unresolved(f"{host}: no address")
        refused = [text for text in found if not self.policy.accepts(ipaddress.ip_address(text.partition("%")[0]))]
        if refused:
            raise UnsafeUrl(f"{host} resolves to an address that is not public: {refused[0]}")
        self._known[host] = self.clock() + REMEMBERED_S, found
        return found

    def close(self) -> None:
        """Stop taking names; those being resolved are abandoned."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _split(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UnsafeUrl("URL cannot be read") from error
    if parts.scheme not in ("http", "https"):
        raise UnsafeUrl(f"scheme {parts.scheme or '(none)'} is not http or https")
    query = f"?{parts.query}" if parts.query else ""
    return parts.scheme, parts.netloc, f"{parts.path or '/'}{query}"


def _host_and_port(netloc: str, scheme: str) -> tuple[str, int]:
    if netloc.startswith("["):
        raise UnsafeUrl("host is an address, not a name")
    host, colon, port = netloc.partition(":")
    if colon and port and not (port.isascii() and port.isdigit() and len(port) <= 5):
        raise UnsafeUrl("port is not a number")
    return host, int(port) if port else (443 if scheme == "https" else 80)


def _ascii_name(host: str) -> str:
    if "%" in host:
        raise UnsafeUrl("host is percent-encoded")
    name = host.lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode("ascii")
        except idna.IDNAError as error:
            raise UnsafeUrl("host is not a valid international name") from error
    return name.removesuffix(".")
