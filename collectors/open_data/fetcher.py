"""How the open-data collectors come by their inputs: a local file, or the addresses of a documented live form."""

from __future__ import annotations

import ipaddress
import math
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import HTTPError

from collectors.crawl.manners.lock import only_one, sources_lock_path
from collectors.open_data.contract import Interface, Request, Source, shown
from errors import SourceError, UnansweredError

PRODUCT = "council-digital-index/0.1"
LARGEST_FILE = 60_000_000
TIMEOUTS = (10, 60)
"""Seconds to connect, and between two packets."""

MOST_SECONDS = 900
"""One reply takes no longer, however steadily it trickles in."""

MOST_REDIRECTS = 3
BUSY = (408, 425, 429)
"""Statuses that ask for another time. So does every one from 500 on: whose server is ill has not answered."""

WAITS = (1.0, 2.0, 4.0)
"""Seconds before the second, third and fourth try."""

LONGEST_WAIT = 300.0
"""A host that asks in Retry-After for more is left alone, with all its addresses, until the command is run again."""

MOST_PIECES = 50
"""A file that is taken up again more often than this is given up."""

MOST_APART = timedelta(days=1)
"""Facts have the day of this machine's clock; one that is further from a host's own would date them wrongly."""

MOST_QUOTED = 120
"""Characters of what a service says in JSON beside a status that nobody expected."""

AddressCheck = Callable[[str], bool]
"""Host name -> whether it may be connected to."""


def read_local(source: Source, folder: Path) -> dict[str, bytes]:
    """Return the bytes of each input of a source, by file name relative to the folder of all sources.

    Raises SourceError naming the file that is missing, unreadable or larger than 60 MB.
    """
    return {file: _read(source.name, folder / file) for file in source.inputs}


def _read(name: str, path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise SourceError(name, f"{path} is larger than {LARGEST_FILE:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(name, f"{path}: {error.strerror}") from None


def user_agent(contact_url: str) -> str:
    """Return how we introduce ourselves; the contact is left out where the operator has set none."""
    return f"{PRODUCT} (+{contact_url})" if contact_url else PRODUCT


def is_public(host: str) -> bool:
    """Return whether every address of a host is a public one; False if it has none."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(address).is_global for address in found)


def may_be_public(host: str) -> bool:
    """Return whether a host that a proxy will look up may be a public one: neither a private address nor this machine.

    Behind a proxy names are often known to it alone.
    """
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.endswith((".localhost", ".local", ".internal"))


@dataclass(frozen=True, slots=True)
class Clock:
    """The time as the fetcher sees it: the moment in UTC, seconds that only grow, and how to let some pass."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    seconds: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one request, with where it comes from.

    status: 200, 304 for a body that the publisher says is still the same, or one that says that there is no such thing
    (body is then None). media_type: without parameters, lower case. etag, last_modified: '' where none was sent.
    """

    file: str
    url: str
    status: int
    media_type: str
    body: bytes | None
    fetched_at: datetime
    etag: str = ""
    last_modified: str = ""

    @property
    def sha256(self) -> str:
        """Return the digest of the body in hexadecimal, '' if there is none."""
        return "" if self.body is None else sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a file whose connection broke. validator: its strong ETag or Last-Modified, '' for neither."""

    body: bytes = b""
    validator: str = ""


KeepPart = Callable[[Part], None]


class _AgainError(Exception):
    """A try that failed in a way that may pass. wait: seconds that the publisher asks for; part: what did arrive."""

    def __init__(self, message: str, wait: float = 0.0, part: Part | None = None):
        self.wait, self.part = wait, part
        super().__init__(message)


class Fetcher:
    """Asks live forms: https only, public addresses only, with limits on size, time, pace, tries and redirects.

    keys: an operator's keys by the variable that holds them, such as the environment.
    """

    def __init__(
        self,
        contact_url: str,
        may_connect: AddressCheck = is_public,
        schemes: tuple[str, ...] = ("https",),
        clock: Clock | None = None,
        adapter: BaseAdapter | None = None,
        keys: Mapping[str, str] | None = None,
    ):
        self._keys = keys or {}
        self._may_connect, self._schemes, self.clock = may_connect, schemes, clock or Clock()
        self._asked: dict[str, float] = {}
        self._alone: dict[str, float] = {}
        self._session = _Session()
        self._session.headers["User-Agent"] = user_agent(contact_url)
        self._session.auth = _nothing_added  # else requests sends what ~/.netrc holds for a host
        self._is_rerouted = adapter is not None
        if adapter is not None:
            for scheme in schemes:
                self._session.mount(f"{scheme}://", adapter)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other run of this user on this machine ask live sources while the block runs.

        Raises BusyError if one does: each keeps a second between its own requests to a host, and knows of no others.
        """
        if self._is_rerouted:
            yield
            return
        with only_one(sources_lock_path(), "another run asks live sources"):
            yield

    def lacks_key(self, interface: Interface) -> bool:
        """Return whether an interface answers nothing without a key that is not there."""
        return bool(interface.key and interface.key.needed and not self._held(interface))

    def ask(
        self,
        name: str,
        interface: Interface,
        request: Request,
        earlier: Reply | None = None,
        part: Part | None = None,
        keep_part: KeepPart = lambda part: None,
    ) -> Reply:
        """Return what one address answers; its validators are sent if there is an earlier reply.

        A busy or broken answer is asked again, four tries in all, after 1, 2 and 4 seconds or what Retry-After says. A
        file declared `whole` is taken up again where it broke; a piece that brought something is not a failed
        try. keep_part: told what arrived of a file that is given up, to be handed in as `part` another time.

        Raises SourceError for a refused address, a status or Content-Type that the contract does not name, too many
        bytes or redirects; UnansweredError for a host without a public address, a certificate or a proxy that lets
        nothing through, a clock of ours that is a day wrong, a Retry-After of more than five minutes, or when the tries
        are used up.
        """
        so_far, tries, pieces = part or Part(), 0, 0
        while True:
            try:
                return self._try(name, interface, request, earlier, so_far)
            except _AgainError as error:
                gained = error.part is not None and len(error.part.body) > len(so_far.body)
                so_far = error.part or so_far
                tries, pieces = (1 if gained else tries + 1), pieces + 1
                if error.wait > LONGEST_WAIT:
                    keep_part(so_far)
                    asks = f"it asks to be left alone for {_long(error.wait)}"
                    raise UnansweredError(name, f"{error}; {asks}") from None
                if tries > len(WAITS) or pieces >= MOST_PIECES:
                    keep_part(so_far)
                    raise UnansweredError(name, f"{error}, at try {pieces} and the last") from None
                self.clock.sleep(max(error.wait, WAITS[tries - 1]))

    def _try(self, name: str, interface: Interface, request: Request, earlier: Reply | None, part: Part) -> Reply:
        self._refuse_odd_key(name, interface)
        url, headers = request.url, _conditions(request, earlier, part) | dict(request.headers)
        if request.sends:
            headers["Content-Type"] = "application/json"
        for _ in range(MOST_REDIRECTS + 1):
            self._refuse_unsafe(name, url)
            self._pace(name, url, interface.seconds_between)
            try:
                with self._session.request(
                    "POST" if request.sends else "GET",
                    url,
                    data=request.sends.encode() or None,
                    headers=headers | self._key(interface, url),
                    timeout=TIMEOUTS,
                    stream=True,
                    allow_redirects=False,
                ) as answer:
                    self._refuse_wrong_clock(name, url, answer)
                    if not answer.is_redirect:
                        return self._read(name, interface, request, earlier, part, answer)
                    url = _led_to(name, url, answer.headers["Location"])
                if request.sends:
                    raise SourceError(name, f"{request.shown} sends a question on to {url}, where it is not posted")
            except requests.exceptions.ProxyError as error:
                why = f"the proxy that this machine is told to use lets nothing through: {_innermost(error)}"
                raise UnansweredError(name, f"{shown(url)}: {why}") from None
            except requests.exceptions.SSLError as error:
                why = f"no safe connection: {_innermost(error)}"
                raise UnansweredError(name, f"{shown(url)}: {why}; is this machine's clock right?") from None
            except (requests.ConnectionError, requests.Timeout) as error:
                raise _AgainError(f"{shown(url)}: {type(error).__name__}: {_innermost(error)}") from None
            except requests.RequestException as error:
                raise SourceError(name, f"{shown(url)}: {type(error).__name__}: {error}") from None
        raise SourceError(name, f"{request.shown}: more than {MOST_REDIRECTS} redirects")

    def _held(self, interface: Interface) -> str:
        return self._keys.get(interface.key.variable, "").strip() if interface.key else ""

    def _refuse_odd_key(self, name: str, interface: Interface) -> None:
        # Whatever refuses such a header further down would print it.
        held = self._held(interface)
        if interface.key and not all("!" <= one <= "~" for one in held):
            expected = "letters, digits and marks of ASCII without a space or a line break"
            raise SourceError(
                name, f"{interface.key.variable}: is no key; expected {expected}; what it holds is not shown"
            )

    def _key(self, interface: Interface, url: str) -> dict[str, str]:
        key, held = interface.key, self._held(interface)
        if not key or not held or urlsplit(url).netloc != key.host:
            return {}
        return {key.header: f"{key.prefix}{held}"}

    def _refuse_wrong_clock(self, name: str, url: str, answer: requests.Response) -> None:
        said, now = _moment(answer.headers.get("Date", "")), self.clock.now()
        if said is None:
            return
        kept = _number(answer.headers.get("Age", ""))  # seconds for which a cache on the way has had it
        if abs((now - said).total_seconds() - kept) > MOST_APART.total_seconds():
            days = f"it is {said:%-d %B %Y} there and {now:%-d %B %Y} by this machine's clock"
            raise UnansweredError(name, f"{shown(url)}: {days}, whose day facts would get; set the clock")

    def _unexpected(self, interface: Interface, request: Request, answer: requests.Response) -> str:
        """Return what to say of a status that nobody expected: the service's own words, if it says some in JSON."""
        said = f"{request.shown} answered {answer.status_code}, expected 200"
        if _media_type(answer).endswith("json"):
            try:
                body = answer.raw.read(4 * MOST_QUOTED, decode_content=True)
            except HTTPError:
                body = b""
            held = self._held(interface)
            words = body.decode("utf-8", "replace").replace(held, "...") if held else body.decode("utf-8", "replace")
            said += f": {' '.join(words.split())[:MOST_QUOTED]!r}" if words.strip() else ""
        if answer.status_code in (400, 401, 403) and interface.key and self._key(interface, request.url):
            said += f"; is the key in {interface.key.variable} right, and may it ask this?"
        return said

    def _pace(self, name: str, url: str, seconds_between: float) -> None:
        host, now = urlsplit(url).netloc, self.clock.seconds()
        next_at = self._asked[host] + seconds_between if host in self._asked else now
        wait = max(next_at, self._alone.get(host, now)) - now
        if wait > LONGEST_WAIT:
            raise UnansweredError(name, f"{host} asked to be left alone, for {_long(wait)} from now")
        if wait > 0:
            self.clock.sleep(wait)
        self._asked[host] = self.clock.seconds()

    def _refuse_unsafe(self, name: str, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in self._schemes or not parts.hostname:
            raise SourceError(name, f"{shown(url)} is not an address of {' or '.join(self._schemes)}")
        may_connect = may_be_public if self._through_proxy(url) else self._may_connect
        if not may_connect(parts.hostname):
            raise UnansweredError(name, f"{shown(url)}: {parts.hostname} is unknown or no public address")

    def _through_proxy(self, url: str) -> bool:
        return not self._is_rerouted and bool(select_proxy(url, get_environ_proxies(url)))

    def _read(
        self,
        name: str,
        interface: Interface,
        request: Request,
        earlier: Reply | None,
        part: Part,
        answer: requests.Response,
    ) -> Reply:
        status, now = answer.status_code, self.clock.now()
        used_up = answer.headers.get("X-RateLimit-Remaining") == "0" and status in (403, 429)  # as GitHub says it
        told_to_wait = status == 403 and "Retry-After" in answer.headers  # GitHub's limit on many requests at once
        if status in BUSY or status >= 500 or used_up or told_to_wait:
            wait = _seconds(answer.headers.get("Retry-After", ""), now)
            if used_up:
                wait = max(wait, _number(answer.headers.get("X-RateLimit-Reset", "")) - now.timestamp())
            if wait > 0:  # it is the host that asks for it, whatever is wanted of it
                host, until = urlsplit(answer.url).netloc, self.clock.seconds() + wait
                self._alone[host] = max(until, self._alone.get(host, until))
            raise _AgainError(f"{request.shown} answered {status}, expected 200", wait)
        if status == 204:  # WhatDoTheyKnow, while it makes its file anew
            raise UnansweredError(name, f"{request.shown} answered 204, which is nothing at all, expected 200")
        if status == 304 and earlier is not None:
            return replace(earlier, status=304, fetched_at=now)
        if status == 416 and part.body:
            raise _AgainError(f"{request.shown} has changed since it was begun", part=Part())
        if status not in request.absent | {200} and not (status == 206 and part.body):
            raise SourceError(name, self._unexpected(interface, request, answer))
        found = _media_type(answer)
        if found not in request.media_types:
            expected = " or ".join(request.media_types)
            raise SourceError(name, f"{request.shown} is {found or 'untyped'} (status {status}), expected {expected}")
        validators = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
        body = None if status in request.absent else self._body(name, interface, request, part, answer)
        return Reply(request.file, request.url, 200 if body is not None else status, found, body, now, *validators)

    def _body(self, name: str, interface: Interface, request: Request, part: Part, answer: requests.Response) -> bytes:
        begun = bytearray(part.body if answer.status_code == 206 else b"")
        size = None
        if answer.status_code == 206:
            start, size = _content_range(answer.headers.get("Content-Range", ""))
            if start != len(begun):
                raise _AgainError(f"{request.shown} went on at byte {start}, asked for {len(begun)}", part=Part())
        until = self.clock.seconds() + MOST_SECONDS
        unpack = _unpacker(name, request, answer)
        try:
            # Not iter_content, which loses what arrived of a piece that breaks off; nor urllib3's own unpacking, which
            # takes a packed body without its end for a whole one.
            while piece := answer.raw.read1(65_536, decode_content=False):
                begun += unpack(piece, interface.max_bytes + 1 - len(begun)) if unpack else piece
                if len(begun) > interface.max_bytes:
                    raise SourceError(name, f"{request.shown} is larger than {interface.max_bytes:,} bytes")
                if self.clock.seconds() > until:
                    raise SourceError(name, f"{request.shown} took longer than {MOST_SECONDS} s")
        except HTTPError as error:
            message = f"{request.shown} broke off after {len(begun):,} bytes ({type(error).__name__})"
            raise _AgainError(message, part=_part(request, bytes(begun), answer)) from None
        except zlib.error as error:
            raise _AgainError(f"{request.shown} cannot be unpacked after {len(begun):,} bytes ({error})") from None
        if unpack and not unpack.ended:
            raise _AgainError(f"{request.shown} broke off after {len(begun):,} bytes: its packed body has no end")
        if size is not None and size != len(begun):
            raise _AgainError(f"{request.shown} is {len(begun):,} bytes long, expected {size:,}", part=Part())
        return bytes(begun)


def _conditions(request: Request, earlier: Reply | None, part: Part) -> dict[str, str]:
    if request.sends:
        return {"Accept-Encoding": "gzip"}
    # A packed file cannot be put together of two.
    headers = {"Accept-Encoding": "identity" if request.whole else "gzip"}
    if part.body and part.validator:
        return {**headers, "Range": f"bytes={len(part.body)}-", "If-Range": part.validator}
    if earlier is not None and earlier.etag:
        headers["If-None-Match"] = earlier.etag
    if earlier is not None and earlier.last_modified:
        headers["If-Modified-Since"] = earlier.last_modified
    return headers


def _part(request: Request, body: bytes, answer: requests.Response) -> Part:
    """Return what can be gone on with: nothing without a validator, which says whether it is still the same file."""
    etag = answer.headers.get("ETag", "")
    validator = etag if etag and not etag.startswith("W/") else answer.headers.get("Last-Modified", "")
    packed = "Content-Encoding" in answer.headers
    return Part(body, validator) if request.whole and validator and not packed else Part()


class _Unpacker:
    """Unpacks gzip piece by piece. ended: whether the last piece was the end of what was packed."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def ended(self) -> bool:
        return self._inner.eof

    def __call__(self, piece: bytes, most: int) -> bytes:
        """Return what a piece holds, no more than `most` bytes of it."""
        found = self._inner.decompress(piece, most)
        while self._inner.eof and self._inner.unused_data and len(found) < most:  # another packed body follows
            rest, self._inner = self._inner.unused_data, zlib.decompressobj(16 + zlib.MAX_WBITS)
            found += self._inner.decompress(rest, most - len(found))
        return found


def _unpacker(name: str, request: Request, answer: requests.Response) -> _Unpacker | None:
    packed = answer.headers.get("Content-Encoding", "").strip().lower()
    if packed in ("", "identity"):
        return None
    if packed not in ("gzip", "x-gzip"):
        raise SourceError(name, f"{request.shown} is packed as {packed!r}, expected gzip or not at all")
    return _Unpacker()


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None: where a reply leads is for the fetcher to read; requests would fail on what is no address."""


def _nothing_added(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _led_to(name: str, url: str, location: str) -> str:
    try:
        found = urljoin(url, location)
        urlsplit(found)
        return found.encode("ascii").decode("ascii")
    except ValueError:
        raise SourceError(name, f"{shown(url)} leads to {location[:80]!r}, which is no address") from None


def _media_type(answer: requests.Response) -> str:
    """Return the Content-Type without its parameters in lower case, '' if there is none."""
    return answer.headers.get("Content-Type", "").split(";")[0].strip().lower()


def _innermost(error: BaseException) -> str:
    """Return what lies at the bottom of an error, in its own words: what is around it says only that it failed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    inner = next((one for one in (getattr(error, "reason", None), *error.args) if isinstance(one, Exception)), None)
    return _innermost(inner) if inner is not None else " ".join(str(error).split()) or type(error).__name__


def _content_range(written: str) -> tuple[int, int | None]:
    """Return where a piece starts and how long the file is (None if it does not say); (-1, None) if unreadable."""
    unit, _, rest = written.partition(" ")
    span, _, size = rest.partition("/")
    start = span.partition("-")[0]
    if unit != "bytes" or not _DIGITS.fullmatch(start):
        return -1, None
    return int(start), int(size) if _DIGITS.fullmatch(size) else None


def _long(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < math.inf else "longer than can be counted"


_DIGITS = re.compile("[0-9]{1,15}")


def _number(written: str) -> float:
    """Return a number of at least 0, infinity for one of more than fifteen digits, 0 for what is none."""
    whole = re.fullmatch(r"([0-9]+)(\.[0-9]*)?", written.strip())
    if whole is None:
        return 0.0
    return float(whole[0]) if _DIGITS.fullmatch(whole[1]) else math.inf


def _moment(written: str) -> datetime | None:
    """Return a moment as HTTP writes it, which is UTC also where it does not say so; None for what is none."""
    try:
        found = parsedate_to_datetime(written)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _seconds(retry_after: str, now: datetime) -> float:
    """Return the seconds that a Retry-After of either form (RFC 9110, 10.2.3) asks for; 0 if it says nothing."""
    until = _moment(retry_after)
    return max(0.0, (until - now).total_seconds()) if until else _number(retry_after)
