"""Laboratory figures of a page, loaded again from what its hosts answered before, over a line of stated speed."""

from __future__ import annotations

import asyncio
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from collectors.probes.browser.tab import Tab
from collectors.probes.findings import Finding, decided, undecided
from models import Status

ROUND_TRIP_S, BYTES_PER_S, SLOWER_CPU = 0.15, 1_600_000 / 8, 4
"""Lighthouse's phone on a slow 4G line: 150 ms, 1.6 Mbit/s, and a processor a fourth as fast as this machine's."""
CONDITIONS = "150 ms and 1.6 Mbit/s simulated, processor slowed by 4, replies of an earlier load"
CHECKS = ("lab_lcp", "lab_cls", "lab_tbt")
"""Seconds to the largest content, unitless shift of the layout, milliseconds in which the page could not respond."""
WATCH = """
{
  const seen = {lcp: null, fcp: null, cls: 0, tasks: []};
  window[Symbol.for('council-digital-index-lab')] = seen;
  const watch = (type, each) => new PerformanceObserver(list => list.getEntries().forEach(each)).observe(
    {type, buffered: true});
  watch('largest-contentful-paint', entry => { seen.lcp = entry.startTime; });
  watch('paint', entry => { if (entry.name === 'first-contentful-paint') seen.fcp = entry.startTime; });
  watch('longtask', entry => { seen.tasks.push([entry.startTime, entry.duration]); });
  let from = 0, last = 0, sum = 0;
  watch('layout-shift', entry => {
    if (entry.hadRecentInput) return;
    if (entry.startTime - last > 1000 || entry.startTime - from > 5000) { from = entry.startTime; sum = 0; }
    last = entry.startTime; sum += entry.value; seen.cls = Math.max(seen.cls, sum);
  });
}
"""
_READ = "window[Symbol.for('council-digital-index-lab')]"


class Line:
    """A line on which replies come one after another, each a round trip after it was asked for at the earliest."""

    def __init__(self) -> None:
        self._free_at = 0.0

    async def __call__(self, size: int) -> None:
        """Wait as long as a reply of that many bytes takes."""
        now = asyncio.get_running_loop().time()
        self._free_at = max(now + ROUND_TRIP_S, self._free_at) + size / BYTES_PER_S
        await asyncio.sleep(self._free_at - now)


@dataclass(frozen=True, slots=True)
class LabSeen:
    """Figures of one page. lcp_s: seconds until the largest thing in view is drawn. cls: the worst burst of shifts of
    the layout. tbt_ms: milliseconds beyond 50 of every long task after the first content.
    """

    url: str
    lcp_s: float
    cls: float
    tbt_ms: float


async def prepare(tab: Tab) -> None:
    """Slow the processor down and watch what is drawn, before the page is opened."""
    await tab.page.add_init_script(WATCH)
    session = await tab.page.context.new_cdp_session(tab.page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})


async def figures(tab: Tab, url: str) -> LabSeen | None:
    """Return the figures of the page in a tab that was prepared; None if it drew nothing or tells no figures.

    Raises Ended, and whatever answers that the page tampered with may raise (TAMPERED).
    """
    told = await tab.tell(_READ)
    if not told or told["lcp"] is None or told["fcp"] is None:
        return None
    blocked = sum(max(0.0, length - 50) for start, length in told["tasks"] if start + length > told["fcp"])
    seen = LabSeen(url, float(told["lcp"]) / 1000, float(told["cls"]), float(blocked))
    return seen if all(map(math.isfinite, (seen.lcp_s, seen.cls, seen.tbt_ms))) else None


def lab_findings(host: str, seen: Sequence[LabSeen], browser: str) -> tuple[Finding, ...]:
    """Return the median of each figure over the pages: figures of this machine, which make no mark."""
    if not seen:
        return tuple(undecided(check, host, Status.NOT_CHECKED, "no_page_measured") for check in CHECKS)
    values = ([one.lcp_s for one in seen], [one.cls for one in seen], [one.tbt_ms for one in seen])
    return tuple(
        decided(check, host, round(statistics.median(every), 4), "laboratory", pages=len(seen),
                conditions=CONDITIONS, browser=browser, each=" ".join(f"{value:.4g}" for value in every))
        for check, every in zip(CHECKS, values, strict=True)
    )  # fmt: skip
