"""The commands around the detectors: coding pages, comparing sheets, checking one mark again, spreads."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands import websites
from commands.code_pages import CodingError, read_sheet
from commands.code_pages import command as code_pages
from commands.inspect import command as inspect
from commands.recheck import RecheckError
from commands.recheck import command as recheck
from detectors.records import ServiceMark
from detectors.suppliers import spreads
from evaluation.simulated_internet.councils import SimCouncil, make_council
from evaluation.simulated_internet.server import SimWeb
from tests.collectors.web_archive.archives import PAGE, archive, http, response

ONLINE = ("button", "listed_link", "sentence_link", "start_form_button", "tracked", "reminded")
REGISTER = Path(__file__).resolve().parents[2] / "data" / "register"


LOOK_UP = b"""<!doctype html><title>Bin collection days</title><main><h1>Check your bin collection day</h1>
<p>Enter your postcode to see when your bins are collected.</p><form action="/bins" method="get">
<label for="p">Postcode</label><input id="p" name="postcode"><button>Find my collection day</button></form></main>"""


def mark(number: int, level: int | None, vendor: str = "Maker", status: str = "measured") -> ServiceMark:
    return ServiceMark(f"E{number}", f"slug{number}", "S06", status, level, "https://a.gov.uk/x", vendor=vendor)


def test_a_spread_names_nobody_and_needs_five_councils() -> None:
    few, enough = [mark(n, 3, "Few") for n in range(4)], [mark(n, n % 3 + 1) for n in range(5)]
    found = spreads([*few, *enough, mark(9, None, status="blocked")])
    assert [(s.product, s.service, s.councils, s.levels) for s in found] == [
        ("Maker", "S06", 5, (0, 2, 2, 1, 0)),
        ("Maker", "all", 5, (0, 2, 2, 1, 0)),
    ]


def test_a_sheet_is_drawn_blind_and_compared(tmp_path: Path) -> None:
    marks = tmp_path / "services.csv"
    rows = [(f"E{n}", "S06", str(n % 3), f"https://a{n}.gov.uk/") for n in range(30)]
    marks.write_text("authority,service,level,page_url\n" + "".join(",".join(row) + "\n" for row in rows))
    sheet = tmp_path / "sheet.csv"
    drawn = CliRunner().invoke(code_pages, ["draw", "--marks", str(marks), "--out", str(sheet), "--count", "9"])
    assert drawn.exit_code == 0, drawn.output
    listed = list(csv.DictReader(sheet.read_text().splitlines()))
    truth = {row[3]: row[2] for row in rows}
    assert len(listed) == 9 and {row["level"] for row in listed} == {""}
    assert sorted(truth[row["url"]] for row in listed) == ["0"] * 3 + ["1"] * 3 + ["2"] * 3
    for name, off in (("one", 0), ("two", 1)):
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, listed[0].keys())
            writer.writeheader()
            writer.writerows(
                row | {"level": "4" if off and number == 0 else truth[row["url"]]} for number, row in enumerate(listed)
            )
    told = CliRunner().invoke(
        code_pages, ["compare", str(tmp_path / "one.csv"), str(tmp_path / "two.csv"), "--marks", str(marks)]
    )
    assert "9 pages" in told.output and told.output.count("to settle") == 1 and "8 agreed pages" in told.output


def test_pages_of_an_archive_are_drawn_blind_and_compared(tmp_path: Path) -> None:
    path = tmp_path / "made.warc.gz"
    typed = {"Content_Type": "text/html"}
    made = [
        response(
            "https://www.leeds.gov.uk/bins", http(b"<title>Old</title><p>Old", **typed), day="2026-01-01T10:00:00Z"
        ),
        response("https://www.leeds.gov.uk/bins", http(LOOK_UP, **typed)),
        response("https://forms.example/gone", http(PAGE, "404 Not Found", **typed)),
        response("dns:www.leeds.gov.uk", b"", kind="resource"),
    ]
    path.write_bytes(archive(made))
    sheet = tmp_path / "sheet.csv"
    drawn = CliRunner().invoke(
        code_pages, ["draw", "--warc", str(path), "--service", "s05", "--out", str(sheet)], catch_exceptions=False
    )
    assert drawn.exit_code == 0, drawn.output
    listed = list(csv.DictReader(sheet.read_text().splitlines()))
    assert {(row["url"], row["authority"], row["service"], row["level"]) for row in listed} == {
        ("https://www.leeds.gov.uk/bins", "E08000035", "S05", ""), ("https://forms.example/gone", "", "S05", ""),
    }  # fmt: skip
    coded = sheet.read_text().replace("/bins,E08000035,S05,,", "/bins,E08000035,S05,4,")
    sheet.write_text(coded.replace("/gone,,S05,,", "/gone,,S05,?,"))
    told = CliRunner().invoke(code_pages, ["compare", str(sheet), str(sheet), "--warc", str(path)])
    assert "2 pages, 1 coded by both" in told.output and "on 1 agreed page: precision 1.000" in told.output


@pytest.mark.parametrize(
    "words", [[], ["--warc", "x.warc"], ["--service", "S05"], ["--warc", "x.warc", "--service", "S05", "--marks"]]
)
def test_a_sheet_is_drawn_from_marks_or_from_an_archive(tmp_path: Path, words: list[str]) -> None:
    marks = tmp_path / "services.csv"
    marks.write_text("authority,service,level,page_url\n")
    asked = [*words, str(marks)] if "--marks" in words else words
    refused = CliRunner().invoke(code_pages, ["draw", *asked, "--out", str(tmp_path / "sheet.csv")])
    assert refused.exit_code == 2 and "expected --marks FILE, or --warc FILE with --service CODE" in refused.output


def test_a_sheet_with_a_wrong_level_names_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text("page,url,authority,service,level,trap,note\n1,https://a,E1,S06,5,,\n")
    with pytest.raises(CodingError, match='line 2: field "level": "5"'):
        read_sheet(file)


def register_of(council: SimCouncil, folder: Path) -> Path:
    """A register of one simulated council, with the services and duties of the real one."""
    shutil.copytree(REGISTER, folder)
    file = folder / "authorities.csv"
    header = file.read_text().splitlines()[0].split(",")
    known = ("slug", "name", "short_name", "type")
    row = {name: str(getattr(council.authority, name)) for name in known}
    row |= {"code": "E09999999", "nation": "England", "region": "Nowhere", "homepage": council.home_url}
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, header)
        writer.writeheader()
        writer.writerow(row)
    return folder


def test_a_mark_is_checked_again_over_the_network(tmp_path: Path) -> None:
    council = make_council(7, "london", "goss", maturity=0.9)
    code, truth = next((c, t) for c, t in council.services.items() if t.level >= 3 and t.scenario in ONLINE)
    register = register_of(council, tmp_path / "register")
    db = tmp_path / "crawl.db"
    with sqlite3.connect(db) as stored:
        stored.execute("CREATE TABLE services (authority, service, level, status, page_url, fetched_at)")
        stored.execute(
            "INSERT INTO services VALUES ('E09999999', ?, 1, 'measured', ?, '2026-01-01')", (code, truth.page_url)
        )
    stored.close()
    with SimWeb([council], latency_s=0.0) as web, web.in_environment():
        args = [council.authority.slug, code, "--db", str(db), "--register", str(register), "--json"]
        told = CliRunner().invoke(recheck, args, catch_exceptions=False)
        seen = CliRunner().invoke(inspect, [truth.page_url, "--service", code, "--json"], catch_exceptions=False)
    after = json.loads(told.output)
    assert (after["before"]["level"], after["after"]["level"], after["changed"]) == (1, truth.level, True)
    assert json.loads(seen.output)["page_url"] == truth.page_url


def test_no_real_host_is_asked_for_a_page_by_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site.toml").write_text('[operator]\ncontact_url = ""\n')
    monkeypatch.setattr(websites, "SITE", tmp_path / "site.toml")
    monkeypatch.delenv("CDI_TEST_NETWORK", raising=False)
    refused = CliRunner().invoke(inspect, ["https://www.leeds.gov.uk/", "--service", "S05"])
    assert "contact_url" in str(refused.exception)


def test_recheck_knows_the_services_of_the_register_it_is_given(tmp_path: Path) -> None:
    register = shutil.copytree(REGISTER, tmp_path / "register")
    for name in ("services.csv", "duties.csv", "exceptions.csv"):
        lines = (register / name).read_text().splitlines(keepends=True)
        (register / name).write_text("".join(line for line in lines if "C12" not in line.split(",")))
    db = tmp_path / "crawl.db"
    sqlite3.connect(db).close()
    refused = CliRunner().invoke(recheck, ["ashford", "C12", "--db", str(db), "--register", str(register)]).exception
    assert isinstance(refused, RecheckError) and '"C12": expected a service' in str(refused)


def test_recheck_says_what_it_does_not_know(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    sqlite3.connect(db).close()
    for args, told in (
        (["atlantis", "S06"], "slug"),
        (["ashford", "S99"], "service"),
        (["ashford", "S06"], "not a crawl database"),
    ):
        found = CliRunner().invoke(recheck, [*args, "--db", str(db)]).exception
        assert isinstance(found, RecheckError) and told in str(found)


def test_an_archive_is_explained_a_line_a_reply(tmp_path: Path) -> None:
    wall = b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1></body></html>"
    made = [
        response("https://www.leeds.gov.uk/bins", http(PAGE, Content_Type="text/html"), record_id="urn:x:ub0001"),
        response("https://www.leeds.gov.uk/no", http(PAGE, "400 Bad Request"), record_id="urn:x:ub0002"),
        response(
            "https://www.leeds.gov.uk/w", http(wall, "403 Forbidden", Server="cloudflare"), record_id="urn:x:ub0003"
        ),
        response("https://forms.example/", http(PAGE), ("WARC-Truncated", "length"), record_id="urn:x:ub0004"),
    ]
    path = tmp_path / "made.warc.gz"
    path.write_bytes(archive(made))
    told = CliRunner().invoke(inspect, [str(path), "--service", "S05", "--json"])
    lines = [json.loads(line) for line in told.output.splitlines()]
    assert [(one["id"], one["kind"]) for one in lines][:3] == [
        ("ub0001", "ok"), ("ub0002", "not_found"), ("ub0003", "blocked"),
    ]  # fmt: skip
    assert lines[3]["kind"] != "needs_javascript"
    assert set(lines[0]) == {
        "id", "url", "kind", "service", "level", "status", "action_url", "vendor", "confidence", "reasons",
    }  # fmt: skip
    assert not lines[1]["level"] and lines[2]["level"] is None


def test_a_bare_file_can_be_given_its_status_and_headers(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    asked = [str(path), "--service", "S05", "--json", "--status", "404", "--header", "Content-Type: text/html"]
    assert json.loads(CliRunner().invoke(inspect, asked).output)["kind"] == "not_found"
    assert CliRunner().invoke(inspect, [*asked, "--header", "nonsense"]).exit_code == 2
