"""The receipt of a mark: finding, record, day, archive, absence and history, each as the edition has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.small_edition import COUNCILS, EDITION, INDICATORS, Rows, build, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages.mark import Archived, archived, nearest_names


@pytest.mark.parametrize("slug", ["simford", "fictford"])
def test_every_mark_of_the_council_page_has_its_receipt(client: FlaskClient, slug: str):
    page = soup(client, f"/council/{slug}")
    links = [row.select_one("a.receipt")["href"] for row in page.select(".marks tbody tr")]
    assert {link.rpartition("/")[2] for link in links} == values(slug).keys()
    for link in links:
        receipt = soup(client, link)
        code = link.rpartition("/")[2]
        assert receipt.select_one(f'a[href="/council/{slug}/wrong/{code}"]')
        value = values(slug)[code]
        told = words(receipt.find(id="receipt").find_next("dl"))
        assert f"Row {COUNCILS[slug].code}, " in told and "Simulated source" in told
        if value is None:
            assert words(receipt.select_one(".lead")).startswith("Not known: ") and "Value as recorded" not in told
        else:
            assert f"Value as recorded {float(value)}" in told and "1 October 2026" in told
            assert receipt.select_one(f'a[href="https://evidence.example/{slug}/{code}"]')


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (
            "/council/glensim/marks/P06",
            "“Planning datasets supplied” is not asked of Glensim Council",
        ),
        ("/council/simford/marks/NOPE", "has no mark called “NOPE”"),
        ("/council/simford/marks/%3Cb%3E" + "x" * 3_000, "has no mark called"),
        ("/council/nope/marks/P06", "We know no council"),
    ],
)
def test_a_mark_that_there_is_not_is_a_404_that_says_why(client: FlaskClient, path: str, told: str):
    assert told in words(soup(client, path, 404).main)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/a/b/blob/11288765a/data/x.yml", Archived("a/b", "11288765a", "data/x.yml")),
        ("https://github.com/a/b/tree/6630922fa/reports", Archived("a/b", "6630922fa", "reports")),
        ("https://github.com/a/b/blob/HEAD/data/x.yml", None),
        ("https://github.com.example/a/b/blob/11288765a/x", None),
        ("https://www.simford.gov.uk/", None),
        ("", None),
    ],
)
def test_only_an_address_of_one_state_is_an_archive_record(url: str, expected: Archived | None):
    assert archived(url) == expected


LIST = "https://github.com/sim/list/blob/11288765a/list.csv"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over an edition in which GOV.UK Pay is one list and GovWifi has no page, and that has an earlier one."""
    return make_server(build(tmp_path_factory.mktemp("listed") / "published.db", _one_list)).test_client()


def _one_list(tables: Rows) -> None:
    for cell in tables["cells"]:
        cell["url"] = {"B01": LIST, "B11": ""}.get(cell["indicator"], cell["url"])
    earlier = {"edition": "2025-11", "title": "Earlier", "as_of": "2025-11-21", "status": "back-cast", "is_current": 0}
    tables["editions"].append(tables["editions"][0] | earlier)
    tables["cells"] += [cell | {"edition": "2025-11"} for cell in tables["cells"]]


RECORD = "urn:uuid:8f1d6e0a-0000-5000-8000-000000000001"


@pytest.fixture(scope="module")
def read_by_crawl(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over an edition in which a crawl read one reply of our own and one of somebody's archive."""
    return make_server(build(tmp_path_factory.mktemp("crawled") / "published.db", _two_replies)).test_client()


def _two_replies(tables: Rows) -> None:
    (measure,) = (one.measure for one in INDICATORS if one.code == "B11")
    one = {"edition": EDITION, "authority": COUNCILS["simford"].code, "measure": measure, "position": 1,
           "url": "https://www.simford.example/wifi", "read_on": "2026-11-20", "locator": "#main > h1",
           "quote": "Free <wifi>", "sha256": "ab" * 32, "archive": "", "record_id": RECORD}  # fmt: skip
    two = one | {"position": 2, "url": "https://wifi.example/", "quote": "", "locator": "", "sha256": "",
                 "archive": "CC-MAIN-2026.warc.gz", "record_id": "urn:x:2"}  # fmt: skip
    tables["receipts"] = [one, two]
    asked = {"edition": EDITION, "authority": COUNCILS["simford"].code, "observed_on": "2026-11-20",
             "measure": next(one.measure for one in INDICATORS if one.code == "P06")}  # fmt: skip
    spf = {"position": 1, "name": "simford.example", "record_type": "TXT", "status": "measured", "code": "fail",
           "answer": "v=spf1 <-all>", "check_with": "dig +noall +answer simford.example TXT"}  # fmt: skip
    dmarc = {
        "position": 2,
        "name": "_dmarc.simford.example",
        "record_type": "TXT",
        "status": "unreachable",
        "code": "timed_out",
        "answer": "",
        "check_with": "dig +noall +answer _dmarc.simford.example TXT",
    }
    look = {"position": 3, "name": "pay.simford.example", "record_type": "HTTPS", "status": "measured",
            "code": "http_503", "answer": "2026-11-20 09:30 UTC", "check_with": ""}  # fmt: skip
    tables["probe_answers"] = [asked | spf, asked | dmarc, asked | look, *_opened(tables)]


def _opened(tables: Rows) -> Rows:
    """Three marks of a browser in the place of three others: pages, what fails on them, and cookies."""
    measures = {"A06H": "A06", "T09W": "T10", "B01": "A08"}
    for row in tables["indicators"]:
        if measure := measures.get(row["indicator"]):
            row.update(measure=measure, evidence_class="browser", source="pages_in_a_browser")
    for cell in tables["cells"]:
        if (cell["indicator"], cell["authority"]) == ("A06H", COUNCILS["simham"].code):
            cell.update(state="missing", reason="not_checked", message="", value=None)
    one = {"edition": EDITION, "authority": COUNCILS["simford"].code, "observed_on": "2026-11-20", "code": "shown",
           "status": "measured", "check_with": "python cli.py probe browser --authorities simford --again",
           "record_type": "PAGE", "answer": ""}  # fmt: skip
    at = "https://www.simford.example"
    return [
        one | {"measure": "A06", "position": 1, "name": f"{at}/", "answer": "image-alt (2)"},
        one | {"measure": "A06", "position": 2, "name": f"{at}/bins?to=[e-mail]"},
        one | {"measure": "A06", "position": 3, "name": f"{at}/care", "status": "blocked", "code": "http_403"},
        one | {"measure": "T10", "position": 1, "name": f"{at}/"},
        one | {"measure": "T10", "position": 2, "name": "_ga<b>", "record_type": "COOKIE", "code": "statistics",
               "answer": "domain=www.simford.example; max-age-days=400"},
        one | {"measure": "T10", "position": 3, "name": "odd", "record_type": "COOKIE", "code": "unknown",
               "answer": "domain=simford.example"},
        one | {"measure": "A08", "position": 1, "name": f"{at}/",
               "answer": "width=700; target-size=fails; viewport=width=device-width, initial-scale=1"},
        one | {"measure": "A08", "position": 2, "name": f"{at}/bins",
               "answer": "width=320; target-size=passes; viewport="},
    ]  # fmt: skip


def test_a_mark_of_a_browser_shows_each_page_and_cookie_and_how_to_ask_again(read_by_crawl: FlaskClient):
    page = soup(read_by_crawl, "/council/simford/marks/A06H")
    assert [words(row) for row in page.find(id="opened").find_next("table").select("tbody tr")] == [
        "https://www.simford.example/ image-alt (2) 20 November 2026",
        "https://www.simford.example/bins?to=[e-mail] (a mail address in its address was left out) nothing "
        "20 November 2026",
        "https://www.simford.example/care not known: the check was turned away or got no usable answer, which says "
        "nothing about the council 20 November 2026",
    ]
    assert "https://www.simford.example/care" in [link["href"] for link in page.main.find_all("a")]
    assert page.find("a", string=lambda text: text and "[e-mail]" in text)["href"] == "https://www.simford.example/bins"
    assert "probe browser --authorities simford --again" in words(page.main) and not page.find(id="answers")
    cookies = soup(read_by_crawl, "/council/simford/marks/T09W").find(id="opened").find_next("table")
    assert [words(row) for row in cookies.select("tbody tr")] == [
        "Cookie _ga<b> statistics; www.simford.example, for 400 days 20 November 2026",
        "Cookie odd purpose not known; simford.example, until the browser is closed 20 November 2026",
        "https://www.simford.example/ opened 20 November 2026",
    ]
    phone = soup(read_by_crawl, "/council/simford/marks/B01").find(id="opened").find_next("table")
    assert [words(row) for row in phone.select("tbody tr td:nth-of-type(1)")] == [
        "700 pixels wide in a window of 320; viewport: width=device-width, initial-scale=1 ; fails target-size",
        "320 pixels wide in a window of 320; no viewport",
    ]
    told = words(soup(read_by_crawl, "/council/simham/marks/A06H").main)
    assert "No page of the council was opened in a browser for this edition." in told


def test_a_mark_of_a_probe_shows_what_was_asked_and_answered_and_how_to_ask_again(read_by_crawl: FlaskClient):
    page = soup(read_by_crawl, "/council/simford/marks/P06")
    told = [words(row) for row in page.find(id="answers").find_next("table").select("tbody tr")]
    assert told == [
        "TXT of simford.example v=spf1 <-all> 20 November 2026 dig +noall +answer simford.example TXT",
        "TXT of _dmarc.simford.example not known: the check was turned away or got no usable answer, which says "
        "nothing about the council 20 November 2026 dig +noall +answer _dmarc.simford.example TXT",
    ]
    (failed,) = page.find(id="failed").find_next("table").select("tbody tr")
    assert words(failed) == "pay.simford.example 2026-11-20 09:30 HTTP 503"
    assert "the public DNS keeps no archive" in words(page.find(id="receipt").find_next("dl"))
    assert not soup(read_by_crawl, "/council/simford/marks/B11").find(id="answers")


def test_a_mark_of_a_crawl_names_record_archive_and_digest_of_each_reply(read_by_crawl: FlaskClient):
    page = soup(read_by_crawl, "/council/simford/marks/B11")
    assert "2 stored replies" in words(page.find(id="receipt").find_next("dl"))
    own, others = (words(one.find_next("dl")) for one in page.select("#records ~ h3"))
    assert f"{RECORD} of our crawl" in own and "ab" * 32 in own and "“Free <wifi>”" in own
    assert "urn:x:2 of the web archive (WARC) CC-MAIN-2026.warc.gz" in others and "the reply had no body" in others
    assert "Words" not in others and "Place" not in others
    assert not soup(read_by_crawl, "/council/simham/marks/B11").find(id="records")


def test_receipts_are_answered_by_council_and_measure(read_by_crawl: FlaskClient):
    told = read_by_crawl.get("/api/v1/receipts?council=simford").get_json()["receipts"]
    assert [(one["position"], one["record_id"], one["archive"]) for one in told] == [
        (1, RECORD, ""), (2, "urn:x:2", "CC-MAIN-2026.warc.gz")]  # fmt: skip
    assert read_by_crawl.get("/api/v1/receipts?council=simham").get_json()["receipts"] == []
    assert read_by_crawl.get("/api/v1/receipts?council=nobody").status_code == 404
    assert read_by_crawl.get("/api/v1/receipts?measure=%3Cb%3E").status_code == 400


def test_an_absence_shows_the_list_its_length_the_names_and_the_nearest(listed: FlaskClient):
    seen = {slug: values(slug).get("B01") for slug in COUNCILS}
    absent = next(slug for slug, value in seen.items() if value == 0)
    page = soup(listed, f"/council/{absent}/marks/B01")
    told = words(page.find(id="absence").parent)
    on_it, asked = (sum(v is not None and v >= least for v in seen.values()) for least in (0.5, 0))
    assert f"it names {on_it} of the {asked} councils that we looked for in it" in told
    assert f"“{COUNCILS[absent].name}”" in told
    near = [a["href"].split("/")[2] for a in page.select('#absence ~ p a[href$="/marks/B01"]')]
    assert len(near) == 3 and all(seen[slug] for slug in near)
    present = next(slug for slug, value in seen.items() if value)
    assert not soup(listed, f"/council/{present}/marks/B01").find(id="absence")
    assert "commit 11288765a of sim/list, file list.csv" in words(page.main)


def test_a_finding_on_a_page_of_the_councils_own_or_on_none_is_no_absence_from_a_list(
    client: FlaskClient, listed: FlaskClient
):
    slug = next(slug for slug in COUNCILS if values(slug).get("B11") == 0)
    assert not soup(client, f"/council/{slug}/marks/B11").find(id="absence")
    assert not soup(listed, f"/council/{slug}/marks/B11").find(id="absence")


def test_a_mark_shows_itself_in_every_edition_newest_first(listed: FlaskClient, client: FlaskClient):
    table = soup(listed, "/council/simford/marks/B01").find(id="history").find_next("table")
    days = [re.sub(" worked out later", "", words(row.th)) for row in table.select("tbody tr")]
    assert days == ["21 November 2026", "21 November 2025"] and "worked out later" in words(table)
    assert not soup(client, "/council/simford/marks/B01").find(id="history")


def test_the_names_most_alike_come_first_one_for_each_council():
    others = [
        {"slug": "surrey-heath", "name": "Surrey Heath Borough Council"},
        {"slug": "sutton", "name": "London Borough of Sutton"},
        {"slug": "sutton", "name": "Sutton"},
        {"slug": "suttom", "name": "Suttom Council"},
        {"slug": "york", "name": "City of York Council"},
    ]
    assert [row["slug"] for row in nearest_names(["Sutton Council"], others)] == ["sutton", "suttom", "surrey-heath"]
    assert nearest_names(["Sutton"], []) == []


def test_every_indicator_of_every_council_has_a_receipt_or_says_that_it_is_not_asked(client: FlaskClient):
    for slug in ("llansim", "ballysim"):
        for one in INDICATORS:
            status = 200 if one.code in values(slug) else 404
            assert client.get(f"/council/{slug}/marks/{one.code}").status_code == status


def test_receipts_are_of_the_database_that_is_served(client: FlaskClient):
    digest = words(soup(client, "/council/simford/marks/B01").find(id="receipt").find_next("dl"))
    path = Path(client.application.config["PUBLISHED"])
    assert path.exists() and re.search(r"Digest [0-9a-f]{8,}: of all programs and data", digest)
