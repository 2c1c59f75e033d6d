"""Right of reply on pages: the log with its rates, and what stands beside a council, a mark and a row of a league."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from edition.right_of_reply import load_replies, reply_rows
from tests.edition.test_right_of_reply import ABOUT, DISAGREE, EXPLAIN, KNOWN, REPORT, SAID, STATEMENT, of, written
from tests.small_edition import COUNCILS, Rows, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages.corrections import rates
from web.pages.report import MAIL_LIMIT, mail
from web.site import Site

RETEST = f'[[reply]]\nkind = "retest"\nstatus = "open"\n{ABOUT}{SAID}'
QUICK = DISAGREE.replace("upheld", "rejected").replace("2026-12-09", "2026-12-02").replace("B11", "A06H")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The site over the small edition: Simford answered, somebody reported a mark of Simham's."""
    folder = tmp_path_factory.mktemp("replies")
    said = STATEMENT.replace("We have it.", "We shut our <3 tip & moved.") + DISAGREE + EXPLAIN + QUICK + RETEST
    found = load_replies(written(folder, of("simford", said), REPORT), KNOWN)

    def add(rows: Rows) -> None:
        rows["replies"] = list(reply_rows(found))

    return make_server(build(folder / "published.db", add)).test_client()


def tags(node: BeautifulSoup) -> list[str]:
    return [words(tag) for tag in node.select(".tag.review")]


def test_the_log_lists_everything_and_counts_how_often_we_were_wrong(client: FlaskClient):
    page = soup(client, "/corrections").main
    told = {words(term): words(term.find_next("dd")) for term in page.select("dl.facts dt")}
    assert told == {
        "Councils that answered": f"1 of {len(COUNCILS)}",
        "Marks reported as wrong": "3, of which 1 under review",
        "Decided": "2: 1 upheld, 1 not",
        "Days to a decision": "4.5, the middle of 2",
        "Re-tests asked for": "1, of which 0 are settled",
    }
    entries = page.select("#log ~ h3")
    assert len(entries) == 6 and len({one["id"] for one in entries}) == 6
    assert "Upheld , 9 December 2026: It is there." in words(page)
    assert "A report that this mark is wrong, from a reader, 1 December 2026" in words(page)
    assert "We shut our <3 tip & moved." in words(page)


def test_an_empty_log_says_so_and_gives_no_rate(published: Path):
    page = words(soup(make_server(published).test_client(), "/corrections").main)
    assert "So there is no rate to give" in page and "There is none yet." in page
    assert "0 of" not in page and "Days to a decision" not in page


def test_nothing_decided_has_no_middle_of_days():
    counted = rates([], 20)
    assert counted.days is None and counted.waiting == 0


def test_a_mark_shows_what_was_said_of_it_and_that_it_is_under_review_or_explained(client: FlaskClient):
    said = soup(client, "/council/simham/marks/B11").main
    assert tags(said.select_one(".lead")) == ["Under review"]
    assert "We have it." in words(said.find(id="replies").find_next("blockquote"))
    simford = soup(client, "/council/simford/marks/B11").main
    assert tags(simford.select_one(".lead")) == ["Explained"]
    assert "The finding stays, and so do its points." in words(simford)
    assert "We have not looked again yet." in words(simford)
    link = simford.select_one('a[href="https://www.simford.example.org/b11"]')
    assert {"noopener", "nofollow"} <= set(link["rel"])
    quiet = soup(client, "/council/simport/marks/B11").main
    assert quiet.find(id="replies") is None and tags(quiet) == []


def test_a_council_page_has_its_statement_and_names_what_is_under_review(client: FlaskClient):
    simford, simham = (soup(client, f"/council/{slug}").main for slug in ("simford", "simham"))
    assert "We shut our <3 tip & moved." in words(simford.find(id="statement").find_next("blockquote"))
    assert simford.select_one(".notice .tag.review") is None
    (notice,) = (one for one in simham.select(".notice") if one.select(".tag.review"))
    assert "Somebody says that a mark is wrong, and it is not decided yet" in words(notice)
    assert notice.a["href"] == "/council/simham/marks/B11#replies"
    (row,) = (one for one in simham.select(".marks tbody tr") if one.select(".tag.review"))
    assert row.select_one('a[href="/council/simham/marks/B11#replies"]')
    assert simham.find(id="statement") is None


def test_a_page_in_welsh_says_that_a_mark_is_under_review(client: FlaskClient):
    (notice,) = (one for one in soup(client, "/cy/council/simham").main.select(".notice") if one.select(".tag.review"))
    assert tags(notice) == ["Dan adolygiad"]
    assert not soup(client, "/cy/council/simport").main.select(".tag.review")


@pytest.mark.parametrize("view", ["type={type}", "view=core"])
def test_a_row_of_the_table_says_that_a_mark_is_under_review(client: FlaskClient, view: str):
    page = soup(client, "/league?" + view.format(type=COUNCILS["simham"].type)).main
    marked = {row.th.a["href"]: words(row.th) for row in page.select("tbody tr") if row.select(".tag.review")}
    assert list(marked) == ["/council/simham"] and "Under review 1 mark" in marked["/council/simham"]
    assert "The score counts the mark as it stands" in words(page.find(id="reading").find_next("ul"))


def test_a_reply_moves_no_figure(client: FlaskClient, published: Path):
    plain = make_server(published).test_client()
    for path in ("/data/scores.csv", "/data/observations.csv"):
        assert client.get(path).text == plain.get(path).text


def test_the_interface_finds_replies_by_council_mark_and_what_became_of_them(client: FlaskClient):
    def found(query: str) -> list[tuple[str, str]]:
        answer = client.get(f"/api/v1/replies?{query}").get_json()
        return [(one["slug"], one["kind"]) for one in answer["replies"]]

    assert len(found("")) == 6
    assert found("status=open") == [("simford", "retest"), ("simham", "report")]
    assert found("council=simford&indicator=A06H") == [("simford", "disagree")]
    assert client.get("/api/v1/replies?status=lost").status_code == 400
    assert client.get("/api/v1/replies?council=atlantis").status_code == 404


def test_a_report_is_written_for_its_sender_and_is_whole_wherever_it_is_sent(published: Path):
    def told(**site: str) -> BeautifulSoup:
        return soup(make_server(published, Site(**site)).test_client(), "/council/simford/wrong/B11").main

    text = told().textarea.get_text()
    assert "/council/simford/marks/B11" in text and "What the index says: No; 0 of 33.3 points" in text
    link = told(contact_url="https://github.com/index/site/issues/new").select_one('a[href^="https://github.com"]')
    assert parse_qs(urlsplit(link["href"]).query) == {"title": ["Mark B11 of Simford Council, edition 2026-11"],
                                                      "body": [text]}  # fmt: skip
    page = told(contact_url="https://index.example/contact")
    assert page.select_one('a[href="https://index.example/contact"]') and "Copy the report below" in words(page)
    address = mail("a@index.example", "Mark", "ŵ" * 2000)
    assert len(address) <= MAIL_LIMIT and set(unquote(address.partition("&body=")[2], errors="strict")) == {"ŵ"}


def test_files_and_the_interface_have_every_reply(client: FlaskClient):
    rows = list(csv.DictReader(io.StringIO(client.get("/data/replies.csv").text)))
    assert sorted((row["slug"], row["indicator"], row["kind"], row["reply_status"]) for row in rows) == [
        ("simford", "", "statement", "noted"), ("simford", "A06H", "disagree", "rejected"),
        ("simford", "B11", "disagree", "upheld"), ("simford", "B11", "explain", "noted"),
        ("simford", "B11", "retest", "open"), ("simham", "B11", "report", "open"),
    ]  # fmt: skip
    for address in ("/council/simham.json", "/api/v1/councils/simham"):
        (reply,) = client.get(address).get_json()["council"]["replies"]
        assert (reply["indicator"], reply["reply_status"], reply["decided_on"]) == ("B11", "open", None)
