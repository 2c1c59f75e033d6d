"""Our own site, read by our own detectors: the marks that are kept are those of today, and none is left unexplained."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from flask.testing import FlaskClient

from cli import main
from commands.judge_ourselves import ASKED
from detectors.receipts import VERSION
from paths import OWN_MARKS
from tests.web.pages.reading import soup, words
from web.pages.about import WHY


def _marks(path: Path) -> dict[str, tuple[str, float | None]]:
    return {
        mark["code"]: (mark["status"], mark["value"]) for mark in json.loads(path.read_text(encoding="utf-8"))["marks"]
    }


def test_the_marks_that_are_kept_are_those_that_the_detectors_give_today(published: Path, tmp_path: Path) -> None:
    out = tmp_path / "own.json"
    done = CliRunner().invoke(main, ["judge-ourselves", "--published", str(published), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text(encoding="utf-8"))["detectors"] == VERSION
    assert tuple(_marks(out)) == ASKED and _marks(out) == _marks(OWN_MARKS), "run `python cli.py judge-ourselves`"


def test_a_mark_below_full_ones_is_explained_and_no_other_is() -> None:
    assert {code for code, (_, value) in _marks(OWN_MARKS).items() if value != 1.0} == set(WHY)


def test_the_page_about_us_lists_every_mark_with_its_day_and_what_was_found(client: FlaskClient) -> None:
    page = soup(client, "/about")
    rows = page.select("#own-marks ~ div table tbody tr, #own-marks ~ section table tbody tr")
    assert [words(row.th).split()[0] for row in rows] == list(ASKED)
    assert all("of 100" in words(row) or "not known" in words(row) for row in rows)
    assert all(client.get(link["href"]).status_code in (200, 404) for row in rows for link in row.select("a"))
    for code, row in zip(ASKED, rows, strict=True):
        assert ("site.toml" in words(row)) == (code in WHY), code


def test_what_was_mended_shows_once_somebody_runs_the_site(published: Path) -> None:
    """With a contact the statement has its routes and security.txt is served: only who runs a copy can mend these."""
    from tests.web.pages.conftest import make_server
    from web.site import Site

    site = Site(contact_email="index@operator.example", security_txt_expires="2027-06-30")
    client = make_server(published, site).test_client()
    assert "Contact: mailto:index@operator.example" in client.get("/.well-known/security.txt").text
    statement = words(soup(client, "/accessibility").main)
    assert "another format" in statement and "index@operator.example" in statement
