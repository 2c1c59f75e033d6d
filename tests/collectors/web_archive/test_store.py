"""Captures become evidence, whole files or none; a crawl written as an archive and read back has lost nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from cli import main
from collectors.crawl.evidence import iter_pages, open_evidence, site_evidence
from collectors.crawl.frontier.cues import Cues
from collectors.crawl.limits import Limits
from collectors.crawl.reading.examine import Examiner
from collectors.crawl.store import open_store
from collectors.web_archive.councils import Councils
from collectors.web_archive.read import read_stream
from collectors.web_archive.store import Imported, Store
from collectors.web_archive.write import write_archive
from evaluation.simulated_internet.councils import make_councils
from evaluation.simulated_internet.server import SimWeb
from models import Authority, AuthorityType
from tests.collectors.crawl.conftest import crawl_web, seed
from tests.collectors.web_archive.archives import PAGE, Made, archive, http, response, sha1

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def council(code: str, homepage: str) -> Authority:
    return Authority(
        code, code.lower(), f"{code} Council", code, AuthorityType.DISTRICT, "England", "", None, homepage, None, None,
        date(1974, 4, 1), None,
    )  # fmt: skip


COUNCILS = Councils.of(
    (
        council("E1", "https://www.a.gov.uk/"),
        council("E2", "https://www.shared.gov.uk/"),
        council("E3", "http://shared.gov.uk"),
    )
)


def store(db: Database) -> Store:
    return Store(db, COUNCILS, Examiner(Cues({"S05": [r"\bbins?\b"]}), Limits()), NOW)


def imported(path: Path, *files: list[Made]) -> list[Imported]:
    db = open_store(path)
    into = store(db)
    found = [into.take(read_stream(BytesIO(archive(one)), "made"), "made.warc.gz") for one in files]
    db.close()
    return found


def page(url: str, day: int = 20, body: bytes = PAGE, **more: str) -> Made:
    block = http(body, Content_Type="text/html")
    pairs = [(name.replace("_", "-"), value) for name, value in more.items()]
    return response(url, block, *pairs, record_id=f"urn:x:{url}:{day}", day=f"2026-11-{day:02}T10:00:00Z")


def stored(path: Path, code: str) -> dict[str, tuple[str, bytes]]:
    db = open_evidence(path)
    found = {one.final_url: (one.page_status, one.body) for one in iter_pages(db, code)}
    db.close()
    return found


def test_a_page_of_a_council_is_evidence_of_a_search_that_never_ended(tmp_path: Path):
    (found,) = imported(tmp_path / "a.db", [page("https://www.a.gov.uk/bins"), page("https://www.elsewhere.org/")])
    assert (found.stored, found.councils, dict(found.others)) == (1, {"E1"}, {"a host that is no council's": 1})
    assert stored(tmp_path / "a.db", "E1") == {"https://www.a.gov.uk/bins": ("ok", PAGE)}
    db = open_evidence(tmp_path / "a.db")
    site = site_evidence(db, "E1")
    db.close()
    assert site is not None and (site.status, site.complete) == ("replied", False)


@pytest.mark.parametrize(
    "host",
    [
        "www.gov.uk", "notwww.a.gov.uk.example", "www.a.gov.uk.elsewhere.example", "nota.gov.uk", "a-gov.uk",
        "www.a.gov.uk@elsewhere.example", "127.0.0.1", "[::1]", "localhost", "forms.supplier.example", "xn--a-.gov.uk",
    ],
)  # fmt: skip
def test_a_host_that_only_looks_like_a_councils_is_counted_and_not_stored(tmp_path: Path, host: str):
    (found,) = imported(tmp_path / "a.db", [page("https://www.a.gov.uk/"), page(f"https://{host}/bins")])
    assert (found.stored, found.others.total(), found.councils) == (1, 1, {"E1"})
    assert set(found.others) <= {"a host that is no council's", "an address that cannot be one"}
    db = open_evidence(tmp_path / "a.db")
    for table in ("fetches", "captures", "pages"):
        assert db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 1, table
    db.close()


def test_an_archive_of_strangers_alone_stores_nothing_and_says_so(tmp_path: Path):
    (found,) = imported(tmp_path / "a.db", [page(f"https://shop.example/{n}") for n in range(5)])
    assert (found.stored, found.councils, dict(found.others)) == (0, set(), {"a host that is no council's": 5})
    db = open_evidence(tmp_path / "a.db")
    assert db.execute("SELECT count(*) FROM sites").fetchone()[0] == 0
    db.close()


def test_councils_that_share_a_site_share_its_pages(tmp_path: Path):
    (found,) = imported(tmp_path / "a.db", [page("https://www.shared.gov.uk/bins"), page("https://my.shared.gov.uk/x")])
    assert found.councils == {"E2", "E3"}
    assert stored(tmp_path / "a.db", "E2") == stored(tmp_path / "a.db", "E3") != {}


@pytest.mark.parametrize("order", [(20, 21), (21, 20)])
def test_of_two_captures_of_one_address_the_newest_stands(tmp_path: Path, order: tuple[int, int]):
    made = [page("https://www.a.gov.uk/bins", day, b"<title>%d</title><h1>%d</h1>" % (day, day)) for day in order]
    imported(tmp_path / "a.db", made)
    ((_, body),) = stored(tmp_path / "a.db", "E1").values()
    assert b"21" in body


def test_the_same_file_twice_is_stored_once(tmp_path: Path):
    first, second = imported(tmp_path / "a.db", [page("https://www.a.gov.uk/")], [page("https://www.a.gov.uk/")])
    assert (first.stored, second.stored, dict(second.others)) == (1, 0, {"stored already": 1})


def test_a_revisit_has_the_bytes_of_its_original_and_without_it_is_counted(tmp_path: Path):
    again = response("https://www.a.gov.uk/b", http(b""), ("WARC-Payload-Digest", sha1(PAGE)), kind="revisit")
    lost = response("https://www.a.gov.uk/c", http(b""), ("WARC-Payload-Digest", sha1(b"?")), kind="revisit")
    first = page("https://www.a.gov.uk/a", WARC_Payload_Digest=sha1(PAGE))
    (found,) = imported(tmp_path / "a.db", [first, again, lost])
    assert stored(tmp_path / "a.db", "E1")["https://www.a.gov.uk/b"] == ("ok", PAGE)
    assert found.others["a revisit whose original is not here"] == 1


def test_a_cut_body_is_never_called_a_shell_or_a_page(tmp_path: Path):
    shell = b"<!doctype html><title>Forms</title><div id=app></div><script src=app.js></script>"
    made = [page("https://www.a.gov.uk/a", body=shell, WARC_Truncated="length"),
            page("https://www.a.gov.uk/b", WARC_Truncated="length")]  # fmt: skip
    imported(tmp_path / "a.db", made)
    assert {status for status, _ in stored(tmp_path / "a.db", "E1").values()} == {"unparseable"}


def test_a_file_that_fails_half_way_is_not_stored_at_all(tmp_path: Path):
    db = open_store(tmp_path / "a.db")
    into = store(db)

    def stopped(_: Imported) -> None:
        raise KeyboardInterrupt

    many = [page(f"https://www.a.gov.uk/{n}") for n in range(250)]
    with pytest.raises(KeyboardInterrupt):
        into.take(read_stream(BytesIO(archive(many)), "made"), "made.warc.gz", stopped)
    assert db.execute("SELECT count(*) FROM fetches").fetchone()[0] == 0
    found = into.take(read_stream(BytesIO(archive(many)), "made"), "made.warc.gz")
    assert found.stored == 250
    db.close()


KEPT = {
    "runs": "started_at, state, origin, settings",
    "sites": "authority, slug, crawled_as, home_url, status, reason, complete, pages, attempts, errors",
    "fetches": "authority, host, kind, url, final_url, outcome, reason, status, headers, hops, elapsed_s, sent_at,"
    " fetched_at, sha256, media_type, charset, body_bytes, page_status, discovered_via, depth, link_text,"
    " same_as IS NULL",
    "resources": "sha256, body_bytes, body",
    "pages": "url, sha256, authority, title, lang, h1, canonical, description, is_soft_404, links_count, links, forms",
}


def test_a_crawl_written_as_an_archive_and_read_back_has_lost_nothing(tmp_path: Path):
    councils = make_councils(2, seed=4)
    with SimWeb([site for one in councils for site in one.sites()]) as web:
        crawl_web(web, tmp_path / "crawl.db", [seed(one.host) for one in councils])
        crawl_web(web, tmp_path / "crawl.db", [seed(one.host) for one in councils])
    before = open_evidence(tmp_path / "crawl.db")
    with (tmp_path / "crawl.warc.gz").open("wb") as file:
        attempts = write_archive(before, file)
    db = open_store(tmp_path / "again.db")
    with (tmp_path / "crawl.warc.gz").open("rb") as file:
        Store(db, Councils.of(()), Examiner(Cues({"S01": ["council tax"], "S03": [r"\bbins?\b"], "S20": ["planning"]}),
              Limits()), NOW).take(read_stream(file, "crawl"), "crawl.warc.gz")  # fmt: skip
    run = before.execute("SELECT max(run) FROM runs").fetchone()[0]
    assert attempts == before.execute("SELECT count(*) FROM fetches WHERE run = ?", [run]).fetchone()[0] > 10
    for table, columns in KEPT.items():
        newest = "run = (SELECT max(run) FROM runs)"
        kept = f"sha256 IN (SELECT sha256 FROM fetches WHERE {newest})" if table in ("resources", "pages") else newest
        query = f"SELECT {columns} FROM {table} WHERE {kept}"
        was, now = (sorted(map(repr, one.execute(query))) for one in (before, db))
        assert now == was != [], table
    for one in councils:
        name = seed(one.host).authority
        was = [(page.url, page.status, page.headers, page.body) for page in iter_pages(before, name)]
        assert [(page.url, page.status, page.headers, page.body) for page in iter_pages(db, name)] == was != []
    before.close()
    db.close()


def test_the_commands_store_an_archive_and_write_one(tmp_path: Path):
    file, db = tmp_path / "made.warc.gz", tmp_path / "a.db"
    file.write_bytes(archive([page("https://www.leeds.gov.uk/bins"), page("https://nobody.test/")]))
    told = CliRunner().invoke(main, ["import-warc", str(file), "--db", str(db)])
    assert told.exit_code == 0, told.output
    assert "1 page of 1 council stored" in told.output and "1 record: a host that is no council's" in told.output
    out = tmp_path / "out.warc.gz"
    told = CliRunner().invoke(
        main, ["export", "warc", "--db", str(db), "--out", str(out), "--authorities", "E08000035"]
    )
    assert told.exit_code == 0 and out.stat().st_size > 500
    assert CliRunner().invoke(main, ["export", "warc", "--db", str(db)]).exit_code == 2
    wrong = ["export", "warc", "--db", str(db), "--out", str(tmp_path / "no.warc.gz"), "--authorities", "leeds"]
    told = CliRunner().invoke(main, wrong)
    assert told.exit_code == 2 and 'no council of the ONS code "leeds"' in told.output
    assert not (tmp_path / "no.warc.gz").exists()


def test_a_page_named_warc_is_refused_and_nothing_is_stored(tmp_path: Path):
    (tmp_path / "page.warc").write_text("<!doctype html><title>No</title>")
    told = CliRunner().invoke(main, ["import-warc", str(tmp_path / "page.warc"), "--db", str(tmp_path / "a.db")])
    assert told.exit_code == 1 and "page.warc" in str(told.exception)
    assert [one.name for one in tmp_path.iterdir()] == ["page.warc"]


def test_a_missing_archive_makes_no_database_and_no_folder(tmp_path: Path):
    told = CliRunner().invoke(main, ["import-warc", str(tmp_path / "no.warc"), "--db", str(tmp_path / "new" / "a.db")])
    assert told.exit_code == 1 and "no such file" in str(told.exception)
    assert not list(tmp_path.iterdir())


def test_a_refused_archive_leaves_what_was_stored_as_it_was(tmp_path: Path):
    file, path = tmp_path / "made.warc", tmp_path / "a.db"
    file.write_bytes(archive([page("https://www.leeds.gov.uk/bins")]))
    told = CliRunner().invoke(main, ["import-warc", str(file), str(tmp_path / "no.warc"), "--db", str(path)])
    assert told.exit_code == 1
    db = open_store(path)
    assert db.execute("SELECT count(*) FROM fetches").fetchone()[0] == 1  # of the file before the refused one
    with db.conn:
        db.execute("UPDATE runs SET origin = 'live'")
    db.close()
    assert CliRunner().invoke(main, ["import-warc", str(tmp_path / "no.warc"), "--db", str(path)]).exit_code == 1
    db = open_store(path)
    assert db.execute("SELECT run, origin FROM runs").fetchall() == [(1, "live")]  # no empty run became the newest
    db.close()
