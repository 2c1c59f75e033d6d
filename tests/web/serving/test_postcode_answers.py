"""Answers made once for a set of councils: the same bytes as one made for the postcode, and nothing typed is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from edition.reader import connect
from register.find_place import PlaceKind, find_place, served, sets_of_councils
from tests.small_edition import Rows, build
from tests.web.serving.test_page_cache import read
from web.pages import postcode as place_page
from web.serving import postcode_answers
from web.serving.warm import warm
from web.words.language import OTHERS, speaking

FOUND = ("SM11AA", "SM22BB", "SM33CC")
PLACES = ("/postcode/", "/api/v1/postcodes/")


@pytest.fixture
def server(client: FlaskClient) -> Flask:
    """The site behind the client."""
    return client.application


def spaced(postcode: str) -> str:
    """Return a postcode as it is printed."""
    return f"{postcode[:-3]} {postcode[-3:]}"


@pytest.mark.parametrize("base", ["", "https://index.example"])
@pytest.mark.parametrize("postcode", FOUND)
def test_a_filled_page_is_the_page_made_for_the_postcode(
    published: Path, server: Flask, postcode: str, base: str
) -> None:
    server.config["SITE"] = replace(server.config["SITE"], base_url=base)
    place = find_place(connect(published), postcode)
    with server.test_request_context(f"/postcode/{postcode}"):
        made, _ = place_page.found(place)
    for _ in range(2):  # first made, then filled again
        page = server.test_client().get(f"/postcode/{postcode}").get_data(as_text=True)
        assert page == made
    assert page.count(spaced(postcode)) > 3 and f'action="/postcode/{postcode}"' in page
    assert (f'rel="canonical" href="{base}/postcode/{postcode}"' in page) == bool(base)
    assert postcode_answers.OUTWARD not in page and postcode_answers.INWARD not in page


@pytest.mark.parametrize("typed", ["SM11AA", "sm1 1aa", "SM2%202BB"])
def test_the_interface_answers_as_the_look_up_does(one_site: FlaskClient, published: Path, typed: str) -> None:
    answer = one_site.get(f"/api/v1/postcodes/{typed}")
    expected = json.loads(json.dumps(asdict(find_place(connect(published), typed.replace("%20", " ")))))
    assert answer.status_code == 200 and answer.json["place"] == expected
    assert answer.headers["X-Edition"] and answer.headers["Link"]


def test_two_postcodes_of_the_same_councils_share_one_template_and_keep_their_own_words(
    published: Path, server: Flask
) -> None:
    councils = find_place(connect(published), "SM11AA").authorities
    pages = {}
    for postcode in ("SM1 1AA", "EC1A 9ZZ", "SM1 1AA"):
        with server.test_request_context("/"):
            pages[postcode] = postcode_answers.answer("/postcode/", served(postcode, councils)).get_data(as_text=True)
    assert server.extensions["postcode_templates"].cache_info().misses == 1
    first, second = pages.values()
    assert "SM1 1AA" in first and "EC1A" not in first and "place=EC1A%209ZZ" in second
    for between in ("", " ", "%20"):
        first = first.replace(f"SM1{between}1AA", f"EC1A{between}9ZZ")
    assert first == second


def _kept_bytes(server: Flask, sets: set) -> bytes:
    """Return all that the memory of templates holds, and its keys."""
    made = server.extensions["postcode_templates"]
    held = [made(prefix, "", councils) for prefix in PLACES for councils in sets]
    return repr([(one.body, one.headers) for one in held] + [sets]).encode()


def test_nothing_that_is_typed_is_kept(published: Path, server: Flask) -> None:
    """A rule of the house: the memory knows sets of councils, never a postcode, nor anything else of a request."""
    sets = {find_place(connect(published), one).authorities for one in FOUND}
    asked = {"Referer": "http://from.example/", "User-Agent": "Reader/1", "Cookie": "who=me", "Host": "forged.example"}
    client = server.test_client()
    for postcode in FOUND:
        for address in (
            f"/postcode/{postcode}",
            f"/postcode/{postcode}?find=secret",
            f"/api/v1/postcodes/{postcode}?a=secret",
        ):
            assert client.get(address, headers=asked).status_code == 200
    known = server.extensions["postcode_templates"]
    before = known.cache_info()
    assert before.currsize == len(PLACES) * len(sets)
    held = _kept_bytes(server, sets)
    assert known.cache_info().misses == before.misses, "there was another key than the council sets"
    for word in (*FOUND, *map(spaced, FOUND), "secret", "from.example", "Reader/1", "who=me", "forged.example"):
        assert word.encode() not in held, word
    assert len(server.extensions["page_store"]) == 0


@pytest.mark.parametrize("query", ["find=bins", "postcode=%3Cscript%3E", "x", "utm_source=a%20b", "find="])
def test_a_page_with_a_query_is_made_for_it(one_site: FlaskClient, query: str) -> None:
    plain = one_site.get("/postcode/SM11AA").get_data(as_text=True)
    asked = one_site.get(f"/postcode/SM11AA?{query}")
    page = asked.get_data(as_text=True)
    assert asked.status_code == 200 and "<script>" not in page
    # The address that is printed on paper holds the query.
    assert page != plain and f"/postcode/SM11AA?{query.split('=')[0]}" in page
    assert one_site.get("/postcode/SM11AA").get_data(as_text=True) == plain


@pytest.mark.parametrize(
    "typed", ["SM1<b>", "SM1 1A&", 'SM1 1"A', "SM1", "", "SM1 ", "ＳＭ1 1AA", "SM1 1AA ", "SM1\n1AA", "S\u00df1 1AA"]
)
def test_only_letters_and_digits_are_ever_filled_in(typed: str) -> None:
    template = postcode_answers.Template(b"<p>OUTWARDCODE INWARDCODE</p>", "text/html", ())
    with pytest.raises(ValueError, match="two words of letters and digits"):
        template.response(typed)


@pytest.mark.parametrize("typed", ["OUTWARDCODEINWARDCODE", "OUTWARDCODE INWARDCODE"])
def test_the_stand_in_itself_is_no_postcode(one_site: FlaskClient, published: Path, typed: str) -> None:
    assert find_place(connect(published), typed).kind is PlaceKind.MALFORMED
    assert one_site.get(f"/postcode/{typed}").status_code == 400


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
@pytest.mark.parametrize("prefix", PLACES)
def test_headers_are_those_of_what_nobody_may_keep(one_site: FlaskClient, prefix: str, accepted: str) -> None:
    plain = one_site.get(f"{prefix}SM22BB")
    answer = one_site.get(f"{prefix}SM22BB", headers={"Accept-Encoding": accepted})
    assert read(answer) == plain.data and answer.content_type == plain.content_type
    assert answer.headers["Cache-Control"] == "private, no-cache" and "ETag" not in answer.headers
    assert (
        answer.headers["Vary"] == "Accept-Encoding"
        and "default-src 'none'" in answer.headers["Content-Security-Policy"]
    )
    assert answer.headers.get("Content-Encoding", "identity") == accepted
    head = one_site.head(f"{prefix}SM22BB", headers={"Accept-Encoding": accepted})
    assert (head.data, head.headers["Content-Length"]) == (b"", answer.headers["Content-Length"])


@pytest.mark.parametrize("language", OTHERS)
def test_each_language_has_templates_of_its_own(published: Path, server: Flask, language: str) -> None:
    """The root path tells languages apart."""
    place, root = find_place(connect(published), "SM11AA"), {"SCRIPT_NAME": f"/{language}"}
    with speaking(language), server.test_request_context("/postcode/SM11AA", environ_overrides=root):
        made, _ = place_page.found(place)
    client = server.test_client()
    english, other = ([client.get(f"{of}/postcode/SM11AA").get_data(as_text=True) for _ in range(2)]
                      for of in ("", f"/{language}"))  # fmt: skip
    assert other == [made, made] and english[0] == english[1] != made
    assert server.extensions["postcode_templates"].cache_info().misses == 2


def test_a_warm_server_has_a_template_for_every_set_of_councils_and_answers_as_a_cold_one(
    published: Path, server: Flask, compressed: Path
) -> None:
    warm(server, compressed)
    known = server.extensions["postcode_templates"]
    ready = known.cache_info().currsize
    assert ready == len(PLACES) * len(sets_of_councils(connect(published)))
    cold = create_app(published).server.test_client()
    for address in (prefix + postcode for prefix in PLACES for postcode in FOUND):
        assert server.test_client().get(address).data == cold.get(address).data
    assert known.cache_info().currsize == ready


def _named(name: str, rows: Rows) -> None:
    rows["authorities"][0]["name"] = name


def test_two_sites_in_one_process_fill_their_own_pages(tmp_path: Path) -> None:
    names: list[Callable[[Rows], None]] = [partial(_named, f"Council of the {which}") for which in ("first", "second")]
    clients = [create_app(build(tmp_path / f"{at}.db", change)).server.test_client() for at, change in enumerate(names)]
    bodies = [[client.get(f"/api/v1/postcodes/{one}").data for one in FOUND] for client in clients]
    assert any(b"Council of the first" in body for body in bodies[0])
    assert not any(b"Council of the first" in body for body in bodies[1])
