"""HTML to `PageModel` in one pass over an lxml tree: links, forms, text blocks and the region each stands in."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree, html

from detectors.controls import ControlReader
from detectors.decode import text_of
from detectors.drafts import PageDraft
from detectors.furniture import set_furniture_aside
from detectors.landmarks import is_landmark, region_of
from detectors.pages import HEADER, MAIN, NAV, PageModel
from detectors.phrases import phrase
from detectors.reader import BLOCKS, whole_text
from detectors.verdict.charset import HTML, media_type_of
from detectors.verdict.look import look_at
from detectors.verdict.sight import is_out_of_sight
from detectors.verdict.verdict import Reply, verdict_of
from detectors.wording import squash

_SILENT = frozenset(["script", "style", "template", "svg", "head", "title", "object", "math", "canvas"])
_INPUTS = frozenset(("input", "select", "textarea"))
_BUTTONISH = phrase("markup", "button_names")
_OPENS = phrase("markup", "opening_names")
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
_BOLD = frozenset(("b", "strong"))
_LANDMARKS = frozenset(("nav", "footer", "aside", "main", "header"))
_Opened = tuple[bool, bool, bool, bool, bool]
"""Of an element that is not closed yet, whether it is a block, is silent, stands out, is hidden, is out of sight."""


def read_page(
    body: bytes | None,
    url: str,
    charset: str | None = None,
    status: int | None = 200,
    content_type: str = "",
    headers: Mapping[str, str] | None = None,
    cut: bool = False,
) -> PageModel:
    """Return the page's model; `readable` is False for empty bodies, documents and anything without markup.

    headers: of the reply, names in any case; content_type is asked only where they do not say. cut: whoever kept the
    body says that it is not whole, however it ends. Never raises on bad
    markup: truncated, nested or mislabelled pages give what can be read of them.
    """
    headers = {name.lower(): value for name, value in (headers or {}).items()}
    content_type = headers.get("content-type", content_type)
    media = media_type_of(body or b"", content_type)
    text = text_of(body or b"", charset, content_type).encode("utf-8") if media in HTML else body or b""
    root = _tree(text) if media in HTML else None
    verdict = verdict_of(Reply(url, status, headers, media, text, cut), None if root is None else look_at(root))
    draft = PageDraft(url, status, content_type.partition(";")[0].strip().lower(), verdict=verdict)
    if root is not None:
        draft.readable = True
        _PageReader(draft).walk(root)
    return draft.done()


def _tree(text: bytes) -> etree._Element | None:
    # The parser of lxml.html would look up a Python class for every element that is touched.
    parser = etree.HTMLParser(huge_tree=False, recover=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _is_hidden(attrs: Mapping[str, str]) -> bool:
    """Return whether an element is out of sight for good; a closed tab or accordion opens when it is pressed."""
    if attrs.get("hidden") is None and attrs.get("aria-hidden") != "true":
        return False
    opens = attrs.get("role") == "tabpanel" or _OPENS.search(f"{attrs.get('class', '')} {attrs.get('id', '')}")
    return not opens


def _wraps_content(el: etree._Element, region: str) -> bool:
    """Return whether an element that is named after a part of the page ("nonFooter") holds the content itself."""
    inside = ("main",) if region == HEADER else ("main", "h1")
    if next(el.iter(*inside), None) is not None:
        return True
    return any(one.get("role") == "main" for one in el.iter("div", "section", "article"))


def _stands_out(tag: str, attrs: Mapping[str, str]) -> bool:
    """Return whether an element makes its words bold, or its words are pressed to open a panel or a tab."""
    return tag in _BOLD or bool(attrs) and (attrs.get("aria-controls") is not None or attrs.get("role") == "tab")


class _PageReader(ControlReader):
    """Reads the head, the links and the text; forms and their parts are its parents' work."""

    def walk(self, root: etree._Element) -> None:
        """Read the whole tree into the model."""
        opened: list[_Opened] = []
        for event, el in etree.iterwalk(root, events=("start", "end")):
            tag = el.tag
            if not isinstance(tag, str):
                continue
            if event == "start":
                opened.append(self._start(el, tag))
                words = el.text
            else:
                self._end(el, tag, opened.pop())
                words = el.tail
            if words and not self.silent:
                self._gather(words)
        self._flush()
        self._finish()
        set_furniture_aside(self)

    def _gather(self, text: str) -> None:
        self.buffer.append(text)
        if not self.bold and not self.plain and not text.isspace():
            self.plain = True

    def _start(self, el: etree._Element, tag: str) -> _Opened:
        attrs: Mapping[str, str] = dict(el.attrib)
        is_block = tag in BLOCKS
        if is_block:
            self._flush()
        bold = _stands_out(tag, attrs)
        self.bold += bold
        self.regions.append(self._region(el, tag, attrs))
        self.tags.append(tag)
        is_silent = tag in _SILENT or tag == "noscript"
        hidden = unseen = False
        if is_silent:
            self._silence(el, tag)
        elif attrs:
            hidden, unseen = _is_hidden(attrs), is_out_of_sight(el, attrs)
            self.hidden += hidden
            self.unseen += unseen
        handler = _HANDLERS.get(tag)
        if handler:
            handler(self, el, attrs)
        return is_block, is_silent, bold, hidden, unseen

    def _region(self, el: etree._Element, tag: str, attrs: Mapping[str, str]) -> tuple[str, bool, bool]:
        inherited, in_main, crumb = self.regions[-1]
        if tag in _INLINE or not attrs and tag not in _LANDMARKS:
            return self.regions[-1]
        names, role = f"{attrs.get('class', '')} {attrs.get('id', '')}".strip(), attrs.get("role", "")
        crumb = crumb or "crumb" in names.lower() or "crumb" in attrs.get("aria-label", "").lower()
        region = NAV if crumb else region_of(tag, role, names, inherited, in_main)
        if region != inherited and region != MAIN and tag not in _LANDMARKS and _wraps_content(el, region):
            region = inherited
        return region, in_main or (region == MAIN and is_landmark(tag, role, names)), crumb

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
        if attrs.get("src") and len(self.model.assets) < 400:
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

    def _end(self, el: etree._Element, tag: str, opened: _Opened) -> None:
        is_block, is_silent, bold, hidden, unseen = opened
        if tag == "a":
            if el.get("href") is not None:
                self._close_link(el.get("aria-label", "") or el.get("title", ""))
        elif tag in ("label", "legend"):
            self._close_label(tag)
        elif tag == "fieldset":
            self.legend = ""
        if is_block:
            self._flush()
        if tag == "form" and "form" not in self.tags[:-1]:
            self.form = None
        self.bold -= bold
        self.hidden -= hidden
        self.unseen -= unseen
        self.silent -= is_silent
        self.regions.pop()
        self.tags.pop()


_HANDLERS = {
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
