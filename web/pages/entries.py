"""By what a council is found in evidence that is one page, or one folder, for many."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from urllib.parse import urlsplit

from edition.reader import Record, rows


def entries(connection: sqlite3.Connection, row: Record) -> list[str]:
    """Return what may stand for a council in a list: its name on pages, its codes in lists without names, its host.

    row: a row of `authorities`.
    """
    codes = [
        one["code"] for one in rows(connection, "SELECT code FROM list_codes WHERE authority = ?", row["authority"])
    ]
    host = (urlsplit(row["homepage"]).hostname or "").removeprefix("www.")
    return [one for one in (row["short_name"], *codes, host) if one]


def either(found: Sequence[str]) -> str:
    """Return “a”, “b” or “c”; '' for nothing."""
    *others, last = [f"“{one}”" for one in found] or [""]
    return f"{', '.join(others)} or {last}" if others else last
