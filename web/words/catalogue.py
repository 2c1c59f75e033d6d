"""Words a message: reads the catalogue of a language once, checks values against it, chooses the plural.

An entry of web/words/en_GB/*.po has the id as `msgid`, the words with `{names}` of values as `msgstr`, and one line
`#. name: type` a value. A type is one of FORMATS. Words with a plural choose by the value `n`. Other languages have
the same ids without the types, and beside them the sentences of pages, whose id is the English (`language.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import Translations

from models import Message, read_message
from web.words import format as fmt
from web.words.language import (
    ENGLISH,
    FOLDERS,
    WordsError,
    books,
    compiled,
    current,
    in_english,
    is_whole,
    speaking,
    texts,
    translations,
)

SOURCE = FOLDERS / "en_GB"
ID = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+")
"""The form of an id; what has another form is an English sentence."""
_NAMES = re.compile(r"\{(\w+)\}")
_HOLES = re.compile(r"%\((\w+)\)s")
_TAGS = re.compile(r"<[^>]*>")
_TYPED = re.compile(r"(\w+): (\w+(?: \d)?)")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one message: name -> type of its values, and whether its words have a plural."""

    types: Mapping[str, str]
    plural: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language: entries by id, and gettext's view of the same files.

    english: the catalogue that has the words where this one has none; None in the English one.
    """

    language: str
    entries: Mapping[str, Entry]
    translations: Translations
    english: Catalogue | None = None

    def word(self, message: Message | str | list[Any] | None) -> str:
        """Return a message, its JSON or what was read from that, in words; '' for none. A value of None is "not known".

        What this language has no words for is said in English and marked as that. Raises WordsError for an unknown id,
        and for values that are not those of the entry by name and type.
        """
        if not message:
            return ""
        found = message if isinstance(message, Message) else read_message(message)
        entry = self.entries.get(found.id)
        if entry is None and self.english is not None:
            with speaking(ENGLISH):
                words = self.english.word(found)
            return in_english(words)
        if entry is None:
            raise WordsError(f"message {found.id!r} has no words in {self.language}")
        if found.values.keys() != entry.types.keys():
            given, wanted = (", ".join(sorted(names)) or "none" for names in (found.values, entry.types))
            raise WordsError(f"message {found.id!r}: has the values {given}; its words expect {wanted}")
        shown = {name: self._shown(found, name, kind) for name, kind in entry.types.items()}
        book = self.translations
        n = found.values["n"] if entry.plural else None
        text = book.ngettext(found.id, found.id, n) if isinstance(n, int) else book.gettext(found.id)
        return text.format_map(shown)

    def _shown(self, message: Message, name: str, kind: str) -> str:
        value = message.values[name]
        if value is None:
            return fmt.unknown()
        accepts, show = FORMATS[kind]
        if not isinstance(value, accepts) or isinstance(value, bool):
            raise WordsError(f"message {message.id!r}: {name} is {value!r}; its words expect: {kind}")
        return show(self, value)

    def _several(self, values: Iterable[str | Message]) -> list[str]:
        return [one if isinstance(one, str) else self.word(one) for one in values]


FORMATS: dict[str, tuple[Any, Callable[[Catalogue, Any], str]]] = {
    "text": (str, lambda _, value: value),
    "integer": (int, lambda _, value: fmt.number(value, 0)),
    "number": (int | float, lambda _, value: fmt.number(value)),
    "number 1": (int | float, lambda _, value: f"{value:,.1f}"),
    "number 2": (int | float, lambda _, value: f"{value:,.2f}"),
    "percent": (int | float, lambda _, value: fmt.percent(value)),
    "date": (date | str, lambda _, value: fmt.long_date(value if isinstance(value, str) else value.isoformat())),
    "message": (Message, lambda catalogue, value: catalogue.word(value)),
    "list": (tuple | list, lambda catalogue, value: fmt.listing(catalogue._several(value))),
    "series": (tuple | list, lambda catalogue, value: ", ".join(catalogue._several(value))),
    "clauses": (tuple | list, lambda catalogue, value: "; ".join(catalogue._several(value))),
    "sentences": (tuple | list, lambda catalogue, value: " ".join(catalogue._several(value))),
}
"""Type of a value -> what may be given, and how it reads: number "2.45" at most two decimals, "number 1" always one;
percent "87%" of a share 0-1; date "30 June 2026", or "June 2026" of "2026-06"; list "a, b and c"; series "a, b, c";
clauses "a; b"."""


@cache
def english() -> Catalogue:
    """Return the English catalogue, read once in a process."""
    return load(SOURCE)


@cache
def other(code: str) -> Catalogue:
    """Return the catalogue of a language of `language.OTHERS`, read once in a process.

    Raises WordsError naming file and id for words that do not fit the English ones (see `misfit`).
    """
    entries = {}
    for name, book in books(FOLDERS / code).items():
        for one in book:
            key = texts(one.id)[0]
            if is_whole(one) and (wrong := misfit(one, english())):
                raise WordsError(f"{code}/{name}: {key!r}: {wrong}")
            if is_whole(one) and key in english().entries:
                entries[key] = english().entries[key]
    return Catalogue(code, entries, translations(code), english())


def word(message: Message | str | list[Any] | None) -> str:
    """Return a message, its JSON or what was read from that, in the present language; see Catalogue.word."""
    return (english() if current() == ENGLISH else other(current())).word(message)


def load(folder: Path) -> Catalogue:
    """Return the catalogue of the source language from the .po files of its folder.

    Raises WordsError naming file and id for an id that is in two files, an entry without words, a line that is not
    `name: type`, and words whose names are not those declared.
    """
    entries: dict[str, Entry] = {}
    found = books(folder)
    for file, book in found.items():
        for one in book:
            if not one.id:
                continue
            name = one.id if isinstance(one.id, str) else one.id[0]
            if name in entries:
                raise WordsError(f"{file}: {name!r}: has words in another file too")
            entries[name] = _entry(f"{file}: {name!r}", one)
    whole = compiled(folder.name, (one for book in found.values() for one in book if one.id))
    return Catalogue(folder.name, entries, whole)


def misfit(entry: Any, english: Catalogue) -> str:
    """Return what is wrong in form with an entry of another language, '' where nothing is.

    Its words have the names of values that the English has, all of them in some form, and the tags that the English
    has, in every form; a plural where that has one.
    """
    key, said = texts(entry.id)[0], " ".join(texts(entry.string))
    if ID.fullmatch(key) and key in english.entries:
        source = english.entries[key]
        if source.plural != entry.pluralizable:
            return "has a plural in one language only"
        return _differ(set(source.types) - {"n"}, set(_NAMES.findall(said)) - ({"n"} & set(source.types)))
    if ID.fullmatch(key):
        return ""
    wanted = set(_HOLES.findall(" ".join(texts(entry.id))))
    if wrong := _differ(wanted - {"n"}, set(_HOLES.findall(said)) - ({"n"} & wanted)):
        return wrong
    tags = [sorted(_TAGS.findall(one)) for one in (texts(entry.id)[0], *texts(entry.string))]
    if any(one != tags[0] for one in tags):
        return "its words have other tags than the English"
    # A text of a document is never filled, so a per cent sign is itself there.
    single = "%" in _HOLES.sub("", said).replace("%%", "")
    return "a per cent sign stands alone; write %%" if single and "%" not in key.replace("%%", "") else ""


def _differ(wanted: set[str], found: set[str]) -> str:
    if wanted == found:
        return ""
    names = (", ".join(sorted(one)) or "none" for one in (found, wanted))
    return "its words have the values {}; the English has {}".format(*names)


def _entry(where: str, entry: Any) -> Entry:
    forms = entry.string if entry.pluralizable else (entry.string,)
    if entry.fuzzy or not all(forms):
        raise WordsError(f"{where}: has no words, or words marked fuzzy")
    types = dict(_typed(where, line) for line in entry.auto_comments)
    if entry.pluralizable and types.get("n") != "integer":
        raise WordsError(f"{where}: words with a plural choose by a value `n: integer`")
    for form in forms:
        # One form may drop a name, as "a day" drops the number; all names must be used by some form.
        if unknown := set(_NAMES.findall(form)) - types.keys():
            raise WordsError(f"{where}: no type is declared of {', '.join(sorted(unknown))}")
    if unused := types.keys() - set(_NAMES.findall(" ".join(forms))) - {"n"}:
        raise WordsError(f"{where}: its words do not use {', '.join(sorted(unused))}")
    return Entry(types, entry.pluralizable)


def _typed(where: str, line: str) -> tuple[str, str]:
    found = _TYPED.fullmatch(line)
    if found is None or found[2] not in FORMATS:
        raise WordsError(f"{where}: found {line!r}, expected `name: type` with one of {', '.join(FORMATS)}")
    return found[1], found[2]
