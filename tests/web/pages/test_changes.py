"""What moved: every mark then and now, nothing made of a firewall, and the files that say the same as the pages."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from edition.mark_changes import Kind
from edition.tables.figures import EARLIER_FIGURES
from edition.tables.framework import SUMMARIES
from tests.rows import filled
from tests.small_edition import COUNCILS, EDITION, Rows, build, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words

BEFORE = "2025-11"
MAP = {"framework_before": "0.0.9", "question_before": "B99", "framework_after": "0.1.0", "question_after": "B11",
       "relation": "replaced", "comparable": False, "note": "Asked otherwise."}  # fmt: skip


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over an edition with one before it, whose marks differ in six ways."""
    return make_server(build(tmp_path_factory.mktemp("moved") / "published.db", _with_before)).test_client()


def _with_before(rows: Rows) -> None:
    earlier = {"edition": BEFORE, "title": "Earlier", "as_of": "2025-11-21", "status": "back-cast", "is_current": 0}
    rows["editions"].append(rows["editions"][0] | earlier)
    old = [cell | {"edition": BEFORE} for cell in rows["cells"]]
    for cell in old:
        slug = next(slug for slug, one in COUNCILS.items() if one.code == cell["authority"])
        cell.update(DIFFERENT.get((slug, cell["indicator"]), {}))
    rows["cells"] += old
    (own,) = (row for row in rows["scores"] if row["authority"] == COUNCILS["simford"].code)
    own |= {"movement": "up", "movement_probability": 0.97}
    found = {"against": "2025-11-21", "indicators": ["T09W"], "compared": 5, "up": 1, "down": 0, "no clear change": 4}
    rows["summaries"].append(filled(SUMMARIES, edition=EDITION, key="movement", value=json.dumps(found)))
    for row in rows["summaries"]:
        row["value"] = json.dumps([MAP]) if row["key"] == "question_map" else row["value"]
    rows["earlier_figures"] = [
        filled(EARLIER_FIGURES, edition=EDITION, framework_version="0.0.9", authority=own["authority"], score=0.123,
               rank_low=2, rank_high=4, rank_of=5)
    ]  # fmt: skip


GONE = {"state": "missing", "reason": "blocked", "value": None, "denominator": None, "y": None, "url": ""}
DIFFERENT = {
    ("simford", "T09W"): {"value": 9e9, "y": 0.0, "url": "https://evidence.example/then"},
    ("simham", "T09W"): {"value": 1.0, "y": 1.0},
    ("simbury", "T09W"): GONE,
    ("simford", "P06"): {"denominator": 999},
}


def listed(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).text)))


def test_what_differs_is_told_apart(moved: FlaskClient):
    found = {(row["slug"], row["indicator"]): row["kind"] for row in listed(moved, "/changes.csv?kind=all")}
    assert found == {
        ("simford", "T09W"): Kind.BETTER, ("simham", "T09W"): Kind.WORSE, ("simbury", "T09W"): Kind.SEEN_NOW,
        ("simford", "P06"): Kind.OTHER_WHOLE,
    }  # fmt: skip


def test_a_mark_that_was_turned_away_at_one_date_is_no_change_of_the_council(moved: FlaskClient):
    assert "simbury" not in {row["slug"] for row in listed(moved, "/changes.csv")}
    page = soup(moved, "/changes?kind=seen-now")
    assert "which says nothing about the council" in words(page.find(id="marks").find_next("table"))
    (row,) = listed(moved, "/changes.csv?kind=seen-now")
    assert row["mark_before"] == row["change"] == "" and row["reason_before"] == "blocked"


def test_a_row_has_then_and_now_with_evidence(moved: FlaskClient):
    row = next(r for r in soup(moved, "/changes").select("tbody tr") if "T09W" in str(r) and "simford" in str(r))
    then, now = row.select("td")[1:3]
    assert then.a["href"] == "https://evidence.example/then" and "mark 0.0" in words(then)
    assert "MB" in words(now) and values("simford")["T09W"] is not None
    (told,) = (one for one in listed(moved, "/council/simford/changes.csv") if one["indicator"] == "T09W")
    assert words(row.select("td")[3]) == f"+{told['change']}"
    assert float(told["change"]) == pytest.approx(float(told["mark_now"]) - float(told["mark_before"]), abs=0.11)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["simford", "simham"]),
        ("sort=-change", ["simham", "simford"]),
        ("sort=council", ["simford", "simham"]),
        ("sort=-council", ["simham", "simford"]),
        ("kind=worse", ["simham"]),
        ("indicator=P06&kind=all", ["simford"]),
        ("page=2", []),
    ],
)
def test_the_table_is_sorted_and_narrowed_by_its_address(moved: FlaskClient, query: str, slugs: list[str]):
    page = soup(moved, f"/changes?{query}")
    table = page.select_one('.scroll[aria-label="Marks that are not as they were"]')
    shown = [row.th.a["href"].split("/")[2] for row in table.select("tbody tr")] if table else []
    assert shown == slugs
    if not query.startswith("page"):
        assert [row["slug"] for row in listed(moved, f"/changes.csv?{query}")] == slugs


@pytest.mark.parametrize(
    "query", ["kind=x", "type=nope", "nation=%00", "indicator=<b>", "sort=rank", "page=-1", "page=½"]
)
def test_what_cannot_be_asked_is_left_out_and_said(moved: FlaskClient, query: str):
    page = soup(moved, f"/changes?{query}")
    assert page.select_one(".notice[role=alert]") and len(page.select("#marks ~ .scroll tbody tr")) == 2


def test_a_council_has_its_changes_and_what_older_rules_said(moved: FlaskClient):
    text = words(soup(moved, "/council/simford/changes").main)
    assert "1 mark changed between 21 November 2025 and 21 November 2026. Over all: clearly better." in text
    assert "This edition, framework 0.0.9 12.3 2 to 4 of 5" in text and "never published at the time" in text
    assert "No mark changed" in words(soup(moved, "/council/simgate/changes").main)
    assert moved.get("/council/nope/changes").status_code == moved.get("/council/nope/changes.csv").status_code == 404


def test_who_clearly_moved_is_listed_with_the_chance(moved: FlaskClient):
    page = soup(moved, "/changes")
    assert "Simford District council England 97%" in words(page.find(id="up").find_next("table").tbody)
    assert words(page.find(id="down").find_next("p")) == "None."


def test_without_an_edition_before_nothing_is_compared(client: FlaskClient):
    assert "Nothing can be compared yet" in words(soup(client, "/changes").main)
    assert "Nothing can be compared yet" in words(soup(client, "/council/simford/changes").main)
    assert listed(client, "/changes.csv") == []


def test_the_map_of_questions_says_which_marks_compare(moved: FlaskClient):
    row = soup(moved, "/changes/questions").select_one("tbody tr")
    assert row.select("td")[1].a["href"] == "/indicator/B11" and words(row).endswith("Asked otherwise. no")
    (told,) = listed(moved, "/changes/questions.csv")
    assert {name: told[name] for name in MAP} == {**MAP, "comparable": "0"}
