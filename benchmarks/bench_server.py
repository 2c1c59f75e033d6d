"""The site under load beside a bare Flask route: `python -m benchmarks.bench_server` (needs wrk and data/published.db).

16 connections that stay open. Each kind of address is asked for in turn with the bare route, in several rounds, so
that what else the machine does falls on both; its ratio is the middle of the rounds. Ends with 1 if a budget is
not met.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from string import ascii_uppercase
from urllib.parse import quote

from benchmarks.rows import Row, at_least, at_most, table
from edition.reader import connect
from paths import PUBLISHED
from register.find_place import PlaceKind, find_place

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = Path(__file__).with_name("paths.lua")
CONNECTIONS, SECONDS, ROUNDS = 16, 4, 3
BARE = ["-m", "benchmarks.bare"]
SITE = [str(ROOT / "cli.py"), "serve", "--port", "0"]
P99_AT_MOST = 6.0
"""The 99th percentile of random postcodes, as a multiple of the bare route's."""
MEGABYTES_AT_MOST = 330.0
"""Memory of all processes of the site after the load, pages that they share counted once (PSS)."""
CHART = "/explore/_dash-component-suites/plotly/package_data/plotly.min.js"
CHART_KILOBYTES = 340.0
POSTCODES = 5000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of address. share: its answers a second at least, of those of the bare route; paths: what is asked."""

    name: str
    share: float
    paths: list[str]


@dataclass(frozen=True, slots=True)
class Load:
    """per_second: answers a second over all connections; p50, p99: milliseconds; wrong: failures, statuses >= 400."""

    per_second: float
    p50: float
    p99: float
    wrong: int


def kinds() -> list[Kind]:
    """Return what is measured. No name in the league is asked for twice, so that no answer is there already."""
    chance = random.Random(11)
    postcodes = found_postcodes(chance, POSTCODES)
    return [
        Kind("random postcodes", 0.25, [f"/postcode/{one}" for one in postcodes]),
        Kind("postcode API", 0.30, [f"/api/v1/postcodes/{one}" for one in postcodes]),
        Kind("explorer shell", 0.10, ["/explore/"]),
        Kind("league, unseen name", 0.04, [f"/league?q={quote(one)}" for one in parts_of_names(chance)]),
        Kind("league, one table", 0.30, ["/league?type=district"]),
    ]


def parts_of_names(chance: random.Random) -> list[str]:
    """Return what may be typed of the councils' names, three to six letters each, in any order, each once."""
    names = [row["name"].lower() for row in connect(PUBLISHED).execute("SELECT name FROM authorities ORDER BY name")]
    parts = {name[at : at + size] for name in names for size in range(3, 7) for at in range(len(name) - size + 1)}
    stripped = sorted({part for part in parts if part == part.strip()})
    return chance.sample(stripped, len(stripped))


def found_postcodes(chance: random.Random, count: int) -> list[str]:
    """Return postcodes of one or two councils drawn at random, without a space."""
    connection = connect(PUBLISHED)
    outcodes = [row["outcode"] for row in connection.execute("SELECT outcode FROM outcodes ORDER BY outcode")]
    found: dict[str, None] = {}
    while len(found) < count:
        outcode = chance.choice(outcodes)
        inward = f"{chance.randrange(10)}{''.join(chance.choices(ascii_uppercase, k=2))}"
        if find_place(connection, f"{outcode} {inward}").kind is PlaceKind.FOUND:
            found[f"{outcode}{inward}"] = None
    return list(found)


@contextmanager
def serving(command: list[str]) -> Iterator[tuple[int, int]]:
    """Run a server that says where it is; give the port and the id of its first process."""
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        if not found:
            sys.exit("the server did not start; see above")
        yield int(found[1]), process.pid
    finally:
        process.terminate()
        process.wait(20)


def load(port: int, paths: list[str], seconds: float = SECONDS) -> Load:
    """Return how 127.0.0.1:port answers these paths, asked for in turn by one thread of wrk."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds}s",
            "--timeout",
            "60s",
            "-H",
            "Accept-Encoding: br",
            "-s",
            str(SCRIPT),
        ]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}", "--", file.name], capture_output=True, check=True, text=True
        )
    return Load(**json.loads(done.stdout.strip().splitlines()[-1]))


def compare(bare: int, site: int, kind: Kind) -> list[Row]:
    """Return the rows of one kind: its share of the bare route's answers, its tail beside that route's, its errors."""
    size = len(kind.paths) // ROUNDS
    parts = [kind.paths[at * size : (at + 1) * size] if size else kind.paths for at in range(ROUNDS)]
    pairs = [(load(bare, ["/"]), load(site, part)) for part in parts]
    for told, one in ((kind.name, 1), ("  bare route", 0)):
        speed, tail = median(pair[one].per_second for pair in pairs), median(pair[one].p99 for pair in pairs)
        print(f"{told}: {speed:.0f} answers a second, p99 {tail:.1f} ms", flush=True)
    share = median(ours.per_second / base.per_second for base, ours in pairs)
    wrong = sum(one.wrong for pair in pairs for one in pair)
    rows = [at_least(f"{kind.name}, share", share, kind.share), at_most(f"{kind.name}, wrong", wrong, 0)]
    if kind.name == "random postcodes":
        rows.append(
            at_most(f"{kind.name}, p99 ratio", median(ours.p99 / base.p99 for base, ours in pairs), P99_AT_MOST)
        )
    return rows


def memory(process: int) -> float:
    """Return MB of a process and its children, pages that they share counted once (PSS)."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    rollups = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in (process, *children)]
    return sum(int(kilobytes) for text in rollups for kilobytes in re.findall(r"^Pss:\s+(\d+)", text, re.M)) / 1000


def chart_kilobytes(port: int) -> float:
    """Return kB (1000) of the script that draws charts, as it is sent."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{CHART}", headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(asked) as answer:
        return len(answer.read()) / 1000


def main() -> int:
    """Measure everything, print it, return the exit code."""
    if not shutil.which("wrk"):
        sys.exit("wrk is missing, the load generator. Debian or Ubuntu: apt-get install wrk.")
    with serving(BARE) as (bare, _), serving(SITE) as (site, process):
        load(bare, ["/"], 1)
        rows = [row for kind in kinds() for row in compare(bare, site, kind)]
        rows.append(at_most("memory MB after load, PSS", memory(process), MEGABYTES_AT_MOST))
        rows.append(at_most("chart script kB, on demand", chart_kilobytes(site), CHART_KILOBYTES))
    print(table(rows))
    return 0 if all(kept for *_, kept in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
