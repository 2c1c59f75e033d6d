"""A website that moved is followed, also by a run that goes on; one that has no https is told so on the second day."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from collectors.crawl.evidence import open_evidence
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.redirects import bears_name
from collectors.crawl.replay import replay
from collectors.crawl.report import report_run
from collectors.crawl.run import crawl
from collectors.crawl.settings import Settings
from detectors.crawled import observer
from evaluation.simulated_internet.misbehaving.moves import MANY
from evaluation.simulated_internet.misbehaving.registry import anchors, document, sound
from evaluation.simulated_internet.records import SimPage, SimSite, redirect
from evaluation.simulated_internet.server import SimWeb
from models import Message, read_message
from tests.collectors.crawl.conftest import CUES, crawl_web, seed, through

OLD, NEW = "www.testham.gov.uk", "www.new-testham.gov.uk"


def moved(before: str = OLD, after: str = NEW) -> list[SimSite]:
    """The old home page stays; its pages are sent for good to the same path of the new host, which has more."""
    home = SimPage(document("Home", anchors(["/page-1"])))
    old = SimSite(before, {"/": home}, lambda request: redirect(f"https://{after}{request.path}"), robots_means="allow")
    pages = {path: SimPage(document(path, f"<p>Words of {path}.</p>" + anchors(list(MANY)))) for path in MANY}
    return [old, SimSite(after, pages, robots_means="allow")]


def read_at(db: Path, host: str) -> int:
    question = "SELECT count(DISTINCT final_url) FROM fetches WHERE host = ? AND kind = 'page' AND page_status = 'ok'"
    return open_evidence(db).execute(question, [host]).fetchone()[0]


def test_a_run_that_goes_on_knows_where_the_council_has_moved(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    with SimWeb(moved(), limit_s=0.05) as web:
        with through(web) as fetcher:
            settings = Settings(
                db, tmp_path / "lock", "simulated", CUES, 30, 0.1, 8, searches=(), sitemaps=False, commit_s=0.02
            )

            def stop_soon(progress) -> None:
                if progress.pages >= 3:
                    signal.raise_signal(signal.SIGINT)

            assert not crawl(settings, [seed(OLD)], fetcher, stop_soon).finished
        assert 0 < read_at(db, NEW) < len(MANY)
        assert crawl_web(web, db, [seed(OLD)], resume=True, max_pages=30, sitemaps=False).finished
    assert read_at(db, NEW) == len(MANY)
    assert report_run(open_evidence(db)).sites[0].remark == f"moved to https://{NEW}/"


@pytest.mark.parametrize(("owner", "read"), [("", len(MANY)), ("another", 0), ("testham", len(MANY))])
def test_nobody_is_followed_to_a_host_that_the_register_gives_to_another(tmp_path: Path, owner: str, read: int) -> None:
    db = tmp_path / "crawl.db"
    claimed = {"new-testham.gov.uk": owner} if owner else {}
    with SimWeb(moved(), limit_s=0.05) as web:
        crawl_web(web, db, [seed(OLD)], max_pages=30, sitemaps=False, claimed=claimed, delay_s=0.02)
    assert read_at(db, NEW) == read


@pytest.mark.parametrize(("host", "old", "bears"), [
    ("www.new-testham.gov.uk", "testham.gov.uk", True), ("testhamcouncil.gov.uk", "www.testham.gov.uk", True),
    ("my.testham-dc.gov.uk", "testham.gov.uk", True), ("www.testham-fire.gov.uk", "testham.gov.uk", False),
    ("northtestham.gov.uk", "testham.gov.uk", False), ("www.anglesey.gov.wales", "www.anglesey.gov.uk", True),
    ("www.testham-pc.gov.uk", "testham.gov.uk", False), ("kentfire.gov.uk", "kent.gov.uk", False),
])  # fmt: skip
def test_a_host_bears_the_old_name_if_it_says_little_else(host: str, old: str, bears: bool) -> None:
    assert bears_name(host, old) is bears


HOST = "www.hartlepool.gov.uk"
SEEDS = [SiteSeed("E06000001", "hartlepool", f"https://{HOST}/")]


def https_of(db: Path) -> tuple:
    replay(db, observer())
    found = "SELECT status, value, text FROM observations WHERE measure = 'T01'"
    status, value, text = open_evidence(db).execute(found).fetchone()
    return status, value, read_message(text)


def a_day_earlier(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE runs SET started_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', started_at, '-1 day')")
        connection.execute("UPDATE fetches SET fetched_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', fetched_at, '-1 day')")
        connection.execute("UPDATE hosts SET robots_at = NULL, robots_status = ''")


def test_the_detectors_take_the_new_host_for_the_councils(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    with SimWeb(moved(HOST, "www.new-hartlepool.gov.uk"), limit_s=0.05) as web:
        crawl_web(web, db, SEEDS, max_pages=30, sitemaps=False, delay_s=0.02)
    assert https_of(db) == ("measured", 1.0, Message("security.https", {"hosts": 2}))


@pytest.mark.parametrize(("second", "status", "value"), [
    ("port_80", "measured", 0.0), ("both", "measured", 1.0), ("none", "unreachable", None),
])  # fmt: skip
def test_no_https_is_a_finding_only_if_a_second_day_finds_it_too(tmp_path: Path, second, status: str, value) -> None:
    db = tmp_path / "crawl.db"
    with SimWeb([sound(HOST, scheme="port_80")], limit_s=0.05) as web:
        crawl_web(web, db, SEEDS)
        assert https_of(db)[:2] == ("not_checked", None)
        assert https_of(db)[2] == Message("security.first_look", {"host": HOST})
        crawl_web(web, db, SEEDS)  # the same day is no second look
        assert https_of(db)[:2] == ("not_checked", None)
    a_day_earlier(db)
    with SimWeb([sound(HOST, scheme=second)], limit_s=0.05) as web:
        crawl_web(web, db, SEEDS)
    assert https_of(db)[:2] == (status, value)
