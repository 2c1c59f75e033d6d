"""When a host may next be asked."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.crawl.limits import Limits
from collectors.crawl.manners.lock import only_one
from collectors.crawl.manners.pace import HostPace, ParkedFor, Parking, is_worth_a_retry, retry_after_s
from collectors.crawl.net.troubles import Trouble
from errors import CrawlError
from models import Outcome
from tests.collectors.crawl.exchanges import exchange

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
LIMITS = Limits()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (" 7 ", 7.0),
        ("Tue, 03 Nov 2026 10:00:30 GMT", 30.0),
        ("Tue, 03 Nov 2026 09:00:00 GMT", 0.0),
        ("Tuesday, 03-Nov-26 10:01:00 GMT", 60.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("99999999999999", math.inf),
        ("\u0663", None),
        ("Tue, 99 Nov 2026", None),
    ],
)
def test_retry_after_is_seconds_a_date_or_nothing(value: str, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


@given(st.text(max_size=60))
def test_no_retry_after_breaks_the_crawl(value: str) -> None:
    wait = retry_after_s(value, NOW)
    assert wait is None or wait >= 0


@given(
    sent=st.floats(0, 1e6), latency=st.floats(0, 30), delay=st.floats(0.1, 60), status=st.sampled_from([200, 404, 503])
)
def test_two_arrivals_are_closer_than_the_delay_by_a_tenth_of_a_second_at_most(sent, latency, delay, status) -> None:
    pace = HostPace(delay, next_at=0.0)
    pace.note(exchange(status, sent_at=sent, replied_at=sent + latency), sent + latency, NOW, LIMITS)
    assert pace.next_at >= sent + delay
    assert pace.next_at >= sent + latency + delay - min(0.1, 0.1 * delay) - 1e-6


@given(sent=st.floats(0, 1e6), lasted=st.floats(0, 30), delay=st.floats(0.1, 60))
def test_without_an_answer_the_end_of_the_attempt_counts(sent, lasted, delay) -> None:
    pace = HostPace(delay, next_at=0.0)
    cut = exchange(None, outcome=Outcome.REFUSED, sent_at=sent, replied_at=None)
    pace.note(cut, sent + lasted, NOW, LIMITS)
    assert pace.next_at >= sent + lasted + delay - min(0.1, 0.1 * delay) - 1e-6


def test_a_crawl_delay_holds_from_the_request_for_robots_txt() -> None:
    pace = HostPace(1.0, next_at=0.0)
    pace.note(exchange(200, sent_at=10.0, replied_at=10.1), 10.1, NOW, LIMITS)
    pace.ask_for_delay(3.0, LIMITS)
    assert pace.next_at == pytest.approx(13.0, abs=0.01)


def test_a_request_that_never_left_costs_the_host_nothing() -> None:
    pace = HostPace(1.0, next_at=5.0)
    unsent = exchange(None, outcome=Outcome.REFUSED, trouble=Trouble.UNSAFE_ADDRESS, sent_at=None, replied_at=None)
    pace.note(unsent, 50.0, NOW, LIMITS)
    assert pace.next_at == 5.0


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_that_is_asked_for_is_kept(status: int) -> None:
    pace = HostPace(1.0, next_at=0.0)
    pace.note(exchange(status, retry_after="30"), 100.2, NOW, LIMITS)
    assert pace.next_at == pytest.approx(130.2)
    assert not pace.parked


def test_a_wait_longer_than_a_crawl_parks_the_host() -> None:
    pace = HostPace(1.0, next_at=0.0)
    pace.note(exchange(429, retry_after="86400"), 100.2, NOW, LIMITS)
    note = "it asks to come back later than this crawl can wait"
    assert pace.parked == Parking(ParkedFor.RETRY_AFTER, note, NOW + timedelta(days=1))


def fail(pace: HostPace, times: int, now: float) -> None:
    for _ in range(times):
        pace.note(exchange(500), now, NOW, LIMITS)


def test_five_failures_in_a_row_give_the_host_a_rest_and_one_success_closes_the_count() -> None:
    pace = HostPace(1.0, next_at=0.0)
    for status in (500, 500, 500, 500, 200, 500, 500, 500, 500):
        pace.note(exchange(status), 101.0, NOW, LIMITS)
    assert not pace.is_resting(101.0)
    pace.note(exchange(None, outcome=Outcome.TIMED_OUT), 102.0, NOW, LIMITS)
    assert (pace.is_resting(701.9), pace.is_resting(702.0), pace.next_at) == (True, False, 702.0)
    assert not pace.parked


def test_a_host_that_answers_nothing_after_its_rest_is_given_up() -> None:
    pace = HostPace(1.0, next_at=0.0)
    fail(pace, 5, 100.0)
    fail(pace, 4, 800.0)
    assert not pace.parked
    fail(pace, 1, 801.0)
    assert pace.parked == Parking(ParkedFor.FAILURES, "5 failures in a row after a rest")


def test_a_host_that_answers_between_its_rests_is_given_three_of_them() -> None:
    pace = HostPace(1.0, next_at=0.0)
    for rest in range(LIMITS.rests):
        fail(pace, 5, 1000.0 * rest)
        assert (pace.rests, pace.parked) == (rest + 1, None)
        pace.note(exchange(200), 1000.0 * rest + 700, NOW, LIMITS)
    fail(pace, 5, 9000.0)
    assert pace.parked == Parking(ParkedFor.FAILURES, "5 failures in a row after a rest")


@pytest.mark.parametrize(
    ("asked", "delay", "parked"),
    [
        (None, 1.0, False),
        (0.2, 1.0, False),
        (3.0, 3.0, False),
        (86400.0, 86400.0, True),
    ],
)
def test_crawl_delay_slows_and_a_huge_one_parks(asked: float | None, delay: float, parked: bool) -> None:
    pace = HostPace(1.0, next_at=0.0)
    pace.ask_for_delay(asked, LIMITS)
    assert (pace.delay_s, bool(pace.parked)) == (delay, parked)


def parked(asked_s: float | None = None, replies: tuple = ()) -> Parking:
    pace = HostPace(1.0, next_at=0.0)
    pace.ask_for_delay(asked_s, LIMITS)
    for reply in replies:
        pace.note(reply, 100.0, NOW, Limits(rests=0))
    return pace.parked


@pytest.mark.parametrize(
    ("parking", "cause"),
    [
        (parked(86400.0), ParkedFor.CRAWL_DELAY),
        (parked(replies=(exchange(429, retry_after="86400"),)), ParkedFor.RETRY_AFTER),
        (parked(replies=(exchange(500),) * 5), ParkedFor.FAILURES),
    ],
)
def test_the_next_run_knows_from_the_note_why_a_host_was_parked(parking: Parking, cause: ParkedFor) -> None:
    assert parking.cause is cause
    assert Parking.recalled(parking.note, NOW + timedelta(days=1)) == parking


@given(tries=st.integers(0, 5), jitter=st.floats(0, 1))
def test_backing_off_doubles_within_its_jitter(tries: int, jitter: float) -> None:
    pace = HostPace(1.0, next_at=0.0)
    pace.back_off(tries, 10.0, jitter)
    assert 10 + 0.75 * 2**tries <= pace.next_at <= 10 + 1.25 * 2**tries


@pytest.mark.parametrize(
    ("reply", "again"),
    [
        (exchange(200), False),
        (exchange(404), False),
        (exchange(403), False),
        (exchange(429), True),
        (exchange(503), True),
        (exchange(None, outcome=Outcome.TIMED_OUT), True),
        (exchange(None, outcome=Outcome.UNRESOLVED), False),
        (exchange(None, outcome=Outcome.TLS_FAILED), False),
        (exchange(None, outcome=Outcome.TOO_LARGE), False),
        (exchange(None, outcome=Outcome.REFUSED, trouble=Trouble.UNSAFE_ADDRESS), False),
        (exchange(200, outcome=Outcome.REFUSED, trouble=Trouble.TWO_LENGTHS), False),
        (exchange(200, trouble=Trouble.UNDECODABLE), False),
        (exchange(None, outcome=Outcome.REFUSED), True),
        (exchange(200, trouble=Trouble.CUT_SHORT), True),
    ],
)
def test_only_what_may_pass_is_tried_again(reply, again: bool) -> None:
    assert is_worth_a_retry(reply) is again


def test_a_second_run_is_turned_away_until_the_first_ends(tmp_path) -> None:
    lock = tmp_path / "crawl.lock"
    with only_one(lock), pytest.raises(CrawlError, match="another crawl is running"), only_one(lock):
        pass
    with only_one(lock):
        pass
