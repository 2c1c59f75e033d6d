"""The probe of headers beside its floor: `python -m benchmarks.bench_probes` (needs requirements-bench.txt).

Every host costs three requests, so that two intervals are the least that politeness allows. The hosts are simulated on
the same machine, whose load is part of the figure. So the same three requests at the same intervals are made in the
same run by the standard library alone, which judges and keeps nothing (once before, so that no certificate is made
meanwhile). CPU seconds are those of the asking process.
"""

from __future__ import annotations

import argparse
import ssl
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.bench_crawl import Farm, farm, faults_of
from benchmarks.crawl_once import cpu_seconds
from benchmarks.rows import at_most, table
from collectors.crawl.limits import Limits
from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.probes.headers import probe_headers
from collectors.probes.pace import Slots
from collectors.probes.run import Target, run_probe
from collectors.probes.store import open_probes

INTERVALS, BOUND = 2, 1.2


def ask_plainly(where: Farm, delay_s: float, workers: int) -> tuple[float, float]:
    """Make the probe's requests of every host by http.client and nothing else; return wall and CPU seconds."""
    where.reset()
    proxy, tls = urlsplit(where.proxy), ssl.create_default_context(cafile=where.ca_file)
    begun, used = time.monotonic(), cpu_seconds()

    def ask(host: str) -> None:
        secure = HTTPSConnection(proxy.hostname or "", proxy.port, context=tls, timeout=60)
        secure.set_tunnel(host, 443)
        for path in ("/robots.txt", "/"):
            secure.request("GET", path)
            secure.getresponse().read()
            time.sleep(delay_s)
        secure.close()
        plain = HTTPConnection(proxy.hostname or "", proxy.port, timeout=60)
        plain.request("GET", f"http://{host}/", headers={"Host": host})
        plain.getresponse().read()
        plain.close()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(ask, where.hosts))
    return time.monotonic() - begun, cpu_seconds() - used


def probe_all(where: Farm, delay_s: float, workers: int) -> tuple[float, float]:
    """Probe every host of the farm; return wall and CPU seconds."""
    where.reset()
    proxies = {"http": where.proxy, "https": where.proxy}
    tls, slots = ssl.create_default_context(cafile=where.ca_file), Slots(delay_s)
    targets = [Target(host, host) for host in where.hosts]
    identity = Identity("https://operator.example/crawler")
    with (
        tempfile.TemporaryDirectory(prefix="bench-probes-") as folder,
        Fetcher(identity, AddressPolicy(), Limits(), lambda url: proxies, tls) as fetcher,
    ):
        db = open_probes(Path(folder) / "probes.db")
        begun, used = time.monotonic(), cpu_seconds()
        run_probe(
            db, "headers", targets, lambda host: probe_headers(host, fetcher.fetch, slots, lambda asked: False),
            origin="simulated", workers=workers,
        )  # fmt: skip
        wall, cpu = time.monotonic() - begun, cpu_seconds() - used
        graded = db.execute(
            "SELECT count(*) FROM findings WHERE check_name = 'observatory_v4' AND value > 0"
        ).fetchone()
        db.close()
    if graded[0] != len(targets):
        sys.exit(f"{len(targets) - graded[0]} of {len(targets)} hosts were not graded")
    return wall, cpu


def main() -> None:
    """Print wall over floor, and end with 1 where it is above the bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=382)
    parser.add_argument("--delay", type=float, default=1.0, help="seconds between two requests to a host")
    parser.add_argument("--workers", type=int, default=400)
    asked = parser.parse_args()
    with farm(asked.hosts, 1, 0.05) as where:
        ask_plainly(where, 0.0, asked.workers)
        plain, plain_cpu = ask_plainly(where, asked.delay, asked.workers)
        wall, cpu = probe_all(where, asked.delay, asked.workers)
        report = where.report()
    floor = INTERVALS * asked.delay
    print(f"{asked.hosts} hosts, {report['requests']} requests, {wall:.1f} s, floor {floor:g} s, CPU {cpu:.1f} s")
    print(f"The standard library alone: {plain:.1f} s, CPU {plain_cpu:.1f} s; wall / plain {wall / plain:.2f}")
    rows = [at_most("wall / floor", wall / floor, BOUND), at_most("politeness faults", faults_of(report), 0)]
    print(table(rows))
    sys.exit(0 if all(kept for *_, kept in rows) else 1)


if __name__ == "__main__":
    main()
