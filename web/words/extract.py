"""What there is to translate: messages with an id, sentences of pages, texts of our documents; and what a language has.

Sentences are read out of templates and code by Babel. A text of a document (a service's name, a note on a duty) is its
own message: once the document is reworded, the old translation falls away by itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from jinja2.ext import babel_extract

from edition.build import load_framework
from edition.editions import Edition, current_edition, load_editions
from register.find_place import ISLANDS, SENTENCES
from register.postcodes import LIST_DATE
from web.words.catalogue import SOURCE, english, misfit
from web.words.language import FOLDERS, books, is_whole, texts

PAGES = FOLDERS.parent
IN_TEMPLATES = {"_": None, "gettext": None, "ngettext": (1, 2)}
IN_CODE = {"say": None, "say_n": (1, 2), "noted": (1, 2)}
COLUMNS = (
    ("services.csv", "name"), ("duties.csv", "note"), ("exceptions.csv", "reason"), ("authorities.csv", "region"),
    ("authorities.csv", "nation"), ("relations.csv", "relation"), ("context.csv", "rurality"),
)  # fmt: skip
"""Files of data/register/ and the columns whose texts stand on pages."""

Id = tuple[str, ...]
"""What a translation is found by: an id or an English sentence; two where it has a plural."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the files of one language have. untranslated: id -> where it is used; wrong, obsolete: one line an entry.

    untranslated: has no words, and is shown in English. waiting: those of them that may go out like that, texts of
    `names_of_questions`. obsolete: is used nowhere any more. wrong: loses or invents a value or a tag of the English;
    the site does not start with it.
    """

    language: str
    translated: int
    untranslated: dict[Id, str]
    waiting: list[str]
    obsolete: list[str]
    wrong: list[str]


def report(code: str, data: Path, folder: Path | None = None) -> Report:
    """Return what a language has and lacks. data: the folder of our documents; folder: of its .po files.

    Raises WordsError for a file that is no .po.
    """
    wanted = dict(everything(data))
    whole, obsolete, wrong = set(), [], []
    for file, book in books(folder or FOLDERS / code).items():
        for one in book:
            key = texts(one.id)
            where = f"{code}/{file}: {one.id!r}"
            if key == ("",):
                continue
            fault = misfit(one, english()) if is_whole(one) else ""
            if fault:
                wrong.append(f"{where}: {fault}")
            elif key not in wanted:
                obsolete.append(where)
            elif is_whole(one):
                wrong += [f"{where}: has words in another place too"] if key in whole else []
                whole.add(key)
    lacking = {key: where for key, where in wanted.items() if key not in whole}
    waiting = [text for text in dict.fromkeys(names_of_questions(data)) if (text,) in lacking]
    return Report(code, len(whole), lacking, waiting, obsolete, wrong)


def everything(data: Path) -> Iterator[tuple[Id, str]]:
    """Yield every message there is with the file it comes from, some more than once."""
    for file, book in books(SOURCE).items():
        yield from ((texts(one.id), file) for one in book if one.id)
    yield from _of_pages()
    yield from (((text,), file) for text, file in documents(data))


@cache
def _of_pages() -> tuple[tuple[Id, str], ...]:
    """Return every sentence of templates and code with its file, read once for all languages."""
    found = [(key, path.name) for path in sorted(PAGES.rglob("*.html"))
             for key in _sentences(path, babel_extract, IN_TEMPLATES)]  # fmt: skip
    found += [(key, path.name) for path in sorted(PAGES.rglob("*.py")) for key in _sentences(path, "python", IN_CODE)]
    return tuple(found)


def _sentences(path: Path, method: object, keywords: dict) -> Iterator[Id]:
    # As the pages are rendered: otherwise Babel sees other white space and single per cent signs.
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "encoding": "utf-8"}
    for _, found, _, _ in extract(method, io.BytesIO(path.read_bytes()), keywords, options=options):  # type: ignore[arg-type]
        yield texts(found)


def names_of_questions(data: Path) -> Iterator[str]:
    """Yield the names and wordings of what the edition asks and shows: what a new source or indicator brings.

    They may wait for a translator. Whoever adds a source need not know the language, and what was written after
    somebody reviewed a translation would go out under their name.
    """
    framework, scope = load_framework(data / "framework.toml"), _edition(data).scope
    classes = next(one for one in framework.scopes if one.code == scope).evidence_classes
    scored = [one for one in framework.indicators if one.evidence_class in classes]
    yield from (one.name for one in scored)
    yield from (one.name for one in framework.facts)
    yield from (one.question for one in scored)


def documents(data: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts of documents that stand on pages, each with its file."""
    framework, edition = load_framework(data / "framework.toml"), _edition(data)
    scope = next(one for one in framework.scopes if one.code == edition.scope)
    yield from ((text, "framework.toml") for text in names_of_questions(data))
    yield from ((one.name, "framework.toml") for one in framework.dimensions)
    yield from ((one["name"], "framework.toml") for one in framework.maturity)
    yield from ((edition.title, "editions.toml"), (scope.leaves_out, "framework.toml"))
    for file, column in COLUMNS:
        with (data / "register" / file).open(encoding="utf-8", newline="") as table:
            yield from ((row[column], file) for row in csv.DictReader(table) if row[column])
    yield from ((one, "find_place.py") for one in (*ISLANDS, *SENTENCES.values()))
    yield LIST_DATE, "postcodes.py"


def _edition(data: Path) -> Edition:
    return current_edition(load_editions(data / "editions.toml"))


def as_po(found: Report) -> str:
    """Return what a language lacks as the text of a .po file whose words are empty."""
    book = Catalog(locale=found.language, header_comment="", project="Council Digital Index", fuzzy=False)
    in_source = {texts(one.id)[0]: one for each in books(SOURCE).values() for one in each if one.id}
    for key, where in found.untranslated.items():
        entry = english().entries.get(key[0])
        told = [f"{name}: {kind}" for name, kind in entry.types.items()] if entry else []
        said = key[0] if len(key) == 1 else key
        english_words = texts(source.string) if entry and (source := in_source.get(key[0])) else ()
        book.add(said, locations=[(where, 0)], auto_comments=told, user_comments=english_words)
    file = io.BytesIO()
    write_po(file, book, width=0, include_previous=False)
    return file.getvalue().decode()
