"""The sections of a page that serves several services: each as a page of its own, under the heading that names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from detectors.cues import STRONG, Cues
from detectors.kind import Kind
from detectors.kinds import kind_of, lists_decoys
from detectors.pages import MAIN, NOTICE, Block, Form, PageModel, once_a_page
from detectors.services.relevance import title_of
from detectors.wording import fold

_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "dt": 7, "summary": 7}
"""How high a heading stands. A term of a list of definitions and the head of a fold-out stand below every heading."""
_UNMARKED = 8
"""Where a short line stands that no markup calls a heading: below all others."""
LONGEST_HEADING = 120
LONGEST_UNMARKED = 50
_WITHIN_TEXT = frozenset(("li", "option", "legend", "th", "a", "h1", "caption", "figcaption"))


@once_a_page
def sections_of(page: PageModel, cues: Cues) -> Mapping[str, PageModel]:
    """Return service code -> its sections of the page as one page, the heading as its title; {} if there are none.

    A section runs from a heading that names the service, by itself or read after the page's title, to the next heading
    of the same or a higher level, or the next that names other services only. It holds its own text, links and forms
    and the notices above the first of them; what is embedded from elsewhere belongs to the whole page. A heading
    that is a link leads to a page and opens no section. Pages of news, papers and their like have none.
    """
    if not page.readable or kind_of(page).kind is not Kind.LIVE or lists_decoys(page) is not None:
        return {}
    opened = list(_openers(page, cues))
    found: dict[str, list[tuple[int, int]]] = {}
    for at, (start, level, named) in enumerate(opened):
        for code in named:
            end = next((s for s, other, codes in opened[at + 1 :] if _closes(level, other, codes, code)), None)
            found.setdefault(code, []).append((start, len(page.blocks) if end is None else end))
    first = min((start for spans in found.values() for start, _ in spans), default=0)
    cut = {code: _cut(page, spans, first) for code, spans in found.items()}
    return {code: section for code, section in cut.items() if _says_anything(section)}


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading, to the next heading of any kind. named: the services that the heading names.

    within: it belongs to a part that a heading above it names a service for. page: the part as a page of its own.
    """

    named: frozenset[str]
    within: bool
    page: PageModel


def parts_of(page: PageModel, cues: Cues) -> tuple[Part, ...]:
    """Return the parts of a page's content in order, whether their headings name a service or not; () without any.

    A heading that is a link is left out: it leads to a page.
    """
    linked = {link.place for link in page.main_links()}
    opened = list(_openers(page, cues))
    above: list[tuple[int, bool]] = []
    found = []
    for at, (start, level, named) in enumerate(opened):
        above = [(other, names) for other, names in above if other < level]
        end = opened[at + 1][0] if at + 1 < len(opened) else len(page.blocks)
        part = Part(named, any(names for _, names in above), _cut(page, [(start, end)], start))
        if start not in linked and _says_anything(part.page):
            found.append(part)
        above.append((level, bool(named)))
    return tuple(found)


def name_of(page: PageModel) -> str:
    """Return what a page calls itself: its first heading, marked as one or not, else its title."""
    first = next((b.text for b in page.main_blocks() if _level(b)), "") if not page.h1 else page.h1
    return first or title_of(page)


def _closes(level: int, other: int, codes: frozenset[str], code: str) -> bool:
    return code not in codes and (other <= level or bool(codes)) or (code in codes and other <= level)


def _openers(page: PageModel, cues: Cues) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield every heading of the content after the title: its place, its level and the services it names."""
    title = name_of(page)
    linked = {link.place for link in page.main_links()}
    for place, block in enumerate(page.blocks):
        level = _level(block)
        if level and block.region == MAIN and block.text not in (page.h1, title):
            yield place, level, frozenset() if place in linked else _named(block.text, title, cues)


def _level(block: Block) -> int:
    """Return how high a block stands as a heading, 1 the highest; 0 if it is none."""
    if block.tag in _LEVELS:
        return _LEVELS[block.tag]
    short = block.stands_out and len(block.text) <= LONGEST_UNMARKED and block.text[-1] not in ".,;:!"
    return _UNMARKED if short and not block.in_form and block.tag not in _WITHIN_TEXT else 0


def _strong(text: str, cues: Cues) -> frozenset[str]:
    named = (code for code, score in cues.services_in(text).items() if score >= STRONG)
    return frozenset(code for code in named if not cues.stands_back(code, text))


def _named(heading: str, title: str, cues: Cues) -> frozenset[str]:
    """Return the services a heading names: by itself, else read after a title that names none by itself."""
    if len(heading) > LONGEST_HEADING:
        return frozenset()
    alone = _strong(heading, cues)
    if alone or _strong(title, cues):
        return alone
    return _strong(f"{title} {heading}", cues)


def _cut(page: PageModel, spans: list[tuple[int, int]], first: int) -> PageModel:
    def inside(place: int) -> bool:
        return any(start <= place < end for start, end in spans)

    heading = page.blocks[spans[0][0]].text[:200]
    blocks = tuple(block for place, block in enumerate(page.blocks)
                   if inside(place) or (block.region == NOTICE and place < first))  # fmt: skip
    own = {block.text for block in blocks}
    return replace(
        page,
        title=heading,
        h1=heading,
        headings=tuple(one for one in page.headings if one[1] in own),
        blocks=blocks,
        links=tuple(link for link in page.links if inside(link.place)),
        forms=tuple(form for form in page.forms if inside(_place(form, page))),
        frames=(),
    )


def _place(form: Form, page: PageModel) -> int:
    """Return the place of a form's own first words, or of the words before a form that has none."""
    begins_within = form.place < len(page.blocks) and page.blocks[form.place].in_form
    return form.place if begins_within else form.place - 1


def _says_anything(section: PageModel) -> bool:
    """Return whether more stands in a section than its heading."""
    said = [block for block in section.main_blocks() if fold(block.text) != fold(section.h1)]
    return bool(said or section.main_links() or section.forms)
