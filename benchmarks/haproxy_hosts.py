"""Simulated hosts served by HAProxy, whose CPU is a tenth of what our own server needs, at addresses of their own.

Needs the program (Debian: `apt-get install haproxy`) and the right to listen at ports 80 and 443 of 127.77.0.1.
"""

from __future__ import annotations

import itertools
import shutil
import socket
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from evaluation.simulated_internet.plain import make_plain_site
from evaluation.simulated_internet.tls import Authority
from evaluation.simulated_internet.wire import gzipped

ADDRESS = "127.77.0.1"
_LOG_S = 0.002
"""How exact the times of two lines of the log are together."""
_SETTINGS = """
global
    nbthread 1
    maxconn 4000
    tune.bufsize 131072
    log stdout format raw daemon
    lua-load {folder}/wait.lua
    ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
    mode http
    timeout client 60s
    timeout http-request 60s
    timeout http-keep-alive 60s
    option dontlognull
    log global
    log-format "%tr %Ta %[var(txn.host)]"
frontend hosts
    bind {address}:80
    bind {address}:443 ssl crt {folder}/certificates/ alpn http/1.1
    http-request lua.wait
    http-request set-var(txn.host) req.hdr(host)
    http-request return status 200 content-type text/plain file {folder}/robots.txt if {{ path /robots.txt }}
    http-request return status 200 content-type text/html file {folder}/page.gz hdr Content-Encoding gzip
"""

_WAIT = """core.register_action("wait", {{"http-req"}}, function() core.msleep({latency_ms}) end)
"""


@dataclass(slots=True)
class HaproxyHosts:
    """A running HAProxy. hosts: the names that it answers to, all at ADDRESS. log: a line for each request."""

    pid: int
    hosts: list[str]
    ca_file: str
    log: Path
    _counted_from: int = 0

    def cpu_seconds(self) -> float:
        """Return the CPU seconds that the server has used."""
        used = psutil.Process(self.pid).cpu_times()
        return used.user + used.system

    def reset(self) -> None:
        """Count from here."""
        self._counted_from = self.log.stat().st_size

    def counted(self, delay_s: float) -> tuple[int, int]:
        """Return the requests since the last reset, and how many came too early: sooner after the one before at the
        same host than the delay less what jitter may take of it, or before that was answered.
        """
        seen: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for line in self.log.read_bytes()[self._counted_from :].decode().splitlines():
            said, took_ms, host = line.split()
            at = datetime.strptime(said, "%d/%b/%Y:%H:%M:%S.%f").timestamp()
            seen[host].append((at, at + int(took_ms) / 1000))
        least = delay_s - min(0.1 * delay_s, 0.1) - _LOG_S
        faults = sum(
            later - earlier < least or later < answered - _LOG_S
            for visits in seen.values()
            for (earlier, answered), (later, _) in itertools.pairwise(sorted(visits))
        )
        return sum(map(len, seen.values())), faults


def why_not() -> str:
    """Return why these hosts cannot be served here, '' if they can."""
    if shutil.which("haproxy") is None:
        return "haproxy is not installed"
    for port in (80, 443):
        try:
            with closing(socket.create_server((ADDRESS, port))):
                pass
        except OSError as error:
            return f"{ADDRESS}:{port}: {error.strerror}"
    return ""


@contextmanager
def haproxy_hosts(count: int, latency_s: float) -> Iterator[HaproxyHosts]:
    """Serve the home page and robots.txt of plain sites while the block runs."""
    with tempfile.TemporaryDirectory(prefix="bench-haproxy-") as name, closing(Authority()) as authority:
        folder = Path(name)
        (folder / "certificates").mkdir()
        sites = [make_plain_site(number, 1) for number in range(count)]
        for site in sites:
            (folder / "certificates" / f"{site.host}.pem").write_bytes(authority.certificate(site.host))
        (folder / "page.gz").write_bytes(gzipped(sites[0].pages["/"].body))
        (folder / "robots.txt").write_text("User-agent: *\nDisallow: /admin/\n")
        (folder / "wait.lua").write_text(_WAIT.format(latency_ms=round(latency_s * 1000)))
        (folder / "haproxy.cfg").write_text(_SETTINGS.format(address=ADDRESS, folder=folder))
        log = folder / "log"
        with log.open("ab") as lines:
            server = subprocess.Popen(
                ["haproxy", "-db", "-f", str(folder / "haproxy.cfg")], stdout=lines, stderr=subprocess.DEVNULL
            )
        try:
            _until_it_listens(server)
            yield HaproxyHosts(server.pid, [site.host for site in sites], authority.ca_file, log)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _until_it_listens(server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection((ADDRESS, 443), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"haproxy did not listen at {ADDRESS}:443 (it ended with {server.poll()})")
