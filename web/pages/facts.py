"""What is shown and never scored, its messages worded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from edition.reader import council_facts
from web.words.catalogue import word


def facts_in_words(connection: sqlite3.Connection, edition: str, authority: str) -> list[dict[str, Any]]:
    """Return the facts of one council in framework order, each with its `text`."""
    return worded(council_facts(connection, edition, authority))


def worded(rows: Iterable[sqlite3.Row]) -> list[dict[str, Any]]:
    """Return rows that have a `message` with its words as `text`."""
    return [dict(row) | {"text": word(row["message"])} for row in rows]
