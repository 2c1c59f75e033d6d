"""Rows of published tables for tests: what a test does not care about is filled in from the declaration."""

from __future__ import annotations

from typing import Any

from edition.schema import BLOB, BOOLEAN, DATE, INTEGER, JSON, MESSAGE, REAL, TEXT, Table
from models import Message

DAY = "2026-11-21"
PLAIN = {
    TEXT: "", INTEGER: 0, REAL: 0.0, DATE: DAY, BOOLEAN: 0, JSON: "null", MESSAGE: Message("test.nothing"), BLOB: b"",
}  # fmt: skip


def filled(table: Table, **values: Any) -> dict[str, Any]:
    """Return a row of the table with these values; other columns are NULL where that is allowed, else plain."""
    return {column.name: None if column.null else PLAIN[column.kind] for column in table.columns} | values
