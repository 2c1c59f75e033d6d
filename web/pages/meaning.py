"""The names and everyday words of the published database, ready to be asked, once for each file that is served."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from edition.reader import rows
from register.find_place import PlaceKind, find_place
from register.names import Name, NameIndex, NameKind
from register.search import ServiceWords, Understood, understand
from web.pages.render import remembered
from web.words.language import ENGLISH, current


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """What a search asks."""

    names: NameIndex
    words: ServiceWords


def read_index(connection: sqlite3.Connection) -> SearchIndex:
    """Return the index made of the tables `council_names` and `service_words`."""
    names = [
        Name(row["name"], row["authority"], NameKind(row["kind"]), row["language"], _day(row["ended_on"]))
        for row in rows(connection, "SELECT * FROM council_names ORDER BY authority, name")
    ]
    words: dict[str, list[str]] = {}
    for row in rows(connection, "SELECT words, service FROM service_words ORDER BY words, service"):
        words.setdefault(row["words"], []).append(row["service"])
    return SearchIndex(NameIndex(names), ServiceWords({text: tuple(codes) for text, codes in words.items()}))


search_index = remembered(read_index)
"""Return the index of the database that is served."""


def meant(connection: sqlite3.Connection, index: SearchIndex, text: str) -> Understood:
    """Return what a line of text means, by the names, words and postcodes of one database."""
    listed = lambda postcode: find_place(connection, postcode).kind is not PlaceKind.UNKNOWN  # noqa: E731
    return understand(text, index.names, index.words, listed)


_OTHER_NAMES = """
SELECT a.name, a.short_name, n.name AS other FROM council_names n JOIN authorities a USING (authority)
WHERE n.language = ? AND n.kind != 'ended' ORDER BY length(n.name) DESC, n.name DESC
"""


def _read_names(connection: sqlite3.Connection, language: str) -> dict[str, str]:
    found = rows(connection, _OTHER_NAMES, language)
    return {row["short_name"]: row["other"] for row in found} | {row["name"]: row["other"] for row in found}


_names = remembered(_read_names)


def council_name(name: str) -> str:
    """Return the name of a council in the present language, if the register has one; else the name as given.

    name: its full or short English name. Of several names in a language the shortest is used ("Cyngor Sir Gâr").
    """
    return name if current() == ENGLISH else _names(current()).get(name, name)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
