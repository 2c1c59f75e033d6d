"""A framework change is reviewable: who moved, by how much, and which indicator did it."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from edition.build import edition_tables
from edition.difference import OLDEST, WEIGHTS, differences
from edition.reader import connect
from edition.writer import write_published
from errors import PublishedError
from scoring.framework_file import parse_framework
from tests.committed import committed_inputs, some_councils
from web.words.catalogue import word


def written(path: Path, text: str) -> Path:
    """The published database of the last edition of a tenth of the councils under the framework of `text`."""
    inputs = some_councils(committed_inputs(), every=10)
    measures = {i.measure: i.unit for i in (*inputs.framework.indicators, *inputs.framework.facts)}
    framework = replace(parse_framework(text, measures), draws=20, sobol_samples=0, hiding_repetitions=1)
    write_published(path, edition_tables(replace(inputs, framework=framework))[0])
    return path


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("old") / "old.db", committed_inputs().framework.text)


def test_a_database_does_not_differ_from_itself(old, tmp_path):
    copy = Path(shutil.copy(old, tmp_path / "copy.db"))
    assert differences(connect(old), connect(copy)) == ()
    result = CliRunner().invoke(main, ["diff-scores", str(old), str(copy), "--fail-if-moved"])
    assert result.exit_code == 0 and "0 councils differ" in result.output


def test_a_weight_that_changes_names_the_councils_it_moves_and_itself_as_the_reason(old, tmp_path):
    text = committed_inputs().framework.text
    at = text.index("weight = 2", text.index('code = "P07"'))
    new = written(tmp_path / "new.db", text[:at] + 'weight = 3\nweight_reason = "trial"' + text[at + 10 :])
    changes = differences(connect(old), connect(new))
    whys = {(reason.code, "put in" in word(reason.what)) for change in changes for reason in change.reasons}
    assert ("P07", False) in whys and all(code == "P07" or put_in for code, put_in in whys)
    biggest = next(change for change in changes if [reason.code for reason in change.reasons] == ["P07"])
    assert word(biggest.reasons[0].what) == "weight 2 -> 3"
    assert 100 * biggest.reasons[0].effect == pytest.approx(biggest.after - biggest.before, abs=0.11)
    output = CliRunner().invoke(main, ["diff-scores", str(old), str(new)]).output
    assert biggest.slug in output and "P07" in output


def test_weights_of_dimensions_are_a_reason_of_their_own(old, tmp_path):
    text = committed_inputs().framework.text
    text = text.replace("county = 22", "county = 12", 1).replace("{ county = 15", "{ county = 25", 1)
    changes = differences(connect(old), connect(written(tmp_path / "new.db", text)))
    assert {change.type for change in changes if change.before != change.after} == {"county"}
    moved = [change for change in changes if change.type == "county"]
    assert moved and all(change.reasons[0].code == WEIGHTS for change in moved)


def test_a_missing_database_is_said_plainly(old, tmp_path):
    result = CliRunner().invoke(main, ["diff-scores", str(old), str(tmp_path / "none.db")])
    assert result.exit_code == 1 and "no published database" in str(result.exception)


def test_a_database_of_the_schema_before_is_compared_and_names_what_was_put_in(old, tmp_path):
    before = Path(shutil.copy(old, tmp_path / "before.db"))
    connection = sqlite3.connect(before)
    connection.execute("PRAGMA user_version = 2")
    connection.execute("ALTER TABLE scores RENAME COLUMN rank_middle TO rank")
    connection.execute("ALTER TABLE cells DROP COLUMN put_in")
    connection.commit()
    connection.close()
    changes = differences(connect(before, OLDEST), connect(old))
    assert changes and all(one.before == one.after for one in changes)
    assert any(word(reason.what).startswith("missing -> put in ") for one in changes for reason in one.reasons)
    with pytest.raises(PublishedError, match="another version"):
        connect(before)
