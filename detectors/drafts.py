"""A page while it is being read: the parts of detectors/pages.py, still open to change, and frozen at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from detectors.pages import Block, Field, Form, Link, PageModel
from detectors.verdict.verdict import Verdict

ABOVE = "the heading above"
"""Stands for the heading under which a part of a page begins, until the page is known. Compared by identity."""


@dataclass(slots=True)
class BlockDraft:
    """A block whose region may still change: a footer is known as one only when the page has ended."""

    tag: str
    text: str
    region: str
    heading: str
    in_form: bool
    unseen: bool = False
    stands_out: bool = False
    settled: Block | None = None

    def settle(self) -> None:
        """Say that nothing of the block will change any more, so that pages may share it."""
        self.settled = self.done()

    def done(self) -> Block:
        """Return the block as it now stands."""
        fields = (self.tag, self.text, self.region, self.heading, self.in_form, self.unseen, self.stands_out)
        return self.settled or Block._make(fields)  # quicker than by their names, and asked for each of a page

    def again(self, above: str) -> BlockDraft:
        """Return the same block on another page, where it stands under another heading."""
        heading = above if self.heading is ABOVE else self.heading
        return BlockDraft(self.tag, self.text, self.region, heading, self.in_form, self.unseen,
                          stands_out=self.stands_out)  # fmt: skip


@dataclass(slots=True)
class LinkDraft:
    """A link whose words, region and context are not all read yet. place: blocks that end before or with its own."""

    href: str
    region: str
    heading: str
    button: bool
    rel: str
    hreflang: str
    text: str = ""
    context: str = ""
    place: int = 0
    settled: Link | None = None

    def settle(self) -> None:
        """Say that nothing of the link will change any more, so that pages may share it."""
        self.settled = self.done()

    def done(self) -> Link:
        """Return the link as it now stands."""
        place = self.place - 1 if self.place else 0
        fields = (self.text, self.href, self.region, self.heading, self.context, self.button, self.rel, self.hreflang,
                  place)  # fmt: skip
        return self.settled or Link._make(fields)

    def again(self, above: str, place: int) -> LinkDraft:
        """Return the same link on another page, where it stands under another heading and after `place` blocks more."""
        heading = above if self.heading is ABOVE else self.heading
        return LinkDraft(self.href, self.region, heading, self.button, self.rel, self.hreflang,
                         text=self.text, context=self.context, place=self.place + place)  # fmt: skip


@dataclass(slots=True)
class FieldDraft:
    """A field whose label may stand further down the page."""

    kind: str
    name: str
    label: str
    trap: bool

    def done(self) -> Field:
        """Return the field as it now stands."""
        return Field(self.kind, self.name, self.label, self.trap)


@dataclass(slots=True)
class FormDraft:
    """A form that is still being filled with its parts. panel: it is a part of a form that holds the whole page."""

    method: str
    action: str
    region: str
    heading: str
    name: str = ""
    place: int = 0
    search: bool = False
    loose: bool = False
    panel: bool = False
    fields: list[FieldDraft] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)

    def done(self) -> Form:
        """Return the form as it now stands."""
        return Form(
            self.method,
            self.action,
            self.region,
            self.heading,
            fields=tuple(one.done() for one in self.fields),
            buttons=tuple(self.buttons),
            hidden=tuple(self.hidden),
            search=self.search,
            loose=self.loose,
            name=self.name,
            place=self.place,
        )


@dataclass(slots=True)
class PageDraft:
    """A page that is still being read. The fields mean what those of PageModel do."""

    url: str
    status: int | None
    content_type: str
    verdict: Verdict
    readable: bool = False
    title: str = ""
    h1: str = ""
    lang: str = ""
    canonical: str = ""
    crumbs: str = ""
    body_class: str = ""
    script_bytes: int = 0
    scripts: list[str] = field(default_factory=list)
    noscript: str = ""
    refresh: str = ""
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    blocks: list[BlockDraft] = field(default_factory=list)
    links: list[LinkDraft] = field(default_factory=list)
    forms: list[FormDraft] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    alternates: dict[str, str] = field(default_factory=dict)

    def done(self) -> PageModel:
        """Return the page as it now stands."""
        return PageModel(
            url=self.url,
            status=self.status,
            content_type=self.content_type,
            verdict=self.verdict,
            readable=self.readable,
            title=self.title,
            h1=self.h1,
            lang=self.lang,
            canonical=self.canonical,
            crumbs=self.crumbs,
            body_class=self.body_class,
            script_bytes=self.script_bytes,
            scripts="\n".join(self.scripts),
            noscript=self.noscript,
            refresh=self.refresh,
            headings=tuple(self.headings),
            # Most are of menus and settled: to ask each would double what this takes.
            blocks=tuple([one.settled or one.done() for one in self.blocks]),
            links=tuple([one.settled or one.done() for one in self.links]),
            forms=tuple(one.done() for one in self.forms),
            frames=tuple(self.frames),
            assets=tuple(self.assets),
            metas=self.metas,
            alternates=self.alternates,
        )
