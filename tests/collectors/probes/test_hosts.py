"""One host is one host, however an address writes it: to the pace, and to the rules of its robots.txt."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collectors.crawl.net.addresses import host_key
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.crawl.store import open_store
from collectors.probes.browser.sample import rules_of_crawl
from collectors.probes.browser.stock import Manners
from collectors.probes.pace import Slots
from collectors.probes.visitor import Visitor
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
from models import Outcome
from tests.collectors.crawl.conftest import through

HOST = "www.once.gov.uk"
WRITTEN = (f"https://{HOST}/a", f"https://{HOST}:443/b", "https://WWW.once.gov.UK/c", f"https://{HOST}./d")


def ask_as_a_browser(fetch: Callable, slots: Slots) -> list[bool]:
    manners = Manners(fetch, slots)
    return [manners.allows(url) and manners.ask(Ask(url)).status == 200 for url in WRITTEN]


def ask_as_a_visitor(fetch: Callable, slots: Slots) -> list[bool]:
    visitor = Visitor(fetch, slots)
    return [bool(visitor.route(url)) for url in WRITTEN]


@pytest.mark.parametrize("ask", [ask_as_a_browser, ask_as_a_visitor])
def test_a_host_written_in_four_ways_is_asked_at_one_pace_and_once_for_its_rules(ask: Callable) -> None:
    site = SimSite(HOST, {f"/{name}": SimPage(b"here") for name in "abcd"}, robots="User-agent: *\nCrawl-delay: 5\n")
    slept: list[float] = []
    with SimWeb((site,), limit_s=0.0) as web, through(web) as fetcher:
        slots = Slots(1.0, clock=lambda: 0.0, sleep=slept.append)
        assert ask(fetcher.fetch, slots) == [True] * 4
        paths = web.report().hosts[HOST].paths
    assert sorted(paths) == ["/a", "/b", "/c", "/d", "/robots.txt"]
    assert slept == [1.0, 6.0, 11.0, 16.0], "at our own pace for the rules, then at that which they ask for"
    assert set(slots.own) == {HOST}


def test_a_browser_goes_by_the_rules_that_the_crawl_read_until_they_are_a_day_old(tmp_path: Path) -> None:
    read_at, asked = datetime(2026, 11, 30, 9, tzinfo=UTC), []
    with closing(open_store(tmp_path / "crawl.db")) as db:
        rows = (("a.uk", "rules", "User-agent: *\nDisallow: /x\nCrawl-delay: 7"), ("b.uk", "stay_away", ""),
                ("c.uk", "", ""), ("d.uk", "allow_all", ""))  # fmt: skip
        for host, status, body in rows:
            row = {"host": host, "robots_status": status, "robots_body": body, "note": ""}
            db.table("hosts").insert(row | {"robots_at": read_at.isoformat() if status else None})

    def fetch(ask: Ask) -> Exchange:
        asked.append(ask.url)
        return Exchange(ask.url, Outcome.REPLIED, "", 404, {}, b"", None, None, 0.0, "")

    copies = rules_of_crawl(tmp_path / "crawl.db")
    for hours, known in ((23, ["a.uk", "d.uk"]), (24, []), (-1, [])):
        asked.clear()
        slots = Slots(0.0, sleep=lambda seconds: None)
        manners = Manners(fetch, slots, copies=copies, now=lambda: read_at + timedelta(hours=hours))  # noqa: B023
        allowed = [manners.allows(f"https://{host}/x") for host, *_ in rows]
        assert allowed == ["a.uk" not in known, True, True, True]
        assert asked == [f"https://{host}/robots.txt" for host, *_ in rows if host not in known]
        assert slots.own["a.uk"] == (7.0 if known else 0.0)
    assert rules_of_crawl(None) == {}


@pytest.mark.parametrize(
    ("url", "key"),
    [("http://Ä.example:80/", "xn--4ca.example"), ("https://[::1]/", "::1"), ("https://[", ""), ("data:,x", "")],
)
def test_any_address_has_a_key(url: str, key: str) -> None:
    assert host_key(url) == key


def test_nobody_asks_a_host_that_has_yet_to_answer_another() -> None:
    slots, asking, most = Slots(0.0), [0], [0]

    def ask(_: int) -> None:
        with slots.turn("a.uk"):
            asking[0] += 1
            most[0] = max(most[0], asking[0])
            time.sleep(0.005)  # longer than the delay, so that the next one's time has come
            asking[0] -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(8)))
    assert most == [1]
