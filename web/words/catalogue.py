"""Words a message: reads the catalogue of a language once, checks values against it, chooses the plural.

An entry of web/words/en_GB/*.po has the id as `msgid`, the words with `{names}` of values as `msgstr`, and one line
`#. name: type` a value. A type is one of FORMATS. Words with a plural choose by the value `n`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

from errors import BenchmarkError
from models import Message, read_message
from web.words import format as fmt

ENGLISH = Path(__file__).parent / "en_GB"
_NAMES = re.compile(r"\{(\w+)\}")
_TYPED = re.compile(r"(\w+): (\w+(?: \d)?)")


class WordsError(BenchmarkError):
    """A message and the catalogue disagree: says the id, and what was expected."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one message: name -> type of its values, and whether its words have a plural."""

    types: Mapping[str, str]
    plural: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language: entries by id, and gettext's view of the same files."""

    language: str
    entries: Mapping[str, Entry]
    translations: Translations

    def word(self, message: Message | str | list[Any] | None) -> str:
        """Return a message, its JSON or what was read from that, in words; '' for none. A value of None is "not known".

        Raises WordsError for an unknown id, and for values that are not those of the entry by name and type.
        """
        if not message:
            return ""
        found = message if isinstance(message, Message) else read_message(message)
        entry = self.entries.get(found.id)
        if entry is None:
            raise WordsError(f"message {found.id!r} has no words in {self.language}")
        if found.values.keys() != entry.types.keys():
            given, wanted = (", ".join(sorted(names)) or "none" for names in (found.values, entry.types))
            raise WordsError(f"message {found.id!r}: has the values {given}; its words expect {wanted}")
        shown = {name: self._shown(found, name, kind) for name, kind in entry.types.items()}
        words = self.translations
        n = found.values["n"] if entry.plural else None
        text = words.ngettext(found.id, found.id, n) if isinstance(n, int) else words.gettext(found.id)
        return text.format_map(shown)

    def _shown(self, message: Message, name: str, kind: str) -> str:
        value = message.values[name]
        if value is None:
            return fmt.UNKNOWN
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
    return load(ENGLISH)


def word(message: Message | str | list[Any] | None) -> str:
    """Return a message, its JSON or what was read from that, in English; see Catalogue.word."""
    return english().word(message)


def load(folder: Path) -> Catalogue:
    """Return the catalogue of a language from the .po files of its folder.

    Raises WordsError naming file and id for an id that is in two files, an entry without words, a line that is not
    `name: type`, and words whose names are not those declared.
    """
    entries: dict[str, Entry] = {}
    translations = Translations()
    for path in sorted(folder.glob("*.po")):
        book = _read(path, folder.name)
        for one in book:
            if not one.id:
                continue
            name = one.id if isinstance(one.id, str) else one.id[0]
            if name in entries:
                raise WordsError(f"{path.name}: {name!r}: has words in another file too")
            entries[name] = _entry(f"{path.name}: {name!r}", one)
        compiled = io.BytesIO()
        write_mo(compiled, book)
        compiled.seek(0)
        translations.merge(Translations(compiled))
    return Catalogue(folder.name, entries, translations)


def _read(path: Path, language: str) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise WordsError(f"{path.name}: {error}") from None


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
