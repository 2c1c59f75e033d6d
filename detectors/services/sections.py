"""The sections of a page that serves several services: each as a page of its own, under the heading that names it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from detectors.cues import STRONG, Cues
from detectors.forms import FormRole, role_of
from detectors.kind_rules import kind_of, lists_decoys
from detectors.page_kinds import Kind
from detectors.pages import ASIDE, MAIN, NOTICE, Block, Form, PageModel, once_a_page
from detectors.phrases import phrase
from detectors.services.relevance import title_of
from detectors.wording import PHONE, count_words, fold, listed_in

_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "dt": 7, "summary": 7}
"""How high a heading stands. A term of a list of definitions and the head of a fold-out stand below every heading."""
_UNMARKED = 8
"""Where a short line stands that no markup calls a heading: below all others."""
LONGEST_HEADING = 120
LONGEST_UNMARKED = 50
LONGEST_CHOICES = 200
FEWEST_OTHERS = 2
BETWEEN = "zz {} zz"
"""Words taken out of a line, between words that no cue knows: what only names a service as the whole text does not."""
NO_SERVICE = phrase("relevance", "parts_of_no_service")
"""Headings and links of what is no service, or one that is not among those looked for."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
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
    opened = _opened(page, cues)
    found: dict[str, list[tuple[int, int]]] = {}
    for at, (start, level, named) in enumerate(opened):
        for code in named:
            end = next((s for s, other, codes in opened[at + 1 :] if _closes(level, other, codes, code)), None)
            found.setdefault(code, []).append((start, len(page.blocks) if end is None else end))
    first = min((start for spans in found.values() for start, _ in spans), default=0)
    cut = {code: _cut(page, spans, first, _heading_of(page, spans, code, cues)) for code, spans in found.items()}
    return {code: section for code, section in cut.items() if _says_anything(section)}


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading, to the next heading of any kind. named: the services that the heading names.

    within: it belongs to a part that a heading above it names a service for. page: the part as a page of its own.
    """

    named: frozenset[str]
    within: bool
    page: PageModel


LINES_OF_ROW = 3
"""Most lines that the row of a table has, the one that names it first."""


def row_of(page: PageModel, place: int, cues: Cues) -> PageModel:
    """Return a line of a list or table as a page of its own: it, and the cells that follow it in its row."""
    last = place + 1
    if page.blocks[place].tag in ("td", "th", "dt"):
        linked = {link.place for link in page.main_links()}
        while last < min(place + LINES_OF_ROW, len(page.blocks)):
            block = page.blocks[last]
            if block.tag not in ("td", "th", "dd") or (last not in linked and _strong(block.text, cues)):
                break
            last += 1
            if last - 1 in linked or PHONE.search(block.text):
                break
    return _cut(page, [(place, last)], place, page.blocks[place].text)


@once_a_page
def parts_of(page: PageModel, cues: Cues) -> tuple[Part, ...]:
    """Return the parts of a page's content in order, whether their headings name a service or not; () without any.

    A heading that is a link is left out: it leads to a page.
    """
    linked = {link.place for link in page.main_links()}
    opened = _openers(page, cues)
    above: list[tuple[int, bool]] = []
    found = []
    for at, (start, level, named) in enumerate(opened):
        above = [(other, names) for other, names in above if other < level]
        end = _end_of(page, opened, at)
        part = Part(named, any(names for _, names in above), _cut(page, [(start, end)], start, page.blocks[start].text))
        if start not in linked and _says_anything(part.page):
            found.append(part)
        above.append((level, bool(named)))
    return tuple(found)


@once_a_page
def _opened(page: PageModel, cues: Cues) -> tuple[_Opener, ...]:
    """Return the headings; one that names nothing by itself with the one service that its links, buttons or lines name.

    Only on a page of several: its title names no service, or the other parts name more than one.
    """
    opened = _openers(page, cues)
    named = frozenset(code for _, _, codes in opened for code in codes)
    if len(named) < (2 if _strong(name_of(page), cues) else 1):
        return opened
    linked = {link.place for link in page.main_links()}
    found = []
    for at, (start, level, codes) in enumerate(opened):
        end = _end_of(page, opened, at)
        above = any(other < level and others for _, other, others in opened[:at])
        open_to = (
            not codes and start not in linked and not above and not NO_SERVICE.search(fold(page.blocks[start].text))
        )
        said = _said_between(page, start, end, cues) if open_to else codes
        found.append((start, level, said if len(said) == 1 else codes))
    return tuple(found)


def _said_between(page: PageModel, start: int, end: int, cues: Cues) -> frozenset[str]:
    """Return the services that the links and buttons of a part name, or else its short sentences."""
    texts = [link.text for link in page.main_links() if start <= link.place < end]
    texts += [button for form in page.forms if start <= _place(form, page) < end for button in form.buttons]
    lines = [
        one for block in page.blocks[start + 1 : end] if block.region == MAIN for one in _SENTENCE.split(block.text)
    ]
    named = (
        frozenset(code for text in said if len(text) <= LONGEST_HEADING for code in _said_in(text, cues))
        for said in (texts, lines)
    )
    return next((codes for codes in named if codes), frozenset())


LONGEST_THING = 3
"""Most words of one of the things that a line lists; a sentence has commas and an "or" too."""


def _said_in(text: str, cues: Cues) -> frozenset[str]:
    lists = "," in text and all(count_words(piece) <= LONGEST_THING for piece in listed_in(text))
    return _thing_by_thing(text, cues) if lists else _strong(text, cues)


def choices_of(page: PageModel, cues: Cues) -> dict[str, str]:
    """Return service code -> the choice of a form that names it, where one form serves several services; {} else."""
    titled = _strong(name_of(page), cues)
    if not any(role_of(form, page) in (FormRole.TASK, FormRole.STEP) for form in page.forms if form.region == MAIN):
        return {}
    found: dict[str, str] = {}
    for block in page.main_blocks():
        if block.in_form and len(block.text) <= LONGEST_CHOICES and block.tag not in ("p", "form"):
            for words in _runs(block.text) if block.tag != "option" else (block.text,):
                said = words if words == block.text else BETWEEN.format(words)
                for code in _strong(said, cues) - titled:
                    found.setdefault(code, words)
    return found if len(found) > 1 else {}


def _runs(text: str) -> Iterator[str]:
    """Yield the runs of one to three words of choices that stand side by side, the shorter ones first."""
    words = text.split()
    for length in (1, 2, 3):
        for at in range(len(words) - length + 1):
            yield " ".join(words[at : at + length])


def rest_of(page: PageModel, code: str, cues: Cues) -> PageModel:
    """Return a page of several without the parts of other services, except what names this one; else the page."""
    opened = _opened(page, cues)
    others = [
        (start, _end_of(page, opened, at)) for at, (start, _, codes) in enumerate(opened) if codes and code not in codes
    ]
    if len({one for _, _, codes in opened for one in codes - {code}}) < FEWEST_OTHERS:
        return page

    inside = _within(others)
    return replace(
        page,
        blocks=tuple(
            block._replace(region=ASIDE) if place in inside and code not in _strong(block.text, cues) else block
            for place, block in enumerate(page.blocks)
        ),
        links=tuple(link for link in page.links if link.place not in inside or code in _strong(link.text, cues)),
        forms=tuple(form for form in page.forms if _place(form, page) not in inside),
    )


def shared_part_of(page: PageModel, cues: Cues) -> PageModel:
    """Return what a page of several says to all of them: what stands before its parts, and parts that name no service.

    Of the links all that name no service are kept, wherever they stand.
    """
    opened = _opened(page, cues)
    inside = _within(
        (start, _end_of(page, opened, at))
        for at, (start, _, codes) in enumerate(opened)
        if codes or _said_between(page, start, _end_of(page, opened, at), cues)
    )
    return replace(
        page,
        blocks=tuple(block for place, block in enumerate(page.blocks) if place not in inside),
        links=tuple(link for link in page.links if link.place not in inside or not _strong(link.text, cues)),
        forms=(),
    )


def for_choice(page: PageModel, words: str) -> PageModel:
    """Return a page with the form of several services as the page of one: the choice is its title."""
    return replace(page, title=words, h1=words)


def name_of(page: PageModel) -> str:
    """Return what a page calls itself: its first heading, marked as one or not, else its title."""
    first = next((b.text for b in page.main_blocks() if _level(b)), "") if not page.h1 else page.h1
    return first or title_of(page)


def _closes(level: int, other: int, codes: frozenset[str], code: str) -> bool:
    return code not in codes and (other <= level or bool(codes)) or (code in codes and other <= level)


_Opener = tuple[int, int, frozenset[str]]
"""A heading: its place among the blocks, how high it stands, the services it names."""


@once_a_page
def _openers(page: PageModel, cues: Cues) -> tuple[_Opener, ...]:
    """Return every heading of the content after the title: its place, its level and the services it names."""
    title = name_of(page)
    linked = {link.place for link in page.main_links()}
    return tuple(
        (place, level, frozenset() if place in linked else _named(block.text, title, cues))
        for place, block in enumerate(page.blocks)
        if block.region == MAIN and (level := _level(block)) and block.text not in (page.h1, title)
    )


def _end_of(page: PageModel, opened: Sequence[_Opener], at: int) -> int:
    """Return where the part under a heading ends: at the next heading, or with the page."""
    return opened[at + 1][0] if at + 1 < len(opened) else len(page.blocks)


def _within(spans: Iterable[tuple[int, int]]) -> set[int]:
    """Return the places of spans, each from its start to before its end."""
    return {place for start, end in spans for place in range(start, end)}


def _level(block: Block) -> int:
    """Return how high a block stands as a heading, 1 the highest; 0 if it is none."""
    if block.tag in _LEVELS:
        return _LEVELS[block.tag]
    short = block.stands_out and len(block.text) <= LONGEST_UNMARKED and block.text[-1] not in ".,;:!"
    return _UNMARKED if short and not block.in_form and block.tag not in _WITHIN_TEXT else 0


def _strong(text: str, cues: Cues) -> frozenset[str]:
    named = (code for code, score in cues.services_in(text).items() if score >= STRONG)
    return frozenset(code for code in named if not cues.stands_back(code, text))


def _thing_by_thing(text: str, cues: Cues) -> frozenset[str]:
    return _strong(text, cues) | frozenset(code for piece in listed_in(text) for code in _strong(piece, cues))


def _named(heading: str, title: str, cues: Cues) -> frozenset[str]:
    """Return the services a heading names: by itself, else read after a title that names none by itself."""
    if len(heading) > LONGEST_HEADING:
        return frozenset()
    alone = _thing_by_thing(heading, cues)
    return alone or _strong(f"{title} {heading}", cues) - _strong(title, cues) or cues.named_within(title, heading)


def _heading_of(page: PageModel, spans: list[tuple[int, int]], code: str, cues: Cues) -> str:
    """Return the heading of a service's first section, or the piece that names the service if the whole does not."""
    heading = page.blocks[spans[0][0]].text
    if code in _strong(heading, cues):
        return heading
    return next((piece for piece in listed_in(heading) if code in _strong(piece, cues)), heading)


def _cut(page: PageModel, spans: list[tuple[int, int]], first: int, heading: str) -> PageModel:
    inside = _within(spans)
    blocks = tuple(
        block._replace(region=MAIN) if block.region == NOTICE and place in inside else block
        for place, block in enumerate(page.blocks)
        if place in inside or (block.region == NOTICE and place < first)
    )
    own = {block.text for block in blocks}
    return replace(
        page,
        title=heading[:200],
        h1=heading[:200],
        headings=tuple(one for one in page.headings if one[1] in own),
        blocks=blocks,
        links=tuple(link for link in page.links if link.place in inside),
        forms=tuple(_headed(form, own, heading) for form in page.forms if _place(form, page) in inside),
        frames=(),
        part=True,
    )


def _headed(form: Form, own: set[str], heading: str) -> Form:
    """Return a form of a section under the section's heading, unless a heading of the section's own stands above it."""
    return form if form.heading in own else replace(form, heading=heading)


def _place(form: Form, page: PageModel) -> int:
    """Return the place of a form's own first words, or of the words before a form that has none."""
    begins_within = form.place < len(page.blocks) and page.blocks[form.place].in_form
    return form.place if begins_within else form.place - 1


def _says_anything(section: PageModel) -> bool:
    """Return whether more stands in a section than its heading."""
    said = [block for block in section.main_blocks() if fold(block.text) != fold(section.h1)]
    return bool(said or section.main_links() or section.forms)
