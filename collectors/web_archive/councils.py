"""Whose page an archived address is: the council by the host of its home page, shared hosts by all who share them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from models import Authority
from register.domains import registrable


@dataclass(frozen=True, slots=True)
class Councils:
    """Councils by host and by registrable domain. The first of those who share a site stands for all of them."""

    by_host: Mapping[str, tuple[Authority, ...]]
    by_domain: Mapping[str, tuple[Authority, ...]]

    @classmethod
    def of(cls, authorities: Iterable[Authority]) -> Councils:
        """Return the look-up made of the home pages of the register; councils without one are in none."""
        hosts: dict[str, list[Authority]] = {}
        domains: dict[str, list[Authority]] = {}
        for one in authorities:
            host = host_of(one.homepage)
            if host:
                hosts.setdefault(host, []).append(one)
                domains.setdefault(registrable(host), []).append(one)
        return cls(_frozen(hosts), _frozen(domains))

    def of_url(self, url: str) -> tuple[Authority, ...]:
        """Return the councils whose site an address is on, () for none. A host of its own goes before its domain."""
        host = host_of(url)
        return self.by_host.get(host) or self.by_domain.get(registrable(host), ()) if host else ()


def _frozen(found: Mapping[str, list[Authority]]) -> dict[str, tuple[Authority, ...]]:
    return {key: tuple(value) for key, value in found.items()}


def host_of(url: str) -> str:
    """Return the host of an address in lower case without `www.`, '' if it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
