"""The whole chain over invented councils: crawl, observe, score, publish, read the pages."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import urldefrag, urljoin, urlsplit

import flask
import pytest
from bs4 import BeautifulSoup
from warcio.archiveiterator import ArchiveIterator

from edition.build import load_framework
from edition.reader import connect, current_edition
from evaluation.simulated_internet.catalogue import TYPES
from tests.functional.chain import COUNCILS, Chain, run, run_chain
from web import pages, serving
from web.site import Site
from web.words.catalogue import word

ROOT = Path(__file__).resolve().parents[2]
LEADING = ["authority", "slug", "service", "status", "level", "page_url", "action_url", "vendor", "confidence",
           "fetched_at", "looks"]  # fmt: skip
LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
BANNER = re.compile(r'<aside class="simulated"[^>]*>\s*<strong>Simulated')
ALIKE = {"/wrong/": 1, "/marks/": 8, "/planner": 8, "/services": 8, "/report": 8, "/links": 8, "/indicator/": 24}
"""Part of an address -> how many of the pages that have it are asked for."""
RIGHT_AT_LEAST = 0.95
"""Least precision of "can be done online" on the councils read to the end; grading it is done elsewhere."""


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    return run_chain(tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="module")
def published(chain: Chain) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(chain.published)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture(scope="module")
def site(chain: Chain) -> dict[str, str]:
    """Address -> HTML of everything that links lead to from the front page, and a few addresses that nobody links.

    Files are not asked for: tests/web/pages/test_every_page.py does. Nor is more than ALIKE pages of the kinds of which
    there are hundreds. What is not read by a test is not parsed.
    """
    server = flask.Flask("app", root_path=str(ROOT), static_folder="assets")
    server.config["PUBLISHED"], server.config["SITE"] = chain.published, Site()
    serving.register(server)
    pages.register(server)
    client, found, alike = server.test_client(), {}, Counter[str]()
    own = f"/{current_edition(connect(chain.published))['edition']}/"  # the same pages once more
    queue = ["/", "/postcode/LS14AP", "/nowhere", *(f"/council/{one.slug}" for one in chain.country.authorities)]
    while queue:
        address = queue.pop()
        if address in found or address.startswith(("/explore", "/latest/", own)) or "?" in address:
            continue
        if PurePosixPath(address).suffix:
            continue
        kind = next((name for name in ALIKE if name in address), "")
        if kind and alike[kind] == ALIKE[kind]:
            continue
        alike[kind] += 1
        answer = client.get(address)
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            found[address] = answer.get_data(as_text=True)
            links = [urldefrag(urljoin(address, unescape(link)))[0] for link in LINK.findall(found[address])]
            queue += [link for link in links if not urlsplit(link).scheme]
    return found


@pytest.fixture(scope="module")
def services(chain: Chain) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("export", "services", "--db", str(chain.crawl), "--format", "csv"))))


def rows(published: sqlite3.Connection, sql: str, *words: str) -> list[sqlite3.Row]:
    return published.execute(sql, words).fetchall()


@cache
def parsed(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "lxml")


@cache
def text(page: str) -> str:
    return " ".join(parsed(page).get_text(" ").split())


def test_the_edition_is_of_scope_website_and_simulated(published, chain):
    (edition,) = rows(published, "SELECT * FROM editions")
    assert (edition["scope"], edition["status"], edition["as_of"]) == ("website", "preview", chain.as_of)
    assert edition["simulated"] == edition["is_current"] == 1 and edition["title"] == "Invented edition"
    asked = len(load_framework(Path("data/framework.toml")).questions)
    assert edition["questions_total"] == asked > edition["questions_answered"] > 60
    # A dimension whose detectors were not graded well enough has no scored question, and is out of scope.
    scored = {one["dimension"] for one in rows(published, "SELECT * FROM indicators WHERE scored = 1")}
    inside = {one["dimension"] for one in rows(published, "SELECT * FROM dimensions WHERE in_scope")}
    assert inside == scored >= {"D1", "D2", "D5", "D6"}


def test_councils_of_all_eight_types_went_through_the_chain(published, chain):
    found = Counter(row["type"] for row in rows(published, "SELECT type FROM scores"))
    assert set(found) == set(TYPES) and sum(found.values()) == COUNCILS + len(chain.country.unreadable)


def test_every_page_says_that_it_is_simulated(site):
    assert len(site) > 150
    for address, page in site.items():
        assert BANNER.search(page), address


def test_sites_that_could_not_be_read_are_unranked_with_their_reason_and_have_no_score(published, chain, site):
    says = {"blocked": "turned our reader away", "needs_javascript": "without JavaScript",
            "unreachable": "did not answer"}  # fmt: skip
    for slug, status in chain.country.unreadable.items():
        (row,) = rows(published, "SELECT * FROM scores WHERE slug = ?", slug)
        assert (row["ranked"], row["rank_middle"], row["score"]) == (0, None, None), slug
        assert says[status] in word(row["unranked_reason"]) and says[status] in text(site[f"/council/{slug}"])
        cells = rows(published, "SELECT DISTINCT state, reason FROM cells WHERE authority = ?", row["authority"])
        assert {(cell["state"], cell["reason"]) for cell in cells} == {("missing", status), ("not_applicable", "")}
        assert not re.search(r"\bLevel \d [A-Z]", text(site[f"/council/{slug}"]))


def test_no_unread_council_is_placed_below_anybody(published, chain):
    for row in rows(published, "SELECT * FROM scores WHERE ranked"):
        assert row["slug"] not in chain.country.unreadable
        rivals = rows(published, "SELECT * FROM scores WHERE ranked AND type = ?", row["type"])
        assert row["rank_of"] == len(rivals) and 1 <= row["rank_best"] <= row["rank_middle"] <= row["rank_worst"]


def test_councils_read_to_the_end_on_two_days_can_be_ranked_and_are_given_a_level(published, chain, site):
    ranked = {row["slug"] for row in rows(published, "SELECT slug FROM scores WHERE ranked")}
    assert ranked <= set(chain.thorough) and len(ranked) >= 4
    assert any(re.search(r"\bLevel \d [A-Z]", text(site[f"/council/{slug}"])) for slug in ranked)


def test_a_low_mark_counts_only_after_a_second_day_agrees_and_is_shown_as_first_look_until_then(published, chain, site):
    marks = rows(published, "SELECT m.*, a.slug FROM service_marks m JOIN authorities a USING (authority)")
    low = [mark for mark in marks if mark["level"] is not None and mark["level"] <= 2]
    assert {mark["looks"] for mark in low} == {1, 2}
    for mark in low:
        where = "SELECT * FROM cells WHERE authority = ? AND indicator = ?"
        cells = rows(published, where, mark["authority"], mark["service"])
        if not cells:  # a question of which nothing counts yet anywhere is not asked
            counted = "SELECT 1 FROM service_marks WHERE service = ? AND counted IS NOT NULL"
            assert rows(published, counted, mark["service"]) == []
            continue
        (cell,) = cells
        once = mark["looks"] < 2
        assert (cell["state"], cell["reason"]) == (("missing", "first_look") if once else ("observed", "")), tuple(mark)
        assert (mark["counted"] is None) == once
        if once and mark["level"] > 0:
            assert "first look, not counted yet" in text(site[f"/council/{mark['slug']}"])


def test_first_looks_widen_the_range_and_never_lower_the_score(published):
    once = rows(published, "SELECT DISTINCT authority FROM cells WHERE reason = 'first_look'")
    assert once
    for row in once:
        (score,) = rows(published, "SELECT * FROM scores WHERE authority = ?", row["authority"])
        assert score["lower"] < score["upper"] and score["coverage"] < 1


def test_complex_needs_reach_full_marks_only_with_all_human_routes_in_sight(published, chain):
    caps = dict(rows(published, "SELECT service, cap FROM services"))
    marks = rows(published, "SELECT * FROM service_marks WHERE service LIKE 'C%' AND counted IS NOT NULL")
    full = [mark for mark in marks if mark["level"] == caps[mark["service"]]]
    short = [mark for mark in full if mark["counted"] < mark["level"]]
    assert short and all(mark["counted"] == mark["level"] - 1 and "mark.counts_as" in mark["message"] for mark in short)
    with closing(sqlite3.connect(chain.crawl)) as crawl:
        seen = set(crawl.execute("SELECT authority, measure FROM observations WHERE measure LIKE 'C%G' AND value = 1"))
    assert {(mark["authority"], f"{mark['service']}G") for mark in full if mark not in short} <= seen


def test_services_are_exported_one_row_per_council_and_service_in_the_agreed_columns(services, chain):
    assert list(services[0])[: len(LEADING)] == LEADING
    keys = [(row["slug"], row["service"]) for row in services]
    assert len(set(keys)) == len(keys)
    codes = {one.slug: one.code for one in chain.country.authorities}
    for row in services:
        assert row["authority"] == codes[row["slug"]]
        assert (row["level"] != "") == (row["status"] == "measured") and int(row["looks"]) in (1, 2)
        end = chain.country.unreadable.get(row["slug"])
        assert end is None or row["status"] in ("not_applicable", end)


def test_what_can_be_done_online_is_right_against_the_truth_of_the_councils(services, chain):
    truths = {one.authority.slug: one.services for one in chain.country.councils}
    claimed = [(truths[row["slug"]].get(row["service"]), row) for row in services
               if row["slug"] in chain.thorough and row["level"] in ("3", "4")]  # fmt: skip
    right = sum(truth is not None and truth.level >= 3 for truth, _ in claimed)
    assert len(claimed) > 70 and right / len(claimed) >= RIGHT_AT_LEAST, right / len(claimed)


def test_council_and_service_pages_show_how_far_one_gets_with_link_and_date(published, site):
    (mark, *_) = rows(
        published, "SELECT m.*, a.slug FROM service_marks m JOIN authorities a USING (authority) "
        "WHERE m.level = 3 AND m.counted = 3 AND m.page_url != '' ORDER BY a.slug, m.service"
    )  # fmt: skip
    page = site[f"/council/{mark['slug']}"]
    assert "you can do it online" in text(page) and parsed(page).select_one(f'a[href="{mark["page_url"]}"]') is not None
    assert "How far residents get online" in text(site[f"/service/{mark['service']}"])


def test_every_observed_cell_has_evidence_that_a_reader_can_open(published):
    for cell in rows(published, "SELECT * FROM cells WHERE state = 'observed'"):
        assert cell["url"].startswith("http") and cell["observed_on"] and cell["message"], tuple(cell)
        assert 0 < cell["confidence"] <= 0.80


def test_every_receipt_is_a_record_of_the_archive_that_is_written_of_the_crawl(published, chain, tmp_path):
    codes = {one.slug: one.code for one in chain.country.authorities if one.slug not in chain.country.unreadable}
    chosen = [codes[chain.thorough[0]], next(code for slug, code in codes.items() if slug not in chain.thorough)]
    out = tmp_path / "crawl.warc.gz"
    run("export", "warc", "--db", str(chain.crawl), "--out", str(out), "--authorities", ",".join(chosen))
    kept = {}
    with out.open("rb") as file:
        for record in ArchiveIterator(file):
            head = record.rec_headers
            name = head.get_header("WARC-Record-ID").strip("<>")
            assert name not in kept, "an id is of one record"
            digest = head.get_header("WARC-Payload-Digest")
            if record.rec_type == "response" and digest.startswith("sha256:"):
                assert digest == f"sha256:{sha256(record.raw_stream.read()).hexdigest()}"
            kept[name] = (record.rec_type, head.get_header("WARC-Target-URI"), digest)
    receipts = rows(published, "SELECT * FROM receipts WHERE authority IN (?, ?)", *chosen)
    assert {row["authority"] for row in receipts} == set(chosen) and {row["position"] for row in receipts} == {1, 2}
    for row in receipts:
        kind, url, digest = kept[row["record_id"]]
        assert kind in ("response", "revisit") and url == row["url"] and row["archive"] == ""
        assert digest == f"sha256:{row['sha256']}" if row["sha256"] else not digest.startswith("sha256:")


def test_every_mark_that_a_page_proves_has_a_receipt(published):
    unproved = rows(
        published, "SELECT * FROM service_marks m WHERE level >= 1 AND NOT EXISTS (SELECT 1 FROM receipts r "
        "WHERE r.authority = m.authority AND r.measure = m.service AND r.url = m.page_url)"
    )  # fmt: skip
    assert [tuple(one)[:4] for one in unproved] == []


def test_the_files_of_a_crawl_are_there_and_no_product_names_few_councils(published, chain):
    for name in ("services", "broken_links", "receipts", "suppliers", "shifts"):
        told = run("export", name, "--published", str(chain.published))
        assert told.startswith(
            ("authority,slug,service", "authority,slug,measure", "product,service,councils", "code,compared,changed")
        ), name
    spreads = rows(published, "SELECT * FROM suppliers")
    assert spreads and all(one["councils"] >= 5 for one in spreads)
    assert any(one["service"] == "all" and one["level_3"] > 0 for one in spreads)
    (one,) = (one.code for one in chain.country.authorities if one.slug == chain.thorough[0])
    register = chain.crawl.parent / "data" / "register"
    moved = run("replay", "--db", str(chain.crawl), "--register", str(register), "--authorities", one)
    assert "on the same pages: 0 values differ of" in moved  # the same detectors over the same pages
