"""planning.data.gov.uk's Datasette: SQL over the tables that its own client reads, a thousand rows a reply."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing

from evaluation.contract_server.answers import Answer, Contract, Query, as_json, page

HOST = "datasette.planning.data.gov.uk"
MOST_ROWS = 1000
PROVISION = ("organisation", "dataset", "project", "provision_reason", "start_date", "end_date")
ENDPOINTS = ("organisation", "name", "pipeline", "endpoint_url", "latest_status", "endpoint_entry_date")

Rows = Iterable[tuple[str, ...]]


def contract(provision: Rows, endpoints: Rows) -> Contract:
    """Return the service with these rows of its tables `provision` and `reporting_latest_endpoints`."""
    tables = {"provision": (PROVISION, tuple(provision)), "reporting_latest_endpoints": (ENDPOINTS, tuple(endpoints))}

    def answer(path: str, query: Query) -> Answer:
        if path != "/digital-land.json":
            return page(404, "Database not found")
        with closing(sqlite3.connect(":memory:")) as connection:
            for name, (columns, rows) in tables.items():
                connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
                connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)
            return _asked(connection, query.get("sql", ""))

    return Contract(HOST, answer, {'"organisation"': '"organization"'})


def _asked(connection: sqlite3.Connection, sql: str) -> Answer:
    try:
        found = connection.execute(sql)
        rows = found.fetchmany(MOST_ROWS + 1)
    except sqlite3.Error as error:
        return as_json({"ok": False, "error": str(error), "status": 400, "title": "Invalid SQL"}, 400)
    return as_json(
        {
            "database": "digital-land",
            "query_name": None,
            "rows": rows[:MOST_ROWS],
            "truncated": len(rows) > MOST_ROWS,
            "columns": [name for name, *_ in found.description],
            "query": {"sql": sql, "params": {}},
            "private": False,
            "query_ms": 1.0,
        }
    )


def rows_of(letters: Iterable[str]) -> tuple[Rows, Rows]:
    """Return a brownfield register that the law asks of each council, and that each supplies; letters name them."""
    known = tuple(letters)
    asked = [(f"local-authority:{one}", "brownfield-land", "", "statutory", "2017-04-16", "") for one in known]
    given = [
        (f"local-authority-eng:{one}", one, "brownfield-land", f"https://{one}.example/land.csv", "200", "2024-05-01")
        for one in known
    ]
    return asked, given
