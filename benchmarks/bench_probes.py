"""The probe of headers beside its floor: `python -m benchmarks.bench_probes` (needs requirements-bench.txt).

Every host costs three requests, so that two intervals are the least that politeness allows: 2 s at one second between
two requests, and 20 s at ten, which some hosts ask for. The hosts are simulated by another process on the same machine,
whose load is part of the seconds: HAProxy where it is installed (Debian: `apt-get install haproxy`) and may listen at
ports 80 and 443 of 127.77.0.1, else our own server behind a proxy. The same three requests at the same intervals are
made in the same run by the standard library alone, which judges and keeps nothing, and CPU seconds are told apart for
all three. Requests that come too early are counted by HAProxy's log for both. Beside much other work that count says
nothing: a second for which HAProxy is given no CPU is missing in its own clock, so that it finds early requests of the
standard library too, which waits the whole interval after each reply.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import socket
import ssl
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.bench_crawl import Farm, farm, faults_of
from benchmarks.crawl_once import cpu_seconds
from benchmarks.haproxy_hosts import ADDRESS, HaproxyHosts, haproxy_hosts, why_not
from benchmarks.rows import Row, at_most, table
from collectors.crawl.limits import Limits
from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.probes.headers import probe_headers
from collectors.probes.journal import Journal
from collectors.probes.pace import Slots
from collectors.probes.processes import forked, processes_for, shared_out
from collectors.probes.run import Probe, Target, forgetting, keep_found, side_by_side
from collectors.probes.store import open_probes
from register.domains import public_suffix

INTERVALS, BOUND, LATENCY_S = 2, 1.2, 0.05


class Direct:
    """Hosts of HAProxy, each reached as on the internet but for its address."""

    def __init__(self, where: HaproxyHosts) -> None:
        self._where, self.hosts, self.ca_file = where, where.hosts, where.ca_file
        self.policy = AddressPolicy(resolver=lambda host, port: [ADDRESS], accepts=lambda address: True)
        self.cpu_seconds, self.reset, self.counted = where.cpu_seconds, where.reset, where.counted

    def proxies(self, url: str) -> dict[str, str]:
        """Return none."""
        return {}

    def secure(self, host: str, tls: ssl.SSLContext) -> HTTPSConnection:
        """Return a connection of the standard library by https."""
        made = HTTPSConnection(host, context=tls)
        made.sock = tls.wrap_socket(socket.create_connection((ADDRESS, 443)), server_hostname=host)
        return made

    def plain(self, host: str) -> tuple[HTTPConnection, str]:
        """Return a connection of the standard library by http, and the address to ask it for."""
        made = HTTPConnection(host)
        made.sock = socket.create_connection((ADDRESS, 80))
        return made, "/"


class Proxied:
    """Hosts of our own server, behind its proxy."""

    def __init__(self, where: Farm) -> None:
        self._where, self.hosts, self.ca_file = where, list(where.hosts), where.ca_file
        self.policy, self._proxy = AddressPolicy(), urlsplit(where.proxy)
        self.cpu_seconds, self.reset = where.cpu_seconds, where.reset

    def counted(self, delay_s: float) -> tuple[int, int]:
        """Return the requests since the last reset, and the faults of politeness."""
        report = self._where.report()
        return report["requests"], faults_of(report)

    def proxies(self, url: str) -> dict[str, str]:
        """Return the proxy."""
        return {"http": self._where.proxy, "https": self._where.proxy}

    def secure(self, host: str, tls: ssl.SSLContext) -> HTTPSConnection:
        """Return a connection of the standard library by https."""
        made = HTTPSConnection(self._proxy.hostname or "", self._proxy.port, context=tls, timeout=600)
        made.set_tunnel(host, 443)
        return made

    def plain(self, host: str) -> tuple[HTTPConnection, str]:
        """Return a connection of the standard library by http, and the address to ask it for."""
        return HTTPConnection(self._proxy.hostname or "", self._proxy.port, timeout=600), f"http://{host}/"


Hosts = Direct | Proxied


@contextmanager
def simulated(count: int) -> Iterator[Hosts]:
    """Serve hosts while the block runs, by HAProxy if it can, and say by what."""
    why = why_not()
    if why:
        print(f"{why}: the hosts are those of our own server, which needs more CPU (see --help)", flush=True)
        with farm(count, 1, LATENCY_S) as own:
            yield Proxied(own)
    else:
        with haproxy_hosts(count, LATENCY_S) as served:
            yield Direct(served)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took, in seconds: on the clock, of the asking process's CPU, and of the server's."""

    wall: float
    cpu: float
    server: float


@contextmanager
def measured(where: Hosts) -> Iterator[Callable[[], Cost]]:
    """Yield what says, once the block is done, what it took."""
    where.reset()
    begun, used, served = time.monotonic(), cpu_seconds(), where.cpu_seconds()
    ended: list[Cost] = []
    yield ended.pop
    ended.append(Cost(time.monotonic() - begun, cpu_seconds() - used, where.cpu_seconds() - served))


def ask_plainly(where: Hosts, delay_s: float, workers: int, processes: int) -> Cost:
    """Make the probe's requests of every host by http.client and nothing else; return what it took."""
    tls = ssl.create_default_context(cafile=where.ca_file)

    def ask(host: str) -> None:
        secure = where.secure(host, tls)
        for path in ("/robots.txt", "/"):
            secure.request("GET", path)
            secure.getresponse().read()
            time.sleep(delay_s)
        secure.close()
        plain, address = where.plain(host)
        plain.request("GET", address, headers={"Host": host})
        plain.getresponse().read()
        plain.close()

    with measured(where) as cost, ThreadPoolExecutor(workers) as pool:
        list(pool.map(ask, where.hosts))
    return cost()


def probe_all(where: Hosts, delay_s: float, workers: int, processes: int) -> Cost:
    """Probe every host; return what it took."""
    tls = ssl.create_default_context(cafile=where.ca_file)
    targets, run = [Target(host, host) for host in where.hosts], f"bench-{uuid.uuid4().hex}"

    def make(slots: Slots, ending: ExitStack) -> Probe:
        identity = Identity("https://operator.example/crawler")
        policy = shared_out(where.policy, processes)
        fetcher = ending.enter_context(Fetcher(identity, policy, Limits(), where.proxies, tls))
        journal = Journal(run)
        return lambda host: probe_headers(host, fetcher.fetch, slots, lambda asked: False, journal.of(host))

    with tempfile.TemporaryDirectory(prefix="bench-probes-") as folder:
        db, journal = open_probes(Path(folder) / "probes.db"), Journal(run)
        gc.collect()
        with measured(where) as cost, ExitStack() as ending:
            if processes > 1:
                ask = ending.enter_context(forked(make, delay_s, processes, math.ceil(workers / processes), journal))
            else:
                probe = make(Slots(delay_s), ending)
                ask = forgetting(lambda hosts: side_by_side(probe, hosts, workers, ending.close), journal)
            keep_found(db, "headers", targets, ask, origin="simulated")
        journal.end()
        graded = db.execute(
            "SELECT count(*) FROM findings WHERE check_name = 'observatory_v4' AND value > 0"
        ).fetchone()
        db.close()
    if graded[0] != len(targets):
        sys.exit(f"{len(targets) - graded[0]} of {len(targets)} hosts were not graded")
    return cost()


def compare(where: Hosts, delay_s: float, workers: int, processes: int) -> list[Row]:
    """Print what the standard library and the probe took at one pace; return the probe's figures by their bounds."""
    floor, runs = INTERVALS * delay_s, (("standard library", ask_plainly), ("probe", probe_all))
    for name, run in runs:
        cost = run(where, delay_s, workers, processes)
        requests, faults = where.counted(delay_s)
        each = 1000 / requests
        took = f"{cost.wall:5.2f} s = {cost.wall / floor:4.2f} x floor; {requests} requests, {faults} too early"
        used = f"CPU s {cost.cpu:4.2f} and of the server {cost.server:4.2f}"
        per_thousand = f"{cost.cpu * each:4.2f} and {cost.server * each:4.2f}"
        print(f"{name:<17} floor {floor:>3g} s: {took}; {used}, per 1,000 requests {per_thousand}", flush=True)
    return [
        at_most(f"wall / floor of {floor:g} s", cost.wall / floor, BOUND),
        at_most(f"politeness faults, {floor:g} s", faults, 0),
    ]


def main() -> None:
    """Print wall over floor at each pace, and end with 1 where one is above the bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=382)
    parser.add_argument("--delays", type=float, nargs="+", default=[1.0, 10.0], help="seconds between two requests")
    parser.add_argument("--workers", type=int, default=400, help="hosts asked side by side")
    parser.add_argument("--processes", type=int, help="of the probe [default: as many as `probe headers` takes]")
    asked = parser.parse_args()
    processes = asked.processes or processes_for(asked.hosts, len(os.sched_getaffinity(0)))
    public_suffix("www.gov.uk")  # the list is read once in a process, which a command has done by then
    with simulated(asked.hosts) as where:
        ask_plainly(where, 0.0, asked.workers, 1)
        rows = [row for delay in asked.delays for row in compare(where, delay, asked.workers, processes)]
    load = f"load of the machine {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    print(f"{asked.hosts} hosts; {processes} processes; {load}")
    print(table(rows))
    sys.exit(0 if all(kept for *_, kept in rows) else 1)


if __name__ == "__main__":
    main()
