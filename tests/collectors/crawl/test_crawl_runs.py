"""Runs that follow each other: conditional second visits, resumed and killed runs, replay, export, report."""

import errno
import json
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collectors.crawl.earlier_runs import EarlierRuns
from collectors.crawl.evidence import StoredPage, iter_pages, open_evidence, site_evidence
from collectors.crawl.export import ORDER, columns_of, rows
from collectors.crawl.frontier.site import HostQueue
from collectors.crawl.hosts import Host
from collectors.crawl.limits import Limits
from collectors.crawl.manners.pace import HostPace
from collectors.crawl.replay import Observed, replay
from collectors.crawl.report import report_run
from collectors.crawl.run import begin_run, crawl
from collectors.crawl.settings import Progress, Settings
from collectors.crawl.store import kept_on_disk, open_store, save_services
from errors import CrawlError
from evaluation.simulated_internet.faults import FAULTS
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.plain import make_plain_site
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
from paths import ROOT
from tests.collectors.crawl.conftest import CUES, crawl_web, seed, through

PAGES = 5


def plain_web(count: int = 3, pages: int = PAGES) -> tuple[SimWeb, list]:
    sites = [make_plain_site(number, pages=pages, size=6000, links=20) for number in range(count)]
    return SimWeb(sites, limit_s=0.05), [seed(site.host) for site in sites]


def counted(db: Path, question: str, *values: object) -> int:
    return open_evidence(db).execute(question, values).fetchone()[0]


def test_a_second_run_is_answered_304_and_parses_nothing_anew(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    web, seeds = plain_web()
    with web:
        crawl_web(web, db, seeds, sitemaps=False)
        parsed = counted(db, "SELECT count(*) FROM pages")
        web.reset()
        crawl_web(web, db, seeds, sitemaps=False)
        report = web.report()
    again = "SELECT count(*) FROM fetches WHERE run = 2 AND kind = 'page' AND outcome = ?"
    assert counted(db, again, "not_modified") == 3 * PAGES
    assert counted(db, again, "replied") == 0
    assert counted(db, "SELECT count(*) FROM pages") == parsed == 3 * PAGES
    assert all("/robots.txt" not in host.paths for host in report.hosts.values())  # kept for a day


def test_a_parser_that_cannot_start_ends_the_run_with_an_error_instead_of_waiting(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    web, seeds = plain_web(1)
    with web, through(web) as fetcher, pytest.raises(CrawlError, match="cannot go on.*--resume"):
        settings = Settings(db, tmp_path / "lock", "simulated", "no.such.module:cues", 6, 0.1, threads=4)
        crawl(settings, seeds, fetcher)
    assert counted(db, "SELECT count(*) FROM runs") == 1


def sitemap_of(url: str) -> SimPage:
    """A sitemap that lists one page (sitemaps.org, protocol 0.9)."""
    listed = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{url}</loc></url></urlset>"
    return SimPage(listed.encode(), content_type="application/xml")


def test_a_second_look_within_a_day_reads_what_only_the_sitemap_names_and_leaves_the_rules_their_age(
    tmp_path: Path,
) -> None:
    db, host = tmp_path / "crawl.db", "www.listed.gov.uk"
    pages = {
        "/": SimPage(document("Home", "<p>Welcome</p>")),
        "/b": SimPage(document("Bins", "<p>Bins</p>")),
        "/map.xml": sitemap_of(f"https://{host}/b"),
    }
    robots = f"User-agent: *\nDisallow: /x\nSitemap: https://{host}/map.xml\n"
    with SimWeb([SimSite(host, pages, robots=robots)], limit_s=0.05) as web:
        crawl_web(web, db, [seed(host)])
        web.reset()
        crawl_web(web, db, [seed(host)])
        report = web.report().hosts[host]
    assert "/robots.txt" not in report.paths and report.repeated == 0
    assert {"/", "/map.xml", "/b"} <= set(report.paths)
    with closing(open_evidence(db)) as evidence:
        earlier, again = EarlierRuns(evidence), Host(host, HostQueue(), HostPace(0.1, 0.0))
        earlier.recall_host(again, Limits())
        (stored,) = evidence.query("SELECT robots_status, robots_at FROM hosts")
    told = earlier.host_row(again, Limits())  # as it is stored when the host is left alone for a while
    assert {name: told[name] for name in stored} == stored and stored["robots_at"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_a_day_is_left_alone_for_that_day_by_later_runs_too(tmp_path: Path, status: int) -> None:
    db, host = tmp_path / "crawl.db", "www.tomorrow.gov.uk"
    page = SimPage(b"", status=status, headers=(("Retry-After", "86400"), ("X-Simulated-Wait", "86400")))
    with SimWeb([SimSite(host, {"/": page})], limit_s=0.05) as web:
        for _ in range(2):
            crawl_web(web, db, [seed(host)])
        asked = web.report().hosts[host]
    assert asked.paths == ("/robots.txt", "/") and not asked.retry_after_violations
    with closing(open_evidence(db)) as evidence:
        earlier, again = EarlierRuns(evidence), Host(host, HostQueue(), HostPace(0.1, 0.0))
        earlier.recall_host(again, Limits())
        ((until,),) = evidence.execute("SELECT parked_until FROM hosts")
    left = datetime.fromisoformat(until) - datetime.now(UTC)
    assert timedelta(hours=23) < left <= timedelta(days=1)
    assert earlier.host_row(again, Limits())["parked_until"] == until


def test_a_disk_that_takes_no_more_is_named_and_the_run_goes_on_once_it_does(tmp_path: Path) -> None:
    db, council, most = tmp_path / "crawl.db", seed("www.filling.gov.uk"), resource.getrlimit(resource.RLIMIT_FSIZE)
    page = SimPage(b"<title>Home</title>" + random.Random(1).randbytes(400_000).hex().encode())
    with SimWeb([SimSite("www.filling.gov.uk", {"/": page})], limit_s=0.05) as web:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, most[1]))
        try:
            with pytest.raises(CrawlError, match=f"{db}: cannot be written to .*: once it can, run the same command"):
                crawl_web(web, db, [council], sitemaps=False)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, most)
        result = crawl_web(web, db, [council], sitemaps=False, resume=True)
    assert (result.run, result.finished, result.progress.pages) == (1, True, 1)


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/shards/1.part"), "/shards/1.part: cannot be written to"),
        (OSError(errno.ECONNRESET, "Connection reset by peer"), ""),
        (sqlite3.OperationalError("no such table: pages"), ""),
    ],
)
def test_only_what_the_disk_does_is_told_as_that(error: Exception, named: str) -> None:
    told = pytest.raises(CrawlError if named else type(error), match=named or str(error.args[-1]))
    with told, kept_on_disk(Path("crawl.db")):
        raise error


def test_an_unchanged_page_is_yielded_with_the_bytes_it_was_confirmed_to_have(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    web, seeds = plain_web(1)
    with web:
        for _ in range(2):
            crawl_web(web, db, seeds)
    evidence = open_evidence(db)
    first, second = (list(iter_pages(evidence, seeds[0].authority, run)) for run in (1, 2))
    assert [(p.final_url, p.sha256, p.body, p.status) for p in sorted(first, key=lambda p: p.final_url)] == [
        (p.final_url, p.sha256, p.body, p.status) for p in sorted(second, key=lambda p: p.final_url)
    ]
    assert {page.outcome for page in second} == {"not_modified"}
    assert all(page.body and page.charset == "utf-8" for page in second)


def test_same_bytes_without_validators_are_not_read_again(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    with SimWeb([FAULTS["no_validators"]], limit_s=0.05) as web:
        for _ in range(2):
            crawl_web(web, db, [seed(FAULTS["no_validators"].host)])
    assert counted(db, "SELECT count(*) FROM fetches WHERE run = 2 AND reason = 'unchanged'") == 4
    assert counted(db, "SELECT count(*) FROM pages WHERE is_soft_404 = 0 AND url NOT LIKE '%.xml'") == 4


def test_only_changed_follows_no_link_of_an_unchanged_page(tmp_path: Path) -> None:
    db, news = tmp_path / "crawl.db", {"words": "<p>Old</p>"}
    pages = {"/": '<a href="/news">News</a><a href="/bins">Bins</a>', "/bins": "<p>Bins</p>", "/new": "<p>New</p>"}

    def answer(request) -> SimPage | None:
        body = news["words"] if request.path == "/news" else pages.get(request.path)
        return SimPage(document(request.path, body)) if body else None

    with SimWeb([SimSite("www.changing.gov.uk", dynamic=answer, robots_means="allow")], limit_s=0.05) as web:
        crawl_web(web, db, [seed("www.changing.gov.uk")], sitemaps=False)
        news["words"] = '<p>Fresh</p><a href="/new">New page</a>'
        crawl_web(web, db, [seed("www.changing.gov.uk")], sitemaps=False, only_changed=True)
    found = dict(open_evidence(db).execute("SELECT final_url, outcome FROM fetches WHERE run = 2 AND kind = 'page'"))
    base = "https://www.changing.gov.uk"
    assert found == {
        f"{base}/": "not_modified",
        f"{base}/bins": "not_modified",
        f"{base}/news": "replied",
        f"{base}/new": "replied",
    }


def said(web: SimWeb, db: Path, seeds: list, pages: int) -> str:
    where = {"proxy": web.proxy_url, "ca_file": str(web.ca_file), "db": str(db), "pages": pages}
    return json.dumps({**where, "seeds": [[each.authority, each.home_url] for each in seeds]})


def start(what: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.collectors.crawl.crawl_process", what], cwd=ROOT, stderr=subprocess.PIPE
    )


def wait_for_requests(web: SimWeb, number: int) -> None:
    while web.report().requests < number:
        time.sleep(0.01)


def test_a_run_that_goes_on_begins_with_councils_of_which_nothing_was_asked(tmp_path: Path) -> None:
    """So it is where a cluster's run was lost before the share of a council was joined."""
    db = tmp_path / "crawl.db"
    web, seeds = plain_web(2)
    with web:
        store = open_store(db)
        begin_run(store, Settings(db, tmp_path / "lock", "simulated", CUES, PAGES), seeds)
        store.close()
        result = crawl_web(web, db, seeds[:1], sitemaps=False, resume=True)
    assert result.run == 1 and result.finished
    assert report_run(open_evidence(db)).by_status == {"replied": 2}


def test_kills_lose_nothing_and_cost_at_most_one_fetch_a_host_each(tmp_path: Path) -> None:
    db, moments, pages, kills = tmp_path / "crawl.db", random.Random(4), 9, 3
    web, seeds = plain_web(4, pages)
    with web:
        for _ in range(kills):
            run = start(said(web, db, seeds, pages))
            wait_for_requests(web, web.report().requests + moments.randint(1, 4))
            run.kill()
            run.communicate()
        last = start(said(web, db, seeds, pages))
        errors = last.communicate(timeout=60)[1]
        assert last.returncode == 0, errors.decode()
        report = web.report()
    assert open_evidence(db).execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    found = "SELECT count(DISTINCT final_url) FROM fetches WHERE kind = 'page' AND page_status = 'ok'"
    assert counted(db, found) == 4 * pages
    assert counted(db, "SELECT count(*) FROM runs") == 1
    assert all(host.repeated <= kills for host in report.hosts.values())
    assert (
        counted(
            db,
            "SELECT count(*) FROM fetches f LEFT JOIN resources r USING (sha256) "
            "WHERE f.sha256 IS NOT NULL AND r.sha256 IS NULL",
        )
        == 0
    )


def test_an_interrupted_run_ends_cleanly_and_is_resumed(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    web, seeds = plain_web(3, 8)
    with web:
        run = start(said(web, db, seeds, 8))
        wait_for_requests(web, 9)
        run.send_signal(signal.SIGINT)
        errors = run.communicate(timeout=30)[1]
        assert run.returncode == 4, errors.decode()
        before = counted(db, "SELECT count(*) FROM fetches WHERE page_status = 'ok' AND kind = 'page'")
        report = report_run(open_evidence(db))
        assert (report.state, {site.complete for site in report.sites}) == ("interrupted", {False})
        assert start(said(web, db, seeds, 8)).communicate(timeout=60) is not None
        served = web.report()
    assert 0 < before < 24
    assert counted(db, "SELECT count(*) FROM fetches WHERE page_status = 'ok' AND kind = 'page'") == 24
    assert all(host.repeated == 0 for host in served.hosts.values())
    assert report_run(open_evidence(db)).state == "finished"


def test_stopping_leaves_the_rest_in_the_frontier(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    web, seeds = plain_web(2, 10)
    with web, through(web) as fetcher:
        settings = Settings(db, tmp_path / "lock", "simulated", CUES, 10, 0.1, threads=8)

        def stop_soon(progress: Progress) -> None:
            if progress.pages:
                signal.raise_signal(signal.SIGINT)

        assert not crawl(settings, seeds, fetcher, stop_soon).finished
    assert counted(db, "SELECT count(*) FROM frontier WHERE state = 'queued'") > 0


def test_a_run_stopped_between_robots_and_sitemap_asks_for_the_sitemap_when_it_goes_on(tmp_path: Path) -> None:
    db, stopping, host = tmp_path / "crawl.db", threading.Event(), "www.listed.gov.uk"
    files = {
        "/": SimPage(document("Home", "<p>Welcome</p>")),
        "/b": SimPage(document("Bins", "<p>Bins</p>")),
        "/sitemap.xml": sitemap_of(f"https://{host}/b"),
    }

    def answer(request) -> SimPage | None:
        if request.path == "/":
            stopping.set()
        return files.get(request.path)

    with SimWeb([SimSite(host, dynamic=answer, robots_means="allow")], limit_s=0.05) as web, through(web) as fetcher:
        settings = Settings(db, tmp_path / "lock", "simulated", CUES, 5, 0.1, threads=4, searches=())
        assert not crawl(settings, [seed(host)], fetcher, stopping=stopping).finished
        assert "/sitemap.xml" not in web.report().hosts[host].paths
        assert crawl(replace(settings, resume=True), [seed(host)], fetcher).finished
        report = web.report().hosts[host]
    assert {"/sitemap.xml", "/b"} <= set(report.paths) and report.repeated == 0


def test_a_search_is_asked_the_fixed_list_and_nothing_else_is_ever_submitted(tmp_path: Path) -> None:
    forms = (
        '<form action="/search"><input name="q"></form><form action="/start"><button>Start now</button></form>'
        '<form action="/send" method="post"><input name="x"><button>Send</button></form>'
        '<form action="/find"><input name="postcode"><button>Find</button></form>'
    )
    pages = {
        "/": SimPage(document("Home", forms)),
        "/start": SimPage(document("Start", "<p>Begin</p>")),
        "/search?q=council+tax": SimPage(document("Results", '<a href="/tax">Council tax</a>')),
        "/tax": SimPage(document("Council tax", "<p>Pay</p>")),
    }
    db = tmp_path / "crawl.db"
    with SimWeb([SimSite("www.forms.gov.uk", pages)], limit_s=0.05) as web:
        crawl_web(web, db, [seed("www.forms.gov.uk")], searches=("council tax",), sitemaps=False)
        host = web.report().hosts["www.forms.gov.uk"]
    assert set(host.methods) == {"GET"}
    assert set(host.paths) == {
        "/robots.txt",
        "/",
        "/.well-known/security.txt",
        "/start",
        "/search?q=council+tax",
        "/tax",
    }


def service(authority: str, slug: str, level: int = 1, page_url: str = "", fetched_at: str = "") -> dict:
    return {
        "authority": authority,
        "slug": slug,
        "service": "S01",
        "status": "measured",
        "level": level,
        "page_url": page_url,
        "action_url": "",
        "vendor": "",
        "confidence": None,
        "fetched_at": fetched_at,
        "looks": 1,
        "reasons": "[]",
        "receipt": "{}",
    }


def pages_by_title(site, pages) -> Observed:
    found = [
        service(site.authority, site.slug, 1, page.final_url, page.fetched_at)
        for page in pages
        if b"service-003" in page.body
    ]
    seen = {
        "authority": site.authority,
        "measure": "status",
        "status": "measured",
        "value": 1.0,
        "subject": "",
        "fetch_id": None,
        "sha256": "",
        "locator": "",
        "quote": site.status,
        "detector": "test",
        "version": "1",
        "confidence": 1.0,
        "observed_at": "2026-11-03",
    }
    return Observed(found[:1], [seen])


def test_replay_observes_stored_pages_without_the_network(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    web, seeds = plain_web(2)
    with web:
        crawl_web(web, db, seeds)
    result = replay(db, pages_by_title)  # the server is gone
    assert (result.authorities, result.services, result.observations, result.failures) == (2, 2, 2, ())
    again = replay(db, pages_by_title, [seeds[0].authority])
    assert again.services == 1
    columns, services = rows(open_evidence(db), "services")
    assert columns[:11] == (
        "authority",
        "slug",
        "service",
        "status",
        "level",
        "page_url",
        "action_url",
        "vendor",
        "confidence",
        "fetched_at",
        "looks",
    )
    assert [row[:4] for row in services] == [(each.authority, each.slug, "S01", "measured") for each in seeds]


def test_a_replay_says_what_better_detectors_changed_on_the_same_pages(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    web, seeds = plain_web(2)
    with web:
        crawl_web(web, db, seeds)
    assert replay(db, pages_by_title).shifts == ()  # nothing was observed before

    def better(site, pages) -> Observed:
        first = pages_by_title(site, pages)
        level = 4 if site.authority == seeds[0].authority else None
        return Observed([{**first.services[0], "level": level}], [{**first.observations[0], "version": "2"}])

    result = replay(db, better)
    before = pages_by_title(
        site_evidence(open_evidence(db), seeds[0].authority), iter_pages(open_evidence(db), seeds[0].authority)
    ).services[0]["level"]
    found = {one.code: one for one in result.shifts}
    assert result.versions == ("1", "2")
    assert (found["S01"].compared, found["S01"].lost, found["S01"].mean_change) == (1, 1, 4 - before)
    assert (found["status"].compared, found["status"].changed) == (2, 0)
    assert [row[0] for row in rows(open_evidence(db), "shifts")[1]] == ["S01", "status"]

    def later(site, pages) -> Observed:
        first = better(site, pages)
        return Observed(first.services, [{**first.observations[0], "observed_at": "2026-12-03"}])

    assert replay(db, later).shifts == ()  # other evidence: nothing to compare


def test_one_council_that_breaks_the_observer_does_not_end_the_replay(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    web, seeds = plain_web(3, 2)
    with web:
        crawl_web(web, db, seeds)

    def fragile(site, pages) -> Observed:
        if site.authority == seeds[1].authority:
            raise KeyError("title")
        return pages_by_title(site, pages)

    assert replay(db, fragile).failures == ((seeds[1].authority, "KeyError: 'title'"),)

    def broken(site, pages) -> Observed:
        raise ValueError("always")

    with pytest.raises(CrawlError, match="3 of 3 councils"):
        replay(db, broken)


@pytest.mark.parametrize("what", ORDER)
def test_every_table_can_be_exported(tmp_path: Path, what: str) -> None:
    db = open_store(tmp_path / "crawl.db")
    columns, found = rows(db, what)
    assert (columns, list(found)) == (columns_of(what), [])
    db.close()


def test_a_finding_replaces_the_earlier_one_of_the_same_service(tmp_path: Path) -> None:
    db = open_store(tmp_path / "crawl.db")
    for level in (1, 3):
        save_services(db, [service("E1", "a", level)])
    assert [row[4] for row in rows(db, "services")[1]] == [3]
    db.close()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not a database at all, only words " * 40, "not an SQLite file"),
        (None, "not a crawl database"),
    ],
)
def test_another_file_is_never_written_over(tmp_path: Path, content: bytes | None, message: str) -> None:
    import sqlite3

    path = tmp_path / "other.db"
    if content is not None:
        path.write_bytes(content)
    else:
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE mine (x)")
        other.close()
    with pytest.raises(CrawlError, match=message):
        open_store(path)


def test_a_council_never_crawled_has_no_pages_and_no_status(tmp_path: Path) -> None:
    open_store(tmp_path / "crawl.db").close()
    db = open_evidence(tmp_path / "crawl.db")
    assert (list(iter_pages(db, "E1")), site_evidence(db, "E1")) == ([], None)
    with pytest.raises(CrawlError, match="holds no run"):
        report_run(db)
    with pytest.raises(CrawlError, match="no such file"):
        open_evidence(tmp_path / "absent.db")


def test_stored_pages_cannot_be_altered() -> None:
    page = StoredPage(1, "E1", "u", "u", 200, {}, b"", "", "", "replied", "", "link", 0, "")
    with pytest.raises(AttributeError):
        page.status = 500


def test_a_resumed_run_keeps_to_the_councils_and_pages_it_was_begun_with(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    web, seeds = plain_web(2, 6)
    with web:
        with through(web) as fetcher:
            settings = Settings(db, tmp_path / "lock", "simulated", CUES, 6, 0.1, threads=8)
            assert not crawl(settings, seeds, fetcher, lambda progress: signal.raise_signal(signal.SIGINT)).finished
        assert crawl_web(web, db, seeds[:1], max_pages=2, resume=True).run == 1
    assert counted(db, "SELECT count(*) FROM fetches WHERE kind = 'page' AND page_status = 'ok'") == 12
    assert {site.status for site in report_run(open_evidence(db)).sites} == {"replied"}
