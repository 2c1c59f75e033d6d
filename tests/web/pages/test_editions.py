"""Editions that stay: every page and file of one at its own address, from its own database, whatever comes later."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from app import create_app
from cli import main
from errors import EditionError
from tests.small_edition import COUNCILS, EDITION, Rows, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.serving.editions import SHARED, kept
from web.site import Site

BASE = "https://index.example"
OLD = "2025-12"
LINK = re.compile(r' (?:href|action)="(/[^"]*)"')


def _older(rows: Rows) -> None:
    for table in rows.values():
        for row in table:
            if row.get("edition") == EDITION:
                row["edition"] = OLD
    rows["editions"][0] |= {"status": "published", "as_of": "2025-12-21", "title": "The edition before"}
    for row in rows["authorities"]:
        row["short_name"], row["name"] = f"Old {row['short_name']}", f"Old {row['name']}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with published.db and the one edition kept beside it, which was made before one table was."""
    folder = tmp_path_factory.mktemp("kept")
    build(folder / "published.db")
    (folder / "published").mkdir()
    old = sqlite3.connect(build(folder / "published" / f"{OLD}.db", _older))
    old.execute("DROP TABLE service_links")
    old.commit(), old.close()
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> FlaskClient:
    server = create_app(folder / "published.db").server
    server.config["SITE"] = Site(base_url=BASE)
    return server.test_client()


def test_every_page_of_a_kept_edition_answers_at_its_address_and_leads_to_pages_of_it(client: FlaskClient):
    listed = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml").text)
    paths = [path for url in listed if not (path := url.removeprefix(BASE)).startswith(SHARED)]
    assert len(paths) > 50
    for path in paths:
        answer = client.get(f"/{OLD}{path}".replace("&amp;", "&"))
        assert answer.status_code == 200, path
        leads = {link for link in LINK.findall(answer.text) if not link.startswith((f"/{OLD}/", *SHARED))}
        assert leads == set(), path
        assert f'<link rel="canonical" href="{BASE}/{OLD}/' in answer.text, path


def test_a_kept_edition_is_read_from_its_own_database_whoever_asked_first(client: FlaskClient):
    for _ in range(2):
        for path in ("/council/simford", "/league?type=district", "/postcode/SM11AA"):
            assert "Old Simford" in client.get(f"/{OLD}{path}").text, path
            now = client.get(path).text
            assert "Simford" in now and "Old Simford" not in now, path
    rows = list(csv.DictReader(io.StringIO(client.get(f"/{OLD}/data/scores.csv").text)))
    assert {(row["edition"], row["edition_status"]) for row in rows} == {(OLD, "published")}
    assert client.get(f"/{OLD}/api/v1/councils/simford").get_json()["edition"]["edition"] == OLD


def test_what_machines_read_of_a_kept_edition_leads_to_it(client: FlaskClient):
    listed = re.findall(r"<loc>(.*?)</loc>", client.get(f"/{OLD}/sitemap.xml").text)
    assert f"{BASE}/{OLD}/explore/" in listed and f"{BASE}/editions" in listed
    assert [url for url in listed if not url.startswith(f"{BASE}/{OLD}/")] == [f"{BASE}/editions"]
    part = client.get(f"/{OLD}/api/v1/councils?limit=1")
    following = part.get_json()["page"]["next"]
    assert following.startswith(f"/{OLD}/api/v1/councils?") and f'<{following}>; rel="next"' in part.headers["Link"]
    assert client.get(following).get_json()["edition"]["edition"] == OLD
    offered = client.get(f"/{OLD}/api/v1/").get_json()["operations"]
    assert {one["path"].split("/")[1] for one in offered} == {OLD}
    assert client.get(f"/{OLD}/api/v1/openapi.json").get_json()["servers"] == [{"url": f"{BASE}/{OLD}"}]
    files = client.get(f"/{OLD}/data/datapackage.json").get_json()["resources"]
    assert {one["path"].rpartition("/")[0] for one in files} == {f"{BASE}/{OLD}/data"}
    assert f"Where: {BASE}/{OLD}/council/simford" in client.get(f"/{OLD}/council/simford/wrong/A06H").text


def test_the_explorer_of_a_kept_edition_weighs_its_councils_and_stays_in_it(client: FlaskClient):
    for prefix, name in ((f"/{OLD}", "Old Simport"), ("", "Simport")):
        page = soup(client, f"{prefix}/explore/?type=english-unitary")
        assert page.select_one(".first tbody a").get_text().startswith(name)
        assert json.loads(page.find(id="_dash-config").string)["requests_pathname_prefix"] == f"{prefix}/explore/"
    asked = {
        "output": "..answer.children...mine.data..",
        "outputs": [{"id": "answer", "property": "children"}, {"id": "mine", "property": "data"}],
        "inputs": [{"id": "find", "property": "n_clicks", "value": 1}, {"id": "postcode", "property": "n_submit"}],
        "state": [{"id": "postcode", "property": "value", "value": "SM1 1AA"}],
        "changedPropIds": ["find.n_clicks"],
    }
    for prefix, name in ((f"/{OLD}", "Old Simford"), ("", "Simford")):
        # In a thread of its own: the event loop of a browser that stays open for other tests would be in its way.
        with ThreadPoolExecutor(1) as other:
            answer = other.submit(client.post, f"{prefix}/explore/_dash-update-component", json=asked).result()
        told = answer.get_json()
        led = json.dumps(told["response"]["answer"])
        assert f'"href": "{prefix}/council/simford"' in led and f'"{name} Council"' in led


def test_each_says_where_one_stands(client: FlaskClient):
    def said(address: str) -> str:
        return " ".join(words(aside) for aside in soup(client, address).select("aside.edition"))

    assert "kept as they were published" in said(f"/{OLD}/council/simford") and "before" in said(f"/{OLD}/")
    assert "It is a preview, so what stands here may still change" in said(f"/{EDITION}/council/simford")
    assert "address" not in said("/council/simford")


def test_a_page_stays_in_its_edition_and_language_when_it_sends_on(client: FlaskClient):
    for asked, led in (
        (f"/{OLD}/council/Simford", f"/{OLD}/council/simford"),
        (f"/{OLD}/cy/council/Simford", f"/{OLD}/cy/council/simford"),
        (f"/{OLD}/cy/league", f"/{OLD}/league"),
        (f"/{OLD}", f"/{OLD}/"),
        (f"/{OLD}/editions", "/editions"),
    ):
        assert client.get(asked).headers["Location"] == led
    page = client.get(f"/{OLD}/cy/council/simford").text
    assert f"/{OLD}/cy/service" in page and f'hreflang="en-GB" href="/{OLD}/' not in page


def test_latest_leads_to_the_address_that_stays(client: FlaskClient):
    assert client.get("/latest/").headers["Location"] == f"/{EDITION}/"
    found = client.get("/latest/league?type=london")
    assert found.status_code == 302 and found.headers["Location"] == f"/{EDITION}/league?type=london"
    assert client.get(found.headers["Location"]).status_code == 200
    assert client.get("/latest//evil.example/x").headers["Location"].startswith("http://localhost/latest/")


@pytest.mark.parametrize("address", ["/1999-01/", "/1999-01/council/simford", "/2026-11@9.9.9/league", "/1999-01"])
def test_an_edition_that_there_is_not_is_answered_with_those_that_there_are(client: FlaskClient, address: str):
    page = soup(client, address, 404)
    assert {a["href"] for a in page.main.select("li a")} == {f"/{OLD}/", f"/{EDITION}/"}


def test_other_addresses_that_are_not_there_are_answered_as_ever(client: FlaskClient):
    for address in ("/nope", f"/{OLD}/nope", f"/{OLD}/{EDITION}/", "/2025", "/2025-1/x"):
        assert soup(client, address, 404).h1.get_text() == "Page not found", address


def test_the_list_has_date_status_coverage_and_files_of_each(client: FlaskClient):
    rows = soup(client, "/editions").select("tbody tr")
    assert [row.a["href"] for row in rows] == [f"/{EDITION}/", f"/{OLD}/"]
    assert "Published 21 December 2025" in words(rows[1]) and "may still change" in words(rows[0])
    assert f"of {len(COUNCILS)}" in words(rows[1]) and rows[1].select("a")[-1]["href"] == f"/{OLD}/data"


def test_a_file_that_cannot_be_read_breaks_neither_the_list_nor_other_editions(folder: Path, tmp_path: Path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "published" / "2024-12.db").write_bytes(b"no database")
    client = make_server(copy / "published.db").test_client()
    assert "cannot read it" in words(soup(client, "/editions").main)
    assert client.get("/2024-12/").status_code == 503 and client.get(f"/{OLD}/").status_code == 200


def test_only_files_named_as_editions_are_kept_ones(tmp_path: Path):
    (tmp_path / "published").mkdir()
    for name in ("2025-12.db", "2025-12@0.4.0.db", "2026-11-website.db", "notes.db", "2026-11.csv"):
        (tmp_path / "published" / name).touch()
    assert set(kept(tmp_path / "published.db")) == {"2025-12", "2025-12@0.4.0", "2026-11-website"}


def test_pages_are_kept_once_and_only_of_an_edition_that_is_published(folder: Path, tmp_path: Path):
    def freeze(edition: str, published: Path) -> object:
        asked = ["freeze", "--pages", edition, "--published", str(published), "--out", str(tmp_path / "out")]
        return CliRunner().invoke(main, asked).exception

    old = folder / "published" / f"{OLD}.db"
    assert freeze(OLD, old) is None
    assert (tmp_path / "out" / f"{OLD}.db").read_bytes() == old.read_bytes()
    for edition, published, says in (
        (OLD, old, "do not change"),
        (EDITION, folder / "published.db", "preview"),
        ("1999-01", old, "is not in"),
    ):
        error = freeze(edition, published)
        assert isinstance(error, EditionError) and says in str(error)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{OLD}.db"]
