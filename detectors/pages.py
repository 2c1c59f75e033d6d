"""What a detector is given and what it sees: the stored reply, and the page read out of it.

A detector never fetches. It takes anything with the attributes of `StoredReply`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable
from urllib.parse import urlencode, urlsplit

from detectors.verdict.verdict import PAGE, Verdict

MAIN, NAV, HEADER, FOOTER, ASIDE, NOTICE, CONSENT = "main", "nav", "header", "footer", "aside", "notice", "consent"
"""Where on the page a thing stands. Only `main` speaks for the page; the others repeat on every page."""


@runtime_checkable
class StoredReply(Protocol):
    """One stored answer to one fetch, as the crawl keeps it.

    body is the decoded payload (not gzip) or None when nothing was stored; status is the HTTP status or
    None without a reply; outcome one of models.Outcome; headers have names in any case.
    """

    fetch_id: int | str
    authority: str
    url: str
    final_url: str
    status: int | None
    headers: Mapping[str, str]
    body: bytes | None
    charset: str | None
    fetched_at: str
    outcome: str
    sha256: str
    discovered_via: str
    depth: int
    link_text: str


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


@dataclass(slots=True)
class Block:
    """One paragraph-like run of text: its tag, words, region and the heading above it. in_form: within a form."""

    tag: str
    text: str
    region: str
    heading: str
    in_form: bool = False


@dataclass(slots=True)
class Link:
    """One hyperlink or button that leads somewhere. href is absolute; context the block it stands in."""

    text: str
    href: str
    region: str
    heading: str
    context: str = ""
    button: bool = False
    rel: str = ""
    hreflang: str = ""


@dataclass(slots=True)
class Field:
    """One thing a person can fill in: kind is the HTML type, label every name it goes by, folded."""

    kind: str
    name: str
    label: str
    trap: bool = False


@dataclass(slots=True)
class Form:
    """One form, or the loose inputs of a page that has no form element (`loose`)."""

    method: str
    action: str
    region: str
    heading: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    search: bool = False
    loose: bool = False
    name: str = ""

    @property
    def target(self) -> str:
        """Return the address that pressing the button asks for: a GET form sends its hidden fields as the query."""
        if self.method != "get":
            return self.action
        base = self.action.split("#")[0].split("?")[0] if self.hidden else self.action
        return f"{base}?{urlencode(self.hidden)}" if self.hidden else base


@dataclass(slots=True)
class PageModel:
    """A page as a detector sees it. `readable` False: no HTML could be read (a document, a picture, nothing).

    verdict: what the reply is. title, h1: as written. lang: of <html>, lower-case, '' unknown. alternates:
    hreflang -> address.
    """

    url: str
    status: int | None = 200
    readable: bool = False
    content_type: str = ""
    verdict: Verdict = PAGE
    title: str = ""
    h1: str = ""
    lang: str = ""
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    alternates: dict[str, str] = field(default_factory=dict)
    canonical: str = ""
    crumbs: str = ""
    body_class: str = ""
    script_bytes: int = 0
    noscript: str = ""
    refresh: str = ""
    _main_text: str | None = None
    _kind: object = None

    @property
    def host(self) -> str:
        """Return the host of the address, lower-case, without port."""
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def main_text(self) -> str:
        """Return the text of the page's own content, one block a line, navigation and notices left out."""
        if self._main_text is None:
            self._main_text = "\n".join(b.text for b in self.blocks if b.region == MAIN)
        return self._main_text

    def main_blocks(self) -> list[Block]:
        """Return the blocks of the page's own content, in order."""
        return [b for b in self.blocks if b.region == MAIN]

    def main_links(self) -> list[Link]:
        """Return the links of the page's own content, in order."""
        return [link for link in self.links if link.region == MAIN]

    def notices(self) -> list[Block]:
        """Return the blocks of banners and alerts, which may or may not be about this page."""
        return [b for b in self.blocks if b.region == NOTICE]
