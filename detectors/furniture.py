"""The furniture of a page: telling header, menus, related links and footer from its own content by their words.

For what the markup does not say: that is detectors/landmarks.py.
"""

from __future__ import annotations

from detectors.drafts import BlockDraft, LinkDraft
from detectors.pages import ASIDE, FOOTER, HEADER, MAIN
from detectors.phrases import phrase
from detectors.reader import Reader
from detectors.wording import count_words, fold

LANDMARK_WORDS = 40
"""A content landmark with fewer words is not trusted to hold all of the content."""
FEWEST_FOOT_SIGNS = 2
"""Different links of a footer, or a copyright line and one, that the last lines must hold to be one."""
_BESIDE = phrase("furniture", "beside")
_FOOT = phrase("furniture", "foot_links")
_FOOT_LINE = phrase("furniture", "foot_lines")


def set_furniture_aside(read: Reader) -> None:
    """Give what stands outside the content another region than MAIN.

    With a landmark (<main> and the like) everything outside is beside the content; without one, what comes before the
    page's heading is the site's header and menu. In both cases lists of links under "Related pages" are beside it.
    """
    if read.model.forms and any(block.tag == "h1" and block.in_form for block in read.model.blocks):
        for block in read.model.blocks:  # a form around the whole page, as ASP.NET makes it, is no form to fill in
            block.in_form = False
    if _has_landmark(read):
        for found in read.outside:
            found.region = ASIDE
    elif read.title_at is not None:
        _before_title(read)
    _related_lists(read)
    if not _has_landmark(read):
        _footer(read)


def _has_landmark(read: Reader) -> bool:
    """Return whether an element that says it holds the content does: words enough, and the page's heading."""
    return read.landmark_words >= LANDMARK_WORDS and (read.title_at is None or read.title_inside)


def _before_title(read: Reader) -> None:
    blocks, links = read.title_at or (0, 0)
    early = {id(one) for one in (*read.model.blocks[:blocks], *read.model.links[:links])}
    for found in read.outside:
        if id(found) in early and found.region == MAIN:
            found.region = HEADER


def _related_lists(read: Reader) -> None:
    beside = False
    for block, links in read.link_blocks:
        if block.region != MAIN:
            continue
        if _BESIDE.match(fold(block.text[:60])):
            beside = True
        elif not _only_links(block, links):
            beside = False
        if beside:
            block.region = ASIDE
            for link in links:
                link.region = ASIDE


def _footer(read: Reader) -> None:
    """Take the last lines of a page for its footer if they are links, a copyright line or the council's address."""
    tail: list[tuple[BlockDraft, list[LinkDraft]]] = []
    first = 0
    foots: set[str] = set()
    for block, links in reversed(read.link_blocks):
        if block.region not in (MAIN, ASIDE):
            continue
        if any(link.button for link in links):
            break
        addressed = count_words(block.text) < 40 and bool(_FOOT_LINE.search(fold(block.text[:300])))
        plain = addressed or _only_links(block, links)
        named = {fold(link.text) for link in links if plain and _FOOT.search(fold(link.text))}
        signed = block.text.lstrip().startswith("\u00a9") or bool(named)
        foots |= named | ({"\u00a9"} if signed and not named else set())
        foot = signed or addressed
        passes = block.in_form or (count_words(block.text) < 10 and block.tag not in ("h1", "p"))
        if not (foot or passes or _only_links(block, links)):
            break
        tail.append((block, links))
        first = len(tail) if foot else first
    for block, links in tail[:first] if len(foots) >= FEWEST_FOOT_SIGNS else ():
        block.region = FOOTER
        for link in links:
            link.region = FOOTER


def _only_links(block: BlockDraft, links: list[LinkDraft]) -> bool:
    linked = sum(len(link.text) for link in links)
    return bool(links) and linked >= 0.8 * len(block.text) and all(count_words(link.text) < 12 for link in links)
