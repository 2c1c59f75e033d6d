"""How the open-data collectors come by their inputs: a local file, or the URL of a documented live form."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from collectors.open_data.contract import Live, Source
from errors import SourceError

PRODUCT = "council-digital-index/0.1"
LARGEST_FILE = 60_000_000
TIMEOUTS = (10, 60)
"""Seconds to connect, and between two packets."""

MOST_REDIRECTS = 3
RETRIED = (429, 502, 503, 504)

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


class Fetcher:
    """Downloads live forms: https only, public addresses only, with limits on size, time and redirects."""

    def __init__(
        self,
        contact_url: str,
        may_connect: AddressCheck = is_public,
        schemes: tuple[str, ...] = ("https",),
        backoff_seconds: float = 1.0,
    ):
        self._may_connect, self._schemes = may_connect, schemes
        retry = Retry(
            total=3, backoff_factor=backoff_seconds, status_forcelist=RETRIED, redirect=0, raise_on_status=False
        )
        self._session = requests.Session()
        self._session.headers["User-Agent"] = user_agent(contact_url)
        for scheme in schemes:
            self._session.mount(f"{scheme}://", HTTPAdapter(max_retries=retry))

    def fetch(self, name: str, live: Live) -> dict[str, bytes]:
        """Return the live form under its file name.

        Raises SourceError for a refused address, a status other than 200, an unexpected Content-Type, too
        many bytes or redirects, or a failed connection.
        """
        try:
            return {live.file: self._body(name, live)}
        except requests.RequestException as error:
            raise SourceError(name, f"{live.url}: {type(error).__name__}: {error}") from None

    def _body(self, name: str, live: Live) -> bytes:
        url = live.url
        for _ in range(MOST_REDIRECTS + 1):
            self._refuse_unsafe(name, url)
            with self._session.get(url, timeout=TIMEOUTS, stream=True, allow_redirects=False) as reply:
                if not reply.is_redirect:
                    return _checked(name, live, reply)
                url = urljoin(url, reply.headers["Location"])
        raise SourceError(name, f"{live.url}: more than {MOST_REDIRECTS} redirects")

    def _refuse_unsafe(self, name: str, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in self._schemes or not parts.hostname:
            raise SourceError(name, f"{url} is not an address of {' or '.join(self._schemes)}")
        if not self._may_connect(parts.hostname):
            raise SourceError(name, f"{url}: {parts.hostname} is unknown or no public address")


def _checked(name: str, live: Live, reply: requests.Response) -> bytes:
    if reply.status_code != 200:
        raise SourceError(name, f"{live.url} answered {reply.status_code}, expected 200")
    found = reply.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if found not in live.media_types:
        raise SourceError(name, f"{live.url} is {found or 'untyped'}, expected {' or '.join(live.media_types)}")
    body = bytearray()
    for part in reply.iter_content(65_536):
        body += part
        if len(body) > live.max_bytes:
            raise SourceError(name, f"{live.url} is larger than {live.max_bytes:,} bytes")
    return bytes(body)
