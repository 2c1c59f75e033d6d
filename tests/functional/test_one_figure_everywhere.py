"""One figure everywhere: files, interface, command line and pages print the same, cell by cell.

Of all 382 councils, but for the pages of a council and the comparison: those are read of every third of each type.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

from cli import main
from edition.reader import connect
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import words
from web.explorer.reweigh import reweigh
from web.explorer.standings import standings
from web.pages.compare import MOST

TYPES = ("county", "district", "english-unitary", "metropolitan", "london", "scotland", "wales", "northern-ireland")
SIDE_BY_SIDE = '//table[caption="Councils side by side"]/tbody/tr'
Row = dict[str, str]


@pytest.fixture(scope="module")
def client(real_published: Path) -> FlaskClient:
    return make_server(real_published).test_client()


@pytest.fixture(scope="module")
def scores(client: FlaskClient) -> dict[str, Row]:
    """Slug -> row of /data/scores.csv."""
    found = csv.DictReader(io.StringIO(client.get("/data/scores.csv").get_data(as_text=True)))
    rows = {row["slug"]: row for row in found}
    assert len(rows) == 382
    return rows


def text(value: object) -> str:
    return "" if value is None else str(value)


def parts(client: FlaskClient, address: str, path: str) -> list[HtmlElement]:
    """Return the elements of a page at an XPath, read by lxml alone: there are hundreds of pages."""
    return html.fromstring(client.get(address).get_data(as_text=True)).xpath(path)


def of_class(name: str) -> str:
    return f'//*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]'


def said(element: HtmlElement) -> str:
    """Return the text of an element with single spaces."""
    return " ".join(" ".join(element.xpath(".//text()")).split())


@pytest.fixture(scope="module")
def thirds(scores: dict[str, Row]) -> dict[str, list[str]]:
    """Type -> every third slug of the councils that have a place, and of those that have none."""
    found = {}
    for kind in TYPES:
        own = [[slug for slug, row in scores.items() if (row["type"], row["ranked"]) == (kind, r)] for r in "10"]
        found[kind] = [slug for slugs in own for slug in slugs[::3]]
    return found


@pytest.fixture(scope="module")
def beside(client: FlaskClient, thirds: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """Slug -> name of a row -> what /compare prints of the council, each beside others of its type, as many as fit."""
    found: dict[str, dict[str, str]] = {}
    for slugs in thirds.values():
        for some in (slugs[at : at + MOST] for at in range(0, len(slugs), MOST)):
            rows = parts(client, f"/compare?c={','.join(some)}", SIDE_BY_SIDE)
            for at, slug in enumerate(some):
                found[slug] = {said(row.find("th")): said(row.findall("td")[at]) for row in rows}
    return found


def ranges(row: Row) -> tuple[str, str]:
    """Return the range of the score and of the place as pages print them."""
    likely = f"{float(row['score_low']):.1f} to {float(row['score_high']):.1f}"
    place = f"{row['interval_low']} to {row['interval_high']} of {row['rank_of']}"
    return likely, place if row["ranked"] == "1" else "not ranked"


def test_the_command_line_prints_the_file(scores: dict[str, Row], real_published: Path) -> None:
    for form in ("csv", "json"):
        arguments = ["export", "scores", "--published", str(real_published), "--format", form]
        printed = CliRunner().invoke(main, arguments).output
        found = csv.DictReader(io.StringIO(printed)) if form == "csv" else json.loads(printed)["rows"]
        for row in found:
            assert {name: text(value) for name, value in row.items()} == scores[row["slug"]]


def test_the_interface_says_what_the_file_says(client: FlaskClient, scores: dict[str, Row]) -> None:
    same = ("score", "seen", "score_low", "score_high", "lower", "upper", "ranked", "rank_middle", "interval_low",
            "interval_high", "rank_best", "rank_worst", "rank_of", "unranked_reason")  # fmt: skip
    for one in client.get("/api/v1/councils").get_json()["councils"]:
        row = scores[one["slug"]]
        assert {name: text(one["standing"][name]) for name in same} == {name: row[name] for name in same}
    for kind in TYPES:
        for one in client.get(f"/api/v1/league?type={kind}").get_json()["rows"]:
            row = scores[one["slug"]]
            dimensions = [name for name in one if name[0] == "D" and name[1].isdigit()]
            assert {name: text(one[name]) for name in (*same, *dimensions)} == {
                name: row[name] for name in (*same, *dimensions)
            }


@pytest.mark.parametrize("kind", TYPES)
def test_a_league_table_prints_what_the_file_says(client: FlaskClient, scores: dict[str, Row], kind: str) -> None:
    page = BeautifulSoup(client.get(f"/league?type={kind}").get_data(as_text=True), "lxml")
    shown = {a["href"].removeprefix("/council/"): a.find_parent("tr") for a in page.select(".scroll tbody th a")}
    assert set(shown) == {slug for slug, row in scores.items() if row["type"] == kind}
    for slug, line in shown.items():
        row, cells = scores[slug], [words(cell) for cell in line.select("td")]
        likely, place = ranges(row)
        if row["ranked"] == "1":
            assert cells[0] == f"{float(row['score']):.1f} {likely}" and cells[2].startswith(place)
            counted = [row[name] for name in row if name.endswith("_counted") and row[name]]
            assert [cell.replace("not seen ", "").split()[0] for cell in cells[-len(counted) :]] == [
                f"{float(value):.1f}" for value in counted
            ]
        else:
            assert cells[0] == likely


def test_a_councils_page_and_the_comparison_print_what_the_file_says(
    client: FlaskClient, scores: dict[str, Row], beside: dict[str, dict[str, str]]
) -> None:
    assert len(beside) > 120 and {scores[slug]["ranked"] for slug in beside} == {"0", "1"}
    for slug, row in ((slug, scores[slug]) for slug in beside):
        likely, place = ranges(row)
        shown = parts(client, f"/council/{slug}", f"{of_class('card')} | {of_class('lead')}")
        cards = [said(one) for one in shown if "card" in one.classes]
        verdict, lines = next(said(one) for one in shown if "lead" in one.classes), beside[slug]
        assert lines["Likely score"] == likely and lines["Rank in its type"] == place
        if row["ranked"] == "1":
            score = f"{float(row['score']):.1f}"
            assert f"scores {score} out of 100" in verdict and cards[0].startswith(f"Score {score} out of 100")
            assert place.split(" of ")[0] in cards[1] and lines["Score"] == score
            assert f"between {likely.replace(' to ', ' and ')}" in cards[0]
        else:
            assert "No score yet" in cards[0] and lines["Score"] == "no score yet"
            assert f"between {likely.replace(' to ', ' and ')}" in verdict


def test_the_explorer_shows_what_the_file_says(real_published: Path, scores: dict[str, Row]) -> None:
    connection, seen = connect(real_published), 0
    for kind in TYPES:
        found = standings(connection, kind)
        for one in reweigh(found, found.index_weights):
            row = scores[one.council.slug]
            shown = (one.score, one.lower, one.upper, one.best, one.worst, one.of)
            names = ("score", "score_low", "score_high", "interval_low", "interval_high", "rank_of")
            assert tuple(text(value) for value in shown) == tuple(row[name] for name in names)
            seen += 1
    assert seen == 382
