"""What goes wrong says so in plain words, with the right status, and never shows a traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from tests.small_edition import Rows, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words


def damaged(path: Path, kind: str, whole: Path) -> Path:
    """Put at `path` a database that is damaged in this way, `whole` being a sound one."""
    if kind == "missing":
        return path
    if kind == "text":
        path.write_text("<html>not a database</html>" * 100)
        return path
    content = whole.read_bytes()
    path.write_bytes(content[:5000] if kind == "truncated" else content)
    if kind == "truncated":
        return path
    connection = sqlite3.connect(path)
    connection.execute({"old": "PRAGMA user_version = 0", "foreign": "PRAGMA application_id = 1",
                        "no edition": "UPDATE editions SET is_current = 0"}[kind])  # fmt: skip
    connection.commit()
    connection.close()
    return path


@pytest.mark.parametrize("kind", ["missing", "truncated", "old"])
def test_health_tells_a_machine_whether_there_is_an_edition_to_serve(
    tmp_path: Path, kind: str, client: FlaskClient, published: Path
):
    well = client.get("/health")
    assert well.status_code == 200 and well.json["healthy"] and well.json["edition"]["status"] == "preview"
    assert well.headers["Cache-Control"] == "no-store"
    ill = make_server(damaged(tmp_path / "published.db", kind, published)).test_client().get("/health")
    assert (ill.status_code, ill.mimetype) == (503, "application/problem+json")


@pytest.mark.parametrize("kind", ["missing", "text", "truncated", "old", "foreign", "no edition"])
@pytest.mark.parametrize("address", ["/", "/league", "/postcode/SM11AA", "/nope", "/data/scores.csv"])
def test_without_a_readable_database_every_page_says_so(tmp_path: Path, kind: str, address: str, published: Path):
    client = make_server(damaged(tmp_path / "published.db", kind, published)).test_client()
    page = soup(client, address, 404 if address == "/nope" else 503)
    assert str(tmp_path) not in str(page) and "Traceback" not in str(page)
    assert address == "/nope" or "build" in words(page.main).lower()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("address", ["/", "/league", "/search", "/council/simford", "/data/scores.csv"])
def test_a_method_that_changes_things_is_refused_and_says_which_are_allowed(client, method: str, address: str):
    answer = getattr(client, method)(address, data="x")
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]
    assert "That cannot be done here" in answer.text


def test_a_weird_method_is_refused(client):
    assert client.open("/", method="BREW").status_code == 405


def test_a_crash_shows_a_page_without_a_traceback_and_is_logged(published, caplog):
    server = make_server(published)
    server.add_url_rule("/crash", "crash", lambda: 1 / 0)
    page = soup(server.test_client(), "/crash", 500)
    assert "ZeroDivisionError" not in str(page) and "Something went wrong" in page.h1.get_text()
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(said) == 1 and said[0].startswith("/crash: ZeroDivisionError\n") and "test_failures.py" in said[0]


def test_a_crash_logs_nothing_that_anybody_typed(published, caplog):
    server = make_server(published)
    server.add_url_rule("/crash/<word>", "crash", lambda word: {}[word])
    server.test_client().get("/crash/SM11AA?q=typed", headers={"X-Forwarded-For": "192.0.2.7"})
    assert "KeyError" in caplog.text and "/crash/<word>" in caplog.text
    assert not any(word in caplog.text for word in ("SM11AA", "typed", "192.0.2.7"))


@pytest.mark.parametrize(
    "address",
    ["/nope", "/council/", "/council/../../etc/passwd", "/data/secrets.csv", "/data/scores.xlsx", "/indicator/%3Cb%3E",
     "/%00", "/assets/../app.py", "/.git/config"],
)  # fmt: skip
def test_what_does_not_exist_is_a_real_404_with_a_search(client, address: str):
    page = soup(client, address, 404)
    assert page.select_one('form[action="/search"]') and page.select_one('form[action="/league"]')


def test_head_and_options_are_answered(client):
    assert client.head("/").status_code == 200 and client.options("/").status_code == 200


def no_councils(rows: Rows) -> None:
    for table in rows.values():
        if any("authority" in row for row in table):
            table.clear()
    for name in ("successors", "draws"):
        rows[name].clear()


def test_an_edition_without_councils_has_a_page_at_every_address(tmp_path: Path):
    server = create_app(build(tmp_path / "published.db", no_councils)).server
    client = server.test_client()
    rules = [
        r.rule
        for r in server.url_map.iter_rules()
        if not r.arguments and "GET" in (r.methods or ()) and "_dash" not in r.rule
    ]
    statuses = {address: client.get(address).status_code for address in rules}
    assert {"/", "/explore/", "/league", "/map", "/reorganisation", "/suppliers", "/api/v1/councils"} <= set(statuses)
    assert {address: status for address, status in statuses.items() if status >= 500} == {}


def test_a_postcode_whose_council_is_not_in_the_edition_says_so(tmp_path: Path):
    client = make_server(build(tmp_path / "published.db", no_councils)).test_client()
    said = "The council of SM1 1AA is not in this edition."
    page = soup(client, "/postcode/SM11AA", 404)
    assert words(page.h1) == "No council of this edition serves SM1 1AA" and said in words(page.main)
    answer = client.get("/api/v1/postcodes/SM11AA")
    assert (answer.status_code, answer.json["detail"]) == (404, said)
