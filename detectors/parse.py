"""HTML to `PageModel` in one pass over an lxml tree: links, forms, text blocks and the region each stands in."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from detectors.decode import text_of
from detectors.pages import CONSENT, MAIN, NAV, Block, Field, Form, Link, PageModel
from detectors.regions import region_of
from detectors.wording import fold, squash

_BLOCKS = frozenset(
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
_SILENT = frozenset(["script", "style", "template", "svg", "head", "title", "object", "math", "canvas"])
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INPUTS = frozenset(("input", "select", "textarea"))
_TRAP_NAME = re.compile(
    r"honey|hpot|bot[-_ ]?(?:field|trap|check)|leave[-_ ]?(?:this[-_ ]?)?blank|fax_?number_?2|^hp_", re.I
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top)\s*:\s*-\d{3,}", re.IGNORECASE)
_ONCLICK = re.compile(r"location(?:\.href)?\s*=\s*['\"]([^'\"]+)['\"]|window\.open\(\s*['\"]([^'\"]+)['\"]")
_BUTTONISH = re.compile(r"\b(?:btn|button|cta|start|call-?to-?action)\b|button|btn", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|div|p|a|h1|form|title|main|ul|table)\b", re.IGNORECASE)
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
_LANDMARKS = frozenset(("nav", "footer", "aside", "main", "header"))


def read_page(
    body: bytes | None, url: str, charset: str | None = None, status: int | None = 200, content_type: str = ""
) -> PageModel:
    """Return the page's model; `readable` is False for empty bodies, documents and anything without markup.

    Never raises on bad markup: truncated, nested or mislabelled pages give what can be read of them.
    """
    model = PageModel(url=url, status=status, content_type=content_type.split(";")[0].strip().lower())
    if not body or body[:5] in (b"%PDF-", b"PK\x03\x04\x14") or b"\x00\x00\x00" in body[:64]:
        return model
    text = text_of(body, charset)
    if not _MARKUP.search(text[:20000]):
        return model
    root = _tree(text)
    if root is None:
        return model
    model.readable = True
    _Reader(model).walk(root)
    return model


def _tree(text: str) -> etree._Element | None:
    parser = html.HTMLParser(huge_tree=False, recover=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


class _Reader:
    """The state of one pass: the open regions, the text gathered so far, the form being filled."""

    def __init__(self, model: PageModel) -> None:
        self.model = model
        self._rebase(model.url)
        self.buffer: list[str] = []
        self.pending: list[Link] = []
        self.open_links: list[tuple[Link, int, bool]] = []
        self.regions: list[tuple[str, bool, bool]] = [(MAIN, False, False)]
        self.heading = ""
        self.form: Form | None = None
        self.loose: Form | None = None
        self.labels: dict[str, str] = {}
        self.ids: list[tuple[Field, str]] = []
        self.label_for: str | None = None
        self.label_at = 0
        self.silent = 0
        self.hidden = 0
        self.block_tag = "body"
        self.tags: list[str] = []
        self.last_label = ""
        self.legend = ""

    def _rebase(self, base: str) -> None:
        parts = urlsplit(base)
        self.base, self.origin = base, f"{parts.scheme}://{parts.netloc}"

    def walk(self, root: etree._Element) -> None:
        """Read the whole tree into the model."""
        for event, el in etree.iterwalk(root, events=("start", "end")):
            tag = el.tag
            if not isinstance(tag, str):
                continue
            if event == "start":
                self._start(el, tag)
                if el.text and not self.silent:
                    self.buffer.append(el.text)
            else:
                self._end(el, tag)
                if el.tail and not self.silent:
                    self.buffer.append(el.tail)
        self._flush()
        self._finish()

    # Opening -------------------------------------------------------------------------------------

    def _start(self, el: etree._Element, tag: str) -> None:
        attrs = el.attrib
        if tag in _BLOCKS:
            self._flush()
        self.regions.append(self._region(tag, attrs))
        self.tags.append(tag)
        if tag in _SILENT or tag == "noscript":
            self._silence(el, tag)
        elif attrs and (attrs.get("hidden") is not None or attrs.get("aria-hidden") == "true"):
            self.hidden += 1
        handler = _HANDLERS.get(tag)
        if handler:
            handler(self, el, attrs)

    def _region(self, tag: str, attrs: etree._Attrib) -> tuple[str, bool, bool]:
        inherited, in_main, crumb = self.regions[-1]
        if tag in _INLINE or not attrs and tag not in _LANDMARKS:
            return self.regions[-1]
        names, role = f"{attrs.get('class', '')} {attrs.get('id', '')}".strip(), attrs.get("role", "")
        crumb = crumb or "crumb" in names.lower() or "crumb" in attrs.get("aria-label", "").lower()
        region = NAV if crumb else region_of(tag, role, names, inherited, in_main)
        return region, in_main or tag == "main" or role == "main", crumb

    def _silence(self, el: etree._Element, tag: str) -> None:
        self.silent += 1
        if tag == "script":
            self.model.script_bytes += len(el.text or "")
        elif tag == "noscript":
            self.model.noscript += squash(" ".join(el.itertext()))[:500] + " "

    def _on_html(self, _: etree._Element, attrs: etree._Attrib) -> None:
        self.model.lang = (attrs.get("lang") or attrs.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower()

    def _on_body(self, _: etree._Element, attrs: etree._Attrib) -> None:
        self.model.body_class = attrs.get("class", "")[:400]

    def _on_title(self, el: etree._Element, _: etree._Attrib) -> None:
        self.model.title = self.model.title or squash(el.text_content())[:300]

    def _on_base(self, _: etree._Element, attrs: etree._Attrib) -> None:
        self._rebase(self._absolute(attrs.get("href", "")) or self.base)

    def _on_meta(self, _: etree._Element, attrs: etree._Attrib) -> None:
        name = (attrs.get("name") or attrs.get("property") or "").lower()
        if name:
            self.model.metas.setdefault(name, squash(attrs.get("content", ""))[:500])
        if attrs.get("http-equiv", "").lower() == "refresh":
            self.model.refresh = attrs.get("content", "")

    def _on_link(self, _: etree._Element, attrs: etree._Attrib) -> None:
        rel, href = attrs.get("rel", "").lower(), attrs.get("href", "")
        if "alternate" in rel and attrs.get("hreflang"):
            self.model.alternates[attrs["hreflang"].lower()] = self._absolute(href)
        elif rel == "canonical":
            self.model.canonical = self._absolute(href)
        self.model.assets.append(href)

    def _on_script(self, _: etree._Element, attrs: etree._Attrib) -> None:
        if attrs.get("src"):
            self.model.assets.append(attrs["src"])

    def _on_img(self, _: etree._Element, attrs: etree._Attrib) -> None:
        if attrs.get("src") and len(self.model.assets) < 400:
            self.model.assets.append(attrs["src"][:300])
        if attrs.get("alt") and not self.silent:
            self.buffer.append(f" {attrs['alt']} " if self.open_links else " ")

    def _on_iframe(self, _: etree._Element, attrs: etree._Attrib) -> None:
        source = attrs.get("src") or attrs.get("data-src") or ""
        if source:
            self.model.frames.append(self._absolute(source))

    def _on_a(self, el: etree._Element, attrs: etree._Attrib) -> None:
        href = attrs.get("href")
        if href is None:
            return
        button = attrs.get("role") == "button" or bool(_BUTTONISH.search(attrs.get("class", "")))
        self._open_link(self._absolute(href), button, attrs)

    def _on_area(self, _: etree._Element, attrs: etree._Attrib) -> None:
        if attrs.get("href"):
            self._open_link(self._absolute(attrs["href"]), False, attrs)
            self._close_link(attrs.get("alt", ""))

    def _on_button(self, el: etree._Element, attrs: etree._Attrib) -> None:
        text = squash(el.text_content()) or attrs.get("aria-label", "")
        target = _ONCLICK.search(attrs.get("onclick", ""))
        address = attrs.get("data-href") or attrs.get("data-url") or attrs.get("formaction")
        if target or address:
            self._open_link(self._absolute(address or target.group(1) or target.group(2)), True, attrs)
            self._close_link(text)
        elif self.form is not None:
            self.form.buttons.append(text)
        elif not self.hidden:
            self._loose_form().buttons.append(text)

    def _on_form(self, _: etree._Element, attrs: etree._Attrib) -> None:
        if self.form is not None:
            return
        method = attrs.get("method", "get").lower()
        names = " ".join((attrs.get("class", ""), attrs.get("id", ""), attrs.get("name", ""), attrs.get("role", "")))
        region = self.regions[-1][0]
        action = self._absolute(attrs.get("action", "")) or self.model.url
        self.form = Form(method, action, region, self.heading, name=names.strip())
        self.form.search = attrs.get("role") == "search" or "search" in fold(names).split()
        self.model.forms.append(self.form)

    def _on_label(self, _: etree._Element, attrs: etree._Attrib) -> None:
        self.label_for = attrs.get("for", "")
        self.label_at = len(self.buffer)

    def _on_legend(self, _: etree._Element, __: etree._Attrib) -> None:
        self.label_at = len(self.buffer)

    def _input(self, el: etree._Element, attrs: etree._Attrib) -> None:
        tag = el.tag
        kind = attrs.get("type", "text").lower() if tag == "input" else tag
        value = squash(attrs.get("value", "") or attrs.get("alt", ""))
        if kind in ("submit", "image", "button", "reset"):
            self._press(kind, value, attrs)
            return
        if kind == "hidden":
            if self.form is not None and attrs.get("name") and len(self.form.hidden) < 20:
                self.form.hidden.append((attrs["name"], attrs.get("value", "")))
            return
        own = (attrs.get("aria-label", ""), attrs.get("placeholder", ""), attrs.get("title", ""), self._nearby())
        name = attrs.get("name") or attrs.get("id") or ""
        label = fold(" ".join((*own, re.sub(r"[_\-\[\].]", " ", name), attrs.get("autocomplete", ""))))
        trap = self._is_trap(attrs, name)
        found = Field(kind, name, label, trap)
        if attrs.get("id"):
            self.ids.append((found, attrs["id"]))
        (self.form or self._loose_form()).fields.append(found)

    def _nearby(self) -> str:
        """Return the words a person reads just before an input: its label, its legend, or the text beside it."""
        if self.label_for is not None:
            near = squash("".join(self.buffer[self.label_at :]))
        else:
            near, self.last_label = self.last_label, ""
        if not near:
            near = squash("".join(self.buffer[-3:])) or (self.model.blocks[-1].text if self.model.blocks else "")
            near = near if len(near) < 60 else ""
        return f"{self.legend} {near}"

    def _press(self, kind: str, value: str, attrs: etree._Attrib) -> None:
        target = _ONCLICK.search(attrs.get("onclick", ""))
        if target:
            self._open_link(self._absolute(target.group(1) or target.group(2)), True, attrs)
            self._close_link(value)
        elif kind != "reset":
            (self.form or self._loose_form()).buttons.append(value)

    def _is_trap(self, attrs: etree._Attrib, name: str) -> bool:
        unseen = self.hidden > 0 or bool(_HIDDEN_STYLE.search(attrs.get("style", "")))
        return unseen or bool(_TRAP_NAME.search(f"{name} {attrs.get('class', '')}"))

    def _loose_form(self) -> Form:
        if self.loose is None:
            self.loose = Form("get", self.model.url, self.regions[-1][0], self.heading, loose=True)
            self.model.forms.append(self.loose)
        return self.loose

    # Closing -------------------------------------------------------------------------------------

    def _end(self, el: etree._Element, tag: str) -> None:
        if tag == "a" and el.get("href") is not None:
            self._close_link(el.get("aria-label", "") or el.get("title", ""))
        elif tag in ("label", "legend"):
            self._close_label(tag)
        elif tag == "fieldset":
            self.legend = ""
        if tag in _BLOCKS:
            self._flush()
        if tag == "form" and "form" not in self.tags[:-1]:
            self.form = None
        if tag in _SILENT or tag == "noscript":
            self.silent -= 1
        elif el.attrib and (el.get("hidden") is not None or el.get("aria-hidden") == "true"):
            self.hidden -= 1
        self.regions.pop()
        self.tags.pop()

    def _close_label(self, tag: str) -> None:
        text = squash("".join(self.buffer[self.label_at :]))
        if tag == "legend":
            self.legend = text
        elif self.label_for:
            self.labels[self.label_for] = text
        else:
            self.last_label = text
        self.label_for = None

    def _open_link(self, href: str, button: bool, attrs: etree._Attrib) -> None:
        region = self.regions[-1][0]
        if self.hidden and region == MAIN:
            region = NAV
        link = Link(
            "", href, region, self.heading, button=button, rel=attrs.get("rel", ""), hreflang=attrs.get("hreflang", "")
        )
        self.open_links.append((link, len(self.buffer), bool(self.silent)))

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
        text = squash("".join(self.buffer)) if self.buffer else ""
        self.buffer.clear()
        self.label_at = 0
        self.open_links = [(link, 0, silent) for link, _, silent in self.open_links]
        if text:
            self._store(text)
        for link in self.pending:
            link.context = text[:400]
        self.pending.clear()

    def _store(self, text: str) -> None:
        tag = next((t for t in reversed(self.tags) if t in _BLOCKS), "body")
        region, _, crumb = self.regions[-1]
        level = _HEADINGS.get(tag)
        if level and region != CONSENT:
            self.model.headings.append((level, text[:200], region))
            self.heading = text[:200]
            if level == 1 and not self.model.h1 and region != NAV:
                self.model.h1 = text[:200]
        if crumb:
            self.model.crumbs += text + " / "
        self.model.blocks.append(Block(tag, text, region, self.heading))

    def _finish(self) -> None:
        for found, name in self.ids:
            found.label = f"{found.label} {fold(self.labels.get(name, ''))}".strip()

    def _absolute(self, href: str) -> str:
        href = href.strip()
        if href.startswith("/") and not href.startswith("//") and "/." not in href:
            return self.origin + href
        if not href or href[0] == "#" or href.startswith(("javascript:", "data:")):
            return ""
        if href.startswith(("https://", "http://", "mailto:", "tel:")):
            return href
        try:
            return urljoin(self.base, href)
        except ValueError:
            return ""


_HANDLERS = {name.removeprefix("_on_"): method for name, method in vars(_Reader).items() if name.startswith("_on_")}
_HANDLERS |= dict.fromkeys(_INPUTS, _Reader._input)
