"""HTML to `PageModel` in one pass over an lxml tree: links, forms, text blocks and the region each stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from detectors.controls import ControlReader
from detectors.decode import tree_of, utf8_of
from detectors.drafts import ABOVE, PageDraft
from detectors.furniture import set_furniture_aside
from detectors.landmarks import LANDMARKS, Around, opened_by
from detectors.pages import HEADER, PageModel
from detectors.phrases import phrase
from detectors.reader import BLOCKS, whole_text
from detectors.repeats import Part, Repeats
from detectors.verdict.charset import HTML, media_type_of
from detectors.verdict.look import look_at
from detectors.verdict.sight import is_out_of_sight
from detectors.verdict.verdict import PAGE, Reply, verdict_of
from detectors.wording import squash

_SILENT = frozenset(["script", "style", "template", "svg", "head", "title", "object", "math", "canvas", "noscript"])
_INPUTS = frozenset(("input", "select", "textarea"))
_BUTTONISH = phrase("markup", "button_names")
_PANEL_NAMES = phrase("markup", "opening_names")
_INLINE = frozenset(
    [
        "a",
        "b",
        "i",
        "em",
        "strong",
        "span",
        "br",
        "img",
        "input",
        "option",
        "label",
        "button",
        "small",
        "sup",
        "sub",
        "abbr",
        "time",
        "u",
        "li",
        "p",
        "td",
        "tr",
    ]
)
_SCRIPTS, _SCRIPT_CHARS = 40, 600
"""How many scripts within a page are remembered, and how much of each: products name themselves at the beginning."""
_ASSETS = 400
"""How many addresses of pictures and the like are remembered."""
_BOLD = frozenset(("b", "strong"))
_LEAVES = frozenset(("base", "img", "link", "meta", "script", "style"))
_NO_ATTRIBUTES: Mapping[str, str] = {}


class _Tag(NamedTuple):
    """What is known of all elements of one name. names_region: what they are called may say where on the page they are.

    leaf: nothing to read stands within them, so what they are called says nothing. landmark: their name alone says it.
    opens, closes: what is read at their beginning and their end.
    """

    name: str
    block: bool
    silent: bool
    bold: bool
    names_region: bool
    leaf: bool
    landmark: bool
    opens: Callable[[_PageReader, etree._Element, Mapping[str, str]], None] | None
    closes: Callable[[_PageReader, etree._Element], None] | None


_Open = tuple[_Tag, Around, str, bool, bool, bool]
"""An element that is not closed yet: its tag, what stood around it, the block it stands in, and whether it stands out,
is hidden, is out of sight. A bare tuple, for one is made for every element."""


def read_page(
    body: bytes | None,
    url: str,
    charset: str | None = None,
    status: int | None = 200,
    content_type: str = "",
    headers: Mapping[str, str] | None = None,
    cut: bool = False,
    repeats: Repeats | None = None,
) -> PageModel:
    """Return the page's model; `readable` is False for empty bodies, documents and anything without markup.

    headers: of the reply, names in any case; content_type is asked only where they do not say. cut: whoever kept the
    body says that it is not whole, however it ends. repeats: what the pages of the site read before have in common,
    which changes nothing but what it costs. Never raises on bad markup: truncated, nested or mislabelled pages give
    what can be read of them.
    """
    headers = {name.lower(): value for name, value in (headers or {}).items()}
    content_type = headers.get("content-type", content_type)
    media = media_type_of(body or b"", content_type)
    text = utf8_of(body or b"", charset, content_type) if media in HTML else body or b""
    root = tree_of(text) if media in HTML else None
    verdict = verdict_of(Reply(url, status, headers, media, text, cut), None if root is None else look_at(root))
    draft = PageDraft(url, status, content_type.partition(";")[0].strip().lower(), verdict=verdict)
    if root is not None:
        draft.readable = True
        _PageReader(draft, repeats).read(root)
    return draft.done()


def _is_hidden(attrs: Mapping[str, str]) -> bool:
    """Return whether an element is out of sight for good; a closed tab or accordion opens when it is pressed."""
    if attrs.get("hidden") is None and attrs.get("aria-hidden") != "true":
        return False
    opens = attrs.get("role") == "tabpanel" or _PANEL_NAMES.search(f"{attrs.get('class', '')} {attrs.get('id', '')}")
    return not opens


def _wraps_content(el: etree._Element, region: str) -> bool:
    """Return whether an element that is named after a part of the page ("nonFooter") holds the content itself."""
    inside = ("main",) if region == HEADER else ("main", "h1")
    if next(el.iter(*inside), None) is not None:
        return True
    return any(one.get("role") == "main" for one in el.iter("div", "section", "article"))


class _PageReader(ControlReader):
    """Reads the head, the links and the text; forms and their parts are its parents' work."""

    def __init__(self, model: PageDraft, repeats: Repeats | None = None) -> None:
        super().__init__(model)
        self.repeats = repeats

    def read(self, root: etree._Element) -> None:
        """Read the whole tree into the model."""
        if self.repeats is not None:
            self.repeats.open_page()
        opened = self._start(root)
        self._walk(root)
        self._end(root, opened)
        self._flush()
        self._finish()
        set_furniture_aside(self)

    def _walk(self, outer: etree._Element) -> None:
        """Read all that stands within an element."""
        walk = etree.iterwalk(outer, events=("start", "end"))
        opened: list[_Open] = []
        repeats = self.repeats is not None
        for event, el in walk:
            if event == "start":
                if el is outer:
                    words = el.text
                else:
                    opened.append(self._start(el))
                    words = el.text
                    if repeats and len(el) > 1 and self._is_repeated(el, opened[-1][0]):
                        walk.skip_subtree()
                        continue
            elif el is outer:
                break
            else:
                self._end(el, opened.pop())
                words = el.tail
            if words and not self.silent:
                self.buffer.append(words)
                self.plain = self.plain or not (self.bold or words.isspace())

    def _is_repeated(self, el: etree._Element, tag: _Tag) -> bool:
        """Return whether what stands within an element was added to the model as other pages of the site have it."""
        if self.repeats is None or not tag.block or tag.closes is not None or self.silent or self.open_links:
            return False
        state = (self.origin, self.around, self.bold > 0, self.hidden > 0, self.unseen > 0, self.form is not None)
        part = self.repeats.find(el, state, self._part)
        if part is None or self._is_too_full(part):
            return False
        self.add(part)
        return True

    def _part(self, el: etree._Element) -> Part | None:
        """Return what stands within an element, None if its addresses depend on the page's own."""
        inner = _PageReader(PageDraft(self.model.url, None, "", PAGE))
        inner.base, inner.origin, inner.around, inner.block_tag = self.base, self.origin, self.around, self.block_tag
        inner.bold, inner.hidden, inner.unseen, inner.form = self.bold, self.hidden, self.unseen, self.form
        inner.heading = ABOVE
        inner._walk(el)
        inner._flush()
        return None if inner.relative else inner.part()

    def _is_too_full(self, part: Part) -> bool:
        """Return whether the page may hold too much already for all of a part to be remembered."""
        model, more = self.model, part.model
        return len(model.assets) + len(more.assets) >= _ASSETS or len(model.scripts) + len(more.scripts) > _SCRIPTS

    def _start(self, el: etree._Element) -> _Open:
        name, said = el.tag, el.items()
        tag = _TAGS.get(name) or _other(name)
        attrs = dict(said) if said else _NO_ATTRIBUTES
        if tag.block and (self.buffer or self.open_links or self.pending):
            self._flush()
        if tag.landmark or (said and not tag.leaf):
            opened = self._opened(el, tag, attrs)
        else:
            opened = (tag, self.around, self.block_tag, tag.bold, False, False)
            self.bold += tag.bold
        if tag.block:
            self.block_tag = name
        if tag.silent:
            self._silence(el, name)
        if tag.opens is not None:
            tag.opens(self, el, attrs)
        return opened

    def _opened(self, el: etree._Element, tag: _Tag, attrs: Mapping[str, str]) -> _Open:
        """Return an element that has attributes or is a landmark, what it changes of the state of reading changed."""
        outer = self.around
        if tag.names_region:
            self.around = self._inside(el, tag, attrs)
        hidden = unseen = False
        if not tag.silent:
            hidden = ("hidden" in attrs or "aria-hidden" in attrs) and _is_hidden(attrs)
            unseen = ("class" in attrs or "style" in attrs) and is_out_of_sight(el, attrs)
            self.hidden += hidden
            self.unseen += unseen
        # Words that open a panel or a tab when they are pressed stand out as bold ones do.
        bold = tag.bold or "aria-controls" in attrs or attrs.get("role") == "tab"
        self.bold += bold
        return tag, outer, self.block_tag, bold, hidden, unseen

    def _inside(self, el: etree._Element, tag: _Tag, attrs: Mapping[str, str]) -> Around:
        names = f"{attrs.get('class', '')} {attrs.get('id', '')}".strip()
        opened = opened_by(tag.name, attrs.get("role", ""), names, attrs.get("aria-label", ""), self.around)
        around_content = opened.around_content
        wraps = around_content is not None and _wraps_content(el, opened.around.region)
        return around_content if around_content is not None and wraps else opened.around

    def _silence(self, el: etree._Element, tag: str) -> None:
        self.silent += 1
        if tag == "script":
            self.model.script_bytes += len(el.text or "")
            if el.text and len(self.model.scripts) < _SCRIPTS:
                self.model.scripts.append(el.text[:_SCRIPT_CHARS])
        elif tag == "noscript":
            self.model.noscript += squash(" ".join(el.itertext()))[:500] + " "

    def _on_html(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        self.model.lang = (attrs.get("lang") or attrs.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower()

    def _on_body(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        self.model.body_class = attrs.get("class", "")[:400]

    def _on_title(self, el: etree._Element, _: Mapping[str, str]) -> None:
        self.model.title = self.model.title or squash(whole_text(el))[:300]

    def _on_base(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        self._rebase(self._absolute(attrs.get("href", "")) or self.base)

    def _on_meta(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        name = (attrs.get("name") or attrs.get("property") or "").lower()
        if name:
            said = squash(attrs.get("content", ""))[:500]
            if name == "generator" and self.model.metas.get(name):  # a distribution names itself beside its system
                said = f"{self.model.metas.pop(name)}; {said}"
            self.model.metas.setdefault(name, said)
        if attrs.get("http-equiv", "").lower() == "refresh":
            self.model.refresh = attrs.get("content", "")

    def _on_link(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        rel, href = attrs.get("rel", "").lower(), attrs.get("href", "")
        if "alternate" in rel and attrs.get("hreflang"):
            self.model.alternates[attrs["hreflang"].lower()] = self._absolute(href)
        elif rel == "canonical":
            self.model.canonical = self._absolute(href)
        self.model.assets.append(href)

    def _on_script(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        if attrs.get("src"):
            self.model.assets.append(attrs["src"])

    def _on_img(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        if attrs.get("src") and len(self.model.assets) < _ASSETS:
            self.model.assets.append(attrs["src"][:300])
        if attrs.get("alt") and not self.silent:
            self.buffer.append(f" {attrs['alt']} " if self.open_links else " ")

    def _on_iframe(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        source = attrs.get("src") or attrs.get("data-src") or ""
        if source:
            self.model.frames.append(self._absolute(source))

    def _on_a(self, el: etree._Element, attrs: Mapping[str, str]) -> None:
        href = attrs.get("href")
        if href is None:
            return
        button = attrs.get("role") == "button" or bool(_BUTTONISH.search(attrs.get("class", "")))
        self._open_link(self._absolute(href), button, attrs)

    def _on_area(self, _: etree._Element, attrs: Mapping[str, str]) -> None:
        if attrs.get("href"):
            self._open_link(self._absolute(attrs["href"]), False, attrs)
            self._close_link(attrs.get("alt", ""))

    def _end(self, el: etree._Element, opened: _Open) -> None:
        tag, around, block_tag, bold, hidden, unseen = opened
        if tag.closes is not None:
            tag.closes(self, el)
        if tag.block:
            if self.buffer or self.open_links or self.pending:
                self._flush()
            self.block_tag = block_tag
        if tag.name == "form":
            self._close_form()
        self.bold -= bold
        self.hidden -= hidden
        self.unseen -= unseen
        self.silent -= tag.silent
        self.around = around

    def _end_a(self, el: etree._Element) -> None:
        if el.get("href") is not None:
            self._close_link(el.get("aria-label", "") or el.get("title", ""))

    def _end_label(self, el: etree._Element) -> None:
        self._close_label(el.tag)

    def _end_fieldset(self, _: etree._Element) -> None:
        self.legend = ""


_OPENS = {
    "a": _PageReader._on_a,
    "area": _PageReader._on_area,
    "base": _PageReader._on_base,
    "body": _PageReader._on_body,
    "button": _PageReader._on_button,
    "form": _PageReader._on_form,
    "html": _PageReader._on_html,
    "iframe": _PageReader._on_iframe,
    "img": _PageReader._on_img,
    "label": _PageReader._on_label,
    "legend": _PageReader._on_legend,
    "link": _PageReader._on_link,
    "meta": _PageReader._on_meta,
    "script": _PageReader._on_script,
    "title": _PageReader._on_title,
    **dict.fromkeys(_INPUTS, _PageReader._input),
}
_CLOSES = {
    "a": _PageReader._end_a,
    "fieldset": _PageReader._end_fieldset,
    "label": _PageReader._end_label,
    "legend": _PageReader._end_label,
}


def _tag(name: str) -> _Tag:
    return _Tag(
        name,
        block=name in BLOCKS,
        silent=name in _SILENT,
        bold=name in _BOLD,
        names_region=name not in _INLINE,
        leaf=name in _LEAVES,
        landmark=name in LANDMARKS,
        opens=_OPENS.get(name),
        closes=_CLOSES.get(name),
    )


_TAGS = {name: _tag(name) for name in (*BLOCKS, *_SILENT, *_BOLD, *_INLINE, *LANDMARKS, *_LEAVES, *_OPENS, *_CLOSES)}
_other = lru_cache(maxsize=200)(_tag)
