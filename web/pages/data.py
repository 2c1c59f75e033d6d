"""Everything to take away: CSV and JSON of each dataset, the dictionary, and a Frictionless data package."""

from __future__ import annotations

import sqlite3
from typing import Any

import flask

from edition.datasets import dataset_fields, dataset_rows, datasets_of, find_dataset, query, to_csv, to_json
from edition.reader import current_edition, rows
from edition.schema import File
from web.pages.columns import page_files
from web.pages.files import about_edition, labelled
from web.pages.render import database, page
from web.site import NAME
from web.words.catalogue import word


def add(blueprint: flask.Blueprint) -> None:
    """Add the data page, the downloads, the dictionary and the data package."""
    blueprint.add_url_rule("/data", "data", show)
    blueprint.add_url_rule("/data/dictionary", "dictionary", dictionary)
    blueprint.add_url_rule("/data/datapackage.json", "datapackage", datapackage)
    blueprint.add_url_rule("/data/<name>.<form>", "dataset", download)


def show() -> tuple[str, int]:
    """Render the list of downloads."""
    connection = database()
    now = {"edition": current_edition(connection)["edition"]}
    listed = datasets_of(connection)
    counts = {one.name: connection.execute(f"SELECT count(*) FROM ({query(one)})", now).fetchone()[0] for one in listed}
    return page("data.html", datasets=listed, counts=counts)


def dictionary() -> tuple[str, int]:
    """Render what every column of every download means."""
    connection = database()
    named = [(one.name, one.title, dataset_fields(connection, one)) for one in datasets_of(connection)]
    return page("dictionary.html", files=[*named, *page_files(connection)])


def download(name: str, form: str) -> flask.Response:
    """Send one dataset as CSV or JSON; 404 for any other name or form."""
    found = find_dataset(name)
    if found is None or form not in ("csv", "json"):
        flask.abort(404, description="There is no such file. The data page lists every download.")
    connection = database()
    edition = current_edition(connection)
    if found not in datasets_of(connection):
        flask.abort(404, description=f"The file {name} comes with an edition that has crawled council websites.")
    records = dataset_rows(connection, found, word)
    if form == "csv":
        response = flask.Response(to_csv(dataset_fields(connection, found), records), mimetype="text/csv")
    else:
        response = flask.Response(to_json(connection, found, records), mimetype="application/json")
    return labelled(response, edition, f"{name}.{form}")


def datapackage() -> flask.Response:
    """Send the Frictionless description of the CSV files (Data Package 1.0, specs.frictionlessdata.io)."""
    connection = database()
    edition = current_edition(connection)
    return labelled(flask.jsonify(package(connection, edition, flask.current_app.config["SITE"].base_url)), edition)


def package(connection: sqlite3.Connection, edition: sqlite3.Row, base: str) -> dict[str, Any]:
    """Return the data package as a dictionary; `base` makes the paths absolute where it is known."""
    sources = rows(
        connection, "SELECT title, url, licence, licence_url FROM sources WHERE enabled = 1 ORDER BY position"
    )
    return {
        "profile": "tabular-data-package",
        "name": "council-digital-index",
        "id": edition["edition"],
        "title": f"{NAME}: {edition['title']}",
        "description": f"{edition['leaves_out']} Status: {edition['status']}.",
        "version": f"{edition['edition']}+{edition['framework_version']}",
        "created": f"{edition['as_of']}T00:00:00Z",
        "edition": about_edition(edition),
        "licenses": [{"name": "OGL-UK-3.0", "title": "Open Government Licence v3.0 where the sources say so",
                      "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}],
        "sources": [{"title": f"{s['title']} ({s['licence']})", "path": s["url"]} for s in sources if s["url"]],
        "resources": [_resource(connection, one, base) for one in datasets_of(connection)],
    }  # fmt: skip


def _resource(connection: sqlite3.Connection, file: File, base: str) -> dict[str, Any]:
    described = [
        {"name": field.name, "type": field.type, "description": field.meaning}
        for field in dataset_fields(connection, file)
    ]
    return {
        "profile": "tabular-data-resource",
        "name": file.name,
        "title": file.title,
        "path": f"{base}/data/{file.name}.csv" if base else f"{file.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": described, "missingValues": [""]},
    }
