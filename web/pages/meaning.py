"""The names of councils in the file that is served, to be asked for and to be shown, read once for each file."""

from __future__ import annotations

import sqlite3

from edition.reader import rows
from edition.search_index import read_index
from web.pages.render import remembered
from web.words.language import ENGLISH, current

search_index = remembered(read_index)
"""Return the index of the database that is served."""


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
