"""`place` and `compile-register` as they are run."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from paths import ROOT
from register.postcode_tables import PostcodeCounts
from tests.command_line import ran


@pytest.mark.parametrize(
    ("postcode", "code", "kind", "authorities"),
    [
        ("LS1 4AP", 0, "found", ["E08000035"]), ("me141xx", 0, "found", ["E07000110", "E10000016"]),
        ("GY1 1AA", 0, "crown_dependency", []), ("ZZ99 9ZZ", 1, "unknown", []), ("hello", 1, "malformed", []),
    ],
)  # fmt: skip
def test_place_prints_one_json_object_and_says_by_its_exit_code_whether_the_list_answers(
    built: tuple[Path, PostcodeCounts], postcode: str, code: int, kind: str, authorities: list[str]
) -> None:
    done = ran("place", postcode, "--json", "--published", built[0])
    answer = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (code, "")
    assert (answer["kind"], [one["code"] for one in answer["authorities"]]) == (kind, authorities)
    assert all(set(one) >= {"code", "slug", "name", "type"} for one in answer["authorities"])


def test_place_prints_councils_with_their_codes_the_list_and_the_warning(built: tuple[Path, PostcodeCounts]) -> None:
    command = [sys.executable, "cli.py", "place", "ME14 1XX", "--published", str(built[0])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "E07000110  Maidstone Borough Council (district)" in done.stdout
    assert "E10000016  Kent County Council (county)" in done.stdout
    assert "November 2025" in done.stdout
    assert "https://www.gov.uk/find-local-council" in done.stdout


@pytest.mark.parametrize("words", [["ME14", "1XX"], ["me", "14", "1xx"], ["ME14 1XX"]])
def test_place_takes_a_postcode_without_quotation_marks(built: tuple[Path, PostcodeCounts], words: list[str]) -> None:
    done = ran("place", *words, "--json", "--published", built[0])
    assert (done.returncode, json.loads(done.stdout)["postcode"]) == (0, "ME14 1XX")


def test_live_asks_nobody_about_a_postcode_the_list_has(built: tuple[Path, PostcodeCounts]) -> None:
    done = ran("place", "LS1 4AP", "--live", "--json", "--published", built[0])
    assert (done.returncode, json.loads(done.stdout)["list_date"]) == (0, "November 2025")


def test_place_tells_a_person_who_mistypes_what_a_postcode_looks_like(built: tuple[Path, PostcodeCounts]) -> None:
    done = ran("place", "hello", "--published", built[0])
    assert (done.returncode, done.stdout) == (1, "")
    assert "LS1 4AP" in done.stderr


@pytest.mark.parametrize("raw", [None, b"", b"not a database at all" * 100])
def test_place_without_a_usable_database_ends_without_a_traceback(tmp_path: Path, raw: bytes | None) -> None:
    path = tmp_path / "published.db"
    if raw is not None:
        path.write_bytes(raw)
    done = ran("place", "LS1 4AP", "--published", path)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_compile_register_without_its_sources_says_which_is_missing_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = ran("compile-register", "--from", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "source council-crosswalk" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_compile_register_names_a_column_that_was_renamed(tmp_path: Path) -> None:
    _write(tmp_path / "council-crosswalk" / "council_crosswalk.csv", [{"slug": "adur", "gss": "E07000223"}])
    done = ran("compile-register", "--from", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert 'source council-crosswalk: row 1: column "name": is missing from the header' in done.stderr
