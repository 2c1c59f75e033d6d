"""The probe with a browser: one Chromium for a run, one fresh profile for each council, its pages one after another."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, Error

from collectors.crawl.store import compress
from collectors.probes.browser import judge, rendered, tracking
from collectors.probes.browser.asking import Asking
from collectors.probes.browser.chromium import BrowserGone, Chromium
from collectors.probes.browser.lab import LabSeen, Line, figures, lab_findings, prepare
from collectors.probes.browser.limits import BrowserLimits
from collectors.probes.browser.privacy import CookieSeen, advertisers, consent, sensitive, third_parties
from collectors.probes.browser.roles import PAGES_FILE, Role
from collectors.probes.browser.sample import Chosen, Sample
from collectors.probes.browser.stock import Manners, Stock
from collectors.probes.browser.tab import TAMPERED, Ended, Tab, check, opened
from collectors.probes.browser.visit import PHONE, LookAt, PageSeen, measured, see, shown, unseen
from collectors.probes.findings import Finding, Kept, decided, undecided
from models import Status

T = TypeVar("T")
TRIES, LOST = 2, "browser_lost"
"""Times a page is opened that loses the browser through another's fault, and what it is called then."""
LAB_PAGES = 3
"""Pages of a council of which laboratory figures are taken."""
NOT_HAD = 40
"""Requests that were not sent or not answered, of a page, which are kept."""


@dataclass(slots=True)
class BrowserProbe:
    """Looks at councils from any number of threads. samples: host of a home page -> the pages to open.

    reserved: top-level names that only a run over simulated hosts lets through. lab_pages: of how many pages of a
    council laboratory figures are taken.
    """

    chromium: Chromium
    manners: Manners
    samples: Mapping[str, Sample]
    limits: BrowserLimits = field(default_factory=BrowserLimits)
    lab_pages: int = LAB_PAGES
    reserved: frozenset[str] = frozenset()
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread = field(init=False)
    _looks: set[asyncio.Task[Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
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
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _look_at(self, host: str) -> tuple[Finding, ...]:
        task = asyncio.current_task()
        assert task is not None
        self._looks.add(task)
        task.add_done_callback(self._looks.discard)
        sample = self.samples[host]
        visit = Visit(self, Stock(self.manners, self.limits, self.reserved, host))
        until = self._loop.time() + self.limits.site_s
        pages, measured_again = [], []
        try:
            for chosen in sample.pages:
                if self._loop.time() > until:
                    pages.append(PageSeen(chosen, Status.NOT_CHECKED, "no_time_left"))
                else:
                    pages.append(await visit.see(chosen, shown if chosen.role is Role.SHELL else measured))
            left = list(visit.left.values())
            for page in _for_the_lab(pages)[: self.lab_pages]:
                if self._loop.time() < until and (figures := await visit.lab(page.chosen)):
                    measured_again.append(figures)
        finally:
            await visit.close()
        found = (
            *judge.findings_of(host, pages),
            consent(host, pages, left, tracking.cookies()), sensitive(host, pages, tracking.trackers()),
            *_loads(host, pages[0]), *lab_findings(host, measured_again, self.chromium.version),
        )  # fmt: skip
        return (*judge.as_far_as_told(sample, found), _rendered(host, pages), _pages(host, pages))


@dataclass(slots=True)
class Visit:
    """One council's visit: its profile and the replies its pages are made of."""

    probe: BrowserProbe
    stock: Stock
    context: BrowserContext | None = None
    left: dict[tuple[str, str], CookieSeen] = field(default_factory=dict)
    _asking: Asking = field(init=False)

    def __post_init__(self) -> None:
        self._asking = Asking(self.stock)

    async def see(self, chosen: Chosen, look_at: LookAt = measured) -> PageSeen:
        """Return what became of a page; one during which the browser is lost is opened once more.

        What is no page to judge by its reply alone is never opened.
        """
        try:
            check(await self._asking.answer(chosen.url))
        except Ended as ended:
            return unseen(chosen, ended)
        for _ in range(TRIES):
            try:
                page = await see(chosen, self.tab, look_at)
                await self._note_cookies()
                return page
            except BrowserGone:
                self.context = None
        return PageSeen(chosen, Status.NOT_CHECKED, LOST)

    async def lab(self, chosen: Chosen) -> LabSeen | None:
        """Return the figures of a page that was seen before, in a profile of its own; None if they cannot be had.

        They are had only of a load for which no host was waited for.
        """
        probe, seen = self.probe, None
        try:
            width, height = PHONE
            context = await probe.chromium.context(
                viewport={"width": width, "height": height}, is_mobile=True, has_touch=True
            )
            try:
                for _ in range(TRIES):
                    tab = await self._opened(context, Line())
                    try:
                        await prepare(tab)
                        await tab.go(chosen.url)
                        seen = await figures(tab, chosen.url)
                    finally:
                        await tab.close()
                    if not tab.waited_for_hosts:
                        return seen
            finally:
                await _closed(context, probe.limits)
        except (Ended, BrowserGone, Error, *TAMPERED):
            return None
        return None

    async def close(self) -> None:
        """Forget the profile, and what it still waits for."""
        self._asking.close()
        if self.context is not None:
            await _closed(self.context, self.probe.limits)

    async def _note_cookies(self) -> None:
        if self.context is None:
            return
        try:
            every = await asyncio.wait_for(self.context.cookies(), self.probe.limits.answer_s)
        except (Error, TimeoutError) as error:
            raise BrowserGone(str(error)) from error
        now = time.time()
        for one in every:
            until = one["expires"]
            days = round((until - now) / 86400, 1) if until > 0 else None
            self.left[one["name"], one["domain"]] = CookieSeen(one["name"], one["domain"].lstrip("."), days)

    async def tab(self) -> Tab:
        """Return a new tab of the profile. Raises BrowserGone."""
        probe = self.probe
        try:
            if self.context is None or not (self.context.browser and self.context.browser.is_connected()):
                self.context = await probe.chromium.context(viewport={"width": PHONE[0], "height": PHONE[1]})
            return await self._opened(self.context)
        except Error as error:
            raise BrowserGone(str(error)) from error

    async def _opened(self, context: BrowserContext, line: Line | None = None) -> Tab:
        probe = self.probe
        known = tracking.trackers()
        more = {} if line is None else {"line": line}
        return await opened(
            context, probe.chromium, self._asking, probe.limits,
            tracks=lambda url: known.of(url) is not None, **more,
        )  # fmt: skip


async def _closed(context: BrowserContext, limits: BrowserLimits) -> None:
    with suppress(Exception):  # it may be gone with its browser
        await asyncio.wait_for(context.close(), limits.close_s)


def _for_the_lab(pages: Sequence[PageSeen]) -> list[PageSeen]:
    """Return the home page and the first pages of tasks, those that were seen."""
    content = [page for page in pages if page.chosen.role in (Role.HOME, Role.TASK)]
    return [page for page in content if page.status is Status.MEASURED]


def _loads(host: str, home: PageSeen) -> tuple[Finding, ...]:
    """Return what the home page loads: bytes, decoded, requests, and the domains of others that it asks."""
    checks = ("home_bytes", "home_requests", "third_parties")
    if home.status is not Status.MEASURED:
        return tuple(undecided(check, host, home.status, home.code) for check in checks)
    others = third_parties(home.chosen.url, home.asked)
    values = (sum(one.bytes for one in home.asked), home.requests, len(others))
    return tuple(
        decided(check, host, float(value), "counted", url=home.chosen.url, others=" ".join(others)[:1000])
        for check, value in zip(checks, values, strict=True)
    )


def _rendered(host: str, pages: Sequence[PageSeen]) -> Finding:
    """Return how many pages that are empty without scripts a browser fills, with what it shows of each kept."""
    shells = [page for page in pages if page.chosen.was_empty]
    filled = [page for page in shells if page.status is Status.MEASURED]
    if not shells:
        return undecided(rendered.CHECK, host, Status.NOT_CHECKED, "no_such_pages")
    kept = tuple(
        Kept(page.chosen.url, rendered.MEDIA_TYPE, compress(page.markup.encode("utf-8", "replace"))) for page in filled
    )
    return replace(decided(rendered.CHECK, host, float(len(filled)), "filled", chosen=len(shells)), kept=kept)


def _pages(host: str, pages: Sequence[PageSeen]) -> Finding:
    """Return how many pages were seen, with what was seen of each kept beside it."""
    seen = [page for page in pages if page.status is Status.MEASURED]
    kept = [Kept(PAGES_FILE, "application/json", json.dumps([_said(page) for page in pages], indent=1).encode())]
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
        "requests": page.requests, "bytes": sum(one.bytes for one in page.asked),
        "advertisers": advertisers(page, tracking.trackers()) if page.chosen.is_sensitive else None,
        "not_had": [[one.url[:200], one.why] for one in page.asked if one.why][:NOT_HAD],
    }  # fmt: skip
    if page.phone and page.desk and page.fit and page.keyboard:
        for width, found in (("390", page.phone), ("1280", page.desk)):
            for name, rules in (("wcag", found.wcag), ("best_practice", found.best_practice)):
                said[f"{name}_{width}"] = [asdict(rule) for rule in rules.values()]
        said |= {"axe": page.phone.version, "fit": asdict(page.fit), "keyboard": asdict(page.keyboard)}
        said["stored"] = list(page.stored)
    return said
