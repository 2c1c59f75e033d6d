"""What lets a stranger read the detectors: few positions, frozen pages, one declaration for each measure."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from detectors.kind_rules import kind_of
from detectors.measures import MEASURES, SITE_MEASURES
from tests.detectors.pages import page

DETECTORS = Path(__file__).resolve().parents[2] / "detectors"
MOST_POSITIONS = 6


def _calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]


@pytest.mark.parametrize("path", sorted(DETECTORS.rglob("*.py")), ids=lambda path: path.stem)
def test_no_record_is_built_from_more_than_six_positions(path: Path) -> None:
    built = [call for call in _calls(path) if call.func.id[:1].isupper()]
    assert not [call.lineno for call in built if len(call.args) > MOST_POSITIONS]


def test_a_page_and_its_parts_cannot_be_changed() -> None:
    read = page("Bins", '<p><a href="/x">Report it</a></p><form><input name="a"></form>')
    for one, name in ((read, "h1"), (read.links[0], "region"), (read.blocks[0], "region"), (read.forms[0], "fields")):
        with pytest.raises(AttributeError):
            setattr(one, name, "changed")


def test_the_kind_of_a_page_is_worked_out_once() -> None:
    read = page("Bins", "<p>Which day</p>")
    assert kind_of(read) is kind_of(read)


def test_every_question_about_the_site_says_what_it_asks_and_who_decides() -> None:
    assert all(one.question.endswith("?") and one.decide is not None for one in SITE_MEASURES)
    assert {one.code for one in SITE_MEASURES} - {one.code for one in MEASURES} == {"G04"}
