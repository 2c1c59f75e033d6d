"""Whose name a host bears: the domain that its owner registered, by the public suffix list."""

from __future__ import annotations

import threading
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

RESERVED_FOR_TESTS = frozenset({"test", "example", "invalid"})
"""RFC 6761: never in the public DNS."""
SHARED_SUFFIXES = ("gov.wales", "llyw.cymru")
"""Councils live there beside a government, which the list does not know."""


_READING = threading.Lock()


def _list() -> PublicSuffixList:
    with _READING:  # the first of many threads reads it, and the others do not begin to read it too
        return _read()


@cache
def _read() -> PublicSuffixList:
    # Costs a tenth of a second: read when a host is first asked about.
    return PublicSuffixList(accept_unknown=False)


def public_suffix(host: str) -> str | None:
    """Return the suffix under which names are registered ("gov.uk" of "www.kent.gov.uk"); None if the list has none."""
    return _list().publicsuffix(host)


@lru_cache(maxsize=50_000)
def registrable(host: str) -> str:
    """Return the domain its owner registered (kent.gov.uk of www.kent.gov.uk); the host itself if there is none."""
    name = host.lower().rstrip(".")
    if name.rpartition(".")[2] in RESERVED_FOR_TESTS:
        return ".".join(name.split(".")[-2:])
    shared = next((suffix for suffix in SHARED_SUFFIXES if name.endswith(f".{suffix}")), "")
    if shared:
        return ".".join(name.split(".")[-shared.count(".") - 2 :])
    return _list().privatesuffix(name) or name
