"""The simulated published.db with ranking rules, which the explorer reads from the framework text."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.small_edition import build

FRAMEWORK = """
version = "0.1.0"
[[scope]]
code = "open-data"
p = 0.5
coverage_minimum = 0.6
dimension_minimum = 0.0
dimensions_minimum = 1
"""


def simulated(path: Path, **changes: str) -> Path:
    """Write the simulated database at `path` with the rules by which its scores were made; return the path.

    changes: columns of the one row of `editions` to set, such as `title`.
    """
    build(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE framework SET text = ?", (FRAMEWORK,))
        for column, value in changes.items():
            connection.execute(f"UPDATE editions SET {column} = ?", (value,))
    return path
