"""From a stored crawl to rows of its tables `services`, `observations`, `broken_links` and `products`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from detectors.measures import MEASURES
from detectors.observe import observe_authority
from detectors.owners import host_of, owners_for
from detectors.pages import StoredReply
from detectors.receipts import VERSION, Receipt
from detectors.records import AuthorityObservations, Observation, SearchRecord, ServiceMark
from models import Authority, Service
from paths import REGISTER
from register.authorities import Register, load_register
from register.names import load_names, names_in_hosts
from register.services import Duties, load_duties, load_services

Row = Mapping[str, Any]
_UNREAD = {"tls_failed": "unreachable", "maintenance": "unreachable", "moved": "not_checked"}
"""How the reading of a whole site may end -> the status that its observations carry, where the words differ."""
_DETECTORS = {measure.code: measure.detector for measure in MEASURES}


class CrawledSite(Protocol):
    """How one council's site was crawled: collectors/crawl/evidence.py, SiteEvidence."""

    @property
    def authority(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def complete(self) -> bool: ...
    @property
    def failures(self) -> Mapping[str, str]: ...
    @property
    def earlier(self) -> Mapping[str, tuple[int, str]]: ...
    @property
    def moved_to(self) -> str: ...
    @property
    def unsecured_before(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the detectors say about one council, as rows."""

    services: tuple[Row, ...]
    observations: tuple[Row, ...]
    broken_links: tuple[Row, ...]
    products: tuple[Row, ...]


def observer(folder: Path = REGISTER) -> Callable[[CrawledSite, Iterable[StoredReply]], Rows]:
    """Return the function that observes one crawled council of the register in `folder`.

    It raises KeyError for a council that the register does not have.
    """
    register, services, duties = load_register(folder), load_services(folder), load_duties(folder)
    councils, called = {one.code: one for one in register.authorities}, names_in_hosts(load_names(folder, register))

    def observe(site: CrawledSite, pages: Iterable[StoredReply]) -> Rows:
        replies = list(pages)
        authority = councils[site.authority]
        found = _observed(register, services, duties, authority, called.get(authority.code, ()), site, replies)
        return to_rows(found, max((str(one.fetched_at) for one in replies), default=""))

    return observe


def _observed(
    register: Register,
    services: Sequence[Service],
    duties: Duties,
    authority: Authority,
    also_called: Iterable[str],
    site: CrawledSite,
    replies: Sequence[StoredReply],
) -> AuthorityObservations:
    homes = [host_of(one.final_url) for one in replies if one.discovered_via == "seed:home" and one.status == 200]
    homes += [host_of(site.moved_to)] if site.moved_to else []
    status = "ok" if site.status == "replied" else _UNREAD.get(site.status, site.status)
    search = SearchRecord(status, {}, site.failures, site.complete, site.unsecured_before)
    given = {service.code: duties.duty(authority, service) for service in services}
    owners = owners_for(register.authorities, authority, homes, also_called=also_called)
    return observe_authority(authority, replies, services, given, search, owners, earlier=site.earlier)


def to_rows(found: AuthorityObservations, read_at: str) -> Rows:
    """Return the rows of one council's findings. read_at: ISO time of its newest page, for what rests on none."""
    return Rows(
        tuple(_service(mark, read_at) for mark in found.services),
        tuple(_observation(one, read_at) for one in found.observations),
        tuple(asdict(link) | {"why": link.why.json()} for link in found.broken),
        tuple(
            {"authority": found.authority, "product": product, "category": category, "host": host}
            for product, category, host in found.products
        ),
    )


def _service(mark: ServiceMark, read_at: str) -> Row:
    names = ("authority", "slug", "service", "status", "level", "page_url", "action_url", "vendor", "looks")
    return {name: getattr(mark, name) for name in names} | {
        "confidence": mark.confidence if mark.status == "measured" else None,
        "fetched_at": mark.fetched_at or read_at,
        "reasons": json.dumps([one.plain() for one in mark.reasons], ensure_ascii=False, sort_keys=True),
        "receipt": json.dumps([asdict(one) for one in mark.receipts], ensure_ascii=False),
    }


def _observation(one: Observation, read_at: str) -> Row:
    detector = _DETECTORS.get(one.measure, "")
    proof = (
        one.receipts[0]
        if one.receipts
        else Receipt(
            fetch_id="", sha256="", url="", locator="", phrase="", detector=detector, version=VERSION, confidence=0.0
        )
    )
    return {
        "authority": one.authority,
        "measure": one.measure,
        "status": one.status,
        "value": one.value,
        "subject": one.subject,
        "fetch_id": int(proof.fetch_id) if proof.fetch_id else None,
        "sha256": proof.sha256,
        "locator": proof.locator,
        "quote": proof.phrase,
        "detector": detector,
        "version": proof.version,
        "confidence": one.confidence if one.status == "measured" else None,
        "observed_at": one.observed_at or read_at,
        "denominator": one.denominator,
        "text": one.message.json(),
        "url": one.url,
    }
