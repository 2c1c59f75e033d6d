"""Measures pages against their budgets: `python -m benchmarks.lighthouse.run` (needs Node, npm and Chromium).

Lighthouse's mobile preset (simulated slow 4G, a quarter of this machine's speed), the median of three runs a
page, over data/published.db served as in production. Ends with 1 if a budget is not met.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.bench_server import SITE, serving
from benchmarks.lighthouse import budgets
from benchmarks.rows import Row, at_least, at_most, table

HERE = Path(__file__).resolve().parent
LIGHTHOUSE = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
SCORES = ("performance", "accessibility", "best-practices", "seo")


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
    rows = [at_least(f"{budget.name} performance", median["performance"], budget.performance)]
    rows += [at_least(f"{budget.name} {name}", median[name], 100) for name in full]
    limits = {"kilobytes": budget.kilobytes, "lcp": budget.lcp, "tbt": budget.tbt, "cls": budget.cls}
    return rows + [at_most(f"{budget.name} {name}", median[name], limit) for name, limit in limits.items()]


def main() -> int:
    """Measure everything, print it, return the exit code."""
    install()
    rows: list[Row] = []
    with serving(SITE) as (port, _):
        for budget in budgets.PAGES:
            runs = [lighthouse(f"http://127.0.0.1:{port}{budget.path}") for _ in range(3)]
            rows += page_rows(budget, runs)
    print(table(rows))
    return 0 if all(kept for *_, kept in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
