"""Open-data collectors: one module per published source, each a pure parser from bytes to facts."""

from __future__ import annotations

from collectors.open_data import (
    bin_platforms,
    councillor_systems,
    fixmystreet,
    govuk_local_links,
    govuk_pay,
    govwifi,
    hacs,
    homepage_accessibility_scan,
    hsts_preload,
    library_catalogues,
    mhclg_programmes,
    open_data_scotland,
    open_source_platforms,
    planning_data,
    planning_portals,
    polling_stations,
    ukbcd,
    website_page_weight,
)
from collectors.open_data.contract import Source

SOURCES: tuple[Source, ...] = (
    website_page_weight.SOURCE,
    homepage_accessibility_scan.SOURCE,
    planning_data.SOURCE,
    open_data_scotland.SOURCE,
    govuk_pay.SOURCE,
    open_source_platforms.SOURCE,
    mhclg_programmes.SOURCE,
    govwifi.SOURCE,
    hsts_preload.SOURCE,
    ukbcd.SOURCE,
    hacs.SOURCE,
    bin_platforms.SOURCE,
    planning_portals.SOURCE,
    fixmystreet.SOURCE,
    polling_stations.SOURCE,
    councillor_systems.SOURCE,
    library_catalogues.SOURCE,
    govuk_local_links.SOURCE,
)
"""Every source, in the order in which they are collected and shown."""


def source_named(name: str) -> Source | None:
    """Return the source of that name, or None."""
    return next((source for source in SOURCES if source.name == name), None)
