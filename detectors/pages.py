"""What a detector is given and what it sees: the stored reply, and the page read out of it.

A detector never fetches. It takes anything with the attributes of `StoredReply`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar, runtime_checkable
from urllib.parse import urlencode, urlsplit

from detectors.verdict.folding import fold
from detectors.verdict.verdict import PAGE, Verdict

MAIN, NAV, HEADER, FOOTER, ASIDE, NOTICE, CONSENT = "main", "nav", "header", "footer", "aside", "notice", "consent"
"""Where on the page a thing stands. Only `main` speaks for the page; the others repeat on every page."""
FOLDED_CHARS = 2000
"""Characters of a block that are folded: a longer one has said by then what it is about."""


@runtime_checkable
class StoredReply(Protocol):
    """One stored answer to one fetch, as the crawl keeps it.

    body is the decoded payload (not gzip) or None when nothing was stored; status is the HTTP status or
    None without a reply; outcome one of models.Outcome; headers have names in any case.
    """

    @property
    def fetch_id(self) -> int | str: ...
    @property
    def authority(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def final_url(self) -> str: ...
    @property
    def status(self) -> int | None: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes | None: ...
    @property
    def charset(self) -> str | None: ...
    @property
    def fetched_at(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def discovered_via(self) -> str: ...
    @property
    def depth(self) -> int: ...
    @property
    def link_text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class FileReply:
    """A reply read from a file or one live fetch: what `inspect` hands to the detectors."""

    url: str
    body: bytes | None
    final_url: str = ""
    status: int | None = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    charset: str | None = None
    fetch_id: str = ""
    authority: str = ""
    fetched_at: str = ""
    outcome: str = "replied"
    sha256: str = ""
    discovered_via: str = ""
    depth: int = 0
    link_text: str = ""


class Block(NamedTuple):
    """One paragraph-like run of text: its tag, words, region and the heading above it. in_form: within a form.

    unseen: it is out of sight when the page is opened. stands_out: all its words are bold, or open and close a panel.
    """

    tag: str
    text: str
    region: str
    heading: str
    in_form: bool = False
    unseen: bool = False
    stands_out: bool = False


class Link(NamedTuple):
    """One hyperlink or button that leads somewhere. href is absolute; context the block it stands in.

    place: where among the page's blocks it stands, counted from 0.
    """

    text: str
    href: str
    region: str
    heading: str
    context: str = ""
    button: bool = False
    rel: str = ""
    hreflang: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a person can fill in: kind is the HTML type, label every name it goes by, folded."""

    kind: str
    name: str
    label: str
    trap: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One form, or the loose inputs of a page that has no form element (`loose`). hidden: (name, value) each.

    place: how many of the page's blocks stand before it.
    """

    method: str
    action: str
    region: str
    heading: str
    fields: tuple[Field, ...] = ()
    buttons: tuple[str, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    search: bool = False
    loose: bool = False
    name: str = ""
    place: int = 0

    @property
    def target(self) -> str:
        """Return the address that pressing the button asks for: a GET form sends its hidden fields as the query."""
        if self.method != "get":
            return self.action
        base = self.action.split("#")[0].split("?")[0] if self.hidden else self.action
        return f"{base}?{urlencode(self.hidden)}" if self.hidden else base


@dataclass(frozen=True, eq=False)
class PageModel:
    """A page as a detector sees it. `readable` False: no HTML could be read (a document, a picture, nothing).

    verdict: what the reply is. title, h1: as written. headings: (level, text, region) each. lang: of <html>,
    lower-case, '' unknown. scripts: the beginnings of those within the page, one a line. alternates:
    hreflang -> address. metas: name -> content. part: it is a section of a page, taken for a page of its own.
    Two pages are equal only if they are one.
    """

    url: str
    status: int | None = 200
    readable: bool = False
    content_type: str = ""
    verdict: Verdict = PAGE
    title: str = ""
    h1: str = ""
    lang: str = ""
    headings: tuple[tuple[int, str, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    forms: tuple[Form, ...] = ()
    frames: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    metas: Mapping[str, str] = field(default_factory=dict)
    alternates: Mapping[str, str] = field(default_factory=dict)
    canonical: str = ""
    crumbs: str = ""
    body_class: str = ""
    script_bytes: int = 0
    scripts: str = ""
    noscript: str = ""
    refresh: str = ""
    part: bool = False

    @cached_property
    def host(self) -> str:
        """Return the host of the address, lower-case, without port."""
        return (urlsplit(self.url).hostname or "").lower()

    @cached_property
    def main_text(self) -> str:
        """Return the text of the page's own content, one block a line, navigation and notices left out."""
        return "\n".join(block.text for block in self._main_blocks)

    @cached_property
    def _folded(self) -> str:
        if any(len(block.text) > FOLDED_CHARS for block in self._main_blocks):
            return fold(self.main_text)
        return " ".join(folded for folded in self.folded_blocks if folded)

    @cached_property
    def folded_blocks(self) -> tuple[str, ...]:
        """Return the beginnings of the blocks of the page's own content, folded, in order."""
        return tuple(fold(block.text[:FOLDED_CHARS]) for block in self._main_blocks)

    def folded_text(self, chars: int) -> str:
        """Return the first so many characters of main_text, folded."""
        return self._folded if len(self.main_text) <= chars else fold(self.main_text[:chars])

    @cached_property
    def _main_blocks(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.region == MAIN)

    @cached_property
    def _main_links(self) -> tuple[Link, ...]:
        return tuple(link for link in self.links if link.region == MAIN)

    @cached_property
    def answers(self) -> dict[Hashable, Any]:
        """Return what was found out about the page already; once_a_page fills it."""
        return {}

    def main_blocks(self) -> tuple[Block, ...]:
        """Return the blocks of the page's own content, in order."""
        return self._main_blocks

    def main_links(self) -> tuple[Link, ...]:
        """Return the links of the page's own content, in order."""
        return self._main_links


Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Question = Callable[Concatenate[PageModel, Asked], Answer]


def once_a_page(question: Question[Asked, Answer]) -> Question[Asked, Answer]:
    """Return the same question with its answers kept: each is worked out once a page and forgotten with the page.

    What else it is asked with must be hashable; what it answers must not be changed.
    """

    @wraps(question)
    def answer(page: PageModel, /, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
        key = (question, asked, *named.items()) if asked or named else question
        if key not in page.answers:
            page.answers[key] = question(page, *asked, **named)
        return page.answers[key]

    return answer
