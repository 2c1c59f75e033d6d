"""The crawl beside its floor and beside Scrapy, on a simulated internet: `python -m benchmarks.bench_crawl`.

Every figure is a ratio within one run or is counted at the server. `--quick` is a smaller run of the same shape.
"""

import argparse
import contextlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
ALIKE_LIMITS = {"urls_per_pattern": 1000}  # the pages of a plain site are numbered, as a trap's are
FAULTY_LIMITS = {"total_s": 10.0, "read_s": 8.0, "breaker_rest_s": 20.0}  # a rest of ten minutes would be measured


@dataclass(frozen=True, slots=True)
class Farm:
    """A running server, in a process of its own. hosts: name -> scheme."""

    pid: int
    proxy: str
    ca_file: str
    hosts: dict[str, str]

    def report(self) -> dict:
        """Return what the server has counted since the last reset."""
        return self._ask("report")

    def cpu_seconds(self) -> float:
        """Return the CPU seconds that the server has used."""
        used = psutil.Process(self.pid).cpu_times()
        return used.user + used.system

    def reset(self) -> None:
        """Forget what was counted."""
        self._ask("reset")

    def _ask(self, what: str) -> dict:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": self.proxy}))
        with opener.open(f"http://simulated.control/{what}", timeout=60) as reply:
            return json.loads(reply.read() or b"{}")


@contextlib.contextmanager
def farm(hosts: int, pages: int, latency_s: float, faults: str = "") -> Iterator[Farm]:
    """Serve plain sites, and faults by name, while the block runs."""
    command = [
        sys.executable,
        "-m",
        "evaluation.simulated_internet.serve",
        "--hosts",
        str(hosts),
        "--pages",
        str(pages),
        "--latency",
        str(latency_s),
        "--faults",
        faults,
    ]
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None and server.stdout is not None
    said = json.loads(server.stdout.readline())
    try:
        yield Farm(server.pid, said["proxy_url"], said["ca_file"], said["hosts"])
    finally:
        server.stdin.close()
        server.wait(timeout=30)
        server.stdout.close()


@dataclass(slots=True)
class Measured:
    """One run: what it says of itself, its peak memory over all its processes, and the server's report."""

    said: dict
    peak_mb: float
    report: dict

    @property
    def cpu_per_1000(self) -> float:
        """CPU seconds per 1,000 pages, all processes of the crawler."""
        return self.said["cpu_s"] / max(self.said["pages"], 1) * 1000


def measure(module: str, where: Farm, **said: object) -> Measured:
    """Run a crawler in a process of its own and watch its memory."""
    where.reset()
    said = {"proxy": where.proxy, "ca_file": where.ca_file, **said}
    child = subprocess.Popen(
        [sys.executable, "-m", module, json.dumps(said)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    peak = _Peak(child.pid)
    output = child.communicate()[0]
    if child.returncode:
        raise SystemExit(f"{module} ended with {child.returncode}")
    return Measured(json.loads(output.splitlines()[-1]), peak.stop(), where.report())


class _Peak:
    def __init__(self, pid: int) -> None:
        self._process, self._peak, self._done = psutil.Process(pid), 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._done.set()
        self._thread.join()
        return self._peak / 1e6

    def _watch(self) -> None:
        while not self._done.wait(0.2):
            with contextlib.suppress(psutil.Error):
                family = [self._process, *self._process.children(recursive=True)]
                self._peak = max(self._peak, sum(each.memory_info().rss for each in family))


def faults_of(report: dict) -> int:
    """Return the politeness faults that the server counted."""
    return sum(report["politeness_faults"].values())


def seeds_of(where: Farm, count: int | None = None) -> list[list[str]]:
    """Return the plain sites as seeds."""
    names = sorted(name for name in where.hosts if name.startswith("bench-"))[:count]
    return [[name.split(".")[0], f"http://{name}/"] for name in names]


def crawl_run(where: Farm, folder: Path, name: str, seeds: list, pages: int, **more: object) -> Measured:
    """Crawl with our own crawler into folder/name.db."""
    return measure(
        "benchmarks.crawl_once", where, seeds=seeds, db=str(folder / f"{name}.db"), pages=pages, delay_s=1.0, **more
    )


def line(name: str, run: Measured, floor_s: float) -> str:
    """Return the figures of one run as a line."""
    return (
        f"{name:<34} {run.said['wall_s']:7.1f} s  {run.said['wall_s'] / floor_s:5.2f} x floor  "
        f"{run.cpu_per_1000:5.2f} CPU s/1000  {run.peak_mb:5.0f} MB  {run.said['pages']:6d} pages  "
        f"{faults_of(run.report)} faults"
    )


def main_table(hosts: int, pages: int, latency_s: float, folder: Path) -> bool:
    """Print first run, second run and Scrapy on the same farm; return True if every stated bound is kept."""
    with farm(hosts, pages, latency_s) as where:
        seeds, floor = seeds_of(where), float(pages)  # robots.txt and `pages` pages: `pages` intervals
        first = crawl_run(where, folder, "main", seeds, pages)
        print(line("ours, robots and storage on", first, floor), flush=True)
        second = crawl_run(where, folder, "main", seeds, pages)
        print(line("ours, second run (304)", second, floor - 1), flush=True)
        rival = measure("benchmarks.scrapy_once", where, seeds=seeds, pages=pages, delay_s=1.0)
        print(line("Scrapy, no robots, no storage", rival, floor - 1), flush=True)
    statuses = [host["statuses"] for name, host in second.report["hosts"].items() if name.startswith("bench-")]
    confirmed = sum(int(each.get("304", 0)) for each in statuses)
    return verdicts(
        [
            ("wall / floor", first.said["wall_s"] / floor, 1.5, 1.15),
            ("wall / Scrapy", first.said["wall_s"] / rival.said["wall_s"], 0.75, 0.45),
            ("CPU s per 1,000 pages", first.cpu_per_1000, 5.0, 3.2),
            ("peak MB, all processes", first.peak_mb, 350, 200),
            ("politeness faults", faults_of(first.report) + faults_of(second.report), 0, 0),
            ("second run: share not 304", 1 - confirmed / (hosts * pages), 0.05, 0.0),
            ("second run: CPU / first", second.said["cpu_s"] / first.said["cpu_s"], 1.0, 0.35),
        ]
    )


def growth(hosts: list[int], pages: list[int], latency_s: float, folder: Path) -> None:
    """Print how wall, CPU and memory grow with hosts and with pages."""
    for count in hosts:
        with farm(count, pages[0], latency_s) as where:
            run = crawl_run(where, folder, f"hosts-{count}", seeds_of(where), pages[0])
            print(line(f"{count} hosts x {pages[0]} pages", run, float(pages[0])), flush=True)
    for depth in pages[1:]:
        with farm(hosts[0], depth, latency_s) as where:
            run = crawl_run(where, folder, f"pages-{depth}", seeds_of(where), depth, limits=ALIKE_LIMITS)
            print(line(f"{hosts[0]} hosts x {depth} pages", run, float(depth)), flush=True)


def mixed(hosts: int, pages: int, latency_s: float, folder: Path) -> bool:
    """Print what one misbehaving host of every kind does to the good ones; return True if within the bound."""
    with farm(hosts, pages, latency_s, "all") as where:
        good = seeds_of(where)
        bad = [[name.split(".")[0], f"https://{name}/"] for name in sorted(where.hosts) if name.startswith("fault-")]
        alone = crawl_run(where, folder, "alone", good, pages, limits=FAULTY_LIMITS)
        beside = crawl_run(where, folder, "beside", good + bad, pages, limits=FAULTY_LIMITS)
    walls = [_good_wall(folder / f"{name}.db") for name in ("alone", "beside")]
    print(line(f"{hosts} good hosts alone", alone, float(pages)))
    print(line(f"and {len(bad)} bad ones", beside, float(pages)))
    return verdicts(
        [
            ("good hosts' wall, with / without bad", walls[1] / walls[0], 1.15, 1.05),
            ("peak MB beside bad hosts", beside.peak_mb, 350, 200),
            ("politeness faults", faults_of(beside.report), 0, 0),
        ]
    )


def _good_wall(db: Path) -> float:
    """Return the seconds from the first to the last request that a good host was sent."""
    with contextlib.closing(sqlite3.connect(db)) as connection:
        first, last = connection.execute(
            "SELECT min(sent_at), max(sent_at) FROM fetches WHERE authority LIKE 'bench-%'"
        ).fetchone()
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def verdicts(rows: list[tuple[str, float, float, float]]) -> bool:
    """Print each figure with its bound and aim; return True if no bound is passed."""
    for name, value, bound, aim in rows:
        word = "aim met" if value <= aim else "within bound" if value <= bound else "MISSED"
        print(f"  {name:<38} {value:8.2f}   bound {bound:g}, aim {aim:g}: {word}")
    return all(value <= bound for _, value, bound, _ in rows)


def main() -> None:
    """Run the tables and end with 1 if a bound was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=379)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--latency", type=float, default=0.1)
    parser.add_argument("--quick", action="store_true", help="60 hosts x 10 pages, no growth table")
    parser.add_argument("--only", choices=("main", "growth", "mixed"), help="one table instead of all")
    said = parser.parse_args()
    hosts, pages = (60, 10) if said.quick else (said.hosts, said.pages)
    begun, kept = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="bench-crawl-") as name:
        folder = Path(name)
        if said.only in (None, "main"):
            kept.append(main_table(hosts, pages, said.latency, folder))
        if said.only in (None, "mixed"):
            kept.append(mixed(min(hosts, 200), pages, said.latency, folder))
        if said.only == "growth" or (said.only is None and not said.quick):
            growth([10, 100, hosts], [pages, 50, 100], said.latency, folder)
    print(f"took {time.monotonic() - begun:.0f} s")
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
