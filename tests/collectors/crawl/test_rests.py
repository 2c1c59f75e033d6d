"""A host in trouble is left alone for a while, and nothing of it is lost: within a run, over runs, out of time."""

import signal
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from collectors.crawl.evidence import open_evidence
from collectors.crawl.limits import Limits
from collectors.crawl.report import report_run
from collectors.crawl.run import crawl
from collectors.crawl.settings import Settings
from evaluation.simulated_internet.misbehaving.registry import anchors, document
from evaluation.simulated_internet.records import Request, SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
from tests.collectors.crawl.conftest import CUES, crawl_web, seed, through

HOST = "www.troubled.gov.uk"
PAGES = ("/", *(f"/page-{number}" for number in range(1, 9)))
LIMITS = Limits(breaker_rest_s=1.0)
READ = "SELECT count(DISTINCT final_url) FROM fetches WHERE kind = 'page' AND page_status = 'ok'"


def troubled(first: int, last: int) -> SimSite:
    """A site of nine pages whose requests from number `first` to before `last` are answered 503."""
    asked = count()
    body = {path: SimPage(document(path, f"<p>Words of {path}.</p>" + anchors(list(PAGES)))) for path in PAGES}

    def answer(request: Request) -> SimPage | None:
        busy = SimPage(document("Busy", "<p>Busy.</p>"), status=503, cacheable=False)
        return busy if first <= next(asked) < last else body.get(request.path)

    return SimSite(HOST, dynamic=answer, robots_means="allow")


def counted(db: Path, question: str) -> int:
    return open_evidence(db).execute(question).fetchone()[0]


def test_a_rest_is_waited_out_and_every_page_is_read(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    with SimWeb([troubled(3, 9)], limit_s=0.05) as web:
        assert crawl_web(web, db, [seed(HOST)], LIMITS, sitemaps=False).finished
        arrivals = web.report().hosts[HOST].arrivals
    assert counted(db, READ) == len(PAGES)
    assert max(later - earlier for earlier, later in zip(arrivals, arrivals[1:], strict=False)) >= LIMITS.breaker_rest_s
    site = report_run(open_evidence(db)).sites[0]
    assert (site.status, site.complete, site.pages) == ("replied", True, len(PAGES))


def test_without_time_for_a_rest_the_run_ends_resumable_and_nothing_is_lost(tmp_path: Path) -> None:
    db, patient = tmp_path / "crawl.db", replace(LIMITS, breaker_rest_s=600.0)
    with SimWeb([troubled(3, 9)], limit_s=0.05) as web:
        assert not crawl_web(web, db, [seed(HOST)], patient, sitemaps=False, time_s=60.0).finished
        assert web.report().hosts[HOST].requests == 9  # robots.txt, three replies, five failures
        run = report_run(open_evidence(db))
        assert (run.state, run.sites[0].complete) == ("interrupted", False)
        waiting = counted(db, "SELECT count(*) FROM frontier WHERE state = 'queued'")
        assert waiting + counted(db, READ) >= len(PAGES)
        assert counted(db, "SELECT count(*) FROM frontier WHERE state = 'dropped'") == 0


@pytest.mark.parametrize("kind", ["the same run", "a new run"])
def test_a_rest_holds_over_runs_and_what_waits_is_read_after_it(tmp_path: Path, kind: str) -> None:
    db = tmp_path / "crawl.db"
    with SimWeb([troubled(3, 9)], limit_s=0.05) as web:
        with through(web, LIMITS) as fetcher:
            settings = Settings(
                db,
                tmp_path / "lock",
                "simulated",
                CUES,
                12,
                0.1,
                8,
                searches=(),
                limits=LIMITS,
                sitemaps=False,
                commit_s=0.02,
            )

            def stop_at_rest(progress) -> None:
                if progress.requests >= 9:  # robots.txt, three replies, five failures
                    signal.raise_signal(signal.SIGINT)

            assert not crawl(settings, [seed(HOST)], fetcher, stop_at_rest).finished
        stopped = len(web.report().hosts[HOST].arrivals)
        assert crawl_web(web, db, [seed(HOST)], LIMITS, resume=kind == "the same run", sitemaps=False).finished
        arrivals = web.report().hosts[HOST].arrivals
    assert arrivals[stopped] - arrivals[stopped - 1] >= LIMITS.breaker_rest_s - 0.2
    assert counted(db, READ) == len(PAGES)


def test_a_host_that_stays_in_trouble_is_told_so_after_one_rest(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    with SimWeb([troubled(0, 10**9)], limit_s=0.05) as web:
        assert crawl_web(web, db, [seed(HOST)], LIMITS, sitemaps=False).finished
        assert web.report().hosts[HOST].requests <= 1 + 5 + 3  # robots.txt, then five, and three after the rest
    assert report_run(open_evidence(db)).sites[0].status == "unreachable"


def test_one_broken_page_costs_its_host_no_rest(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    body = {
        "/": SimPage(document("Home", anchors(["/broken", "/bins"]))),
        "/bins": SimPage(document("Bins", "Bins")),
        "/broken": SimPage(document("Error", "<p>Error.</p>"), status=500, cacheable=False),
    }
    with SimWeb([SimSite(HOST, body)], limit_s=0.05) as web:
        assert crawl_web(web, db, [seed(HOST)], replace(LIMITS, breaker_rest_s=600.0), sitemaps=False).finished
        paths = web.report().hosts[HOST].paths
    assert paths.count("/broken") == LIMITS.tries + 1
    assert counted(db, READ) == 2


def test_a_search_that_fails_is_asked_no_further_question(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    form = '<form action="/search"><input type="search" name="q"><button>Search</button></form>'
    error = SimPage(document("Error", "<p>Error.</p>"), status=500, cacheable=False)
    home = SimPage(document("Home", form + anchors(["/bins"])))
    site = SimSite(
        HOST,
        {"/": home, "/bins": SimPage(document("Bins", "Bins"))},
        lambda request: error if request.path.startswith("/search") else None,
    )
    with SimWeb([site], limit_s=0.05) as web:
        assert crawl_web(
            web,
            db,
            [seed(HOST)],
            replace(LIMITS, breaker_rest_s=600.0),
            sitemaps=False,
            searches=("bins", "tax", "planning"),
        ).finished
        paths = web.report().hosts[HOST].paths
    assert sum(path.startswith("/search") for path in paths) == LIMITS.tries
