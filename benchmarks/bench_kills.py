"""What is asked twice when processes are killed: `python -m benchmarks.bench_kills` (a few minutes).

Eight simulated councils are read and probed by the commands themselves, on this machine and on a Dask cluster of two
workers (needs requirements-cluster.txt), and so are their made zones. Drivers and workers are killed (SIGKILL) in
between; questions are counted at the servers. A killed process may cost each host, and each owner of names, the one
question whose answer it had not stored.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.made_names.server import Zones, serving
from evaluation.simulated_internet.plain import make_plain_site
from evaluation.simulated_internet.register import write_register
from evaluation.simulated_internet.server import SimWeb
from paths import REGISTER, ROOT
from register.authorities import load_authorities
from register.domains import registrable

COUNCILS, PAGES, DELAY_S, LATENCY_S = 8, 10, 0.5, 0.2
SECONDS = 300
"""Within which every moment has to come."""
ZONE = '@ TXT "v=spf1 include:post.example -all"\n_dmarc TXT "v=DMARC1; p=reject"\nwww A 192.0.2.1\n'
QUESTIONS = 9
"""Of names to a council's domain, as its probe asks them."""


class Asked(NamedTuple):
    """What was counted at the servers. again: questions that were asked before, for each host or owner of names."""

    questions: int
    again: list[int]
    faults: str


class SlowZones(Zones):
    """Zones whose name server takes its time."""

    def answer(self, wire: bytes, *, tcp: bool) -> bytes | None:
        """Return the reply after a while."""
        time.sleep(LATENCY_S)
        return super().answer(wire, tcp=tcp)


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
        zones = SlowZones()
        zones.add("post.example", '@ TXT "v=spf1 -all"\n')
        for site in sites:
            zones.add(registrable(site.host), ZONE)
        with ExitStack() as opened:
            web = opened.enter_context(SimWeb(sites, latency_s=LATENCY_S, limit_s=0.9 * DELAY_S))
            opened.enter_context(web.in_environment())
            two, (address, port) = opened.enter_context(_cluster()), opened.enter_context(serving(zones))
            of_web, of_names = partial(_of_web, web), partial(_of_names, zones)
            for where, cluster in (("one machine", None), ("two workers", two)):
                shared = ("--cluster", cluster.scheduler_address) if cluster else ()
                crawl = ("crawl", "--no-observe", "--resume", "--db", str(folder / f"{where}.db"))
                pages = ("--max-pages", str(PAGES))
                _count(
                    web.reset, of_web, f"crawl, {where}", (*crawl, *pages, *common, *shared), COUNCILS * PAGES, cluster
                )
                probe = ("probe", "headers", "--db", str(folder / f"probes, {where}.db"))
                _count(web.reset, of_web, f"probe headers, {where}", (*probe, *common, *shared), 3 * COUNCILS, cluster)
                names = (
                    "probe",
                    "dns",
                    "--nameserver",
                    f"{address}:{port}",
                    "--db",
                    str(folder / f"names, {where}.db"),
                )
                _count(zones.asked.clear, of_names, f"probe dns, {where}", (*names, *common, *shared),
                       QUESTIONS * COUNCILS, cluster)  # fmt: skip
            several = ("probe", "headers", "--processes", "3", "--db", str(folder / "probes, several.db"))
            _count(web.reset, of_web, "probe headers, three processes", (*several, *common), 3 * COUNCILS, None)


def _of_web(web: SimWeb) -> Asked:
    report = web.report()
    again = [host.repeated for host in report.hosts.values()]
    return Asked(report.requests, again, f", faults of politeness {sum(report.politeness_faults.values())}")


def _of_names(zones: Zones) -> Asked:
    asked = Counter(tuple(zones.asked))
    again: Counter[str] = Counter()
    for (name, _), times in asked.items():
        again[registrable(name.rstrip("."))] += times - 1
    return Asked(sum(asked.values()), list(again.values()), "")


def _count(
    begin: Callable[[], None], count: Callable[[], Asked], name: str, words: Sequence[str], questions: int, cluster: Any
) -> None:
    """Kill the command after a quarter and half of its questions, with a cluster a worker after three quarters."""
    begin()
    for share in (0.25, 0.5):
        with _running(words) as driver:
            _until(lambda: count().questions >= share * questions, driver)  # noqa: B023
            driver.kill()
    with _running(words) as driver:
        if cluster:
            _until(lambda: count().questions >= 0.75 * questions, driver)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        if driver.wait(SECONDS):
            raise SystemExit(f"{name}: ended with {driver.returncode}")
    asked = count()
    killed = "2 drivers and a worker" if cluster else "2 drivers"
    sys.stdout.write(
        f"{name}: {asked.questions} questions to {len(asked.again)} owners, {killed} killed, asked again "
        f"{sum(asked.again)} (at most {max(asked.again)} an owner){asked.faults}\n"
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
