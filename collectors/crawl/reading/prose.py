"""The running text of a page: its own words without menus, footers and lists of links, as far as a verdict needs it."""

from lxml import etree

ENOUGH = 2000  # characters; a page with as many has something to say
_ASIDE = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "header",
        "footer",
        "aside",
        "svg",
        "head",
        "title",
        "select",
        "button",
        "iframe",
        "object",
        "h1",
    }
)
_ASIDE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "body",
        "br",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "form",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    }
)
_LINKED = 0.8  # share of a block's characters within links that makes it part of a list of links


def is_brief(root: etree._Element) -> bool:
    """Return True if the element that says it holds the content holds hardly any. Cheap: it is asked of every page."""
    content = _content(root)
    return content is not root and len(etree.tostring(content, method="text", encoding="unicode")) < ENOUGH


def running_text(root: etree._Element) -> str:
    """Return the text of a page's own content, a block a line, without its h1; cut once there is ENOUGH of it."""
    gathered = _Gathered()
    _walk(_content(root), gathered, linked=False)
    gathered.end_block()
    return "\n".join(gathered.blocks)[:ENOUGH]


class _Gathered:
    """The blocks so far, and the words and linked characters of the one that is open."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.chars = 0
        self._words: list[str] = []
        self._linked = 0

    def add(self, text: str | None, linked: bool) -> None:
        if text and (words := text.split()):
            self._words += words
            self._linked += linked * sum(map(len, words))

    def end_block(self) -> None:
        size = sum(map(len, self._words))
        if size and self._linked < _LINKED * size:
            self.blocks.append(" ".join(self._words))
            self.chars += size
        self._words, self._linked = [], 0


def _walk(root: etree._Element, gathered: _Gathered, linked: bool) -> None:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if gathered.chars > ENOUGH:
            return
        block = element.tag in _BLOCKS
        if block:
            gathered.end_block()
        if event == "start":
            linked |= element.tag == "a"
            if _is_aside(element):
                walk.skip_subtree()
            else:
                gathered.add(element.text, linked)
        else:
            linked &= element.tag != "a"
            if element is not root:
                gathered.add(element.tail, linked)


def _content(root: etree._Element) -> etree._Element:
    main = next(root.iter("main"), None)
    if main is not None:
        return main
    return next((one for one in root.iter("div", "section", "article") if one.get("role") == "main"), root)


def _is_aside(element: etree._Element) -> bool:
    if element.tag in _ASIDE or element.get("role") in _ASIDE_ROLES or element.get("hidden") is not None:
        return True
    names = f"{element.get('id', '')} {element.get('class', '')}".lower()
    return "cookie" in names or "consent" in names
