"""Products: who is named with which, how their marks lie, and what is withheld."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from statistics import median

import pytest
from flask.testing import FlaskClient

from edition.products import NAMED, slug_of
from edition.tables.marks import FACTS, SERVICE_MARKS
from models import Message
from tests.rows import filled
from tests.small_edition import COUNCILS, EDITION, SOURCE, Rows, build, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.words.catalogue import english

DISTRICTS = [slug for slug, one in COUNCILS.items() if one.type == "district"]


def _named(slug: str, indicator: str, message: Message) -> dict[str, object]:
    return filled(
        FACTS, edition=EDITION, authority=COUNCILS[slug].code, indicator=indicator, status="measured", value=1.0,
        message=message.json(), source=SOURCE, url=f"https://list.example/{slug}",
    )  # fmt: skip


def _seen_by_a_crawl(slug: str, level: int, counted: int | None) -> dict[str, object]:
    return filled(
        SERVICE_MARKS, edition=EDITION, authority=COUNCILS[slug].code, service="S05", status="measured", level=level,
        counted=counted, vendor="Simforms", page_url=f"https://www.{slug}.example/bins",
    )  # fmt: skip


def _supplied(rows: Rows) -> None:
    drupal = Message("platforms.list", {"name": "LocalGov Drupal", "day": "2026-05-17"})
    rows["facts"] += [_named(slug, "B05", Message("platforms.listed", {"lists": (drupal,)})) for slug in DISTRICTS]
    koha = Message("library_catalogue.runs_on", {"product": "Koha", "day": "2026-01-13"})
    rows["facts"] += [_named(slug, "S25F", koha) for slug in DISTRICTS[:2]]
    hint = Message("bin_hints.found", {"hints": (Message("bin_hints.runs_on", {"product": "jadu"}),)})
    rows["facts"] += [_named(slug, "S05P", hint) for slug in DISTRICTS]
    rows["service_marks"] += [_seen_by_a_crawl(slug, 3, 3) for slug in DISTRICTS[:5]]
    rows["service_marks"] += [_seen_by_a_crawl(DISTRICTS[5], 1, None)]


@pytest.fixture(scope="module")
def supplied(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The small edition where districts have a website product and a forms product, and two have a catalogue."""
    path: Path = tmp_path_factory.mktemp("supplied") / "published.db"
    return make_server(build(path, _supplied)).test_client()


def test_products_stand_by_number_of_councils_and_hints_are_no_evidence(supplied: FlaskClient) -> None:
    page = soup(supplied, "/suppliers")
    listed = {row.a["href"]: words(row.select("td")[-1]) for row in page.select(".scroll tbody tr")}
    assert listed == {"/suppliers/localgov-drupal": "6", "/suppliers/simforms": "6"}
    text = words(page.main)
    assert "fewer than 5 councils" in text and "Koha (library catalogue)" in text and "jadu" not in text.lower()


def test_the_marks_of_a_products_councils_are_those_of_their_own_pages(supplied: FlaskClient) -> None:
    page = soup(supplied, "/suppliers/localgov-drupal")
    own = [values(slug)["T09W"] for slug in DISTRICTS]
    row = page.select_one('#made ~ .scroll a[href="/indicator/T09W"]').find_parent("tr")
    assert words(row.select_one('[data-label="Seen"]')) == f"{sum(one is not None for one in own)} of {len(DISTRICTS)}"
    told = list(csv.DictReader(io.StringIO(supplied.get("/suppliers/localgov-drupal.csv").text)))
    marks = [float(one["marks"]) for one in told if one["indicator"] == "T09W" and one["marks"]]
    middle = words(row.select_one('[data-label="Middle"]'))
    assert float(middle) == pytest.approx(median(marks), abs=0.05)
    assert {one["slug"] for one in told} == set(DISTRICTS)
    assert all(bool(one["marks"]) == (one["state"] == "observed") for one in told)
    assert {one["url"] for one in told} == {f"https://list.example/{slug}" for slug in DISTRICTS}


def test_what_a_crawl_saw_is_told_by_service_without_first_looks(supplied: FlaskClient) -> None:
    page = soup(supplied, "/suppliers/simforms")
    (row,) = page.select('.scroll[aria-label="Councils by service and level"] tbody tr')
    assert [words(cell) for cell in row.select("td")] == ["0", "0", "0", "5", "0"]
    assert page.select_one(f'a[href="https://www.{DISTRICTS[0]}.example/bins"]')


def test_a_crawl_is_named_where_it_names_a_product_and_nowhere_else(supplied: FlaskClient, client: FlaskClient) -> None:
    said = "the evidence is the page on which"
    assert said in words(soup(supplied, "/suppliers").main) and said not in words(soup(client, "/suppliers").main)
    assert said in words(soup(supplied, "/suppliers/simforms").main)
    assert said not in words(soup(supplied, "/suppliers/localgov-drupal").main)


def test_fewer_than_five_councils_are_not_named(supplied: FlaskClient) -> None:
    page = soup(supplied, "/suppliers/koha")
    assert "Fewer than 5 councils" in words(page.main)
    assert not page.main.select('a[href^="/council/"]')
    assert supplied.get("/suppliers/koha.csv").status_code == 404


def test_too_few_marks_are_withheld(tmp_path: Path) -> None:
    def unseen(rows: Rows) -> None:
        _supplied(rows)
        hidden = {COUNCILS[slug].code for slug in DISTRICTS[:2]}
        for cell in rows["cells"]:
            if cell["indicator"] == "T09W" and cell["authority"] in hidden:
                cell.update(state="missing", reason="blocked", value=None, y=None, points=None)

    page = soup(make_server(build(tmp_path / "few.db", unseen)).test_client(), "/suppliers/localgov-drupal")
    row = page.select_one('#made ~ .scroll a[href="/indicator/T09W"]').find_parent("tr")
    assert re.search(r"\d of 6 Withheld: fewer than 5 could be seen", words(row))
    cells = [words(row.select("td")[-2]) for row in page.select("#councils ~ .scroll tbody tr")]
    assert cells.count("not seen") >= 2 and "0.0" not in words(row)


@pytest.mark.parametrize("path", ["/suppliers/nope", "/suppliers/nope.csv", "/suppliers/" + "x" * 3000])
def test_an_unknown_product_is_a_404(supplied: FlaskClient, path: str) -> None:
    answer = supplied.get(path)
    assert answer.status_code == 404 and "x" * 41 not in answer.text.split("</h1>")[1][:400]


def test_an_edition_without_products_says_so(client: FlaskClient) -> None:
    assert "No source of this edition names a product" in words(soup(client, "/suppliers").main)


def test_every_message_that_names_a_product_has_words_and_every_name_an_address() -> None:
    assert NAMED.keys() <= english().entries.keys()
    assert slug_of("GOV.UK Pay") == "gov-uk-pay" and slug_of("Liferay (Placecube)") == "liferay-placecube"
