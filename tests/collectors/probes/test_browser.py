"""What a browser makes of pages, sound and hostile, that hosts of the simulated internet serve."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sqlite3
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import zstandard
from axe_playwright_python.async_playwright import Axe
from click.testing import CliRunner

from cli import main
from collectors.crawl.limits import Limits
from collectors.crawl.store import open_store
from collectors.probes.browser import chromium as browser
from collectors.probes.browser.axe import OPTIONS
from collectors.probes.browser.chromium import Chromium, find_chromium
from collectors.probes.browser.lab import ROUND_TRIP_S
from collectors.probes.browser.limits import BrowserLimits
from collectors.probes.browser.probe import BrowserProbe, Visit
from collectors.probes.browser.roles import Role
from collectors.probes.browser.sample import Chosen, Sample
from collectors.probes.browser.stock import Manners, Stock
from collectors.probes.browser.tab import Tab
from collectors.probes.browser.visit import DESK, PHONE, LookAt, PageSeen, measured, shown
from collectors.probes.pace import Slots
from errors import CrawlError
from evaluation.made_pages.councils import CODES
from evaluation.made_pages.grading import case_of
from evaluation.made_pages.sites import host_of, sample, sites
from evaluation.simulated_internet.records import Exchange, SimPage, SimSite, redirect, text
from evaluation.simulated_internet.server import SimWeb
from tests.collectors.crawl.conftest import through

pytestmark = pytest.mark.browser

MADE = "failing"
"""A made council whose pages of tasks answer with an error: three pages are seen."""
HOST, INSIDE_HOST = "www.faults.gov.uk", "www.inside.gov.uk"
INSIDE: dict[str, SimPage] = {}
OURS, OFF = "--council-digital-index=", "--disable-features="
LIMITS = BrowserLimits(
    resource_bytes=1_000_000, page_requests=25, hops=4, dialogs=2, load_s=60, heap_mb=48
)  # fmt: skip
WORDS = "<p>" + "Read how to pay, report, apply for or find what the council does for you. " * 8 + "</p>"


def page(inside: str = "", **more) -> SimPage:
    made = (
        "<!doctype html><html lang=en><head><title>Pay your council tax</title>"
        "<meta name=viewport content='width=device-width'></head>"
        f"<body><a href='#main'>Skip to main content</a><main id=main><h1>Pay</h1>{WORDS}{inside}</main></body></html>"
    )
    return SimPage(made.encode(), **more)


def script(code: str) -> SimPage:
    return page(f"<script>{code}</script>")


async def without_end(exchange: Exchange) -> None:
    """Write until the reader has gone; 100 MB would be the same to it."""
    exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!doctype html>")
    for _ in range(100):
        exchange.raw(b"<p>More</p>" * 90_000)
        if not await exchange.sleep(0.01):
            return


async def late(exchange: Exchange) -> None:
    await exchange.sleep(1.0)
    exchange.raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


def own_axe(version: str, failed: str) -> str:
    """A script that puts something in the place of axe-core which cannot be replaced."""
    run = f"async () => ({{passes: [], violations: [{failed}]}})"
    return f"Object.defineProperty(window, 'axe', {{value: {{version: {version}, run: {run}}}}})"


ASKS = "let n = 0; const ask = () => fetch('/asked?' + n++).catch(() => 0).then(() => setTimeout(ask, 150)); ask()"
WALL = "document.body.innerHTML = '<h1>Checking your browser before accessing this site</h1>'"
FAULTS: dict[str, tuple[SimPage, tuple[str, str]]] = {
    "/sound": (page(), ("measured", "shown")),
    "/redirects": (redirect("/redirects-on"), ("unreachable", "endless_redirects")),
    "/goes-on": (script("location.href = '/goes-on?' + Math.random()"), ("unreachable", "endless_redirects")),
    "/dialog": (script("alert('Welcome')"), ("measured", "shown")),
    "/dialogs": (script("for (;;) alert('Again')"), ("unparseable", "dialogs_without_end")),
    "/download": (SimPage(b"x", "text/html", headers=(("Content-Disposition", "attachment"),)),
                  ("not_checked", "download")),
    "/downloads": (script("location.href = '/download'"), ("not_checked", "download")),
    "/pdf": (SimPage(b"%PDF-1.4", "application/pdf"), ("not_checked", "no_web_page")),
    "/popups": (script("for (let i = 0; i < 9; i++) open('/sound')"), ("measured", "shown")),
    "/asks": (script(ASKS), ("measured", "shown")),
    "/hangs": (script("for (;;);"), ("unparseable", "never_loads")),
    "/hangs-later": (script("setTimeout(() => { for (;;); }, 60)"), ("unparseable", "script_hangs")),
    "/huge": (SimPage(behave=without_end), ("unparseable", "too_large")),
    "/grows": (script("const a = []; for (;;) a.push(new Array(1e6).fill(a.length))"), ("unparseable", "tab_crashed")),
    "/worker": (script("navigator.serviceWorker.register('/sw.js')"), ("measured", "shown")),
    "/throws": (script("Object.defineProperty(window, Symbol.for('council-digital-index-popups'),"
                       "{get() { throw new Error('mine') }})"), ("unparseable", "answers_nonsense")),
    "/workers": (script("const own = URL.createObjectURL(new Blob(['self.x = 1']));"
                        "for (let i = 0; i < 20; i++) new Worker(own)"), ("unparseable", "workers_without_end")),
    "/forbidden": (page(), ("disallowed", "disallowed")),
    "/refused": (SimPage(b"<h1>Access denied</h1>", status=403), ("blocked", "answers_browser_otherwise")),
    "/wall": (script(WALL), ("blocked", "answers_browser_otherwise")),
    "/down": (SimPage(b"<h1>Oops</h1>", status=500), ("unreachable", "http_500")),
    "/inside": (redirect("http://127.0.0.1/admin"), ("not_checked", "address_not_public")),
    "/empty": (SimPage(b"<!doctype html><div id=root></div><script src=/app.js></script>"),
               ("needs_javascript", "still_empty")),
}  # fmt: skip
"""Path -> what is served there, and the status and code that a visit ends in."""
EXTRA = {
    "/repeats": script("for (let i = 0; i < 5; i++) fetch('/sound')"),
    "/redirects-on": redirect("/redirects"),
    "/sw.js": text("self.x = 1", "text/javascript"),
    "/posts": script(
        "fetch('/post', {method: 'POST', body: 'x'}); navigator.sendBeacon('/beacon', 'x');"
        "document.body.insertAdjacentHTML('beforeend', '<form method=post action=/submit><input name=a></form>"
        "<form action=/search><input name=q value=x></form><iframe name=f></iframe>"
        "<form action=/framed target=f><input name=q value=x><button>Go</button></form>');"
        "setTimeout(() => document.forms[1].submit(), 200); document.forms[0].submit();"
        "document.forms[2].querySelector('button').click()"
    ),
    "/lies-wide": script("Object.defineProperty(Element.prototype, 'scrollWidth', {get: () => Infinity})"),
    "/lies-mixed": script(own_axe("'9'", "{id: 5, tags: ['wcag2a'], impact: {}, nodes: [{target: ['a']}]}")),
    "/lies-endless": script(own_axe("'9'", "...Array(999).fill({id: 'a', tags: [], nodes: [{target: []}]})")),
    "/lies-halves": script(own_axe("'\\ud800'", "{id: '\\udfff', tags: ['wcag2a'], nodes: [{target: ['\\ud800']}]}")),
    "/lies-fast": script("Object.defineProperty(window, Symbol.for('council-digital-index-lab'),"
                         "{get: () => ({lcp: NaN, fcp: 1, cls: 10n ** 500n, tasks: []})})"),
    "/percent": SimPage(page().body.replace(b"#main", b"#100%")),
    "/slow": page("".join(f"<img src=/late.png?{n} alt=''>" for n in range(40))),
    "/fills": script("window.all = []; for (let i = 0; i < 9; i++) all.push(new Uint8Array(9e7).fill(1));"
                     "setInterval(() => fetch('/sound'), 100)"),
    "/storms": script("for (let i = 0; i < 300; i++)"
                      "fetch(`/sound?${i}${'x'.repeat(3000)}`, {method: i % 2 ? 'POST' : 'GET'}).catch(() => 0)"),
    "/sets": replace(redirect("/sound"), headers=(*redirect("/sound").headers, ("Set-Cookie", "_ga_hop=1; Path=/"))),
    "/goes-round": redirect(f"https://{INSIDE_HOST}/passes"),
    "/asks-round": page(f"<img src=https://{INSIDE_HOST}/own.png alt=''>"),
    "/dot.png": text("", "image/png"),
    "/failing": page("<img src=/a.png><input><a href=/b></a><p style='color:#aaa'>Faint</p>"
                     "<a href=/c style='font-size:8px'>c</a><a href=/d style='font-size:8px'>d</a>"
                     "<div style='width:700px'>Wide</div>"),
}  # fmt: skip


@pytest.fixture(scope="module")
def web() -> Iterator[SimWeb]:
    pages = {path: served for path, (served, _) in FAULTS.items()}
    faulty = SimSite(
        HOST,
        {**pages, **EXTRA},
        dynamic=lambda request: {**pages, "/late.png": SimPage(behave=late)}.get(request.path.partition("?")[0]),
        robots="User-agent: *\nDisallow: /forbidden\n",
    )
    with SimWeb([faulty, SimSite(INSIDE_HOST, INSIDE), *sites([MADE])], limit_s=0.0) as web:
        yield web


@pytest.fixture(scope="module")
def probe(web: SimWeb) -> Iterator[BrowserProbe]:
    with through(web, Limits()) as fetcher:
        chromium = Chromium(find_chromium(os.environ), os.getuid() != 0, fetcher.identity.user_agent, LIMITS)
        probe = BrowserProbe(chromium, Manners(fetcher.fetch, Slots(0.0)), {}, LIMITS)
        yield probe
        probe.close()


def visited(probe: BrowserProbe, *paths: str, look_at: LookAt = shown, host: str = HOST) -> list[PageSeen]:
    """What became of pages of one profile, two at a time."""

    async def every() -> list[PageSeen]:
        visit, turn = Visit(probe, Stock(probe.manners, probe.limits)), asyncio.Semaphore(2)

        async def one(path: str) -> PageSeen:
            async with turn:
                return await visit.see(Chosen(f"https://{host}{path}", Role.HOME), look_at)

        try:
            return [await one(paths[0]), *await asyncio.gather(*map(one, paths[1:]))]
        finally:
            await visit.close()

    return probe.run(every())


def test_every_fault_ends_in_a_status_that_names_it(probe: BrowserProbe, web: SimWeb, monkeypatch: pytest.MonkeyPatch):
    # Short where a page never answers, so that it is soon over; long where a busy machine could pass for a quiet page.
    own = {
        "/asks": {"quiet_s": 4, "settle_s": 6},
        "/hangs": {"settle_s": 1, "close_s": 5},
        "/hangs-later": {"answer_s": 1, "close_s": 5},
    }
    others = [path for path in FAULTS if path not in own]
    seen = dict(zip(others, visited(probe, *others), strict=True))
    for path, limits in own.items():
        monkeypatch.setattr(probe, "limits", replace(LIMITS, **limits))
        seen[path] = visited(probe, path)[0]
    ended = {path: (page.status.value, page.code) for path, page in seen.items()}
    assert ended == {path: expected for path, (_, expected) in FAULTS.items()}
    assert (seen["/dialog"].noted["dialogs"], seen["/popups"].noted["popups"]) == (1, 9)
    assert seen["/asks"].noted["never_settles"] == 1
    assert sum(one.why == "" for one in seen["/asks"].asked) <= LIMITS.page_requests
    assert web.report().hosts[HOST].robots_violations == ()


def test_an_address_is_asked_for_once_and_nothing_is_ever_sent_but_get(
    probe: BrowserProbe, web: SimWeb, monkeypatch: pytest.MonkeyPatch
):
    web.reset()
    monkeypatch.setattr(probe, "limits", replace(LIMITS, settle_s=4))  # the page that would leave never says it loaded
    seen, _ = visited(probe, "/posts", "/repeats")
    assert (seen.status.value, seen.noted["documents"]) == ("measured", 1)
    held_back = {(one.url.removeprefix(f"https://{HOST}"), one.why) for one in seen.asked if one.why}
    forms = {("/submit", "form"), ("/search?q=x", "form"), ("/framed?q=x", "form")}
    assert held_back == {("/post", "not_get"), ("/beacon", "not_get")} | forms
    report = web.report().hosts[HOST]
    assert not [path for path in report.paths if path.startswith(("/search", "/framed"))]
    assert report.methods == {"GET": report.requests}
    assert report.repeated == 0


def test_what_a_page_puts_in_the_place_of_its_answers_ends_in_a_status_or_is_written_as_text(probe: BrowserProbe):
    """None of it may end the run, whose other councils would go without their findings."""
    lies = ["/lies-wide", "/lies-mixed", "/lies-endless"]
    halves, *told, percent = visited(probe, "/lies-halves", *lies, "/percent", look_at=measured)
    assert {(page.status.value, page.code) for page in told} == {("unparseable", "answers_nonsense")}
    assert halves.phone is not None and (halves.phone.version, list(halves.phone.wcag)) == ("?", ["?"])
    assert (percent.code, percent.keyboard is not None) == ("shown", True)

    async def figures() -> object:
        visit = Visit(probe, Stock(probe.manners, probe.limits))
        try:
            return await visit.lab(Chosen(f"https://{HOST}/lies-fast", Role.HOME))
        finally:
            await visit.close()

    assert probe.run(figures()) is None


def test_a_slow_host_keeps_neither_the_next_page_nor_another_council_waiting(
    probe: BrowserProbe, web: SimWeb, monkeypatch: pytest.MonkeyPatch
):
    """Of 40 pictures that take a second each, those whose turn has not come are given up with their page."""
    monkeypatch.setattr(probe, "limits", replace(LIMITS, load_s=4, page_requests=50))
    INSIDE["/beside"] = page()
    web.reset()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(visited, probe, "/slow", "/sound")
        while not any("late" in path for report in web.report().hosts.values() for path in report.paths):
            time.sleep(0.05)
        assert visited(probe, "/beside", host=INSIDE_HOST)[0].code == "shown"
        assert not slow.done()
        assert [page.code for page in slow.result()] == ["too_slow", "shown"]
    assert sum("late" in path for path in web.report().hosts[HOST].paths) < 10


def test_what_a_page_asks_for_without_end_is_counted_and_not_kept(probe: BrowserProbe, monkeypatch: pytest.MonkeyPatch):
    (seen,) = visited(probe, "/storms")
    assert (seen.status.value, seen.requests, len(seen.asked)) == ("measured", 301, LIMITS.page_requests + 1)
    assert max(len(one.url) for one in seen.asked) == 2000
    assert [one.why for one in seen.asked].count("too_many_requests") == 1
    monkeypatch.setattr(probe, "limits", replace(LIMITS, flood_requests=100))
    (flooded,) = visited(probe, "/storms")
    assert (flooded.status.value, flooded.code) == ("not_checked", "too_many_requests")


def test_cookies_that_redirects_set_are_kept_as_a_browser_keeps_them_at_every_visit(probe: BrowserProbe):
    """All of hosts that the address bar passes; of a picture's, those alone that say they are for every site."""
    ours = ("Set-Cookie", "_ga_here=1; Path=/"), ("Set-Cookie", "ends=1; Max-Age=86400; Domain=inside.gov.uk")
    theirs = ("Set-Cookie", "_fbp=1; Secure; SameSite=None"), ("Set-Cookie", "lax=1")
    for path, end, values in (("/passes", "/sound", ours), ("/own.png", "/dot.png", theirs)):
        made = redirect(f"https://{HOST}{end}")
        INSIDE[path] = replace(made, headers=(*made.headers, *values))

    async def left(*paths: str) -> list[set[tuple[str, str, float | None]]]:
        """What each page of one profile adds to the cookies in it."""
        visit, added = Visit(probe, Stock(probe.manners, probe.limits)), []
        try:
            for path in paths:
                before = set(visit.left)
                await visit.see(Chosen(f"https://{HOST}{path}", Role.HOME), shown)
                added.append({(one.name, one.domain, one.days) for at, one in visit.left.items() if at not in before})
        finally:
            await visit.close()
        return added

    hop = {("_ga_hop", HOST, None)}
    passed = {("_ga_here", INSIDE_HOST, None), ("ends", "inside.gov.uk", 1.0)}
    assert probe.run(left("/sets")) == [hop]
    assert probe.run(left("/goes-round", "/asks-round", "/sets")) == [passed, {("_fbp", INSIDE_HOST, None)}, hop]


def test_a_page_reaches_nothing_inside_a_network(probe: BrowserProbe):
    """Neither by what it asks for, which is refused by name, nor by what no request is made of, as a preconnection."""
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.2)
        at = f"127.0.0.1:{trap.getsockname()[1]}"
        INSIDE["/"] = page(
            f"<link rel=preconnect href=http://{at}><link rel=dns-prefetch href=//{at}><img src=http://{at}/a.png>"
            f"<img src=/to-inside><iframe src=http://{at}/frame></iframe><script>fetch('http://10.0.0.1/b');"
            f"new WebSocket('ws://{at}/c'); open('http://{at}/d'); new Image().src = 'http://router.local/e';"
            f"new RTCPeerConnection({{iceServers: [{{urls: 'stun:{at}'}}]}}).createDataChannel('x')</script>"
        )
        INSIDE["/to-inside"] = redirect(f"http://{at}/f.png")
        (seen,) = visited(probe, "/", host=INSIDE_HOST)
        with pytest.raises(TimeoutError):
            trap.accept()
    assert seen.code == "shown", (seen.noted, seen.asked)
    assert {one.why for one in seen.asked[1:]} == {"address_not_public"}
    assert len(seen.asked) == 6


def test_the_largest_tab_is_ended_where_all_take_more_memory_than_allowed(
    probe: BrowserProbe, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(probe.chromium, "limits", replace(LIMITS, memory_bytes=600 * 1024 * 1024))
    seen, after = visited(probe, "/fills", "/sound")
    assert (seen.status.value, seen.code) == ("unparseable", "too_much_memory")
    assert after.code == "shown"


def test_a_browser_that_dies_is_started_again_and_no_page_is_blamed(probe: BrowserProbe):
    async def die_once(chosen: Chosen, tab: Tab) -> PageSeen:
        if not deaths:
            deaths.append(chosen.url)
            await probe.chromium.kill()
        return await shown(chosen, tab)

    deaths: list[str] = []
    assert visited(probe, "/sound", look_at=die_once)[0].code == "shown"
    assert len(deaths) == 1


def test_what_playwright_switches_off_in_the_browser_is_off_in_ours(probe: BrowserProbe):
    """Of two lists Chromium heeds the last."""
    probe.start()
    lines = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # one that has ended, perhaps of another test's browser
            lines.append(process.cmdline())
    (browser_,) = [line for line in lines if OURS in " ".join(line) and "--type=" not in " ".join(line)]
    theirs, ours = [set(flag[len(OFF) :].split(",")) for flag in browser_ if flag.startswith(OFF)]
    assert theirs <= ours and "HttpsUpgrades" in theirs


def test_an_interrupted_run_does_not_wait_for_its_pages(web: SimWeb):
    web.reset()
    with through(web, Limits()) as fetcher:
        chromium = Chromium(find_chromium(os.environ), os.getuid() != 0, "", LIMITS)
        sample = Sample((Chosen(f"https://{HOST}/failing", Role.HOME),))
        probe = BrowserProbe(chromium, Manners(fetcher.fetch, Slots(30.0)), {HOST: sample}, LIMITS)
        with ThreadPoolExecutor(1) as pool:
            looking = pool.submit(probe, HOST)
            begun = time.monotonic()
            while not web.report().hosts and time.monotonic() - begun < 30:
                time.sleep(0.05)
            probe.close()
            with pytest.raises(CancelledError):
                looking.result(20)
    assert time.monotonic() - begun < 25


def without(patch: pytest.MonkeyPatch, missing: str, *importing: str) -> None:
    """Take a package away from the modules that import it, which are read anew."""
    for name in importing:
        patch.delitem(sys.modules, f"collectors.probes.browser.{name}")
        patch.delattr(sys.modules["collectors.probes.browser"], name)
    patch.setitem(sys.modules, missing, None)


@pytest.mark.parametrize(
    ("set_up", "says"),
    [
        (lambda patch: patch.setenv("CHROMIUM", "/nowhere/chromium"), "CHROMIUM=/nowhere/chromium: is no program"),
        (lambda patch: patch.setattr(browser.shutil, "which", lambda name: None), "apt-get install chromium"),
        (lambda patch: patch.setattr(browser.os, "getuid", lambda: 0), "while it runs as root"),
        (lambda patch: without(patch, "playwright.async_api", "chromium"), "needs the package playwright"),
        (lambda patch: without(patch, "axe_playwright_python.base", "axe", "visit", "probe"), "axe_playwright_python"),
    ],
)
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, set_up, says: str):
    monkeypatch.delenv("CDI_TEST_NETWORK", raising=False)
    monkeypatch.delenv("CHROMIUM", raising=False)
    set_up(monkeypatch)
    words = ("--authorities", "hartlepool", "--contact", "https://o.example/", "--db", str(tmp_path / "p.db"))
    done = CliRunner().invoke(main, ["probe", "browser", *words])
    assert isinstance(done.exception, CrawlError) and says in str(done.exception)


HOME = "www.hartlepool.gov.uk"
SUPPLIER = "hartlepool-self.achieveservice.com"
EMPTY = (b"<!doctype html><html lang=en><title>Potholes</title><meta name=viewport content='width=device-width'>"
         b"<body><script>document.body.innerHTML = '<a href=#main>Skip</a><main id=main><h1>Report a pothole</h1>' +"
         b"'<p>Tell us where it is and how deep.</p>'.repeat(9) + '</main>'</script>")  # fmt: skip
PIXEL = "<img src=https://www.facebook.com/tr?id=1 alt='a'>"
TASKS = {"C01": "/care", "S05": "/bins", "S11": "/potholes"}


def crawled(path: Path) -> Path:
    """A crawl of Hartlepool, as far as the probe reads one."""
    db = open_store(path)
    with db.conn:
        db.conn.execute("INSERT INTO runs VALUES (1, '2026-11-01', '2026-11-01', 'finished', 'simulated', '{}')")
        db.conn.execute(
            "INSERT INTO sites VALUES (1, 'E06000001', 'hartlepool', 'E06000001', ?, 'replied', '', 1, 9, 9, 0)",
            [f"https://{HOME}/"],
        )
        for service, task in TASKS.items():
            form = f"https://{SUPPLIER}/form" if service == "S11" else ""
            db.conn.execute(
                "INSERT INTO services VALUES ('E06000001', 'hartlepool', ?, 'measured', 3, ?, ?, '', 1, '', 1, '', '')",
                [service, f"https://{HOME}{task}", form],
            )
        db.conn.execute(
            "INSERT INTO fetches (run, authority, host, kind, url, final_url, outcome, reason, headers, hops,"
            " fetched_at, media_type, charset, page_status, discovered_via, depth, link_text)"
            " VALUES (1, 'E06000001', ?, 'page', ?2, ?2, 'replied', '', '{}', '[]',"
            " '2026-11-01', 'text/html', 'utf-8', 'needs_javascript', 'link', 1, '')",
            [HOME, f"https://{HOME}/potholes"],
        )
    db.close()
    return path


def test_a_council_is_looked_at_from_the_command_line(tmp_path: Path):
    tag = "<script src=https://www.googletagmanager.com/gtag.js></script>"
    pages = {"/": page(f"<img src=/logo.png>{tag}"), "/care": page(PIXEL), "/bins": page(),
             "/potholes": SimPage(EMPTY)}  # fmt: skip
    form = SimPage(
        b"<!doctype html><html lang=en><title>Report</title><main><h1>Report a pothole</h1><form>"
        b"<p>Tell us where it is, what it looks like and how large it is.</p><input><button></button></form>"
    )
    sites = [SimSite(HOME, pages, robots="User-agent: *\nDisallow: /bins\n"), SimSite(SUPPLIER, {"/form": form}),
             SimSite("www.googletagmanager.com", {"/gtag.js": text("document.cookie = '_ga=1; Max-Age=9999999'",
                                                                    "text/javascript")})]  # fmt: skip
    db, words = tmp_path / "probes.db", ("--authorities", "hartlepool", "--contact", "https://o.example/")
    with SimWeb(sites, limit_s=0.01) as web, web.in_environment():
        done = CliRunner().invoke(main, ["probe", "browser", *words, "--db", str(db), "--delay", "0.02",
                                         "--crawl", str(crawled(tmp_path / "crawl.db"))])  # fmt: skip
        report = web.report()
    assert done.exit_code == 0, done.output
    assert set(report.politeness_faults.values()) == {0}
    assert [host.repeated for host in report.hosts.values()] == [0, 0, 0] and not report.unknown_hosts
    with closing(sqlite3.connect(db)) as read:
        found = {check: (status, value, code, json.loads(seen)) for check, status, value, code, seen in read.execute(
            "SELECT check_name, status, value, code, seen FROM findings")}  # fmt: skip
        kept = dict(read.execute("SELECT name, body FROM kept ORDER BY name").fetchall())
    assert found["pages"][1:3] == (4.0, "seen") and found["pages"][3]["chosen"] == 5
    # Three content pages are two short of what a site is judged by.
    assert found["A06"][:3] == ("not_checked", None, "too_few_pages")
    # Of the third-party script nothing but the first request is let out; what it would have counted is held back.
    assert found["T10"][:3] == ("measured", 0.0, "tracks_before_consent") and found["T10"][3]["tracking"] == "_ga"
    assert found["T11"][0] == "measured" and found["T11"][1] == 0
    assert found["T11"][3]["trackers"] == f"Facebook: www.facebook.com on https://{HOME}/care"
    assert (found["home_requests"][1], found["third_parties"][3]["others"]) == (3, "googletagmanager.com")
    assert ROUND_TRIP_S < found["lab_lcp"][1] < 30 and found["lab_cls"][1] < 1 and found["lab_tbt"][1] >= 0
    assert found["lab_lcp"][3]["pages"] == 3 and "150 ms" in found["lab_lcp"][3]["conditions"]
    assert found["A07"][3]["rules"] == "button-name (1), label (1), target-size (1)" and found["A07"][1] == 3
    told = {one["url"]: one for one in json.loads(kept["pages.json"])}
    assert found["rendered"][:3] == ("measured", 1.0, "filled")
    assert b"Tell us where it is" in zstandard.decompress(kept[f"https://{HOME}/potholes"])
    assert told[f"https://{HOME}/bins"]["code"] == "disallowed" and "page-01.jpg" in kept
    assert [rule["id"] for rule in told[f"https://{HOME}/"]["wcag_390"]] == ["image-alt"]


def test_a_made_council_is_graded_by_what_the_probe_says_of_it(probe: BrowserProbe, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(probe, "samples", {host_of(MADE): sample(MADE)})
    monkeypatch.setattr(probe, "lab_pages", 0)
    found = probe(host_of(MADE))
    told = {code: case_of(code, MADE, found) for code in CODES}
    assert {code: (case.truth, case.found) for code, case in told.items()} == {
        "A06": (0.5, None), "A07": (1.0, 1.0), "A08": (1.0, None), "T10": ("no", "no"), "T11": ("yes", None)
    }  # fmt: skip


def test_axe_in_the_probe_finds_what_axe_finds_alone(probe: BrowserProbe):
    (seen,) = visited(probe, "/failing", look_at=measured)

    async def alone(*sizes: tuple[int, int]) -> list[dict[str, int]]:
        context, found = await probe.chromium.context(), []
        for width, height in sizes:
            tab = await context.new_page()
            await tab.set_viewport_size({"width": width, "height": height})
            await tab.set_content(EXTRA["/failing"].body.decode())
            told = await Axe().run(tab, options=OPTIONS)
            found.append({rule["id"]: len(rule["nodes"]) for rule in told.response["violations"]})
        await context.close()
        return found

    widths = [{**found.wcag, **found.best_practice} for found in (seen.phone, seen.desk)]
    found = [{rule.id: rule.elements for rule in rules.values()} for rules in widths]
    assert found == probe.run(alone(PHONE, DESK))
    assert {"image-alt", "label", "link-name", "color-contrast", "target-size"} <= seen.failing()
    assert not seen.fit.reflows and seen.fit.document_width > 700
    assert seen.keyboard.skip_link and seen.keyboard.stops == seen.keyboard.shown > 3
    assert seen.picture.startswith(b"\xff\xd8") and len(seen.picture) < 60_000
