"""Whose website an address belongs to: the council's own, another council's, government's, a product's, anybody's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from detectors.fingerprints import MEANT, Fingerprints, default_fingerprints
from detectors.pages import FOOTER, HEADER, PageModel
from detectors.phrases import phrase
from detectors.wording import fold
from models import Authority
from register.domains import SHARED_SUFFIXES, registrable


class Owner(StrEnum):
    """Who answers at a host."""

    OWN = "own"
    PARTNER = "a host that carries the council's name"
    COUNCIL = "another council"
    GOVERNMENT = "government"
    PRODUCT = "product"
    PUBLIC = "another public body"
    OTHER = "somebody else"


_GOVERNMENT = (
    "service.gov.uk",
    "account.gov.uk",
    "nidirect.gov.uk",
    "mygov.scot",
    "gov.scot",
    "businesswales.gov.wales",
    "busnescymru.llyw.cymru",
    "careerswales.gov.wales",
    "gyrfacymru.llyw.cymru",
    "hwb.gov.wales",
    "hwb.llyw.cymru",
    "law.gov.wales",
    "cyfraith.llyw.cymru",
    "nhs.uk",
    "nhs.wales",
    "nhs.scot",
    "planninginspectorate.gov.uk",
    "planning.data.gov.uk",
    "direct.gov.uk",
    "getyournec.scot",
    "eplanning.scot",
    "ebuildingstandards.scot",
    "planningsystemni.gov.uk",
    "planningni.gov.uk",
    "education-ni.gov.uk",
    "eani.org.uk",
    "nihe.gov.uk",
    "librariesni.org.uk",
    "infrastructure-ni.gov.uk",
    "tfl.gov.uk",
)
"""Hosts of governments and national bodies, with all below them."""
_SHARED = ("gov.uk", *SHARED_SUFFIXES)
"""Where councils live beside a government, whose are only the bare name and its "www"."""


@lru_cache(maxsize=50_000)
def host_of(url: str) -> str:
    """Return the host of an address, lower-case, '' if it has none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def is_called(host: str, names: Collection[str]) -> bool:
    """Return whether a host lies in a domain under gov.uk, gov.wales or llyw.cymru that is one of these names.

    names: letters alone (`register.names.names_in_hosts`); a domain may have hyphens between them.
    """
    label, _, suffix = registrable(host).partition(".")
    return suffix in _SHARED and label.replace("-", "") in names


@dataclass(frozen=True, slots=True, eq=False)
class Owners:
    """Knows whose hosts are whose. own: registrable domains of the council in question, perhaps none;
    names: its names as they may stand in a partner's host; called: its full name, folded, '' without a council;
    also_called: letters that call a public body's domain its own;
    councils: registrable domain -> slugs of the councils that live there."""

    own: frozenset[str]
    names: frozenset[str]
    councils: dict[str, tuple[str, ...]]
    fingerprints: Fingerprints
    called: str = ""
    also_called: frozenset[str] = frozenset()

    def of(self, url: str) -> Owner:
        """Return who answers at an address."""
        return _owner(self, url)

    def _of(self, url: str) -> Owner:
        host = host_of(url)
        domain = registrable(host)
        if domain in self.own or host in self.own:
            return Owner.OWN
        if domain in self.councils:
            return Owner.COUNCIL
        if host.removeprefix("www.") in _SHARED or any(f".{host}".endswith(f".{name}") for name in _GOVERNMENT):
            return Owner.GOVERNMENT
        if is_called(host, self.also_called):
            return Owner.OWN
        seen = self.fingerprints.of_address(url)
        if seen is not None and seen.confidence >= MEANT and (seen.product.category != "cms" or seen.kind == "host"):
            return Owner.PRODUCT
        if self._named(domain):
            return Owner.PARTNER
        return Owner.PUBLIC if domain.partition(".")[2] in _SHARED else Owner.OTHER

    def hosted_for(self, page: PageModel) -> bool:
        """Return whether a company hosts a page for the council: the host begins with its name, the title ends with it.

        "belfastcity.example.com", titled "Building control | Belfast City Council". A host alone may be a charity's of
        the same place, a title alone anybody's.
        """
        label = page.host.removeprefix("www.").split(".")[0].replace("-", "")
        return label in self.names and bool(self.called) and self.called in fold(page.title)

    def _named(self, domain: str) -> bool:
        label = domain.split(".")[0].replace("-", "")
        return any(name in label for name in self.names) and not _NOT_PARTNER.search(label)


@lru_cache(maxsize=50_000)
def _owner(owners: Owners, url: str) -> Owner:
    return owners._of(url)


_NOT_PARTNER = phrase("owners", "not_partners")
"""Words by which a host with a place's name shows that it is not the council's: papers, parties, parishes, trade."""


def written_for(page: PageModel, authorities: Iterable[Authority]) -> Authority | None:
    """Return the council for which a page on somebody else's host says that it is written, None if it says so of none.

    A company that collects a council's bins names it as author, publisher or owner and leads to its website; a
    newspaper that writes about it names itself. Only for a page that nothing else vouches for, such as a lone file.
    """
    signed = fold(" | ".join((*(page.metas.get(name, "") for name in _AUTHORS), *_around(page))))
    domains = {registrable(host_of(link.href)) for link in page.links}
    for one in authorities:
        if registrable(host_of(one.homepage)) in domains and fold(one.name) in signed:
            return one
    return None


def _around(page: PageModel) -> Iterator[str]:
    """Yield the short lines of a page's header and footer, where it says whose it is."""
    for block in page.blocks:
        if block.region in (HEADER, FOOTER) and len(block.text) <= _SIGNATURE:
            yield block.text


_AUTHORS = ("author", "application-name", "og:site_name", "dc.creator", "dc.publisher", "dcterms.creator", "copyright")
"""Meta elements that say whose page it is."""
_SIGNATURE = 120
"""Characters of a line that may sign a page."""


SHORTEST_NAME = 5
"""Letters of the shortest name of a council that says in another host whose it is."""


def _names(authority: Authority | None) -> frozenset[str]:
    """Return the names by which a partner's host may call a council: its short name, and that of its own domain."""
    if authority is None:
        return frozenset()
    called = (authority.short_name, registrable(host_of(authority.homepage)).split(".")[0])
    names = (re.sub(r"[^a-z]", "", name.lower()) for name in called)
    return frozenset(name for name in names if len(name) >= SHORTEST_NAME)


def owners_for(
    authorities: Iterable[Authority],
    authority: Authority | None = None,
    aliases: Iterable[str] = (),
    fingerprints: Fingerprints | None = None,
    also_called: Iterable[str] = (),
) -> Owners:
    """Return the owners as one council sees them; without a council, no domain is its own.

    aliases: further domains or hosts of the council, for instance where its home page redirects. also_called: letters
    by which a domain under gov.uk, gov.wales or llyw.cymru is its own (`register.names.names_in_hosts`).
    """
    councils: dict[str, tuple[str, ...]] = {}
    for one in authorities:
        domain = registrable(host_of(one.homepage))
        if domain:
            councils[domain] = (*councils.get(domain, ()), one.slug)
    own = {registrable(host_of(authority.homepage))} if authority is not None else set()
    own |= {registrable(alias) for alias in aliases}
    called = fold(authority.name) if authority is not None else ""
    prints = fingerprints or default_fingerprints()
    return Owners(frozenset(own - {""}), _names(authority), councils, prints, called, frozenset(also_called))
