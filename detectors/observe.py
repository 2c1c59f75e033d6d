"""From one council's stored pages to everything the detectors can say about it. Pure: no clock, no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.library import read_library
from detectors.owners import Owners
from detectors.pages import StoredReply
from detectors.records import AuthorityObservations, SearchRecord
from detectors.services.council import CouncilView, mark_services
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
    return AuthorityObservations(authority.code, marks, (), broken)
