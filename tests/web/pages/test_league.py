"""League tables: only ranges of ranks, only one type, the CSV is the page."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from scoring.rounding import out_of_100
from tests.small_edition import COUNCILS, figures
from tests.web.pages.reading import soup, words


def ranked_names(page) -> list[str]:
    regions = page.select('.scroll[aria-label^="League table"] tbody tr')
    return [row.th.a.get_text() for row in regions]


def shown_names(page) -> list[str]:
    return [row.th.a.get_text() for row in page.select(".scroll tbody tr")]


def of_type(kind: str) -> set[str]:
    return {one.short_name for one in COUNCILS.values() if one.type == kind}


@pytest.mark.parametrize("kind", sorted({one.type.value for one in COUNCILS.values()}))
def test_a_table_holds_every_council_of_its_type_and_no_other(client: FlaskClient, kind: str):
    assert set(shown_names(soup(client, f"/league?type={kind}"))) == of_type(kind)


def test_the_first_table_is_that_of_the_largest_type(client: FlaskClient):
    page = soup(client, "/league")
    assert page.select_one(".types [aria-current]").get_text() == "Districts"
    assert set(shown_names(page)) == of_type("district")


def test_ranked_councils_come_by_score_and_the_others_below_with_the_reason(client: FlaskClient):
    page = soup(client, "/league?type=district")
    names = ranked_names(page)
    scores = [scores_of(client, name.lower())["score"] for name in names]
    assert scores == sorted(scores, reverse=True) and "Fictbury" not in names
    row = next(row for row in page.select("#unranked ~ .scroll tbody tr") if row.th.a.get_text() == "Fictbury")
    assert "We could see 16 % of the evidence" in words(row) or "dimensions" in words(row)


def test_no_table_prints_a_bare_rank(client: FlaskClient):
    for address in ("/league?type=district", "/league?view=core"):
        page = soup(client, address)
        column = [words(th) for th in page.select(".scroll thead")[0].select("th")].index("Rank, as a range")
        for row in page.select(".scroll")[0].select("tbody tr"):
            assert re.match(r"\d+ to \d+ of \d+", words(row.select("th, td")[column]))


def test_a_tie_is_said_in_words_beside_the_range(client: FlaskClient):
    page = soup(client, "/league?type=district&q=sim")
    tied = [words(row) for row in page.select(".scroll tbody tr") if row.th.a.get_text() in ("Simford", "Simbury")]
    assert len(tied) == 2 and all(re.search(r"\d+ to \d+ of 5, level with 1 other", row) for row in tied)


def test_the_view_of_all_councils_is_labelled_and_warns(client: FlaskClient):
    page = soup(client, "/league?view=core")
    assert "the questions asked of all" in page.h1.get_text() and "different jobs" in words(page.select_one(".notice"))
    assert len(shown_names(page)) == len(COUNCILS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=district&region=East", {"Fictford", "Fictbury", "Fictham"}),
        ("type=district&county=simshire", {"Simford", "Simbury", "Simham"}),
        ("type=district&deprivation=3", {"Fictford", "Fictbury"}),
        ("type=district&rurality=Urban&size=100,000%20to%20199,999", {"Simford", "Simham", "Fictham"}),
        ("type=district&q=BURY", {"Simbury", "Fictbury"}),
        ("type=district&q=%20simford%20", {"Simford"}),
        ("type=district&q=%25", set()),
        ("view=core&nation=Scotland", {"Glensim", "Inversim"}),
        ("view=core&type=wales", {"Llansim"}),
    ],
)
def test_filters_keep_what_they_say(client: FlaskClient, query: str, expected: set[str]):
    assert set(shown_names(soup(client, f"/league?{query}"))) == expected


@pytest.mark.parametrize(
    "query",
    [
        "region=Mars",
        "deprivation=<script>alert(1)</script>",
        "sort=password",
        "sort=-",
        "county=fictshire%27--",
        "size=" + "x" * 10_000,
    ],
)
def test_what_cannot_be_asked_is_left_out_and_said(client: FlaskClient, query: str):
    page = soup(client, f"/league?type=district&{query}")
    assert set(shown_names(page)) == of_type("district")
    assert page.select_one('.notice[role="alert"]') and not page.select("script:not([src])")


@pytest.mark.parametrize("query", ["type=nope", "type=District", "view=all", "type=%3Cb%3E", "type=" + "x" * 9_000])
def test_an_unknown_type_gets_the_list_of_types(client: FlaskClient, query: str):
    page = soup(client, f"/league?{query}", 400)
    assert len(page.select('main a[href^="/league?type="]')) == 8
    assert client.get(f"/league.csv?{query}").status_code == 400


@pytest.mark.parametrize(
    ("query", "column", "direction"),
    [
        ("", "Score", "descending"),
        ("sort=-score", "Score", "ascending"),
        ("sort=name", "Council", "ascending"),
        ("sort=-name", "Council", "descending"),
        ("sort=-coverage", "Evidence", "ascending"),
        ("sort=D4", "Inclusive and accessible", "descending"),
    ],
)
def test_the_sorted_column_says_so_and_its_link_turns_it_round(client: FlaskClient, query, column, direction):
    page = soup(client, f"/league?type=district&{query}")
    heading = page.select_one("th[aria-sort]")
    assert heading["aria-sort"] == direction and column in heading.get_text()
    names = ranked_names(page)
    turned = soup(client, heading.a["href"])
    assert turned.select_one("th[aria-sort]")["aria-sort"] != direction
    if "name" in query:
        assert names == sorted(names, reverse=direction == "descending") and ranked_names(turned) == names[::-1]


@pytest.mark.parametrize(
    "query",
    [
        "type=district",
        "type=district&sort=-name&region=East",
        "view=core",
        "type=wales",
        "type=district&q=zzz",
        "type=london&sort=D7",
    ],
)
def test_the_csv_is_exactly_the_table(client: FlaskClient, query: str):
    page = soup(client, f"/league?{query}")
    link = page.select_one('a[href^="/league.csv"]')["href"]
    answer = client.get(link)
    assert answer.mimetype == "text/csv" and answer.headers["X-Edition"] == "2026-11; status=preview"
    records = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert [r["name"].removesuffix(" Council") for r in records] == shown_names(page)
    scores = [r["score"] for r in records if r["ranked"] == "1"]
    rows = page.select('.scroll[aria-label^="League table"] tbody tr')
    assert scores == [words(row.select_one("td.n")).split()[0] for row in rows]
    ranges = [f"{r['interval_low']} to {r['interval_high']} of {r['rank_of']}" for r in records if r["ranked"] == "1"]
    assert ranges == [re.search(r"\d+ to \d+ of \d+", words(row))[0] for row in rows]
    assert all(r["edition_status"].startswith("preview") and r["edition"] == "2026-11" for r in records)


def test_the_form_holds_what_was_asked(client: FlaskClient):
    page = soup(client, "/league?type=district&region=East&q=fict&sort=name")
    assert page.select_one("#name")["value"] == "fict"
    assert page.select_one("#f-region option[selected]")["value"] == "East"
    assert page.select_one("#more").has_attr("open") and not soup(client, "/league").select_one("#more").has_attr(
        "open"
    )
    assert page.select_one("#filters [name=type]")["value"] == "district"
    assert page.select_one("#filters [name=sort]")["value"] == "name"


def test_a_council_without_evidence_has_a_dash_and_never_a_nought(client: FlaskClient):
    row = soup(client, "/league?type=northern-ireland").select_one(".scroll tbody tr")
    assert words(row.th) == "Ballysim" and "Not ranked" not in words(row.th)
    records = csv.DictReader(io.StringIO(client.get("/league.csv?type=northern-ireland").text))
    assert [(record["rank_best"], record["score"]) for record in records] == [("", "")]


def test_councils_that_are_not_ranked_come_by_name_with_a_range_and_no_score(client: FlaskClient):
    for sort in ("score", "-score", "coverage", "-name"):
        page = soup(client, f"/league?view=core&sort={sort}")
        names = [row.th.a.get_text() for row in page.select("#unranked ~ .scroll tbody tr")]
        assert len(names) > 1 and names == sorted(names)
    table = soup(client, "/league?type=district").select_one("#unranked ~ .scroll")
    row = scores_of(client, "fictbury")
    low, high = (f"{out_of_100(row[end]):.1f}" for end in ("score_low", "score_high"))
    assert next(words(cell) for cell in table.select("tbody tr")[0].select("td")) == f"{low} to {high}"


def test_a_table_says_what_was_put_in_for_an_unseen_dimension_and_labels_it(client: FlaskClient):
    page = soup(client, "/league?type=district")
    marked = {row.th.a.get_text() for row in page.select(".scroll tbody tr") if "not seen" in words(row)}
    assert marked == {"Fictford"}
    row = scores_of(client, "fictford")
    told = words(page.select_one("#league"))
    assert "We could see nothing of “Inclusive and accessible” at 1 of the 5 ranked district councils." in told
    assert f"Their average place is {row['rank_middle']} of 5; the middle of the table is 3" in told
    (record,) = (r for r in csv.DictReader(io.StringIO(client.get("/league.csv").text)) if r["slug"] == "fictford")
    assert record["D4"] == "" and f"{record['D4_counted']} put in" in words(page)
    assert "We could see nothing of" not in words(soup(client, "/league?type=county").main)


def test_how_to_read_a_table_forbids_more_than_the_evidence_says(client: FlaskClient):
    reading = words(soup(client, "/league").find(id="reading").find_next("ul"))
    assert "If two ranges overlap, do not say one is ahead unless the council’s page gives the chance." in reading


def test_the_file_of_a_table_speaks_like_the_datasets(client: FlaskClient):
    datasets = {r["slug"]: r for r in csv.DictReader(io.StringIO(client.get("/data/scores.csv").text))}
    for record in csv.DictReader(io.StringIO(client.get("/league.csv?type=district").text)):
        other = datasets[record["slug"]]
        same = set(record) & set(other) - {"unranked_reason", "edition_status"}
        assert {"score", "lower", "upper", "ranked", "interval_low", "rank_best", "coverage"} <= same
        assert {"seen", "rank_middle", "D4", "D4_counted"} <= same
        differ = {key for key in same if record[key] != other[key]}
        assert differ <= {"coverage"} and float(record["coverage"]) == pytest.approx(float(other["coverage"]), abs=1e-4)
        assert (record["score"] == "") == (record["ranked"] == "0")


def test_the_table_without_the_heaviest_reading_is_one_click_away_and_says_how_far_it_differs(client: FlaskClient):
    page = soup(client, "/league?type=district")
    link = page.select_one('a[href="/league?view=without&type=district"]')
    assert "without “Accessibility failures on the home page”" in words(link)
    second = soup(client, link["href"])
    notice = words(second.select_one(".notice"))
    assert "rests on one reading by somebody else" in notice and "places apart on average" in notice
    assert set(shown_names(second)) == of_type("district")
    headings = [words(th) for th in second.select(".scroll thead")[0].select("th")]
    assert "With it" in headings and "Inclusive and accessible" not in headings
    records = list(csv.DictReader(io.StringIO(client.get("/league.csv?view=without&type=district").text)))
    assert [r["name"].removesuffix(" Council") for r in records] == shown_names(second)
    assert all(r["interval_low"] and r["score"] for r in records if r["ranked"] == "1")
    others = [r["unranked_reason"] for r in records if r["ranked"] == "0"]
    assert others and all("takes no place" in told or "a place" in told for told in others)


def test_a_name_is_found_whatever_its_type(client: FlaskClient):
    page = soup(client, "/league?q=glensim")
    assert shown_names(page) == ["Glensim"] and page.select_one(".types [aria-current]").get_text() == "Scotland"
    named = soup(client, "/league?type=district&q=glensim")
    assert shown_names(named) == [] and named.select_one('main a[href="/council/glensim"]')
    assert set(shown_names(soup(client, "/league?q=fict"))) == {"Fictford", "Fictbury", "Fictham"}


def scores_of(client: FlaskClient, slug: str) -> dict:
    return figures(client.application.config["PUBLISHED"], slug)
