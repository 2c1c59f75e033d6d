"""What was printed is kept beside what the method of today makes of it, and cannot be changed by a later build."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from edition.as_published import Printed, load_printed, printed_csv
from edition.build import edition_tables, load_inputs
from edition.editions import Edition
from edition.writer import write_published
from errors import EditionError
from scoring.rounding import out_of_100
from tests.committed import copied_data, draw_little, some_councils

ROOT = Path(__file__).resolve().parent.parent.parent
PUBLISHED = Edition("2026-11", "x", date(2026, 11, 21), "open-data", "published", "0.1.0")
HEAD = "authority,score,rank_low,rank_high,rank_of\n"
ROW = "E06000001,64.2,3,40,61\n"


def kept(tmp_path: Path, text: str) -> Path:
    (tmp_path / "2026-11.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_figures_are_read_as_they_were_printed(tmp_path):
    found = load_printed(kept(tmp_path, HEAD + ROW + "E10000003,,,,\n"), [PUBLISHED])
    assert found["2026-11"]["E06000001"] == Printed("E06000001", 64.2, 3, 40, 61)
    assert found["2026-11"]["E10000003"] == Printed("E10000003", None, None, None, None)


def test_an_edition_that_was_not_published_has_no_figures(tmp_path):
    preview = Edition("2026-11", "x", date(2026, 11, 21), "open-data", "preview", "0.1.0")
    assert load_printed(tmp_path, [preview]) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "row 1.*header"),
        (HEAD.replace("score", "points") + ROW, "row 1.*header"),
        (HEAD + "E06000001,64.2\n", "row 2.*2 cells"),
        (HEAD + ROW.replace("64.2", "many"), 'row 2.*"score".*"many"'),
        (HEAD + ROW.replace("64.2", "640.2"), 'row 2.*"score".*"640.2"'),
        (HEAD + ROW.replace("64.2", "nan"), 'row 2.*"score".*"nan"'),
        (HEAD + ROW.replace(",3,", ",third,"), 'row 2.*"rank_low".*"third"'),
        (HEAD + ROW + ROW, "row 3.*twice"),
    ],
)
def test_a_wrong_file_is_refused_by_place(tmp_path, text, says):
    with pytest.raises(EditionError, match=says):
        load_printed(kept(tmp_path, text), [PUBLISHED])


def test_a_published_edition_without_its_figures_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(EditionError, match="cli.py freeze 2026-11"):
        load_printed(tmp_path, [PUBLISHED])


def test_what_is_kept_is_what_is_read(tmp_path):
    rows = [
        {"authority": "E2", "score": None, "interval_low": None, "interval_high": None, "rank_of": None},
        {"authority": "E1", "score": 0.5049, "interval_low": 1, "interval_high": 9, "rank_of": 20},
    ]
    found = load_printed(kept(tmp_path, printed_csv(rows)), [PUBLISHED])["2026-11"]
    assert list(found.values()) == [Printed("E1", 50.5, 1, 9, 20), Printed("E2", None, None, None, None)]


def freeze(*arguments: str):
    return CliRunner().invoke(main, ["freeze", *arguments])


def test_an_edition_is_frozen_once_and_its_figures_stand_beside_a_later_scoring(real_published, tmp_path):
    """A simulated life of an edition: preview, frozen, published, and re-scored after a question changed."""
    data = copied_data(tmp_path / "data")
    out = data / "published"
    assert freeze("2026-11", "--published", str(real_published), "--out", str(out)).exit_code == 0
    again = freeze("2026-11", "--published", str(real_published), "--out", str(out))
    assert isinstance(again.exception, EditionError) and "do not change" in str(again.exception)
    _edit(data / "editions.toml", 'status = "preview"', 'status = "published"')
    draw_little(data / "framework.toml")
    _edit(data / "framework.toml", 'kind = "binary"\nworst = 0\nbest = 1', 'kind = "binary"\nworst = 1\nbest = 0')
    inputs = load_inputs(data, ROOT)
    some = replace(some_councils(inputs, 8), editions=inputs.editions[-2:])
    write_published(tmp_path / "later.db", edition_tables(some)[0])  # without the postcodes
    before, later = (sqlite3.connect(path) for path in (real_published, tmp_path / "later.db"))
    printed = {
        code: out_of_100(score)
        for code, score in before.execute("SELECT authority, score FROM scores WHERE edition = '2026-11'")
    }
    found = later.execute("SELECT authority, as_published, rescored FROM history WHERE edition = '2026-11'").fetchall()
    earlier = later.execute("SELECT count(*) FROM history WHERE edition <> '2026-11' AND as_published NOT NULL")
    printed = {
        code: value for code, value in printed.items() if code in {one.code for one in some.register.authorities}
    }
    assert len(found) > 45 and {code: out_of_100(value) for code, value, _ in found} == printed
    assert sum(out_of_100(value) != out_of_100(rescored) for _, value, rescored in found) > 12
    assert earlier.fetchone() == (0,)
    before.close(), later.close()


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("edition", "says"), [("1999-01", "is not in"), ("2021-11", "never published")])
def test_there_is_nothing_to_freeze_of_a_back_cast_or_an_unknown_edition(real_published, tmp_path, edition, says):
    found = freeze(edition, "--published", str(real_published), "--out", str(tmp_path))
    assert isinstance(found.exception, EditionError) and says in str(found.exception)
    assert list(tmp_path.iterdir()) == []
