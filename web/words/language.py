"""The language of the present answer, and the sentences of pages in it: gettext, where the English is the message.

What has no words in a language comes back in English between two marks; `web/pages/languages.py` makes
`<span lang="en">` of them, or nothing inside an attribute, where no element can stand.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

from errors import BenchmarkError

ENGLISH = "en"
OTHERS = {"cy": "Cymraeg"}
"""Every other language: its code, which is its Babel locale, its folder here and the first part of its addresses ->
its own name."""
FOLDERS = Path(__file__).parent
OPEN, CLOSE = "\ue000", "\ue001"
"""Stand around what is English inside a page of another language (private use area: in no text of ours)."""

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


class WordsError(BenchmarkError):
    """A message and the catalogue disagree: says the id, and what was expected."""


def current() -> str:
    """Return the code of the language that is spoken now; English unless somebody said otherwise."""
    return _current.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language, ENGLISH or one of OTHERS, until the end of the block."""
    before = _current.set(code)
    try:
        yield
    finally:
        _current.reset(before)


def in_english(text: str) -> str:
    """Return an English text that stands in whatever is said now: marked, unless that is English itself."""
    return text if current() == ENGLISH or not text else f"{OPEN}{text}{CLOSE}"


def translated(text: str) -> str:
    """Return the words of an English text in the present language, its `%(names)s` left open."""
    return text if current() == ENGLISH else translations(current()).gettext(text)


def translated_n(one: str, several: str, n: int) -> str:
    """Return the words for a number of things in the present language, chosen by its own plural rule."""
    if current() == ENGLISH:
        return one if n == 1 else several
    return translations(current()).ngettext(one, several, n)


def say(text: str, **values: object) -> str:
    """Return an English sentence of a page in the present language, its `%(names)s` filled; `%%` is a per cent sign."""
    return translated(text) % values


def say_n(one: str, several: str, n: int, /, **values: object) -> str:
    """Return a sentence with a plural in the present language; `%(n)s` is the number, thousands separated."""
    return translated_n(one, several, n) % {"n": f"{n:,}", **values}


def noted(one: str, several: str) -> tuple[str, str]:
    """Return both forms of a sentence that `say_n` says later; marks where they are written, so that they are found."""
    return one, several


class _InEnglish(NullTranslations):
    """Answers for what the files of a language lack."""

    def gettext(self, message: str) -> str:
        return in_english(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return in_english(msgid1 if n == 1 else msgid2)


@cache
def translations(code: str) -> Translations:
    """Return gettext's view of the files of one language, read once in a process; English for what they lack."""
    found = compiled(code, (one for book in books(FOLDERS / code).values() for one in book if is_whole(one)))
    found.add_fallback(_InEnglish())
    return found


def books(folder: Path) -> dict[str, Catalog]:
    """Return file name -> what it holds, of every .po file of a folder. Raises WordsError naming the file."""
    return {path.name: _read(path, folder.name) for path in sorted(folder.glob("*.po"))}


def _read(path: Path, language: str) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise WordsError(f"{path.name}: {error}") from None


def is_whole(entry: Message) -> bool:
    """Return whether an entry has all its words, none of them marked fuzzy; the header of a file is no entry."""
    return bool(entry.id) and not entry.fuzzy and all(texts(entry.string))


def texts(found: str | Iterable[Any] | None) -> tuple[str, ...]:
    """Return the id or the words of an entry as Babel gives them, one text or several, always as several."""
    return (found or "",) if isinstance(found, str | None) else tuple(one or "" for one in found)


def compiled(language: str, entries: Iterable[Message]) -> Translations:
    """Return gettext's view of entries, with the plural rule of their language."""
    whole = Catalog(locale=language)
    for one in entries:
        whole[one.id] = one
    file = io.BytesIO()
    write_mo(file, whole)
    file.seek(0)
    return Translations(file)
