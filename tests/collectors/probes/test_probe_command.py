"""The command line of the probes: it stores as it goes, goes on where it stopped, and refuses what it cannot take."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import dns.name
import pytest
from checkdmarc.utils import DNS_CACHE
from click.testing import CliRunner, Result
from rich.console import Console

from cli import main
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.open_data.fetcher import Fetcher as LiveFetcher
from collectors.probes.findings import Finding, all_of, any_of, decided, undecided
from collectors.probes.headers import ORIGIN
from collectors.probes.journal import Journal, visits_kept
from collectors.probes.run import Target, keep_found, side_by_side
from collectors.probes.store import open_probes, run_under_way, save, summary
from commands.probe import KINDS
from commands.whole_edition.folder import Begun, EditionFolder
from commands.whole_edition.making import Making
from commands.whole_edition.probes import ask_probe
from errors import CrawlError
from evaluation.made_names.server import Fault, Zones, serving
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.register import write_register
from evaluation.simulated_internet.server import SimWeb
from models import Outcome, Status
from paths import REGISTER, ROOT
from register.authorities import load_authorities

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TARGETS = [Target("X1", "www.a.test"), Target("X2", "www.a.test"), Target("X3", "www.b.test")]
COUNCILS = ("hartlepool", "cardiff")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["probe", *words])


def rows(path: Path) -> list[tuple]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT authority, check_name, value, status FROM findings ORDER BY 1, 2").fetchall()


def test_a_stopped_run_goes_on_and_nobody_fresh_is_asked_again(tmp_path: Path):
    asked: list[str] = []

    def probe(host: str) -> list[Finding]:
        asked.append(host)
        if host == "www.b.test" and len(asked) == 2:
            raise KeyboardInterrupt
        return [decided("it", host, 1.0, "yes")]

    def again(now: datetime, **more: bool) -> tuple[int, int, int]:
        ask = partial(side_by_side, probe, workers=1, on_stop=lambda: asked.append("stopped"))
        ended = keep_found(db, "made", TARGETS, ask, origin="live", now=lambda: now, **more)
        return ended.asked, ended.fresh, ended.left

    db = open_probes(tmp_path / "probes.db")
    assert again(NOW) == (2, 0, 1)
    assert again(NOW) == (1, 2, 0)
    assert again(NOW + timedelta(hours=47)) == (0, 3, 0)
    assert asked == ["www.a.test", "www.b.test", "stopped", "www.b.test"]
    assert again(NOW, again=True) == (3, 0, 0)
    assert again(NOW + timedelta(days=3)) == (3, 0, 0)
    assert len(asked) == 8
    assert summary(db, "made") == [("it", 3, 0, 0, "")]
    db.close()


def test_what_was_simulated_is_never_taken_for_fresh_findings_of_a_live_run(tmp_path: Path):
    db = open_probes(tmp_path / "probes.db")
    ask = partial(side_by_side, lambda host: [decided("it", host, 0.0, "no")], workers=1, on_stop=lambda: None)
    for origin, fresh in (("simulated", 0), ("live", 0), ("live", 3)):
        ended = keep_found(db, "made", TARGETS, ask, origin=origin, now=lambda: NOW)
        assert ended.fresh == fresh
    db.close()


@pytest.mark.parametrize(
    ("combined", "values", "expected"),
    [
        (all_of, (1.0, 1.0), 1.0),
        (all_of, (1.0, 0.0), 0.0),
        (all_of, (None, 0.0), 0.0),
        (all_of, (None, 1.0), None),
        (any_of, (0.0, 0.0), 0.0),
        (any_of, (None, 1.0), 1.0),
        (any_of, (None, 0.0), None),
    ],
)
def test_two_findings_make_a_third_only_where_they_settle_it(combined, values, expected):
    parts = [undecided("part", "a.test", Status.BLOCKED, "shut") if value is None
             else decided("part", "a.test", value, "seen") for value in values]  # fmt: skip
    found = combined("whole", "a.test", parts)
    assert (found.value, found.status) == (expected, Status.BLOCKED if expected is None else Status.MEASURED)


def test_a_finding_has_a_value_exactly_when_it_was_measured():
    with pytest.raises(ValueError, match="value None with status measured"):
        Finding("it", "a.test", Status.MEASURED, None, "")
    with pytest.raises(ValueError, match="value 0.0 with status blocked"):
        Finding("it", "a.test", Status.BLOCKED, 0.0, "")


def test_names_are_probed_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CDI_TEST_NETWORK", "1")
    zones = Zones()
    zones.add("hartlepool.gov.uk", '@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\nwww A 192.0.2.1\n')
    db = tmp_path / "probes.db"
    with serving(zones) as (address, port):
        words = ("dns", "--authorities", ",".join(COUNCILS), "--db", str(db), "--delay", "0", "--contact",
                 "https://operator.example/", "--nameserver", f"{address}:{port}")  # fmt: skip
        first, second = run(*words), run(*words)
    assert first.exit_code == second.exit_code == 0, first.output
    assert "2 councils asked, 0 asked within 2 days, 0 left." in first.output
    assert "0 councils asked, 2 asked within 2 days, 0 left." in second.output
    known = {(authority, check): (value, status) for authority, check, value, status in rows(db)}
    assert known["E06000001", "T05"] == (1.0, "measured")
    assert known["W06000015", "T05"] == (None, "unreachable")


def test_a_probe_of_names_that_is_killed_asks_again_only_what_had_not_been_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zones = Zones()
    zones.add("post.example", '@ 0 TXT "v=spf1 ip4:192.0.2.0/24 -all"\n')
    for name in COUNCILS:
        zones.add(f"{name}.gov.uk", '@ 0 TXT "v=spf1 include:post.example -all"\nwww A 192.0.2.1\n', sign="good")
    unanswered = {("_smtp._tls.hartlepool.gov.uk.", "TXT"), ("cardiff.gov.uk.", "SOA")}
    machine = tmp_path / "machine"
    machine.mkdir()
    monkeypatch.setenv("CDI_TEST_NETWORK", "1")
    monkeypatch.setenv("TMPDIR", str(machine))
    monkeypatch.setattr(tempfile, "tempdir", str(machine))
    with serving(zones) as (address, port):

        def words(db: str) -> tuple[str, ...]:
            return ("dns", "--authorities", ",".join(COUNCILS), "--db", str(tmp_path / db), "--delay", "0.01",
                    "--contact", "https://operator.example/", "--nameserver", f"{address}:{port}")  # fmt: skip

        def finished(*words: str) -> Counter:
            DNS_CACHE.clear()  # checkdmarc's own, which another process would not have
            zones.asked.clear()
            done = run(*words)
            assert done.exit_code == 0, done.output
            return Counter(zones.asked)

        zones.faults = {dns.name.from_text(name): Fault("silent") for name, _ in unanswered}
        command = [sys.executable, "cli.py", "probe", *words("killed.db")]
        with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as killed:
            begun = time.monotonic()
            while not unanswered <= set(zones.asked):
                assert killed.poll() is None and time.monotonic() - begun < 60, killed.communicate()[0]
                time.sleep(0.01)
            killed.kill()
        assert killed.returncode == -signal.SIGKILL
        zones.faults.clear()
        before = set(zones.asked)
        after = finished(*words("killed.db"))
        assert before & set(after) == unanswered and ("post.example.", "TXT") in before
        assert not [path for path in machine.glob("*-probes-*/*") if path.is_dir()]
        whole = finished(*words("whole.db"))
        assert before | set(after) == set(whole) and {*after.values(), *whole.values()} == {1}
        assert finished(*words("whole.db"), "--again") == whole
    found = []
    for name in ("killed.db", "whole.db"):
        with closing(sqlite3.connect(tmp_path / name)) as db:
            columns = "authority, check_name, subject, status, value, code, seen"
            found.append(db.execute(f"SELECT {columns} FROM findings ORDER BY 1, 2").fetchall())
    assert found[0] == found[1] and len(found[0]) == 10 * len(COUNCILS)


def test_a_probe_that_asks_once_for_what_councils_share_is_not_shared_out_over_processes():
    refused = run("answers", "--authorities", "hartlepool", "--processes", "2")
    assert refused.exit_code == 2 and "--processes is for `probe headers`" in refused.output


@pytest.mark.parametrize("more", [(), ("--processes", "2")])
def test_headers_are_probed_from_the_command_line_with_the_list_of_browsers(tmp_path: Path, more: tuple[str, ...]):
    folder = tmp_path / "data"
    shutil.copytree(REGISTER, folder / "register")
    (folder / "facts").mkdir()
    shutil.copy(REGISTER.parent / "facts" / "hsts_preload.csv", folder / "facts")
    db = tmp_path / "probes.db"
    page = SimPage(b"<!doctype html><title>x</title><p>Welcome", headers=(("X-Content-Type-Options", "nosniff"),))
    with closing(open_probes(db)) as opened:  # a run that was ended, and is not gone on with
        ended = run_under_way(opened, "headers", "simulated", resume=True)
    home = Ask("https://www.hartlepool.gov.uk/", origin=ORIGIN)
    came = Exchange(home.url, Outcome.REPLIED, "", 200, {}, b"", 0.0, 0.0, 0.0, datetime.now(UTC).isoformat())
    Journal(ended).of("www.hartlepool.gov.uk").reply(home, lambda ask: came)
    assert visits_kept(ended)
    with SimWeb([SimSite("www.hartlepool.gov.uk", {"/": page})], limit_s=0.01) as web, web.in_environment():
        done = run("headers", "--authorities", "hartlepool", "--db", str(db), "--delay", "0.02", "--again", "--contact",
                   "https://operator.example/", "--register", str(folder / "register"), *more)  # fmt: skip
        assert web.report().politeness_faults["posts"] == 0
        assert web.report().hosts["www.hartlepool.gov.uk"].requests == 3
    assert done.exit_code == 0, done.output
    assert visits_kept(ended) == []
    known = {check: value for _, check, value, _ in rows(db)}
    # No HSTS 20, no policy 25, no protection of frames 20.
    assert (known["https"], known["hsts"], known["observatory_v4"]) == (1.0, 0.0, 35.0)
    with closing(sqlite3.connect(db)) as read:
        ((seen, origin),) = read.execute(
            "SELECT seen, origin FROM findings WHERE check_name = 'observatory_v6'"
        ).fetchall()
    assert (json.loads(seen)["checked_against_code"], origin) == ("no", "simulated")


def test_an_edition_asks_nobody_of_whom_something_was_found_on_the_day_that_it_begins(tmp_path: Path):
    known = [one for one in load_authorities(REGISTER / "authorities.csv") if one.slug in COUNCILS]
    councils = [replace(one, homepage=f"https://www.{one.slug}.example/") for one in known]
    write_register(tmp_path / "data" / "register", councils)
    found = [decided("https", "www.a.test", 1.0, "verified")]
    seen = {"hartlepool": datetime(2026, 11, 19, 23, 59, tzinfo=UTC), "cardiff": datetime(2026, 11, 20, 1, tzinfo=UTC)}
    with closing(open_probes(tmp_path / "data" / "probes.db")) as db:
        for one in councils:
            save(db, "headers", one.code, found, seen[one.slug], "simulated")
    folder = EditionFolder(tmp_path, "2026-11")
    codes = tuple(one.code for one in councils)
    begun = Begun(folder.name, "", "full", codes, 9, 0.02, "https://operator.example/", "2026-11-20", False)
    folder.begin(begun, tmp_path / "data")
    making = Making(folder, begun, LiveFetcher(begun.contact), NOW.date, Console(quiet=True))
    page = SimPage(b"<!doctype html><title>x</title><p>Welcome")
    sites = [SimSite(f"www.{slug}.example", {"/": page}) for slug in COUNCILS]
    with SimWeb(sites, limit_s=0.01) as web, web.in_environment():
        headers = next(kind for kind in KINDS if kind.name == "headers")
        assert ask_probe(making, headers) == ask_probe(making, headers) == "asked of 2 councils"
        asked = web.report()
    assert {host: seen.requests for host, seen in asked.hosts.items()} == {"www.hartlepool.example": 3}


def test_whether_hosts_answer_is_asked_again_and_again_and_every_look_stays(tmp_path: Path):
    folder = tmp_path / "data"
    shutil.copytree(REGISTER, folder / "register")
    (folder / "facts").mkdir()
    links = (REGISTER.parent / "facts" / "govuk_local_links.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    told = [links[0], next(line for line in links if "https://www.hartlepool.gov.uk/" in line)]
    told[1] = told[1].replace("https://www.hartlepool.gov.uk", "https://pay.hartlepool.gov.uk")
    (folder / "facts" / "govuk_local_links.csv").write_text("".join(told), encoding="utf-8")
    db = tmp_path / "probes.db"
    page = SimPage(b"<!doctype html><title>x</title><p>Welcome")
    shut = SimPage(b"<h1>Forbidden</h1>", status=403)
    task = told[1].rstrip("\n").rpartition("hartlepool.gov.uk")[2]
    sites = [SimSite("www.hartlepool.gov.uk", {"/": page}), SimSite("pay.hartlepool.gov.uk", {task: shut})]
    words = ("answers", "--authorities", "hartlepool", "--db", str(db), "--delay", "0.02", "--contact",
             "https://operator.example/", "--register", str(folder / "register"))  # fmt: skip
    with SimWeb(sites, limit_s=0.01) as web, web.in_environment():
        done = [run(*words), run(*words), run(*words, "--again")]
        assert web.report().politeness_faults["posts"] == 0
    assert "0 councils asked, 1 asked within 6 hours, 0 left." in done[1].output
    for site in sites:  # what its robots.txt said before stands in where the file fails today
        site.robots = SimPage(b"<h1>Internal Server Error</h1>", status=500)
    with SimWeb(sites, limit_s=0.01) as web, web.in_environment():
        assert run(*words, "--again").exit_code == 0
    with closing(sqlite3.connect(db)) as read:
        kept = read.execute(
            "SELECT check_name, subject, value, status, count(*) FROM looks GROUP BY 1, 2, 3, 4"
        ).fetchall()
    assert kept == [("home", "www.hartlepool.gov.uk", 1.0, "measured", 3),
                    ("task_1", "pay.hartlepool.gov.uk", None, "blocked", 3)]  # fmt: skip
    assert len(rows(db)) == 2
    with closing(sqlite3.connect(db)) as changed, changed:
        changed.execute("UPDATE kept SET body = x'7b7d' WHERE check_name = 'home'")
    with SimWeb(sites, limit_s=0.01) as web, web.in_environment():
        refused = run(*words, "--again").exception
    assert isinstance(refused, CrawlError) and "robots.txt of www.hartlepool.gov.uk: is no copy" in str(refused)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("dns", "--nameserver", "resolver.example"), 2, "expected an address such as 192.0.2.1"),
        (("dns", "--nameserver", "192.0.2.1:99999"), 2, "expected an address such as 192.0.2.1"),
        (("dns", "--authorities", "camelot"), 2, "there is no council 'camelot'"),
        (("headers", "--delay", "0.1"), 1, "at least 1 second between two requests"),
        (("headers", "--authorities", "hartlepool", "--contact", "nobody"), 1, "nobody"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_anything_is_asked(words: tuple[str, ...], code: int, said: str):
    done = run(*words)
    told = f"{done.output} {done.exception}"
    assert said in told
    assert done.exit_code == code or isinstance(done.exception, CrawlError)


def test_tls_is_not_probed_through_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CDI_TEST_NETWORK", "1")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    done = run("tls", "--authorities", "hartlepool", "--db", str(tmp_path / "p.db"), "--contact", "https://o.example/")
    assert isinstance(done.exception, CrawlError)
    assert "HTTPS_PROXY" in str(done.exception)
    assert not (tmp_path / "p.db").exists()


def test_a_file_that_is_no_database_of_probes_is_refused(tmp_path: Path):
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE t (x)")
    with pytest.raises(CrawlError, match="none of probes"):
        open_probes(other)
    (tmp_path / "text.db").write_text("this is no database at all, only text")
    with pytest.raises(CrawlError, match="cannot be opened"):
        open_probes(tmp_path / "text.db")
