"""An edition of 60 simulated councils, killed three times: `python -m benchmarks.bench_edition` (some ten minutes).

What was asked is counted at the servers. Seconds are those of this machine and of what else runs on it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

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
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-edition-") as folder:
        with set_up(Path(folder), options.councils, limit_s=0.9) as desk, Watched() as watched:
            _run(desk, options.pages)
        _report(desk, watched.peak)


def _run(desk: Desk, pages: int) -> None:
    chosen = ",".join(one.authority.slug for one in desk.country.councils)
    words = ("--authorities", chosen, "--scope", "full", "--max-pages", str(pages), "--contact", "https://o.example/")
    timed("killed in the sources", lambda: desk.kill_when(lambda: len(desk.sources.asked) >= 20, *words))
    half = 10 * len(desk.country.councils)
    timed("killed in the first look", lambda: desk.kill_when(lambda: desk.web.report().requests >= half))
    timed("to the end of the first look", lambda: _ends_with(desk, 4))
    _looks(desk, "first look")
    a_day_earlier(desk.home / "crawl.db")
    timed("killed in the second look", lambda: desk.kill_when(lambda: desk.web.report().requests >= half))
    timed("to the end", lambda: _ends_with(desk, 0))
    _looks(desk, "second look")


def _ends_with(desk: Desk, code: int) -> None:
    if (found := desk.finish(within_s=3600)) != code:
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
