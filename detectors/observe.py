"""From one council's stored pages to everything the detectors can say about it. Pure: no clock, no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.garbage import without_search_for_circles
from detectors.library import Library, read_library
from detectors.measures import SITE_MEASURES
from detectors.owners import Owners, host_of
from detectors.pages import StoredReply
from detectors.records import AuthorityObservations, SearchRecord
from detectors.services.council import CouncilView, mark_services
from detectors.site.blocks import linked_products
from detectors.site.security import header_tests
from detectors.site.view import Answer, Measure, SiteView, observation, unmeasured
from models import Authority, Message, Service


@without_search_for_circles()
def observe_authority(
    authority: Authority,
    pages: Iterable[StoredReply],
    services: Sequence[Service],
    duties: Mapping[str, tuple[str, str]],
    search: SearchRecord,
    owners: Owners,
    earlier: Mapping[str, tuple[int, str]] | None = None,
) -> AuthorityObservations:
    """Return the marks and observations of one council.

    duties: service code -> (duty, note) of this council. owners: as this council sees them (owners_for).
    earlier: service code -> (level, day) of an earlier run. Same pages, same result, in any order of pages
    with equal addresses left out.
    """
    cues, prints = default_cues(), default_fingerprints()
    library = read_library(pages, search.failures)
    council = CouncilView(
        authority=authority,
        library=library,
        search=search,
        cues=cues,
        owners=owners,
        fingerprints=prints,
        duties=duties,
        earlier=earlier or {},
    )
    marks, broken = mark_services(council, services)
    site = SiteView(
        authority=authority,
        library=library,
        search=search,
        services=services,
        marks=marks,
        cues=cues,
        owners=owners,
        fingerprints=prints,
        as_of=_as_of(library),
        broken=broken,
    )
    if search.site_status != "ok":
        unread = unmeasured(search.site_status, Message("site.unread"))
        said = tuple(observation(site, measure.code, unread) for measure in SITE_MEASURES)
        return AuthorityObservations(authority.code, marks, said, broken)
    said = tuple(observation(site, measure.code, _decided(measure, site)) for measure in SITE_MEASURES)
    return AuthorityObservations(authority.code, marks, (*said, *header_tests(site)), broken, _products(site))


def _decided(measure: Measure, site: SiteView) -> Answer:
    if measure.decide is None:
        raise ValueError(f"{measure.code}: nothing decides it for a whole site")
    return measure.decide(site)


def _as_of(library: Library) -> date | None:
    days = [str(entry.reply.fetched_at)[:10] for entry in library.entries if entry.reply.fetched_at]
    return date.fromisoformat(max(days)) if days else None


def _products(view: SiteView) -> tuple[tuple[str, str, str], ...]:
    linked = linked_products(view)
    return tuple(sorted((s.product.id, s.product.category, host_of(e.page.url)) for s, e in linked.values()))
