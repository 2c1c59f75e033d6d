"""How much of everything one visit with a browser takes: every number that a hostile or broken page meets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrowserLimits:
    """Counts, bytes and seconds; the reasons are in docs/decisions/0029-browser.md."""

    resource_bytes: int = 10 * 1024 * 1024  # one reply, decoded
    site_bytes: int = 80 * 1024 * 1024  # all replies that are held for one council
    memory_bytes: int = 1024 * 1024 * 1024  # the browser with all its tabs
    heap_mb: int = 256  # of the scripts of one tab
    hops: int = 10  # redirects, and pages that send a browser on by themselves
    page_requests: int = 200
    flood_requests: int = 2000  # of one page, those that were not sent included; beyond, it is not judged
    site_requests: int = 800
    dialogs: int = 5
    workers: int = 16  # threads that a page begins: all of them together take the processor from other councils' tabs
    load_s: float = 300.0  # one page, the turns of its requests waited for
    settle_s: float = 15.0  # once nothing is waited for any more
    quiet_s: float = 0.4  # without a request, after which a page has settled
    answer_s: float = 10.0  # one question to a page
    axe_s: float = 60.0
    close_s: float = 10.0
    site_s: float = 2400.0  # one council
