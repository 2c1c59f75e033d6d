"""Pages that are empty without scripts are read again as a browser showed them: by the crawl's own evidence."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from collectors.crawl.evidence import StoredPage, iter_pages, open_evidence, stored_body
from collectors.crawl.store import compress
from collectors.probes.browser.rendered import MEDIA_TYPE, REASON, add_rendered
from collectors.probes.browser.roles import Role
from collectors.probes.browser.sample import sample_of
from collectors.probes.findings import Kept, decided
from collectors.probes.store import open_probes, save
from errors import CrawlError
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
from tests.collectors.crawl.conftest import crawl_web, seed

HOST, CODE = "www.scripts.gov.uk", "scripts"
EMPTY = f"https://{HOST}/bins"
SHOWN = (
    b"<!doctype html><html lang=en><title>Find your bin day</title><main><h1>Find your bin day</h1>"
    b"<p>Enter your postcode to see when your bins are collected and which of them.</p><form action=/bins/days>"
    b"<label>Postcode <input name=postcode></label><button>Find</button></form></main></html>"
)
LATER = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A crawl of a site with one page that is empty without scripts, as bytes of its file."""
    path = tmp_path_factory.mktemp("rendered") / "crawl.db"
    home = b"<!doctype html><html lang=en><title>Council</title><h1>Council</h1><p>Welcome.</p><a href=/bins>Bins</a>"
    shell = b"<!doctype html><title>Bins</title><div id=root></div><script src=/app.js></script>"
    with SimWeb([SimSite(HOST, {"/": SimPage(home), "/bins": SimPage(shell)})], limit_s=0.0) as web:
        crawl_web(web, path, [seed(HOST)], delay_s=0.0)
    return path.read_bytes()


def kept(path: Path, at: datetime = LATER, origin: str = "simulated", body: bytes = b"") -> Path:
    """A database of probes with the page as the browser showed it."""
    found = decided("rendered", HOST, 1.0, "filled")
    with closing(open_probes(path)) as db:
        kept = (Kept(EMPTY, MEDIA_TYPE, body or compress(SHOWN)),)
        save(db, "browser", CODE, [replace(found, kept=kept)], at, origin)
    return path


def pages(path: Path) -> Sequence[StoredPage]:
    with closing(open_evidence(path)) as db:
        return list(iter_pages(db, CODE))


def test_an_empty_page_is_replaced_once_and_stays_in_evidence(tmp_path: Path, crawled: bytes):
    crawl = tmp_path / "crawl.db"
    crawl.write_bytes(crawled)
    chosen = sample_of(crawl, {CODE: f"https://{HOST}/"})[CODE].pages
    assert [(page.url, page.role, page.was_empty) for page in chosen][1:] == [(EMPTY, Role.SHELL, True)]
    before = {page.url: page for page in pages(crawl)}
    assert before[EMPTY].page_status == "needs_javascript"
    assert [add_rendered(crawl, kept(tmp_path / "probes.db")) for _ in range(2)] == [1, 0]
    after = {page.url: page for page in pages(crawl)}
    assert (after[EMPTY].body, after[EMPTY].page_status, after[EMPTY].charset) == (SHOWN, "ok", "utf-8")
    assert after[EMPTY].fetched_at == LATER.isoformat() and after.keys() == before.keys()
    with closing(open_evidence(crawl)) as db:
        assert stored_body(db, after[EMPTY].sha256) == SHOWN
        rows = db.execute("SELECT reason, page_status FROM fetches WHERE final_url = ? ORDER BY id", [EMPTY]).fetchall()
    assert rows[-1] == (REASON, "ok") and rows[0][1] == "needs_javascript"


@pytest.mark.parametrize("other", [{"at": LATER - timedelta(days=2)}, {"origin": "live"}])
def test_what_is_older_or_of_another_kind_than_the_crawl_is_left_out(tmp_path: Path, crawled: bytes, other: dict):
    crawl = tmp_path / "crawl.db"
    crawl.write_bytes(crawled)
    assert add_rendered(crawl, kept(tmp_path / "probes.db", **other)) == 0


def test_replay_takes_them_and_names_what_it_cannot_take(tmp_path: Path, crawled: bytes):
    crawl = tmp_path / "crawl.db"
    crawl.write_bytes(crawled)

    def replay(probes: Path) -> tuple[str, BaseException | None]:
        done = CliRunner().invoke(main, ["replay", "--db", str(crawl), "--rendered", str(probes)])
        return done.output, done.exception

    assert "1 page put in as a browser shows it." in replay(kept(tmp_path / "probes.db"))[0]
    for probes, says in (
        (kept(tmp_path / "cut.db", body=b"no zstd"), f"kept: {EMPTY} of {CODE}: cannot be unpacked"),
        (crawl, "none of probes"),
        (tmp_path / "none.db", "no database of probes"),
    ):
        _, error = replay(probes)
        assert isinstance(error, CrawlError) and says in str(error)
