"""How requests of one visit wait for their hosts: no host keeps another waiting, no page the next, no visit another."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from collectors.crawl.net.addresses import host_key
from collectors.probes.browser.stock import NOT_WANTED, Answer, Stock

FETCHES = 12
"""Hosts that one visit asks side by side."""


@dataclass(slots=True)
class Asking:
    """Has the stock of one visit answer, on threads of its own. For one event loop."""

    stock: Stock
    _threads: ThreadPoolExecutor = field(init=False)
    _of_host: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(FETCHES, thread_name_prefix="browser-fetch")

    async def answer(self, url: str, wanted: Callable[[], bool] = lambda: True) -> Answer:
        """Return what an address comes to; `not_wanted` if nobody wants it any more when its turn has come.

        Hosts are asked one request at a time, so that those which wait for a slow one hold no thread.
        """
        async with AsyncExitStack() as turn:
            if not self.stock.has(url):
                await turn.enter_async_context(self._of_host[host_key(url)])

            if wanted():
                return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, url, wanted)
            return Answer(url, url, NOT_WANTED)

    def _ask(self, url: str, wanted: Callable[[], bool]) -> Answer:
        return self.stock.answer(url) if wanted() else Answer(url, url, NOT_WANTED)

    def close(self) -> None:
        """Give up what waits; a request that is on its way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
