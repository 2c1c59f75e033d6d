"""The planner: what would be published, what it takes, who has done it, and plans that cannot be worked out."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from models import Message
from scoring.rounding import out_of_100
from tests.small_edition import COUNCILS, EDITION, INDICATORS, Rows, build, figures, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages.plan_gates import gates_after, level_of

PLANNER = "/council/simford/planner"


def row_of(client: FlaskClient, slug: str) -> dict:
    return figures(client.application.config["PUBLISHED"], slug)


def boxes(page) -> dict[str, bool]:
    return {box["value"]: box.has_attr("checked") for box in page.select('form.plan input[name="fix"]')}


def test_every_mark_below_its_best_can_be_ticked_and_the_form_holds_the_plan(client: FlaskClient):
    page = soup(client, PLANNER)
    own = boxes(page)
    assert own and not any(own.values()) and page.select_one("form.plan")["method"] == "get"
    best = {one.code: one.best for one in INDICATORS}
    assert {code for code, value in values("simford").items() if value != best[code]} == set(own)
    one = next(iter(own))
    assert [code for code, ticked in boxes(soup(client, f"{PLANNER}?fix={one}")).items() if ticked] == [one]
    assert not page.find(id="plan") and page.select_one(f'label[for="fix-{one}"]')


def test_a_plan_of_one_change_says_what_that_change_says(client: FlaskClient):
    page = soup(client, PLANNER)
    for item in page.select(".changes > li"):
        gain, after = re.search(r"([+-]\d+\.\d).*?to (\d+\.\d);", words(item.select_one("p"))).groups()
        cards = soup(client, f"{PLANNER}?fix={item.input['value']}").select(".card")
        assert words(cards[0]).startswith(f"Score {after} {gain}")
        assert re.search(r"Likely \d+ to \d+ of 5", words(cards[1])) or "Likely" in words(cards[1])


def test_more_changes_give_more_and_say_what_they_take(client: FlaskClient):
    codes = list(boxes(soup(client, PLANNER)))
    one, both = (
        soup(client, f"{PLANNER}?" + "&".join(f"fix={code}" for code in chosen)) for chosen in (codes[:1], codes[:2])
    )
    first, second = (float(re.search(r"\d+\.\d", words(page.select(".card")[0])).group()) for page in (one, both))
    assert second > first > out_of_100(row_of(client, "simford")["score"])
    assert re.fullmatch(r"Effort (\d (quick|moderate|hard)(, )?)+ In the judgement.*", words(both.select(".card")[2]))
    assert len(both.find(id="plan").find_next("ol").find_all("li", recursive=False)) == 2


def test_who_has_it_is_named_nearest_first_with_the_evidence(client: FlaskClient):
    codes = [code for code in boxes(soup(client, PLANNER)) if values("simford")[code] is not None]
    peers = soup(client, "/council/simford").select('[aria-label*="tatistical neighbours"] a[href^="/council/"]')
    near = [a["href"].rpartition("/")[2] for a in peers]
    kind = {one.code: one for one in INDICATORS}
    for code in codes:
        item = soup(client, f"{PLANNER}?fix={code}").find(id="plan").find_next("ol").li
        line = item.select("p")[1]
        named = [a["href"].rpartition("/")[2] for a in line.select('a[href^="/council/"]')]
        have = [slug for slug in near if values(slug).get(code) == kind[code].best]
        if have:
            assert named == have[:3] and "Who has it" in words(line)
            for slug in named:
                assert line.select_one(f'a[href="https://evidence.example/{slug}/{code}"]')
        else:
            assert words(line).startswith(("Nobody of its type is at its best", "No other council of its type does"))
        assert "simford" not in named


@pytest.mark.parametrize(
    ("slug", "code", "told"),
    [
        ("simford", "NOPE", "“NOPE” is no question of this edition."),
        ("simford", "%3Cb%3E%00" + "x" * 5_000, "is no question of this edition."),
        ("glensim", "P06", "“Planning datasets supplied” is not asked of this Scottish council."),
        ("fictbury", "A06H", "could not be seen here, so it needs a check first."),
    ],
)
def test_what_cannot_be_planned_is_left_out_and_said(client: FlaskClient, slug: str, code: str, told: str):
    page = soup(client, f"/council/{slug}/planner?fix={code}")
    notice = page.select_one('.notice[role="alert"]')
    assert told in words(notice) and not page.find(id="plan") and not any(boxes(page).values())


def test_what_is_at_its_best_already_is_said(client: FlaskClient):
    done = next(one.code for one in INDICATORS if values("simshire").get(one.code) == one.best)
    assert "is at its best already" in words(
        soup(client, f"/council/simshire/planner?fix={done}").select_one(".notice")
    )


def test_an_endless_plan_is_read_in_part(client: FlaskClient):
    page = soup(client, PLANNER + "?" + "&".join(f"fix=X{n}" for n in range(1_000)))
    assert "Only the first 150 changes were read" in words(page.select_one(".notice"))


def test_a_council_without_a_place_reads_first_which_check_gives_one_and_no_score(client: FlaskClient):
    page = soup(client, "/council/fictbury/planner")
    lead = words(page.select_one(".lead"))
    assert lead.startswith("It has no place yet. What would give it one: Simulated source")
    code = next(iter(boxes(page)))
    planned = soup(client, f"/council/fictbury/planner?fix={code}")
    assert "is given no score" in words(planned.main) and not planned.select(".card")
    score = out_of_100(row_of(client, "fictbury")["score_low"])
    assert not re.search(r"[+-]\d+\.\d", words(planned.select_one(".changes"))) and score is not None


def test_a_plan_has_one_address_whatever_the_order(published: Path):
    public = make_server(published).test_client()
    public.application.config["SITE"] = type(public.application.config["SITE"])(base_url="https://index.example")
    for query in ("fix=B01&fix=A06H", "fix=A06H&utm=x&fix=B01&fix=A06H"):
        link = soup(public, f"{PLANNER}?{query}").head.find("link", rel="canonical")["href"]
        assert link == f"https://index.example{PLANNER}?fix=A06H&fix=B01"


def test_the_file_has_every_change_and_the_figures_of_the_page(client: FlaskClient):
    codes = list(boxes(soup(client, PLANNER)))[:2]
    query = "&".join(f"fix={code}" for code in codes)
    answer = client.get(f"{PLANNER}.csv?{query}")
    records = list(csv.DictReader(io.StringIO(answer.text)))
    assert [r["indicator"] for r in records if r["in_plan"] == "1"] == codes
    assert words(soup(client, f"{PLANNER}?{query}").select(".card")[0]).split()[1] == records[0]["plan_score"]
    assert all(r["effort"] in ("quick", "moderate", "hard") and r["effort_reason"] for r in records)
    none = list(csv.DictReader(io.StringIO(client.get(f"{PLANNER}.csv").text)))
    assert {r["plan_score"] for r in none} == {""} and len(none) == len(records)
    hidden = list(csv.DictReader(io.StringIO(client.get(f"/council/fictbury/planner.csv?fix={codes[0]}").text)))
    assert {(r["gain_alone"], r["score_alone"], r["plan_score"]) for r in hidden} == {("", "", "")}


@pytest.mark.parametrize("path", ["/council/nope/planner", "/council/nope/planner.csv"])
def test_a_planner_of_no_council_is_a_404(client: FlaskClient, path: str):
    soup(client, path, 404)


def test_a_plan_opens_the_gates_that_its_marks_prove(tmp_path: Path):
    client = make_server(build(tmp_path / "published.db", _with_gates)).test_client()
    told = words(soup(client, f"{PLANNER}?fix=A06H").find(id="plan").parent)
    assert "Level 1, an accessibility statement: met" in told
    assert "Level 3, Inclusive and accessible: not met; with the plan met" in told
    assert "With the plan level 3 would be shown; today it is level 2" in told


def _with_gates(rows: Rows) -> None:
    code = COUNCILS["simford"].code
    floor = Message("gate.score", {"score": 40.0, "least": 90}).json()
    rows["gates"] = [
        {"edition": EDITION, "authority": code, "level": 1, "gate": "accessibility_statement", "state": "met",
         "detail": ""},
        {"edition": EDITION, "authority": code, "level": 3, "gate": "D4", "state": "failed", "detail": floor},
        {"edition": EDITION, "authority": code, "level": 4, "gate": "resident_account", "state": "unknown",
         "detail": ""},
    ]  # fmt: skip
    (own,) = (found for found in rows["scores"] if found["authority"] == code)
    own |= {"level_demonstrated": 2, "level_possible": 3}
    for found in rows["summaries"]:
        if found["key"] == "maturity":
            found["value"] = '[{"level": 2, "name": "Two"}]'


SHARE = Message("gate.share", {"shown": 3, "of": 5, "rung": 3, "unknown": 0, "least": 80.0}).json()


@pytest.mark.parametrize(
    ("chosen", "state"),
    [(["S01"], "met"), (["S02"], "failed"), (["S03"], "failed"), (["S09"], "failed"), ([], "failed")],
    ids=["raised", "there already", "capped below", "none of the council's", "nothing"],
)
def test_a_share_of_services_counts_what_a_plan_raises_to_the_rung(chosen: list[str], state: str):
    rungs = {"S01": (1, 4), "S02": (3, 4), "S03": (1, 2)}
    row = {"level": 3, "gate": "services", "state": "failed", "detail": SHARE}
    (gate,) = gates_after([row], chosen, {}, rungs)
    assert (gate.now, gate.then) == ("failed", state)
    assert level_of([gate]) == (3 if state == "met" else 2) and level_of([]) == 0


@pytest.mark.parametrize(
    ("gate", "chosen", "then"),
    [("https", ["T01"], "met"), ("published_data", ["P09"], "met"), ("online_payment", ["S01"], "unknown")],
)
def test_a_fact_is_proved_by_its_own_mark_alone(gate: str, chosen: list[str], then: str):
    row = {"level": 1, "gate": gate, "state": "unknown", "detail": ""}
    assert gates_after([row], chosen, {}, {})[0].then == then
