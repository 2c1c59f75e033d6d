"""The probe of headers beside its floor: `python -m benchmarks.bench_probes` (needs requirements-bench.txt).

Every host costs three requests, so that two intervals are the least that politeness allows: 2 s at one second between
two requests, and 20 s at ten, which some hosts ask for. The hosts are simulated by another process on the same machine,
whose load is part of the seconds. So the same three requests at the same intervals are made in the same run by the
standard library alone, which judges and keeps nothing (once before, so that no certificate is made meanwhile), and CPU
seconds are told apart for all three.
"""

from __future__ import annotations

import argparse
import os
import ssl
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.bench_crawl import Farm, farm, faults_of
from benchmarks.crawl_once import cpu_seconds
from benchmarks.rows import Row, at_most, table
from collectors.crawl.limits import Limits
from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.probes.headers import probe_headers
from collectors.probes.journal import Journal
from collectors.probes.pace import Slots
from collectors.probes.run import Target, forgetting, keep_found, side_by_side
from collectors.probes.store import open_probes

INTERVALS, BOUND = 2, 1.2


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took, in seconds: on the clock, of the asking process's CPU, and of the server's."""

    wall: float
    cpu: float
    server: float


@contextmanager
def measured(where: Farm) -> Iterator[Callable[[], Cost]]:
    """Yield what says, once the block is done, what it took."""
    where.reset()
    begun, used, served = time.monotonic(), cpu_seconds(), where.cpu_seconds()
    ended: list[Cost] = []
    yield ended.pop
    ended.append(Cost(time.monotonic() - begun, cpu_seconds() - used, where.cpu_seconds() - served))


def ask_plainly(where: Farm, delay_s: float, workers: int) -> Cost:
    """Make the probe's requests of every host by http.client and nothing else; return what it took."""
    proxy, tls = urlsplit(where.proxy), ssl.create_default_context(cafile=where.ca_file)

    def ask(host: str) -> None:
        secure = HTTPSConnection(proxy.hostname or "", proxy.port, context=tls, timeout=600)
        secure.set_tunnel(host, 443)
        for path in ("/robots.txt", "/"):
            secure.request("GET", path)
            secure.getresponse().read()
            time.sleep(delay_s)
        secure.close()
        plain = HTTPConnection(proxy.hostname or "", proxy.port, timeout=600)
        plain.request("GET", f"http://{host}/", headers={"Host": host})
        plain.getresponse().read()
        plain.close()

    with measured(where) as cost, ThreadPoolExecutor(workers) as pool:
        list(pool.map(ask, where.hosts))
    return cost()


def probe_all(where: Farm, delay_s: float, workers: int) -> Cost:
    """Probe every host of the farm; return what it took."""
    proxies = {"http": where.proxy, "https": where.proxy}
    tls, slots = ssl.create_default_context(cafile=where.ca_file), Slots(delay_s)
    targets = [Target(host, host) for host in where.hosts]
    identity, journal = Identity("https://operator.example/crawler"), Journal(f"bench-{uuid.uuid4().hex}")
    with (
        tempfile.TemporaryDirectory(prefix="bench-probes-") as folder,
        Fetcher(identity, AddressPolicy(), Limits(), lambda url: proxies, tls) as fetcher,
    ):
        db = open_probes(Path(folder) / "probes.db")
        with measured(where) as cost:
            probe = lambda host: probe_headers(  # noqa: E731
                host, fetcher.fetch, slots, lambda asked: False, journal.of(host)
            )
            ask = partial(side_by_side, probe, workers=workers, on_stop=fetcher.close)
            keep_found(db, "headers", targets, forgetting(ask, journal), origin="simulated")
            journal.end()
        graded = db.execute(
            "SELECT count(*) FROM findings WHERE check_name = 'observatory_v4' AND value > 0"
        ).fetchone()
        db.close()
    if graded[0] != len(targets):
        sys.exit(f"{len(targets) - graded[0]} of {len(targets)} hosts were not graded")
    return cost()


def compare(where: Farm, delay_s: float, workers: int) -> list[Row]:
    """Print what the standard library and the probe took at one pace; return the probe's figures by their bounds."""
    floor, runs = INTERVALS * delay_s, (("standard library", ask_plainly), ("probe", probe_all))
    for name, run in runs:
        cost = run(where, delay_s, workers)
        thousands = where.report()["requests"] / 1000
        print(
            f"{name:<17} floor {floor:>3g} s: {cost.wall:5.1f} s = {cost.wall / floor:4.2f} x floor; CPU s "
            f"{cost.cpu:4.2f} and of the server {cost.server:4.2f}, per 1,000 requests {cost.cpu / thousands:4.2f} and "
            f"{cost.server / thousands:4.2f}",
            flush=True,
        )
    faults = faults_of(where.report())
    return [
        at_most(f"wall / floor of {floor:g} s", cost.wall / floor, BOUND),
        at_most(f"politeness faults, {floor:g} s", faults, 0),
    ]


def main() -> None:
    """Print wall over floor at each pace, and end with 1 where one is above the bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=382)
    parser.add_argument("--delays", type=float, nargs="+", default=[1.0, 10.0], help="seconds between two requests")
    parser.add_argument("--workers", type=int, default=400)
    asked = parser.parse_args()
    with farm(asked.hosts, 1, 0.05) as where:
        ask_plainly(where, 0.0, asked.workers)
        rows = [row for delay in asked.delays for row in compare(where, delay, asked.workers)]
    print(f"{asked.hosts} hosts; load of the machine {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores")
    print(table(rows))
    sys.exit(0 if all(kept for *_, kept in rows) else 1)


if __name__ == "__main__":
    main()
