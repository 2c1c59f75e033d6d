"""The few pages that answer the questions about a whole site, known by the words of links and of addresses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from declared import Entry, about_field, each_once, read_declared
from detectors.beginnings import beginnings, begun
from detectors.phrases import check_met_by_some, expressions
from detectors.wording import fold, slug_words
from errors import BenchmarkError
from paths import DATA

FILE = DATA / "site-pages.toml"
LONGEST = 80
"""Characters of a link's words beyond which it names a story, not one of these pages."""


@dataclass(frozen=True, slots=True)
class SitePage:
    """One such page. answers: codes of the questions it answers; none for what only leads to others.

    addresses: how many may be asked for under its words, since the first need not be the one.
    """

    name: str
    words: re.Pattern[str]
    answers: tuple[str, ...]
    addresses: int = 1


class SitePageError(BenchmarkError):
    """data/site-pages.toml cannot be used: says which page, field and value."""


def load_site_pages(path: Path = FILE) -> tuple[SitePage, ...]:
    """Return the pages of a file in its order. Raises SitePageError naming file, page, field and value."""
    whole = read_declared(path, SitePageError)
    whole.only("page")
    entries = whole.entries("page")
    pages = tuple(map(_site_page, entries))
    each_once(entries, "name")
    return pages


def _site_page(entry: Entry) -> SitePage:
    name = entry.text("name")
    if not re.fullmatch("[a-z_]+", name):
        raise entry.wrong("name", "small letters, with _ between words")
    entry = entry.called(name)
    entry.only("name", "answers", "addresses", "any")
    words = expressions(entry, "whole text")
    check_met_by_some(entry, words)
    # It has to be said, if need be by [], that a page answers nothing.
    answers = entry.texts("answers", may_lack="answers" in entry.fields)
    return SitePage(name, words.pattern, answers, entry.whole("addresses", 1, default=1))


def check_answers(pages: Iterable[SitePage], codes: Collection[str]) -> None:
    """Raise SitePageError for a page that is said to answer what is no question. codes: those of all questions."""
    for page in pages:
        for code in page.answers:
            if code not in codes or page.answers.count(code) > 1:
                expected = "codes of questions about the whole site, each once"
                raise SitePageError(about_field(FILE.name, page.name, "answers", code, expected))


SITE_PAGES = load_site_pages()


def _by_beginning() -> dict[str, tuple[SitePage, ...]]:
    """Return for each beginning of a first word the pages whose words may follow it, in their order."""
    found: dict[str, tuple[SitePage, ...]] = {}
    for page in SITE_PAGES:
        for beginning in beginnings(page.words.pattern):
            found[beginning] = (*found.get(beginning, ()), page)
    return found


_BY_BEGINNING = _by_beginning()


def site_page_of(text: str, url: str = "") -> str:
    """Return the name of the page that a link promises, "" if none.

    text: the link's words as written; without any the last part of its address speaks. They are read whole: "Contact
    us" is such a page, "Contact us about a missed bin" is not.
    """
    if len(text) > LONGEST:
        return ""
    words = fold(text) or slug_words(url.partition("?")[0].rstrip("/").rpartition("/")[2])
    first = words.partition(" ")[0]
    pages = (page for beginning in sorted(begun([first]) - {""}) for page in _BY_BEGINNING.get(beginning, ()))
    return next((page.name for page in pages if page.words.match(words)), "")
