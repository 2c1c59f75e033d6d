"""What two people judge apart: agreement counts, a difference is unknown until it is settled, nothing is shipped."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from edition.build import with_crawl
from edition.cells import index_facts, make_cells
from edition.judged import COLUMNS, Judgement, judged_facts, judged_sources, load_judged
from edition.website_edition import CrawlEdition
from errors import EditionError
from models import Status
from paths import DATA
from register.authorities import load_register
from tests.committed import committed_inputs
from tests.edition.test_website import GRADES, crawled, seen, service
from web.words.catalogue import word

LEEDS = "E08000035"
DAY = date(2026, 11, 20)
PLAN = Judgement(LEEDS, "G04", 1, "https://x.test/plan", DAY, "yes", "ann", "yes", "bob")
PAGES = tuple(
    Judgement(LEEDS, "A09", item, f"https://x.test/{item}", DAY, answer, "ann", answer, "bob")
    for item, answer in enumerate(("yes", "no", "yes", "yes", "yes"), start=1)
)
OTHERS = tuple(
    replace(PLAN, authority=f"E0600000{n}", first=each, second=each) for n, each in enumerate(("yes", "no") * 4, 1)
)
AUTHORITIES = load_register(DATA / "register").authorities


def test_nobody_has_judged_yet_and_nothing_is_invented() -> None:
    assert load_judged(DATA / "judged.csv", AUTHORITIES) == () == tuple(judged_sources(()))


@pytest.mark.parametrize(
    ("judgements", "status", "value", "says"),
    [
        ((PLAN,), Status.MEASURED, 1.0, "Two people found a measurable aim"),
        ((replace(PLAN, first="no", second="no"),), Status.MEASURED, 0.0, "found no measurable aim"),
        ((replace(PLAN, second="no"),), Status.AMBIGUOUS, None, "do not agree on 1"),
        ((replace(PLAN, first="?", second="?"),), Status.AMBIGUOUS, None, "could not tell"),
        ((replace(PLAN, second="?", settled="no", settled_by="eve"),), Status.MEASURED, 0.0, "a third found no"),
        (PAGES, Status.MEASURED, 0.8, "4 of 5 pages can be used with a keyboard alone, as two people judged; not"),
        ((*PAGES[:4], replace(PAGES[4], second="?", settled="yes", settled_by="eve")), Status.MEASURED, 0.8,
         "of these a third person settled 1, on which the two did not agree"),
        (PAGES[:4], Status.NOT_CHECKED, None, "judged 4 of the 5"),
        ((*PAGES[:4], replace(PAGES[4], second="?")), Status.AMBIGUOUS, None, "do not agree on 1"),
        ((*PAGES[:3], replace(PAGES[3], second="no", settled="yes", settled_by="eve"), PAGES[4]),
         Status.AMBIGUOUS, None, "agree too seldom for it to be used (kappa 0.55"),
    ],
)  # fmt: skip
def test_only_what_two_people_agree_on_or_settled_counts(judgements, status, value, says: str) -> None:
    (fact,) = (fact for fact in judged_facts((*judgements, *OTHERS)) if fact.authority == LEEDS)
    assert (fact.status, fact.value) == (status, value) and says in word(fact.message)
    assert fact.denominator == (5 if value == 0.8 else None)


def written(path: Path, **other: str) -> Path:
    told = (LEEDS, "G04", "1", "https://x.test/plan", "2026-11-20", "yes", "ann", "no", "bob", "", "", "")
    row = dict(zip(COLUMNS, told, strict=True))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerow(row | other)
    return path


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"authority": "X1"}, 'field "authority": found "X1", expected a code of the register'),
        ({"measure": "A08"}, 'field "measure": found "A08", expected A09 or G04'),
        ({"item": "2"}, 'field "item": found "2", expected 1 to 1'),
        ({"url": ""}, 'field "url": found "", expected the address of what was judged'),
        ({"judged_on": "2026-12-01"}, 'field "judged_on": found "2026-12-01"'),
        ({"judged_on": "soon"}, 'field "judged_on": found "soon"'),
        ({"first": "maybe"}, 'field "first": found "maybe", expected yes, no or ?'),
        ({"second_coder": "ann"}, 'field "second_coder": found "ann", expected another person'),
        ({"settled": "yes"}, 'field "settled_by": found "", expected who settled it'),
        (
            {"second": "no", "settled": "yes", "settled_by": "ann"},
            'field "settled_by": found "ann", expected who settled',
        ),
        ({"url": "http://"}, 'field "url": found "http://", expected the address'),
        ({"url": "http://[::1"}, 'field "url": found "http://[::1", expected the address'),
        ({"item": "1" * 5000}, f'field "item": found "{"1" * 80}", expected 1 to 1'),
        ({"second": "yes", "settled": "yes", "settled_by": "eve"}, 'field "settled": found "yes", expected nothing'),
    ],
)
def test_a_judgement_that_is_not_as_agreed_is_named(tmp_path: Path, other: dict[str, str], says: str) -> None:
    with pytest.raises(EditionError, match="judged.csv: line 2: ") as refused:
        load_judged(written(tmp_path / "judged.csv", **other), AUTHORITIES, date(2026, 11, 30))
    assert says in str(refused.value)


def test_one_page_judged_five_times_is_not_five_pages(tmp_path: Path) -> None:
    path = written(tmp_path / "judged.csv", measure="A09")
    path.write_text(
        f"{path.read_text('utf-8')}{path.read_text('utf-8').splitlines()[1].replace(',1,', ',2,')}\n", "utf-8"
    )
    with pytest.raises(EditionError, match='line 3: field "url": found "https://x.test/plan" twice for A09'):
        load_judged(path, AUTHORITIES, DAY)


def test_what_was_judged_is_scored_in_an_edition_of_full_scope_alone(tmp_path: Path) -> None:
    inputs = committed_inputs()
    inputs = replace(inputs, grades=GRADES, facts=(*inputs.facts, *judged_facts((PLAN, *PAGES))))
    crawl = crawled(tmp_path / "crawl.db", [seen("F01", 2.0)])
    marks = {}
    for scope in ("full", "website"):
        made = with_crawl(inputs, CrawlEdition(crawl, date(2026, 11, 21), scope))
        leeds = [one for one in made.register.authorities if one.code == LEEDS]
        cells = make_cells(made.framework, made.editions[0], leeds, index_facts(made.facts))
        marks[scope] = {cell.indicator: cell.value for cell in cells}
    assert (marks["full"]["A09"], marks["full"]["G04"]) == (0.8, 1.0)
    assert not {"A09", "G04"} & marks["website"].keys()


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def run(*words: str | Path):
    return CliRunner().invoke(main, ["code-questions", *map(str, words)])


def coded(path: Path, to: Path, coder: str, answers: str) -> Path:
    """A copy of a sheet as somebody filled it in, the answers in their order: y, n, ? or - for none."""
    rows = rows_of(path)
    told = {"y": "yes", "n": "no", "?": "?", "-": ""}
    for row, answer in zip(rows, answers, strict=True):
        row.update(coder=coder, coded_on="2026-11-20", answer=told[answer], url=row["url"] or "https://x.test/plan")
    with to.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    return to


def test_two_people_code_apart_and_their_sheets_are_joined(tmp_path: Path) -> None:
    pages = [service(code, 3, page_url=f"https://x.test/{code}") for code in ("S01", "S02", "S03", "S05", "S06")]
    crawl = crawled(tmp_path / "crawl.db", [seen("F01", 2.0), *pages])
    sheet, into = tmp_path / "sheet.csv", tmp_path / "judged.csv"
    drawn = run("sheet", "A09", "--authorities", "leeds,hartlepool", "--crawl", crawl, "--out", sheet)
    assert "5 to judge" in drawn.output and "skip link" in drawn.output and "hartlepool" in drawn.output
    urls = [row["url"] for row in rows_of(sheet)]
    assert urls[0] == "https://home.test/" and len(set(urls)) == 5
    ann = coded(sheet, tmp_path / "ann.csv", "ann", "ynyyn")
    bob = coded(sheet, tmp_path / "bob.csv", "bob", "ynyn-")
    done = run("join", ann, bob, "--into", into)
    assert "4 joined." in done.output and "A09: 3 of 4 agreed, kappa 0.500" in done.output
    assert "to settle: E08000035 4" in done.output and "1 answer of one person alone left out" in done.output
    settled = into.read_text(encoding="utf-8").replace("yes,ann,no,bob,,,", "yes,ann,no,bob,yes,eve,")
    into.write_text(settled, encoding="utf-8")
    assert "to settle" not in run("join", ann, bob, "--into", into).output
    assert load_judged(into, AUTHORITIES)[3].answer == "yes"

    plan = tmp_path / "plan.csv"
    assert run("sheet", "G04", "--authorities", "leeds", "--out", plan).exit_code == 0
    one, two = (coded(plan, tmp_path / f"{who}-plan.csv", who, "y") for who in ("ann", "bob"))
    two.write_text(two.read_text(encoding="utf-8").replace("x.test/plan", "x.test/other"), encoding="utf-8")
    other = run("join", one, two, "--into", into)
    assert "G04: 0 of 1 agreed" in other.output and len(load_judged(into, AUTHORITIES)) == 5
    before = into.read_bytes()
    for first, second, says in (
        (one, one, "in both sheets, expected two people"),
        (one, ann, "expected copies of one"),
    ):
        assert says in str(run("join", first, second, "--into", into).exception)
    (tmp_path / "odd.csv").write_text(two.read_text(encoding="utf-8").replace(",yes,", ",maybe,"), encoding="utf-8")
    assert 'column "answer": found "maybe"' in str(run("join", one, tmp_path / "odd.csv", "--into", into).exception)
    (tmp_path / "late.csv").write_text(two.read_text(encoding="utf-8").replace("2026-11-20", "2999-01-01"), "utf-8")
    assert 'field "judged_on"' in str(run("join", one, tmp_path / "late.csv", "--into", into).exception)
    assert into.read_bytes() == before and not list(tmp_path.glob(".judged*"))
    assert run("sheet", "G04", "--crawl", crawl, "--out", plan).exit_code == 2


@pytest.mark.parametrize(
    ("observed", "says"),
    [
        ([LEEDS], "read fewer than 5 pages of each council: leeds"),
        ([], "not observed yet of leeds: run replay --db {crawl} first"),
    ],
)
def test_a_sheet_with_nothing_to_judge_is_not_written_and_says_why(tmp_path: Path, observed: list[str], says: str):
    crawl = crawled(tmp_path / "crawl.db", [seen("F01", 2.0)])
    with closing(sqlite3.connect(crawl)) as db, db:
        db.executemany("INSERT INTO observed VALUES (?, 'these')", [[code] for code in observed])
    done = run("sheet", "A09", "--authorities", "leeds", "--crawl", crawl, "--out", tmp_path / "sheet.csv")
    assert done.exit_code == 1 and says.format(crawl=crawl) in str(done.exception)
    assert not (tmp_path / "sheet.csv").exists()
