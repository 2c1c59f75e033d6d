"""Everything to take away: CSV and JSON of each dataset, the dictionary, and a Frictionless data package."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

import flask

from edition.datasets import (
    dataset_fields,
    dataset_rows,
    datasets_of,
    find_dataset,
    foreign_keys,
    primary_key,
    query,
    to_csv,
    to_json,
)
from edition.reader import current_edition, rows
from edition.schema import File
from edition.takeaway import take_away
from web.pages.columns import page_files
from web.pages.files import about_edition, labelled
from web.pages.render import database, page, remembered
from web.pages.structured import dataset
from web.serving.editions import edition_prefix
from web.site import NAME
from web.words.catalogue import word


def add(blueprint: flask.Blueprint) -> None:
    """Add the data page, the downloads, the dictionary and the data package."""
    blueprint.add_url_rule("/data", "data", show)
    blueprint.add_url_rule("/data/dictionary", "dictionary", dictionary)
    blueprint.add_url_rule("/data/datapackage.json", "datapackage", datapackage)
    blueprint.add_url_rule("/data/edition.sqlite", "data_sqlite", whole)
    blueprint.add_url_rule("/data/<name>.<form>", "dataset", download)


def show() -> tuple[str, int]:
    """Render the list of downloads."""
    connection = database()
    now = {"edition": current_edition(connection)["edition"]}
    listed = datasets_of(connection)
    counts = {one.name: connection.execute(f"SELECT count(*) FROM ({query(one)})", now).fetchone()[0] for one in listed}
    described = dataset(connection, current_edition(connection))
    return page("data.html", datasets=listed, counts=counts, structured=described)


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
    if form == "csv":
        response = flask.Response(_csv(connection, found), mimetype="text/csv")
    else:
        text = to_json(connection, found, dataset_rows(connection, found, word))
        response = flask.Response(text, mimetype="application/json")
    return labelled(response, edition, f"{name}.{form}")


_whole = remembered(lambda connection: take_away(connection, word))


def whole() -> flask.Response:
    """Send the edition as one SQLite file, postcodes left out."""
    response = flask.Response(_whole(), mimetype="application/vnd.sqlite3")
    return labelled(response, current_edition(database()), "edition.sqlite")


def datapackage() -> flask.Response:
    """Send the Frictionless description of the CSV files (Data Package 2.0, datapackage.org)."""
    connection = database()
    edition = current_edition(connection)
    base = flask.current_app.config["SITE"].base_url
    return labelled(flask.jsonify(package(connection, edition, base and f"{base}{edition_prefix()}")), edition)


def package(connection: sqlite3.Connection, edition: sqlite3.Row, base: str) -> dict[str, Any]:
    """Return the data package as a dictionary; `base` makes the paths absolute where it is known."""
    sources = rows(
        connection, "SELECT title, url, licence, licence_url FROM sources WHERE enabled = 1 ORDER BY position"
    )
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
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
    size, digest = _weight(file.name)
    return {
        "name": file.name,
        "type": "table",
        "title": file.title,
        "path": f"{base}/data/{file.name}.csv" if base else f"{file.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": {"fields": described, "missingValues": [""]} | _keys(file),
    }


def _keys(file: File) -> dict[str, Any]:
    """Return what names a row and what refers to other files, in the words of Table Schema."""
    key = list(primary_key(file))
    referred = [
        {"fields": [field], "reference": {"resource": other, "fields": [column]}}
        for field, other, column in foreign_keys(file)
    ]
    return ({"primaryKey": key} if key else {}) | ({"foreignKeys": referred} if referred else {})


def _read_weight(connection: sqlite3.Connection, name: str) -> tuple[int, str]:
    """Return how many bytes the CSV of that name has, and their SHA-256 in hexadecimal digits."""
    body = _csv(connection, next(file for file in datasets_of(connection) if file.name == name)).encode()
    return len(body), hashlib.sha256(body).hexdigest()


_weight = remembered(_read_weight)


def _csv(connection: sqlite3.Connection, file: File) -> str:
    return to_csv(dataset_fields(connection, file), dataset_rows(connection, file, word))
