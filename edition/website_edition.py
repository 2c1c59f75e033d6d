"""An edition of scope `website`: the open data of data/ together with one crawl. Pure but for reading both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from collectors.open_data.catalogue import SourceEntry
from detectors.suppliers import spreads
from detectors.wording import without_mail
from edition.editions import Edition
from edition.website import SOURCE, Broken, Website

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CrawlEdition:
    """What to make of a crawl. crawl: its database. title, code: '' for the ordinary one. simulated: its sites are
    invented, whatever the crawl itself says. earlier: the database of a crawl before it, to say what moved since, None
    for none. probes: that of the probes, None for none.
    """

    crawl: Path
    as_of: date
    scope: str = "website"
    title: str = ""
    simulated: bool = False
    code: str = ""
    earlier: Path | None = None
    probes: Path | None = None

    def edition(self, framework: str) -> Edition:
        """Return the edition: a preview, because councils may still answer."""
        title = self.title or f"{self.scope.capitalize()} edition, {self.as_of:%B %Y}"
        code = self.code or f"{self.as_of:%Y-%m}-{self.scope}"
        return Edition(code, title, self.as_of, self.scope, "preview", framework)


def crawl_source(website: Website) -> SourceEntry:
    """Return the crawl as a source beside those of sources.toml."""
    whose = "Simulated" if website.simulated else "Council"
    return SourceEntry(
        source=SOURCE,
        title=f"{whose} websites, read by our crawler",
        publisher="The councils; read and judged by this index",
        url="https://www.gov.uk/find-local-council",
        live_url="",
        licence="Facts and short quotations only; the pages remain their councils’ own",
        licence_url="",
        attribution="Each mark links the council’s own page that it rests on.",
        snapshot_on=website.newest,
        cadence="each edition",
        used_for="services and site-level questions of the website scope",
        caveat="Read from outside, without signing in, sending anything or running scripts.",
        enabled=True,
        expected=None,
        difference="",
        counted=None,
    )


def looked_at(website: Website, councils: int) -> dict[str, int] | None:
    """Return of how many councils the websites were looked at, None where they were of all of them.

    councils: how many there are in the edition.
    """
    return {"looked_at": website.councils, "of": councils} if website.councils < councils else None


def partly(found: dict[str, int] | None) -> str:
    """Return what every page and file says of an edition that looked at some websites alone, '' of any other.

    found: as `looked_at` returns it.
    """
    if found is None:
        return ""
    return (
        f"Only the websites of {found['looked_at']} of the {found['of']} councils were looked at; what the others' "
        "websites offer is not known. "
    )


def mark_rows(edition: str, website: Website) -> Iterator[Row]:
    """Yield the `service_marks` rows."""
    for mark in website.marks:
        yield {
            "edition": edition, "authority": mark.authority, "service": mark.service, "status": mark.status.value,
            "level": mark.level, "counted": mark.counted, "looks": mark.looks, "page_url": mark.page_url,
            "action_url": mark.action_url, "vendor": mark.vendor, "confidence": mark.confidence,
            "observed_on": mark.observed_on.isoformat(), "message": mark.message.json(),
            "routes": mark.routes.json() if mark.routes else "",
        }  # fmt: skip


def receipt_rows(edition: str, website: Website) -> Iterator[Row]:
    """Yield the `receipts` rows."""
    for receipt in website.receipts:
        yield {"edition": edition, **asdict(receipt), "read_on": receipt.read_on.isoformat()}


def supplier_rows(edition: str, website: Website) -> Iterator[Row]:
    """Yield the `suppliers` rows: how the customers of one product spread over the ladder. No council is named."""
    for one in spreads(website.marks):
        levels = {f"level_{level}": count for level, count in enumerate(one.levels)}
        yield {"edition": edition, "product": one.product, "service": one.service, "councils": one.councils} | levels


def shift_rows(edition: str, website: Website) -> Iterator[Row]:
    """Yield the `shifts` rows."""
    for one in website.shifts:
        yield {"edition": edition, **one}


def broken_rows(edition: str, website: Website) -> Iterator[Row]:
    """Yield the `broken_links` rows. Links that are one once no mail address is in them are told once."""
    told: dict[tuple[str, ...], Broken] = {}
    for link in website.broken:
        as_shown = (link.authority, link.service, without_mail(link.page_url), without_mail(link.link_url))
        told.setdefault(as_shown, link)
    for link in told.values():
        yield {
            "edition": edition, "authority": link.authority, "service": link.service, "page_url": link.page_url,
            "link_url": link.link_url, "why": link.why.json() if link.why else "",
        }  # fmt: skip
