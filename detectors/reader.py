"""The state of reading one page: open regions, gathered words, open links; shared by every kind of element."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from lxml import etree

from detectors.drafts import ABOVE, BlockDraft, FieldDraft, FormDraft, LinkDraft, PageDraft
from detectors.landmarks import Around
from detectors.pages import CONSENT, MAIN, NAV
from detectors.repeats import Part, places_of
from detectors.wording import squash

BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "body",
        "aside",
        "br",
    ]
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


_TEXT = etree.XPath("string()", smart_strings=False)


def whole_text(element: etree._Element) -> str:
    """Return the text within an element, markup left out."""
    return str(_TEXT(element))


class Reader:
    """The state of one pass: the open regions, the text gathered so far, the form being filled."""

    def __init__(self, model: PageDraft) -> None:
        self.model = model
        self.base, self.origin = model.url, ""
        self._rebase(model.url)
        self.buffer: list[str] = []
        self.bold = 0
        self.plain = False
        self.pending: list[LinkDraft] = []
        self.open_links: list[tuple[LinkDraft, int, bool]] = []
        self.around = Around(MAIN)
        self.heading = ""
        self.form: FormDraft | None = None
        self.loose: FormDraft | None = None
        self.labels: dict[str, str] = {}
        self.ids: list[tuple[FieldDraft, str]] = []
        self.label_for: str | None = None
        self.label_at = 0
        self.silent = 0
        self.hidden = 0
        self.unseen = 0
        self.block_tag = "body"
        self.forms_open = 0
        self.last_label = ""
        self.legend = ""
        self.outside: list[BlockDraft | LinkDraft | FormDraft] = []
        self.landmark_words = 0
        self.title_at: tuple[int, int] | None = None
        self.title_inside = False
        self.link_blocks: list[tuple[BlockDraft, list[LinkDraft]]] = []
        self.relative = False

    def _rebase(self, base: str) -> None:
        try:
            parts = urlsplit(base)
        except ValueError:
            return
        self.base, self.origin = base, f"{parts.scheme}://{parts.netloc}"

    def _open_link(self, href: str, button: bool, attrs: Mapping[str, str]) -> None:
        region = self.around.region
        if self.hidden and region == MAIN:
            region = NAV
        link = LinkDraft(href, region, self.heading, button, attrs.get("rel", ""), attrs.get("hreflang", ""))
        self.open_links.append((link, len(self.buffer), bool(self.silent)))
        self._note_outside(link)

    def _close_link(self, spare: str) -> None:
        if not self.open_links:
            return
        link, at, silent = self.open_links.pop()
        link.text = squash("".join(self.buffer[at:])) or squash(spare)
        if silent or not link.href:
            return
        self.model.links.append(link)
        self.pending.append(link)

    def _flush(self) -> None:
        if self.open_links and len(self.buffer) < 200:
            # A card that wraps whole blocks in one link: keep gathering until the link closes.
            self.buffer.append(" ")
            return
        words = "".join(self.buffer).split()
        text = " ".join(words)
        self.buffer.clear()
        self.label_at = 0
        if self.open_links:
            self.open_links = [(link, 0, silent) for link, _, silent in self.open_links]
        links, self.pending = self.pending, []
        if text:
            self.link_blocks.append((self._store(text, len(words)), links))
        self.plain = False
        place = len(self.model.blocks)
        for link in links:
            link.context = text[:400]
            link.place = place

    def _store(self, text: str, words: int) -> BlockDraft:
        tag = self.block_tag
        region, in_main, crumb = self.around
        level = _HEADINGS.get(tag)
        if level and region != CONSENT:
            self.model.headings.append((level, text[:200], region))
            self.heading = text[:200]
            if level == 1 and not self.model.h1 and region != NAV:
                self.model.h1 = text[:200]
                self.title_at = (len(self.model.blocks), len(self.model.links))
                self.title_inside = in_main
        if crumb:
            self.model.crumbs += text + " / "
        block = BlockDraft(tag, text, region, self.heading, self.form is not None, bool(self.unseen or self.hidden),
                           stands_out=not self.plain)  # fmt: skip
        self.model.blocks.append(block)
        if level and self.form is not None:
            self._open_panel_below(len(self.model.blocks))
        if in_main and region == MAIN:
            self.landmark_words += words
        self._note_outside(block)
        return block

    def _open_panel_below(self, place: int) -> None:
        """Begin another form below a heading, where the one that is open has been closed by a button already.

        Some systems (ASP.NET) put one form around the whole page, with a button for each of its parts.
        """
        form = self.form
        if form is not None and form.buttons:
            self._open_panel(place)
        elif form is not None and form.panel and not form.fields:
            form.heading, form.place, form.region = self.heading, place, self.around.region

    def _open_panel(self, place: int) -> FormDraft:
        """Begin another form within the one that is open."""
        above = self.form
        method, action = (above.method, above.action) if above is not None else ("get", self.model.url)
        self.form = FormDraft(method, action, self.around.region, self.heading, place=place, panel=True)
        self.model.forms.append(self.form)
        self._note_outside(self.form)
        return self.form

    def _note_outside(self, found: BlockDraft | LinkDraft | FormDraft) -> None:
        if found.region == MAIN and not self.around.in_main:
            self.outside.append(found)

    def part(self) -> Part:
        """Return what was read, as a part that other pages may repeat."""
        model, blocks, links = self.model, places_of(self.model.blocks), places_of(self.model.links)
        outside = [id(one) for one in self.outside]
        return Part(
            model=model,
            heading=self.heading,
            link_blocks=tuple(
                (blocks[id(block)], tuple(links[id(one)] for one in beside)) for block, beside in self.link_blocks
            ),
            outside_blocks=tuple(blocks[one] for one in outside if one in blocks),
            outside_links=tuple(links[one] for one in outside if one in links),
            title_at=self.title_at,
            title_inside=self.title_inside,
            landmark_words=self.landmark_words,
        )

    def add(self, part: Part) -> None:
        """Add a part to the page, as if its elements had been read here."""
        model, more, above = self.model, part.model, self.heading
        before = len(model.blocks)
        if part.title_at is not None and not model.h1:
            model.h1, self.title_inside = more.h1, part.title_inside
            self.title_at = (before + part.title_at[0], len(model.links) + part.title_at[1])
        here = part.on_page(above, before)
        self.link_blocks += here.link_blocks
        self.outside += here.outside
        if part.heading is not ABOVE:
            self.heading = part.heading
        self.landmark_words += part.landmark_words
        model.blocks += here.blocks
        if self.form is not None:
            headings = (place for place, block in enumerate(here.blocks, 1) if block.tag in _HEADINGS)
            if last := max(headings, default=0):
                self._open_panel_below(before + last)
        model.links += here.links
        model.headings += more.headings
        model.frames += more.frames
        model.assets += more.assets
        model.scripts += more.scripts
        model.script_bytes += more.script_bytes
        model.title = model.title or more.title
        model.noscript += more.noscript
        model.crumbs += more.crumbs

    def _absolute(self, href: str) -> str:
        href = href.strip()
        if href.startswith("/") and not href.startswith("//") and "/." not in href:
            return self.origin + href
        if not href or href[0] == "#" or href.startswith(("javascript:", "data:")):
            return ""
        if href.startswith(("https://", "http://", "mailto:", "tel:")):
            return href
        self.relative = self.relative or href[0] != "/" or href.startswith("//")
        try:
            return urljoin(self.base, href)
        except ValueError:
            return ""
