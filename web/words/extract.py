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
from edition.editions import current_edition, load_editions
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

    untranslated: has no words, and is shown in English. obsolete: is used nowhere any more. wrong: loses or invents a
    value or a tag of the English; the site does not start with it.
    """

    language: str
    translated: int
    untranslated: dict[Id, str]
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
    return Report(code, len(whole), lacking, obsolete, wrong)


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


def documents(data: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts of documents that stand on pages, each with its file."""
    framework = load_framework(data / "framework.toml")
    edition = current_edition(load_editions(data / "editions.toml"))
    scope = next(one for one in framework.scopes if one.code == edition.scope)
    scored = [one for one in framework.indicators if one.evidence_class in scope.evidence_classes]
    for names in (framework.dimensions, scored, framework.facts):
        yield from ((one.name, "framework.toml") for one in names)
    yield from ((one.question, "framework.toml") for one in scored)
    yield from ((one["name"], "framework.toml") for one in framework.maturity)
    yield from ((edition.title, "editions.toml"), (scope.leaves_out, "framework.toml"))
    for file, column in COLUMNS:
        with (data / "register" / file).open(encoding="utf-8", newline="") as table:
            yield from ((row[column], file) for row in csv.DictReader(table) if row[column])
    yield from ((one, "find_place.py") for one in (*ISLANDS, *SENTENCES.values()))
    yield LIST_DATE, "postcodes.py"


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
