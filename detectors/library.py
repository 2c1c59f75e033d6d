"""One council's stored pages, read once and looked up by address; what repeats on every page set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from detectors.pages import MAIN, NAV, PageModel, StoredReply
from detectors.parse import read_page
from detectors.services.destinations import Destination
from detectors.urls import address_key

REPEATED_SHARE = 0.3
REPEATED_LEAST = 5
"""A link or paragraph on this share of a site's pages, and on this many, is furniture wherever it stands."""


@dataclass(slots=True)
class Entry:
    """A stored reply with its page."""

    reply: StoredReply
    page: PageModel


@dataclass(slots=True)
class Library:
    """The pages of one council by address. failures: address key -> outcome of a fetch without an answer."""

    entries: list[Entry]
    by_address: dict[str, Entry]
    failures: dict[str, str] = field(default_factory=dict)
    _inbound: dict[str, list[Entry]] | None = None

    def resolve(self, url: str) -> Destination | None:
        """Return what is stored for an address, None if it was never asked for."""
        key = address_key(url)
        entry = self.by_address.get(key)
        if entry is not None:
            return Destination(entry.page, entry.reply.outcome)
        return Destination(None, self.failures[key]) if key in self.failures else None

    def leading_to(self, url: str) -> list[Entry]:
        """Return the entries whose own content links to an address, in order."""
        if self._inbound is None:
            self._inbound = {}
            for entry in self.entries:
                for key in {address_key(link.href) for link in entry.page.links if link.region == MAIN}:
                    self._inbound.setdefault(key, []).append(entry)
        return self._inbound.get(address_key(url), [])

    def entry(self, url: str) -> Entry | None:
        """Return the stored reply and page of an address, or None."""
        return self.by_address.get(address_key(url))


def read_library(replies: Iterable[StoredReply], failures: Mapping[str, str] | None = None) -> Library:
    """Return the library of a council's stored replies; equal bytes are parsed once."""
    entries: list[Entry] = []
    by_address: dict[str, Entry] = {}
    failed = {address_key(url): outcome for url, outcome in (failures or {}).items()}
    for reply in replies:
        if str(reply.outcome) not in ("replied", "not_modified"):
            failed[address_key(reply.url)] = str(reply.outcome)
            continue
        entry = Entry(reply, _read(reply))
        entries.append(entry)
        for url in (reply.final_url or reply.url, reply.url):
            by_address.setdefault(address_key(url), entry)
    _set_furniture_aside([e.page for e in entries])
    return Library(entries, by_address, failed)


def _read(reply: StoredReply) -> PageModel:
    return read_page(reply.body, reply.final_url or reply.url, reply.charset, reply.status, headers=reply.headers)


def _set_furniture_aside(pages: list[PageModel]) -> None:
    """Give the region of navigation to links and paragraphs that stand on a large share of a host's pages."""
    hosts: dict[str, list[PageModel]] = {}
    for page in pages:
        if page.readable:
            hosts.setdefault(page.host, []).append(page)
    for group in hosts.values():
        if len(group) >= 2 * REPEATED_LEAST:
            _mark_repeated(group)


def _mark_repeated(pages: list[PageModel]) -> None:
    least = max(REPEATED_LEAST, REPEATED_SHARE * len(pages))
    links = Counter(key for page in pages for key in {(x.href, x.text) for x in page.links if x.region == MAIN})
    texts = Counter(text for page in pages for text in {b.text for b in page.blocks if b.region == MAIN})
    for page in pages:
        for link in page.links:
            if link.region == MAIN and links[link.href, link.text] >= least:
                link.region = NAV
        for block in page.blocks:
            if block.region == MAIN and block.tag != "h1" and texts[block.text] >= least:
                block.region = NAV
        page._main_text = None
