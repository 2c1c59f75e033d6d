"""What makes an edition: the code version covers all of it, and `make` watches the same files."""

import ast
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from collectors.crawl.replay import Observed, replay
from collectors.crawl.store import open_store, save_services
from edition.build import with_crawl
from edition.inputs import FILES, code_files, code_version, data_files, detectors_version
from edition.website_edition import CrawlEdition
from paths import OWN_MARKS
from tests.committed import committed_inputs
from tests.edition.test_website import GRADES, LEEDS, crawled, seen, service

ROOT = Path(__file__).resolve().parents[2]
BEGINS = ("edition.build", "detectors.crawled", "detectors.cues", "collectors.crawl.run", "collectors.open_data")
"""What is called for an edition: building, observing (by name, not by import), crawling, collecting."""


def listed() -> list[str]:
    """What `python3 -m edition.inputs` writes, without anything installed."""
    command = [sys.executable, "-S", "-B", "-m", "edition.inputs"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def imported(module: str) -> set[Path]:
    """The file of a module and of every module of ours that it imports, wherever it does so."""
    found, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        base = ROOT / Path(*name.split("."))
        path = next((one for one in (base.with_suffix(".py"), base / "__init__.py") if one.is_file()), None)
        if path is None or path in found:
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                waiting += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def test_every_module_that_an_edition_needs_is_listed():
    needed = set().union(*map(imported, BEGINS))
    assert len(needed) > 150
    assert needed <= set(code_files(ROOT))


def test_every_data_file_is_listed_but_those_for_people_and_what_is_built():
    built = (".db", ".db-wal", ".db-shm")
    there = {path for path in (ROOT / "data").rglob("*") if path.is_file() and not path.name.endswith(built)}
    there = {path for path in there if path.parts[len(ROOT.parts) + 1] != "cache" and path.suffix != ".md"}
    assert set(data_files(ROOT / "data")) == there - {OWN_MARKS}, "marks of our own site make no edition"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The listed files, each with its own name as content."""
    for name in listed():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def test_a_change_of_a_file_that_takes_part_is_another_code_version(small: Path):
    """Every eighth file of the list, and all that no folder of modules lists: each version reads hundreds of files."""
    versions = {code_version(small, small / "data")}
    every = listed()
    names = [name for at, name in enumerate(every) if at % 8 == 0 or "/" not in name or name in FILES]
    for name in names:
        (small / name).write_text(f"{name} changed")
        versions.add(code_version(small, small / "data"))
        (small / name).write_text(name)
    assert len(versions) == 1 + len(names)


def test_a_file_that_goes_comes_or_is_moved_is_another_code_version(small: Path):
    versions = [code_version(small, small / "data")]
    for change in (lambda: (small / "detectors" / "parse.py").rename(small / "detectors" / "site" / "parse.py"),
                   lambda: (small / "detectors" / "new.py").write_text(""),
                   lambda: (small / "detectors" / "new.py").unlink(),
                   lambda: (small / "data" / "facts" / "hacs.csv").unlink()):  # fmt: skip
        change()
        versions.append(code_version(small, small / "data"))
    assert versions[1] == versions[3]
    assert len(set(versions)) == 4


def test_make_watches_exactly_the_files_that_make_an_edition():
    told = subprocess.run(["make", "-n", "-p", "clean", f"PYTHON={sys.executable}"], cwd=ROOT, capture_output=True,
                          text=True, check=True)  # fmt: skip
    (line,) = [line for line in told.stdout.splitlines() if line.startswith("BUILT_FROM :=")]
    assert line.removeprefix("BUILT_FROM :=").split() == listed()


def version_of(crawl: Path) -> str:
    inputs = replace(committed_inputs(), grades=GRADES)
    return with_crawl(inputs, CrawlEdition(crawl, date(2026, 11, 21))).code_version


def test_an_edition_of_a_crawl_has_a_version_of_its_own_and_the_same_crawl_the_same(tmp_path: Path):
    rows = [seen("F01", 2.0), service("S05", 3)]
    first, again = crawled(tmp_path / "a.db", rows), crawled(tmp_path / "b.db", rows)
    with open_store(again).conn as db:
        db.execute("VACUUM")  # another layout of the same rows
    assert version_of(first) == version_of(again) != committed_inputs().code_version


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE services SET level = 4",
        "UPDATE services SET reasons = '[]'",
        "UPDATE observations SET version = '2'",
        "UPDATE sites SET reason = 'Other.'",
        "UPDATE runs SET started_at = '2026-11-19T09:00:00+00:00'",
        "INSERT INTO resources VALUES ('ab', 1, 'text/html', '2026-11-20', x'00')",
        "INSERT INTO observed VALUES ('E08000035', 'other code')",
    ],
)
def test_other_evidence_or_other_detectors_are_another_version(tmp_path: Path, change: str):
    crawl = crawled(tmp_path / "crawl.db", [seen("F01", 2.0), service("S05", 3)])
    before = version_of(crawl)
    db = open_store(crawl)
    with db.conn:
        db.execute(change)
    db.close()
    assert version_of(crawl) != before


def test_what_only_the_next_run_needs_is_no_part_of_the_version(tmp_path: Path):
    crawl = crawled(tmp_path / "crawl.db", [seen("F01", 2.0), service("S05", 3)])
    before = version_of(crawl)
    db = open_store(crawl)
    with db.conn:
        db.execute("INSERT INTO hosts VALUES ('a.test', '', '', NULL, NULL, NULL, '')")
    db.close()
    assert version_of(crawl) == before


def test_detectors_of_other_code_leave_another_version_although_they_find_the_same(tmp_path: Path):
    crawl = crawled(tmp_path / "crawl.db", [seen("F01", 2.0), service("S05", 3)])
    versions = []
    for code in ("one", "other"):
        replay(crawl, lambda site, pages: Observed([service("S05", 3)], [seen("F01", 2.0)]), [LEEDS], detectors=code)
        versions.append(version_of(crawl))
    assert versions[0] != versions[1]


def test_the_detectors_digest_follows_their_code_and_their_vocabulary(small: Path):
    before = detectors_version(small)
    for name in (
        "detectors/site/security.py",
        "data/cues.toml",
        "data/phrases/security.toml",
        "data/questions/blocks.toml",
    ):
        (small / name).write_text("changed")
        assert detectors_version(small) != before
        (small / name).write_text(name)
    (small / "edition" / "rows.py").write_text("changed")
    assert detectors_version(small) == before


def test_a_crawl_made_before_the_detectors_were_noted_has_a_version_too(tmp_path: Path):
    crawl = crawled(tmp_path / "crawl.db", [seen("F01", 2.0)])
    db = open_store(crawl)
    with db.conn:
        db.execute("DROP TABLE observed")
    save_services(db, [])
    db.close()
    assert len(version_of(crawl)) == 12
