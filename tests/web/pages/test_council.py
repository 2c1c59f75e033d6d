"""A council's page: the verdict with its range, every mark with its evidence, what is missing and why."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edition.build import score_editions
from edition.reader import connect
from edition.tables import GATES, HISTORY, SUMMARIES
from models import Message
from scoring.rounding import out_of_100
from tests.rows import filled
from tests.small_edition import COUNCILS, EDITION, INDICATORS, Rows, build, figures, inputs, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.explorer.controls import whole
from web.explorer.markup import to_html
from web.site import Site


@pytest.mark.parametrize("slug", tuple(COUNCILS))
def test_every_indicator_is_accounted_for_once(client: FlaskClient, slug: str):
    page = soup(client, f"/council/{slug}")
    marks = {link["href"].removeprefix("/indicator/") for link in page.select(".marks th a:not(.wrong)")}
    assert marks == values(slug).keys()
    missing = page.find(id="missing").find_next_sibling()
    expected = {one.name for one in INDICATORS if values(slug).get(one.code, 0) is None}
    assert {link.get_text() for link in missing.select("li a")} == expected


NEIGHBOURS = '.scroll[aria-label$="tatistical neighbours"] table'


def row_of(client: FlaskClient, slug: str) -> dict:
    return figures(client.application.config["PUBLISHED"], slug)


def test_the_verdict_has_the_score_and_a_range_of_places(client: FlaskClient):
    verdict = words(soup(client, "/council/simport").select_one(".lead"))
    assert f"scores {out_of_100(row_of(client, 'simport')['score']):.1f} out of 100" in verdict
    assert re.search(r"Among the 4 ranked English unitary councils its place is from \d to \d", verdict)


def test_a_council_alone_in_its_table_is_in_no_quarter_of_it(client: FlaskClient):
    verdict = words(soup(client, "/council/llansim").select_one(".lead"))
    assert "1 ranked" in verdict and "quarter" not in verdict and "nobody to compare it with" in verdict


def test_a_council_with_too_little_evidence_is_not_ranked_and_says_why(client: FlaskClient):
    page, row = soup(client, "/council/fictbury"), row_of(client, "fictbury")
    low, high = (f"{out_of_100(row[end]):.1f}" for end in ("score_low", "score_high"))
    assert words(page.select_one(".lead")) == (
        "No score yet: we could see 2 of the 5 things we look at here. "
        f"It is likely between {low} and {high}. That is our gap, not a finding about Fictbury Council."
    )
    assert "Not ranked" in words(page.select(".card")[1]) and "No score yet" in words(page.select(".card")[0])


@pytest.mark.parametrize(
    "address",
    ["/council/fictbury", "/council/fictbury.csv", "/compare?c=fictbury,simford", "/league?type=district",
     "/league.csv", "/league?view=core", "/data/scores.csv", "/data/history.csv", "/explore/"],
)  # fmt: skip
def test_the_score_of_a_council_that_is_not_ranked_is_nowhere(client: FlaskClient, address: str):
    i = tuple(COUNCILS).index("fictbury")
    score = f"{out_of_100(float(score_editions(inputs())[0].published.score[i])):.1f}"
    if address == "/explore/":
        text = str(to_html(whole(connect(client.application.config["PUBLISHED"]), "district")))
    else:
        text = client.get(address).get_data(as_text=True)
    lines = text.replace("</tr>", "\n").splitlines()
    about = [line for line in lines if "ictbury" in line or COUNCILS["fictbury"].code in line]
    assert about and not any(score in line for line in about)


def test_the_data_hold_no_score_of_a_council_that_is_not_ranked(client: FlaskClient):
    row = row_of(client, "fictbury")
    assert {row[name] for name in ("score", "seen", "core_score", "resident", "foundations")} == {None}
    council = client.get("/api/v1/councils/fictbury").get_json()["council"]
    for standing in (council["standing"], council["common_core"]):
        assert standing["score"] is standing["seen"] is standing["rank_middle"] is None
    assert {part[key] for part in council["dimensions"] for key in ("score", "seen")} == {None}
    league = client.get("/api/v1/league?type=district").get_json()["rows"]
    (row,) = (one for one in league if one["slug"] == "fictbury")
    assert {row[key] for key in ("score", "seen", "D4", "D4_counted", "D7", "D7_counted")} == {None}


def test_a_council_with_a_mark_put_in_says_so_and_what_it_would_be_without(client: FlaskClient):
    page, row = soup(client, "/council/fictford"), row_of(client, "fictford")
    notice = words(page.select_one(".notice"))
    assert notice.startswith("We could not see “Accessibility failures on the home page”. For it the score counts ")
    assert f"The marks that we saw come to {out_of_100(row['seen']):.1f} by themselves." in words(page.main)
    assert "put in" in words(page.find(id="dimensions").find_next("table"))
    assert not soup(client, "/council/simford").select_one(".notice")


def test_whose_marks_were_put_in_is_named_with_their_marks_and_makes_the_figure(client: FlaskClient):
    row = row_of(client, "fictford")
    page = soup(client, soup(client, "/council/fictford").select_one('.notice a[href$="/put-in"]')["href"])
    shown = [[words(cell) for cell in line.select("th, td")] for line in page.select("tbody tr")]
    lent = [float(line[1]) for line in shown]
    told = float(re.search(r"([\d.]+) put in", words(page.h2)).group(1))
    assert sum(lent) / len(lent) == pytest.approx(told, abs=0.1) and len(lent) == 5
    assert "as one more" in shown[-1][0] and all("simsource" not in line[0] for line in shown)
    marks = client.get("/council/fictford.json").get_json()["council"]["marks"]
    (mark,) = (mark for mark in marks if mark["put_in"] is not None)
    assert len(mark["lenders"].split()) == 4 and 100 * mark["put_in"] == pytest.approx(told, abs=0.05)
    assert row["ranked"] and "Nothing was put in" in words(soup(client, "/council/simford/put-in").main)
    assert "has no score" in words(soup(client, "/council/fictbury/put-in").main)
    soup(client, "/council/nope/put-in", 404)


def test_what_is_put_in_for_a_council_without_a_place_is_in_no_file(client: FlaskClient):
    marks = client.get("/council/fictbury.json").get_json()["council"]["marks"]
    assert any(mark["state"] == "missing" for mark in marks)
    assert all(mark["put_in"] is None and mark["lenders"] == "" for mark in marks)
    assert "Largest effect first" in words(soup(client, "/council/fictbury").main)
    assert not re.search(r"\(\+\d", words(soup(client, "/council/fictbury").find(id="planner").find_next("ul")))


def test_a_council_without_a_place_is_told_first_which_check_gives_one_and_whose_it_is(client: FlaskClient):
    page = soup(client, "/council/fictbury")
    headings = [h.get_text() for h in page.select("h2")]
    assert headings.index("What would give it a place") < headings.index("Every mark")
    told = words(page.find(id="place").find_next("ul"))
    assert re.search(r"Simulated source ?\. From what similar councils have we expect a place of \d to \d of 6", told)
    seen = words(page.find(id="place").find_next("ul").find_next("p"))
    assert re.match(r"What all that is missing turns out to be can by itself make the score anything from \d", seen)
    assert "Nothing that the council does now changes this edition" in words(page.main)
    assert "One invented run; nobody can order another." in words(page.main)
    first = page.h1.find_next("p")
    assert words(first).startswith("What would give it a place: Simulated source")
    assert first.a["href"].startswith("/checks#")
    assert "What to put right meanwhile" in headings and "Score after" not in words(page.main)
    assert page.find(id="place").find_next("a")["href"] == "/checks#simsource"


def test_every_mark_has_a_link_that_says_it_is_wrong(client: FlaskClient):
    page = soup(client, "/council/simford")
    marks = page.select(".marks tbody tr")
    assert all(row.select_one("a.wrong")["href"].startswith("/council/simford/wrong/") for row in marks)
    report = words(soup(client, "/council/simford/wrong/A06H").select_one("textarea"))
    for part in ("Simford Council (E07990003)", "Accessibility failures on the home page (A06H)",
                 "What is true instead:", "https://evidence.example/simford/A06H",
                 "Edition: 2026-11, preview"):  # fmt: skip
        assert part in report
    soup(client, "/council/simford/wrong/NOPE", 404)
    soup(client, "/council/glensim/wrong/P06", 404)
    soup(client, "/council/nope/wrong/A06H", 404)


@pytest.mark.parametrize(
    ("site", "says", "mails"),
    [
        (Site(), "has not given a contact yet", False),
        (Site(contact_email="marks@index.example"), "Open the report in your mail program", True),
        (Site(contact_url="https://index.example/contact"), "our contact page", False),
    ],
    ids=["nobody", "mail", "page"],
)
def test_a_report_goes_where_the_operator_can_be_reached(client: FlaskClient, site: Site, says: str, mails: bool):
    server = make_server(Path(client.application.config["PUBLISHED"]))
    server.config["SITE"] = site
    page = soup(server.test_client(), "/council/fictford/wrong/A06H")
    assert says in words(page.main) and bool(page.select('a[href^="mailto:"]')) is mails
    assert "not known: the check was turned away" in words(page.select_one("textarea"))


def test_the_card_says_how_much_was_seen_and_what_the_rest_carries(client: FlaskClient):
    assert "4 of 5 marks (the missing one carries 39%)" in words(soup(client, "/council/fictford").select(".card")[2])


def test_missing_marks_link_to_where_we_looked(client: FlaskClient, tmp_path: Path):
    path = build(tmp_path / "published.db", _on_one_page)
    one = make_server(path).test_client()
    told = words(soup(one, "/council/simford").select_one(".marks"))
    assert "(one page for many councils: look for “Simford”, “local-authority:" in told
    row = next(row for row in soup(one, "/council/fictford").select(".marks tbody tr") if "home page" in words(row))
    assert row.select_one('a[href="https://list.example/"]').get_text() == "where we looked"
    assert "look for" not in words(soup(client, "/council/simford").main)


def _on_one_page(rows: Rows) -> None:
    for cell in rows["cells"]:
        cell["url"] = "https://list.example/" if cell["indicator"] == "A06H" else cell["url"]


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
    assert "looked up online by postcode" in words(item) and item.a["href"] == "https://bins.simford.example/"


def test_a_council_that_ends_says_when_and_what_follows(client: FlaskClient):
    notice = words(soup(client, "/council/simbury").select_one(".notice"))
    assert "1 April 2027" in notice and "West Simshire" in notice


def test_former_codes_parents_and_districts_are_in_the_context(client: FlaskClient):
    assert "E06980001" in words(soup(client, "/council/simport").main)
    assert soup(client, "/council/simford").select_one('main dd a[href="/council/simshire"]')
    assert len(soup(client, "/council/simshire").select("main dd a[href^='/council/']")) == 3


def test_what_is_not_known_about_a_council_says_so(client: FlaskClient):
    context = " ".join(words(one) for one in soup(client, "/council/ballysim").find(id="context").find_all_next("dl"))
    assert context.count("not known") >= 4 and "None" not in context


def test_sections_without_rows_are_not_there(client: FlaskClient):
    page = soup(client, "/council/simford")
    assert not any(page.find(id=name) for name in ("level", "history", "place"))


def test_in_page_links_name_every_section(client: FlaskClient):
    for slug in ("simford", "fictbury"):
        page = soup(client, f"/council/{slug}")
        linked = {a["href"].removeprefix("#") for a in page.select(".links a[href^='#']")}
        assert {h["id"] for h in page.select("main h2[id]")} - {"place"} == linked


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over an edition with gates and an earlier back-cast edition."""
    return make_server(build(tmp_path_factory.mktemp("rich") / "published.db", _richer)).test_client()


def _richer(rows: Rows) -> None:
    one, other = COUNCILS["simford"].code, COUNCILS["simport"].code
    met = Message("gate.score", {"score": 83.3, "least": 50})
    gates = ((1, "accessibility_statement", "failed", ""), (3, "D4", "met", met),
             (3, "online_payment", "unknown", ""))  # fmt: skip
    rows["gates"] = [
        filled(GATES, edition=EDITION, authority=one, level=level, gate=gate, state=state, detail=detail)
        for level, gate, state, detail in gates
    ]
    (own,) = (found for found in rows["scores"] if found["authority"] == one)
    own |= {"level_demonstrated": 2, "level_possible": 3, "movement": "up"}
    for found in rows["summaries"]:
        found["value"] = json.dumps([{"level": 2, "name": "Two"}]) if found["key"] == "maturity" else found["value"]
    moved = {"against": "2025-11", "indicators": ["T09W", "B01"], "compared": 5}
    rows["summaries"].append(filled(SUMMARIES, edition=EDITION, key="movement", value=json.dumps(moved)))
    earlier = {"edition": "2025-11", "title": "Earlier", "as_of": "2025-11-21", "status": "back-cast", "is_current": 0}
    rows["editions"].append(rows["editions"][0] | earlier)
    rows["scores"] += [found | {"edition": "2025-11"} for found in rows["scores"]]
    before = Message("figure.average_before", {"day": date(2026, 4, 1)})
    rows["history"] = [
        filled(HISTORY, edition=edition, authority=code, label=label, matched=matched, joined=joined, rescored=rescored,
            rank_low=1, rank_high=high, rank_of=of, matched_coverage=1, indicators="T09W B01")
        for edition, code, label, matched, joined, rescored, high, of in (
            ("2025-11", one, "", 0.4, 0, 0.61, 4, 5),
            (EDITION, one, "", 0.5, 1, 0.794, 4, 5),
            ("2025-11", other, before, 0.4, 0, None, None, None),
            (EDITION, other, "", 0.5, 0, 0.9, 2, 4),
        )
    ]  # fmt: skip


def test_sections_with_rows_are_there(client: FlaskClient):
    page, row = soup(client, "/council/simford"), row_of(client, "simford")
    card = words(page.select(".card")[1])
    assert f"{row['interval_low']} to {row['interval_high']}" in card and "In nine of ten of our re-runs" in card
    peers = page.select(NEIGHBOURS)
    assert {a.get_text() for table in peers for a in table.select("a[href^='/council/']")} == {
        "Simbury", "Simham", "Fictford", "Fictbury", "Fictham"
    }  # fmt: skip
    planner = words(page.find(id="planner").find_next("table"))
    assert "Effort" in planner and re.search(r"\+\d+\.\d \d+\.\d", planner)
    planned = soup(client, page.select_one('main a[href$="/planner"]')["href"])
    assert "If everything were looked at again today" in words(planned.main)
    assert page.find(id="no-clear-difference").find_next("a")["href"] == "/council/fictford"


def test_the_page_is_in_the_order_of_need(rich: FlaskClient):
    page = soup(rich, "/council/simford")
    ids = [h["id"] for h in page.select("main h2[id]")]
    needed = ["planner", "examples", "marks", "missing", "history", "peers", "services", "context"]
    assert [name for name in ids if name in needed] == needed
    assert len(page.find(id="planner").find_next("table").select("tbody tr")) <= 3


def test_who_does_it_well_are_the_most_similar_that_have_it_with_their_evidence(client: FlaskClient):
    page = soup(client, "/council/simford")
    near = [a["href"].rpartition("/")[2] for table in page.select(NEIGHBOURS) for a in table.select("tbody a")]
    for item in page.find(id="examples").find_next("ul").select("li"):
        named = [a["href"].rpartition("/")[2] for a in item.select('a[href^="/council/"]')]
        assert named and set(named) <= set(near) and named == sorted(named, key=near.index)
        assert len(item.select('a[href^="https://evidence.example/"]')) == len(named)


def test_peers_have_their_score_and_likely_places(client: FlaskClient):
    for row in soup(client, "/council/simford").find(id="peers").find_next("table").select("tbody tr"):
        other = row_of(client, row.a["href"].rpartition("/")[2])
        score, where = (words(cell) for cell in row.select("td")[:2])
        if other["ranked"]:
            assert score == f"{out_of_100(other['score']):.1f}"
            assert where == f"{other['interval_low']} to {other['interval_high']} of {other['rank_of']}"
        else:
            assert (score, where) == ("no score yet", "not ranked")


def test_levels_and_gates_are_said_in_words(rich: FlaskClient):
    page = soup(rich, "/council/simford")
    gates = [words(item) for item in page.find(id="level").find_next("ul").select("li")]
    assert gates == [
        "Level 1, an accessibility statement: not met",
        "Level 3, Inclusive and accessible: met (score 83.3, needs 50)",
        "Level 3, paying online: no evidence",
    ]
    assert "Level 2 Two (could be 3: no evidence on paying online)" in words(page.select(".card")[2])


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


def test_what_comes_after_a_council_is_a_preview_for_its_members_alone(client: FlaskClient):
    page = soup(client, "/council/simbury")
    assert "West Simshire, from 1 April 2027: " in words(page.find(id="successors").find_next("li"))
    assert not soup(client, "/council/simford").find(id="successors")


def test_figures_from_before_a_council_began_say_what_they_are(rich: FlaskClient):
    text = words(soup(rich, "/council/simport").find(id="history").find_next("table"))
    assert "Constituent average before 1 April 2026, not a council's score" in text and "Rank" not in text


def test_an_earlier_edition_adds_no_council_to_a_table(rich: FlaskClient):
    assert len(soup(rich, "/league?view=core").select(".scroll tbody tr")) == len(COUNCILS)


def test_the_csv_has_every_mark_and_its_edition(client: FlaskClient):
    answer = client.get("/council/fictford.csv")
    records = list(csv.DictReader(io.StringIO(answer.text)))
    assert {r["indicator"] for r in records} == {one.code for one in INDICATORS}
    assert all(r["edition"] == "2026-11" and r["slug"] == "fictford" for r in records)
    assert [r["value"] for r in records if r["state"] == "missing"] == [""]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_json_says_its_edition_and_never_a_rank_without_its_range(client: FlaskClient):
    answer = client.get("/council/simford.json").get_json()
    assert answer["edition"]["status"] == "preview" and answer["edition"]["leaves_out"]
    standing, row = answer["council"]["standing"], row_of(client, "simford")
    assert standing["rank_best"] <= standing["rank_worst"] <= standing["rank_of"] and "rank" not in standing
    assert (standing["score"], standing["seen"]) == (out_of_100(row["score"]), out_of_100(row["seen"]))
    other = client.get("/council/fictbury.json").get_json()["council"]["standing"]
    assert other["score"] is other["seen"] is other["rank_middle"] is None and other["score_low"] < other["score_high"]


@pytest.mark.parametrize("suffix", ["", ".csv", ".json"])
@pytest.mark.parametrize("slug", ["nope", "NOPE", "%3Cscript%3E", "x" * 5_000])
def test_a_council_that_does_not_exist_is_a_404(client: FlaskClient, slug: str, suffix: str):
    page = soup(client, f"/council/{slug}{suffix}", 404)
    assert not page.select("script:not([src])") and page.select_one('form[action="/search"]')
