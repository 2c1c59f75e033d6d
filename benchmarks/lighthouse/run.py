"""Measures the site against its budgets: `python -m benchmarks.lighthouse.run` (needs Node, npm and Chromium).

Lighthouse's mobile preset (simulated slow 4G, a quarter of this machine's speed), the median of three runs a
page, over data/published.db served as in production. Ends with 1 if a budget is not met.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.lighthouse import budgets
from benchmarks.lighthouse.load import measure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIGHTHOUSE = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
SCORES = ("performance", "accessibility", "best-practices", "seo")

Row = tuple[str, str, str, bool]
"""What was measured, the figure, the budget, and whether it is kept."""


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Serve data/published.db; give the port and the id of the first process."""
    command = [sys.executable, str(ROOT / "cli.py"), "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        if not found:
            sys.exit("the site did not start; see above")
        yield int(found[1]), process.pid
    finally:
        process.terminate()
        process.wait(20)


def install() -> None:
    """Install what package-lock.json names, once."""
    if LIGHTHOUSE.exists():
        return
    if not shutil.which("npm"):
        sys.exit("Lighthouse needs Node 18.20 or newer with npm. Debian or Ubuntu: apt-get install nodejs npm.")
    subprocess.run(["npm", "ci", "--silent"], cwd=HERE, check=True)


def lighthouse(url: str) -> dict[str, float]:
    """Return the four scores (0-100), kilobytes, lcp and tbt (ms) and cls of one run."""
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or sys.exit("Chromium is missing")
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = ["node", str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report.name}",
                   f"--chrome-flags={FLAGS}", f"--only-categories={','.join(SCORES)}"]  # fmt: skip
        # Lighthouse sometimes loses the start of its own trace (NO_NAVSTART) and then asks to be run again.
        for left in (2, 1, 0):
            environment = {**os.environ, "CHROME_PATH": browser}
            if not subprocess.run(command, env=environment, check=left == 0, timeout=180).returncode:
                break
        found = json.loads(Path(report.name).read_text(encoding="utf-8"))
    audits = found["audits"]
    for category in SCORES:
        for reference in found["categories"][category]["auditRefs"]:
            audit = audits[reference["id"]]
            if category != "performance" and audit["score"] not in (None, 1):
                print(f"  {url}: {category}: {audit['title']}")
    return {name: 100 * found["categories"][name]["score"] for name in SCORES} | {
        "kilobytes": audits["total-byte-weight"]["numericValue"] / 1000,
        "lcp": audits["largest-contentful-paint"]["numericValue"],
        "tbt": audits["total-blocking-time"]["numericValue"],
        "cls": audits["cumulative-layout-shift"]["numericValue"],
    }


def page_rows(budget: budgets.Budget, runs: list[dict[str, float]]) -> list[Row]:
    """Return what was measured of one page beside its budget, medians of the runs."""
    median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    full = SCORES[1:] if budget.indexed else SCORES[1:3]
    rows = [_at_least(f"{budget.name} performance", median["performance"], budget.performance)]
    rows += [_at_least(f"{budget.name} {name}", median[name], 100) for name in full]
    limits = {"kilobytes": budget.kilobytes, "lcp": budget.lcp, "tbt": budget.tbt, "cls": budget.cls}
    return rows + [_at_most(f"{budget.name} {name}", median[name], limit) for name, limit in limits.items()]


def _at_least(name: str, value: float, limit: float) -> Row:
    return name, f"{value:.0f}", f">= {limit:g}", value >= limit


def _at_most(name: str, value: float, limit: float) -> Row:
    return name, f"{value:.3g}" if value < 10 else f"{value:.0f}", f"<= {limit:g}", value <= limit


def server_rows(port: int, process: int) -> list[Row]:
    """Return memory, speed under load and the weight of the chart's script beside their budgets."""
    league = measure(port, budgets.LEAGUE)
    postcode = measure(port, budgets.POSTCODE)
    chart = urllib.request.Request(f"http://127.0.0.1:{port}{budgets.PLOTLY}", headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(chart) as answer:
        weight = len(answer.read()) / 1000
    summed, shared_once = memory(process)
    return [
        _at_most("chart script kB, on demand", weight, budgets.PLOTLY_KILOBYTES),
        _at_least("league answers a second", league.per_second, budgets.LEAGUE_PER_SECOND),
        _at_most("league wrong answers", league.wrong, 0),
        _at_most("postcode API p99 ms at 16", postcode.p99, budgets.POSTCODE_P99),
        _at_most("postcode API wrong answers", postcode.wrong, 0),
        _at_most("memory MB, shared pages once", shared_once, budgets.MEMORY_MEGABYTES),
        _at_most("memory MB, RSS summed", summed, budgets.MEMORY_MEGABYTES),
    ]


def memory(process: int) -> tuple[float, float]:
    """Return MB of a process and its children: RSS summed, and with pages that they share counted once (PSS)."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    rss = pss = 0
    for one in (process, *children):
        text = Path(f"/proc/{one}/smaps_rollup").read_text()
        rss += sum(map(int, re.findall(r"^Rss:\s+(\d+)", text, re.M)))
        pss += sum(map(int, re.findall(r"^Pss:\s+(\d+)", text, re.M)))
    return rss / 1000, pss / 1000


def table(rows: list[Row]) -> str:
    """Return the rows as aligned text."""
    lines = (f"{name:34} {figure:>9}  {limit:>9}  {'' if kept else 'OVER'}" for name, figure, limit, kept in rows)
    return "\n".join(line.rstrip() for line in lines)


def main() -> int:
    """Measure everything, print it, return the exit code."""
    install()
    with serving() as (port, process):
        rows = server_rows(port, process)
        for budget in budgets.PAGES:
            runs = [lighthouse(f"http://127.0.0.1:{port}{budget.path}") for _ in range(3)]
            rows += page_rows(budget, runs)
    print(table(rows))
    return 0 if all(kept for *_, kept in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
