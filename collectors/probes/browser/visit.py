"""One page looked at from all sides: loaded once, measured at three widths, and judged by what it finally shows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from collectors.crawl.limits import Limits
from collectors.crawl.reading.prescan import is_bomb
from collectors.probes.browser import axe, look
from collectors.probes.browser.axe import AxeResult
from collectors.probes.browser.look import Fit, Keyboard
from collectors.probes.browser.sample import Chosen
from collectors.probes.browser.stock import TOO_MANY
from collectors.probes.browser.tab import NONSENSE, TAMPERED, Asked, Ended, Tab
from detectors.parse import read_page
from detectors.verdict.verdict import ReplyKind
from models import Status

PHONE, DESK, NARROW = (390, 844), (1280, 900), (320, 640)
"""Sizes in CSS pixels: a phone, a desk, and the width of WCAG 2.2's criterion 1.4.10."""
OTHERWISE = "answers_browser_otherwise"
"""The crawl read a page where a browser meets a wall, or the other way round: neither is the site's word."""
_NO_PAGE = {
    ReplyKind.WALL: (Status.BLOCKED, OTHERWISE), ReplyKind.CONSENT: (Status.BLOCKED, "consent_wall"),
    ReplyKind.SHELL: (Status.NEEDS_JAVASCRIPT, "still_empty"), ReplyKind.GONE: (Status.UNREACHABLE, "gone"),
    ReplyKind.MAINTENANCE: (Status.UNREACHABLE, "maintenance"), ReplyKind.FAILED: (Status.UNREACHABLE, "error_page"),
    ReplyKind.PARKED: (Status.UNPARSEABLE, "parked"), ReplyKind.UNREADABLE: (Status.UNPARSEABLE, "unreadable"),
    ReplyKind.CUT_SHORT: (Status.UNPARSEABLE, "unreadable"), ReplyKind.DOCUMENT: (Status.UNPARSEABLE, "unreadable"),
    ReplyKind.MOVED: (Status.UNREACHABLE, "moved"),
}  # fmt: skip
"""What a page shows that is none -> status and code. A sign-in page is a page: the first step of many a form."""


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What became of one page of the sample. status: measured, or why nothing is known; code: what decided that.

    noted: what else it did, counted. shape: of its template. The rest is None or empty unless status is measured.
    """

    chosen: Chosen
    status: Status
    code: str
    noted: Mapping[str, int] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    title: str = ""
    phone: AxeResult | None = None
    desk: AxeResult | None = None
    fit: Fit | None = None
    keyboard: Keyboard | None = None
    shape: frozenset[str] = frozenset()
    stored: tuple[str, ...] = ()
    picture: bytes = b""
    markup: str = ""

    @property
    def requests(self) -> int:
        """How many requests it made, those beyond the limit included."""
        return len(self.asked) + self.noted.get(TOO_MANY, 0)

    def failing(self) -> frozenset[str]:
        """Return the ids of WCAG A and AA rules that fail at either width."""
        return frozenset(rule for found in (self.phone, self.desk) if found for rule in found.wcag)

    def unpractised(self) -> frozenset[str]:
        """Return the ids of good-practice rules that fail at either width."""
        return frozenset(rule for found in (self.phone, self.desk) if found for rule in found.best_practice)


def unseen(chosen: Chosen, ended: Ended) -> PageSeen:
    """Return what is known of a page that could not be judged."""
    return PageSeen(chosen, ended.status, OTHERWISE if ended.status is Status.BLOCKED else ended.code)


LookAt = Callable[[Chosen, Tab], Awaitable[PageSeen]]


async def see(chosen: Chosen, open_tab: Callable[[], Awaitable[Tab]], look_at: LookAt) -> PageSeen:
    """Return what became of a page in a tab of its own. Raises BrowserGone; nothing that the page does is raised."""
    tab = await open_tab()
    try:
        return await look_at(chosen, tab)
    except Ended as ended:
        return replace(unseen(chosen, ended), noted=dict(tab.noted), asked=tuple(tab.asked))
    except TAMPERED:
        return PageSeen(chosen, Status.UNPARSEABLE, NONSENSE, dict(tab.noted), tuple(tab.asked))
    finally:
        await tab.close()


async def shown(chosen: Chosen, tab: Tab) -> PageSeen:
    """Return what a page comes to once it has settled, before anything of it is measured. Raises Ended."""
    answer = await tab.go(chosen.url)
    markup = await tab.markup()
    status, code, title = await asyncio.to_thread(_judged, markup, answer.final_url)
    return PageSeen(chosen, status, code, dict(tab.noted), tuple(tab.asked), title, markup=markup)


async def measured(chosen: Chosen, tab: Tab) -> PageSeen:
    """Return what is measured of a page, or why it cannot be. Raises Ended."""
    page = await shown(chosen, tab)
    if page.status is not Status.MEASURED:
        return page
    picture = await tab.picture()
    await axe.put_in(tab)
    phone = await axe.run(tab)
    await tab.resize(*NARROW)
    fit = await look.fit(tab)
    await tab.resize(*DESK)
    desk = await axe.run(tab)
    return replace(
        page, noted=dict(tab.noted), phone=phone, desk=desk, fit=fit, keyboard=await look.keyboard(tab),
        shape=await look.shape(tab), stored=await look.stored(tab), picture=picture,
    )  # fmt: skip


def _judged(markup: str, url: str) -> tuple[Status, str, str]:
    """Return whether what the browser shows is a page, by the same verdict as a stored reply's; and its title."""
    body = markup.encode("utf-8", "replace")
    limits = Limits()
    if len(body) > limits.page_bytes or is_bomb(body, limits):
        return Status.UNPARSEABLE, "markup_without_bounds", ""
    page = read_page(body, url, charset="utf-8", content_type="text/html")
    status, code = _NO_PAGE.get(page.verdict.kind, (Status.MEASURED, "shown"))
    return status, code, page.title[:200]
