"""A swap of editions under load: `python -m benchmarks.bench_swap [--minutes 10]` (needs wrk and data/published.db).

16 connections that stay open ask for pages of every kind. After a quarter of the time a new database is put in, after
a half a damaged file is written over it, after three quarters the old one is put back, each with the operator's own
commands. Ends with 1 if one request failed, a change was not taken up (or a damaged file was), or memory grew from
the first swap to the end.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.bench_server import SITE, Load, found_postcodes, load, memory, parts_of_names, serving
from benchmarks.rows import at_least, at_most, table
from edition.reader import connect
from paths import PUBLISHED

GROWTH_AT_MOST = 1.1
"""Memory at the end as a multiple of the most after the first swap; one edition is held at both times."""
WAIT_S = 240.0
MARK = " (second)"


def paths() -> list[str]:
    """Return the mixture: pages of councils, places, leagues, marks, files and the interface, in any order."""
    chance = random.Random(14)
    connection = connect(PUBLISHED)
    slugs = [row["slug"] for row in connection.execute("SELECT slug FROM authorities ORDER BY slug")]
    codes = [row["indicator"] for row in connection.execute("SELECT indicator FROM indicators")]
    mixed = [f"/council/{slug}" for slug in slugs]
    mixed += [f"/council/{slug}/planner" for slug in slugs[::4]]
    mixed += [f"/postcode/{one}" for one in found_postcodes(chance, 600)]
    mixed += [f"/api/v1/postcodes/{one}" for one in found_postcodes(chance, 300)]
    mixed += [f"/indicator/{code}" for code in codes]
    mixed += [f"/league?q={quote(part)}" for part in parts_of_names(chance)[:200]]
    mixed += [f"/api/v1/councils/{slug}" for slug in slugs[::2]]
    mixed += ["/", "/league", "/league?type=london", "/explore/", "/data", "/methodology", "/about", "/health"] * 20
    mixed += ["/data/scores.csv", "/league.csv?type=district", "/assets/site.css"] * 5
    chance.shuffle(mixed)
    return mixed


def second(published: Path, path: Path) -> Path:
    """Write another database at `path`: the same figures under another title."""
    shutil.copyfile(published, path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE editions SET title = title || ? WHERE is_current = 1", (MARK,))
    connection.commit()
    connection.close()
    return path


def asked(port: int, path: str) -> str:
    """Return the text of an answer."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        text: str = answer.read().decode()
        return text


def until(port: int, refused: bool, marked: bool) -> float | None:
    """Return the seconds until ten answers in a row are as expected, so both processes; None if they never are."""
    began, row = time.monotonic(), 0
    while time.monotonic() - began < WAIT_S:
        said: dict[str, Any] = json.loads(asked(port, "/health"))
        right = (said["refused"] is not None) == refused and (MARK in asked(port, "/about")) == marked
        row = row + 1 if right else 0
        if row == 10:
            return time.monotonic() - began
        time.sleep(0.2)
    return None


def command(*words: str) -> None:
    """Run a command of ours to its end; its failure is one of the benchmark."""
    subprocess.run([sys.executable, "cli.py", *words], check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Measure, print, return the exit code."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--minutes", type=float, default=10)
    seconds = options.parse_args().minutes * 60
    if not shutil.which("wrk"):
        sys.exit("wrk is missing, the load generator. Debian or Ubuntu: apt-get install wrk.")
    with tempfile.TemporaryDirectory() as folder:
        published = Path(folder) / "published.db"
        shutil.copyfile(PUBLISHED, published)
        new = second(published, Path(folder) / "new.db")
        with serving([*SITE, "--published", str(published)]) as (port, process):
            loads: list[Load] = []
            sampled: list[tuple[float, float]] = []
            mixture = paths()
            began = time.monotonic()
            loader = threading.Thread(target=lambda: loads.append(load(port, mixture, round(seconds))))
            loader.start()

            def wait(part: float) -> None:
                while (passed := time.monotonic() - began) < part * seconds:
                    sampled.append((passed, memory(process)))
                    time.sleep(min(10.0, max(0.1, part * seconds - passed)))

            wait(0.25)
            before = memory(process)
            command("swap-in", str(new), "--published", str(published))
            forward = until(port, refused=False, marked=True)
            first = time.monotonic() - began
            wait(0.5)
            published.write_bytes(new.read_bytes()[:-300_000])
            refused = until(port, refused=True, marked=True)
            wait(0.75)
            held = max([memory(process), *(size for at, size in sampled if at > first)])
            command("roll-back", "--published", str(published))
            back = until(port, refused=False, marked=False)
            wait(1.0)
            loader.join()
            end = memory(process)
    (done,) = loads
    print(f"{done.per_second:.0f} answers a second for {seconds:.0f} s; p50 {done.p50:.0f} ms, p99 {done.p99:.0f} ms")
    print(f"seconds until both processes had: the new {forward}, refused the damaged {refused}, the old again {back}")
    print("memory MB (PSS) by second: " + ", ".join(f"{at:.0f}: {size:.0f}" for at, size in sampled))
    rows = [
        at_most("requests that failed", done.wrong, 0),
        at_least("changes taken up or refused", sum(one is not None for one in (forward, refused, back)), 3),
        at_most("memory at the end, of that held", end / held, GROWTH_AT_MOST),
    ]
    print(f"memory MB: before the swap {before:.0f}, then at most {held:.0f}, at the end {end:.0f}")
    print(table(rows))
    return 0 if all(kept for *_, kept in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
