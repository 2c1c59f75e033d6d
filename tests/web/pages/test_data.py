"""Downloads, the dictionary and the data package: all from one definition, all saying their edition."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient

from edition.reader import connect
from edition.tables import FILES
from edition.takeaway import take_away
from tests.web.pages.reading import soup
from web.words.catalogue import word

if TYPE_CHECKING:
    from frictionless import Report

NAMES = [file.name for file in FILES if not file.of_a_crawl]
OF_A_CRAWL = [file.name for file in FILES if file.of_a_crawl]


def table(client: FlaskClient, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/data/{name}.csv").text)))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_says_its_edition_and_status(client: FlaskClient, name: str):
    answer = client.get(f"/data/{name}.csv")
    assert answer.headers["X-Edition"] == "2026-11; status=preview"
    assert all(row["edition"] == "2026-11" and row["edition_status"] == "preview" for row in table(client, name))
    about = client.get(f"/data/{name}.json").get_json()["edition"]
    assert about["status"] == "preview" and about["leaves_out"]


@pytest.mark.parametrize("name", NAMES)
def test_the_csv_and_the_json_hold_the_same_rows(client: FlaskClient, name: str):
    records = client.get(f"/data/{name}.json").get_json()["rows"]
    assert len(records) == len(table(client, name))


@pytest.mark.parametrize("name", OF_A_CRAWL)
def test_files_of_a_crawl_are_not_offered_where_nothing_was_crawled(client: FlaskClient, name: str):
    answer = client.get(f"/data/{name}.csv")
    assert answer.status_code == 404 and "crawled council websites" in answer.text
    assert f"/data/{name}.csv" not in client.get("/data").text


def check(kind: str, text: str) -> None:
    if text and kind != "string":
        {"number": float, "integer": int, "date": date.fromisoformat}[kind](text)


def test_the_data_package_describes_the_files_as_they_are(client: FlaskClient):
    package = client.get("/data/datapackage.json").get_json()
    assert package["$schema"].endswith("/2.0/datapackage.json") and package["edition"]["status"] == "preview"
    assert [resource["name"] for resource in package["resources"]] == NAMES
    for resource in package["resources"]:
        answer = client.get(f"/data/{resource['path']}")
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert rows[0] == [field["name"] for field in resource["schema"]["fields"]]
        for row in rows[1:]:
            for field, cell in zip(resource["schema"]["fields"], row, strict=True):
                check(field["type"], cell)


def report_on(package: dict, folder: Path) -> Report:
    """Return what frictionless says of a data package whose files lie in a folder."""
    import frictionless  # which takes long to load, and every worker loads this module

    return frictionless.Package(package, basepath=str(folder)).validate()


def test_the_data_package_and_its_keys_are_sound(client: FlaskClient, tmp_path: Path):
    """frictionless reads every file against its types, sizes, digests, primary and foreign keys."""
    package = client.get("/data/datapackage.json").get_json()
    for resource in package["resources"]:
        (tmp_path / resource["path"]).write_bytes(client.get(f"/data/{resource['path']}").data)
    # The profile named by $schema stands on another server, which a test does not ask.
    local = {key: value for key, value in package.items() if key != "$schema"}
    report = report_on(local, tmp_path)
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]
    keys = {one["name"]: one["schema"].get("primaryKey") for one in package["resources"]}
    assert keys["scores"] == ["edition", "authority"] and keys["register"] == ["authority"]
    assert keys["links"] == ["authority", "service", "position"] and keys["facts"] is None
    to = {(one["name"], *(key["reference"]["resource"] for key in one["schema"].get("foreignKeys", ())))
          for one in package["resources"]}  # fmt: skip
    assert {("scores", "register"), ("observations", "register", "indicators", "sources")} <= to


def test_a_file_that_was_changed_no_longer_fits_the_data_package(client: FlaskClient, tmp_path: Path):
    package = client.get("/data/datapackage.json").get_json()
    (register,) = (one for one in package["resources"] if one["name"] == "register")
    body = client.get("/data/register.csv").data
    assert len(body) == register["bytes"] and f"sha256:{hashlib.sha256(body).hexdigest()}" == register["hash"]
    (tmp_path / "register.csv").write_bytes(body + body.splitlines(keepends=True)[-1])
    report = report_on({"name": "changed", "resources": [register]}, tmp_path)
    wrong = {error for (error,) in report.flatten(["type"])}
    assert {"hash-count", "byte-count", "primary-key"} <= wrong


def test_the_dictionary_explains_every_column(client: FlaskClient):
    page = soup(client, "/data/dictionary")
    for name in NAMES:
        listed = {code.get_text() for code in page.find(id=name).find_next("table").select("code")}
        header = next(csv.reader(io.StringIO(client.get(f"/data/{name}.csv").text)))
        assert set(header) == listed


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("league", "/league.csv?type=district"),
        ("council", "/council/simford.csv"),
        ("changes", "/changes.csv"),
        ("questions-map", "/changes/questions.csv"),
    ],
)
def test_the_dictionary_explains_the_files_of_single_pages(client: FlaskClient, name: str, address: str):
    listed = [code.get_text() for code in
              soup(client, "/data/dictionary").find(id=name).find_next("table").select("code")]  # fmt: skip
    assert next(csv.reader(io.StringIO(client.get(address).text))) == listed


def test_files_and_pages_show_the_same_scores(client: FlaskClient):
    scores = {row["slug"]: row["score"] for row in table(client, "scores")}
    for row in soup(client, "/league?type=english-unitary").select(".scroll tbody tr"):
        assert scores[row.th.a.get_text().lower()] == row.select_one("td.n").contents[0]


@pytest.fixture
def database(client: FlaskClient, tmp_path: Path) -> Path:
    path = tmp_path / "edition.sqlite"
    answer = client.get("/data/edition.sqlite")
    assert answer.mimetype == "application/vnd.sqlite3" and answer.headers["X-Edition"].startswith("2026-11")
    path.write_bytes(answer.data)
    return path


def test_the_edition_as_one_database_has_the_rows_of_the_files_and_no_postcode(client: FlaskClient, database: Path):
    opened = sqlite3.connect(database)
    tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {*NAMES, "about", "dictionary"}
    for name in NAMES:
        rows = [["" if cell is None else str(cell) for cell in row] for row in opened.execute(f"SELECT * FROM {name}")]
        plain = [[cell.removeprefix("'") for cell in row.values()] for row in table(client, name)]
        assert sorted(rows) == sorted(plain), name
    assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    told = {(one, column) for one, column in opened.execute('SELECT "table", "column" FROM dictionary')}
    named = {(name, row[1]) for name in NAMES for row in opened.execute(f"PRAGMA table_info({name})")}
    assert named == told
    opened.close()


def test_datasette_opens_the_database_with_its_licence_and_promise(database: Path):
    from datasette.app import Datasette  # which takes seconds to load, and every worker loads this module

    opened = Datasette([str(database)])

    async def ask(address: str) -> dict:
        return (await opened.client.get(address)).json()

    def answer(address: str) -> dict:
        # In a thread of its own: a browser test in the same process may have a loop running in this one.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: asyncio.run(ask(address))).result()

    about = answer("/edition/about.json?_shape=object")
    assert "Open Government Licence" in about["licence"]["value"]
    assert "keep their names" in about["what_stays_the_same"]["value"] and about["status"]["value"] == "preview"
    found = answer("/edition/scores.json?slug=simford&_shape=array")
    assert [one["slug"] for one in found] == ["simford"]


def test_the_database_is_the_same_bytes_each_time(published: Path, database: Path):
    assert take_away(connect(published), word) == database.read_bytes()
