"""The rows that leave the detectors: the services export, the broken task links."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.records import BrokenLink, ServiceMark

SERVICE_COLUMNS = (
    "authority",
    "slug",
    "service",
    "status",
    "level",
    "page_url",
    "action_url",
    "vendor",
    "confidence",
    "fetched_at",
    "looks",
    "gate",
    "features",
    "reasons",
)
"""The first ten are a contract; `looks` 1 means first look."""
BROKEN_COLUMNS = ("authority", "service", "page_url", "link_url", "why")


def service_rows(marks: Iterable[ServiceMark]) -> list[tuple[str, ...]]:
    """Return one row of text per authority and applicable service, in SERVICE_COLUMNS order.

    A service that is not the council's job has no row; a level that is unknown is empty, never 0.
    """
    return [_row(mark) for mark in marks if mark.status != "not_applicable"]


def _row(mark: ServiceMark) -> tuple[str, ...]:
    level = "" if mark.level is None else str(mark.level)
    return (
        mark.authority,
        mark.slug,
        mark.service,
        mark.status,
        level,
        mark.page_url,
        mark.action_url,
        mark.vendor,
        f"{mark.confidence:.2f}",
        mark.fetched_at,
        str(mark.looks),
        " ".join(mark.gate),
        " ".join(mark.features),
        " ".join(mark.reasons),
    )


def broken_rows(links: Iterable[BrokenLink]) -> list[tuple[str, ...]]:
    """Return one row per broken task link, in BROKEN_COLUMNS order, each once."""
    rows = ((link.authority, link.service, link.page_url, link.link_url, link.why) for link in links)
    return sorted(set(rows))
