"""Open-data collectors: one module per published source, each a pure parser from bytes to facts."""

from __future__ import annotations

from collectors.open_data import govuk_pay, mhclg_programmes, website_page_weight
from collectors.open_data.contract import Source

SOURCES: tuple[Source, ...] = (
    website_page_weight.SOURCE,
    govuk_pay.SOURCE,
    mhclg_programmes.SOURCE,
)
"""Every source, in the order in which they are collected and shown."""


def source_named(name: str) -> Source | None:
    """Return the source of that name, or None."""
    return next((source for source in SOURCES if source.name == name), None)
