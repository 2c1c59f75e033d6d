"""Which stored pages could serve which service: by their titles, addresses, and the links they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from detectors.addresses import address_texts
from detectors.cues import STRONG, Cues
from detectors.fingerprints import Fingerprints
from detectors.library import Entry, Library
from detectors.pages import PageModel, StoredReply
from detectors.services.relevance import relevance, title_of
from detectors.services.sections import choices_of, for_choice, rest_of, sections_of
from detectors.urls import behind_host
from detectors.wording import listed_in
from models import Service

PER_SERVICE = 10
"""Candidates looked at closely for each service."""
HUB_LINK = 0.6
"""Rank of a page that only links to the task, beside a relevance of 0-2."""

FEWEST_PARTS = 2
"""Of more services than so many the parts of a page whose title is a list speak each for itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may serve a service. rank: relevance 0-2, or HUB_LINK if only a link of it names the task.

    given: GOV.UK sends people to this page for the service. section: the part of a page that serves several which is
    under this service's heading, or what is left of one without the parts of others; None where the whole page is
    meant. named: the section's own heading, read where it stands, or a choice of its form names the service.
    """

    entry: Entry
    rank: float
    given: bool = False
    section: PageModel | None = None
    named: bool = False

    @property
    def page(self) -> PageModel:
        """Return what is judged: the section, or the whole page."""
        return self.section or self.entry.page

    @property
    def is_choice(self) -> bool:
        """Return whether the service is one of several choices of a form, so that the whole page is its own."""
        return self.named and self.section is not None and self.section.blocks is self.entry.page.blocks


def given_by_govuk(reply: StoredReply, services: Iterable[Service]) -> set[str]:
    """Return the services for which GOV.UK's local links name the address of this reply."""
    _, found, numbers = str(reply.discovered_via).partition("seed:local_links/")
    named = {int(number) for number in numbers.split("/") if number.isdigit()} if found else set()
    return {service.code for service in services if not named.isdisjoint(service.lgsl)} if named else set()


def candidates_of(
    library: Library, cues: Cues, services: Iterable[Service], prints: Fingerprints
) -> dict[str, list[Candidate]]:
    """Return for each service its candidates, best first; a service without any is left out.

    A section stands in for its page unless the page's own title names the service.
    """
    listed = tuple(services)
    wanted = {service.code for service in listed}
    found: dict[str, dict[int, Candidate]] = defaultdict(dict)
    for entry in library.entries:
        if not entry.page.readable:
            continue
        given = given_by_govuk(entry.reply, listed) if entry.reply.depth else set()
        for code in given:
            rank = relevance(entry.page, code, cues, entry.reply.link_text, given=True)
            found[code][id(entry)] = Candidate(entry, rank, given=True)
        for code in (_spoken_of(entry, cues) & wanted) - given:
            rank = relevance(entry.page, code, cues, entry.reply.link_text)
            if rank > 0:
                rest = rest_of(entry.page, code, cues)
                found[code][id(entry)] = Candidate(entry, rank, section=rest if rest is not entry.page else None)
        for code in (_linked(entry, cues) | prints.services_led_to(entry.page)) & wanted:
            found[code].setdefault(id(entry), Candidate(entry, HUB_LINK))
        titled = cues.services_in(title_of(entry.page))
        sections = sections_of(entry.page, cues)
        several = sum(score >= STRONG for score in titled.values()) > 1 or _lists_parts(entry, sections)
        for code, section in sections.items():
            if code in wanted and (titled.get(code, 0.0) < STRONG or several):
                given_here = code in given
                found[code][id(entry)] = Candidate(entry, STRONG, given=given_here, section=section, named=True)
        for code, words in choices_of(entry.page, cues).items():
            if code in wanted and id(entry) not in found[code]:
                found[code][id(entry)] = Candidate(entry, STRONG, section=for_choice(entry.page, words), named=True)
    return {code: _best(list(candidates.values())) for code, candidates in found.items()}


def _lists_parts(entry: Entry, sections: Collection[str]) -> bool:
    """Return whether a page's title lists things ("Planning, building and licences") and its parts serve several."""
    return len(sections) > FEWEST_PARTS and bool(listed_in(title_of(entry.page)))


def _best(candidates: list[Candidate]) -> list[Candidate]:
    ordered = sorted(candidates, key=lambda c: (-c.rank, c.entry.reply.depth, len(behind_host(c.entry.page.url))))
    return ordered[:PER_SERVICE]


def _spoken_of(entry: Entry, cues: Cues) -> set[str]:
    page = entry.page
    texts = [title_of(page), page.title[:120], entry.reply.link_text or ""]
    texts += address_texts(page.url)
    return {code for text in texts for code in cues.services_in(text)}


def _linked(entry: Entry, cues: Cues) -> set[str]:
    links = (link for link in entry.page.main_links() if link.text and len(link.text) < 120)
    return {code for link in links for code, score in cues.services_listed(link.text).items() if score >= STRONG}
