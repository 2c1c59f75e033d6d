"""Grades on what real councils sent, on /methodology: apart from simulated ones, dated, and what they decide."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag

from edition.framework_rows import measurement_rows
from edition.grades import grade_table, real_table
from paths import DATA
from tests.small_edition import EDITION, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words

Show = Callable[[dict[str, Any]], Tag]


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """Return what makes the methodology page of grades on real replies and those that ship on simulated councils."""

    def shown(real: dict[str, Any]) -> Tag:
        (tmp_path / "real-grades.json").write_text(json.dumps(real))
        kept = {
            "detectors": grade_table(DATA / "detector-grades.json"),
            "real-replies": real_table(tmp_path / "real-grades.json"),
        }
        rows = list(measurement_rows(EDITION, kept))
        keys = {row["key"] for row in rows}

        def change(tables: dict[str, Any]) -> None:
            tables["summaries"] = [row for row in tables["summaries"] if row["key"] not in keys] + rows

        published = build(tmp_path / "published.db", change)
        return soup(make_server(published).test_client(), "/methodology/trust").main

    return shown


@pytest.fixture
def real() -> dict[str, Any]:
    return json.loads((DATA / "real-grades.json").read_text(encoding="utf-8"))


def day(measured: dict[str, Any]) -> date:
    return date.fromisoformat(measured["measured_on"])


def test_real_pages_have_a_table_of_their_own_with_day_version_and_mistakes(show: Show, real: dict[str, Any]) -> None:
    page = show(real)
    rows = page.select('.scroll[aria-label="Grades on what real councils sent"] tbody tr')
    assert [[words(cell) for cell in row.select("td")][:3] for row in rows] == [
        [f"{day(real[name]):%-d %B %Y}", real[name]["detectors"], str(real[name]["grade"]["cases"])]
        for name in ("captured_replies", "judged_wording")
    ]
    confusion = real["judged_wording"]["grade"]["confusion"]
    mistaken = next(count for truth, found, count in confusion if (truth, found) == (4, 3))
    assert f"4 as 3: {mistaken}" in words(rows[1]) and "98.9" not in words(rows[0])
    section = words(page)
    grades = [real[name]["grade"] for name in ("captured_replies", "judged_wording")]
    right, claimed = (sum(one[count] for one in grades) for count in ("right", "claimed"))
    assert f"right in {right} of the {claimed} cases in which it said that a task can be done online" in section
    assert "2 of 129 pages that only sound like a service" in section and "statement link 40 of 40" in section
    assert "other one is named more strongly in 3 %" in section.replace("%", " %").replace("  ", " ")


def test_too_few_real_pages_are_said_to_decide_nothing(show: Show, real: dict[str, Any]) -> None:
    page = words(show({"captured_replies": real["captured_replies"]}))
    assert "is too little to decide how sure a mark is: 15 times yes, and at least 30 are needed" in page
    assert "Addresses (" not in page and "Pages rebuilt from noted wording" not in page


def test_nothing_is_said_of_real_pages_where_none_were_measured(show: Show) -> None:
    assert "On what real councils sent" not in words(show({}))
