"""The browser itself: where Chromium is found, how it is started without a network, and what memory it may take."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psutil
from playwright.async_api import Browser, BrowserContext, Error, Playwright, ProxySettings, async_playwright

from collectors.probes.browser.limits import BrowserLimits
from errors import CrawlError

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING_CHROMIUM = (
    "probe browser needs Chromium, which was not found. Debian or Ubuntu: apt-get install chromium. Elsewhere: install "
    "Chromium or Chrome and set CHROMIUM=/path/to/it"
)
NOT_AS_ROOT = (
    "probe browser opens pages of strangers and cannot shut them in while it runs as root, as Chromium's sandbox needs "
    "an ordinary user: run it as one"
)
NOWHERE = ProxySettings(server="http://127.0.0.1:9", bypass="<-loopback>")
"""A proxy that is not there, for every address: what is not handed to the browser, it cannot fetch."""
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-site-isolation-trials", "--no-pings", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--autoplay-policy=user-gesture-required",
)  # fmt: skip
OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "TcpPortRandomizationWin", "OptimizationHints", "NetworkTimeServiceQuerying",
    "AimEnabled", "PreconnectToSearch", "msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion",
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
"""Features that are off: those that Playwright switches off, for of two lists Chromium heeds the last alone, and the
pages that a window holds ready to drop from its address bar, two for each tab: they took more than the tab itself."""
LOOK_S = 0.5
"""Seconds between two looks at the memory."""


def find_chromium(environment: Mapping[str, str]) -> str:
    """Return the path of Chromium: CHROMIUM if it is set, else the first of its names that is installed.

    Raises CrawlError saying what to install.
    """
    named = environment.get("CHROMIUM", "")
    path = named or next((found for name in NAMES if (found := shutil.which(name))), "")
    if not path:
        raise CrawlError(MISSING_CHROMIUM)
    if not os.access(path, os.X_OK):
        raise CrawlError(f"CHROMIUM={named}: is no program that can be run")
    return path


def sandboxed(simulated: bool) -> bool:
    """Return whether Chromium shuts its tabs in. Raises CrawlError where it cannot and the pages are strangers'."""
    if os.getuid() != 0:
        return True
    if not simulated:
        raise CrawlError(NOT_AS_ROOT)
    return False


class BrowserGone(Exception):
    """The browser ended while a page was open in it: of the page this says nothing."""


@dataclass(slots=True)
class Chromium:
    """One Chromium, started when first needed and again after it died. For one event loop.

    user_agent: what requests carry. At most `limits.memory_bytes` for all of it: beyond, its largest tab is ended.
    """

    path: str
    sandbox: bool
    user_agent: str
    limits: BrowserLimits
    peak_bytes: int = 0
    ended_for_memory: int = 0
    _playwright: Playwright | None = None
    _browser: Browser | None = None
    _mark: str = ""
    _watch: asyncio.Task[None] | None = None
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def context(self, **options: Any) -> BrowserContext:
        """Return a fresh profile: no cookies, no storage, no downloads, no service workers.

        options: as Playwright's new_context takes them. Raises CrawlError if Chromium does not start.
        """
        browser = await self.start()
        return await browser.new_context(
            user_agent=self.user_agent, service_workers="block", accept_downloads=False, locale="en-GB",
            timezone_id="Europe/London", **options,
        )  # fmt: skip

    @property
    def version(self) -> str:
        """Return Chromium's version, "" while it does not run."""
        return self._browser.version if self._browser is not None else ""

    async def start(self) -> Browser:
        """Return the browser, which runs from now on. Raises CrawlError if it cannot be started."""
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                await self._launch()
            assert self._browser is not None
            return self._browser

    async def _launch(self) -> None:
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        self._mark = f"--council-digital-index={uuid.uuid4().hex}"
        heap = f"--js-flags=--max-old-space-size={self.limits.heap_mb}"
        off = f"--disable-features={','.join(OFF)}"
        try:
            self._browser = await self._playwright.chromium.launch(
                executable_path=self.path, args=[*FLAGS, off, heap, self._mark], proxy=NOWHERE,
                chromium_sandbox=self.sandbox, handle_sigint=False, handle_sigterm=False, handle_sighup=False,
                timeout=60_000,
                ignore_default_args=["--disable-popup-blocking"],
            )  # fmt: skip
        except Error as error:
            raise CrawlError(f"{self.path} does not start: {' '.join(str(error).split())[:300]}") from error
        if self._watch is None:
            self._watch = asyncio.create_task(self._watch_memory())

    async def kill(self) -> None:
        """End the browser and all its tabs at once; the next profile starts another."""
        for process in self._processes():
            with contextlib.suppress(psutil.Error):
                process.kill()
        self._browser = None

    async def close(self) -> None:
        """End it for good."""
        if self._watch is not None:
            self._watch.cancel()
        if self._playwright is not None:
            with contextlib.suppress(Exception):  # a browser that is gone is closed
                if self._browser is not None:
                    await asyncio.wait_for(self._browser.close(), self.limits.close_s)
            await self.kill()
            await self._playwright.stop()
        self._playwright = self._browser = self._watch = None

    async def _watch_memory(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            held = await asyncio.to_thread(self._held)
            total = sum(held.values())
            self.peak_bytes = max(self.peak_bytes, total)
            if total > self.limits.memory_bytes:
                tabs = {each: size for each, size in held.items() if _is_tab(each)}
                if tabs:
                    self.ended_for_memory += 1
                    with contextlib.suppress(psutil.Error):
                        max(tabs, key=lambda each: tabs[each]).kill()

    def _held(self) -> dict[psutil.Process, int]:
        """Return what each process holds of the memory, what several share counted once where the system tells."""
        held = {}
        for process in self._processes():
            with contextlib.suppress(psutil.Error):
                full = process.memory_full_info()
                held[process] = int(getattr(full, "pss", full.rss))
        return held

    def _processes(self) -> list[psutil.Process]:
        """Return the processes of our own browser, known by a mark on its command line."""
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if self._mark and self._mark in child.cmdline():
                    return [child, *child.children(recursive=True)]
        return []


def _is_tab(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return "--type=renderer" in process.cmdline()
    return False
