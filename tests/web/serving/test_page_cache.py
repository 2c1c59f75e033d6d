"""Compression and the memory of pages: right for each reader, never mixed up, never without bound."""

from __future__ import annotations

import gzip
from functools import partial
from pathlib import Path

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from models import AuthorityType
from tests.small_edition import Rows, build
from web import serving
from web.serving.page_cache import Kept, PageStore, address
from web.serving.warm import hot_addresses, warm

READ = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": lambda body: body}
PATHS = ("/", "/league", "/league?type=district", "/league?type=london", "/council/simford", "/assets/site.css")


def read(answer) -> bytes:
    """Return the body of an answer as its reader sees it."""
    return READ[answer.headers.get("Content-Encoding", "identity")](answer.data)


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("zstd", "identity"),
        ("identity", "identity"),
        ("br;q=0", "identity"),
        ("", "identity"),
        ("nonsense;;;q=", "identity"),
    ],
)
def test_a_reader_gets_the_encoding_that_it_accepts(one_site: FlaskClient, accepted: str, sent: str) -> None:
    for _ in range(2):  # made, then from memory
        answer = one_site.get("/league", query_string={"for": accepted}, headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding", "identity") == sent
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert read(answer).startswith(b"<!doctype html>")


def test_pages_are_never_mixed_up_whatever_the_order_and_encoding(client: FlaskClient, published: Path) -> None:
    fresh = {path: create_app(published).server.test_client().get(path).data for path in PATHS}
    for accepted in ("br", "gzip", "identity", "gzip", "br"):
        for path in (*PATHS, *reversed(PATHS)):
            assert read(client.get(path, headers={"Accept-Encoding": accepted})) == fresh[path], (path, accepted)


def test_the_same_questions_in_another_order_are_one_page(client: FlaskClient) -> None:
    client.get("/league?type=district&nation=England")
    before = len(client.application.extensions["page_store"])
    client.get("/league?nation=England&type=district")
    assert len(client.application.extensions["page_store"]) == before


@pytest.mark.parametrize("path", PATHS)
def test_a_reader_who_has_the_page_is_told_so_without_a_body(one_site: FlaskClient, path: str) -> None:
    tag = one_site.get(path, headers={"Accept-Encoding": "br"}).headers["ETag"]
    again = one_site.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert one_site.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_head_answers_like_get_without_a_body(one_site: FlaskClient) -> None:
    body = one_site.get("/league")
    head = one_site.head("/league")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == body.headers["Content-Length"]


def test_errors_and_dash_pages_are_never_kept(client: FlaskClient) -> None:
    for path in ("/nope", "/council/nobody", "/explore/nope", "/explore/_dash-layout", "/explore/_dash-dependencies"):
        client.get(path)
    assert len(client.application.extensions["page_store"]) == 0
    assert client.get("/nope").headers["Cache-Control"] == "no-store"
    assert "private" in client.get("/explore/_dash-layout").headers["Cache-Control"]


def test_the_page_of_the_explorer_is_made_once_and_kept_by_readers_only(client: FlaskClient) -> None:
    first, again = (client.get("/explore/", headers={"Accept-Encoding": "br"}) for _ in range(2))
    assert first.data == again.data and read(again).startswith(b"<!doctype html>")
    assert (again.headers["Cache-Control"], again.headers["Vary"]) == ("private, no-cache", "Accept-Encoding")
    assert "sha256-" in again.headers["Content-Security-Policy"]
    tag = {"If-None-Match": again.headers["ETag"], "Accept-Encoding": "br"}
    assert client.get("/explore/", headers=tag).status_code == 304
    other = client.get("/explore/?type=london", headers=tag)
    assert other.status_code == 200 and read(other) != read(again)
    assert client.get("/explore/?q=typed").headers["Cache-Control"] == "private, no-cache"
    assert not any("typed" in key[1] for key in client.application.extensions["page_store"]._recent)


def test_nothing_rests_on_the_token_that_readers_of_the_explorer_share(published: Path) -> None:
    """Dash binds background callbacks to a token that its page carries; a kept page carries one for all."""
    explorer = create_app(published)
    assert explorer.callback_map and not any(one.get("background") for one in explorer.callback_map.values())


def test_files_asked_for_by_fingerprint_are_kept_for_good_and_others_are_not(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    known = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert client.get(known).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/assets/site.css?v=forged").headers["Cache-Control"] == "public, max-age=3600"


def test_odd_query_strings_cannot_fill_the_memory(client: FlaskClient) -> None:
    store = client.application.extensions["page_store"]
    store.limit = 200_000
    for number in range(60):
        client.get(f"/league?q={number:0>40}")
    assert store.size <= 200_000
    assert len(store) < 60


def _titled(title: str, rows: Rows) -> None:
    rows["editions"][0]["title"] = title


def test_two_sites_in_one_process_show_their_own_data(tmp_path: Path) -> None:
    first, second = (
        create_app(build(tmp_path / f"{which}.db", partial(_titled, f"The {which} edition"))).server.test_client()
        for which in ("first", "second")
    )
    for path in ("/", "/league", "/explore/"):
        for client, own, other in ((first, b"first", b"second"), (second, b"second", b"first")) * 2:
            body = client.get(path).data
            assert b"The " + own + b" edition" in body
            assert b"The " + other + b" edition" not in body


def test_every_table_that_the_league_page_leads_to_is_hot(published: Path) -> None:
    hot = hot_addresses(create_app(published).server)
    assert {f"/league?type={kind}" for kind in AuthorityType} | {"/league?view=core"} <= set(hot)
    assert len(hot) == len(set(hot)) and not any("sort=" in address for address in hot)


def test_warming_pins_hot_pages_and_scripts_and_changes_no_byte_of_them(published: Path, compressed: Path) -> None:
    cold, warmed = (create_app(published).server for _ in range(2))
    files = set(compressed.iterdir())
    assert warm(warmed, compressed) > 10  # from disk: the second start
    assert set(compressed.iterdir()) == files, "the second start wrote what the first had not"
    script = "/explore/_dash-component-suites/plotly/package_data/plotly.min.js"
    for path in ("/", "/league", "/league?type=london", script):
        for accepted in ("br", "gzip"):
            asked = {"Accept-Encoding": accepted}
            warm_answer = warmed.test_client().get(path, headers=asked)
            assert warm_answer.headers["Content-Encoding"] == accepted
            assert read(warm_answer) == read(cold.test_client().get(path, headers=asked))
    assert len(warmed.test_client().get(script, headers={"Accept-Encoding": "br"}).data) < 340_000


def kept(size: int) -> Kept:
    """Return an answer of about that many bytes."""
    return Kept(b"x" * size, "", "tag", "text/html", ())


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3000))))
def test_a_store_never_holds_more_than_its_limit(puts: list[tuple[int, int]]) -> None:
    store = PageStore(limit=10_000, largest=2_500)
    store.pin(("br", "/"), kept(9_000))
    for number, size in puts:
        store.put(("br", f"/{number}"), kept(size))
        assert store.size <= 10_000
        assert store.get(("br", "/")).size == 9_500
    held = [store.get(("br", f"/{number}")) for number in range(31)]
    assert store.size == sum(one.size for one in held if one)
    assert all(one.size <= 2_500 for one in held if one)


def test_the_least_recently_asked_for_page_goes_first() -> None:
    store = PageStore(limit=3_200, largest=2_000)
    for name in "abc":
        store.put(("br", name), kept(500))
    store.get(("br", "a"))
    store.put(("br", "d"), kept(500))
    assert [name for name in "abcd" if store.get(("br", name))] == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], "/p"),
        ([("b", "1"), ("a", "2")], "/p?a=2&b=1"),
        ([("c", "z"), ("c", "a")], "/p?c=z&c=a"),
        ([("a", "1&b=2")], "/p?a=1%26b%3D2"),
    ],
)
def test_an_address_orders_names_and_keeps_the_order_of_repeated_ones(pairs: list, expected: str) -> None:
    assert address("/p", pairs) == expected


def test_what_a_view_forbids_to_keep_is_not_kept() -> None:
    server = Flask("views")
    serving.register(server)

    @server.get("/secret")
    def secret() -> Response:
        return Response("x" * 1000, headers={"Cache-Control": "no-store"})

    answer = server.test_client().get("/secret", headers={"Accept-Encoding": "br"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.headers["Content-Encoding"], read(answer)) == ("br", b"x" * 1000)
    assert len(server.extensions["page_store"]) == 0


@pytest.mark.parametrize("path", ["/postcode/SM1%201AA", "/api/v1/postcodes/SM11AA"])
def test_what_a_reader_typed_about_home_is_kept_by_nobody(client: FlaskClient, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert len(client.application.extensions["page_store"]) == 0
