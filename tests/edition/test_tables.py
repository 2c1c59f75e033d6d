"""What follows from the declaration of a table, shown by two columns more than the product has."""

from __future__ import annotations

import csv
import io
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from edition import datasets, writer
from edition.datasets import dataset_fields, dataset_rows, to_csv
from edition.reader import connect
from edition.schema import BOTH, FILE, MESSAGE, REAL, Column, Place, Table, fields, fitter, script
from edition.tables import CELLS, EDITIONS, FACTS, FILES, SCORES, SHIFTS, SUMMARIES, TABLES
from errors import EditionError
from models import Message
from tests.rows import filled
from tests.small_edition import Rows, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages import council

SURE = Column("sure", REAL, "how sure a second reader was", "%", "nobody read it twice", BOTH)
SAID = Column("said", MESSAGE, "what the second reader said", "", "nothing", FILE)
WIDER = replace(FACTS, parts=(*FACTS.parts, SURE, SAID))
FILE_OF_FACTS = replace(next(file for file in FILES if file.table is FACTS), table=WIDER)
SAME = Message("mark.no_routes")


def _read_twice(rows: Rows) -> None:
    rows["facts"] = [fact | {"sure": 97.5, "said": SAME} for fact in rows["facts"][:1]] + rows["facts"][1:]


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The site over an edition in which `facts` is declared with two columns more."""
    monkeypatch.setattr(writer, "TABLES", tuple(WIDER if table is FACTS else table for table in TABLES))
    monkeypatch.setattr(datasets, "FILES", tuple(FILE_OF_FACTS if file.table is FACTS else file for file in FILES))
    monkeypatch.setattr(council, "FACTS", WIDER)
    return make_server(build(tmp_path / "published.db", _read_twice)).test_client()


@pytest.fixture
def published(client: FlaskClient) -> sqlite3.Connection:
    return connect(client.application.config["PUBLISHED"])


def test_a_declared_column_is_in_the_database(published: sqlite3.Connection):
    columns = {row["name"]: (row["type"], row["notnull"]) for row in published.execute("PRAGMA table_info(facts)")}
    assert columns["sure"] == ("REAL", 0) and columns["said"] == ("TEXT", 0)
    stored = [tuple(row) for row in published.execute("SELECT sure, said FROM facts")]
    assert stored.count((97.5, SAME.json())) == 1 and stored.count((None, None)) == len(stored) - 1


def test_a_declared_column_is_in_the_file(client: FlaskClient):
    rows = list(csv.DictReader(io.StringIO(client.get("/data/facts.csv").text)))
    assert sorted(row["sure"] for row in rows) == ["", "", "97.5"]


def test_a_message_is_in_the_file_in_the_words_of_whoever_exports_it(published: sqlite3.Connection):
    rows = dataset_rows(published, FILE_OF_FACTS, lambda stored: f"in words: {stored}")
    text = to_csv(dataset_fields(published, FILE_OF_FACTS), rows)
    assert [row["said"] for row in csv.DictReader(io.StringIO(text)) if row["said"]] == [f"in words: {SAME.json()}"]


def test_a_declared_column_is_in_the_dictionary(client: FlaskClient):
    table = soup(client, "/data/dictionary").find(id="facts").find_next("table")
    (row,) = (row for row in table.select("tbody tr") if row.code.get_text() == "sure")
    assert [words(cell) for cell in row.select("td")] == ["number", SURE.meaning, SURE.unit, SURE.null]


def test_a_declared_column_is_in_the_data_package(client: FlaskClient):
    resources = client.get("/data/datapackage.json").get_json()["resources"]
    (facts,) = (one for one in resources if one["name"] == "facts")
    assert {"name": "sure", "type": "number", "description": SURE.meaning} in facts["schema"]["fields"]


def test_a_declared_column_is_in_the_answers_of_the_interface_that_it_is_declared_for(client: FlaskClient):
    slugs = ("simford", "simbury", "simport")
    found = [client.get(f"/api/v1/councils/{slug}").get_json()["council"]["facts"] for slug in slugs]
    assert sorted((fact["sure"] for (fact,) in found), key=str) == [97.5, None, None]
    assert not any("said" in fact for (fact,) in found)


@pytest.mark.parametrize(
    ("table", "column", "value", "expected"),
    [
        (CELLS, "state", None, "text"),
        (CELLS, "value", "3", "real, or nothing (not observed)"),
        (CELLS, "value", float("nan"), "real"),
        (CELLS, "denominator", 2.5, "integer"),
        (CELLS, "denominator", True, "integer"),
        (CELLS, "observed_on", "21 November 2026", "date"),
        (SCORES, "ranked", 2, "boolean"),
        (SUMMARIES, "value", "{", "json"),
        (WIDER, "said", "The same.", "message"),
        (CELLS, "colour", "red", "no such column is declared"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_table_column_and_value(
    table: Table, column: str, value: Any, expected: str
):
    with pytest.raises(EditionError) as refused:
        fitter(table)(filled(table) | {column: value})
    for part in (f'table "{table.name}"', f'column "{column}"', f"found {value!r}", expected):
        assert part in str(refused.value)


def test_a_row_that_does_not_fit_leaves_no_database(tmp_path: Path):
    with pytest.raises(EditionError, match='table "sources": row \\(simsource\\): column "title": found None'):
        build(tmp_path / "published.db", lambda rows: rows["sources"][0].update(title=None))
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_is_not_declared_is_refused(tmp_path: Path):
    with pytest.raises(EditionError, match='table "colours": is not declared'):
        build(tmp_path / "published.db", lambda rows: rows.update(colours=[{"name": "red"}]))


def test_what_a_row_leaves_out_is_unknown_and_never_nought():
    row = filled(SHIFTS)
    del row["mean_change"]
    stored = fitter(SHIFTS)(row)
    assert stored[[column.name for column in SHIFTS.columns].index("mean_change")] is None


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_declaration_says_everything_once(table: Table):
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names)) and set(table.key) <= set(names)
    assert not any(table.column(name).null for name in table.key)
    for place in Place:
        told = [field.name for field in fields(table, place)]
        assert len(told) == len(set(told)) and all(field.meaning for field in fields(table, place))
    sqlite3.connect(":memory:").executescript(script((table,)))


def test_no_column_goes_to_a_file_that_its_table_does_not_have():
    for table in {*TABLES} - {EDITIONS} - {file.table for file in FILES}:
        assert fields(table, Place.FILE) == (), table.name
