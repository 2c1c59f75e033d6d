"""The command `edition` on the simulated internet, killed again and again: one edition, and nothing asked twice."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from collectors.crawl.store import open_store
from commands.probe import KINDS, PICTURES_MB, ROWS_MB
from commands.whole_edition.folder import EditionFolder
from commands.whole_edition.plan import Asked, check_disk
from commands.whole_edition.probes import probe_asked
from commands.whole_edition.steps import STEPS
from edition.inputs import data_files
from errors import EditionError
from evaluation.contract_server import councils
from evaluation.contract_server.answers import Fault
from paths import DATA
from register.authorities import load_authorities
from tests.edition.test_website import crawled, seen, service
from tests.functional.chain import a_day_earlier
from tests.functional.edition_desk import NAME, Desk, set_up

COUNCILS = 4


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with set_up(tmp_path, COUNCILS, limit_s=0.05) as made:
        yield made


def test_an_edition_killed_three_times_is_one_edition_and_asks_nothing_twice(desk: Desk) -> None:
    chosen = [one.authority.slug for one in desk.country.councils[:3]]
    (code,) = (one.code for one in desk.country.authorities if one.slug == chosen[0])
    then = crawled(desk.folder / "then.db", [seen("F01", 2.0, code), service("S05", 3, code)])
    words = ("--earlier-crawl", str(then), "--authorities", ",".join(chosen), "--scope", "full",
             "--max-pages", "8", "--delay", "0.1", "--contact", "https://operator.example/crawler",
             "--title", "Invented pilot")  # fmt: skip
    desk.sources.always(councils.ONS, Fault.REFUSED_PAGE)
    assert desk.finish(*words, "--dry-run") == 0
    assert desk.sources.asked == [] and desk.web.report().requests == 0 and not desk.home.exists()
    desk.kill_when(lambda: len(desk.sources.asked) >= 4, *words)
    assert desk.finish(largest_file=400_000) == 1
    assert "first look" in desk.printed and "cannot be written to" in desk.printed
    desk.kill_when(lambda: desk.web.report().requests >= 9)
    assert desk.finish() == 4
    assert "The second look takes another day" in desk.printed
    first = desk.web.report()
    desk.web.reset()
    a_day_earlier(desk.home / "crawl.db")
    desk.kill_when(lambda: desk.web.report().requests >= 9)
    assert desk.finish() == 0, desk.printed

    # In each look one kill, which may cost each host what was on its way, and the robots.txt that the next process
    # reads for itself; a probe asks for the home page once more.
    for report, most in ((first, 2), (desk.web.report(), 3)):
        assert set(report.politeness_faults.values()) == {0}
        assert len(report.hosts) >= 3 and all(host.repeated <= most for host in report.hosts.values())
    asked = (one for one in desk.sources.asked if one.host != councils.ONS)
    sources = Counter((one.host, one.path, *one.query.items()) for one in asked)
    assert len(sources) > 8 and sum(sources.values()) - len(sources) <= 1
    with closing(sqlite3.connect(desk.home / "published.db")) as published:
        (row,) = published.execute("SELECT edition, title, scope, simulated FROM editions").fetchall()
        ((snapshot_on, attribution, expected),) = published.execute(
            "SELECT snapshot_on, attribution, expected FROM sources WHERE source = 'govuk_local_links'"
        )
        ((compared,),) = published.execute("SELECT value FROM summaries WHERE key = 'drift'").fetchall()
    assert row == (NAME, "Invented pilot", "full", 1)
    assert json.loads(compared)["then"] == "2026-11-20"
    assert f"--earlier-crawl {then}" in (desk.home / "summary.txt").read_text(encoding="utf-8")
    summary = (desk.home / "summary.txt").read_text(encoding="utf-8")
    assert snapshot_on > "2026-09-26" and "Read anew from its publisher's own interface" in attribution
    assert expected is None  # nobody has counted this state
    assert "Error: " in desk.printed and "click" not in desk.printed
    assert "ons_codes: source ons_codes: https://" in summary and "403" in summary
    assert "probe dns: probe dns would ask this machine's resolver" in summary and "probe tls: " in summary
    assert "probe browser: CHROMIUM=none: is no program" in summary
    # A browser opens the pages on which services were observed, and what it shows is observed too.
    order = r"\nobserve: observed 3 councils: [1-9]\d* services.*\nprobe browser: not run.*\nobserve again: all was"
    assert re.search(order, desk.printed, re.DOTALL)
    with closing(sqlite3.connect(desk.home / "probes.db")) as probes:
        findings = "SELECT probe, origin, count(DISTINCT authority) FROM findings GROUP BY 1, 2"
        assert probes.execute(findings).fetchall() == [("headers", "simulated", 3)]
    assert (
        "3 of 3 answered" in summary
        and "The websites of 3 of them were looked at." in summary
        and "1: Needs a person reading the corporate plan. (G04)" in summary
    )
    table = summary[summary.index("Indicators with evidence") :].partition("Look at it")[0]
    assert max(map(len, table.splitlines())) <= 80 and "D5  " in table and "english-unitary" in table
    assert not list(desk.folder.rglob("*.part"))
    assert desk.finish() == 1 and "this edition is made already" in desk.printed


def test_a_reading_in_which_nobody_answered_tells_of_this_machine_and_is_no_look(desk: Desk) -> None:
    lost = next(slug for slug, status in desk.country.unreadable.items() if status == "unreachable")
    words = ("--authorities", lost, "--max-pages", "2", "--delay", "0.1", *CONTACT)
    desk.sources.always(councils.ONS, Fault.REFUSED_PAGE)
    for said in (words, (), ("--once",)):
        assert desk.finish(*said) == 4
    assert desk.printed.count("No website answered at all, so this counts as no look. Look at this machine first") == 3
    assert "websites read on" not in desk.printed and not (desk.home / "published.db").exists()
    assert "live sources read; not read, and tried again each time: ons_codes" in desk.printed


def test_a_probe_that_reads_the_crawl_stands_between_two_observations() -> None:
    names = [step.name for step in STEPS if "full" in step.scopes]
    reading = [names.index(f"probe {kind.name}") for kind in KINDS if kind.reads_crawl]
    assert reading and names.index("observe") < min(reading) <= max(reading) < names.index("observe again")


def test_a_council_is_observed_once_until_something_new_is_stored_of_it(tmp_path: Path) -> None:
    folder = EditionFolder(tmp_path, NAME)
    folder.path.mkdir()
    with closing(open_store(folder.crawl)) as db, db.conn:
        db.conn.execute("INSERT INTO runs VALUES (1, '2026-11-01', '2026-11-01', 'finished', 'simulated', '{}')")
        for code in ("X1", "X2"):
            db.conn.execute("INSERT INTO sites VALUES (1, ?, '', ?, '', 'replied', '', 1, 9, 9, 0)", [code, code])
            db.conn.execute(FETCHED, [code])
            db.conn.execute("INSERT INTO observed VALUES (?, 'these')", [code])
    assert folder.to_observe("these") == {"X1": [1, 1], "X2": [1, 2]}, "nobody noted on what they were observed"
    folder.note_observed({"X1": [1, 1]})
    folder.note_observed({"X2": [1, 2]})
    assert folder.to_observe("these") == {}
    assert folder.to_observe("better ones").keys() == {"X1", "X2"}
    with closing(open_store(folder.crawl)) as db, db.conn:
        db.conn.execute(FETCHED, ["X2"])
    assert folder.to_observe("these") == {"X2": [2, 3]}


FETCHED = """
INSERT INTO fetches (run, authority, host, kind, url, final_url, outcome, reason, headers, hops, fetched_at,
 media_type, charset, page_status, discovered_via, depth, link_text)
VALUES (1, ?, 'h', 'page', 'u', 'u', 'replied', '', '{}', '[]', '2026-11-01', 'text/html', '', 'ok', 'link', 1, '')
"""
CONTACT = ("--contact", "https://operator.example/crawler")
BEGUN = {"name": NAME, "title": "", "scope": "website", "councils": ["E06000001"], "max_pages": 60, "delay": 1.0,
         "contact": CONTACT[1], "begun_on": "2026-12-01", "without_ni": False}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("2026-12", "--contact", "leeds.gov.uk"), "--contact: 'leeds.gov.uk' (scheme (none) is not http or https)"),
        (("2026-12", "--authorities", "leeds,atlantis", *CONTACT), "--authorities: there is no council 'atlantis'"),
        (("2026-12", "--authorities", "hartlepol,atlantis", *CONTACT), "'hartlepol' (did you mean hartlepool?); there"),
        (("2026-12", "--authorities", "hull", *CONTACT), "(did you mean kingston-upon-hull or solihull?)"),
        (("2026-12", "--authorities", "leeds kent", *CONTACT), "put commas between them, without blanks (leeds,kent)"),
        (("2026-12", "--authorities", "atlantis", *CONTACT), '`python cli.py place "atlantis"` finds councils'),
        (("2026-12", "--authorities", " , ", *CONTACT), "names no council; leave the option out to choose all of them"),
        (("2026-12", "--authorities", "", *CONTACT), "names no council; leave the option out to choose all of them"),
        (("2026-12", "--type", "london", "--nation", "wales", *CONTACT), "no council is left by --authorities"),
        (("2026-12", "--delay", "0.5", *CONTACT), "--delay 0.5: at least 1 second"),
        (("2026-12", "--scope", "open-data", "--type", "london", *CONTACT), "choose whose websites are read"),
        (("../2026", *CONTACT), "edition '../2026': a name is up to 40 small letters, digits and hyphens"),
        (("2026-12", "--scope", "open-data", "--cluster", "tcp://x:1", *CONTACT), "of which open-data reads none"),
        (("2026-12", "--earlier-crawl", "README.md", *CONTACT), "README.md: not an SQLite file"),
        (("2026-11", *CONTACT), 'edition "2026-11": is in data/editions.toml already'),
    ],
)
def test_what_cannot_be_begun_is_named_and_leaves_nothing_behind(tmp_path: Path, words, says: str) -> None:
    result = CliRunner().invoke(main, ["edition", *words, "--folder", str(tmp_path / "made"), "--data", "data"])
    assert result.exit_code != 0 and says in f"{result.output}{result.exception}", result.output
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("begun", "words", "says"),
    [
        (json.dumps(BEGUN), ("--scope", "full"), "--scope: it was begun with 'website'"),
        (json.dumps(BEGUN), ("--max-pages", "5"), "--max-pages: it was begun with 60"),
        (
            json.dumps(BEGUN),
            ("--authorities", "leeds,camden"),
            "it was begun with 1 council (hartlepool), and of the 2 chosen now 0 are among them; leave the option out",
        ),
        (json.dumps(BEGUN), ("--without-ni",), "--without-ni: it was begun with False"),
        (json.dumps(BEGUN), ("--earlier-crawl", "README.md"), "--earlier-crawl: it was begun without one; leave"),
        (json.dumps(BEGUN | {"max_pages": "many"}), (), "field \"max_pages\": expected int, found 'many'"),
        (json.dumps({"name": NAME}), (), "expected the fields begun_on"),
        ("{", (), "begun.json: cannot be read"),
        (None, (), "is there, and no edition was begun in it"),
    ],
)
def test_what_cannot_be_gone_on_with_is_named(tmp_path: Path, begun: str | None, words, says: str) -> None:
    data = tmp_path / NAME / "data"
    for path in data_files(DATA):
        if begun and path.parent.name in ("data", "register"):
            (data / path.relative_to(DATA)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, data / path.relative_to(DATA))
    (tmp_path / NAME).mkdir(exist_ok=True)
    if begun:
        (tmp_path / NAME / "begun.json").write_text(begun)
    result = CliRunner().invoke(main, ["edition", NAME, "--folder", str(tmp_path), *words])
    assert isinstance(result.exception, EditionError) and says in str(result.exception), result.exception


def test_the_plan_counts_what_each_probe_keeps_of_every_council() -> None:
    chosen = load_authorities(DATA / "register" / "authorities.csv")[:10]
    asked = {kind.name: probe_asked(kind, chosen, "") for kind in KINDS}
    assert asked["browser"].disk_mb == pytest.approx(10 * PICTURES_MB) and PICTURES_MB > 20 * ROWS_MB
    assert asked["dns"].disk_mb == asked["headers"].disk_mb == pytest.approx(10 * ROWS_MB)


def test_the_plan_says_how_long_a_browser_takes_that_looks_at_two_councils_at_a_time() -> None:
    every = load_authorities(DATA / "register" / "authorities.csv")
    hours = {kind.name: probe_asked(kind, every, "", delay=2.0).hours for kind in KINDS}
    # 20 pages of each of 382 councils, two side by side, two seconds between requests; a handshake waits for its host.
    assert hours["browser"] == pytest.approx(191 * 20 * 2 / 3600) and hours["tls"] == pytest.approx(4 * 2 / 3600)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 0, 'Before it can run, site.toml needs a "contact_url" under [operator]'),
        ((), 0, "The second look takes another day (UTC): after the first one the command ends"),
        (("--title", "It's a pilot"), 0, """--title 'It'"'"'s a pilot'"""),
        (("--folder", "my editions"), 0, "--db 'my editions/2026-12/crawl.db'"),
        (("--delay", "0.5"), 1, "--delay 0.5: at least 1 second"),
        (CONTACT, 0, "2026-12/live.db --contact https://operator.example/crawler\n"),
    ],
)
def test_a_plan_says_what_the_run_will_and_needs(words: tuple[str, ...], code: int, says: str) -> None:
    result = CliRunner().invoke(main, ["edition", "2026-12", "--authorities", "leeds", *words, "--dry-run"])
    assert result.exit_code == code and says in f"{result.output}{result.exception}", result.output


def test_a_plan_that_the_disk_has_no_room_for_is_refused() -> None:
    asked = [Asked("first look", 382, "about 70", 0.1, 688, "crawl"), Asked("build", 0, "", 0, 60, "build")]
    check_disk(asked, 748_000_000, "here")
    with pytest.raises(EditionError, match="here: 747 MB are free, the plan needs about 748 MB"):
        check_disk(asked, 747_000_000, "here")
