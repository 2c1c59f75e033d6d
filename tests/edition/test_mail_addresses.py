"""No mail address leaves in a published database: wherever one stands in what an edition is made of, it is left out."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from collectors.probes.findings import decided
from collectors.sqlite import Database
from edition.build import edition_tables, with_crawl
from edition.published_addresses import to_open
from edition.schema import Kind, fitter
from edition.tables import TABLES
from edition.website_edition import CrawlEdition
from edition.writer import write_published
from models import Fact, Message
from tests.committed import committed_inputs
from tests.edition.test_drift import EARLIER
from tests.edition.test_probed import LEEDS_HOST, SEEN, browsed
from tests.edition.test_website import GRADES, LEEDS, crawled, few, seen, service
from tests.edition.test_website_receipts import fetched, proof
from tests.rows import filled
from tests.small_edition import COUNCILS, EDITION, INDICATORS, Rows, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words

PAGE, FORM = "https://x.test/contact/jane.doe@leeds.gov.uk", "https://forms.test/start?to=jane.doe%40leeds.gov.uk&n=2"
MAIL = re.compile(rb"[^\s@\"/?&=,;:]+(?:@|%40)[a-z0-9-]+\.[a-z0-9.-]*[a-z]", re.IGNORECASE)
"""Wider than what the product looks for, and written apart from it."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an edition whose open data, crawl, crawl before it and probes are full of a person's address."""
    tmp = tmp_path_factory.mktemp("mail")
    said = Message("step.named", {"words": "jane.doe@leeds.gov.uk", "url": FORM})
    receipt = proof(1) | {"locator": f'a[href="{PAGE}"]', "phrase": "write to jane.doe@leeds.gov.uk"}
    marked = service("S05", 4, page_url=PAGE, action_url=FORM, vendor="jane.doe@leeds.gov.uk",
                     reasons=json.dumps([said.plain()]), receipt=json.dumps([receipt, proof(2)]))  # fmt: skip
    rows = [marked, seen("F11", 1.0, url=FORM, text=said.json(), fetch_id=2, quote="O'jane.doe@leeds.gov.uk")]
    link = {"authority": LEEDS, "service": "S05", "page_url": PAGE, "why": said.json()}
    broken = [link | {"link_url": FORM}, link | {"link_url": FORM.replace("jane", "john")}]
    crawl = fetched(crawled(tmp / "crawl.db", rows, broken=broken), PAGE, FORM)
    _changed(crawl, "UPDATE sites SET home_url = ?", PAGE)
    then = [seen("F11", 1.0, observed_at=EARLIER), service("S05", 3, page_url=FORM, fetched_at=EARLIER)]
    before = crawled(tmp / "before.db", then)
    _changed(before, "UPDATE runs SET started_at = ?", EARLIER)
    probes = browsed(tmp / "probes.db", decided("A06", LEEDS_HOST, 1.5, "rules_per_template", **SEEN))
    asked = CrawlEdition(crawl, date(2026, 11, 21), "full", earlier=before, probes=probes)
    made = few(with_crawl(replace(committed_inputs(), grades=GRADES), asked))
    made = replace(made, facts=tuple(_with_mail(fact) for fact in made.facts))
    path = tmp / "published.db"
    write_published(path, edition_tables(made)[0])
    return path


def _changed(crawl: Path, change: str, to: str) -> None:
    with closing(Database(crawl)) as db, db.conn:
        db.execute(change, [to])


def _with_mail(fact: Fact) -> Fact:
    """The fact with a person's address behind its own, wherever it comes from."""
    return (
        replace(fact, url=f"{fact.url}{'&' if '?' in fact.url else '?'}to=jane.doe@leeds.gov.uk") if fact.url else fact
    )


def _texts(path: Path) -> list[tuple[str, str, str]]:
    """Every text of every table, with its table and column."""
    with sqlite3.connect(path) as db:
        columns = [(table.name, column.name) for table in TABLES for column in table.columns]
        return [(table, column, one) for table, column in columns
                for (one,) in db.execute(f"SELECT {column} FROM {table} WHERE typeof({column}) = 'text'")]  # fmt: skip


def test_no_text_of_any_table_holds_a_mail_address(written: Path):
    texts = _texts(written)
    assert [found for found in texts if MAIL.search(found[2].encode())] == []
    left_out = {(table, column) for table, column, text in texts if "[e-mail]" in text}
    assert left_out >= {
        ("cells", "url"), ("cells", "message"), ("facts", "url"), ("service_marks", "page_url"),
        ("service_marks", "action_url"), ("service_marks", "vendor"), ("service_marks", "message"),
        ("drift", "page_before"), ("drift", "page_now"), ("broken_links", "page_url"), ("broken_links", "link_url"),
        ("broken_links", "why"), ("receipts", "url"), ("receipts", "locator"), ("receipts", "quote"),
        ("probe_answers", "name"), ("service_links", "url"),
    }  # fmt: skip
    assert b"jane.doe" not in written.read_bytes()


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (Message("step.broken", {"url": FORM}), '["step.broken",{"url":"https://forms.test/start?to=[e-mail]&n=2"}]'),
        ('["a.b",{"words":"One\\njane.doe@x.uk\\u00e9"}]', '["a.b",{"words":"One\\n[e-mail]é"}]'),
        ('["a.b",{"part":["c.d",{"n":2,"of":["jane@x.uk"]}]}]', '["a.b",{"part":["c.d",{"n":2,"of":["[e-mail]"]}]}]'),
        ('["a.b", {"share": "5 %"}]', '["a.b", {"share": "5 %"}]'),
    ],
)
def test_a_message_stays_one_without_the_mail_addresses_in_its_values(stored: Message | str, shown: str):
    (table, name) = next((table, one.name) for table in TABLES for one in table.columns if one.kind is Kind.MESSAGE)
    at = [one.name for one in table.columns].index(name)
    assert fitter(table)(filled(table) | {name: stored})[at] == shown


@pytest.mark.parametrize(
    ("published", "opens"),
    [
        ("https://a.uk/form?n=2#top", "https://a.uk/form?n=2#top"),
        ("https://a.uk/form?to=[e-mail]", "https://a.uk/form"),
        ("https://a.uk/form?to=[e-mail]&n=2&cc=[e-mail]#top", "https://a.uk/form?n=2#top"),
        ("https://a.uk/form?n=2#/to/[e-mail]", "https://a.uk/form?n=2"),
        ("https://a.uk/contact/[e-mail]?n=2", ""),
        ("", ""),
    ],
)
def test_an_address_opens_without_the_parameters_that_are_not_whole(published: str, opens: str):
    assert to_open(published) == opens


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The site over an edition in which two marks of a council rest on addresses with a person's in them."""
    return make_server(build(tmp_path_factory.mktemp("site") / "published.db", _two_marks)).test_client()


def _two_marks(tables: Rows) -> None:
    addresses = {"B11": FORM, "B01": PAGE}
    for cell in tables["cells"]:
        if cell["authority"] == COUNCILS["simford"].code and cell["indicator"] in addresses:
            cell["url"] = addresses[cell["indicator"]]
    (measure,) = (one.measure for one in INDICATORS if one.code == "B01")
    tables["receipts"] = [{
        "edition": EDITION, "authority": COUNCILS["simford"].code, "measure": measure, "position": 1, "url": PAGE,
        "read_on": "2026-11-20", "locator": "", "quote": "", "sha256": "ab" * 32, "archive": "", "record_id": "urn:x:1",
    }]  # fmt: skip


def test_a_link_opens_its_page_without_the_mail_address_and_says_what_was_left_out(client: FlaskClient):
    page = soup(client, "/council/simford/marks/B11")
    links = [one for one in page.main.find_all("a") if one["href"].startswith("https://forms.test/")]
    assert {one["href"] for one in links} == {"https://forms.test/start?n=2"}
    assert "https://forms.test/start?to=[e-mail]&n=2 (a mail address in its address was left out)" in words(page.main)


def test_where_no_page_would_open_there_is_no_link_and_the_evidence_has_its_digest_and_day(client: FlaskClient):
    page = soup(client, "/council/simford/marks/B01")
    told = words(page.main)
    assert not [one for one in page.find_all("a") if "x.test" in one["href"]]
    assert "https://x.test/contact/[e-mail] (no link: a mail address in its address was left out)" in told
    assert "ab" * 32 in told and "read 20 November 2026" in told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/council/simford", "a mail address in its address was left out"),
        ("/council/simford/wrong/B11", "a mail address in its address was left out"),
        ("/data/observations.csv", "[e-mail]"),
        ("/api/v1/councils/simford", "[e-mail]"),
    ],
)
def test_pages_files_and_interface_hold_no_mail_address_of_a_person(client: FlaskClient, address: str, told: str):
    answer = client.get(address)
    assert answer.status_code == 200 and told in answer.text and "jane.doe" not in answer.text
