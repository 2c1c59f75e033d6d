"""An edition of 60 simulated councils, killed in each step: `python -m benchmarks.bench_edition` (some 15 minutes).

`--workers 2` shares reading and probing out over a Dask cluster of this machine, of which a worker is killed too.
What was asked is counted at the servers. Seconds are those of this machine and of what else runs on it.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.functional.chain import a_day_earlier
from tests.functional.edition_desk import Desk, set_up


class Watched:
    """Notes the peak memory of every process that the edition starts, while the block runs."""

    def __init__(self) -> None:
        self.peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        own = psutil.Process()
        while not self._done.wait(0.2):
            used = 0
            for one in own.children(recursive=True):
                try:
                    used += one.memory_info().rss
                except psutil.Error:
                    continue
            self.peak = max(self.peak, used)


def timed(what: str, do: Callable[[], object]) -> None:
    """Do it and say how long it took."""
    begun = time.monotonic()
    do()
    say(f"{what}: {time.monotonic() - begun:.0f} s")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Make the edition and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--councils", type=int, default=60)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--workers", type=int, default=0, help="of a Dask cluster; 0 for this machine alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-edition-") as folder:
        with (
            set_up(Path(folder), options.councils, limit_s=0.9) as desk,
            _cluster(desk, options.workers) as cluster,
            Watched() as watched,
        ):
            _run(desk, options.pages, cluster)
        _report(desk, watched.peak)


@contextmanager
def _cluster(desk: Desk, workers: int) -> Iterator[Any]:
    """Yield a Dask cluster whose workers see nothing but the simulated internet, None where none is wanted.

    So does one that Dask starts in the place of a lost one: it takes the environment of its own start.
    """
    if not workers:
        yield None
        return
    from distributed import LocalCluster

    with (
        desk.web.in_environment(),
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
    ):
        yield cluster


def _run(desk: Desk, pages: int, cluster: Any) -> None:
    chosen = ",".join(one.authority.slug for one in desk.country.councils)
    begun = ("--authorities", chosen, "--scope", "full", "--max-pages", str(pages), "--contact", "https://o.example/")
    shared = ("--cluster", cluster.scheduler_address) if cluster else ()
    half = pages * len(desk.country.councils) // 2

    def asked(count: int) -> Callable[[], bool]:
        return lambda: desk.web.report().requests >= count

    timed("killed in the sources", lambda: desk.kill_when(lambda: len(desk.sources.asked) >= 8, *begun, *shared))
    timed("killed in the first look", lambda: desk.kill_when(asked(half), *shared))
    if cluster:
        timed("a worker killed in the first look", lambda: _lose_a_worker(desk, cluster, asked(2 * half), *shared))
    timed("to the end of the first look", lambda: _ends_with(desk, 4, *shared))
    _looks(desk, "first look")
    a_day_earlier(desk.home / "crawl.db")
    timed("killed in the second look", lambda: desk.kill_when(asked(half), *shared))
    timed("to the end of the second look", lambda: desk.kill_when(lambda: _looks_done(desk) == 2, *shared))
    _looks(desk, "second look")
    probed = len(desk.country.councils) // 3
    timed("killed in the probe of headers", lambda: desk.kill_when(lambda: _probed(desk) >= probed, *shared))
    kept = _probed(desk)
    timed("to the end", lambda: _ends_with(desk, 0, *shared))
    _looks(desk, f"probe of headers, {kept} councils kept when it was killed")


def _lose_a_worker(desk: Desk, cluster: Any, is_time: Callable[[], bool], *words: str) -> None:
    """Run the edition, and kill a worker once the moment has come; then the edition itself, a second later."""

    def lost() -> bool:
        if not is_time():
            return False
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        time.sleep(1)
        return True

    desk.kill_when(lost, *words)


def _looks_done(desk: Desk) -> int:
    return _count(desk.home / "crawl.db", "SELECT count(*) FROM runs WHERE state = 'finished'")


def _probed(desk: Desk) -> int:
    return _count(desk.home / "probes.db", "SELECT count(DISTINCT authority) FROM findings WHERE probe = 'headers'")


def _count(path: Path, query: str) -> int:
    """Return a count of a database that may not be there yet, or is being made."""
    if not path.is_file():
        return 0
    with closing(sqlite3.connect(path)) as db:
        try:
            return int(db.execute(query).fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def _ends_with(desk: Desk, code: int, *words: str) -> None:
    if (found := desk.finish(*words, within_s=3600)) != code:
        raise SystemExit(f"ended with {found}, expected {code}: {desk.printed}")


def _looks(desk: Desk, name: str) -> None:
    report = desk.web.report()
    repeated = [host.repeated for host in report.hosts.values()]
    faults = sum(report.politeness_faults.values())
    say(
        f"{name}: {report.requests} requests to {len(report.hosts)} hosts, faults {faults}, "
        f"made again {sum(repeated)}, at most {max(repeated)} a host"
    )
    desk.web.reset()


def _report(desk: Desk, peak: int) -> None:
    asked = Counter((one.host, one.path, str(one.query)) for one in desk.sources.asked)
    say(
        f"live sources: {len(asked)} addresses, made again {sum(asked.values()) - len(asked)} "
        "(one that fails is asked in every run)"
    )
    for name in ("crawl.db", "published.db", "live.db"):
        say(f"{name}: {(desk.home / name).stat().st_size / 1e6:.1f} MB")
    say(f"peak memory of all processes: {peak / 1e6:.0f} MB")
    say((desk.home / "summary.txt").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
