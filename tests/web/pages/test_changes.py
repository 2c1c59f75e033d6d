"""What moved: every mark then and now, nothing made of a firewall, and the files that say the same as the pages."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from edition.mark_changes import Kind
from edition.tables import marks
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


def test_a_filter_by_type_or_nation_is_one_of_the_whole_page(moved: FlaskClient):
    england = words(soup(moved, "/changes?nation=England&type=district").main)
    assert "Among district councils in England: 1 mark went up and 1 mark went down" in england
    assert "among district councils in England: of 1 council that could be compared, 1 rose" in england
    wales = soup(moved, "/changes?nation=Wales")
    assert "simford" not in str(wales.main) and "councils in Wales: of 0 councils that could" in words(wales.main)


def test_every_order_of_the_table_can_be_chosen_in_words(moved: FlaskClient):
    for option in soup(moved, "/changes").select("#f-sort option"):
        page = soup(moved, f"/changes?sort={option['value']}")
        assert page.select_one("#f-sort option[selected]")["value"] == option["value"]
        assert not page.select(".notice[role=alert]")


def test_without_an_edition_before_nothing_is_compared(client: FlaskClient):
    assert "Nothing can be compared yet" in words(soup(client, "/changes").main)
    assert "Nothing can be compared yet" in words(soup(client, "/council/simford/changes").main)
    assert listed(client, "/changes.csv") == []


def test_the_map_of_questions_says_which_marks_compare(moved: FlaskClient):
    row = soup(moved, "/changes/questions").select_one("tbody tr")
    assert row.select("td")[1].a["href"] == "/indicator/B11" and words(row).endswith("Asked otherwise. no")
    (told,) = listed(moved, "/changes/questions.csv")
    assert {name: told[name] for name in MAP} == {**MAP, "comparable": "0"}


DRIFT = {
    ("simford", "S05"): {"kind": "disappeared", "level_before": 3, "level_now": 0},
    ("simham", "S05"): {"kind": "appeared", "level_before": 0, "level_now": 4},
    ("simport", "S05"): {"kind": "not-seen-now", "level_before": 4, "level_now": None, "status_now": "blocked"},
}
"""(council, service) -> what became of it between two crawls."""


@pytest.fixture(scope="module")
def crawled_twice(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    def drift(rows: Rows) -> None:
        rows["editions"][0]["scope"] = "website"
        rows["summaries"].append(
            filled(
                SUMMARIES, edition=EDITION, key="drift", value=json.dumps({"then": "2026-05-20", "now": "2026-11-20"})
            )
        )
        rows["drift"] = [
            filled(marks.DRIFT, edition=EDITION, authority=COUNCILS[slug].code, service=service, **told)
            for (slug, service), told in DRIFT.items()
        ]

    return make_server(build(tmp_path_factory.mktemp("drift") / "published.db", drift)).test_client()


def test_services_that_moved_are_listed_and_what_could_not_be_read_is_counted_apart(crawled_twice: FlaskClient) -> None:
    page = soup(crawled_twice, "/changes")
    told = words(page.find(id="services").find_next("p"))
    assert "that ended on 20 May 2026 and 20 November 2026: 1 appeared" in told
    assert "1 appeared, 1 disappeared, 0 went up a level and 0 went down. Of 1 other service nothing" in told
    table = page.find(id="services").find_next("table")
    assert [row.a["href"] for row in table.select("tbody tr")] == [
        "/council/simford/changes",
        "/council/simham/changes",
    ]
    assert "Nothing was found, though the whole site was searched" in words(table.select("tbody tr")[0])
    lines = list(csv.DictReader(io.StringIO(crawled_twice.get("/data/drift.csv").text)))
    assert {(one["slug"], one["service"]): one["kind"] for one in lines} == {at: d["kind"] for at, d in DRIFT.items()}
    assert [one["level_now"] for one in lines if one["slug"] == "simport"] == [""]


def test_services_are_those_of_the_type_asked_for(crawled_twice: FlaskClient) -> None:
    told = {
        kind: words(soup(crawled_twice, f"/changes?type={kind}").find(id="services").find_next("p"))
        for kind in ("district", "english-unitary", "scotland")
    }
    assert "1 appeared, 1 disappeared" in told["district"] and "Of 0 other services" in told["district"]
    assert "0 appeared, 0 disappeared" in told["english-unitary"] and "Of 1 other service" in told["english-unitary"]
    assert "No service of Scottish councils that could be read changed" in told["scotland"]


def test_a_council_has_its_own_services_and_one_that_could_not_be_read_no_change(crawled_twice: FlaskClient) -> None:
    own = soup(crawled_twice, "/council/simford/changes").find(id="services").find_next("table")
    assert words(own.select_one("tbody td")) == "Disappeared" and len(own.select("tbody tr")) == 1
    unmoved = soup(crawled_twice, "/council/simgate/changes")
    assert "No service that could be read changed between the readings" in words(unmoved.main)
    blocked = soup(crawled_twice, "/council/simport/changes")
    assert "0 appeared, 0 disappeared" in words(blocked.main) and "Of 1 other service nothing" in words(blocked.main)
    assert blocked.find(id="services").find_next("h2")["id"] == "rules" and not _tables_of(blocked)


def _tables_of(page) -> list[object]:
    return [table for table in page.select("main table") if "appeared, disappeared" in table.caption.text]


def test_an_edition_without_a_crawl_says_nothing_of_services(client: FlaskClient) -> None:
    assert not soup(client, "/changes").find(id="services")
    assert client.get("/data/drift.csv").status_code == 404
