"""The archived replies behind the marks of a crawl: which record of which archive, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from collectors.crawl.store import open_store
from collectors.web_archive.record_ids import reply_id
from edition.website_receipts import ArchivedReceipt
from errors import EditionError
from tests.edition.test_website import DAY, KENT, LEEDS, crawled, read, seen, service

PAGE, FORM = "https://x.test/page", "https://forms.test/start"


def proof(fetch: int | str, sha256: str = "ab" * 32) -> dict:
    return {"fetch_id": str(fetch), "sha256": sha256, "locator": "#main > h1", "phrase": "Report a missed bin"}


def fetched(path: Path, *urls: str, archive: str = "") -> Path:
    """Store an attempt for each address, numbered from 1; with `archive`, each as record urn:x:N of that file."""
    db = open_store(path)
    for number, url in enumerate(urls, start=1):
        db["fetches"].insert({
            "id": number, "run": 1, "authority": LEEDS, "host": "x.test", "kind": "page", "url": url, "final_url": url,
            "outcome": "replied", "reason": "", "status": 200, "headers": "{}", "hops": "[]", "fetched_at": DAY,
            "media_type": "text/html", "charset": "utf-8", "page_status": "ok", "discovered_via": "link", "depth": 1,
            "link_text": "",
        })  # fmt: skip
        if archive:
            db["captures"].insert({"fetch_id": number, "archive": archive, "record_id": f"urn:x:{number}", "cut": "",
                                   "digest": "", "sha256": ""})  # fmt: skip
    db.close()
    return path


def receipts(path: Path) -> list[ArchivedReceipt]:
    return sorted(read(path).receipts, key=lambda one: (one.measure, one.position))


def test_a_mark_names_the_record_of_its_page_and_of_where_its_action_leads(tmp_path: Path):
    marked = service("S05", 3, receipt=json.dumps([proof(1), proof(2, "cd" * 32)]))
    path = fetched(crawled(tmp_path / "crawl.db", [seen("F01", 2.0, fetch_id=2, sha256="cd" * 32), marked]), PAGE, FORM)
    first = ArchivedReceipt(
        LEEDS, "S05", 1, PAGE, date(2026, 11, 20), "#main > h1", "Report a missed bin", "ab" * 32, "",
        reply_id(1, 1, DAY, PAGE),
    )  # fmt: skip
    site, page, form = receipts(path)
    assert page == first and (form.position, form.url, form.sha256) == (2, FORM, "cd" * 32)
    assert (site.measure, site.position, site.record_id) == ("F01", 1, form.record_id)


def test_evidence_of_an_archive_names_its_file_and_record(tmp_path: Path):
    rows = [seen("F01", 2.0), service("S05", 3, receipt=json.dumps([proof(1)]))]
    (one,) = receipts(fetched(crawled(tmp_path / "a.db", rows), PAGE, archive="CC-MAIN.warc.gz"))
    assert (one.archive, one.record_id) == ("CC-MAIN.warc.gz", "urn:x:1")


def test_a_finding_on_no_single_page_has_no_receipt(tmp_path: Path):
    assert receipts(crawled(tmp_path / "a.db", [seen("F01", 0.0), service("S05", 0)])) == []


def test_what_is_not_asked_of_a_council_shows_no_receipt(tmp_path: Path):
    rows = [seen("F01", 2.0, KENT), service("S05", 2, KENT, receipt=json.dumps([proof(1)]))]  # a county has no bins
    assert receipts(fetched(crawled(tmp_path / "a.db", rows), PAGE)) == []


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        (json.dumps([proof(7)]), "fetch 7 is not stored"),
        (json.dumps([proof("seven")]), "seven"),
        (json.dumps([{"fetch_id": "1"}]), "locator"),
        ("[", "Expecting value"),
        ("[1]", "not subscriptable"),
    ],
)
def test_a_receipt_that_names_nothing_is_refused_with_council_and_service(tmp_path: Path, stored: str, says: str):
    path = fetched(crawled(tmp_path / "a.db", [seen("F01", 2.0), service("S05", 3, receipt=stored)]), PAGE)
    with pytest.raises(EditionError, match=rf"a\.db: services: receipt of S05 of {LEEDS}: .*{says}"):
        read(path)


def test_records_of_two_crawls_never_share_an_id():
    other_moment = DAY.replace("09", "10", 1)
    ids = {reply_id(1, 1, DAY, PAGE), reply_id(1, 1, other_moment, PAGE), reply_id(1, 1, DAY, FORM),
           reply_id(1, 2, DAY, PAGE), reply_id(2, 1, DAY, PAGE)}  # fmt: skip
    assert len(ids) == 5 and all(one.startswith("urn:uuid:") for one in ids)
