"""The first reading of every page: title, language, links, forms. lxml alone, at 0.4 ms a page."""

import re
from dataclasses import dataclass, field

from lxml import etree

from detectors.urls import canonical
from detectors.verdict.look import SEARCH_NAMES, WORDS_CHARS, Look, look_at, words_of
from detectors.welsh_version import is_welsh_version

MAX_LINKS = 3000
MAX_FORMS = 40
MAX_INPUTS = 60
SOON_S = 10  # a refresh after as many seconds is a redirect, a later one a page that loads itself anew
_TAGS = ("a", "area", "form", "h1", "title", "meta", "link", "base", "html", "iframe", "frame")
_REFRESH = re.compile(r"^\s*(\d+)(?:\.\d*)?\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"'>]*)", re.IGNORECASE)
_UNSEEN = ("noscript", "template", "textarea")  # what stands there is not for a browser that runs scripts
_PRESSED = frozenset({"submit", "button", "image", "reset", "hidden"})


@dataclass(slots=True)
class Form:
    """A form as far as navigation needs it. inputs: [[name, type], ...] without buttons and hidden ones."""

    action: str
    method: str
    inputs: list[list[str]] = field(default_factory=list)
    hidden: list[list[str]] = field(default_factory=list)
    label: str = ""
    is_search: bool = False

    @property
    def is_start(self) -> bool:
        """True for a GET form with nothing to fill in: a "Start now" button, which is a link."""
        return self.method == "get" and not self.inputs


@dataclass(slots=True)
class Reading:
    """What the first reading found. links: [[url, text], ...] in page order, URLs canonical, each once.

    in_welsh: those of the links that say, by their language, that they lead to the same page in Welsh. look: what the
    verdict on it rests on.
    """

    title: str = ""
    lang: str = ""
    h1: str = ""
    canonical: str = ""
    description: str = ""
    generator: str = ""
    refresh: str = ""
    links: list[list[str]] = field(default_factory=list)
    in_welsh: set[str] = field(default_factory=set)
    forms: list[Form] = field(default_factory=list)
    look: Look = Look("", "", 0)


def read_page(page: bytes, base: str) -> Reading:
    """Return the first reading of a page in UTF-8. Raises ValueError if there is no document in it."""
    root = _root(page)
    if root is None:
        raise ValueError("no document")
    reading = _Collector(base).collect(root)
    reading.look = look_at(root, reading.title, reading.h1)
    return reading


def _root(page: bytes) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(page, parser) if page.strip() else None
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no document: {error}") from error


class _Collector:
    def __init__(self, base: str) -> None:
        self.base, self.reading = base, Reading()
        self._seen: dict[str, list[str]] = {}

    def collect(self, root: etree._Element) -> Reading:
        for element in root.iter(*_TAGS):
            getattr(self, f"_on_{element.tag}")(element)
        self.reading.links = list(self._seen.values())
        return self.reading

    def _on_a(self, element: etree._Element) -> None:
        href = element.get("href")
        if href and len(self._seen) < MAX_LINKS:
            url = canonical(self.base, href)
            if url:
                self._add(url, words_of(element) or element.get("aria-label") or element.get("title") or _alt(element))
                self._note_language(url, element)

    _on_area = _on_a

    def _on_iframe(self, element: etree._Element) -> None:
        url = canonical(self.base, element.get("src") or "")
        if url:
            self._add(url, element.get("title") or "")

    _on_frame = _on_iframe

    def _on_base(self, element: etree._Element) -> None:
        url = canonical(self.base, element.get("href") or "")
        if url:
            self.base = url

    def _on_html(self, element: etree._Element) -> None:
        self.reading.lang = (element.get("lang") or element.get("xml:lang") or "")[:20]

    def _on_title(self, element: etree._Element) -> None:
        self.reading.title = self.reading.title or words_of(element)

    def _on_h1(self, element: etree._Element) -> None:
        self.reading.h1 = self.reading.h1 or words_of(element)

    def _on_link(self, element: etree._Element) -> None:
        relation = (element.get("rel") or "").lower()
        url = canonical(self.base, element.get("href") or "") or ""
        if "canonical" in relation:
            self.reading.canonical = url
        if url and "alternate" in relation and self._note_language(url, element):
            self._add(url, "")

    def _on_meta(self, element: etree._Element) -> None:
        name = (element.get("name") or element.get("http-equiv") or "").lower()
        content = element.get("content") or ""
        if name == "description":
            self.reading.description = content[:300]
        elif name == "generator":
            self.reading.generator = content[:100]
        elif name == "refresh" and not self.reading.refresh and next(element.iterancestors(*_UNSEEN), None) is None:
            self.reading.refresh = self._sent_on(content)

    def _sent_on(self, content: str) -> str:
        """Return where a refresh sends a reader within seconds, "" if it leads nowhere or takes its time."""
        match = _REFRESH.match(content)
        if match is None or int(match[1][:6]) > SOON_S or not match[2].strip():
            return ""
        return canonical(self.base, match[2].strip()) or ""

    def _on_form(self, element: etree._Element) -> None:
        if len(self.reading.forms) >= MAX_FORMS:
            return
        form = _form(element, canonical(self.base, element.get("action") or "") or self.base)
        self.reading.forms.append(form)
        if form.is_start and form.action != self.base:
            self._add(_with_query(form), form.label)

    def _note_language(self, url: str, element: etree._Element) -> bool:
        """Return whether a link says that it is in Welsh, and keep that it does."""
        said = is_welsh_version("", element.get("hreflang") or "")
        if said:
            self.reading.in_welsh.add(url)
        return said

    def _add(self, url: str, text: str) -> None:
        known = self._seen.get(url)
        if known is None:
            self._seen[url] = [url, text[:WORDS_CHARS]]
        elif not known[1]:
            known[1] = text[:WORDS_CHARS]


def _form(element: etree._Element, action: str) -> Form:
    form = Form(action, (element.get("method") or "get").strip().lower())
    for control in element.iter("input", "select", "textarea", "button"):
        kind = (control.get("type") or control.tag).lower() if control.tag in ("input", "button") else control.tag
        name = (control.get("name") or "")[:80]
        if control.tag == "button" or kind in ("submit", "button", "image"):
            form.label = form.label or control.get("value") or words_of(control)
        elif kind == "hidden":
            form.hidden.append([name, (control.get("value") or "")[:200]])
        elif kind not in _PRESSED and len(form.inputs) < MAX_INPUTS:
            form.inputs.append([name, kind])
    form.is_search = _is_search(element, form)
    return form


def _is_search(element: etree._Element, form: Form) -> bool:
    if form.method != "get" or not 1 <= len(form.inputs) <= 3:
        return False
    named = any(name.lower() in SEARCH_NAMES or kind == "search" for name, kind in form.inputs)
    return named and ("search" in form.action.lower() or element.get("role") == "search" or len(form.inputs) == 1)


def _with_query(form: Form) -> str:
    query = "&".join(f"{name}={value}" for name, value in form.hidden if name)
    plain = form.action.partition("?")[0]
    return canonical(plain, f"{plain}?{query}") or form.action if query else form.action


def _alt(element: etree._Element) -> str:
    image = element.find(".//img")
    return (image.get("alt") or "") if image is not None else ""
