"""The methodology: first grades of sites written blind stand apart, with day and version, as they fell."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from edition.grades import grade_table
from evaluation.corpus.blind_cases import FIRST_GRADES
from paths import DATA
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words


def test_first_grades_stand_apart_with_their_day_and_version(published: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(published, tmp_path / "published.db"))
    grades = grade_table(DATA / "detector-grades.json")
    with closing(sqlite3.connect(copy)) as connection, connection:
        (edition,) = connection.execute("SELECT edition FROM editions WHERE is_current = 1").fetchone()
        connection.execute(
            "INSERT OR REPLACE INTO summaries (edition, key, type, value) VALUES (?, 'measured:detectors', '', ?)",
            (edition, json.dumps(grades)),
        )
    page = soup(make_server(copy).test_client(), "/methodology/trust")
    table = page.select_one('.scroll[aria-label="First grades"] table')
    told = {words(row.th): [words(cell) for cell in row.select("td")] for row in table.select("tbody tr")}
    assert set(told) == set(FIRST_GRADES)
    assert told[FIRST_GRADES[0]][:7] == ["30 November 2026", "1.4.0", "670", "17", "94%", "56%", "34%"]
    assert told[FIRST_GRADES[3]][:7] == ["30 November 2026", "1.8.0", "398", "18", "99%", "91%", "81%"]
    assert "2 as 0: 153" in told[FIRST_GRADES[0]][-1] and page.select_one("#first-grades")
