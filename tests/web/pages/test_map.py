"""The map: its drawing, table, CSV and SVG say the same; types are never one ranking; wrong choices are helped."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from register.hexes import neighbours
from tests.small_edition import COUNCILS, DIMENSIONS, INDICATORS, build, figures, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages import map_shades as shades
from web.pages.address import address
from web.pages.hexmap import PAINT
from web.pages.map_drawing import CORNERS, heart, middle, outline, size

SVG = "{http://www.w3.org/2000/svg}"
WITHOUT_CELL = {"llansim", "simshire", "fictshire"}
SHOWN = ["score", "band", "D4", *(one.code for one in INDICATORS)]


def table(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/map.csv{query}").text)))


@pytest.mark.parametrize("show", SHOWN)
@pytest.mark.parametrize("kind", ["", "district", "county", "wales"])
def test_drawing_table_and_file_say_the_same(client: FlaskClient, show: str, kind: str) -> None:
    query = f"?show={show}&type={kind}"
    page, told = soup(client, f"/map{query}"), table(client, query)
    members = {slug for slug, one in COUNCILS.items() if not kind or one.type == kind}
    assert {row["slug"] for row in told} == members
    in_table = {row.a["href"][9:]: words(row.select("td")[0 if kind else 1]) for row in page.select(".scroll tbody tr")}
    assert {slug: text.lower() for slug, text in in_table.items()} == {r["slug"]: r["value_text"].lower() for r in told}
    drawn = {link["href"][9:]: words(link.find("title")) for link in page.select("#map a")}
    places = members - (WITHOUT_CELL if kind != "county" else set())
    assert set(drawn) == places
    for row in told:
        if row["slug"] in drawn:
            assert drawn[row["slug"]].endswith(f": {row['value_text']}")
    legend = {words(line).rsplit(" (", 1)[0] for line in page.select(".legend li")}
    for row in told:
        sign = shades.SIGNS.get(row["shade"], row["shade"])
        assert f"{sign} {row['shade_text']}".strip() in legend


def test_a_score_has_its_range_beside_it_and_the_unranked_have_none(client: FlaskClient, published: Path) -> None:
    for row in table(client):
        own = figures(published, row["slug"])
        assert bool(row["value"]) == bool(own["ranked"]) == (row["shade"] != "unranked")
        assert bool(row["score_low"]) == bool(own["ranked"])


def test_a_fifth_is_counted_within_a_type_and_ties_stay_together() -> None:
    def row(code: str, kind: str, score: float) -> dict[str, object]:
        return {"authority": code, "type": kind, "ranked": 1, "score": score, "score_low": score, "score_high": score}

    rows = [row(f"d{n}", "district", n / 10) for n in range(1, 6)]
    rows += [row("w1", "wales", 0.9), row("w2", "wales", 0.9), row("w3", "wales", 0.1)]
    found = {one.row["authority"]: one.shade for one in shades.scores(rows)}
    assert [found[f"d{n}"] for n in (5, 4, 3, 2, 1)] == ["1", "2", "3", "4", "5"]
    assert found["w1"] == found["w2"] == "1" and found["w3"] == "4"


def test_the_legend_gives_ranges_only_within_one_type(client: FlaskClient) -> None:
    everybody = words(soup(client, "/map").select_one(".legend"))
    assert "of its type" in everybody and not re.search(r"\d\.\d to \d", everybody)
    ranked = [row for row in table(client, "?type=district") if row["value"]]
    top = [row["value"] for row in ranked if row["shade"] == "1"]
    district = words(soup(client, "/map?type=district").select_one(".legend"))
    assert f"Highest fifth: {float(min(top)):.1f}" in district


def test_what_was_not_seen_is_neither_zero_nor_full_marks(client: FlaskClient) -> None:
    for one in INDICATORS:
        told = {row["slug"]: row for row in table(client, f"?show={one.code}")}
        for slug, row in told.items():
            known = values(slug).get(one.code, "not asked")
            expected = {None: "unseen", "not asked": "not-asked"}.get(known) if isinstance(known, str | None) else None
            assert (row["shade"] == expected and not row["value"]) if expected else row["shade"] in "12345"


def test_few_marks_have_a_shade_each_and_many_share_steps_of_twenty() -> None:
    asked = {"kind": "goalpost", "unit": "services"}

    def shade(marks: list[float]) -> list[str]:
        rows = [{"authority": str(n)} for n in range(len(marks))]
        cells = {str(n): {"state": "observed", "y": y, "value": y, "denominator": None} for n, y in enumerate(marks)}
        return [one.shade for one in shades.indicator(rows, cells, asked)]

    assert shade([1.0, 0.0, 0.5]) == ["1", "3", "2"]
    assert shade([1.0, 0.8, 0.79, 0.6, 0.2, 0.19, 0.0]) == ["1", "1", "2", "2", "4", "5", "5"]


@pytest.mark.parametrize(
    ("query", "said"),
    [("show=nope", "nothing called “nope”"), ("type=nope", "no council type called “nope”"), ("show=D1", "D1"),
     ("show=" + "x" * 5000, "“" + "x" * 40 + "”"), ("show=%3Cscript%3E", "<script>"), ("type=%00", "no council type")],
)  # fmt: skip
def test_a_wrong_choice_gets_a_400_and_what_can_be_chosen(client: FlaskClient, query: str, said: str) -> None:
    page = soup(client, f"/map?{query}", 400)
    assert said in words(page.select_one(".notice[role=alert]"))
    options = {option["value"] for option in page.select("#show option")}
    assert options == set(SHOWN) | {code for code, *_ in _scoped(page)} and page.select_one("#map")
    assert client.get(f"/map.csv?{query}").status_code == client.get(f"/map.svg?{query}").status_code == 400


def _scoped(page) -> list[tuple[str, str]]:
    codes = {one.code for one in DIMENSIONS}
    return [(option["value"], words(option)) for option in page.select("#show option") if option["value"] in codes]


def test_an_edition_without_scores_says_so_and_shows_where_everybody_is(tmp_path: Path) -> None:
    def unrank(rows) -> None:
        for row in rows["scores"]:
            if row["ranked"]:
                row.update(ranked=0, score=None, band=None)

    client = make_server(build(tmp_path / "none.db", unrank)).test_client()
    page = soup(client, "/map")
    assert "Nothing can be shown in colour yet" in words(page.select_one(".notice"))
    assert {link.select_one("text").get_text() for link in page.select("#map a")} == {"–"}
    assert all(row["shade"] == "unranked" and not row["value"] for row in table(client))


def test_an_edition_without_cells_has_the_table_alone(tmp_path: Path) -> None:
    def unplace(rows) -> None:
        for row in rows["authorities"]:
            row.update(map_column=None, map_row=None)

    client = make_server(build(tmp_path / "none.db", unplace)).test_client()
    page = soup(client, "/map")
    assert not page.select("#map") and "only the table" in words(page.select_one(".notice"))
    assert len(page.select(".scroll tbody tr")) == len(COUNCILS)
    assert client.get("/map.svg").status_code == 404


def test_no_link_of_the_drawing_is_a_tab_stop_and_each_is_in_the_table_too(client: FlaskClient) -> None:
    page = soup(client, "/map")
    links = page.select("#map a")
    assert links and {link["tabindex"] for link in links} == {"-1"}
    assert {link["href"] for link in links} <= {link["href"] for link in page.select(".scroll a")}
    assert page.find(id="table") and page.select_one('a[href="#table"]')


def test_the_file_of_the_drawing_is_whole_and_says_what_it_is(client: FlaskClient) -> None:
    answer = client.get("/map.svg?show=B11&type=district")
    assert answer.mimetype == "image/svg+xml" and "map-B11-district.svg" in answer.headers["Content-Disposition"]
    root = ET.fromstring(answer.text)
    assert "21 November 2026" in root.find(f"{SVG}title").text and "simulated" in root.find(f"{SVG}desc").text
    used = set(re.findall(r"url\(#(\w+)\)", answer.text)) | {"cell"}
    assert used <= {node.get("id") for node in root.iter()}
    assert len(root.findall(f".//{SVG}title")) == 1 + 6 and not root.findall(f".//{SVG}a")


def luminance(colour: str) -> float:
    """Relative luminance of a colour, 0-1 (WCAG 2.2)."""
    whole = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(whole[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_sign_stands_out_from_its_cell() -> None:
    for shade, (fill, ink) in PAINT.items():
        if fill.startswith("#"):
            dark, light = sorted((luminance(fill), luminance(ink)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, shade


def test_an_outline_goes_once_around_its_cells() -> None:
    assert outline({(0, 0)}).count("L") == len(CORNERS) - 1
    ring = set(neighbours((3, 3)))
    assert outline(ring).count("M") == 2 and outline(ring | {(3, 3)}).count("M") == 1
    assert outline({(0, 0), (5, 5)}).count("M") == 2
    assert outline(()) == ""
    assert heart(ring | {(3, 3)}) == middle((3, 3)) and size(()) == (9, 9)


def test_the_map_keeps_its_choice_in_one_address() -> None:
    assert address("pages.map", "/map", MultiDict({"show": "score", "type": ""})) == "/map"
    asked = MultiDict({"type": "wales", "show": "band", "x": "1"})
    assert address("pages.map", "/map", asked) == "/map?show=band&type=wales"
