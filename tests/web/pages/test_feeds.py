"""Feeds as a reader of feeds sees them: what changed, with ids and dates that stay."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import feedparser
import pytest
from flask.testing import FlaskClient
from lxml import etree

from tests.small_edition import COUNCILS, EDITION, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup
from tests.web.pages.test_changes import BEFORE, _with_before
from web.pages import feeds
from web.site import Site

BASE = "https://index.example"
ATOM = "{http://www.w3.org/2005/Atom}"
KIND = COUNCILS["simford"].type
FEEDS = {
    "/changes.atom": {"simford/T09W", "simham/T09W"},
    f"/changes/type/{KIND}.atom": {"simford/T09W", "simham/T09W"},
    "/changes/type/scotland.atom": set(),
    "/changes/indicator/T09W.atom": {"simford/T09W", "simham/T09W"},
    "/changes/indicator/P06.atom": set(),
    "/council/simford/changes.atom": {"simford/T09W", "simford/P06"},
    "/council/simbury/changes.atom": {"simbury/T09W"},
    "/council/simgate/changes.atom": set(),
}
"""Address -> the marks that it has an entry for, besides that of the edition."""


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("feeds") / "published.db", _with_before)


@pytest.fixture(scope="module")
def client(changed: Path) -> FlaskClient:
    return make_server(changed, Site(base_url=BASE)).test_client()


def read(client: FlaskClient, address: str) -> feedparser.FeedParserDict:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    found = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
    assert not found.bozo and found.version == "atom10"
    return found


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_has_the_edition_and_then_the_marks_that_are_not_as_they_were(client: FlaskClient, address: str):
    first, *others = read(client, address).entries
    day, slugs = "2026-11-21", {one.code: slug for slug, one in COUNCILS.items()}
    assert first.tags[0].term == "preview" and "Preview: not final." in first.content[0].value
    assert "Compared with 21 November 2025" in first.content[0].value
    marks = {entry.id.removeprefix(f"tag:index.example,{day}:change/{EDITION}/") for entry in others}
    assert {f"{slugs[code]}/{mark}" for code, mark in (one.split("/") for one in marks)} == FEEDS[address]
    for entry in others:
        slug = slugs[entry.id.split("/")[-2]]
        assert entry.link == f"{BASE}/council/{slug}/changes" and entry.updated == "2026-11-21T00:00:00+00:00"


@pytest.mark.parametrize("address", [*FEEDS, "/editions.atom"])
def test_a_feed_has_what_the_standard_asks_for_once(client: FlaskClient, address: str):
    """RFC 4287, 4.1.1 and 4.1.2: id, title and updated exactly once; an author; a link to itself; unique ids."""
    root = etree.fromstring(client.get(address).data)
    for part in (root, *root.findall(f"{ATOM}entry")):
        assert [len(part.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"{BASE}{address}" and client.get(links["alternate"]).status_code == 200
    ids = [one.text for one in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) and all(":" in one for one in ids)


def test_a_mark_that_does_not_compare_is_called_no_finding(client: FlaskClient):
    entry = read(client, "/council/simbury/changes.atom").entries[1]
    assert entry.title.endswith("Seen now, not then") and "no finding about the council" in entry.content[0].value
    better = next(one for one in read(client, "/council/simford/changes.atom").entries if one.id.endswith("/T09W"))
    assert "Better mark, +" in better.title and "https://evidence.example/then" in better.content[0].value
    assert "never published at the time" in better.content[0].value


def test_a_reader_who_has_the_feed_is_told_that_it_did_not_change(client: FlaskClient):
    first = client.get("/changes.atom")
    again = client.get("/changes.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_ids_stay_the_same_without_a_domain_and_at_the_address_of_the_edition(changed: Path, client: FlaskClient):
    local = make_server(changed).test_client()
    ids = [entry.id for entry in read(local, "/changes.atom").entries]
    assert ids[1:] == [one.id for one in read(local, f"/{EDITION}/changes.atom").entries][1:]
    assert all(one.startswith("urn:uuid:") for one in ids)
    dated, plain = (read(client, f"{prefix}/changes.atom") for prefix in (f"/{EDITION}", ""))
    assert [one.id for one in dated.entries] == [one.id for one in plain.entries] and dated.feed.id == plain.feed.id
    assert dated.entries[1].link.startswith(f"{BASE}/{EDITION}/council/")


def test_a_feed_that_leaves_marks_out_keeps_the_largest_changes_and_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(feeds, "MOST", 1)
    found = read(client, "/changes/indicator/T09W.atom?few")
    assert len(found.entries) == 2 and "1 marks that changed most, of 2" in found.feed.subtitle


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/changes", "/changes.atom"),
        (f"/changes?type={KIND}", f"/changes/type/{KIND}.atom"),
        ("/changes?indicator=T09W", "/changes/indicator/T09W.atom"),
        ("/league?type=scotland", "/changes/type/scotland.atom"),
        ("/indicator/T09W", "/changes/indicator/T09W.atom"),
        ("/council/simford", "/council/simford/changes.atom"),
        ("/council/simford/changes", "/council/simford/changes.atom"),
        ("/editions", "/editions.atom"),
    ],
)
def test_a_page_names_its_feed(client: FlaskClient, page: str, feed: str):
    links = soup(client, page).select('head link[rel=alternate][type="application/atom+xml"]')
    assert feed in [link["href"] for link in links] and all(link["title"] for link in links)
    assert all(client.get(link["href"]).status_code == 200 for link in links)


@pytest.mark.parametrize(
    "address",
    ["/council/nope/changes.atom", "/changes/type/nope.atom", "/changes/indicator/NOPE.atom", "/changes/type/%00.atom"],
)
def test_there_is_no_feed_of_what_there_is_not(client: FlaskClient, address: str):
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_nothing_is_made_up_where_there_is_no_edition_before(server):
    (only,) = read(server.test_client(), "/changes.atom").entries
    assert "Nothing can be compared yet" in only.content[0].value


def test_the_feed_of_editions_has_those_with_an_address(client: FlaskClient, changed: Path):
    (only,) = read(client, "/editions.atom").entries
    assert only.id == f"tag:index.example,2026-11-21:edition/{EDITION}" and client.get(only.link).status_code == 200
    codes = {code for (code,) in sqlite3.connect(changed).execute("SELECT edition FROM editions")}
    assert codes == {EDITION, BEFORE}  # a back-cast is no edition to follow
