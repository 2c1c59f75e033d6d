"""A closer look at a page that may be none: its running text, and what there is to read, to follow and to fill in.

Two readers make trees of pages, the crawl's first reading and the detectors'. Both hand theirs to `look_at`, so that
what a reply is rests on the same things in both. Most pages are cleared without a closer look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from detectors.verdict.error_pages import has_enough_to_say, may_be_error_page
from detectors.verdict.sight import is_out_of_sight

FEW_LINKS = 8
"""A page with as many links has a site around it; only one with fewer may be a wall or an empty place."""
ENOUGH = 2000
"""Characters of running text; a page with as many has something to say."""
_A_FEW_LINES = 400
"""Characters of running text in which most pages have said enough not to be taken for an error."""
WORDS_CHARS = 200
"""Characters of a title, a heading or the words of a link that are kept."""
_NOSCRIPT_CHARS = 500
_ASIDE = frozenset((
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "svg", "head", "title",
    "select", "button", "iframe", "object", "h1",
))  # fmt: skip
_FRAMES = frozenset(("iframe", "frame"))
_ASIDE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "br", "dd", "details", "div", "dl", "dt", "fieldset", "figure",
    "form", "h2", "h3", "h4", "h5", "h6", "hr", "legend", "li", "main", "ol", "p", "pre", "section", "summary",
    "table", "td", "th", "tr", "ul",
))  # fmt: skip
_NOT_TYPED = frozenset((
    "hidden", "submit", "button", "image", "reset", "checkbox", "radio", "search", "range", "color",
))  # fmt: skip
SEARCH_NAMES = frozenset((
    "q", "query", "s", "search", "keys", "keyword", "keywords", "term", "terms", "searchterm",
    "search_api_fulltext", "searchtext", "search_text", "searchquery", "text",
))  # fmt: skip
"""How the box of a site's own search is called in its form."""
_AROUND = re.compile(r"\b(?:header|footer|navbar)\b")
"""Names of what stands around the content of a page that does not mark its content."""
_COOKIES = re.compile(r"\b(?:cookies?|cwcis)\b", re.IGNORECASE)
_LINKED = 0.8  # share of a block's characters within links that makes it part of a list of links


@dataclass(frozen=True, slots=True)
class Look:
    """What a verdict on a page rests on.

    title, heading: the first <title> and h1 with words, "" if there is none. links: how many pages it leads to,
    counted as far as FEW_LINKS. text: the page's own running text, a block a line; None if nothing called for a closer
    look, and then nothing else is filled in. own_links, frames: within the page's own content. fields: boxes and lists
    to fill in, without those of a search. parts: headings below the first. noscript: what readers without scripts are
    told.
    """

    title: str
    heading: str
    links: int
    text: str | None = None
    own_links: int = 0
    frames: int = 0
    fields: int = 0
    parts: int = 0
    has_password: bool = False
    posts: bool = False
    scripts: int = 0
    noscript: str = ""

    @property
    def words(self) -> int:
        """Return the number of words of the running text."""
        return len((self.text or "").split())


def look_at(root: etree._Element, title: str | None = None, heading: str | None = None) -> Look:
    """Return what there is to judge a page by. title, heading: as `words_of` gives them, None if not read yet."""
    title = _first_words(root, "title") if title is None else title
    heading = _first_words(root, "h1") if heading is None else heading
    links = _count_links(root)
    content = _content(root)
    if links < FEW_LINKS or not heading or may_be_error_page(title, heading):
        return _closer(root, content, _gather(content, ENOUGH), Look(title, heading, links))
    begun = _gather(content, _A_FEW_LINES) if _is_brief(root, content) else None
    if begun is None or has_enough_to_say(heading, begun.text):
        return Look(title, heading, links)
    gathered = begun if begun.chars <= _A_FEW_LINES else _gather(content, ENOUGH)
    return _closer(root, content, gathered, Look(title, heading, links))


def words_of(element: etree._Element) -> str:
    """Return the words of an element, at most WORDS_CHARS characters."""
    text = element.text or ""
    if len(element):
        text = "".join(element.itertext())
    return " ".join(text.split())[:WORDS_CHARS]


def _closer(root: etree._Element, content: etree._Element, gathered: _Gathered, first: Look) -> Look:
    return replace(
        first,
        text=gathered.text,
        own_links=gathered.links,
        frames=gathered.frames,
        fields=sum(_is_typed(one) for one in content.iter("input", "select", "textarea")),
        parts=sum(1 for _ in content.iter("h2", "h3", "h4")),
        has_password=any((one.get("type") or "").lower() == "password" for one in root.iter("input")),
        posts=any((form.get("method") or "").strip().lower() == "post" for form in root.iter("form")),
        scripts=sum(1 for _ in root.iter("script")),
        noscript=" ".join(words_of(element) for element in root.iter("noscript"))[:_NOSCRIPT_CHARS],
    )


def _first_words(root: etree._Element, tag: str) -> str:
    return next((words for element in root.iter(tag) if (words := words_of(element))), "")


def _count_links(root: etree._Element) -> int:
    seen: set[str] = set()
    for element in root.iter("a", "area"):
        href = (element.get("href") or "").strip().partition("#")[0]
        if href and not href.lower().startswith(("javascript:", "mailto:", "tel:", "data:")):
            seen.add(href)
            if len(seen) == FEW_LINKS:
                break
    return len(seen)


def _is_typed(control: etree._Element) -> bool:
    """Return whether a control is one to type or choose in: none of a search, a banner or a question of yes or no."""
    if control.tag == "input" and (control.get("type") or "text").lower() in _NOT_TYPED:
        return False
    return (control.get("name") or control.get("id") or "").lower() not in SEARCH_NAMES


def _is_brief(root: etree._Element, content: etree._Element) -> bool:
    """Return True if the element that says it holds the content holds hardly any. Cheap: it is asked of every page."""
    return content is not root and len(etree.tostring(content, method="text", encoding="unicode")) < ENOUGH


class _Gathered:
    """The blocks so far, links and frames among them, and the words and linked characters of the block that is open."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.chars = self.links = self.frames = 0
        self._words: list[str] = []
        self._linked = 0

    @property
    def text(self) -> str:
        return "\n".join(self.blocks)[:ENOUGH]

    def add(self, text: str | None, linked: bool) -> None:
        if text and (words := text.split()):
            self._words += words
            if linked:
                self._linked += sum(map(len, words))

    def end_block(self) -> None:
        if not self._words:  # as between two elements of which one opens or closes the other
            return
        size = sum(map(len, self._words))
        if self._linked < _LINKED * size:
            self.blocks.append(" ".join(self._words))
            self.chars += size
        self._words, self._linked = [], 0


def _gather(content: etree._Element, enough: int) -> _Gathered:
    """Return what there is to read and to follow within an element, as far as more than `enough` characters."""
    gathered, linked, marked = _Gathered(), False, content.getparent() is not None
    walk = etree.iterwalk(content, events=("start", "end"))
    for event, element in walk:
        tag = element.tag  # it is made anew each time that it is asked for
        if tag in _BLOCKS:
            gathered.end_block()
            if gathered.chars > enough:
                return gathered
        if event == "start":
            if tag == "a":
                linked = True
                gathered.links += bool(element.get("href"))
            elif tag in _FRAMES:
                gathered.frames += bool(element.get("src"))
            if tag in _ASIDE or _is_aside(element, marked):
                walk.skip_subtree()
            else:
                gathered.add(element.text, linked)
        else:
            linked &= tag != "a"
            if element is not content:
                gathered.add(element.tail, linked)
    gathered.end_block()
    return gathered


def _content(root: etree._Element) -> etree._Element:
    main = next(root.iter("main"), None)
    if main is not None:
        return main
    return next((one for one in root.iter("div", "section", "article") if one.get("role") == "main"), root)


def _is_aside(element: etree._Element, marked: bool) -> bool:
    """Return whether what an element says of itself sets it beside the content.

    marked: an element around it says that it is the content.
    """
    said = element.items()
    if not said:
        return False
    attrs = dict(said)
    if attrs.get("role") in _ASIDE_ROLES or "hidden" in attrs or is_out_of_sight(element, attrs):
        return True
    if "id" not in attrs and "class" not in attrs:
        return False
    names = f"{attrs.get('id', '')} {attrs.get('class', '')}".lower()
    if "cookie" in names or ("consent" in names and _COOKIES.search("".join(element.itertext()))):
        return True
    return not marked and bool(_AROUND.search(names)) and next(element.iter("h1"), None) is None
