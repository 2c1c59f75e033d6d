"""One page in a tab: what it asks for is handed to it, what it does besides is counted, and every fault has a name."""

from __future__ import annotations

import asyncio
import html
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Dialog, Error, Frame, Page, Request, Route

from collectors.crawl.net.addresses import host_key
from collectors.probes.browser.asking import Asking
from collectors.probes.browser.chromium import BrowserGone, Chromium
from collectors.probes.browser.jar import left_by
from collectors.probes.browser.limits import BrowserLimits
from collectors.probes.browser.stock import DISALLOWED, ENDLESS, NOT_PUBLIC, TOO_MANY, TOO_MUCH, Answer
from collectors.probes.put_off import PUT_OFF
from detectors.observatory.cookies import set_cookies
from detectors.verdict.charset import media_type_of
from detectors.verdict.verdict import REFUSALS
from models import Outcome, Status

HTML = ("text/html", "application/xhtml+xml")
NOT_SUBMITTED, COUNTS_ONLY, NOT_TAKEN, FORM = "not_get", "counting_only", "not_taken", "form"
"""Why a request was not sent: it is none of GET; it would only count a visit; there was no reply to hand on; a script
would have submitted a form by it."""
NONSENSE = "answers_nonsense"
"""What becomes of a page that puts something else in the place of what a browser says of it."""
_OURS = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "alt-svc",
                   "set-cookie"})  # fmt: skip
"""Headers of a reply that do not hold for the bytes as they are handed on, or are written anew."""
_STATUS = {
    DISALLOWED: Status.DISALLOWED, PUT_OFF: Status.BLOCKED, NOT_PUBLIC: Status.NOT_CHECKED,
    TOO_MANY: Status.NOT_CHECKED, TOO_MUCH: Status.NOT_CHECKED,
    Outcome.TOO_LARGE.value: Status.UNPARSEABLE, "undecodable_body": Status.UNPARSEABLE,
    "download": Status.NOT_CHECKED, "no_web_page": Status.NOT_CHECKED, "dialogs_without_end": Status.UNPARSEABLE,
    "workers_without_end": Status.UNPARSEABLE,
    "never_loads": Status.UNPARSEABLE, "script_hangs": Status.UNPARSEABLE, "tab_crashed": Status.UNPARSEABLE,
    "too_much_memory": Status.UNPARSEABLE, NONSENSE: Status.UNPARSEABLE, "too_slow": Status.NOT_CHECKED,
}  # fmt: skip
"""What ended a visit -> the status of all that would have been learned; every other is unreachable."""
URL_CHARS = 2000
"""Of an address that are kept; a longer one is never asked for (AddressPolicy)."""
LOOK_S, STATE_S = 0.05, 2.0
_COUNT_POPUPS = """
{
  const open = window.open, count = Symbol.for('council-digital-index-popups');
  window.open = function (...to) { window[count] = (window[count] ?? 0) + 1; return open.apply(this, to); };
}
"""
_POPUPS = "window[Symbol.for('council-digital-index-popups')] | 0"
"""A page that opens others unasked: the browser does not let it, as no browser does, so that only a count is left."""
_NO_FORM = "form-action 'none'"
"""A policy beside those of the page: no form is ever submitted, and by GET that would look like any other request."""
_NOTE_FORMS = """
{
  const forms = window[Symbol.for('council-digital-index-forms')] = [];
  addEventListener('securitypolicyviolation', one => {
    if (one.effectiveDirective === 'form-action' && forms.length < 10) forms.push(one.blockedURI.slice(0, 2000));
  });
}
"""
_FORMS = "[...(window[Symbol.for('council-digital-index-forms')] ?? [])]"
TAMPERED = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)
"""What the answers of a page may raise, as its scripts can put anything in their place."""
_LEFT = ("context was destroyed", "Cannot find context", "closed", "detached", "Protocol error")
"""Words of the browser's errors where a page goes away; of what a page is asked, all others are errors in it."""


@dataclass(frozen=True, slots=True)
class Ended(Exception):
    """A page that cannot be judged. code: what ended the visit, in a word."""

    code: str

    @property
    def status(self) -> Status:
        """Return what the code means for a mark: never a "no"."""
        if self.code.startswith("http_") and int(self.code[5:]) in REFUSALS:
            return Status.BLOCKED
        return _STATUS.get(self.code, Status.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a page. kind: as the browser names it. bytes: decoded. why: no reply was had, or ""."""

    url: str
    kind: str
    bytes: int
    why: str


Line = Callable[[int], Awaitable[None]]
"""Waits as long as a reply of that many bytes would take on some line."""


async def _at_once(_: int) -> None:
    return


@dataclass(slots=True)
class Tab:
    """An open page. asked: the requests it made, in order, of those beyond the limit one.

    noted: what it did that a person would have met, and requests beyond the limit that are not in `asked`.
    """

    page: Page
    chromium: Chromium
    asking: Asking
    limits: BrowserLimits
    line: Line = _at_once
    tracks: Callable[[str], bool] = lambda url: False
    asked: list[Asked] = field(default_factory=list)
    noted: Counter[str] = field(default_factory=Counter)
    waited_for_hosts: bool = False
    status: int = 0
    _ended: str = ""
    _closed: bool = False
    _loaded: bool = False
    _way: tuple[tuple[str, str], ...] = ()
    _taken: int = 0
    _open: int = 0
    _at_host: int = 0
    _last: float = 0.0
    _waited: float = 0.0
    _memory_before: int = 0
    _loops: set[asyncio.Task[None]] = field(default_factory=set)

    async def begin(self) -> None:
        """Take charge of the page before it shows anything."""
        self._memory_before = self.chromium.ended_for_memory
        self.page.on("dialog", lambda dialog: self._later(self._dismiss(dialog)))
        self.page.on("popup", lambda page: self._later(self._close_popup(page)))
        await self.page.add_init_script(_COUNT_POPUPS + _NOTE_FORMS)
        self.page.on("download", lambda _: self._end("download"))
        self.page.on("crash", lambda _: self._end("tab_crashed"))
        self.page.on("worker", lambda _: self._note_worker())
        self.page.on("load", lambda _: self._note_load())
        await self.page.route("**/*", lambda route, request: self._supply(route, request))
        await self.page.route_web_socket("**/*", lambda socket: socket.close())

    async def go(self, url: str) -> Answer:
        """Open an address and wait until the page has settled; return the reply it is made of. Raises Ended."""
        answer = await self._answer(url)
        check(answer)
        self.status = answer.status
        self._last = time.monotonic()
        self._way = answer.on_the_way
        opening = asyncio.create_task(self._goto(answer.final_url))
        try:
            await self._settle()
        finally:
            opening.cancel()
            with suppress(asyncio.CancelledError):
                await opening
        return answer

    async def tell(self, script: str, argument: Any = None, limit_s: float | None = None) -> Any:
        """Return what a script says of the page. Raises Ended if the page does not let it run in time, or asks for
        more than can be told.
        """
        if self._taken > self.limits.flood_requests:
            raise Ended(TOO_MANY)
        try:
            told = await asyncio.wait_for(self.page.evaluate(script, argument), limit_s or self.limits.answer_s)
            return _as_text(told)
        except TimeoutError:
            raise Ended(self._ended or "script_hangs") from None
        except Error as error:
            left = any(words in str(error) for words in _LEFT)
            raise self._why(error, "page_left" if left else NONSENSE) from None

    async def tell_frame(self, frame: Frame, script: str) -> None:
        """Run a script in a frame; one that has gone or does not let it run is left out."""
        with suppress(Error, TimeoutError):
            await asyncio.wait_for(frame.evaluate(script), self.limits.answer_s)

    async def resize(self, width: int, height: int) -> None:
        """Give the page another size and let it settle. Raises Ended."""
        await self._within(self.page.set_viewport_size({"width": width, "height": height}))
        await self._settle()

    async def press(self, key: str) -> None:
        """Press one key. Raises Ended."""
        await self._within(self.page.keyboard.press(key))

    async def picture(self) -> bytes:
        """Return what is in view, as a small JPEG. Raises Ended."""
        return await self._within(self.page.screenshot(type="jpeg", quality=30, scale="css", animations="disabled"))

    async def markup(self) -> str:
        """Return the document as the browser now has it. Raises Ended."""
        if popups := await self.tell(_POPUPS):
            self.noted["popups"] = int(popups)
        self.asked += [Asked(str(url)[:URL_CHARS], "document", 0, FORM) for url in await self.tell(_FORMS)]
        return await self._within(self.page.content())

    async def close(self) -> None:
        """Close the tab, and with it what it still waits for; a browser that cannot is ended."""
        self._closed = True
        for task in self._loops:
            task.cancel()
        try:
            await asyncio.wait_for(self.page.close(), self.limits.close_s)
        except TimeoutError:
            await self.chromium.kill()
        except Exception:  # noqa: BLE001 - it is closed already
            return

    async def _within(self, doing: Awaitable[Any]) -> Any:
        try:
            return await asyncio.wait_for(doing, self.limits.answer_s)
        except TimeoutError:
            raise Ended(self._ended or "script_hangs") from None
        except Error as error:
            raise self._why(error) from None

    def _why(self, error: Exception, otherwise: str = "page_left") -> Exception:
        """Return what an error of the browser means: a fault of this page that is known, or a browser that is gone."""
        if self._ended:
            return Ended(self._reason())
        if not self.page.context.browser or not self.page.context.browser.is_connected():
            return BrowserGone(str(error))
        return Ended("script_hangs" if "Timeout" in str(error) else otherwise)

    def _reason(self) -> str:
        crashed = self._ended == "tab_crashed"
        return "too_much_memory" if crashed and self.chromium.ended_for_memory > self._memory_before else self._ended

    async def _goto(self, url: str) -> None:
        with suppress(Error):  # what it means is told by what the page did: redirects, a crash, a download
            await self.page.goto(url, wait_until="commit", timeout=self.limits.load_s * 1000)

    async def _settle(self) -> None:
        """Wait until the page has loaded and asks for nothing more. Raises Ended for one that cannot be judged."""
        begun = self._waited = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_S)
            if not self.page.context.browser or not self.page.context.browser.is_connected():
                raise BrowserGone(self.page.url)
            if self._ended:
                raise Ended(self._reason())
            now = time.monotonic()
            if self._at_host:
                self._waited = now
            quiet = self.noted["never_settles"] or not self._open
            if self._loaded and quiet and now - max(begun, self._last) > self.limits.quiet_s:
                return
            if now - begun > self.limits.load_s:
                raise Ended("too_slow")
            if now - self._waited > self.limits.settle_s:
                if not self._loaded and not await self._is_complete():
                    raise Ended("never_loads")
                self.noted["never_settles"] += 1
                return

    async def _is_complete(self) -> bool:
        """Return whether the document says itself that it has loaded: one that tried to leave may not tell it."""
        try:
            return await self.tell("document.readyState", limit_s=STATE_S) == "complete"
        except Ended:
            return False

    async def _supply(self, route: Route, request: Request) -> None:
        self._open += 1
        try:
            with suppress(Error):  # the page may be gone by now
                await self._handle(route, request)
        finally:
            self._open -= 1
            self._note_request()

    async def _handle(self, route: Route, request: Request) -> None:
        document = request.is_navigation_request() and request.frame.parent_frame is None
        self._taken += 1
        if self._taken > self.limits.flood_requests:
            self._end(TOO_MANY)
        why = TOO_MANY if self._taken > self.limits.page_requests else self._held_back(request)
        if why:
            if self._taken > self.limits.page_requests + 1:  # a page may ask for ever: the first beyond stands for all
                self.noted[TOO_MANY] += 1
            else:
                self.asked.append(Asked(request.url[:URL_CHARS], request.resource_type, 0, why))
            await route.abort("aborted")  # the page stays, where any other failure would show one of the browser's own
            return
        if document:
            self.noted["documents"] += 1
            self._loaded = False
            if self.noted["documents"] > self.limits.hops:
                self._end(ENDLESS)
                await route.abort("aborted")
                return
        answer = await self._answer(request.url)
        if document:  # the browser is sent to where redirects end, so that it meets their cookies only here
            answer, self._way = replace(answer, on_the_way=(*self._way, *answer.on_the_way)), ()
        await self._keep_cookies(request.url, answer.on_the_way, "" if document else self.page.url)
        self.asked.append(Asked(request.url[:URL_CHARS], request.resource_type, len(answer.body), answer.why))
        await self.line(_wire_bytes(answer))
        if document:
            try:
                check(answer)
            except Ended as ended:
                self._end(ended.code)
        if answer.why and request.is_navigation_request() and not document:
            await route.fulfill(status=502, content_type="text/html", body="")  # a frame that fails holds up its page
        elif answer.why:
            await route.abort("failed")
        elif request.is_navigation_request() and answer.final_url != request.url.partition("#")[0]:
            # A redirect would be followed past this handler: the browser goes to its end by itself instead.
            onward = html.escape(answer.final_url, quote=True)
            moved = f'<!doctype html><meta http-equiv="refresh" content="0;url={onward}">'
            headers = {"content-type": "text/html; charset=utf-8", **_cookies(request.url, answer.on_the_way)}
            await route.fulfill(status=200, headers=headers, body=moved)
        else:
            await route.fulfill(status=answer.status, headers=_headers(request.url, answer), body=answer.body)

    async def _keep_cookies(self, url: str, sent: Sequence[tuple[str, str]], top: str) -> None:
        """Put into the profile what other hosts set on the way to an answer, which its reply cannot carry."""
        others = [(at, value) for at, value in sent if host_key(at) != host_key(url)]
        for cookie in left_by(others, top, time.time()):
            with suppress(Error):  # a name or a value that the browser refuses, as it would have on the way
                await self.page.context.add_cookies([cast(Any, cookie)])

    def _held_back(self, request: Request) -> str:
        """Return why a request is not sent at all, "" if it may be."""
        if request.method != "GET":
            return NOT_SUBMITTED
        if self.tracks(request.url) and request.resource_type != "script":
            return COUNTS_ONLY
        return "" if urlsplit(request.url).scheme in ("http", "https") else NOT_TAKEN

    async def _answer(self, url: str) -> Answer:
        if not self.asking.stock.has(url):
            self.waited_for_hosts = True
        self._at_host += 1
        try:
            return await self.asking.answer(url, lambda: not self._closed)
        finally:
            self._at_host -= 1

    def _note_worker(self) -> None:
        self.noted["workers"] += 1
        if self.noted["workers"] > self.limits.workers:
            self._end("workers_without_end")

    def _note_load(self) -> None:
        self._loaded = True
        self._last = self._waited = time.monotonic()

    def _note_request(self) -> None:
        """Note that a request was done with: until the page has loaded it brings that nearer, later it is unrest."""
        now = time.monotonic()
        if not self.noted["never_settles"]:
            self._last = now
        if not self._loaded:
            self._waited = now

    def _end(self, code: str) -> None:
        self._ended = self._ended or code

    def _later(self, doing: Awaitable[None]) -> None:
        task = asyncio.ensure_future(doing)
        self._loops.add(task)
        task.add_done_callback(self._loops.discard)

    async def _dismiss(self, dialog: Dialog) -> None:
        self.noted["dialogs"] += 1
        if self.noted["dialogs"] > self.limits.dialogs:
            self._end("dialogs_without_end")
        with suppress(Exception):  # the page may be gone, or have answered it itself
            await dialog.dismiss()

    async def _close_popup(self, page: Page) -> None:
        with suppress(Exception):  # it may have closed itself
            await page.close()


def check(answer: Answer) -> None:
    """Raise Ended for a reply that is no page to judge."""
    if answer.why:
        raise Ended(answer.why)
    if answer.status >= 400:
        raise Ended(f"http_{answer.status}")
    if answer.headers.get("content-disposition", "").strip().lower().startswith("attachment"):
        raise Ended("download")
    media = media_type_of(answer.body, answer.headers.get("content-type", ""))
    if media not in HTML:
        raise Ended("no_web_page")


def _headers(url: str, answer: Answer) -> dict[str, str]:
    """Return the headers that still hold for the body as it is handed on, as the reply to an address."""
    kept = {name: value for name, value in answer.headers.items() if name not in _OURS}
    own = [(url, value) for value in set_cookies(answer.headers.get("set-cookie", ""))]
    policies = ", ".join(each for each in (kept.get("content-security-policy"), _NO_FORM) if each)
    return {**kept, "content-security-policy": policies, **_cookies(url, (*answer.on_the_way, *own))}


def _as_text(told: Any) -> Any:
    """Return what a page told with all of its texts such that they can be written: half a pair of UTF-16 cannot."""
    if isinstance(told, str):
        return told.encode("utf-8", "replace").decode("utf-8")
    if isinstance(told, list):
        return [_as_text(each) for each in told]
    return {_as_text(name): _as_text(each) for name, each in told.items()} if isinstance(told, dict) else told


def _cookies(url: str, sent: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the header of the cookies that the host of an address set, of (address, Set-Cookie): one a line."""
    cookies = [value for at, value in sent if host_key(at) == host_key(url)]
    return {"set-cookie": "\n".join(cookies)} if cookies else {}


def _wire_bytes(answer: Answer) -> int:
    """Return how many bytes of body came over the network, where the reply says; else how many there are."""
    said = answer.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() else len(answer.body)


async def opened(
    context: BrowserContext, chromium: Chromium, asking: Asking, limits: BrowserLimits,
    line: Line = _at_once, tracks: Callable[[str], bool] = lambda url: False,
) -> Tab:  # fmt: skip
    """Return a new tab of a profile, under guard."""
    tab = Tab(await context.new_page(), chromium, asking, limits, line, tracks)
    await tab.begin()
    return tab
