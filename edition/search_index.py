"""The names and everyday words of a published database, ready to be asked what a line of text means."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from edition.reader import rows
from register.find_place import PlaceKind, find_place
from register.names import Name, NameIndex, NameKind
from register.search import ServiceWords, Understood, understand


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


def meant(connection: sqlite3.Connection, index: SearchIndex, text: str) -> Understood:
    """Return what a line of text means, by the names, words and postcodes of one database."""
    listed = lambda postcode: find_place(connection, postcode).kind is not PlaceKind.UNKNOWN  # noqa: E731
    return understand(text, index.names, index.words, listed)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
