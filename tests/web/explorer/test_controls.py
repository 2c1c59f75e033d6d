"""What the explorer's controls do, called directly; the browser tests see that they are wired."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dash import _dash_renderer, dcc, html
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from edition.reader import connect
from errors import PublishedError
from scoring.panel import Rules
from scoring.rounding import out_of_100
from tests.small_edition import Rows, build
from web.explorer import bundle, controls, state
from web.explorer.markup import to_html
from web.explorer.reweigh import reweigh
from web.explorer.screen import EDITIONS_NEEDED, NO_WEIGHT, screen, sliders_of, weights_of
from web.explorer.standings import Council, Dimension, Part, Standings, standings
from web.explorer.table import PAGE, league_table
from web.explorer.trend import Moment, trends

MINE = {"slugs": ["simford", "simshire"], "type": "district"}
GLENSIM = {"slugs": ["glensim"], "type": "scotland"}


def words(component: Any) -> str:
    """Return all the text of a Dash component."""
    plain = component.to_plotly_json() if hasattr(component, "to_plotly_json") else component
    if isinstance(plain, dict):
        return words(plain["props"].get("children"))
    if isinstance(plain, list | tuple):
        return " ".join(words(part) for part in plain)
    return "" if plain is None else str(plain)


def many(count: int) -> Standings:
    """Return standings of `count` councils, the first the best."""
    score = [round(100 - 100 * n / count, 1) for n in range(count)]
    councils = tuple(
        Council(f"E{n}", f"c{n}", f"Council {n:03}", (Part(s / 100, 1.0),), s, s, s, n + 1, 1, count, count)
        for n, s in enumerate(score)
    )
    return Standings("district", (Dimension("D4", "Inclusive", 1.0),), councils, Rules())


def test_untouched_sliders_stand_for_exactly_the_weights_of_the_index(connection: sqlite3.Connection) -> None:
    found = standings(connection, "district")
    assert weights_of(found, sliders_of(found)) == found.index_weights
    assert sum(found.index_weights) == pytest.approx(1)


def test_a_slider_that_does_not_apply_counts_for_nothing(connection: sqlite3.Connection) -> None:
    found = standings(connection, "wales")
    codes = [dimension.code for dimension in found.dimensions]
    assert weights_of(found, [100] * 4)[codes.index("D6")] == 0
    assert "does not apply to these councils" in screen(found, [100] * 4, 0).shares


def test_no_weight_at_all_says_what_to_do_and_keeps_the_link(connection: sqlite3.Connection) -> None:
    shown = screen(standings(connection, "district"), [0, 0, 0, 0], 0)
    assert (shown.status, words(shown.table), shown.first, shown.last) == (NO_WEIGHT, NO_WEIGHT, True, True)
    assert shown.link == "?type=district&D4=0&D5=0&D6=0&D7=0"


def test_the_share_of_weightings_is_a_figure_of_the_index_whatever_the_sliders(connection: sqlite3.Connection) -> None:
    found = replace(many(30), dimensions=(Dimension("D4", "Inclusive", 0.6), Dimension("D5", "Secure", 0.4)))
    parts = [(Part(n / 30, 1.0), Part(((n * 7) % 30) / 30, 1.0)) for n in range(30)]
    found = replace(found, councils=tuple(replace(c, parts=p) for c, p in zip(found.councils, parts, strict=True)))
    own, other = ({row.council.slug: row.top_ten for row in reweigh(found, w)} for w in ((0.6, 0.4), (0.0, 1.0)))
    assert own == other and sum(own.values()) >= 10 and {0.0, 1.0} < set(own.values())
    few = screen(standings(connection, "district"), sliders_of(standings(connection, "district")), 0)
    assert "–" in words(few.table) and "First ten in how many of 1,000 weightings" in words(few.table)


@pytest.mark.parametrize(
    ("page", "expected", "first", "last"),
    [(0, 0, True, False), (1, 1, False, False), (6, 6, False, True), (99, 6, False, True)],
)
def test_a_page_of_the_table_is_kept_within_what_exists(page: int, expected: int, first: bool, last: bool) -> None:
    shown = screen(many(164), [100], page)
    assert (shown.page, shown.first, shown.last) == (expected, first, last)
    assert f"{expected * PAGE + 1} to {min(164, expected * PAGE + PAGE)} of 164" in shown.status


def test_a_postcode_opens_the_page_that_holds_its_council() -> None:
    shown = screen(many(164), [100], -1, ["nobody", "c60"])
    assert shown.page == 2
    assert "Council 060  (your council)" in words(shown.table)


@pytest.mark.parametrize(
    ("triggered", "page", "searched", "expected"),
    [
        (("next",), 1, True, 2),
        (("previous",), 1, False, 0),
        (("previous",), 0, False, 0),
        (("chart",), 3, True, 3),
        (("weight",), 3, False, 0),
        (("weight",), 3, True, -1),
        (("mine", "weight"), 3, True, -1),
        ((), 0, False, 0),
    ],
)
def test_each_control_leads_to_its_page(triggered: tuple[str, ...], page: int, searched: bool, expected: int) -> None:
    assert controls.turn(triggered, page, searched) == expected


def test_the_chart_shows_the_ranked_councils_of_the_table_and_only_on_demand(connection: sqlite3.Connection) -> None:
    found = standings(connection, "district")
    assert screen(found, sliders_of(found), 0).chart is None
    figure = screen(found, sliders_of(found), 0, chart="scores").chart
    graph = figure.children[1].figure["data"][0]
    ranked = [row for row in reweigh(found, found.index_weights) if row.best]
    assert list(reversed(graph["y"])) == [row.council.name for row in ranked]
    assert list(reversed(graph["x"])) == [row.score for row in ranked]
    assert min(graph["error_x"]["array"] + graph["error_x"]["arrayminus"]) >= 0


def test_the_table_never_shows_a_bare_rank(connection: sqlite3.Connection) -> None:
    found = standings(connection, "district")
    table = league_table(reweigh(found, found.index_weights), (), "All")
    for row in table.children.children[2].children:
        score, own, index = (row.children[n].children for n in (1, 2, 3))
        assert own.startswith("not ranked: ") or " to " in own
        assert index == "not ranked" or " to " in index
        assert " to " in score or score.startswith("between ")


@pytest.mark.parametrize(
    ("triggered", "query", "mine", "expected"),
    [
        (("url",), "", None, None),
        (("url",), "?D4=50", None, ("district", [50, 26, 18, 16], [False] * 4)),
        (("url",), "?type=scotland", None, ("scotland", [48, 32, 0, 19], [False, False, True, False])),
        (("url",), "?type=nonsense&D4=100&D5=x&D6=-1&D7=1000", None, ("district", [100, 26, 18, 16], [False] * 4)),
        (("kind",), "", None, ("district", [39, 26, 18, 16], [False] * 4)),
        (("reset",), "?type=wales", None, ("district", [39, 26, 18, 16], [False] * 4)),
        (("mine",), "", MINE, None),
        (("mine",), "", None, None),
        (("mine",), "", GLENSIM, ("scotland", [48, 32, 0, 19], [False, False, True, False])),
    ],
)
def test_what_a_change_does_to_type_and_sliders(
    connection: sqlite3.Connection, triggered: tuple[str, ...], query: str, mine: dict | None, expected: tuple | None
) -> None:
    assert controls.settle(connection, triggered, query, "district", mine) == expected


@pytest.mark.parametrize(
    ("triggered", "before", "expected"),
    [
        (("kind",), ("district", [80, 26, 18, 0]), ("wales", [80, 26, 0, 0])),
        (("kind",), ("district", [39, 26, 18, 16]), ("wales", [48, 32, 0, 19])),
        (("reset",), ("district", [80, 26, 18, 0]), ("wales", [48, 32, 0, 19])),
        (("kind",), ("district", [80]), ("wales", [48, 32, 0, 19])),
        (("kind",), ("nonsense", [80, 1, 2, 3]), ("wales", [48, 32, 0, 19])),
    ],
)
def test_another_type_keeps_the_weights_that_were_moved(
    connection: sqlite3.Connection, triggered: tuple[str, ...], before: tuple, expected: tuple
) -> None:
    assert controls.settle(connection, triggered, "", "wales", None, before)[:2] == expected


@pytest.mark.parametrize(
    ("text", "told", "type_"),
    [
        ("sm1 1aa", "Simford Council and Simshire Council", "district"),
        ("SM33CC", "Glensim Council", "scotland"),
        ("hello", "not a full UK postcode", None),
        (None, "Type a postcode.", None),
        ("  ", "Type a postcode.", None),
        ("SM1 1ZZ", "Councils in that postcode district", None),
        ("<script>" * 2000, "not a full UK postcode", None),
    ],
)
def test_a_postcode_is_answered(connection: sqlite3.Connection, text: str | None, told: str, type_: str | None) -> None:
    answer, mine = controls.find(connection, text)
    assert told in words(answer)
    assert (mine or {}).get("type") == type_


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(39, 39), ("39", 39), ("39.6", 39), (-4, 0), (1e9, 100), (None, 0), ("", 0), ("x", 0), (float("inf"), 0), ([], 0)],
)
def test_a_slider_position_is_a_number_from_0_to_100_whatever_is_sent(sent: Any, expected: int) -> None:
    assert controls.position(sent) == expected


@given(st.sampled_from(["district", "wales"]), st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_a_view_survives_its_address(kind: str, positions: list[int]) -> None:
    sliders = tuple(zip(("D4", "D5", "D6", "D7"), positions, strict=True))
    view = state.View(kind, sliders, positions[0] % 7, ("", *state.CHARTS)[positions[1] % 3], ("simford", "simshire"))
    asked = state.read(state.write(view), ("district", "wales"))
    assert (asked.type, asked.sliders, asked.page or 0) == (kind, dict(sliders), view.page)
    assert (asked.chart, asked.councils, asked.refused) == (view.chart, view.councils, ())


@given(st.text())
def test_no_query_whatever_breaks_the_explorer(query: str) -> None:
    asked = state.read(query, ("district",))
    assert asked.type in (None, "district") and asked.chart in ("", *state.CHARTS)
    assert all(0 <= position <= 100 for position in asked.sliders.values())
    assert asked.page is None or asked.page >= 0


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("D4=NaN", "“D4=NaN” is left out: expected a weight, a whole number from 0 to 100."),
        ("D4=-5&D5=50", "“D4=-5”"), ("D4=1e3", "“D4=1e3”"), ("D5=", "“D5=”"), ("D6=١٢", "“D6=١٢”"),
        ("type=nope", "a type of council of this edition"), ("page=0", "a whole number from 1"),
        ("chart=pie", "one of scores and trend"), ("c=../etc", "short names"), ("type=" + "x" * 9000, "“type=xxx"),
    ],
)  # fmt: skip
def test_what_an_address_asks_for_in_vain_is_said(connection: sqlite3.Connection, query: str, told: str) -> None:
    asked = state.read(query, ("district",))
    assert len(asked.refused) == 1 and told in asked.refused[0] and len(asked.refused[0]) < 160
    assert state.read("utm_source=x&D5=7", ("district",)) == state.Asked(sliders={"D5": 7})


def test_the_page_says_which_weights_it_refused_with_script_or_without(client: FlaskClient) -> None:
    page = client.get("/explore/?type=district&D4=NaN&D5=50").text
    assert "“D4=NaN” is left out" in page.partition("<noscript><h1>")[2]
    assert 'role="alert"' not in client.get("/explore/?type=district&D4=30").text


def test_a_link_restores_page_chart_and_councils(connection: sqlite3.Connection) -> None:
    assert controls.restored(connection, "?type=district&D4=5") is None
    asked = controls.restored(connection, "?type=district&page=3&chart=trend&c=simford")
    assert asked == {"page": 2, "chart": "trend", "slugs": ["simford"]}
    assert controls.restored(connection, "?c=simford")["page"] == -1
    found = standings(connection, "district")
    shown = controls.show(connection, ("asked", "weight"), "district", sliders_of(found), 0, None, "scores", asked)
    assert "Simford Council  (your council)" in words(shown.table)
    assert shown.link.endswith("chart=scores&c=simford")


@pytest.mark.parametrize(
    ("triggered", "pressed", "before", "expected"),
    [(("chart",), "trend", "", "trend"), (("chart",), "trend", "trend", ""), (("chart",), "trend", "scores", "trend"),
     (("asked", "weight"), "", "", "scores"), (("weight",), "", "trend", "trend")],
)  # fmt: skip
def test_a_button_draws_its_chart_and_takes_it_away(
    triggered: tuple[str, ...], pressed: str, before: str, expected: str
) -> None:
    assert controls.drawn(triggered, pressed, before, {"page": 0, "chart": "scores", "slugs": []}) == expected


def test_the_trend_breaks_where_dates_do_not_compare_and_says_where_none_does(connection: sqlite3.Connection) -> None:
    found = standings(connection, "district")
    assert words(screen(found, sliders_of(found), 0, chart="trend").chart) == EDITIONS_NEEDED
    moments = (Moment("2024-11-21", 40.0, False), Moment("2025-11-21", 50.0, False), Moment("2026-11-21", 55.0, True))

    def trends(slugs: Sequence[str]) -> dict[str, tuple[Moment, ...]]:
        assert slugs[0] == "simbury" and len(slugs) <= 6
        return {"Simbury": moments}

    figure = screen(found, sliders_of(found), 0, ["simbury"], "trend", trends).chart
    (line,) = figure.children[1].figure["data"]
    assert list(line["y"]) == [40.0, None, 50.0, 55.0] and line["connectgaps"] is False
    assert "not the score of the table" in words(figure)


def test_the_trend_is_the_history_of_each_council(real_published: Path) -> None:
    connection = connect(real_published)
    told = trends(connection, ["leeds", "nope", "cardiff"])
    rows = connection.execute(
        "SELECT matched FROM history h JOIN authorities a USING (authority) JOIN editions e USING (edition) "
        "WHERE a.slug = 'leeds' ORDER BY e.as_of"
    ).fetchall()
    assert [one.score for one in told["Leeds City Council"]] == [out_of_100(row["matched"]) for row in rows]
    assert next(iter(told)) == "Leeds City Council" and len(told) <= 2


def test_a_database_without_ranking_rules_is_refused_by_name(tmp_path: Path) -> None:
    path = build(tmp_path / "published.db", lambda rows: rows["editions"][0].update(scope="website"))
    with pytest.raises(PublishedError, match='"website" is not declared'):
        standings(connect(path), "district")


def test_the_first_type_is_one_that_the_database_has(connection: sqlite3.Connection, tmp_path: Path) -> None:
    assert controls.first_type(connection) == "district"
    path = build(tmp_path / "published.db", _without_districts)
    assert controls.first_type(connect(path)) == "county"


def _without_districts(rows: Rows) -> None:
    rows["authorities"] = [one for one in rows["authorities"] if one["type"] != "district"]


@pytest.fixture
def client(published: Path) -> FlaskClient:
    """A client of the whole site."""
    return create_app(published).server.test_client()


def test_the_explorer_sends_neither_the_polyfill_nor_the_old_table(client: FlaskClient) -> None:
    page = client.get("/explore/").get_data(as_text=True)
    assert "dash_renderer" in page
    assert "polyfill" not in page
    assert "dash_table/" not in page
    assert "<script>" not in page
    paths = _dash_renderer._js_dist_dependencies[0]["relative_package_path"]
    assert any("react-dom" in path for path in paths["prod"])


def test_the_vendored_plotly_is_the_version_inside_the_python_package(client: FlaskClient) -> None:
    from plotly.offline import get_plotlyjs_version

    served = client.get("/explore/_dash-component-suites/plotly/package_data/plotly.min.js").get_data(as_text=True)
    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}" in served[:200]
    assert "Licensed under the MIT license" in served[:300]
    assert f"plotly-basic-{get_plotlyjs_version()}.min.js" == bundle.PLOTLY


def test_the_page_has_its_language_a_skip_link_and_a_way_without_javascript(client: FlaskClient) -> None:
    page = client.get("/explore/").get_data(as_text=True)
    assert '<html lang="en-GB">' in page
    assert 'href="#main"' in page
    without = page.split("<noscript>")[-1].split("</noscript>")[0]
    assert "Move the sliders" not in without and without.count("<tr") == 7
    assert "as the index weighs it" in without


def test_the_controls_and_the_first_table_are_there_before_anything_is_touched(client: FlaskClient) -> None:
    layout = json.dumps(client.get("/explore/_dash-layout").get_json())
    page = client.get("/explore/").get_data(as_text=True)
    assert "by the weights of the index" in layout
    assert "Simford Council" not in layout
    assert '<a href="/council/simford">Simford Council</a>' in page
    assert '"Graph"' not in layout


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (html.P("a < b & c"), "<p>a &lt; b &amp; c</p>"),
        (html.Td(None), "<td></td>"),
        (html.Th(["x", html.Span(1)], scope="row"), '<th scope="row">x<span>1</span></th>'),
        (html.Div(className='a"b', tabIndex=0, role=None), '<div class="a&#34;b" tabindex="0"></div>'),
        (html.A("<script>", href="/council/x?a=1&b=2"), '<a href="/council/x?a=1&amp;b=2">&lt;script&gt;</a>'),
    ],
)
def test_components_become_html_with_everything_escaped(component: Any, expected: str) -> None:
    assert to_html(component) == expected


def test_what_only_a_script_can_draw_is_refused() -> None:
    with pytest.raises(TypeError, match="Graph"):
        to_html(html.Div(dcc.Graph()))


@pytest.mark.parametrize(
    "path",
    ["nope", "_foo", "_reload-hash", "assets/x.js", "_dash-component-suites/dash/../../etc/passwd",
     "_dash-component-suites/nope/x.js", "_dash-layout/x"],
)  # fmt: skip
def test_an_address_below_the_explorer_that_means_nothing_is_a_404(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/explore/{path}")
    assert answer.status_code == 404
    assert b"registered" not in answer.data


@pytest.mark.parametrize(
    "body",
    ["", "{", "{}", "[]", "null", '"x"', '{"output":"x"}', '{"output":["a"]}', '{"output":"answer.children"}',
     '{"output":"..answer.children...mine.data..","inputs":1}'],
)  # fmt: skip
def test_a_forged_callback_is_refused_and_no_crash(client: FlaskClient, body: str) -> None:
    answer = client.post("/explore/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(("kind", "sliders"), [("nonsense", [1, 2, 3, 4]), ("wales", []), ("wales", [50] * 99)])
def test_choices_that_no_page_offers_show_the_index(connection: sqlite3.Connection, kind: str, sliders: list) -> None:
    assert " of " in controls.show(connection, ("weight",), kind, sliders, 0, None, False).status


@pytest.mark.parametrize("typed", [{"a": 1}, 5, ["LS1 4AP"], True])
def test_a_postcode_that_is_no_text_is_nothing_typed(connection: sqlite3.Connection, typed: Any) -> None:
    assert words(controls.find(connection, typed)[0]) == "Type a postcode."
