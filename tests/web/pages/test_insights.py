"""The pages of findings: page, table, CSV, drawing, picture and frame say the same; what is withheld says why."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sqlite3
import struct
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edition.findings import finding_line_rows, finding_rows, findings
from edition.findings.chances import Chances
from edition.findings.figures import Figures
from edition.schema import OLDEST_KEPT
from tests.edition.test_findings import invented, settled
from tests.small_edition import EDITION, Rows, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages import line_chart as drawing
from web.site import Site

SVG = "{http://www.w3.org/2000/svg}"
CODE = re.compile(r"\b(?:insight|type|said)\.[a-z_.]+|\bNone\b|\bnan\b|\{[a-z_]+\}|\[\[")


@pytest.fixture(scope="module")
def told(server) -> list[dict[str, str]]:
    """The file of findings of the small edition."""
    return list(csv.DictReader(io.StringIO(server.test_client().get("/data/findings.csv").text)))


def test_every_finding_is_listed_once_stated_or_withheld_with_its_reason(client: FlaskClient, told) -> None:
    page = soup(client, "/insights")
    stated = [item.a["href"] for item in page.select(".findings li")]
    withheld = [row.a["href"] for row in page.select("main table tbody tr")]
    assert sorted([*stated, *withheld]) == sorted(f"/insights/{row['finding']}" for row in told)
    assert set(stated) == {f"/insights/{row['finding']}" for row in told if row["stated"] == "1"} and stated
    assert all(words(row.td) for row in page.select("main table tbody tr"))


def test_page_file_drawing_picture_and_frame_say_the_same(client: FlaskClient, told) -> None:
    for row in told:
        code = row["finding"]
        page, frame = soup(client, f"/insights/{code}"), soup(client, f"/embed/insight/{code}")
        said = row["sentence"] or row["withheld"]
        lines = list(csv.DictReader(io.StringIO(client.get(f"/insights/{code}.csv").text)))
        shown = page.select("main table tbody tr")
        assert bool(row["sentence"]) == (row["stated"] == "1") != bool(row["withheld"]), code
        assert said in words(page.main) and said in words(frame.main) and frame.select_one("aside.simulated"), code
        assert not CODE.search(words(page.main)) and not CODE.search(words(frame.main)), code
        assert len(shown) == len(lines), code
        for cells, line in zip(shown, lines, strict=True):
            figures = words(cells.td)
            assert ("withheld" in figures) == (not line["value"]), (code, figures)
            assert not line["base"] or f"{int(line['base']):,} of" in words(cells), code
        drawn = ET.fromstring(client.get(f"/insights/{code}.svg").text)
        assert said in drawn.find(f"{SVG}desc").text and drawn.find(f"{SVG}title").text == row["title"]
        circles = len(drawn.findall(f".//{SVG}circle"))
        assert circles == len(page.select("svg.finding circle")) == sum(bool(line["value"]) for line in lines), code


def test_a_quote_has_the_caveat_the_base_the_day_the_status_and_the_dated_address(client: FlaskClient, told) -> None:
    row = next(one for one in told if one["stated"] == "1")
    quote = soup(client, f"/insights/{row['finding']}").select_one("#quote").text
    for part in (row["sentence"], row["caveat"], "Base: ", "evidence up to 21 November 2026", "simulated"):
        assert part in quote
    assert quote.endswith(f"/{EDITION}/insights/{row['finding']}")


def test_a_finding_that_is_withheld_can_be_quoted_as_such_and_shows_how_to_go_on(client: FlaskClient, told) -> None:
    held = [one for one in told if one["stated"] == "0"]
    for row in held:
        page = soup(client, f"/insights/{row['finding']}")
        quote = page.select_one("#quote").text
        assert quote.startswith(f"{row['title']}: no finding can be stated. {row['withheld']} Base: "), row["finding"]
        assert quote.endswith(f"/{EDITION}/insights/{row['finding']}") and "evidence up to 21 November 2026" in quote
        ways = [link["href"] for link in page.find(id="onward").find_next("ul").select("a[href]")]
        assert len(ways) > 1 and all(client.get(way).status_code == 200 for way in ways), row["finding"]
    assert {one["finding"].split("-")[0] for one in held} > {"first", "deprivation", "improved"}


def test_the_dated_address_is_whole_and_answers(published: Path, told) -> None:
    client = make_server(published, Site(base_url="https://index.example")).test_client()
    code = told[-1]["finding"]
    page = soup(client, f"/insights/{code}")
    dated = f"https://index.example/{EDITION}/insights/{code}"
    assert page.select_one(f'a[href="{dated}"]') and dated in client.get(f"/insights/{code}.svg").text
    assert f'src="https://index.example/{EDITION}/embed/insight/{code}"' in page.select_one("pre").text
    assert "which is a preview and may still change" in words(page.main)
    kept = soup(client, f"/{EDITION}/insights/{code}")
    assert kept.select_one(f'a[href="/{EDITION}/insights/{code}.csv"]')
    assert client.get(f"/{EDITION}/embed/insight/{code}").status_code == 200
    assert f"<loc>https://index.example/insights/{code}</loc>" in client.get("/sitemap.xml").text


def test_the_picture_is_a_png_of_the_promised_width_with_words_in_it(client: FlaskClient, told) -> None:
    answer = client.get(f"/insights/{told[-1]['finding']}.png")
    width, height = struct.unpack(">II", answer.data[16:24])
    assert answer.mimetype == "image/png" and answer.data[:8] == b"\x89PNG\r\n\x1a\n" and width == 1080 and height > 600
    # Without a font its words are left out in silence, and it has a tenth of the size.
    assert len(answer.data) > 40_000


@pytest.mark.parametrize("form", ["", ".csv", ".svg", ".png"])
@pytest.mark.parametrize("code", ["nope", "share-%00", "..%2f..%2fetc", "x" * 3000, "first-", "SHARE-B11"])
def test_a_finding_that_is_none_is_a_404_that_leads_on(client: FlaskClient, code: str, form: str) -> None:
    page = soup(client, f"/insights/{code}{form}", 404)
    assert page.main.select("a[href], form")
    assert client.get(f"/embed/insight/{code}").status_code == 404


def test_an_edition_made_before_findings_says_so(tmp_path: Path) -> None:
    def empty(rows: Rows) -> None:
        rows["findings"], rows["finding_lines"], rows["comparisons"] = [], [], []

    client = make_server(build(tmp_path / "none.db", empty)).test_client()
    page = soup(client, "/insights")
    assert "before findings were worked out" in words(page.main) and page.main.select('a[href="/league"]')
    assert client.get("/insights/regions").status_code == 404
    assert client.get("/data/findings.csv").text.count("\n") == 1


def test_an_edition_that_was_kept_before_there_were_findings_is_served_without(published: Path, tmp_path: Path) -> None:
    current = shutil.copy(published, tmp_path / "published.db")
    old = tmp_path / "published" / "2025-11.db"
    old.parent.mkdir()
    shutil.copy(published, old)
    with closing(sqlite3.connect(old)) as connection, connection:
        for table in ("findings", "finding_lines", "comparisons"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute(f"PRAGMA user_version = {OLDEST_KEPT}")
    client = make_server(current).test_client()
    assert "before findings were worked out" in words(soup(client, "/2025-11/insights").main)
    assert soup(client, "/insights").select(".findings") and soup(client, "/2025-11/insights/regions", 404)


def test_a_kept_edition_names_the_address_it_is_kept_at(published: Path, tmp_path: Path) -> None:
    current, kept = shutil.copy(published, tmp_path / "published.db"), f"{EDITION}@0.1.0"
    (tmp_path / "published").mkdir()
    shutil.copy(published, tmp_path / "published" / f"{kept}.db")
    client = make_server(current, Site(base_url="https://index.example")).test_client()
    page = soup(client, f"/{kept}/insights/regions")
    assert page.select_one(f'a[href="https://index.example/{kept}/insights/regions"]')
    assert f"https://index.example/{kept}/insights/regions" in client.get(f"/{kept}/insights/regions.svg").text


@pytest.mark.parametrize("councils", [(), invented(1)])
def test_an_edition_of_nobody_or_of_one_has_a_page_that_helps(tmp_path: Path, councils) -> None:
    known = settled(councils) if councils else Chances(2000, {}, {}, {}, {})
    found = findings(Figures(councils, (), (), ()), known)

    def alone(rows: Rows) -> None:
        rows["findings"] = list(finding_rows(EDITION, found))
        rows["finding_lines"] = list(finding_line_rows(EDITION, found))

    client = make_server(build(tmp_path / "one.db", alone)).test_client()
    page = soup(client, "/insights")
    assert "Nothing can be stated yet" in words(page.main) and not page.select(".findings")
    for one in found:
        assert "Withheld" in words(soup(client, f"/insights/{one.code}").main)
    assert client.get("/insights/regions.png").status_code == 200


def test_a_scale_holds_its_values_and_marks_no_difference() -> None:
    on = drawing.scale("points", [-6.9, 35.4])
    assert (on.low, on.high, on.middle, on.at) == (-40, 40, 0, (-40, -20, 0, 20, 40))
    assert on.x(-40) == drawing.MARGIN and on.x(40) == on.x(1000) == drawing.WIDTH - drawing.MARGIN
    assert drawing.scale("correlation", []).middle == 0 and drawing.scale("points", []).high == 10


@pytest.mark.parametrize(
    ("unit", "values", "expected"),
    [("share", (0.8, 0.8, 0.8), "80%"), ("share", (None, 0.1, 0.9), "withheld, 10% to 90%"),
     ("share", (None, None, None), "withheld"), ("correlation", (0.253, -0.1, 0.55), "+0.25 (-0.10 to +0.55)"),
     ("points", (0.0, -3.0, 3.04), "+0.0 (-3.0 to +3.0)"), ("score", (62.4, 46.8, 74.5), "62.4 (46.8 to 74.5)")],
)  # fmt: skip
def test_figures_are_never_without_the_range_they_have(unit: str, values, expected: str) -> None:
    assert drawing.figures(unit, *values, "withheld") == expected


def test_figures_that_have_no_room_beside_a_long_name_stand_below_it() -> None:
    made = drawing.chart("score", [("Bournemouth, Christchurch and Poole", "52.0 (26.8 to 71.8)", 52.0, 26.8, 71.8),
                                   ("Derby", "42.3 (28.5 to 71.0)", 42.3, 28.5, 71.0)])  # fmt: skip
    assert [one.below for one in made.lines] == [drawing.LINE, 0]
    assert made.lines[1].y == 4 + drawing.ROW + drawing.LINE and made.height == 4 + 2 * drawing.ROW + drawing.LINE + 22


def test_a_drawing_holds_sixty_lines_and_says_what_is_left() -> None:
    made = drawing.chart("score", [(f"Sim {n}", "50.0", 50.0, 40.0, 60.0) for n in range(75)])
    assert len(made.lines) == 60 and made.left == 15 and made.lines[0].value == drawing.WIDTH / 2
    assert drawing.chart("share", [("Sim", "withheld", None, None, None)]).lines[0].value is None
