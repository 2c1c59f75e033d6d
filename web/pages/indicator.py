"""The list of all questions, and one question's page: how it is decided, its distribution, every council asked it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import flask

from edition.reader import Record, current_edition, one, rows
from scoring.rounding import out_of_100
from web.pages.charts import distribution
from web.pages.facts import worded
from web.pages.files import csv_response
from web.pages.render import database, page
from web.pages.words import TYPES
from web.words import format as fmt

_CELLS = """
SELECT c.state, c.reason, c.value, c.denominator, c.y, c.observed_on, c.url, a.slug, a.short_name, a.name, a.type,
  a.nation, a.region
FROM cells c JOIN authorities a USING (authority)
WHERE c.edition = ? AND c.indicator = ? AND c.state != 'not_applicable'
ORDER BY c.y IS NULL, c.y DESC, a.short_name
"""
_FACTS = """
SELECT f.status, f.value, f.message, f.observed_on, f.url, a.slug, a.short_name, a.type,
  a.nation, a.region
FROM facts f JOIN authorities a USING (authority) WHERE f.edition = ? AND f.indicator = ?
ORDER BY a.short_name, f.source, f.message
"""
_SEEN = """
SELECT i.*, coalesce(sum(c.state = 'observed'), 0) AS observed, coalesce(sum(c.state != 'not_applicable'), 0) AS asked
FROM indicators i LEFT JOIN cells c ON c.indicator = i.indicator AND c.edition = ?
GROUP BY i.indicator ORDER BY i.position
"""
NARROWING = ("nation", "region")
"""What narrows a page beside the type: places stay those among all councils of the type."""
CSV_COLUMNS = ("slug", "council", "type", "nation", "region", "state", "reason", "value", "denominator", "marks",
               "places", "observed_on", "url")  # fmt: skip


def add(blueprint: flask.Blueprint) -> None:
    """Add the list of indicators, the page of each, and the file of each that is scored."""
    blueprint.add_url_rule("/indicators", "indicators", show_all)
    blueprint.add_url_rule("/indicator/<code>", "indicator", show)
    blueprint.add_url_rule("/indicator/<code>.csv", "indicator_csv", download)


def show_all() -> tuple[str, int]:
    """List every question of the edition by dimension, with how many of the councils asked could be seen."""
    connection = database()
    found = rows(connection, _SEEN, current_edition(connection)["edition"])
    dimensions = rows(connection, "SELECT * FROM dimensions ORDER BY position")
    grouped = [(one, [row for row in found if row["dimension"] == one["dimension"]]) for one in dimensions]
    return page("indicators.html", grouped=grouped, count=len(found))


def show(code: str) -> tuple[str, int]:
    """Render one scored indicator or one fact that is shown and not scored; 404 for a code that is neither."""
    connection = database()
    edition = current_edition(connection)
    found = _indicator(connection, code)
    asked = [slug for slug in TYPES if slug in found["applies_to"].split()]
    everybody = _members(connection, edition["edition"], found)
    choices = {"type": asked} | {field: sorted({row[field] for row in everybody if row[field]}) for field in NARROWING}
    chosen, refused = _chosen(choices)
    kind = chosen.get("type", "")
    of_type = [row for row in everybody if not kind or row["type"] == kind]
    members = _narrowed(of_type, chosen)
    values = [row["value"] for row in members if row["value"] is not None]
    return page(
        "indicator.html",
        edition=edition,
        i=found,
        kind=kind,
        asked=asked,
        chosen=chosen,
        choices={field: values for field, values in choices.items() if field in NARROWING and len(values) > 1},
        refused=refused,
        query=f"?{urlencode(chosen)}" if chosen else "",
        of=sum(row["y"] is not None for row in of_type) if found["scored"] else 0,
        source=one(connection, "SELECT * FROM sources WHERE source = ?", found["source"]),
        dimension=one(connection, "SELECT * FROM dimensions WHERE dimension = ?", found["dimension"]),
        members=members,
        places=places([row["y"] for row in of_type if row["y"] is not None]) if found["scored"] else {},
        missing=[row for row in members if found["scored"] and row["state"] == "missing"],
        bars=distribution(values, found["kind"], found["unit"], bool(found["log"])) if found["scored"] else [],
    )


def download(code: str) -> flask.Response:
    """Send what the indicator's page lists as CSV; 404 for one that is shown and not scored, or unknown.

    Takes the page's filters, and answers 400 for a choice that there is not. marks: 0 to 100, empty where the council
    could not be seen; places: among all councils of the type asked for that could be seen, listed or not.
    """
    connection = database()
    edition = current_edition(connection)
    found = _indicator(connection, code)
    if not found["scored"]:
        flask.abort(404, description=f"{code} is shown and not scored: its values are in facts.csv on /data.")
    everybody = _members(connection, edition["edition"], found)
    choices = {"type": found["applies_to"].split()} | {f: {row[f] for row in everybody} for f in NARROWING}
    chosen, refused = _chosen(choices)
    if refused:
        flask.abort(400, description=f"{code}: no council that is asked this has the {fmt.listing(refused)} given.")
    of_type = [row for row in everybody if row["type"] == chosen.get("type", row["type"])]
    shared = places([row["y"] for row in of_type if row["y"] is not None])
    records = [_record(row, shared) for row in _narrowed(of_type, chosen)]
    return csv_response(f"{code}.csv", edition, records, CSV_COLUMNS)


def _chosen(choices: Mapping[str, Collection[str]]) -> tuple[dict[str, str], list[str]]:
    """Return field -> what the address chooses of it, and the fields whose value is none of the choices."""
    given = {field: flask.request.args.get(field, "").strip() for field in choices}
    chosen = {field: value for field, value in given.items() if value in choices[field] and value}
    return chosen, [field for field, value in given.items() if value and field not in chosen]


def _narrowed(members: Iterable[Record], chosen: Mapping[str, str]) -> list[Record]:
    return [row for row in members if all(row[field] == value for field, value in chosen.items())]


def _record(row: Record, shared: dict[float, str]) -> dict[str, Any]:
    kept = ("slug", "type", "nation", "region", "state", "reason", "value", "denominator", "observed_on", "url")
    seen = row["y"] is not None
    values = {name: row[name] for name in kept} | {
        "council": row["short_name"],
        "marks": out_of_100(row["y"]) if seen else None,
        "places": shared[row["y"]] if seen else "",
    }
    return {name: values[name] for name in CSV_COLUMNS}


def _indicator(connection: sqlite3.Connection, code: str) -> sqlite3.Row:
    found = one(connection, "SELECT * FROM indicators WHERE indicator = ?", code)
    if found is None:
        flask.abort(404, description=f"We have no indicator called “{code[:40]}”.")
    return found


def places(marks: Sequence[float]) -> dict[float, str]:
    """Return mark -> the places that councils with it share among these, highest first: "1 to 34", or "35" alone."""
    found, above = {}, 0
    for mark, count in sorted(Counter(marks).items(), reverse=True):
        found[mark] = f"{above + 1}" if count == 1 else f"{above + 1} to {above + count}"
        above += count
    return found


def _members(connection: sqlite3.Connection, edition: str, found: sqlite3.Row) -> Sequence[Record]:
    sql = _CELLS if found["scored"] else _FACTS
    stored = rows(connection, sql, edition, found["indicator"])
    return stored if found["scored"] else worded(stored)
