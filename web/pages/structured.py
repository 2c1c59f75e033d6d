"""What search engines read of a page: the files as a schema.org Dataset, and where a page stands among the others.

Both are JSON-LD in a `script` of type application/ld+json: data, which no browser runs, so that the content policy has
nothing to allow (HTML, "prepare the script element").
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from flask import current_app

from edition.datasets import datasets_of
from edition.reader import rows
from web.pages.files import about_edition
from web.serving.editions import edition_prefix
from web.site import NAME

CONTEXT = "https://schema.org"
ABOUT = (
    "The digital services of councils, mark by mark, with the evidence of each mark and the likely range of every "
    "score and place."
)
_SOURCES = """
SELECT title, url, licence, licence_url FROM sources WHERE enabled = 1 AND url != '' ORDER BY position
"""


def absolute(path: str) -> str:
    """Return the public address of a path in the edition of the present one; the path where the site has no address."""
    base: str = current_app.config["SITE"].base_url
    return f"{base}{edition_prefix()}{path}"


def trail(*steps: tuple[str, str]) -> dict[str, Any]:
    """Return a schema.org BreadcrumbList from the front page to the present one. steps: name and path."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
        for place, (name, path) in enumerate(((NAME, "/"), *steps), 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def dataset(connection: sqlite3.Connection, edition: sqlite3.Row) -> dict[str, Any]:
    """Return the files of the edition as a schema.org Dataset. What the database does not say is left out.

    Its time is from the oldest evidence of a mark to the day of the edition; its place, the nations whose councils are
    in it; its licence, the page that has that of each source, because they differ.
    """
    about = about_edition(edition)
    (oldest,) = connection.execute(
        "SELECT min(observed_on) FROM cells WHERE edition = ? AND state = 'observed'", (edition["edition"],)
    ).fetchone()
    nations = rows(
        connection,
        "SELECT DISTINCT nation FROM authorities JOIN scores USING (authority) WHERE edition = ? ORDER BY nation",
        edition["edition"],
    )
    invented = "Simulated: every council and figure is invented for testing. " if edition["simulated"] else ""
    operator = current_app.config["SITE"].operator
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": absolute("/data"),
        "url": absolute("/data"),
        "name": f"{NAME}: {edition['title']}",
        "description": f"{invented}{ABOUT} {edition['leaves_out']} {about['note']}".strip(),
        "identifier": edition["edition"],
        "version": f"{edition['edition']}+{edition['framework_version']}",
        "creativeWorkStatus": edition["status"],
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
        "license": absolute("/licences"),
        "temporalCoverage": f"{oldest}/{edition['as_of']}" if oldest else f"../{edition['as_of']}",
        "spatialCoverage": [{"@type": "Place", "name": row["nation"]} for row in nations],
        "variableMeasured": [row["name"] for row in _measured(connection, edition["edition"])],
        "isBasedOn": [_source(row) for row in rows(connection, _SOURCES)],
        "distribution": [*_files(connection)],
    } | ({"creator": {"@type": "Organization", "name": operator}} if operator else {})


def _measured(connection: sqlite3.Connection, edition: str) -> Sequence[sqlite3.Row]:
    return rows(
        connection,
        "SELECT name FROM indicators i WHERE scored = 1 AND EXISTS (SELECT 1 FROM cells c WHERE c.edition = ? "
        "AND c.indicator = i.indicator AND c.state = 'observed') ORDER BY position",
        edition,
    )


def _source(row: sqlite3.Row) -> dict[str, str]:
    told = {"@type": "CreativeWork", "name": row["title"], "url": row["url"]}
    return told | ({"license": row["licence_url"]} if row["licence_url"] else {})


def _files(connection: sqlite3.Connection) -> list[dict[str, str]]:
    found = [(file.title, f"/data/{file.name}.csv", "text/csv") for file in datasets_of(connection)]
    found.append(("All files as one SQLite database", "/data/edition.sqlite", "application/vnd.sqlite3"))
    return [
        {"@type": "DataDownload", "name": name, "contentUrl": absolute(path), "encodingFormat": form}
        for name, path, form in found
    ]
