"""The same probe in several processes: the same findings, and no host is asked sooner for it."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from collectors.probes.findings import Finding, decided
from collectors.probes.headers import probe_headers
from collectors.probes.journal import Journal
from collectors.probes.pace import Slots
from collectors.probes.processes import CommonSlots, TurnTable, forked
from collectors.probes.run import Probe, side_by_side
from errors import CrawlError
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.records import SimPage, SimSite, redirect
from evaluation.simulated_internet.server import SimWeb
from tests.collectors.crawl.conftest import through

DELAY_S = 0.1
LATER = SimPage(b"", status=503, headers=(("Retry-After", "3600"), ("X-Simulated-Wait", "3600")))
PAGE = SimPage(document("Home", "<p>Welcome"), headers=(("X-Content-Type-Options", "nosniff"),))
SHARED = SimSite("www.shared.gov.uk", {"/": PAGE})
LED_AWAY = [SimSite(f"www.old-{number}.gov.uk", {"/": redirect(f"https://{SHARED.host}/")}) for number in range(4)]
SITES = [SHARED, *LED_AWAY, *(SimSite(f"www.own-{number}.gov.uk", {"/": PAGE}) for number in range(4))]


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that keeps nothing yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_hosts_asked_by_three_processes_are_found_the_same_and_are_asked_no_sooner(machine: Path) -> None:
    hosts = [site.host for site in SITES]
    with SimWeb(SITES, limit_s=0.9 * DELAY_S) as web:

        def make(slots: Slots, ending: ExitStack) -> Probe:
            fetcher = ending.enter_context(through(web))
            journal = Journal("one")
            return lambda host: probe_headers(host, fetcher.fetch, slots, lambda asked: False, journal.of(host))

        with ExitStack() as ending:
            alone = dict(side_by_side(make(Slots(DELAY_S), ending), hosts, len(hosts), lambda: None))
        Journal("one").end()
        web.reset()
        with forked(make, DELAY_S, 3, len(hosts), Journal("one")) as ask:
            together = dict(ask(hosts))
        report = web.report()
    assert together == alone and len(together) == len(hosts)
    assert set(report.politeness_faults.values()) == {0}
    assert report.hosts[SHARED.host].requests > 3  # all three processes were led there
    Journal("one").end()
    assert not list(machine.glob("*-probes-*/*"))


def test_a_host_that_turned_one_process_away_until_later_is_left_alone_by_the_others() -> None:
    table = TurnTable()
    one, other = CommonSlots(1.0, table), CommonSlots(1.0, table)
    assert other.alone_until("a.uk") == 0.0
    one.leave_alone("a.uk", 2000.0)
    other.leave_alone("a.uk", 1000.0)
    assert (one.alone_until("a.uk"), other.alone_until("a.uk"), other.alone_until("b.uk")) == (2000.0, 2000.0, 0.0)
    for number in range(20_000):  # more than there are places
        one.leave_alone(f"host-{number}.uk", 3000.0)
    assert other.alone_until("c.uk") == 0.0, "of a host that never said so nothing is known"
    closed = SimSite("www.closed.gov.uk", {"/": LATER})
    led_there = [SimSite(f"www.led-{number}.gov.uk", {"/": redirect(f"https://{closed.host}/")}) for number in range(6)]
    with SimWeb([closed, *led_there], limit_s=0.0) as web:

        def make(slots: Slots, ending: ExitStack) -> Probe:
            fetcher = ending.enter_context(through(web))
            return lambda host: probe_headers(host, fetcher.fetch, slots, lambda asked: False)

        with forked(make, 0.0, 3, 2, Journal()) as ask:
            found = dict(ask([site.host for site in led_there]))
        asked = web.report().hosts[closed.host]
    assert (asked.paths.count("/"), asked.retry_after_violations) == (1, 0)
    assert sorted(one[0].code for one in found.values()) == ["http_503", *["put_off"] * 5]


def test_a_host_is_asked_by_one_process_at_a_time_and_the_next_waits_for_its_delay() -> None:
    clock, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        clock[0] += seconds
        if len(slept) == 2:
            one.answered("a.uk")

    table = TurnTable()
    one, other = CommonSlots(1.0, table), CommonSlots(1.0, table)
    for slots in (one, other):
        slots.clock, slots.sleep, slots._made_at = lambda: clock[0], sleep, 100.0
    one.wait("a.uk")
    other.wait("b.uk")
    assert not slept
    other.wait("a.uk")  # asked by the first until it is answered after two looks
    assert slept == [0.02, 0.02, pytest.approx(0.96)]  # a second after it was sent, or 0.9 after it was answered
    other.answered("a.uk")
    one.own["a.uk"] = 7.0
    one.rest("a.uk")
    one.wait("a.uk")
    assert clock[0] == pytest.approx(107.0)


def test_what_keeps_a_process_from_its_end_is_told() -> None:
    def cannot(slots: Slots, ending: ExitStack) -> Probe:
        raise CrawlError("there is no browser here")

    def faulty(slots: Slots, ending: ExitStack) -> Probe:
        return lambda host: [decided("it", host, 1 / 0, "never")]

    def killed(slots: Slots, ending: ExitStack) -> Probe:
        def probe(host: str) -> Sequence[Finding]:
            if host == "b.uk":
                os.kill(os.getpid(), signal.SIGKILL)
            return [decided("it", host, 1.0, "yes")]

        return probe

    for make, kind, why in (
        (cannot, CrawlError, "no browser here"),
        (faulty, RuntimeError, "ZeroDivisionError"),
        (killed, CrawlError, r"one of 2 processes of this probe was lost \(exit code -9\)"),
    ):
        with forked(make, 0.0, 2, 1, Journal()) as ask, pytest.raises(kind, match=why):
            list(ask(["a.uk", "b.uk", "c.uk"]))


def test_whoever_is_given_up_ends_at_once() -> None:
    def endless(slots: Slots, ending: ExitStack) -> Probe:
        def probe(host: str) -> Sequence[Finding]:
            if host != "a.uk":
                time.sleep(60)
            return [decided("it", host, 1.0, "yes")]

        return probe

    with forked(endless, 0.0, 2, 1, Journal()) as ask:
        answers = ask(["a.uk", "b.uk"])
        assert next(answers)[0] == "a.uk"
        answers.close()
