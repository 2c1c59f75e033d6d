"""What is asked twice when processes are killed: `python -m benchmarks.bench_kills` (a minute or two).

Eight simulated councils are read and probed by the commands themselves, on this machine and on a Dask cluster of two
workers (needs requirements-cluster.txt). Drivers and workers are killed (SIGKILL) in between; requests are counted at
the servers. A killed process may cost each host the one request whose reply it had not stored.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluation.simulated_internet.plain import make_plain_site
from evaluation.simulated_internet.register import write_register
from evaluation.simulated_internet.server import SimWeb
from paths import REGISTER, ROOT
from register.authorities import load_authorities

COUNCILS, PAGES, DELAY_S, LATENCY_S = 8, 10, 0.5, 0.2
SECONDS = 300
"""Within which every moment has to come."""


def main() -> None:
    """Kill and count, and print a line for each way."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    sites = [make_plain_site(number, pages=PAGES, size=20_000, links=20) for number in range(COUNCILS)]
    known = load_authorities(REGISTER / "authorities.csv")[:COUNCILS]
    councils = [replace(one, homepage=f"https://{site.host}/") for one, site in zip(known, sites, strict=True)]
    chosen = ",".join(one.slug for one in councils)
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as name:
        folder = Path(name)
        write_register(folder / "data" / "register", councils)
        common = ("--authorities", chosen, "--register", str(folder / "data" / "register"), "--delay", str(DELAY_S),
                  "--contact", "https://operator.example/")  # fmt: skip
        with SimWeb(sites, latency_s=LATENCY_S, limit_s=0.9 * DELAY_S) as web, web.in_environment(), _cluster() as two:
            for where, cluster in (("one machine", None), ("two workers", two)):
                shared = ("--cluster", cluster.scheduler_address) if cluster else ()
                crawl = ("crawl", "--no-observe", "--resume", "--db", str(folder / f"{where}.db"))
                pages = ("--max-pages", str(PAGES))
                _count(web, f"crawl, {where}", (*crawl, *pages, *common, *shared), COUNCILS * PAGES, cluster)
                probe = ("probe", "headers", "--db", str(folder / f"probes, {where}.db"))
                _count(web, f"probe headers, {where}", (*probe, *common, *shared), 3 * COUNCILS, cluster)
            several = ("probe", "headers", "--processes", "3", "--db", str(folder / "probes, several.db"))
            _count(web, "probe headers, three processes", (*several, *common), 3 * COUNCILS, None)


def _count(web: SimWeb, name: str, words: Sequence[str], requests: int, cluster: Any) -> None:
    """Kill the command after a quarter and half of its requests, with a cluster a worker after three quarters."""
    web.reset()
    for share in (0.25, 0.5):
        with _running(words) as driver:
            _until(lambda: web.report().requests >= share * requests, driver)  # noqa: B023
            driver.kill()
    with _running(words) as driver:
        if cluster:
            _until(lambda: web.report().requests >= 0.75 * requests, driver)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        if driver.wait(SECONDS):
            raise SystemExit(f"{name}: ended with {driver.returncode}")
    report = web.report()
    again = [host.repeated for host in report.hosts.values()]
    killed = "2 drivers and a worker" if cluster else "2 drivers"
    sys.stdout.write(
        f"{name}: {report.requests} requests to {len(again)} hosts, {killed} killed, asked again {sum(again)} "
        f"(at most {max(again)} a host), faults of politeness {sum(report.politeness_faults.values())}\n"
    )
    sys.stdout.flush()


@contextmanager
def _running(words: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    driver = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield driver
    finally:
        driver.kill()
        driver.wait()


def _until(is_time: Callable[[], bool], driver: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while not is_time():
        if driver.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"the moment to kill did not come; the command ended with {driver.poll()}")
        time.sleep(0.005)


@contextmanager
def _cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        yield cluster


if __name__ == "__main__":
    main()
