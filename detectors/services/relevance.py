"""How surely a page is about one service: title, heading, address, and the words of the link that led there."""

from __future__ import annotations

import re
from itertools import islice

from detectors.addresses import address_texts, services_named
from detectors.cues import STRONG, WEAK, Cues
from detectors.pages import PageModel, once_a_page
from detectors.phrases import phrase
from detectors.wording import fold, slug_words

_GENERAL = phrase("relevance", "general_titles")
"""Titles of pages that serve nothing in particular, to which GOV.UK's links often lead."""
LONGEST_LINK = 120
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
FIRST_SENTENCES = 4
"""How many sentences of a page are read with its title, to tell what it is about."""
_SUFFIX = re.compile(r"\s+(?:[|\u2013\u2014\u00bb·:-]|::)\s+")


def title_of(page: PageModel) -> str:
    """Return the page's own title: the first heading, else the title element without the site's name."""
    if page.h1:
        return page.h1
    return _SUFFIX.split(page.title)[0] if page.title else ""


def relevance(page: PageModel, service: str, cues: Cues, link_text: str = "", given: bool = False) -> float:
    """Return 0 (not about the service) to 2 (named by the page's own title, heading or address).

    link_text: words of the link through which the page was found. given: GOV.UK names the page for this service,
    which counts as a link that does; it is not enough for a page of contact or complaints, or of another service,
    unless its address too says that it holds this one.
    """
    heads = cues.services_in(f"{title_of(page)}")
    bare = cues.services_in(_SUFFIX.split(page.title)[0]) if page.title else {}
    mine = max(heads.get(service, 0.0), bare.get(service, 0.0))
    if mine >= STRONG:
        return WEAK if cues.stands_back(service, title_of(page)) else STRONG
    rival = any(score >= STRONG for code, score in heads.items() if code != service)
    found = max(mine, _by_address(page, service, cues))
    if link_text:
        found = max(found, min(cues.score(service, link_text), STRONG))
    if given and not _GENERAL.search(fold(title_of(page))):
        found = STRONG
    if rival and not (given and service in services_named(page.url, cues)):
        return min(found, WEAK)
    return found


def _by_address(page: PageModel, service: str, cues: Cues) -> float:
    return max((cues.score(service, text) for text in address_texts(page.url)), default=0.0)


def mentions(page: PageModel, service: str, cues: Cues) -> float:
    """Return WEAK if a heading, link or short paragraph of the content names the service, else 0.

    Where the title names no service, the address may, with its folders too ("/council-tax/your-questions").
    """
    words = slug_words(page.url).split()
    if max((cues.score(service, " ".join(words[-n:])) for n in (5, 9, 14)), default=0.0) >= STRONG:
        return STRONG
    if service in _mentioned(page, cues):
        return WEAK
    titled = any(score >= STRONG for score in cues.services_in(title_of(page)).values())
    return WEAK if not titled and service in services_named(page.url, cues) else 0.0


def is_alone(page: PageModel, service: str, cues: Cues) -> bool:
    """Return whether a page is about one service though its title does not say so: its content names no other.

    The title has to name it weakly, or a heading of the content surely ("Dumped vehicles" below the council's name). A
    link says what another page is about, and a page of contact or complaints is about nothing in particular.
    """
    title = title_of(page)
    titled = cues.services_in(title)
    if any(score >= STRONG for score in titled.values()) or _GENERAL.search(fold(title)):
        return False
    return _mentioned(page, cues) <= {service} and (service in titled or service in _headed(page, cues))


@once_a_page
def _headed(page: PageModel, cues: Cues) -> frozenset[str]:
    """Return the services that headings of the content name."""
    texts = (text for _, text, region in page.headings if region == "main")
    return frozenset(code for text in texts for code, score in cues.services_in(text).items() if score >= STRONG)


@once_a_page
def _mentioned(page: PageModel, cues: Cues) -> frozenset[str]:
    """Return the services that headings, links and short paragraphs name, or the title with a first sentence."""
    texts = [text for _, text, region in page.headings if region == "main"]
    texts += [block.text for block in page.main_blocks() if len(block.text) <= 200][:60]
    listed = (link.text for link in page.main_links() if len(link.text) <= LONGEST_LINK)
    named = (*map(cues.services_in, (*texts, *_completed(page, cues))), *map(cues.services_listed, listed))
    return frozenset(code for one in named for code, score in one.items() if score >= STRONG)


def _completed(page: PageModel, cues: Cues) -> list[str]:
    """Return the title with each of the first sentences, where it names no service by itself.

    "Who counts as an adult?" is about a discount if "How big is the discount?" follows.
    """
    title = title_of(page)
    if any(score >= STRONG for score in cues.services_in(title).values()):
        return []
    blocks = (block.text for block in page.main_blocks() if block.text != title)
    sentences = (sentence for text in blocks for sentence in _SENTENCES.split(text[:400]))
    return [f"{title} {sentence}" for sentence in islice(sentences, FIRST_SENTENCES)]


def is_index(page: PageModel, service: str, cues: Cues) -> bool:
    """Return whether the page is a landing page: a list of links that name several services and little else."""
    links, listed, named = _contents(page, cues)
    if listed >= 3 and len(named - {service}) >= 2:
        return True
    headed = {code for code, _ in cues.services_in(page.h1).items() if code != service}
    enough = links >= 2 or bool(headed & named)
    return enough and bool(named) and service not in named and listed >= 0.6 * links


@once_a_page
def _contents(page: PageModel, cues: Cues) -> tuple[int, int, frozenset[str]]:
    """Return how many links of different words a page has, how many blocks are such a link, and the services named."""
    own = (block for block in page.main_blocks() if block.tag in ("li", "h2", "h3", "p", "div", "td"))
    links = {fold(link.text) for link in page.main_links() if 0 < len(link.text) < 80}
    listed = sum(fold(block.text[:80]) in links for block in own)
    named = frozenset(code for text in links for code, score in cues.services_in(text).items() if score >= STRONG)
    return len(links), listed, named
