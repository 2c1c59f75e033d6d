"""The product's own chain over two simulated councils: what it reads, and what it says."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from commands import crawl
from commands.grade_detectors import run
from detectors.measures import MEASURES
from evaluation.chain import Found, run_chain
from evaluation.simulated_internet.councils import AS_OF, nth_council
from evaluation.truths import LADDER, chain_cases

COUNCILS = [nth_council(number, 3) for number in (0, 2)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chain")


@pytest.fixture(scope="module")
def found(folder: Path) -> tuple[Found, ...]:
    return run_chain(COUNCILS, folder, run, delay_s=0.05)


def stored(folder: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(folder / "crawl.db")) as connection:
        return connection.execute(sql).fetchall()


def test_it_reads_as_many_pages_as_the_crawl_command_does_by_itself(found, folder) -> None:
    budget = next(each.default for each in crawl.command.params if each.name == "max_pages")
    ((settings, origin),) = stored(folder, "SELECT settings, origin FROM runs")
    assert json.loads(settings)["max_pages"] == budget and origin == "simulated"
    read = stored(folder, "SELECT count(*) FROM fetches WHERE kind IN ('page', 'search') GROUP BY authority")
    assert len(read) == len(COUNCILS) and all(0.5 * budget < count for (count,) in read)


def test_it_begins_at_the_links_of_a_register_and_reads_what_answers_for_the_whole_site(found, folder) -> None:
    begun = stored(
        folder, "SELECT count(*) FROM fetches WHERE discovered_via LIKE 'seed:local_links/%' GROUP BY authority"
    )
    known = sorted(sum(bool(link.url) for link in council.local_links) for council in COUNCILS)
    assert all(0.6 * few <= count for (count,), few in zip(sorted(begun), known, strict=True))
    for one in found:
        assert one.observations["G06"]["value"] == float(one.council.facts["G06"].value)


def test_a_crawl_that_ends_at_its_page_limit_finds_nothing_absent(found, folder) -> None:
    for one in found:
        missing = [code for code, truth in one.council.services.items() if truth.level == 0]
        assert missing and all(one.services[code]["level"] != 0 for code in one.services)
    assert stored(folder, "SELECT DISTINCT complete FROM sites") == [(0,)]


def test_the_evidence_is_of_the_day_to_which_the_truths_count(found, folder) -> None:
    assert stored(folder, "SELECT DISTINCT date(fetched_at) FROM fetches") == [(AS_OF.isoformat(),)]
    assert {row["fetched_at"][:10] for one in found for row in one.services.values()} == {AS_OF.isoformat()}


def test_it_finds_services_and_is_graded_on_every_question_whose_truth_is_known(found) -> None:
    cases = chain_cases(found)
    assert len(cases[LADDER]) == sum(len(council.services) for council in COUNCILS)
    claimed = [case for case in cases[LADDER] if (case.found or 0) >= 3]
    assert len(claimed) > 10 and sum(case.truth >= 3 for case in claimed) / len(claimed) >= 0.9
    assert {measure.detector for measure in MEASURES} <= cases.keys() | {"gate"}
