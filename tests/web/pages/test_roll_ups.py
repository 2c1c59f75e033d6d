"""Regions, nations, reorganisation and programmes: figures as recomputed, types never added up, nothing invented."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from flask.testing import FlaskClient

from edition.tables.marks import CELLS
from models import Message
from scoring.spread import FEWEST, spread
from tests.rows import filled
from tests.small_edition import COUNCILS, EDITION, Rows, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages.experiments import PROGRAMMES
from web.words.catalogue import english

DISTRICTS = [slug for slug, one in COUNCILS.items() if one.type == "district"]
APART = "fictbury"
"""A district that is not ranked."""
PARTS = {DISTRICTS[0]: ("programmes.proptech", "programmes.software"), DISTRICTS[1]: ("programmes.software",)}


def _gathered(rows: Rows) -> None:
    """Put five of six districts into one region, let two take part in programmes, and announce a start of a third."""
    for row in rows["authorities"]:
        if row["slug"] in DISTRICTS:
            row["region"] = "East" if row["slug"] == APART else "South East"
    told = {}
    for slug, programmes in PARTS.items():
        joined = tuple(Message(one, {"since": "2024-02-01"}) for one in programmes)
        told[slug] = Message("programmes.joined", {"programmes": joined})
    told[DISTRICTS[2]] = Message("programmes.planned", {"start": "2026-12-24"})
    rows["cells"] += [
        filled(CELLS, edition=EDITION, authority=COUNCILS[slug].code, indicator="B08", state="observed",
               message=message.json(), url="https://list.example/", source="simsource", observed_on="2026-08-21")
        for slug, message in told.items()
    ]  # fmt: skip
    own = next(row for row in rows["indicators"] if row["indicator"] == "B11")
    rows["indicators"].append(own | {"indicator": "B08", "name": "Programmes joined", "position": 99, "common_core": 0})


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("gathered") / "published.db", _gathered)


@pytest.fixture(scope="module")
def gathered(path: Path) -> FlaskClient:
    """The small edition with its districts in two regions and some of them in programmes."""
    return make_server(path).test_client()


def table(client: FlaskClient, address: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(client.get(address).text))


def test_a_region_is_as_the_scores_say_type_by_type(gathered: FlaskClient, path: Path) -> None:
    told = table(gathered, "/regions.csv").set_index(["type", "region"]).loc[("district", "South East")]
    with sqlite3.connect(path) as connection:
        own = pd.read_sql(
            "SELECT s.score FROM scores s JOIN authorities a USING (authority) "
            "WHERE a.region = 'South East' AND a.type = 'district' AND s.ranked",
            connection,
        )["score"]
    assert (told["councils"], told["ranked"]) == (5, len(own)) and len(own) == FEWEST
    expected = own.quantile([0, 0.25, 0.5, 0.75, 1]) * 100
    names = ["score_low", "score_quarter", "score_middle", "score_three_quarters", "score_high"]
    assert [told[name] for name in names] == pytest.approx(list(expected), abs=0.0501)
    row = soup(gathered, "/regions").select_one('#district ~ .scroll a[href="/league?type=district&region=South+East"]')
    assert f"{told['score_middle']:.1f}" in words(row.find_parent("tr"))


def test_a_region_of_few_is_withheld_and_no_region_has_one_score(gathered: FlaskClient) -> None:
    told = table(gathered, "/regions.csv")
    few = told[told["ranked"] < FEWEST]
    assert len(few) and few["score_middle"].isna().all()
    assert set(told["type"]) <= {"county", "district", "english-unitary", "metropolitan"}
    page = words(soup(gathered, "/regions").main)
    assert page.count("Withheld: fewer than 5") == len(few) and "Types are never added up" in page


def test_a_region_leads_to_the_league_table_of_just_its_councils(gathered: FlaskClient) -> None:
    listed = csv.DictReader(io.StringIO(gathered.get("/league.csv?type=district&region=South+East").text))
    assert {row["slug"] for row in listed} == set(DISTRICTS) - {APART}


def test_nations_are_compared_on_what_every_council_is_asked_alone(client: FlaskClient, published: Path) -> None:
    told = table(client, "/nations.csv").set_index("nation")
    with sqlite3.connect(published) as connection:
        core = pd.read_sql(
            "SELECT a.nation, s.core_score FROM scores s JOIN authorities a USING (authority) WHERE s.core_ranked",
            connection,
        )
        asked = {row[0] for row in connection.execute("SELECT indicator FROM indicators WHERE common_core = 1")}
    england = core[core["nation"] == "England"]["core_score"]
    assert told.loc["England", "score_middle"] == pytest.approx(england.median() * 100, abs=0.0501)
    assert pd.isna(told.loc["Wales", "score_middle"]) and told["ranked"].sum() == len(core)
    page = soup(client, "/nations")
    assert {link["href"].rsplit("/", 1)[1] for link in page.select('.notice + ul a[href^="/indicator/"]')} == asked


def test_the_spread_is_withheld_below_its_base_and_exact_above() -> None:
    assert spread([0.1] * (FEWEST - 1)) is None and spread([]) is None and spread([0.5], fewest=1) is None
    found = spread([0.0, 0.25, 0.5, 0.75, 1.0])
    assert found and (found.count, found.low, found.quarter, found.middle, found.three_quarters, found.high) == (
        5, 0.0, 0.25, 0.5, 0.75, 1.0,
    )  # fmt: skip


def test_what_is_to_come_is_an_average_with_its_councils_and_no_rank(client: FlaskClient) -> None:
    page = soup(client, "/reorganisation")
    text = words(page.main)
    assert "West Simshire, from 1 April 2027" in text and "not a council's score" in text
    assert "no forecast and no rank" in text
    (row,) = page.select('.scroll[aria-label="Councils that make up West Simshire"] tbody tr')
    assert row.a["href"] == "/council/simbury" and "98,000" in words(row)


def test_lineage_goes_both_ways_through_two_steps(tmp_path: Path) -> None:
    def merged(rows: Rows) -> None:
        for code, name, day in (("simport", "Old Town", "2019-04-01"), ("simport", "Middling", "2023-04-01"),
                                ("simwick", "Middling", "2023-04-01")):  # fmt: skip
            rows["relations"].append({
                "authority": COUNCILS[code].code, "relation": "predecessor", "other_code": "", "other_name": name,
                "on_date": day,
            })  # fmt: skip

    page = soup(make_server(build(tmp_path / "merged.db", merged)).test_client(), "/reorganisation")
    made = {row.a["href"]: words(row) for row in page.select("#made ~ .scroll")[0].select("tbody tr")}
    assert "1 April 2023 Middling, Old Town (until 1 April 2019)" in made["/council/simport"]
    former = {words(row.th): {a["href"] for a in row.select("a")} for row in page.select("#former ~ .scroll tbody tr")}
    said = words(page.find(id="made").find_next("p"))
    assert said.startswith("Our register has 2 councils of today that followed others, from 1 April 2019 on"), said
    assert former == {"Middling": {"/council/simport", "/council/simwick"}, "Old Town": {"/council/simport"}}


def test_an_edition_without_reorganisation_or_scores_says_so(tmp_path: Path) -> None:
    def bare(rows: Rows) -> None:
        rows["successors"], rows["relations"] = [], []
        for row in rows["scores"]:
            row.update(ranked=0, score=None, core_ranked=0, core_score=None)

    client = make_server(build(tmp_path / "bare.db", bare)).test_client()
    assert "No council of our register is known to end" in words(soup(client, "/reorganisation").main)
    assert table(client, "/nations.csv")["score_middle"].isna().all()
    assert "not known" not in words(soup(client, "/regions").main) + words(soup(client, "/nations").main)


def test_programmes_name_their_councils_and_a_plan_is_no_part(gathered: FlaskClient) -> None:
    page = soup(gathered, "/experiments")
    listed = {words(one.summary): {a["href"][9:] for a in one.select('a[href^="/council/"]')}
              for one in page.main.select("details")}  # fmt: skip
    assert listed == {
        "Planning software: 2 councils": set(DISTRICTS[:2]), "PropTech Innovation Fund: 1 council": {DISTRICTS[0]},
    }  # fmt: skip
    assert "24 December 2026" in words(page.select_one("#planned ~ ul"))
    assert set(table(gathered, "/experiments.csv")["slug"]) == set(PARTS)
    assert page.select_one('.notice a[href="/indicator/B08"]')


def test_an_edition_without_programmes_says_so(client: FlaskClient) -> None:
    page = words(soup(client, "/experiments").main)
    assert "No list in this edition names a council in a programme" in page and "counts how many" not in page
    assert client.get("/experiments.csv").text.startswith("edition,edition_status,as_of,programme,slug,council")


def test_every_programme_that_a_source_names_has_a_name() -> None:
    words_of = {name for name, entry in english().entries.items() if name.startswith("programmes.")}
    single = {name for name in words_of if "since" in english().entries[name].types}
    assert single == PROGRAMMES.keys()
