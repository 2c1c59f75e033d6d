"""T08: what repeated looks come to, and when they come to nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from collectors.crawl.manners.robots import Access, RobotsAnswer
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.answers import Looks, RobotsCopy, probe_answers, robots_copies, task_addresses
from collectors.probes.findings import Finding, decided, undecided
from collectors.probes.pace import Slots
from collectors.probes.store import open_probes, save
from commands.whole_edition.folder import Begun, EditionFolder
from edition.availability import HostLook, availability
from edition.probed import load_probed
from errors import EditionError
from models import Outcome, Status
from tests.collectors.crawl.exchanges import exchange
from tests.committed import committed_inputs
from web.words.catalogue import word

AS_OF = date(2026, 11, 30)
LEEDS = "E08000035"


def looks(days: int, a_day: int, said: Callable[[int], bool | Status]) -> list[HostLook]:
    """So many looks on each of the last days; `said` gives of the nth whether it was answered, or why not known."""
    found = []
    for n in range(days * a_day):
        one = said(n)
        status, answered = (one, None) if isinstance(one, Status) else (Status.MEASURED, one)
        found.append(HostLook(f"h{n % 2}.gov.uk", AS_OF - timedelta(days=n // a_day), status, answered))
    return found


@pytest.mark.parametrize(
    ("some", "share", "status", "says"),
    [
        (looks(90, 2, lambda n: True), 1.0, Status.MEASURED, "180 of 180 looks from 2 September 2026"),
        (looks(90, 2, lambda n: n % 60 != 0), 177 / 180, Status.MEASURED, "h0.gov.uk 87 of 90, h1.gov.uk 90 of 90"),
        (looks(400, 2, lambda n: n < 180), 1.0, Status.MEASURED, "180 of 180"),  # older looks are not of this edition
        (looks(89, 2, lambda n: True), None, Status.NOT_CHECKED, "178 on 89 days"),
        (looks(59, 9, lambda n: True), None, Status.NOT_CHECKED, "531 on 59 days"),
        (looks(78, 9, lambda n: True), None, Status.NOT_CHECKED, "that lie 80 days apart"),
        (looks(90, 3, lambda n: Status.BLOCKED if n % 9 == 0 else True), None, Status.BLOCKED,
         "15 of 135 looks at h1.gov.uk"),
        (looks(90, 3, lambda n: Status.UNREACHABLE), None, Status.UNREACHABLE, "135 of 135 looks at h1.gov.uk"),
        (looks(90, 3, lambda n: Status.UNREACHABLE if n % 30 == 0 else n % 27 != 0), 252 / 261, Status.MEASURED,
         "9 more decided nothing"),
    ],
)  # fmt: skip
def test_looks_come_to_a_share_only_where_they_are_many_and_decided(some, share, status, says: str) -> None:
    found = availability(some, AS_OF)
    assert found is not None and (found.share, found.status, found.last) == (share, status, AS_OF)
    assert says in word(found.message)


def test_a_home_page_that_is_dark_to_us_half_the_time_is_not_hidden_by_other_hosts() -> None:
    some = looks(90, 24, lambda n: True)
    home = looks(90, 2, lambda n: Status.UNREACHABLE if n % 2 else True)
    some += [replace(one, host="home") for one in home]
    found = availability(some, AS_OF)
    assert found is not None and (found.share, found.status) == (None, Status.UNREACHABLE)
    assert word(found.message).startswith("90 of 180 looks at home up to 30 November 2026 decided nothing")


def test_without_a_look_in_ninety_days_nothing_is_said() -> None:
    assert availability(looks(90, 2, lambda n: True), AS_OF + timedelta(days=200)) is None
    assert availability(looks(90, 2, lambda n: True), AS_OF - timedelta(days=200)) is None


def series(path: Path, host: str) -> Path:
    """A database of two looks a day at a home page and a task; once the task's server failed."""
    with closing(open_probes(path)) as db:
        for n in range(180):
            task = decided("task_1", "pay.example", float(n != 7), "http_500" if n == 7 else "http_200")
            home: Finding = decided("home", host, 1.0, "http_200")
            if n == 8:
                home = undecided("home", host, Status.BLOCKED, "http_403")
            at = datetime(2026, 9, 2, 9, tzinfo=UTC) + timedelta(hours=12 * n)
            save(db, "answers", LEEDS, [home, task], at, "live", keep=True)
    return path


@pytest.mark.parametrize(("host", "known"), [("www.leeds.gov.uk", (358, 359)), ("old.leeds.gov.uk", None)])
def test_a_series_becomes_a_fact_of_the_hosts_of_today(tmp_path: Path, host: str, known) -> None:
    probed = load_probed(series(tmp_path / "p.db", host), committed_inputs().register.authorities, AS_OF)
    (fact,) = probed.facts
    assert (fact.measure, fact.source) == ("T08", "host_looks")
    if known:
        assert (fact.value, fact.denominator) == (known[0] / known[1], known[1])
        assert "pay.example 179 of 180, www.leeds.gov.uk 179 of 179" in word(fact.message)
    else:  # the home page lies elsewhere now: 179 looks at the task alone are left, and one failed
        assert fact.value == 179 / 180 and "old.leeds.gov.uk" not in word(fact.message)
    (failed,) = probed.answers
    assert (failed.measure, failed.name, failed.code) == ("T08", "pay.example", "http_500")
    assert (failed.answer, failed.observed_on) == ("2026-09-05 21:00 UTC", date(2026, 9, 5))


def test_an_edition_of_full_scope_begins_with_the_looks_that_were_made_before(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    series(data / "probes.db", "www.leeds.gov.uk")
    begun = Begun("2026-12", "", "full", (LEEDS,), 9, 1.0, "https://o.example/", "2026-11-01", False)
    for scope, there in (("full", True), ("website", False)):
        folder = EditionFolder(tmp_path, f"2026-12-{scope}")
        folder.begin(replace(begun, scope=scope), data)
        assert folder.has_probes(replace(begun, scope=scope)) == folder.probes.is_file() == there
    assert EditionFolder(tmp_path, "2026-12-full").newest_day(begun) == AS_OF


def test_a_look_that_is_not_as_agreed_is_named(tmp_path: Path) -> None:
    path = series(tmp_path / "p.db", "www.leeds.gov.uk")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE looks SET value = NULL WHERE check_name = 'task_1'")
    with pytest.raises(EditionError, match='p.db: looks: task_1 of E08000035: field "value": None'):
        load_probed(path, committed_inputs().register.authorities, AS_OF)


def test_a_look_that_met_silence_leaves_what_robots_txt_said_to_the_next() -> None:
    at, found = datetime(2026, 11, 29, 6, tzinfo=UTC), ()
    for hours, said in ((0, exchange()), (9, exchange(None, outcome=Outcome.TIMED_OUT)), (18, exchange(500)),
                        (25, exchange(500))):  # fmt: skip
        copies = robots_copies((one.name, one.body) for finding in found for one in finding.kept)
        taken = at + timedelta(hours=hours)
        found = probe_answers("www.kent.gov.uk", (), _taking(taken, said, copies))
        assert [one.value for one in found] == [{0: 1, 9: None, 18: 0, 25: None}[hours]], f"after {hours} hours"


@pytest.mark.parametrize(
    ("later", "waits", "value"),
    [("", [30.0], 0), ("5", [30.0], 0), ("90", [90.0], 0), ("Sun, 29 Nov 2026 06:01:30 GMT", [90.0], 0),
     ("3600", [], None)],
)  # fmt: skip
def test_a_host_that_fails_is_not_asked_again_before_the_time_that_it_names(
    later: str, waits: list[float], value: float | None
) -> None:
    time, asked = Passing(), []

    def fetch(ask: Ask) -> Exchange:
        asked.append(ask.url)
        status, headers = (404, {}) if ask.url.endswith("/robots.txt") else (503, {"retry-after": later})
        return replace(exchange(status), url=ask.url, headers=headers, fetched_at=time.now().isoformat())

    (found,) = probe_answers("www.kent.gov.uk", (), Looks(fetch, time.slots, {}, time.now))
    assert (time.slept, found.value) == (waits, value)
    assert asked.count("https://www.kent.gov.uk/") == 1 + len(waits)
    assert [one.name for one in found.kept] == ["robots.txt of www.kent.gov.uk"]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("later", "code", "waits"), [("3600", "put_off", 0.0), ("40", "http_200", 40.0)])
def test_a_host_that_turns_a_look_away_until_later_is_left_alone_by_those_of_other_councils(
    status: int, later: str, code: str, waits: float
) -> None:
    time, asked = Passing(), []

    def fetch(ask: Ask) -> Exchange:
        asked.append(ask.url)
        if time.slept or ask.url.endswith(("/robots.txt", "/other")):
            return replace(exchange(404 if ask.url.endswith("txt") else 200), url=ask.url)
        return replace(exchange(status), url=ask.url, headers={"retry-after": later}, fetched_at=time.now().isoformat())

    looks = Looks(fetch, time.slots, {}, time.now)
    (first,) = probe_answers("forms.example.uk", (), looks)
    assert first.code == {(429, "3600"): "http_429", (429, "40"): "http_429",
                          (503, "3600"): "http_503_until_later", (503, "40"): "http_200"}[status, later]  # fmt: skip
    *_, second = probe_answers("www.kent.gov.uk", ("https://forms.example.uk/other",), looks)
    assert (second.code, second.value is None) == (code, code == "put_off")
    assert sum(time.slept) == waits
    assert ("https://forms.example.uk/other" in asked) == (code != "put_off")


def test_a_look_that_was_put_off_leaves_what_robots_txt_said_to_the_next() -> None:
    time, asked = Passing(), []

    def fetch(ask: Ask) -> Exchange:
        asked.append(ask.url)
        said = replace(exchange(429), url=ask.url, headers={"retry-after": "3600"}, fetched_at=time.now().isoformat())
        return exchange(200) if len(asked) == 1 else said

    first, put_off = (probe_answers("www.kent.gov.uk", (), Looks(fetch, time.slots, {}, time.now)) for _ in range(2))
    copies = robots_copies((one.name, one.body) for finding in first for one in finding.kept)
    assert (first[0].code, put_off[0].code, len(asked)) == ("http_429", "put_off", 2)
    (again,) = probe_answers("www.kent.gov.uk", (), Looks(fetch, time.slots, copies, time.now))
    assert again.code == "put_off" and again.kept == first[0].kept and len(asked) == 2


@pytest.mark.parametrize(("copied", "value"), [(True, 0), (False, None)])
def test_a_server_that_puts_off_its_rules_too_counts_as_failed_only_where_an_earlier_look_read_them(
    copied: bool, value: float | None
) -> None:
    time, asked = Passing(), []

    def fetch(ask: Ask) -> Exchange:
        asked.append(time.now())
        return replace(exchange(503), url=ask.url, headers={"retry-after": "60"}, fetched_at=time.now().isoformat())

    copies = {"www.kent.gov.uk": RobotsCopy(RobotsAnswer(Access.ALLOW_ALL), time.now())} if copied else {}
    (found,) = probe_answers("www.kent.gov.uk", (), Looks(fetch, time.slots, copies, time.now))
    assert found.value == value
    assert [later - earlier for earlier, later in pairwise(asked)] == [timedelta(seconds=60)] * (len(asked) - 1)
    assert len(asked) == (4 if copied else 2)


class Passing:
    """A time that passes only while somebody sleeps, and the turns by it."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.slots = Slots(0.0, sleep=self.slept.append)

    def now(self) -> datetime:
        return datetime(2026, 11, 29, 6, tzinfo=UTC) + timedelta(seconds=sum(self.slept))


def _taking(at: datetime, said: Exchange, copies: Mapping[str, RobotsCopy]) -> Looks:
    def fetch(ask: Ask) -> Exchange:
        return replace(said, url=ask.url)

    return Looks(fetch, Slots(0.0), copies, lambda: at, pause_s=0.0)


def test_hosts_of_tasks_are_those_that_most_tasks_lie_on_and_never_the_home_page_again() -> None:
    addresses = ["https://a.example/1", "https://b.example/2", "https://b.example/1", "http://c.example/", "https://Home.uk/x",
                 *(f"https://d{n}.example/" for n in range(6))]  # fmt: skip
    assert task_addresses("home.uk", addresses) == (
        "https://b.example/1", "https://a.example/1", "https://d0.example/", "https://d1.example/", "https://d2.example/",
    )  # fmt: skip
    assert task_addresses("home.uk", ["not an address", "https:///x"]) == ()
