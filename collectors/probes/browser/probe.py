"""The probe with a browser: one Chromium for a run, one fresh profile for each council, its pages one after another."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, Error

from collectors.probes.browser import judge
from collectors.probes.browser.chromium import BrowserGone, Chromium
from collectors.probes.browser.limits import BrowserLimits
from collectors.probes.browser.sample import Chosen, Sample
from collectors.probes.browser.stock import Manners, Stock
from collectors.probes.browser.tab import Tab, opened
from collectors.probes.browser.visit import PHONE, LookAt, PageSeen, measured, see
from collectors.probes.findings import Finding, Kept, decided, undecided
from models import Status

T = TypeVar("T")
FETCHES = 24
"""Requests that wait for their turn side by side."""
TRIES, LOST = 2, "browser_lost"
"""Times a page is opened that loses the browser through another's fault, and what it is called then."""
NOT_HAD = 40
"""Requests that were not sent or not answered, of a page, which are kept."""


@dataclass(slots=True)
class BrowserProbe:
    """Looks at councils from any number of threads. samples: host of a home page -> the pages to open.

    reserved: top-level names that only a run over simulated hosts lets through.
    """

    chromium: Chromium
    manners: Manners
    samples: Mapping[str, Sample]
    limits: BrowserLimits = field(default_factory=BrowserLimits)
    reserved: frozenset[str] = frozenset()
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread = field(init=False)
    _threads: ThreadPoolExecutor = field(init=False)
    _looks: set[asyncio.Task[Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(FETCHES, thread_name_prefix="browser-fetch")
        self._thread = threading.Thread(target=self._loop.run_forever, name="browser", daemon=True)
        self._thread.start()

    def __call__(self, host: str) -> tuple[Finding, ...]:
        """Return the findings of a host. Raises CrawlError if the browser cannot be started."""
        return self.run(self._look_at(host))

    async def _end(self) -> None:
        looks = list(self._looks)
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
        await self.chromium.close()

    def start(self) -> None:
        """Start the browser now. Raises CrawlError if it cannot be."""
        self.run(self.chromium.start())

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        """Return what comes of something done on the browser's own thread."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result()

    def close(self) -> None:
        """End the browser and its thread; what is under way is given up."""
        self.run(self._end())
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _look_at(self, host: str) -> tuple[Finding, ...]:
        task = asyncio.current_task()
        assert task is not None
        self._looks.add(task)
        task.add_done_callback(self._looks.discard)
        sample = self.samples[host]
        visit = Visit(self, Stock(self.manners, self.limits, self.reserved))
        until = self._loop.time() + self.limits.site_s
        pages = []
        try:
            for chosen in sample.pages:
                if self._loop.time() > until:
                    pages.append(PageSeen(chosen, Status.NOT_CHECKED, "no_time_left"))
                else:
                    pages.append(await visit.see(chosen))
        finally:
            await visit.close()
        return (*judge.findings_of(host, sample, pages), _pages(host, pages))

    @property
    def threads(self) -> ThreadPoolExecutor:
        """Return the threads in which requests wait for their turn."""
        return self._threads


@dataclass(slots=True)
class Visit:
    """One council's visit: its profile and the replies its pages are made of."""

    probe: BrowserProbe
    stock: Stock
    context: BrowserContext | None = None

    async def see(self, chosen: Chosen, look_at: LookAt = measured) -> PageSeen:
        """Return what became of a page; one during which the browser is lost is opened once more."""
        for _ in range(TRIES):
            try:
                return await see(chosen, self.tab, look_at)
            except BrowserGone:
                self.context = None
        return PageSeen(chosen, Status.NOT_CHECKED, LOST)

    async def close(self) -> None:
        """Forget the profile."""
        if self.context is not None:
            with suppress(Exception):  # it may be gone with its browser
                await asyncio.wait_for(self.context.close(), self.probe.limits.close_s)

    async def tab(self) -> Tab:
        """Return a new tab of the profile. Raises BrowserGone."""
        probe = self.probe
        try:
            if self.context is None or not (self.context.browser and self.context.browser.is_connected()):
                self.context = await probe.chromium.context(viewport={"width": PHONE[0], "height": PHONE[1]})
            return await opened(self.context, probe.chromium, self.stock, probe.limits, probe.threads)
        except Error as error:
            raise BrowserGone(str(error)) from error


def _pages(host: str, pages: Sequence[PageSeen]) -> Finding:
    """Return how many pages were seen, with what was seen of each kept beside it."""
    seen = [page for page in pages if page.status is Status.MEASURED]
    kept = [Kept("pages.json", "application/json", json.dumps([_said(page) for page in pages], indent=1).encode())]
    kept += [
        Kept(f"page-{number:02d}.jpg", "image/jpeg", page.picture)
        for number, page in enumerate(pages, 1)
        if page.picture
    ]
    if not seen:
        return replace(undecided("pages", host, pages[0].status, pages[0].code, chosen=len(pages)), kept=tuple(kept))
    return replace(decided("pages", host, float(len(seen)), "seen", chosen=len(pages)), kept=tuple(kept))


def _said(page: PageSeen) -> dict[str, Any]:
    """Return what is kept of a page for a reader to check: no markup, no words of the page but its title."""
    said: dict[str, Any] = {
        "url": page.chosen.url, "role": page.chosen.role.value, "services": list(page.chosen.services),
        "status": page.status.value, "code": page.code, "title": page.title, "noted": dict(page.noted),
        "requests": len(page.asked), "bytes": sum(one.bytes for one in page.asked),
        "not_had": [[one.url[:200], one.why] for one in page.asked if one.why][:NOT_HAD],
    }  # fmt: skip
    if page.phone and page.desk and page.fit and page.keyboard:
        for width, found in (("390", page.phone), ("1280", page.desk)):
            for name, rules in (("wcag", found.wcag), ("best_practice", found.best_practice)):
                said[f"{name}_{width}"] = [asdict(rule) for rule in rules.values()]
        said |= {"axe": page.phone.version, "fit": asdict(page.fit), "keyboard": asdict(page.keyboard)}
        said["stored"] = list(page.stored)
    return said
