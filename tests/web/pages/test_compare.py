"""Comparison: chances are the published ones, types that differ are not set against each other, bad input is helped."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.small_edition import COUNCILS, EDITION, figures
from tests.web.pages.reading import soup, words
from web.pages.ahead import pairs, spread, weighed
from web.words.format import percent

TYPE = "district"
RANKED = "simford,simbury,simham,fictford"


def row(code: str, place: int, kind: str = TYPE, ranked: int = 1) -> dict[str, object]:
    return {"authority": code, "type": kind, "ranked": ranked, "rank_middle": place}


def test_a_chance_that_is_not_clear_is_not_rounded_to_one_that_would_be() -> None:
    pair = (row("A", 1), row("B", 2))
    assert [pairs(pair, {("A", "B"): p})[0].chance for p in (0.944, 0.946, 0.9499)] == ["94%"] * 3
    assert pairs(pair, {})[0].chance == "at least 95%"


def test_a_pair_that_is_not_clear_has_its_chance_and_the_likelier_one_first() -> None:
    a, b, c = row("A", 2), row("B", 1), row("C", 9)
    found = pairs([a, b, c], {("A", "B"): 0.3, ("B", "A"): 0.7})
    told = [(one.ahead["authority"], one.behind["authority"], one.chance) for one in found]
    assert told == [("B", "A", "70%"), ("A", "C", "at least 95%"), ("B", "C", "at least 95%")]


def test_types_that_differ_and_councils_without_a_score_are_no_pair() -> None:
    assert pairs([row("A", 1), row("B", 1, "wales"), row("C", 2, ranked=0)], {}) == []


def test_what_was_not_seen_decides_nothing() -> None:
    assert weighed(None, 0.5) is None and weighed({"points": None}, 0.5) is None
    assert weighed({"points": 0.5}, 0.4) == pytest.approx(0.2)
    assert spread([None, 0.2]) is None and spread([0.2, None, 0.05]) == pytest.approx(0.15)


def test_the_page_gives_the_chances_of_the_database(client: FlaskClient, published: Path) -> None:
    page = soup(client, f"/compare?c={RANKED}")
    short = {one.short_name: one.code for one in COUNCILS.values()}
    stored = {pair[:2]: pair[2] for pair in sqlite3.connect(published).execute(
        "SELECT authority, other, p_better FROM indistinct")}  # fmt: skip
    ranked = [slug for slug in RANKED.split(",") if figures(published, slug)["ranked"]]
    lines = page.select_one('.scroll[aria-label^="Chance"]').select("tbody tr")
    assert len(lines) == len(ranked) * (len(ranked) - 1) // 2 > 0
    for line in lines:
        ahead, (behind, chance, _) = words(line.th), [words(cell) for cell in line.select("td")]
        p = stored.get((short[ahead], short[behind]))
        assert chance == ("at least 95%" if p is None else percent(p)) and (p is None or p >= 0.5)


def test_the_sentence_says_that_a_difference_is_not_clear_and_that_types_do_not_compare(client: FlaskClient) -> None:
    same = words(soup(client, f"/compare?c={RANKED}").find(id="sentence").find_next("p"))
    assert "preview, November 2026" in same and ("no clear difference" in same or "at least 95%" in same)
    mixed = words(soup(client, "/compare?c=simford,simport").find(id="sentence").find_next("p"))
    assert "cannot be compared" in mixed and "chance" not in mixed
    assert not soup(client, "/compare?c=simford").find(id="sentence")
    assert not soup(client, "/compare?c=simford,simport").find(id="ranges")
    assert len(soup(client, f"/compare?c={RANKED}").select("svg.finding rect.span")) == 4


def test_the_chart_is_a_file_that_says_what_it_shows_of_which_edition_and_where_it_stands(client: FlaskClient) -> None:
    page = soup(client, f"/compare?c={RANKED}")
    links = [link["href"] for link in page.find(id="ranges").find_next("p").select("a")]
    assert links == [f"/compare.svg?c={RANKED}", f"/compare.png?c={RANKED}"]
    drawing, picture = (client.get(link) for link in links)
    told = BeautifulSoup(drawing.text, "xml")
    quoted = words(page.find(id="sentence").find_next("p")).strip("“”")
    said = words(told.desc)
    assert quoted in said and "Bar: where it likely lies" in said and "every figure is invented" in said
    assert said.endswith(f"/{EDITION}/compare?c={RANKED}") and len(told.select("circle")) == len(RANKED.split(","))
    assert f'filename="{EDITION}-compare.svg"' in drawing.headers["Content-Disposition"]
    assert picture.data.startswith(b"\x89PNG") and picture.mimetype == "image/png"
    for apart in ("simford,simport", "simford", "nope", ""):
        assert client.get(f"/compare.svg?c={apart}").status_code == 404, apart


def test_the_most_decisive_question_stands_first(client: FlaskClient) -> None:
    page = soup(client, f"/compare?c={RANKED}")
    apart = [float(words(one).removeprefix("apart ")) for one in page.select("th .under")]
    assert apart == sorted(apart, reverse=True) and apart[0] > 0
    assert not soup(client, "/compare?c=simford,simport").select("th .under")


def test_each_council_can_be_removed_and_the_file_has_those_shown(client: FlaskClient) -> None:
    page = soup(client, "/compare?c=simford,simbury")
    removed = {a["href"] for a in page.select("ul.links a") if "Remove" in words(a)}
    assert removed == {"/compare?c=simbury", "/compare?c=simford"}
    told = list(csv.DictReader(io.StringIO(client.get("/compare.csv?c=simford,nope,simbury").text)))
    assert {one["slug"] for one in told} == {"simford", "simbury"}


def test_a_council_is_added_from_those_of_its_type_or_from_all_on_request(client: FlaskClient) -> None:
    def offered(address: str) -> set[str]:
        return {one["value"] for one in soup(client, address).select("#add option")}

    alike = {slug for slug, one in COUNCILS.items() if one.type == COUNCILS["simford"].type} - {"simford"}
    assert alike and offered("/compare?c=simford") == alike
    other = soup(client, "/compare?c=simford").find("a", string="List councils of every type")["href"]
    assert offered(other.partition("#")[0]) == offered("/compare") - {"simford"} == set(COUNCILS) - {"simford"}


def test_names_of_nobody_are_a_404_that_offers_every_council_and_too_many_are_cut(client: FlaskClient) -> None:
    page = soup(client, "/compare?c=nope,nada", 404)
    assert "“nope”, “nada”" in words(page.select_one(".notice")) and len(page.select("#add option")) == len(COUNCILS)
    assert client.get("/compare.csv?c=nope").status_code == client.get("/compare.csv").status_code == 404
    many = soup(client, "/compare?c=" + ",".join([*COUNCILS, *(f"x{n}" for n in range(400))]))
    assert "At most 5" in words(many.select_one(".notice"))
