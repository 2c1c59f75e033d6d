"""What stands on many pages of a site, read once: menus, banners and footers are the same bytes on each of them.

Reading a page in parts gives the same model as reading it element by element: a part is kept only where nothing in it
depends on the page around it beyond what its key holds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from lxml import etree

from detectors.drafts import BlockDraft, LinkDraft, PageDraft
from detectors.pages import ASIDE, MAIN

_ENTANGLED = (
    "base", "body", "button", "fieldset", "form", "html", "input", "label", "legend", "link", "meta", "select",
    "textarea",
)  # fmt: skip
"""Elements whose reading takes from, or gives to, what stands elsewhere on the page."""
_GIVEN_UP = 6
"""So many elements of one name and attributes that repeat nothing, one after the other, and no more are looked up."""
REMEMBERED = 100_000
"""Elements of a site that are remembered: menus are among the first, and a site may make each of its own ever new."""
LOOKED_UP = 20_000_000
"""Bytes of markup that repeat nothing and are looked up on one page: where all nests in all, each holds the rest."""


class OnPage(NamedTuple):
    """What the inside of one element adds to one page. The fields mean what those of Reader do."""

    blocks: list[BlockDraft]
    links: list[LinkDraft]
    link_blocks: list[tuple[BlockDraft, list[LinkDraft]]]
    outside: list[BlockDraft | LinkDraft]


@dataclass(slots=True)
class Part:
    """What the inside of one element adds to the page it stands on.

    model: as if it were a page of its own. heading: the last one, ABOVE if there is none. link_blocks: each block with
    its links, by their places in the model. outside_blocks, outside_links: places of what stands outside the content's
    landmark. The other fields mean what those of Reader do.
    """

    model: PageDraft
    heading: str
    link_blocks: tuple[tuple[int, tuple[int, ...]], ...]
    outside_blocks: tuple[int, ...]
    outside_links: tuple[int, ...]
    title_at: tuple[int, int] | None
    title_inside: bool
    landmark_words: int
    _last: tuple[str, int] | None = None
    _shared: OnPage | None = None

    def on_page(self, above: str, before: int) -> OnPage:
        """Return the part as a page has it. above: the heading before it; before: so many blocks.

        Pages that have a part at the same place share what can be told to be no content before the page has ended.
        """
        if self._last == (above, before) and self._shared is not None:
            return self._shared
        blocks = [one.again(above) for one in self.model.blocks]
        links = [one.again(above, before) for one in self.model.links]
        found = OnPage(
            blocks,
            links,
            link_blocks=[(blocks[block], [links[one] for one in beside]) for block, beside in self.link_blocks],
            outside=[*(blocks[one] for one in self.outside_blocks), *(links[one] for one in self.outside_links)],
        )
        if self._last == (above, before):
            both: list[BlockDraft | LinkDraft] = [*blocks, *links]
            inside_form = any(block.in_form for block in blocks)
            if not inside_form and not any(one.region in (MAIN, ASIDE) for one in both):
                for one in both:
                    one.settle()
                self._shared = found
        else:
            self._last, self._shared = (above, before), None
        return found


class Repeats:
    """The parts that the pages of one site have in common; one for each council. Grows up to REMEMBERED elements."""

    def __init__(self) -> None:
        self._parts: dict[Hashable, Part | None] = {}
        self._seen: set[Hashable] = set()
        self._misses: dict[int, int] = {}
        self._left = LOOKED_UP

    def open_page(self) -> None:
        """Say that what is asked for from now on stands on another page."""
        self._left = LOOKED_UP

    def find(self, el: etree._Element, state: Hashable, read: Callable[[etree._Element], Part | None]) -> Part | None:
        """Return what an element adds to its page, None if that has to be read on the page itself.

        state: all that the reading depends on beside the element. read: makes the part, None if it depends on more; it
        is asked when an element comes for the second time.
        """
        # Two kinds of one hash cost each other look-ups, nothing else; their names may be long.
        kind = hash((el.tag, *el.items(), state))
        misses = self._misses.get(kind, 0)
        is_full = len(self._seen) >= REMEMBERED
        if misses >= _GIVEN_UP or self._left <= 0 or (is_full and kind not in self._misses):
            return None
        markup = etree.tostring(el, encoding="UTF-8", xml_declaration=False, with_tail=False)
        key = (blake2b(markup, digest_size=16).digest(), state)
        if key in self._seen and key not in self._parts:
            self._parts[key] = None if _is_entangled(el) else read(el)
        if not is_full:
            self._seen.add(key)
        part = self._parts.get(key)
        self._misses[kind] = misses + 1 if part is None else 0
        if part is None:
            self._left -= len(markup)
        return part


def _is_entangled(el: etree._Element) -> bool:
    return next(el.iterdescendants(*_ENTANGLED), None) is not None


def places_of(found: Sequence[object]) -> dict[int, int]:
    """Return where in a sequence each of its objects stands, by identity."""
    return {id(one): place for place, one in enumerate(found)}
