"""One host is one host, however an address writes it: to the pace, and to the rules of its robots.txt."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from collectors.crawl.net.addresses import host_key
from collectors.crawl.net.fetcher import Ask
from collectors.probes.browser.stock import Manners
from collectors.probes.pace import Slots
from collectors.probes.visitor import Visitor
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
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
