"""The map from old question to new: what it must say, and that the committed one speaks of questions that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from edition.question_map import HEADER, Mapped, load_question_map
from edition.reader import connect, current_edition, summaries
from errors import EditionError
from tests.committed import committed_inputs

HEAD = ",".join(HEADER)


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "question-map.csv"
    path.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    return path


def test_rows_are_read_as_they_stand(tmp_path):
    path = written(tmp_path, '0.2.0,A1,0.3.0,A2,replaced,0,"Asked, but otherwise."', "0.1.0,A0,0.2.0,,ended,0,Gone.")
    assert load_question_map(path, "0.3.0", {"A2"}) == (
        Mapped("0.2.0", "A1", "0.3.0", "A2", "replaced", False, "Asked, but otherwise."),
        Mapped("0.1.0", "A0", "0.2.0", "", "ended", False, "Gone."),
    )


def test_without_a_file_no_question_has_changed(tmp_path):
    assert load_question_map(tmp_path / "question-map.csv", "0.3.0", {"A1"}) == ()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("0.2.0,A1,0.3.0,A2,renamed,1,x", 'line 2: field "relation": found "renamed", expected one of new'),
        ("0.2.0,A1,0.3.0,A2,amended,yes,x", 'field "comparable": found "yes", expected 1 or 0'),
        ("0.2.0,A1,0.3.0,A2,new,0,x", 'field "question_before": found "A1"'),
        ("0.2.0,,0.3.0,A2,amended,0,x", 'field "question_before": found ""'),
        ("0.2.0,A1,0.3.0,A2,ended,0,x", 'field "question_after": found "A2"'),
        ("0.2.0,A1,0.3.0,,amended,0,x", 'field "question_after": found ""'),
        (
            "0.3.0,A1,0.2.0,A2,amended,0,x",
            'field "framework_after": found "0.2.0", expected a version later than 0.3.0',
        ),
        ("0.2,A1,0.3.0,A2,amended,0,x", 'field "framework_before": found "0.2", expected a version such as'),
        ("0.2.0,A1,0.3.0,A9,amended,0,x", 'field "question_after": found "A9", expected a question'),
        ("0.2.0,A1,0.3.0", "line 2: .*3 cells, expected 7"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_place(tmp_path, line: str, says: str):
    with pytest.raises(EditionError, match=says):
        load_question_map(written(tmp_path, line), "0.3.0", {"A1", "A2"})


def test_another_header_is_refused(tmp_path):
    path = tmp_path / "question-map.csv"
    path.write_text("old,new\nA1,A2\n", encoding="utf-8")
    with pytest.raises(EditionError, match='line 1: header is "old,new", expected'):
        load_question_map(path, "0.3.0", {"A2"})


def test_the_committed_map_leads_to_the_framework_of_today_and_is_published(real_published):
    inputs = committed_inputs()
    assert {one.framework_after for one in inputs.question_map} >= {inputs.framework.version}
    connection = connect(real_published)
    stored = summaries(connection, current_edition(connection)["edition"])["question_map", ""]
    assert [tuple(row[name] for name in HEADER) for row in stored] == [
        tuple(getattr(one, name) for name in HEADER) for one in inputs.question_map
    ]
