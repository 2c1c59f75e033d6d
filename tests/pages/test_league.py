"""League tables: only ranges of ranks, only one type, the CSV is the page."""

from __future__ import annotations

import csv
import io
import re
from statistics import median

import pytest
from flask.testing import FlaskClient

from tests.pages.reading import soup, words
from tests.published_fixture import COUNCILS, overall


def ranked_names(page) -> list[str]:
    regions = page.select('.scroll[aria-label^="League table"] tbody tr')
    return [row.th.a.get_text() for row in regions]


def shown_names(page) -> list[str]:
    return [row.th.a.get_text() for row in page.select(".scroll tbody tr")]


def of_type(kind: str) -> set[str]:
    return {slug.title() for slug, its_type, *_ in COUNCILS if its_type == kind}


@pytest.mark.parametrize("kind", sorted({one[1] for one in COUNCILS}))
def test_a_table_holds_every_council_of_its_type_and_no_other(client: FlaskClient, kind: str):
    assert set(shown_names(soup(client, f"/league?type={kind}"))) == of_type(kind)


def test_the_first_table_is_that_of_the_largest_type(client: FlaskClient):
    page = soup(client, "/league")
    assert page.select_one(".types [aria-current]").get_text() == "Districts"
    assert set(shown_names(page)) == of_type("district")


def test_ranked_councils_come_by_score_and_the_others_below_with_the_reason(client: FlaskClient):
    page = soup(client, "/league?type=district")
    names = ranked_names(page)
    scores = [overall(name.lower()) for name in names]
    assert scores == sorted(scores, reverse=True) and "Fictbury" not in names
    row = next(row for row in page.select("#unranked ~ .scroll tbody tr") if row.th.a.get_text() == "Fictbury")
    assert "Too little evidence" in words(row)


def test_no_table_prints_a_bare_rank(client: FlaskClient):
    for address in ("/league?type=district", "/league?view=core"):
        page = soup(client, address)
        column = [words(th) for th in page.select(".scroll thead")[0].select("th")].index("Rank, as a range")
        for row in page.select(".scroll")[0].select("tbody tr"):
            assert re.match(r"\d+ to \d+ of \d+", words(row.select("th, td")[column]))


def test_a_tie_is_said_in_words_beside_the_range(client: FlaskClient):
    page = soup(client, "/league?type=district&q=sim")
    tied = [words(row) for row in page.select(".scroll tbody tr") if row.th.a.get_text() in ("Simford", "Simbury")]
    assert len(tied) == 2 and all(re.search(r"\d+ to \d+ of 5 \(level with 1 other\)", row) for row in tied)


def test_the_view_of_all_councils_is_labelled_and_warns(client: FlaskClient):
    page = soup(client, "/league?view=core")
    assert "common core" in page.h1.get_text() and "different jobs" in words(page.select_one(".notice"))
    assert len(shown_names(page)) == len(COUNCILS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=district&region=East", {"Fictford", "Fictbury", "Fictham"}),
        ("type=district&county=simshire", {"Simford", "Simbury", "Simham"}),
        ("type=district&deprivation=3", {"Fictford", "Fictbury"}),
        ("type=district&rurality=Urban&size=medium", {"Simford", "Simham", "Fictham"}),
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
    assert [f"{r['rank_best']} to {r['rank_worst']} of {r['rank_of']}" for r in records if r["ranked"] == "1"] == [
        re.search(r"\d+ to \d+ of \d+", words(row))[0] for row in rows
    ]
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
    assert "Provisional" not in words(table)
    low, high = (f"{100 * overall('fictbury', end):.1f}" for end in (0, 1))
    assert [words(cell) for cell in table.select("tbody tr")[0].select("td")][0] == f"{low} to {high}"


def test_a_table_says_what_an_unseen_dimension_does_to_a_place_and_marks_such_councils(client: FlaskClient):
    page = soup(client, "/league?type=district")
    marked = {row.th.a.get_text() for row in page.select(".scroll tbody tr") if row.th.select_one(".under")}
    assert marked == {"Fictford"}
    seen = [100 * overall(slug) for slug in ("simford", "simbury", "simham", "fictham")]
    told = words(page.select_one("#league"))
    assert "We could see nothing of “Inclusive and accessible” at 1 of the 5 ranked district councils." in told
    assert f"Their middle score is {100 * overall('fictford'):.1f}" in told and f"{median(seen):.1f}" in told
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
        # A table shows no score of a council that is not ranked; the dataset of all scores marks it by `ranked`.
        assert other["score"] == (record["score"] or record["provisional"])
        differ = {key for key in same - {"score"} if record[key] != other[key]}
        assert differ <= {"coverage"} and float(record["coverage"]) == pytest.approx(float(other["coverage"]), abs=1e-4)
        assert bool(record["score"]) != bool(record["provisional"])
