"""A visit that was ended goes on with what its hosts had answered, and asks only for the rest."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.crawl.net.troubles import Trouble
from collectors.probes import journal, segments
from collectors.probes.browser.limits import BrowserLimits
from collectors.probes.browser.stock import Manners, Stock
from collectors.probes.headers import probe_headers
from collectors.probes.journal import FRESH, KEPT, SHARED, Journal, visits_kept
from collectors.probes.pace import Slots
from collectors.probes.segments import Segments
from collectors.probes.store import open_probes, run_ended, run_under_way
from errors import CrawlError
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
from models import Outcome
from tests.collectors.crawl.conftest import through

HOST = "www.begun.gov.uk"
HOME = document("Home", '<link rel="stylesheet" href="/a.css"><p>Welcome</p>')
PAGES = {"/": SimPage(HOME, headers=(("Set-Cookie", "seen=1; Secure; HttpOnly"),)), "/a.css": SimPage(b"", "text/css")}
NOW = datetime.now(UTC)
HAD = Exchange("https://a.uk/", Outcome.REPLIED, "", 200, {"content-type": "text/html"}, b"<p>\n\xff", 4.0, 5.0, 0.1,
               NOW.isoformat())  # fmt: skip


class EndedError(Exception):
    """Stands for whatever ends a process between two requests."""


def ended_after(count: int, fetch: Callable[[Ask], Exchange]) -> Callable[[Ask], Exchange]:
    """Return what fetches so many times, and then is ended."""
    left = [count]

    def fetch_or_end(ask: Ask) -> Exchange:
        if not left[0]:
            raise EndedError
        left[0] -= 1
        return fetch(ask)

    return fetch_or_end


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that keeps nothing yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def ask_headers(fetch: Callable[[Ask], Exchange], journal: Journal) -> object:
    return probe_headers(HOST, fetch, Slots(0.0), lambda host: False, journal.of(HOST))


def open_pages(fetch: Callable[[Ask], Exchange], journal: Journal) -> object:
    stock = Stock(Manners(fetch, Slots(0.0), journal), BrowserLimits(), visit=HOST)
    return [(answer.status, answer.body) for answer in map(stock.answer, (f"https://{HOST}{path}" for path in PAGES))]


@pytest.mark.parametrize("probe", [ask_headers, open_pages])
def test_a_visit_that_is_ended_again_and_again_asks_for_nothing_twice_and_finds_the_same(probe: Callable) -> None:
    journal = Journal("one")
    with SimWeb([SimSite(HOST, PAGES)], limit_s=0.0) as web, through(web) as fetcher:
        whole = probe(fetcher.fetch, Journal())
        web.reset()
        for _ in range(2):
            with pytest.raises(EndedError):
                probe(ended_after(1, fetcher.fetch), journal)
        assert probe(fetcher.fetch, journal) == whole
        report = web.report().hosts[HOST]
        assert (report.requests, report.repeated) == (3, 0)
        assert set(visits_kept("one")) <= {HOST, SHARED} and HOST in visits_kept("one")
        journal.forget([HOST])
        assert HOST not in visits_kept("one")
        journal.end()
        assert not visits_kept("one") and not list(Path(tempfile.gettempdir()).glob("*-probes-*/*"))


@pytest.mark.parametrize(
    ("answered", "ask", "times"),
    [
        (HAD, {}, 1),
        (replace(HAD, status=404), {}, 1),
        (replace(HAD, status=503), {}, 2),
        (replace(HAD, status=503, headers={"retry-after": "soon"}), {}, 2),
        (replace(HAD, status=503, headers={"retry-after": "60"}), {}, 1),  # it said when to come back
        (replace(HAD, status=521), {}, 2),  # a network in front says that the server is down
        (replace(HAD, status=None, outcome=Outcome.TIMED_OUT), {}, 2),
        (replace(HAD, trouble=Trouble.UNDECODABLE), {}, 2),
        (replace(HAD, status=302, headers={"location": "/b"}), {}, 1),
        (replace(HAD, status=302, headers={"location": "/b", "set-cookie": "a=1"}), {}, 2),
        (replace(HAD, status=302, headers={"location": "/b", "set-cookie": "a=1"}), {"as_stranger": True}, 1),
    ],
)
def test_what_a_host_would_say_again_is_kept_and_nothing_else(answered: Exchange, ask: dict, times: int) -> None:
    asked: list[Ask] = []

    def fetch(one: Ask) -> Exchange:
        asked.append(one)
        return answered

    visit = Journal("one", lambda: NOW).of("a.uk")
    first, again = (visit.reply(Ask(HAD.url, **ask), fetch) for _ in range(2))
    assert len(asked) == times
    assert replace(again, sent_at=4.0, replied_at=5.0) == first == answered
    assert visit.reply(Ask(HAD.url, origin="https://b.uk", **ask), fetch) == answered  # another question
    assert len(asked) == times + 1
    assert Journal().of("a.uk").reply(Ask(HAD.url, **ask), fetch) == answered and len(asked) == times + 2


@pytest.mark.parametrize(
    ("hour", "age", "times"),
    [(8, FRESH - timedelta(seconds=1), 1), (8, FRESH, 2), (3, timedelta(hours=2.9), 1), (3, timedelta(hours=3.1), 2)],
)
def test_a_reply_of_hours_ago_or_of_another_day_is_not_told_as_of_today(hour: int, age: timedelta, times: int) -> None:
    day, asked = datetime(2026, 11, 30, hour, tzinfo=UTC), []

    def fetch(ask: Ask) -> Exchange:
        asked.append(ask)
        return HAD

    for now in (day - age, day):
        Journal("one", lambda now=now: now).of("a.uk").reply(Ask(HAD.url), fetch)  # type: ignore[misc]
    assert len(asked) == times


@pytest.mark.parametrize(
    ("wait", "after", "times"),
    [
        ("90", timedelta(seconds=89), 1),
        ("90", timedelta(seconds=91), 2),
        ("Mon, 30 Nov 2026 10:00:00 GMT", timedelta(hours=1.9), 1),
        ("Mon, 30 Nov 2026 10:00:00 GMT", timedelta(hours=2.1), 2),
        ("172800", timedelta(hours=47), 1),  # longer than other replies are kept
        ("9" * 11, timedelta(hours=5), 1),
    ],
)
def test_a_host_that_said_when_to_come_back_is_not_asked_before(wait: str, after: timedelta, times: int) -> None:
    begun, asked = datetime(2026, 11, 30, 8, tzinfo=UTC), []
    later = replace(HAD, status=429, headers={"retry-after": wait}, fetched_at=begun.isoformat())

    def fetch(ask: Ask) -> Exchange:
        asked.append(ask)
        return later

    for now in (begun, begun + after):
        Journal("one", lambda now=now: now).of("a.uk").reply(Ask(HAD.url), fetch)  # type: ignore[misc]
    assert len(asked) == times


def test_a_visit_that_is_gone_on_with_waits_as_long_as_its_host_asks_for() -> None:
    site = SimSite(HOST, PAGES, robots="User-agent: *\nCrawl-delay: 7\n")
    with SimWeb([site], limit_s=0.0) as web, through(web) as fetcher:
        with pytest.raises(EndedError):
            probe_headers(
                HOST,
                ended_after(2, fetcher.fetch),
                Slots(0.0, sleep=lambda seconds: None),
                lambda host: False,
                Journal("one").of(HOST),
            )
        waits: list[float] = []
        slots = Slots(1.0, clock=lambda: 100.0, sleep=waits.append)
        probe_headers(HOST, fetcher.fetch, slots, lambda host: False, Journal("one").of(HOST))
        assert web.report().hosts[HOST].requests == 3
    assert waits == [7.0]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("later", "had", "waits"), [("3600", "put_off", []), ("40", "", [40.0]), ("", "", [])])
def test_a_host_that_turns_a_browser_away_until_later_is_asked_for_nothing_before(
    status: int, later: str, had: str, waits: list[float]
) -> None:
    asked: list[str] = []
    slept: list[float] = []

    def fetch(ask: Ask) -> Exchange:
        asked.append(ask.url)
        turned_away = ask.url.endswith("/first")
        headers = {"retry-after": later} if turned_away else {}
        return replace(
            HAD, url=ask.url, status=status if turned_away else 200, headers=headers, fetched_at=NOW.isoformat()
        )

    manners = Manners(fetch, Slots(0.0, sleep=slept.append), now=lambda: NOW)
    one, other = (Stock(manners, BrowserLimits(), visit=visit) for visit in ("a.uk", "b.uk"))
    assert one.answer(f"https://{HOST}/first").status == status
    assert one.answer(f"https://{HOST}/second").why == other.answer(f"https://{HOST}/third").why == had
    assert one.answer("https://www.kent.gov.uk/").status == 200  # another host is not meant
    assert len(asked) == (4 if had else 6) and slept == waits * 2


def kept_in(machine: Path) -> list[Path]:
    return list(machine.glob("*-probes-*/*/*"))


def another_process() -> None:
    """Whoever goes on with a run knows nothing but what is on the disk."""
    journal._open.clear()


def test_what_is_not_whole_is_no_answer_and_a_disk_that_takes_no_more_stops_nobody(machine: Path) -> None:
    never = Mock(side_effect=AssertionError)
    Journal("one", lambda: NOW).of("a.uk").reply(Ask(HAD.url), lambda ask: HAD)
    (kept,) = kept_in(machine)
    whole = kept.read_bytes()
    damaged = [whole[:-1], whole[:20], b"", b"\0" * len(whole), whole[:-1] + b"?", b"?" + whole[1:]]
    for record in damaged:
        another_process()
        kept.write_bytes(record)
        visit = Journal("one", lambda: NOW).of("a.uk")
        assert visit.reply(Ask(HAD.url), lambda ask: HAD) == HAD
        assert visit.reply(Ask(HAD.url), never).body == HAD.body  # kept anew, in a file of its own
        (new,) = set(kept_in(machine)) - {kept}
        new.unlink()
    (machine / next(machine.iterdir()).name / "two").write_bytes(b"where a folder should be")
    assert Journal("two").of("a.uk").reply(Ask(HAD.url), lambda ask: HAD) == HAD


def test_replies_of_many_processes_and_threads_are_found_by_whoever_goes_on(machine: Path) -> None:
    running = [Segments(machine / "one", lasting=("rules",)) for _ in range(3)]
    with ThreadPoolExecutor(8) as pool:
        for number in range(60):
            pool.submit(running[number % 3].put, f"{number % 20}.uk", bytes([number]) * 16, b"%d" % number)
    every = [(f"{number % 20}.uk", bytes([number]) * 16, b"%d" % number) for number in range(60)]
    for one in (*running, Segments(machine / "one")):
        assert [one.get(owner, key) for owner, key, _ in every] == [content for *_, content in every]
    running[0].put("0.uk", b"k" * 16, b"older")
    running[1].put("0.uk", b"k" * 16, b"newer")
    assert running[2].get("0.uk", b"k" * 16) == b"newer"


def test_a_crew_reads_what_was_kept_before_it_and_what_others_keep_but_not_what_each_of_it_does(machine: Path) -> None:
    before, one, other = (Segments(machine / "one", crew=crew) for crew in ("", "crew", "crew"))
    before.put("a.uk", b"k" * 16, b"before")
    one.put("b.uk", b"k" * 16, b"of the crew")
    assert one.get("b.uk", b"k" * 16) == before.get("b.uk", b"k" * 16) == b"of the crew"
    assert other.get("a.uk", b"k" * 16) == b"before" and other.get("b.uk", b"k" * 16) is None
    before.put("a.uk", b"l" * 16, b"meanwhile")
    assert other.get("a.uk", b"l" * 16, look=False) is None
    assert other.get("a.uk", b"l" * 16) == other.get("a.uk", b"l" * 16, look=False) == b"meanwhile"


def test_a_crew_that_found_nothing_does_not_look_again_for_each_reply(machine: Path) -> None:
    one, alone = Segments(machine / "one", crew="crew"), Segments(machine / "one")
    for each in (one, alone):
        each.put("a.uk", b"k" * 16, b"its own")
        assert each.get("b.uk", b"k" * 16) is None
    Segments(machine / "one").put("b.uk", b"k" * 16, b"of a stranger")
    assert one.get("b.uk", b"k" * 16) is None and alone.get("b.uk", b"k" * 16) == b"of a stranger"


def test_a_file_goes_when_it_is_full_and_all_of_whom_it_tells_are_forgotten(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "FULL_BYTES", 150)
    one = Segments(machine / "one", lasting=("rules",))
    one.put("rules", b"r" * 16, b"of all")
    for owner in ("a.uk", "b.uk", "c.uk"):
        one.put(owner, owner[:1].encode() * 16, b"x" * 60)
    before = set((machine / "one").iterdir())
    assert len(before) == 3 and one.owners() == ["a.uk", "b.uk", "c.uk", "rules"]
    one.forget(["a.uk"])
    assert set((machine / "one").iterdir()) == before and one.get("a.uk", b"a" * 16) is None
    one.forget(["b.uk"])
    assert len(list((machine / "one").iterdir())) == 2
    assert one.owners() == ["c.uk", "rules"] and one.get("rules", b"r" * 16) == b"of all"
    one.end()
    assert not list((machine / "one").iterdir())


def test_a_folder_that_others_can_read_is_refused(machine: Path) -> None:
    Journal("one")
    (folder,) = machine.iterdir()
    folder.chmod(0o755)
    with pytest.raises(CrawlError, match="not this user's own alone"):
        Journal("one")
    folder.rename(machine / "another")
    folder.symlink_to(machine / "another")
    with pytest.raises(CrawlError, match="not this user's own alone"):
        Journal("one")
    folder.unlink()
    folder.write_bytes(b"where a folder should be")
    with pytest.raises(CrawlError, match=f"{folder}: no folder .* can be made: File exists"):
        Journal("one")


def test_a_folder_that_was_cleared_away_is_not_made_anew_for_others_to_read(machine: Path) -> None:
    visit = Journal("one").of("a.uk")
    (folder,) = machine.iterdir()
    folder.rmdir()
    assert visit.reply(Ask(HAD.url), lambda ask: HAD) == HAD
    assert not folder.exists()


def test_what_nobody_goes_on_with_is_deleted_after_a_day(machine: Path) -> None:
    for run in ("left", "long", "new"):
        Journal(run).of("a.uk").reply(Ask(HAD.url), lambda ask: HAD)
    long_ago = (NOW - KEPT - timedelta(minutes=1)).timestamp()
    (folder,) = machine.iterdir()
    for path in (folder / "left", folder / "long", *(folder / "left").iterdir()):
        os.utime(path, (long_ago, long_ago))
    Journal("another").end()
    assert sorted(path.name for path in folder.iterdir()) == ["long", "new"]


def test_a_run_is_known_again_until_its_end_unless_it_is_to_begin_anew(machine: Path) -> None:
    db = open_probes(machine / "probes.db")
    first = run_under_way(db, "headers", "live", resume=True)
    assert run_under_way(db, "headers", "live", resume=True) == first
    assert run_under_way(db, "browser", "live", resume=True) != first
    anew = run_under_way(db, "headers", "live", resume=False)
    assert run_under_way(db, "headers", "live", resume=True) == anew != first
    run_ended(db, "headers")
    assert run_under_way(db, "headers", "live", resume=True) not in (first, anew)


def test_a_live_run_never_goes_on_with_what_simulated_hosts_answered_in_the_name_of_real_ones(machine: Path) -> None:
    db = open_probes(machine / "probes.db")
    made_up = run_under_way(db, "headers", "simulated", resume=True)
    Journal(made_up, lambda: NOW).of("www.kent.gov.uk").reply(Ask(HAD.url), lambda ask: HAD)
    live = run_under_way(db, "headers", "live", resume=True)
    real = replace(HAD, body=b"what the council itself says")
    assert Journal(live, lambda: NOW).of("www.kent.gov.uk").reply(Ask(HAD.url), lambda ask: real) == real
