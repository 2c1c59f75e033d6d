"""A council's page: the verdict with its range, every mark with its evidence, what is missing and why."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.pages.conftest import make_server
from tests.pages.reading import soup, words
from tests.published_fixture import CODES, COUNCILS, EDITION, INDICATORS, VALUES, build, overall


@pytest.mark.parametrize("slug", [one[0] for one in COUNCILS])
def test_every_indicator_is_accounted_for_once(client: FlaskClient, slug: str):
    page = soup(client, f"/council/{slug}")
    marks = {link["href"].removeprefix("/indicator/") for link in page.select(".marks th a")}
    applicable = {i[0] for i, value in zip(INDICATORS, VALUES[slug], strict=True) if value != "-"}
    assert marks == applicable
    missing = page.find(id="missing").find_next_sibling()
    expected = {i[1] for i, value in zip(INDICATORS, VALUES[slug], strict=True) if value is None}
    assert {link.get_text() for link in missing.select("li a")} == expected


def test_the_verdict_has_the_score_and_a_range_of_places(client: FlaskClient):
    verdict = words(soup(client, "/council/simport").select_one(".lead"))
    assert f"scores {100 * overall('simport'):.1f} out of 100" in verdict
    assert re.search(r"Among the 4 ranked English unitary councils its place is from \d to \d", verdict)


def test_a_council_with_too_little_evidence_is_not_ranked_and_says_why(client: FlaskClient):
    page = soup(client, "/council/fictbury")
    low, high = (f"{100 * overall('fictbury', end):.1f}" for end in (0, 1))
    assert words(page.select_one(".lead")) == (
        "No score yet: we could see 2 of the 5 things we look at here. "
        f"It could be anywhere from {low} to {high}. That is our gap, not a finding about Fictbury Council."
    )
    assert "Not ranked" in words(page.select(".card")[1]) and "No score yet" in words(page.select(".card")[0])


@pytest.mark.parametrize("address", ["/council/fictbury", "/compare?c=fictbury,simford", "/league?type=district"])
def test_the_score_of_a_council_that_is_not_ranked_is_nowhere_to_be_quoted(tmp_path: Path, address: str):
    path = build(tmp_path / "published.db")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE scores SET score = 0.4321, core_score = 0.4321 WHERE slug = 'fictbury'")
    connection.commit()
    connection.close()
    page = soup(make_server(path).test_client(), address)
    provisional = page.select_one(".card details")
    if provisional is not None:
        assert "not to be quoted" in words(provisional.summary)
        assert "43.2" in words(provisional)
        provisional.extract()
    assert "Fictbury" in words(page) and "43.2" not in str(page)


def test_a_council_of_which_a_dimension_could_not_be_seen_says_what_that_does(client: FlaskClient):
    notice = words(soup(client, "/council/fictford").select_one(".notice"))
    assert notice.startswith("No evidence on “Inclusive and accessible”")
    assert not soup(client, "/council/simford").select_one(".notice")


def test_the_card_says_how_much_was_seen_and_what_the_rest_carries(client: FlaskClient):
    assert "4 of 5 seen (the missing one carries 39%)" in words(soup(client, "/council/fictford").select(".card")[2])


def test_missing_marks_link_to_where_we_looked(client: FlaskClient, tmp_path: Path):
    path = build(tmp_path / "published.db")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE cells SET url = 'https://list.example/' WHERE indicator = 'A06H'")
    connection.commit()
    connection.close()
    one = make_server(path).test_client()
    assert "look for “Simford”" in words(soup(one, "/council/simford").select_one(".marks"))
    row = next(row for row in soup(one, "/council/fictford").select(".marks tbody tr") if "home page" in words(row))
    assert row.select_one('a[href="https://list.example/"]').get_text() == "where we looked"
    assert "look for" not in words(soup(client, "/council/simford").main)


@pytest.mark.parametrize(
    ("asked", "given"),
    [("SIMFORD", "simford"), ("Simford.csv", "simford.csv"), ("simford/", "simford"), ("SimFord/", "simford")],
)
def test_another_spelling_of_a_council_leads_to_its_page(client: FlaskClient, asked: str, given: str):
    answer = client.get(f"/council/{asked}")
    assert (answer.status_code, answer.location) == (301, f"/council/{given}")


def test_a_missing_mark_says_why_and_is_no_nought(client: FlaskClient):
    row = next(row for row in soup(client, "/council/fictford").select(".marks tbody tr") if "home page" in words(row))
    assert "turned away" in words(row) and "? of 100" in words(row)


def test_the_points_of_a_dimension_add_up_to_its_score(client: FlaskClient):
    page = soup(client, "/council/simshire")
    heading = page.find(id="marks-D7")
    cells = heading.find_next("table").select("td.n")
    points = [float(words(cell).split(" of ")[0]) for cell in cells]
    most = [float(words(cell).split(" of ")[1]) for cell in cells]
    assert sum(most) == pytest.approx(100, abs=0.2)
    assert sum(points) == pytest.approx(float(heading.get_text().split(": ")[1]), abs=0.2)


def test_every_observed_mark_links_to_its_evidence_with_its_date(client: FlaskClient):
    for row in soup(client, "/council/simshire").select(".marks tbody tr"):
        assert row.select_one('a[href^="https://evidence.example/simshire/"]') and "1 October 2026" in words(row)


def test_what_does_not_apply_is_listed_and_takes_no_points(client: FlaskClient):
    page = soup(client, "/council/glensim")
    assert "Planning datasets supplied" in words(page.find(id="missing").find_next("p", string=None).parent)
    assert not page.select('.marks a[href="/indicator/P06"]')


def test_a_fact_that_is_shown_and_not_scored_has_its_link(client: FlaskClient):
    page = soup(client, "/council/simford")
    item = page.find(id="facts").find_next("li")
    assert "looked up by postcode" in words(item) and item.a["href"] == "https://bins.simford.example/"


def test_a_council_that_ends_says_when_and_what_follows(client: FlaskClient):
    notice = words(soup(client, "/council/simbury").select_one(".notice"))
    assert "1 April 2027" in notice and "West Simshire" in notice


def test_former_codes_parents_and_districts_are_in_the_context(client: FlaskClient):
    assert "X99999999" in words(soup(client, "/council/simport").main)
    assert soup(client, "/council/simford").select_one('main dd a[href="/council/simshire"]')
    assert len(soup(client, "/council/simshire").select("main dd a[href^='/council/']")) == 3


def test_what_is_not_known_about_a_council_says_so(client: FlaskClient):
    context = words(soup(client, "/council/ballysim").find(id="context").find_next("dl"))
    assert context.count("not known") >= 4 and "None" not in context


def test_sections_without_rows_are_not_there(client: FlaskClient):
    page = soup(client, "/council/simford")
    assert not any(
        page.find(id=name) for name in ("peers", "planner", "level", "no-clear-difference", "history", "wrong")
    )


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over an edition with intervals, peers, gains, gates and an earlier back-cast edition."""
    path: Path = build(tmp_path_factory.mktemp("rich") / "published.db")
    connection = sqlite3.connect(path)
    one, other = CODES["simford"], CODES["simham"]
    connection.execute("UPDATE scores SET interval_low = 1, interval_high = 4 WHERE authority = ?", (one,))
    connection.execute("INSERT INTO peers VALUES (?, ?, ?, 1, 0.4, 0.8)", (EDITION, one, other))
    connection.execute(
        "INSERT INTO gains VALUES (?, ?, 'single', 1, 'B11', 'improve', 0.05, 71.2, 2, NULL, 'GovWifi')", (EDITION, one)
    )
    connection.execute("INSERT INTO gates VALUES (?, ?, 1, 'HTTPS', 'met', '')", (EDITION, one))
    connection.execute("INSERT INTO indistinct VALUES (?, ?, ?, 0.6)", (EDITION, one, other))
    connection.execute(
        "INSERT INTO editions SELECT '2025-11', 'Earlier', '2025-11-21', scope, 'back-cast', framework_version, "
        "code_version, 1, 0, 5, 5, 106, '' FROM editions"
    )
    connection.execute("UPDATE scores SET movement = 'up' WHERE authority = ?", (one,))
    connection.execute(
        "INSERT INTO summaries VALUES (?, 'movement', '', ?)",
        (EDITION, json.dumps({"against": "2025-11", "indicators": ["T09W", "B01"], "compared": 5})),
    )
    members = json.dumps([{"authority": CODES["simbury"], "slug": "simbury"}])
    history = [
        ("2025-11", one, "", 0.4, 0, 61.0, 1, 4, 5),
        (EDITION, one, "", 0.5, 1, 79.4, 1, 4, 5),
        ("2025-11", CODES["simport"], "an average of the councils before it", 0.4, 0, None, None, None, None),
        (EDITION, CODES["simport"], "", 0.5, 0, 90.0, 1, 2, 4),
    ]
    connection.executemany(
        "INSERT INTO history (edition, authority, label, matched, joined, rescored, rank_low, rank_high, rank_of, "
        "matched_coverage, indicators) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'T09W B01')",
        history,
    )
    for edition, code, name in ((EDITION, "west-simshire", "West Simshire"),):
        connection.execute(
            "INSERT INTO successors (edition, successor, name, vesting_on, score, coverage, members, detail, label) "
            "VALUES (?, ?, ?, '2027-04-01', 0.5, 0.9, ?, '{}', 'an average of others')",
            (edition, code, name, members),
        )
    names = [row[1] for row in connection.execute("PRAGMA table_info(scores)") if row[1] != "edition"]
    columns = ", ".join(names)
    connection.execute(f"INSERT INTO scores (edition, {columns}) SELECT '2025-11', {columns} FROM scores")
    connection.commit()
    connection.close()
    return make_server(path).test_client()


def test_sections_with_rows_are_there(rich: FlaskClient):
    page = soup(rich, "/council/simford")
    card = words(page.select(".card")[1])
    assert "1 to 4" in card and "In nine of ten of our re-runs" in card
    assert "80%" in words(page.find(id="peers").find_next("table"))
    planner = words(page.find(id="planner").parent)
    assert "upper bound" in planner and "+5.0" in planner and "no place higher" in planner
    assert "met" in words(page.find(id="level").find_next("li"))
    assert page.find(id="no-clear-difference").find_next("a")["href"] == "/council/simham"


def test_earlier_editions_are_labelled_as_never_published(rich: FlaskClient):
    page = soup(rich, "/council/simford")
    assert "never published at the time" in words(page.find(id="history").find_next("p"))
    assert len(page.find(id="history").find_next("table").select("tbody tr")) == 2
    dots = page.find(id="history").find_next("svg").select("circle")
    assert [dot["cx"] for dot in dots] == ["30.0", "530.0"] and [dot["cy"] for dot in dots] == ["90.0", "80.0"]
    path = "svg path.line"
    assert "L" in page.select_one(path)["d"] and "L" not in soup(rich, "/council/simport").select_one(path)["d"]


def test_movement_is_said_in_words_against_a_dated_edition(rich: FlaskClient):
    assert "Clearly better since November 2025" in words(soup(rich, "/council/simford").main)
    table = soup(rich, "/league?type=district").select_one(".scroll")
    assert "Since November 2025" in words(table.thead) and words(table.tbody).count("Clearly better") == 1


def test_what_comes_after_a_council_is_a_preview_for_its_members_alone(rich: FlaskClient):
    page = soup(rich, "/council/simbury")
    assert "West Simshire, from 1 April 2027: 50.0" in words(page.find(id="successors").find_next("li"))
    assert not soup(rich, "/council/simford").find(id="successors")


def test_figures_from_before_a_council_began_say_what_they_are(rich: FlaskClient):
    text = words(soup(rich, "/council/simport").find(id="history").find_next("table"))
    assert "An average of the councils before it" in text and "Rank" not in text


def test_an_earlier_edition_adds_no_council_to_a_table(rich: FlaskClient):
    assert len(soup(rich, "/league?view=core").select(".scroll tbody tr")) == len(COUNCILS)


def test_the_csv_has_every_mark_and_its_edition(client: FlaskClient):
    answer = client.get("/council/fictford.csv")
    records = list(csv.DictReader(io.StringIO(answer.text)))
    assert {r["indicator"] for r in records} == {i[0] for i in INDICATORS}
    assert all(r["edition"] == "2026-11" and r["slug"] == "fictford" for r in records)
    assert [r["value"] for r in records if r["state"] == "missing"] == [""]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_json_says_its_edition_and_never_a_rank_without_its_range(client: FlaskClient):
    answer = client.get("/council/simford.json").get_json()
    assert answer["edition"]["status"] == "preview" and answer["edition"]["leaves_out"]
    standing = answer["council"]["standing"]
    assert standing["rank_best"] <= standing["rank_worst"] <= standing["rank_of"] and "rank" not in standing
    other = client.get("/council/fictbury.json").get_json()["council"]["standing"]
    assert other["score"] is None and other["provisional"] == pytest.approx(100 * overall("fictbury"), abs=0.06)
    assert answer["council"]["standing"]["score"] == pytest.approx(100 * overall("simford"), abs=0.06)


@pytest.mark.parametrize("suffix", ["", ".csv", ".json"])
@pytest.mark.parametrize("slug", ["nope", "NOPE", "%3Cscript%3E", "x" * 5_000])
def test_a_council_that_does_not_exist_is_a_404(client: FlaskClient, slug: str, suffix: str):
    page = soup(client, f"/council/{slug}{suffix}", 404)
    assert not page.select("script:not([src])") and page.select_one('form[action="/postcode"]')
