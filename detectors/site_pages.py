"""The few pages that answer the questions about a whole site, known by the words of links and of addresses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detectors.beginnings import beginnings, begun
from detectors.folded_expressions import never_folded
from detectors.phrases import read_group
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

    def __init__(self, page: str, name: str, found: object, expected: str):
        shown = "nothing" if found is None else repr(found)
        super().__init__(f'{FILE.name}: {page}: field "{name}": found {shown}, expected {expected}')


def load_site_pages(path: Path = FILE) -> tuple[SitePage, ...]:
    """Return the pages of a file in its order. Raises SitePageError naming page, field and value, and PhraseError where
    an expression is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SitePageError("whole file", "name", path.name, f"a file: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SitePageError("whole file", "encoding", str(error), "UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SitePageError("whole file", "syntax", str(error), "TOML") from error
    listed = raw.get("page")
    tables = isinstance(listed, list) and all(isinstance(entry, dict) for entry in listed)
    if raw.keys() != {"page"} or not listed or not tables:
        raise SitePageError("whole file", "page", ", ".join(raw) or None, "tables [[page]] and nothing else")
    pages = tuple(_site_page(entry) for entry in listed)
    names = [page.name for page in pages]
    for name in names:
        if names.count(name) > 1:
            raise SitePageError(name, "name", name, "a name of its own")
    return pages


def _site_page(entry: dict[str, Any]) -> SitePage:
    name = entry.get("name")
    if not isinstance(name, str) or not re.fullmatch("[a-z_]+", name):
        raise SitePageError(str(name or "?"), "name", entry.get("name"), "small letters, with _ between words")
    for field in entry.keys() - {"name", "answers", "addresses", "any"}:
        raise SitePageError(name, field, entry[field], "one of name, answers, addresses, any")
    answers, addresses = entry.get("answers"), entry.get("addresses", 1)
    if not isinstance(answers, list) or not all(isinstance(code, str) for code in answers):
        raise SitePageError(name, "answers", answers, "a list of codes of questions")
    if type(addresses) is not int or addresses < 1:
        raise SitePageError(name, "addresses", addresses, "a whole number above 0")
    words = read_group(f"{FILE.name}: {name}", {"read": "whole text", "any": entry.get("any")})
    for said in words.listed:
        if never := never_folded(said):
            raise SitePageError(
                name, "any", said, f"folded words: small letters, figures and spaces, without {never!r}"
            )
    return SitePage(name, words.pattern, tuple(answers), addresses)


def check_answers(pages: Iterable[SitePage], codes: Collection[str]) -> None:
    """Raise SitePageError for a page that is said to answer what is no question. codes: those of all questions."""
    for page in pages:
        for code in page.answers:
            if code not in codes:
                raise SitePageError(page.name, "answers", code, "codes of questions about the whole site")


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
