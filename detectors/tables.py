"""The rows that leave the detectors: the services export, the broken task links, the shift between two versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detectors.records import BrokenLink, Observation, ServiceMark

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


def shift(
    before: Iterable[ServiceMark | Observation], after: Iterable[ServiceMark | Observation]
) -> list[tuple[str, int, int, float]]:
    """Return (code, compared, changed, mean change) per service or measure between two readings of the same pages.

    Only pairs that both carry a value are compared (scoring method, section 14, rule 5).
    """
    old, new = _values(before), _values(after)
    pairs: dict[str, list[tuple[float, float]]] = {}
    for key in sorted(old.keys() & new.keys()):
        pairs.setdefault(key[1], []).append((old[key], new[key]))
    return [
        (code, len(both), sum(a != b for a, b in both), sum(b - a for a, b in both) / len(both))
        for code, both in pairs.items()
    ]


def _values(items: Iterable[ServiceMark | Observation]) -> Mapping[tuple[str, str], float]:
    found = {}
    for item in items:
        code = item.service if isinstance(item, ServiceMark) else item.measure
        value = item.level if isinstance(item, ServiceMark) else item.value
        if value is not None:
            found[item.authority, code] = float(value)
    return found
