"""The same crawl, and the same probes, on a real two-worker cluster."""

import gc
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cli import main
from collectors.crawl.cluster import as_done, connected, crawl_on_cluster, shards_of
from collectors.crawl.evidence import iter_pages, open_evidence, site_evidence
from collectors.crawl.frontier.entry import Entry, Kind, Via
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.manners.lock import only_one
from collectors.crawl.merge import known_before, merge_shard
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.report import report_run
from collectors.crawl.rows import fetch_row
from collectors.crawl.run import begin_run, crawl
from collectors.crawl.settings import Settings
from collectors.crawl.store import open_store
from collectors.open_data.fetcher import Fetcher as LiveFetcher
from collectors.probes.findings import Finding, decided
from collectors.probes.journal import Form, Journal, visits_kept
from collectors.probes.pace import Slots
from collectors.probes.run import Probe
from collectors.probes.store import open_probes, run_left
from commands.probe import KINDS
from commands.whole_edition.folder import Begun, EditionFolder
from commands.whole_edition.making import Making
from commands.whole_edition.probes import ask_probe
from commands.whole_edition.steps import first_look
from errors import BusyError, ClusterError, CrawlError
from evaluation.made_names.server import Zones, serving
from evaluation.simulated_internet.faults import FAULTS
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.plain import make_plain_site
from evaluation.simulated_internet.records import Request, SimPage, SimSite, redirect
from evaluation.simulated_internet.register import write_register
from evaluation.simulated_internet.server import SimWeb
from models import Outcome
from paths import REGISTER, ROOT
from register.authorities import load_authorities
from tests.collectors.crawl.conftest import CUES, IDENTITY, seed, through
from tests.collectors.probes.handshakes import shaking

PAGES = 5
MANY = 24
"""Pages of a site that is still being read when its neighbour is done."""


def settings(db: Path, pages: int = PAGES) -> Settings:
    return Settings(db, db.with_suffix(".lock"), "live", CUES, pages, 0.2, threads=16, searches=())


pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)  # tornado's and distributed's own
PLATFORM = "apply.form-platform.com"
COUNCILS = [
    SimSite(
        f"www.shard-{n}.gov.uk",
        {
            "/": SimPage(
                document(f"Home {n}", f'<a href="/bins">Bins</a><a href="https://{PLATFORM}/{n}">Pay tax</a>')
            ),
            "/bins": SimPage(document(f"Bins {n}", "<p>Bins</p>")),
        },
    )
    for n in range(3)
]
FORMS = SimSite(PLATFORM, {f"/{n}": SimPage(document(f"Form {n}", "<p>Pay</p>")) for n in range(3)})
PLAIN = [make_plain_site(n, pages=PAGES, size=4000, links=10) for n in range(3)]
LONG = make_plain_site(7, pages=MANY, size=4000, links=MANY)
JOINT = FAULTS["shared_host"]
HEADERS = next(kind for kind in KINDS if kind.name == "headers")
NEWS = {"words": "<p>Old</p>"}
JOINED = "www.joined-services.gov.uk"
MOVED = [SimSite(f"www.moved-{n}.gov.uk", {"/": redirect(f"https://{JOINED}/{n}")}) for n in range(4)]
TOGETHER = SimSite(JOINED, {f"/{n}": SimPage(document(f"Council {n}", "<p>Welcome</p>")) for n in range(4)})
EXPIRED = SimSite("www.expired.gov.uk", {"/": SimPage(b"Welcome")}, certificate="expired")
SLOW = [
    SimSite(f"www.slow-{n}.gov.uk", {"/": SimPage(b"Welcome")}, robots="User-agent: *\nCrawl-delay: 2\n")
    for n in range(2)
]


def changing(request: Request) -> SimPage | None:
    """A site of which one page says what NEWS says."""
    pages = {"/": '<a href="/bins">Bins</a><a href="/news">News</a>', "/bins": "", "/news": NEWS["words"], "/new": ""}
    return SimPage(document(request.path, pages[request.path])) if request.path in pages else None


@dataclass(frozen=True, slots=True)
class Farm:
    """The simulated internet, and a cluster of two workers that can see nothing else."""

    web: SimWeb
    cluster: Any

    @property
    def address(self) -> str:
        return self.cluster.scheduler_address


QUIET = {
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.tick.interval": "1s",
    "distributed.worker.profile.enabled": False,
}
"""What a cluster watches of itself many times a second, which would be most of what it does while crawls wait."""
LEASES = {
    "distributed.scheduler.locks.lease-timeout": "2s",
    "distributed.scheduler.locks.lease-validation-interval": "1s",
}
"""How soon the turns of a worker that was lost are another's."""
FORKED = {"distributed.worker.multiprocessing-method": "forkserver"}
"""Each worker would import all anew."""
NEEDED = ("distributed", "collectors.crawl.cluster", "collectors.probes.cluster", "commands.probe")


@pytest.fixture(scope="module")
def farm() -> Iterator[Farm]:
    from dask import config
    from distributed import LocalCluster
    from distributed.utils import get_mp_context

    news = SimSite("www.changing.gov.uk", dynamic=changing, robots_means="allow")
    with (
        config.set(LEASES | QUIET | FORKED),
        SimWeb([*COUNCILS, FORMS, *PLAIN, LONG, JOINT, news, *MOVED, TOGETHER, *SLOW, EXPIRED], limit_s=0.18) as web,
        web.in_environment(),
    ):
        get_mp_context().set_forkserver_preload(NEEDED)
        # env: whoever forks may have been started by another test, before there was this internet.
        with LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", memory_limit=None, env=web.environment()
        ) as cluster:
            yield Farm(web, cluster)


def test_two_workers_crawl_what_one_would_and_no_host_is_asked_faster(farm: Farm, tmp_path: Path) -> None:
    seeds = [seed(site.host) for site in [*COUNCILS, *PLAIN]] + [
        seed(JOINT.host),
        seed("fault-shared-host-twin.gov.uk"),
    ]
    db = tmp_path / "crawl.db"
    farm.web.reset()
    result = crawl_on_cluster(farm.address, settings(db), seeds, IDENTITY)
    report = farm.web.report()
    evidence = open_evidence(db)
    assert result.finished
    own = evidence.execute("SELECT sum(pages) FROM sites WHERE crawled_as = authority").fetchone()[0]
    assert result.progress.pages == own > 3 * PAGES
    assert result.progress.requests == sum(host.requests for host in report.hosts.values())
    assert (result.progress.sites, result.progress.blocked, result.progress.errors) == (8, 0, 0)
    assert set(report.politeness_faults.values()) == {0}
    assert all(host.repeated == 0 for name, host in report.hosts.items())
    assert report.hosts[PLATFORM].requests == 4  # robots.txt and one page of each council, all by one crawler
    assert report_run(evidence).by_status == {"replied": 8}
    for site in PLAIN:
        assert len(list(iter_pages(evidence, seed(site.host).authority))) == PAGES
    assert {site_evidence(evidence, code.authority).crawled_as for code in seeds[-2:]} <= {
        code.authority for code in seeds[-2:]
    }
    assert evidence.execute("SELECT count(*) FROM fetches WHERE same_as IS NOT NULL").fetchone()[0] == 0
    assert evidence.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def read(db: Path, seeds: list[SiteSeed]) -> dict[str, list[tuple[str, str, str]]]:
    """Council -> its pages: address, what the server said, digest of the bytes."""
    evidence = open_evidence(db)
    pages = {one.authority: iter_pages(evidence, one.authority) for one in seeds}
    return {code: sorted((one.final_url, one.outcome, one.sha256) for one in found) for code, found in pages.items()}


def test_later_runs_ask_whether_pages_changed_and_find_what_one_machine_finds(farm: Farm, tmp_path: Path) -> None:
    seeds = [*(seed(site.host) for site in PLAIN[:2]), seed("www.changing.gov.uk")]
    alone, shared = tmp_path / "alone.db", tmp_path / "shared.db"
    for words, only_changed in (("Old", False), ('<a href="/new">Newer</a>', False), ("Newest", True)):
        NEWS["words"] = words
        chosen = replace(settings(shared), sitemaps=False, only_changed=only_changed)
        farm.web.reset()
        crawl_on_cluster(farm.address, chosen, seeds, IDENTITY)
        by_cluster = farm.web.report()
        farm.web.reset()
        with through(farm.web) as fetcher:
            crawl(replace(chosen, db=alone, lock=tmp_path / "alone.lock"), seeds, fetcher)
        assert read(shared, seeds) == read(alone, seeds)
        assert report_run(open_evidence(shared)).by_status == report_run(open_evidence(alone)).by_status
        assert set(by_cluster.politeness_faults.values()) == {0}
        paths = {name: sorted(host.paths) for name, host in by_cluster.hosts.items()}
        assert paths == {name: sorted(host.paths) for name, host in farm.web.report().hosts.items()}
    evidence = open_evidence(shared)
    counted = "SELECT run, outcome, count(*) FROM fetches WHERE kind = 'page' GROUP BY 1, 2 ORDER BY 1, 2"
    pages = 2 * PAGES + 3
    assert list(evidence.execute(counted)) == [
        (1, "replied", pages),
        (2, "not_modified", pages - 1),
        (2, "replied", 2),
        (3, "not_modified", pages),
        (3, "replied", 1),
    ]
    lost = "SELECT count(*) FROM fetches WHERE same_as NOT IN (SELECT id FROM fetches)"
    assert evidence.execute(lost).fetchone()[0] == 0


def test_an_edition_reads_and_probes_its_websites_on_a_cluster(farm: Farm, tmp_path: Path) -> None:
    codes = ("E06000001", "E06000002")
    known = [one for one in load_authorities(REGISTER / "authorities.csv") if one.code in codes]
    councils = [
        replace(one, homepage=f"https://{site.host}/") for one, site in zip(known, PLAIN[: len(known)], strict=True)
    ]
    write_register(tmp_path / "data" / "register", councils)
    folder = EditionFolder(tmp_path, "2026-12")
    begun = Begun("2026-12", "", "website", codes, PAGES, 0.2, "https://operator.example/crawler", "2026-12-01", False)
    folder.begin(begun, tmp_path / "data")
    farm.web.reset()
    making = Making(folder, begun, LiveFetcher(begun.contact), date.today, Console(quiet=True), cluster=farm.address)
    assert first_look(making).startswith("websites read on ")
    asked = farm.web.report()
    assert set(asked.politeness_faults.values()) == {0} and len(asked.hosts) == 2
    with closing(open_evidence(folder.crawl)) as evidence:
        assert report_run(evidence).by_status == {"replied": 2}
    assert first_look(making) and farm.web.report().requests == asked.requests
    anew = _begun_anew(tmp_path, begun)
    with pytest.raises(CrawlError, match="no scheduler answers there"):
        first_look(replace(making, folder=anew, cluster="tcp://127.0.0.1:1"))
    assert not anew.crawl.exists()
    with pytest.raises(ClusterError, match="no scheduler answers there"):  # not an edition that lacks its probes
        ask_probe(replace(making, cluster="tcp://127.0.0.1:1"), HEADERS)
    with only_one(folder.probes.with_name("probes.db.lock")), pytest.raises(BusyError):  # nor while a timer's looks run
        ask_probe(making, HEADERS)
    assert ask_probe(making, HEADERS) == "asked of 2 councils" and kept(folder.probes) == 2


def _begun_anew(tmp_path: Path, begun: Begun) -> EditionFolder:
    folder = EditionFolder(tmp_path, "2027-01")
    folder.begin(begun, tmp_path / "data")
    return folder


def test_the_shard_of_a_lost_worker_is_crawled_by_another(farm: Farm, tmp_path: Path) -> None:
    seeds, db = [seed(site.host) for site in PLAIN[:2]], tmp_path / "crawl.db"
    farm.web.reset()

    def lose_a_worker() -> None:
        until(lambda: farm.web.report().requests >= 4)
        os.kill(next(iter(farm.cluster.workers.values())).pid, signal.SIGKILL)

    loser = threading.Thread(target=lose_a_worker)
    loser.start()
    result = crawl_on_cluster(farm.address, settings(db), seeds, IDENTITY)
    loser.join()
    report, found = farm.web.report(), read(db, seeds)
    assert result.finished and report_run(open_evidence(db)).by_status == {"replied": 2}
    assert [len(found[one.authority]) for one in seeds] == [PAGES, PAGES]
    assert set(report.politeness_faults.values()) == {0}
    assert sum(host.repeated for host in report.hosts.values()) <= 2  # what was on its way, and robots.txt
    assert not list(kept_shards(db))


def kept_shards(db: Path) -> Iterator[Path]:
    """Yield what this machine still keeps of the shards of the newest run."""
    with closing(sqlite3.connect(db)) as opened:
        said = json.loads(opened.execute("SELECT settings FROM runs ORDER BY run DESC").fetchone()[0])
    return Path(tempfile.gettempdir()).glob(f"council-digital-index-shards-*/{said['cut']}-*")


def test_a_run_whose_driver_was_lost_goes_on_where_shards_were_joined(farm: Farm, tmp_path: Path) -> None:
    seeds, db = [seed(COUNCILS[0].host), seed(LONG.host)], tmp_path / "crawl.db"
    words = [word for one in seeds for word in (one.authority, one.home_url)]
    farm.web.reset()
    command = [sys.executable, "-m", "tests.collectors.crawl.cluster_process", farm.address, str(db), *words]
    driver = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    until(lambda: (joined(db) == 1 and requests(farm, LONG.host) >= 3) or driver.poll() is not None)
    driver.kill()
    errors = driver.communicate()[1]
    short, asked = requests(farm, COUNCILS[0].host), requests(farm, LONG.host)
    assert driver.returncode == -signal.SIGKILL and asked < MANY - 5, errors
    result = crawl_on_cluster(farm.address, replace(settings(db, MANY), resume=True), seeds, IDENTITY)
    report, found = farm.web.report(), read(db, seeds)
    assert result.finished and result.run == 1 and report_run(open_evidence(db)).by_status == {"replied": 2}
    assert [len(found[one.authority]) for one in seeds] == [3, MANY]
    assert set(report.politeness_faults.values()) == {0}
    assert requests(farm, COUNCILS[0].host) == short  # joined: not asked again
    # The shard that nobody waited for any longer stored what was on its way, and was gone on with.
    assert report.hosts[LONG.host].repeated == 0 and asked > 2
    assert not list(kept_shards(db))


def councils_at(folder: Path, hosts: list[str]) -> Path:
    """Write a register of as many councils as there are hosts, and return its folder."""
    known = load_authorities(REGISTER / "authorities.csv")[: len(hosts)]
    register = folder / "data" / "register"
    write_register(
        register, [replace(one, homepage=f"https://{host}/") for one, host in zip(known, hosts, strict=True)]
    )
    return register


def probing(register: Path, db: Path, kind: str, *more: str) -> list[str]:
    """Return the words of a command that probes every council of a register."""
    contact = ("--contact", "https://operator.example/")
    return ["probe", kind, "--register", str(register), "--db", str(db), "--delay", "0.2", *contact, *more]


def found(db: Path) -> list[tuple]:
    """Return all findings but for their times."""
    with closing(sqlite3.connect(db)) as opened:
        columns = "probe, authority, check_name, subject, status, value, code, seen"
        return opened.execute(f"SELECT {columns} FROM findings ORDER BY 1, 2, 3").fetchall()


def test_two_workers_find_what_one_machine_finds_and_share_the_turns_of_a_host(farm: Farm, tmp_path: Path) -> None:
    hosts = [site.host for site in (*MOVED, *COUNCILS, *SLOW)]
    zones = Zones()
    zones.add("post.example", '@ 0 TXT "v=spf1 ip4:192.0.2.0/24 -all"\n')
    for name in ("moved-3.gov.uk", "shard-0.gov.uk"):
        zones.add(name, '@ TXT "v=spf1 include:post.example -all"\n_dmarc TXT "v=DMARC1; p=reject"\nwww A 192.0.2.1\n')
    with serving(zones) as (address, port):
        for kind, some, more in (("headers", hosts, ()), ("dns", hosts[3:5], ("--nameserver", f"{address}:{port}"))):
            register, asked = councils_at(tmp_path / kind, some), []
            for name, where in (("alone", ()), ("shared", ("--cluster", farm.address))):
                farm.web.reset()
                zones.asked.clear()
                done = CliRunner().invoke(main, probing(register, tmp_path / f"{name}.db", kind, *more, *where))
                assert done.exit_code == 0, done.output
                report = farm.web.report()
                assert set(report.politeness_faults.values()) == {0}
                asked.append({host: sorted(one.paths) for host, one in report.hosts.items()})
            assert asked[0] == asked[1]
    assert set(Counter(zones.asked).values()) == {1}  # nor is one worker told what the other was told already
    alone = found(tmp_path / "alone.db")
    assert Counter(row[0] for row in alone) == {"headers": 6 * len(hosts), "dns": 10 * 2}
    assert alone == found(tmp_path / "shared.db")


def test_a_probe_outlives_its_driver_and_a_worker_and_asks_for_nothing_again_that_was_kept(
    farm: Farm, tmp_path: Path
) -> None:
    hosts = [COUNCILS[0].host, *(site.host for site in SLOW)]
    db = tmp_path / "probes.db"
    words = probing(councils_at(tmp_path, hosts), db, "headers", "--cluster", farm.address)
    farm.web.reset()
    driver = subprocess.Popen([sys.executable, "cli.py", *words], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    until(lambda: kept(db) == 1 or driver.poll() is not None)
    driver.kill()
    errors = driver.communicate()[1]
    assert driver.returncode == -signal.SIGKILL and kept(db) == 1, errors
    with closing(open_probes(db)) as probes:
        left = run_left(probes, "headers")
    assert left and list(Path(tempfile.gettempdir()).glob(f"*-probes-*/{left}"))
    before = sum(requests(farm, host) for host in hosts[1:])

    def lose_a_worker() -> None:
        until(lambda: sum(requests(farm, host) for host in hosts[1:]) > before)
        os.kill(next(iter(farm.cluster.workers.values())).pid, signal.SIGKILL)

    loser = threading.Thread(target=lose_a_worker)
    loser.start()
    done = CliRunner().invoke(main, words)
    loser.join()
    assert done.exit_code == 0 and "2 councils asked, 1 asked within 2 days, 0 left." in done.output, done.output
    report = farm.web.report()
    assert set(report.politeness_faults.values()) == {0}
    assert requests(farm, hosts[0]) == 3  # kept: not asked again
    # The lost driver's visits are gone on with; the lost worker took at most one reply a host with it.
    assert all(report.hosts[host].repeated <= 1 for host in hosts[1:])
    assert not visits_kept(left) and not list(Path(tempfile.gettempdir()).glob(f"*-probes-*/{left}"))
    assert {row[4] for row in found(db) if row[2] == "https"} == {"measured"}


def kept(db: Path) -> int:
    """Return of how many councils findings are kept."""
    return len({row[1] for row in found(db)}) if db.exists() and is_made(db) else 0


def is_made(db: Path) -> bool:
    """Return whether the table of findings is there yet."""
    with closing(sqlite3.connect(db)) as opened:
        return bool(opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'findings'").fetchone())


def test_where_no_worker_can_start_a_probe_this_machine_asks(
    farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = probing(councils_at(tmp_path, ["council.internal"]), tmp_path / "p.db", "tls", "--cluster")
    for name in ("HTTPS_PROXY", "https_proxy"):  # the workers keep theirs
        monkeypatch.delenv(name, raising=False)
    done = CliRunner().invoke(main, [*words, farm.address])
    assert done.exit_code == 0, done.output
    assert "No worker of the cluster can ask (probe tls shakes hands with each host itself" in done.output
    assert {row[4:7] for row in found(tmp_path / "p.db")} == {("not_checked", None, "unsafe_address")}
    done = CliRunner().invoke(main, [*words, "tcp://127.0.0.1:1"])
    assert done.exit_code == 1 and "no scheduler answers there" in str(done.exception)


def requests(farm: Farm, host: str) -> int:
    """Return how many requests a host has had."""
    hosts = farm.web.report().hosts
    return hosts[host].requests if host in hosts else 0


def joined(db: Path) -> int:
    """Return how many councils' shards were joined."""
    if not db.exists():
        return 0
    with closing(sqlite3.connect(db)) as opened:
        try:
            return opened.execute("SELECT count(DISTINCT authority) FROM frontier").fetchone()[0]
        except sqlite3.OperationalError:  # its tables are being made
            return 0


def until(is_time: Callable[[], bool], within_s: float = 600) -> None:
    """Wait for a moment."""
    begun = time.monotonic()
    while not is_time():
        assert time.monotonic() - begun < within_s
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("address", "why"),
    [("tcp://127.0.0.1:9", "refused"), ("tcp://[bad", "IPv6"), ("127.0.0.1:9", "such as tcp://192.0.2.1:8786"),
     ("http://127.0.0.1:9", "such as tcp://"), ("tcp://127.0.0.1", "such as tcp://"),
     ("tcp://127.0.0.1:99999", "out of range")],
)  # fmt: skip
def test_a_cluster_that_is_not_there_is_named(tmp_path: Path, address: str, why: str) -> None:
    with pytest.raises(ClusterError, match=f"{re.escape(address)}: no scheduler answers there: .*{why}"):
        crawl_on_cluster(address, settings(tmp_path / "crawl.db"), [seed("www.kent.gov.uk")], IDENTITY)


def test_what_answers_and_is_no_scheduler_is_named_and_no_client_of_it_is_left_to_be_closed_by_chance() -> None:
    from distributed import Client

    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        pool.submit(_say_it_is_a_web_server, server)
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        missing = pytest.raises(ClusterError, match="no scheduler answers there")  # not a MemoryError
        with missing, connected(address, "probe"):
            pass
        left = {one.status for one in gc.get_objects() if isinstance(one, Client)}
        server.shutdown(socket.SHUT_RDWR)
    assert left <= {"closed"}


def _say_it_is_a_web_server(server: socket.socket) -> None:
    with suppress(OSError):
        while True:
            caller, _ = server.accept()
            with caller:
                caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_a_second_driver_is_told_who_is_at_work_and_disturbs_nobody(farm: Farm, tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    says = r"is at work for another run \(crawl into /editions/2026-12/crawl.db on .*, since .* \(UTC\)\)"
    words = probing(councils_at(tmp_path, [COUNCILS[0].host]), tmp_path / "p.db", "headers", "--cluster", farm.address)
    farm.web.reset()
    with connected(farm.address, "crawl into /editions/2026-12/crawl.db") as client:
        waiting = client.submit(time.sleep, 1, pure=False)
        with pytest.raises(ClusterError, match=says):
            crawl_on_cluster(farm.address, settings(db), [seed(COUNCILS[0].host)], IDENTITY)
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 1 and re.search(says, str(done.exception))
        assert waiting.result() is None and not farm.web.report().requests
    assert crawl_on_cluster(
        farm.address, replace(settings(db), resume=True), [seed(COUNCILS[0].host)], IDENTITY
    ).finished


def ask_together(*asked: Any) -> Any:
    """Ask on a cluster. Loaded here with all of Dask: every worker of a run collects this module, and one runs it."""
    from collectors.probes.cluster import ask_on_cluster

    return ask_on_cluster(*asked)


def test_workers_shake_hands_as_this_machine_does(farm: Farm) -> None:
    make = partial(shaking, farm.web.https_port, str(farm.web.ca_file))
    hosts = [PLAIN[0].host, PLAIN[1].host, EXPIRED.host]
    with closing(ask_together(farm.address, make, hosts, 0.05, 2, "", "probe tls")) as answers:
        shared = dict(answers)
    with ExitStack() as ending:
        probe = make(Slots(0.05), ending)
        assert shared == {host: tuple(probe(host)) for host in hosts}
    codes = {host: next(each.code for each in found if each.check == "certificate") for host, found in shared.items()}
    assert codes == dict(zip(hosts, ("valid", "valid", "expired"), strict=True))


@pytest.mark.parametrize("lost", [False, True])
def test_visits_go_on_where_their_answers_are_kept_though_one_machine_cannot_ask(tmp_path: Path, lost: bool) -> None:
    """Each of three workers stands for a machine: one cannot ask, and of the others one has begun every visit."""
    from dask import config
    from distributed import Client, LocalCluster
    from distributed.utils import get_mp_context

    hosts, folders = [f"www.begun-{n}.gov.uk" for n in range(12)], {}

    def place(dask_worker: Any) -> None:
        folder = tmp_path / folders[dask_worker.name]
        folder.mkdir()
        tempfile.tempdir = str(folder)
        if folder.name == "begun":
            for host in hosts:
                Journal("live-1").of(host).answer("who", lambda: b"kept", Form(bytes, bytes))

    def make(slots: Slots, ending: ExitStack) -> Probe:
        if tempfile.gettempdir().endswith("/unable"):
            raise CrawlError("there is no browser here")

        def probe(host: str) -> list[Finding]:
            if lost and tempfile.gettempdir().endswith("/begun"):
                os.kill(os.getpid(), signal.SIGKILL)
            asked = Journal("live-1").of(host).answer("who", lambda: b"anew", Form(bytes, bytes))
            return [decided("it", host, 1.0, asked.decode())]

        return probe

    with config.set(QUIET | LEASES | FORKED), ExitStack() as ending:
        get_mp_context().set_forkserver_preload(NEEDED)
        quiet = {"dashboard_address": "127.0.0.1:0", "memory_limit": None}
        cluster = LocalCluster(n_workers=3, threads_per_worker=1, env={"TMPDIR": str(tmp_path)}, **quiet)
        ending.enter_context(cluster)
        with Client(cluster) as client:
            folders.update(zip(sorted(cluster.workers), ("able", "begun", "unable"), strict=True))
            client.run(place)
        with closing(ask_together(cluster.scheduler_address, make, hosts, 0.05, 4, "live-1", "probe")) as answers:
            codes = {host: each.code for host, (each,) in answers}
    assert codes == dict.fromkeys(hosts, "anew" if lost else "kept")


ENDING: list[Any] = []
"""The cluster of which a probe that is opened loses the scheduler."""


def losing_the_scheduler(slots: Slots, ending: ExitStack) -> Probe:
    ENDING[0].scheduler.loop.add_callback(ENDING[0].scheduler.close)
    time.sleep(0.5)
    return lambda host: ()


def opened_at_once(slots: Slots, ending: ExitStack) -> Probe:
    return lambda host: ()


@pytest.mark.parametrize("make", [losing_the_scheduler, opened_at_once])
def test_a_scheduler_that_is_lost_while_a_probe_is_opened_or_just_after_is_named(make: Callable) -> None:
    from dask import config
    from distributed import LocalCluster

    with (
        config.set({"distributed.comm.timeouts.connect": "1s"}),  # how long the worker looks for it at its own end
        LocalCluster(n_workers=1, processes=False, protocol="tcp", dashboard_address="127.0.0.1:0") as cluster,
    ):
        ENDING[:] = [cluster]

        async def end(**question: object) -> None:  # the first that is asked of the workers once the probe is open
            await cluster.scheduler.close()

        cluster.scheduler.handlers["broadcast"] = end
        asked = ask_together(cluster.scheduler_address, make, ["a.uk"], 0.1, 1, "", "probe")
        with pytest.raises(ClusterError, match="the scheduler was lost"):
            next(asked)


@pytest.mark.parametrize(("able", "why"), [(None, "every worker was lost"), (["tcp://127.0.0.1:9"], "do the rest")])
def test_a_run_whose_workers_are_all_lost_ends(able: list[str] | None, why: str) -> None:
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=0, processes=False, protocol="tcp", dashboard_address="127.0.0.1:0") as cluster,
        connected(cluster.scheduler_address, "probe") as client,
    ):
        waiting = client.submit(str, 1)
        with pytest.raises(ClusterError, match=why):
            list(as_done(client, [waiting], able, "there", alone_s=0.5))


def test_a_shard_brings_news_only_of_hosts_that_it_asked(tmp_path: Path) -> None:
    main, councils = open_store(tmp_path / "main.db"), [seed("www.a.gov.uk"), seed("www.b.gov.uk")]
    hosts = {urlsplit(one.home_url).hostname: one.authority for one in councils}
    for host in hosts:
        main.table("hosts").insert({"host": host, "robots_status": "", "robots_body": "", "note": ""})
    begin_run(main, settings(tmp_path / "main.db"), councils)
    run, told = begin_run(main, settings(tmp_path / "main.db"), councils), []
    for code in hosts.values():
        (tmp_path / f"{code}.db").write_bytes(known_before(main, run, [code]))
    for host, code in hosts.items():
        path = tmp_path / f"{code}.db"
        with closing(open_store(path)) as shard:
            own = begin_run(shard, settings(path), [one for one in councils if one.authority == code])
            told.append((shard.table("hosts").count, own))
            shard.table("hosts").update(host, {"note": "7 failures in a row"})
            asked = Entry(code, f"https://{host}/", Kind.PAGE, 0, 0, Via.HOME)
            came = Exchange(
                asked.url, Outcome.TIMED_OUT, "", None, {}, b"", None, None, 0.1, "2026-11-30T09:00:00+00:00"
            )
            shard.table("fetches").insert(fetch_row(own, 1, asked, came, PageStatus.UNREACHABLE, ""))
            shard.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        merge_shard(main, run, path.read_bytes())
    assert told == [(2, 2), (2, 2)]  # all that is known of hosts
    assert {row["host"]: row["note"] for row in main.table("hosts").rows} == dict.fromkeys(hosts, "7 failures in a row")
    main.close()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30)), max_size=40), st.integers(1, 6))
def test_councils_of_one_domain_stay_together_and_none_is_lost(hosts: list, count: int) -> None:
    seeds = [
        SiteSeed(f"{n}", f"{n}", f"https://{sub}.council-{domain}.gov.uk/") for n, (sub, domain) in enumerate(hosts)
    ]
    parts = shards_of(seeds, count)
    assert len(parts) <= count
    assert sorted(each.authority for part in parts for each in part) == sorted(each.authority for each in seeds)
    domains = [{each.home_url.split(".", 1)[1] for each in part} for part in parts]
    assert sum(map(len, domains)) == len(set().union(*domains))
