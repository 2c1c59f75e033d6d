"""What keeps a service from being called absent: words of the council's own pages that name it, or may be about it.

Absence is said of a whole site, so what no cue could place counts against it: a part of a page that serves several, or
a page to act on, may be the service under words that the cues do not know. Where such a part speaks of the service's
subject, its level is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from detectors.cues import STRONG, Cues
from detectors.forms import ACTING, FormRole, role_of
from detectors.kind_rules import kind_of, lists_decoys, promised_kind
from detectors.library import Entry, Library
from detectors.owners import Owner, Owners
from detectors.page_kinds import DECOYS, Kind
from detectors.pages import MAIN, Link, PageModel
from detectors.services.actions import GENERIC
from detectors.services.relevance import title_of
from detectors.services.sections import LONGEST_HEADING, NO_SERVICE, parts_of, row_of, sections_of
from detectors.wording import PHONE, fold, quote
from models import Message

_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_LINES = frozenset(("td", "th", "li", "dt", "dd"))
FEW_WORDS = 2
"""Different words of a subject that a part says at least if its heading says none."""
FEW = 2
"""Services that the parts of a page name, from which it is a page of several whatever its title."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Words that no cue could place. called: how the page puts them; said: all that stands there, folded.

    entry: the page they stand on; part: what stands under them, None where they are the page's title or name others.
    """

    called: str
    entry: Entry
    said: str
    part: PageModel | None = None

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return self.entry.page.url


@dataclass(frozen=True)
class Doubts:
    """What one council's pages leave open, worked out once and only if something was not found."""

    library: Library
    owners: Owners
    cues: Cues

    def about(self, service: str) -> Message | None:
        """Return why a service that was not found cannot be called absent; None if nothing speaks against it."""
        if service in self._named:
            words, url = self._named[service]
            return Message("step.named", {"words": quote(words), "url": quote(url)})
        subject = self.cues.services[service].subject
        found = next((one for one in self._unplaced if subject.search(one.said)), None)
        if found is None:
            return None
        return Message("step.unplaced", {"words": quote(found.called), "url": quote(found.url)})

    def line_of(self, service: str) -> tuple[Entry, PageModel] | None:
        """Return the line of a list or table that names a service, as a page of its own, and the page; None if none."""
        found = self._named_lines.get(service)
        return None if found is None else (found[0], row_of(found[0].page, found[1], self.cues))

    def part_of(self, service: str, lost: Iterable[str]) -> tuple[Entry, PageModel] | None:
        """Return the part that no cue could place and that speaks of this service alone among those not found.

        Its heading or its way to act must speak of the subject: a number of the press office beside it does not.
        """
        subjects = {code: self.cues.services[code].subject for code in lost}
        for one in self._unplaced:
            if one.part is None or {code for code, words in subjects.items() if words.search(one.said)} != {service}:
                continue
            words = subjects[service]
            acts = any(words.search(way) for way in _ways_of(one.part))
            if words.search(fold(one.called)) or (acts and len(set(words.findall(one.said))) >= FEW_WORDS):
                return one.entry, one.part
        return None

    @cached_property
    def _named_lines(self) -> dict[str, tuple[Entry, int]]:
        """Service -> the page and the place on it of the first line that names the service."""
        found: dict[str, tuple[Entry, int]] = {}
        for entry in self._own:
            for place, text in self._lines(entry):
                for code in _strong(text, self.cues) if len(text) < LONGEST_HEADING else ():
                    found.setdefault(code, (entry, place))
        return found

    @cached_property
    def _own(self) -> tuple[Entry, ...]:
        """The council's own pages, those of news, papers and their like left out."""
        return tuple(
            entry for entry in self.library.entries
            if entry.page.readable and self.owners.of(entry.page.url) is Owner.OWN
            and lists_decoys(entry.page) is None and kind_of(entry.page).kind is Kind.LIVE
        )  # fmt: skip

    @cached_property
    def _named(self) -> dict[str, tuple[str, str]]:
        """Service -> the words that name it and the page they stand on, the first that do.

        They are a heading of the content, a line of a list or table, or a link whose target is not known to be news, a
        paper or the like.
        """
        found: dict[str, tuple[str, str]] = {}
        for entry in self._own:
            url = entry.page.url
            for code, section in sections_of(entry.page, self.cues).items():
                found.setdefault(code, (section.h1, url))
            links = (link.text for link in entry.page.main_links() if not self._leads_to_decoy(link))
            for text in (*links, *(said for _, said in self._lines(entry))):
                for code in _strong(text, self.cues) if len(text) < LONGEST_HEADING else ():
                    found.setdefault(code, (text, url))
        return found

    def _leads_to_decoy(self, link: Link) -> bool:
        found = self.library.resolve(link.href)
        if found is None or found.page is None:
            return promised_kind(link.text, link.href) is not None
        return kind_of(found.page).kind in DECOYS

    def _lines(self, entry: Entry) -> Iterator[tuple[int, str]]:
        """Yield place and words of the lines of lists and tables that are no link alone.

        Of a page of one service only those beside a link are yielded.
        """
        page = entry.page
        links = page.main_links()
        texts, places = {link.text for link in links}, {link.place for link in links}
        titled = bool(_titled(page, self.cues))
        for place, block in enumerate(page.blocks if entry.reply.depth else ()):
            if block.region != MAIN or block.tag not in _LINES or block.text in texts:
                continue
            if promised_kind(block.text, "") is None and (not titled or not places.isdisjoint((place, place + 1))):
                yield place, block.text

    @cached_property
    def _unplaced(self) -> tuple[Unplaced, ...]:
        entries = [entry for entry in self._own if entry.reply.depth]
        return tuple(
            one for entry in entries for one in (*_unnamed_parts(entry, self.cues), *_unnamed_task(entry, self.cues))
        )


def _unnamed_parts(entry: Entry, cues: Cues) -> Iterator[Unplaced]:
    """Yield the parts whose heading names no service, of a page whose parts do; "News" and "Contact us" left out."""
    page = entry.page
    parts = parts_of(page, cues)
    titled = _titled(page, cues)
    named = {code for part in parts for code in part.named} - titled
    if len(named) < (FEW if titled else 1):
        return
    for part in parts:
        heading = fold(part.page.h1)
        if not part.within and not NO_SERVICE.search(heading):
            if part.named:
                yield Unplaced(part.page.h1, entry, heading)
            else:
                yield Unplaced(part.page.h1, entry, _said(part.page), part.page)


def _unnamed_task(entry: Entry, cues: Cues) -> Iterator[Unplaced]:
    """Yield a page to act on whose title names no service and which has no parts."""
    page = entry.page
    title = title_of(page)
    if _titled(page, cues) or NO_SERVICE.search(fold(title)) or any(p.named for p in parts_of(page, cues)):
        return
    acts = any(role_of(form, page) in {*ACTING, FormRole.START} for form in page.forms)
    if acts or any(link.button and GENERIC.match(fold(link.text)) for link in page.main_links()):
        yield Unplaced(title, entry, fold(title))


def _titled(page: PageModel, cues: Cues) -> frozenset[str]:
    return _strong(title_of(page), cues)


def _strong(text: str, cues: Cues) -> frozenset[str]:
    return frozenset(code for code, score in cues.services_in(text).items() if score >= STRONG)


def _ways_of(page: PageModel) -> Iterator[str]:
    """Yield, folded, what a part says of its ways to act: sentences with a link, number or address, and its forms."""
    links = page.main_links()
    for block in page.main_blocks():
        for sentence in _SENTENCES.split(block.text):
            if PHONE.search(sentence) or "@" in sentence or any(link.text in sentence for link in links if link.text):
                yield fold(sentence)
    for form in page.forms:
        yield fold(" ".join((form.heading, *form.buttons)))


def _said(page: PageModel) -> str:
    texts = (*(block.text for block in page.main_blocks()), *(link.text for link in page.main_links()),
             *(button for form in page.forms for button in form.buttons))  # fmt: skip
    return fold(" ".join(dict.fromkeys(texts)))
