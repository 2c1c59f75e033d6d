"""From one council's stored pages to everything the detectors can say about it. Pure: no clock, no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.library import Library, read_library
from detectors.measures import SITE_CODES
from detectors.owners import Owners, host_of
from detectors.pages import StoredReply
from detectors.records import AuthorityObservations, BrokenLink, Observation, SearchRecord
from detectors.services.council import CouncilView, mark_services
from detectors.site.accessibility import accessibility_observations
from detectors.site.blocks import block_observations, linked_products
from detectors.site.findability import findability_observations
from detectors.site.gates import gate_observations
from detectors.site.inclusion import inclusion_observations
from detectors.site.leadership import leadership_observations
from detectors.site.openness import openness_observations
from detectors.site.security import security_observations
from detectors.site.view import SiteView, unmeasured
from models import Authority, Service


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
    view = CouncilView(authority, library, search, cues, owners, prints, duties, earlier or {})
    marks, broken = mark_services(view, services)
    site = SiteView(authority, library, search, services, marks, cues, owners, prints, _as_of(library))
    if search.site_status != "ok":
        unread = tuple(
            unmeasured(site, code, search.site_status, "The website could not be read.") for code in SITE_CODES
        )
        return AuthorityObservations(authority.code, marks, unread, broken)
    return AuthorityObservations(authority.code, marks, tuple(_site(site, broken)), broken, _products(site))


def _as_of(library: Library) -> date | None:
    days = [str(entry.reply.fetched_at)[:10] for entry in library.entries if entry.reply.fetched_at]
    return date.fromisoformat(max(days)) if days else None


def _site(view: SiteView, broken: tuple[BrokenLink, ...]) -> list[Observation]:
    return [
        *findability_observations(view, broken),
        *accessibility_observations(view),
        *inclusion_observations(view),
        *security_observations(view),
        *openness_observations(view),
        *block_observations(view),
        *leadership_observations(view),
        *gate_observations(view),
    ]


def _products(view: SiteView) -> tuple[tuple[str, str, str], ...]:
    linked = linked_products(view)
    return tuple(sorted((s.product.id, s.product.category, host_of(e.page.url)) for s, e in linked.values()))
