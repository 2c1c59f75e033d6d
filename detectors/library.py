"""One council's stored pages, read once and looked up by address; what repeats on every page set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from detectors.pages import MAIN, NAV, Block, Link, PageModel, StoredReply
from detectors.parse import read_page
from detectors.repeats import Repeats
from detectors.services.destinations import Destination
from detectors.urls import address_key

REPEATED_SHARE = 0.3
REPEATED_LEAST = 5
"""A link or paragraph on this share of a site's pages, and on this many, is furniture wherever it stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A stored reply with its page."""

    reply: StoredReply
    page: PageModel


@dataclass(frozen=True, eq=False)
class Library:
    """The pages of one council by address. failures: address key -> outcome of a fetch without an answer."""

    entries: Sequence[Entry]
    by_address: Mapping[str, Entry]
    failures: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, url: str) -> Destination | None:
        """Return what is stored for an address, None if it was never asked for."""
        key = address_key(url)
        entry = self.by_address.get(key)
        if entry is not None:
            return Destination(entry.page, entry.reply.outcome)
        return Destination(None, self.failures[key]) if key in self.failures else None

    def leading_to(self, url: str) -> list[Entry]:
        """Return the entries whose own content links to an address, in order."""
        return self._inbound.get(address_key(url), [])

    @cached_property
    def _inbound(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for key in {address_key(link.href) for link in entry.page.main_links()}:
                found.setdefault(key, []).append(entry)
        return found

    def entry(self, url: str) -> Entry | None:
        """Return the stored reply and page of an address, or None."""
        return self.by_address.get(address_key(url))


def read_library(replies: Iterable[StoredReply], failures: Mapping[str, str] | None = None) -> Library:
    """Return the library of a council's stored replies."""
    answered: list[StoredReply] = []
    failed = {address_key(url): outcome for url, outcome in (failures or {}).items()}
    for reply in replies:
        if str(reply.outcome) in ("replied", "not_modified"):
            answered.append(reply)
        else:
            failed[address_key(reply.url)] = str(reply.outcome)
    entries = [Entry(reply, page) for reply, page in zip(answered, _read(answered), strict=True)]
    by_address: dict[str, Entry] = {}
    for entry in entries:
        for url in (entry.reply.final_url or entry.reply.url, entry.reply.url):
            by_address.setdefault(address_key(url), entry)
    return Library(entries, by_address, failed)


def _read(replies: list[StoredReply]) -> list[PageModel]:
    """Return the page of each reply, what repeats on a host's pages set aside."""
    repeats = Repeats()
    pages = [_page(reply, repeats) for reply in replies]
    hosts: dict[str, list[int]] = {}
    for place, page in enumerate(pages):
        if page.readable:
            hosts.setdefault(page.host, []).append(place)
    for places in hosts.values():
        if len(places) >= 2 * REPEATED_LEAST:
            for place, page in zip(places, _repeated_aside([pages[one] for one in places]), strict=True):
                pages[place] = page
    return pages


def _page(reply: StoredReply, repeats: Repeats) -> PageModel:
    url = reply.final_url or reply.url
    return read_page(reply.body, url, reply.charset, reply.status, headers=reply.headers, repeats=repeats)


def _repeated_aside(pages: list[PageModel]) -> list[PageModel]:
    """Return one host's pages with the region of navigation for links and paragraphs that stand on many of them."""
    least = max(REPEATED_LEAST, REPEATED_SHARE * len(pages))
    links = _on_many((((x.href, x.text) for x in page.main_links()) for page in pages), least)
    texts = _on_many(((_shown(b) for b in page.main_blocks()) for page in pages), least)

    def link_aside(link: Link) -> Link:
        repeated = link.region == MAIN and (link.href, link.text) in links
        return link._replace(region=NAV) if repeated else link

    def block_aside(block: Block) -> Block:
        repeated = block.region == MAIN and _shown(block) in texts and block.tag != "h1"
        return block._replace(region=NAV) if repeated else block

    if not links and not texts:
        return pages
    return [
        replace(page, links=tuple(map(link_aside, page.links)), blocks=tuple(map(block_aside, page.blocks)))
        for page in pages
    ]


def _shown(block: Block) -> tuple[str, bool]:
    """Return what makes two blocks the same to a reader: a page's heading may say the words of a menu's link."""
    return block.text, block.stands_out


Found = TypeVar("Found", bound=Hashable)


def _on_many(pages: Iterable[Iterable[Found]], least: float) -> frozenset[Found]:
    """Return what stands on at least so many pages, however often on each."""
    counted = Counter(one for page in pages for one in set(page))
    return frozenset(one for one, pages_with in counted.items() if pages_with >= least)
