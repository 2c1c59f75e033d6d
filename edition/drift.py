"""What became of each service between two crawls: appeared, disappeared, higher, lower, or not to be compared. Pure.

A firewall, a time-out or a search that did not end is never a change of the council's, and neither is a new detector:
only what counted both times, by the same detectors, is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from edition.framework_rows import summary_row
from models import Status

if TYPE_CHECKING:  # a page names its kinds, and should not pay for what reads crawls
    from edition.website import Mark, Website


class Kind(StrEnum):
    """What became of a service. Only the first four say something about the council."""

    APPEARED = "appeared"
    DISAPPEARED = "disappeared"
    HIGHER = "higher"
    LOWER = "lower"
    NOT_SEEN_THEN = "not-seen-then"
    NOT_SEEN_NOW = "not-seen-now"
    OTHER_DETECTORS = "other-detectors"


MOVED = (Kind.APPEARED, Kind.DISAPPEARED, Kind.HIGHER, Kind.LOWER)
"""What says something about the council, in the order of pages."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One service of one council that is not as it was, or cannot be compared."""

    kind: Kind
    then: Mark
    latest: Mark


def drift(before: Website | None, now: Website) -> Iterator[Drift]:
    """Yield what moved between two crawls, or counted in one of them only; nothing where there is one crawl.

    A service that counted in neither, or that is not the council's job at either date, has no line.
    """
    if before is None:
        return
    then = {(mark.authority, mark.service): mark for mark in before.marks}
    for mark in now.marks:
        was = then.get((mark.authority, mark.service))
        if was is None or Status.NOT_APPLICABLE in (was.status, mark.status):
            continue
        kind = kind_of(was.counted, mark.counted)
        if kind in MOVED and not _same_detectors(before, now, mark.authority):
            kind = Kind.OTHER_DETECTORS
        if kind is not None:
            yield Drift(kind, was, mark)


def kind_of(was: int | None, now: int | None) -> Kind | None:
    """Return what became of a level that counted, None where it did not then or does not now; None: nothing to tell.

    Level 0 is absent after a search that ran to its end.
    """
    if was == now:
        return None
    if was is None:
        return Kind.NOT_SEEN_THEN
    if now is None:
        return Kind.NOT_SEEN_NOW
    if was == 0:
        return Kind.APPEARED
    if now == 0:
        return Kind.DISAPPEARED
    return Kind.HIGHER if now > was else Kind.LOWER


def _same_detectors(before: Website, now: Website, authority: str) -> bool:
    known = before.detectors.get(authority, "")
    return bool(known) and known == now.detectors.get(authority, "")


def drift_summary(edition: str, before: Website | None, now: Website) -> list[dict[str, Any]]:
    """Return the `summaries` row that says on which days the two crawls ended; none where there is one crawl."""
    if before is None:
        return []
    ends = {"then": before.newest.isoformat(), "now": now.newest.isoformat()}
    return [summary_row(edition, "drift", ends)]


def drift_rows(edition: str, found: Iterable[Drift]) -> Iterator[dict[str, Any]]:
    """Yield the `drift` rows."""
    for one in found:
        yield {
            "edition": edition, "authority": one.latest.authority, "service": one.latest.service,
            "kind": one.kind.value, "level_before": one.then.counted, "level_now": one.latest.counted,
            "status_before": one.then.status.value, "status_now": one.latest.status.value,
            "page_before": one.then.page_url, "page_now": one.latest.page_url,
            "observed_before": one.then.observed_on.isoformat(), "observed_now": one.latest.observed_on.isoformat(),
        }  # fmt: skip
