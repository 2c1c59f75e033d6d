"""Building: all or nothing, the same bytes again, and every real council where it belongs."""

import csv
import io
import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from errors import BenchmarkError, EditionError, SourceError
from publish.build import Inputs, analyse_edition, build, load_inputs, score_editions, tables
from store.reader import connect
from store.writer import write_published

ROOT = Path(__file__).resolve().parent.parent.parent
TYPES = {
    "county": 21, "district": 164, "english-unitary": 63, "metropolitan": 36, "london": 33, "scotland": 32, "wales": 22,
    "northern-ireland": 11,
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of data/ that a test may spoil."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.db*", "cache")))


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """All committed inputs, with few draws and the two newest editions: enough to see that they meet."""
    found = load_inputs(ROOT / "data", ROOT)
    few = replace(found.framework, draws=20, sobol_samples=0)
    return replace(found, framework=few, editions=found.editions[-2:])


def exported(published: Path, what: str, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["export", what, "--published", str(published), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def rows(published: Path, what: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported(published, what))))


def test_the_same_files_give_the_same_bytes(real_published, tmp_path):
    again = tmp_path / "again.db"
    build(ROOT / "data", again, ROOT)
    assert again.read_bytes() == real_published.read_bytes()


def test_all_382_councils_are_there_by_type(real_published):
    found = [row["type"] for row in rows(real_published, "register")]
    assert {kind: found.count(kind) for kind in TYPES} == TYPES
    assert len(rows(real_published, "scores")) == 382


def test_unranked_councils_have_an_empty_rank_and_a_reason_and_ranked_ones_a_range_around_their_rank(real_published):
    for row in rows(real_published, "scores"):
        if row["ranked"] == "0":
            assert row["rank"] == row["rank_best"] == row["rank_worst"] == "" and row["unranked_reason"]
        else:
            assert int(row["rank_best"]) <= int(row["rank"]) <= int(row["rank_worst"]) <= int(row["rank_of"])
            assert float(row["lower"]) <= float(row["score"]) <= float(row["upper"])


def test_most_councils_can_be_ranked_within_their_type(real_published):
    found = rows(real_published, "scores")
    ranked = sum(row["ranked"] == "1" for row in found)
    assert ranked >= 0.85 * len(found)


def test_every_observed_cell_has_evidence_a_reader_can_open(real_published):
    for row in rows(real_published, "observations"):
        if row["state"] == "observed":
            assert row["url"].startswith("http") and row["observed_on"] and row["source"], row
            assert 0 <= float(row["points"]) <= float(row["points_max"])
        else:
            assert row["value"] == row["points"] == "", row
            assert (row["state"] == "missing") == bool(row["reason"]), row


def test_json_says_which_edition_it_is_and_what_it_leaves_out(real_published):
    found = json.loads(exported(real_published, "scores", "--format", "json"))
    assert found["edition"]["status"] == "preview" and "not been crawled" in found["edition"]["leaves_out"]
    assert len(found["rows"]) == 382


def test_the_points_of_a_dimension_add_up_to_its_score(real_published):
    connection = sqlite3.connect(real_published)
    query = """SELECT d.score, sum(c.points) / sum(c.points_max) FROM dimension_scores d
      JOIN cells c ON c.edition = d.edition AND c.authority = d.authority AND c.state = 'observed'
      JOIN indicators i ON i.indicator = c.indicator AND i.dimension = d.dimension
      GROUP BY d.edition, d.authority, d.dimension"""
    found = connection.execute(query).fetchall()
    connection.close()
    assert len(found) > 1000
    assert all(score == pytest.approx(total) for score, total in found)


PRINTED = {"published", "core_published", "resident", "foundations", "new_published", "rescored", "as_published"}
"""The columns that hold scores as they are printed, 0-100; all others hold 0-1 (store/schema.py)."""


@pytest.mark.parametrize("table", ["scores", "dimension_scores", "gains", "history", "successors"])
def test_scores_are_0_to_1_but_in_the_columns_that_are_printed_as_they_stand(table, real_published):
    connection = connect(real_published)
    columns = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})") if row["type"] == "REAL"]
    highest = {name: connection.execute(f"SELECT max(abs({name})) FROM {table}").fetchone()[0] for name in columns}
    assert {name for name, most in highest.items() if most and most > 1} <= PRINTED | {"peer_percentile"}
    assert all(highest[name] > 1 for name in PRINTED & set(columns) - {"as_published"})


@pytest.mark.parametrize("source", sorted(path.stem for path in (ROOT / "data" / "facts").glob("*.csv")))
def test_any_source_can_be_switched_off_and_the_build_still_works(source, inputs, tmp_path):
    facts = tuple(fact for fact in inputs.facts if fact.source != source)
    left = replace(inputs, facts=facts, editions=inputs.editions[-1:])
    assert len(left.facts) < len(inputs.facts)
    scored = score_editions(left)
    out = tmp_path / "out.db"
    write_published(out, tables(left, scored, tuple(analyse_edition(left, one) for one in scored)))
    connection = connect(out)
    assert connection.execute("SELECT count(*) FROM cells WHERE source = ?", (source,)).fetchone()[0] == 0
    assert connection.execute("SELECT count(*) FROM scores").fetchone()[0] >= 382


def test_a_source_is_switched_off_in_the_catalogue(data):
    catalogue = data / "sources.toml"
    text = catalogue.read_text(encoding="utf-8")
    at = text.index("enabled = true", text.index('source = "govwifi"'))
    catalogue.write_text(text[:at] + "enabled = false" + text[at + len("enabled = true") :], encoding="utf-8")
    assert "govwifi" not in {fact.source for fact in load_inputs(data, ROOT).facts}


def test_a_failed_build_leaves_the_old_database_and_no_draft(data, tmp_path):
    out = tmp_path / "published.db"
    out.write_bytes(b"the old one")
    (data / "facts" / "govuk_pay.csv").write_text("<!doctype html><title>Error</title>", encoding="utf-8")
    with pytest.raises(SourceError, match="govuk_pay.*row 1"):
        build(data, out, ROOT)
    assert out.read_bytes() == b"the old one" and list(tmp_path.glob(".published*")) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("framework.toml", "weight = 2", "weight = -2", "weight"),
        ("framework.toml", 'measure = "govwifi"', 'measure = "gowifi"', "govwifi"),
        ("editions.toml", 'scope = "open-data"', 'scope = "open"', "no scope"),
        ("editions.toml", 'framework = "0.2.0"', 'framework = "9.9.9"', "field .framework"),
        ("sources.toml", "enabled = true", 'enabled = "yes"', "enabled"),
        ("register/authorities.csv", "hartlepool,", "middlesbrough,", "slug"),
        ("facts/govuk_pay.csv", "E06000001,", "E99999999,", "E99999999"),
    ],
)
def test_a_wrong_input_is_named_and_nothing_is_written(file, old, new, says, data, tmp_path):
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BenchmarkError, match=says):
        build(data, tmp_path / "out.db", ROOT)
    assert not (tmp_path / "out.db").exists()


def test_editions_of_an_unknown_framework_version_are_refused(data, tmp_path):
    path = data / "editions.toml"
    path.write_text(path.read_text().replace('"0.2.0"', '"0.0.9"'))
    with pytest.raises(EditionError, match="0.0.9"):
        build(data, tmp_path / "out.db", ROOT)
