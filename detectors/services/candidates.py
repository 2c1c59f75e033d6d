"""Which stored pages could serve which service: by their titles, addresses, and the links they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from detectors.cues import STRONG, Cues
from detectors.library import Entry, Library
from detectors.pages import MAIN
from detectors.services.relevance import address_texts, relevance, title_of

PER_SERVICE = 10
"""Candidates looked at closely for each service."""
HUB_LINK = 0.6
"""Rank of a page that only links to the task, beside a relevance of 0-2."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may serve a service. rank: relevance 0-2, or HUB_LINK if only a link of it names the task."""

    entry: Entry
    rank: float


def candidates_of(library: Library, cues: Cues, services: Iterable[str]) -> dict[str, list[Candidate]]:
    """Return for each service its candidates, best first; a service without any is left out."""
    wanted = set(services)
    found: dict[str, dict[int, Candidate]] = defaultdict(dict)
    for entry in library.entries:
        if not entry.page.readable:
            continue
        for code in _spoken_of(entry, cues) & wanted:
            rank = relevance(entry.page, code, cues, entry.reply.link_text)
            if rank > 0:
                found[code][id(entry)] = Candidate(entry, rank)
        for code in _linked(entry, cues) & wanted:
            found[code].setdefault(id(entry), Candidate(entry, HUB_LINK))
    return {code: _best(list(candidates.values())) for code, candidates in found.items()}


def _best(candidates: list[Candidate]) -> list[Candidate]:
    ordered = sorted(candidates, key=lambda c: (-c.rank, c.entry.reply.depth, len(c.entry.page.url)))
    return ordered[:PER_SERVICE]


def _spoken_of(entry: Entry, cues: Cues) -> set[str]:
    page = entry.page
    texts = [title_of(page), page.title[:120], entry.reply.link_text or ""]
    texts += address_texts(page.url)
    return {code for text in texts for code in cues.services_in(text)}


def _linked(entry: Entry, cues: Cues) -> set[str]:
    links = (link for link in entry.page.links if link.region == MAIN and link.text and len(link.text) < 120)
    return {code for link in links for code, score in cues.services_in(link.text).items() if score >= STRONG}
