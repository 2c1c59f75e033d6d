"""The command: all or nothing, exit codes, and what a person is told."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.open_data import SOURCES
from collectors.open_data.facts_file import facts_as_csv, merged, read_facts, write_facts
from commands.collect import command
from errors import SourceError
from models import Fact, Message, Status
from tests.collectors.open_data.extracts import EXTRACTS

PAY = "govuk-pay/council_pay_services_history.csv"


def extracted(to: Path) -> Path:
    """Write the small extract of every source to a folder in `to` and return it."""
    for files in EXTRACTS.values():
        for file, text in files.items():
            path = to / "sources" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return to / "sources"


@pytest.fixture
def folder(tmp_path) -> Path:
    """Return a folder with the small extract of every source."""
    return extracted(tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory) -> tuple[Path, Result]:
    """Return such a folder, from which all sources were collected, and what was printed."""
    made = extracted(tmp_path_factory.mktemp("once"))
    return made, collect(made)


@pytest.fixture
def collected(once, tmp_path) -> Path:
    """Return a folder with the extract of every source, whose facts lie beside it; a test may spoil both."""
    shutil.copytree(once[0].parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "sources"


def collect(folder: Path, *arguments: str) -> Result:
    """Run `collect open-data` on the small extracts, writing beside them."""
    return CliRunner().invoke(
        command, ["open-data", "--from", str(folder), "--out", str(folder.parent / "facts"), *arguments]
    )


def written(folder: Path) -> dict[str, bytes]:
    """Return the facts files by name."""
    return {path.name: path.read_bytes() for path in (folder.parent / "facts").glob("*")}


def test_every_source_becomes_one_facts_file(once):
    folder, result = once
    assert result.exit_code == 0, result.output
    assert set(written(folder)) == {f"{source.name}.csv" for source in SOURCES}
    assert f"{len(SOURCES)} facts files written" in result.output and "rows set aside: " in result.output


def test_collecting_again_gives_the_same_bytes(collected):
    folder, first = collected, written(collected)
    again = collect(folder)
    assert again.exit_code == 0
    assert "0 facts files written" in again.output and f"{len(SOURCES)} unchanged" in again.output
    assert written(folder) == first


def test_a_file_that_says_the_same_is_left_untouched(collected):
    folder = collected
    times = {path: path.stat().st_mtime_ns for path in (folder.parent / "facts").glob("*")}
    govwifi = folder / "govwifi/govwifi_councils_history.csv"
    govwifi.write_text(govwifi.read_text(encoding="utf-8").replace("Camden Council", "LB Camden"), encoding="utf-8")
    collect(folder)
    changed = [path.name for path, time in times.items() if path.stat().st_mtime_ns != time]
    assert changed == ["govwifi.csv"]


def test_councils_of_today_and_former_ones_are_counted_apart(folder):
    columns = [line.split() for line in collect(folder, "--accept-fewer").output.splitlines()]
    (pay,) = [cells for cells in columns if cells[:1] == ["govuk_pay"] and len(cells) == 7]
    assert pay[1:3] == ["382", "20"]


def test_one_malformed_source_leaves_every_file_as_it_was(collected):
    folder, before = collected, written(collected)
    (folder / PAY).write_text("<html>", encoding="utf-8")
    with (folder / "hsts-preload/council_hsts_preload.csv").open("a", encoding="utf-8") as file:
        file.write("barnsley,E08000016,www.barnsley.gov.uk,0,barnsley.gov.uk,0\n")
    result = collect(folder)
    assert result.exit_code == 1
    assert "source govuk_pay: row 1" in result.output and "Nothing was written" in result.output
    assert written(folder) == before


def test_every_malformed_source_is_reported_at_once(folder):
    for file in (PAY, "govwifi/govwifi_councils_history.csv"):
        (folder / file).write_bytes(b"")
    result = collect(folder)
    assert "source govuk_pay" in result.output and "source govwifi" in result.output and written(folder) == {}


@pytest.mark.parametrize("rows", ["", "2026-08-31,2026-08-03,nowhere,X01,direct,Nowhere Council,3,bbb\n"])
def test_a_source_that_yields_nothing_ends_with_3(folder, rows):
    header = EXTRACTS["govuk_pay"][PAY].splitlines()[0]
    (folder / PAY).write_text(f"{header}\n{rows}", encoding="utf-8")
    result = collect(folder, "govuk_pay")
    assert result.exit_code == 3 and written(folder) == {}


def test_only_the_named_sources_are_collected(folder):
    assert collect(folder, "hacs", "govwifi").exit_code == 0
    assert set(written(folder)) == {"hacs.csv", "govwifi.csv"}


def test_an_unknown_source_is_answered_with_the_names_there_are(folder):
    result = collect(folder, "pay")
    assert result.exit_code == 2
    assert "no source 'pay'" in result.output and "councillor_systems" in result.output


def test_a_source_without_a_live_form_asks_for_its_folder(tmp_path):
    result = CliRunner().invoke(command, ["live", "ukbcd", "--out", str(tmp_path)])
    assert result.exit_code == 2 and "no documented live form" in result.output and "--from DIR" in result.output


def test_a_missing_folder_is_wrong_usage(tmp_path):
    assert collect(tmp_path / "sources").exit_code == 2


def test_a_source_that_lost_many_councils_looks_cut_off(folder):
    collect(folder, "govuk_pay")
    before = written(folder)
    lines = EXTRACTS["govuk_pay"][PAY].splitlines(keepends=True)
    (folder / PAY).write_text("".join(lines[:4]), encoding="utf-8")
    refused = collect(folder, "govuk_pay")
    assert refused.exit_code == 1 and "1 council above 0" in refused.output and written(folder) == before
    assert collect(folder, "govuk_pay", "--accept-fewer").exit_code == 0
    assert written(folder) != before


def test_a_failed_write_keeps_the_old_file_and_leaves_no_other(tmp_path):
    path = tmp_path / "pay.csv"
    path.write_bytes(b"old")

    def broken():
        yield Fact("E06000001", "pay_services", 1.0, Status.MEASURED, date(2026, 1, 1), "pay")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_facts(path, broken())
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("pay.csv", b"old")]


letters = st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=["Cs"])
words = st.text(letters, max_size=15).map(str.strip)
facts = st.builds(
    lambda code, day, value, status, text: Fact(
        f"E0600000{code}", "pay_services", value, Status.MEASURED if value is not None else status, day, "pay", 4,
        message=Message("said.in_words", {"words": text}),
    ),
    st.integers(1, 3), st.dates(), st.none() | st.integers(0, 10**9).map(float),
    st.sampled_from([status for status in Status if status is not Status.MEASURED]), words,
)  # fmt: skip
unique_facts = st.lists(facts, min_size=1, max_size=6, unique_by=lambda fact: (fact.authority, fact.observed_on))


@settings(max_examples=40)
@given(unique_facts)
def test_facts_written_to_a_file_are_read_back_in_order(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("facts") / "pay.csv"
    write_facts(path, found)
    assert read_facts(path) == tuple(sorted(found, key=lambda fact: (fact.measure, fact.authority, fact.observed_on)))


@given(unique_facts, unique_facts)
def test_merging_keeps_history_prefers_the_newer_reading_and_can_be_repeated(earlier, newer):
    both = merged(earlier, newer)
    assert set(newer) <= set(both) and set(both) <= set(earlier) | set(newer)
    assert merged(both, newer) == both


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("measured", "guessed", "status"),
        ("measured", "blocked", "value"),
        ("2026-01-01", "soon", "observed_on"),
        ("list.absent", '""]', "message"),
    ],
)
def test_a_spoilt_facts_file_is_refused_by_column(tmp_path, old, new, column):
    raw = facts_as_csv(
        [Fact("E06000001", "m", 1.0, Status.MEASURED, date(2026, 1, 1), "pay", message=Message("list.absent"))]
    )
    path = tmp_path / "pay.csv"
    path.write_bytes(raw.replace(old.encode(), new.encode()))
    with pytest.raises(SourceError, match=f'row 2: column "{column}"'):
        read_facts(path)
