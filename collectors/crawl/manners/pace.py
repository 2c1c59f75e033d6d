"""When a host may next be asked, counted from the actual send. Pure: the clock is passed in."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from collectors.crawl.limits import Limits
from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.net.troubles import Trouble
from models import Outcome

JITTER_SHARE, JITTER_S = 0.1, 0.1  # how much less than the delay may lie between an answer and the next send
LONGEST_WAIT_S = 366 * 24 * 3600.0
"""A Retry-After that is longer is as good as one that never ends, and no date could be told of that."""
RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
RETRIED_OUTCOMES = frozenset({Outcome.TIMED_OUT, Outcome.REFUSED})
NEVER_RETRIED = frozenset({Trouble.UNSAFE_ADDRESS, Trouble.TWO_LENGTHS})


def retry_after_s(value: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, section 10.2.3).

    Seconds or an HTTP date; a date already past is 0; None for an absent or unreadable value.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 12 else math.inf
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - now).total_seconds(), 0.0)


def back_at(exchange: Exchange) -> datetime | None:
    """Return when a host that refuses for now (429, 503) asks to be asked again; None if it does not say."""
    if exchange.status not in (429, 503):
        return None
    came = datetime.fromisoformat(exchange.fetched_at)
    wait_s = retry_after_s(exchange.headers.get("retry-after", ""), came)
    return None if wait_s is None else came + timedelta(seconds=min(wait_s, LONGEST_WAIT_S))


def is_worth_a_retry(exchange: Exchange) -> bool:
    """Return True if the same request may fare better later. What was refused for safety never does."""
    if exchange.outcome in RETRIED_OUTCOMES:
        return exchange.trouble not in NEVER_RETRIED
    if exchange.trouble is Trouble.CUT_SHORT:
        return True
    return exchange.outcome is Outcome.REPLIED and exchange.status in RETRIED_STATUSES


def is_failure_of_host(exchange: Exchange) -> bool:
    """Return True if the host, rather than the page, seems to be in trouble: counted by the circuit-breaker."""
    if exchange.outcome in (Outcome.TIMED_OUT, Outcome.REFUSED, Outcome.UNRESOLVED, Outcome.TLS_FAILED):
        return exchange.trouble is not Trouble.UNSAFE_ADDRESS
    return exchange.status is not None and (exchange.status >= 500 or exchange.status == 429)


def is_trouble(exchange: Exchange) -> bool:
    """Return True if the host says itself that it is in trouble, which it may get over."""
    return exchange.outcome is Outcome.REPLIED and exchange.status is not None and exchange.status >= 500


class ParkedFor(StrEnum):
    """Why a host is left alone for the rest of a run. Each value is how the note that is stored of it begins."""

    CRAWL_DELAY = "its robots.txt asks for"
    RETRY_AFTER = "it asks to come back later than this crawl can wait"
    FAILURES = ""  # a note of any other beginning


@dataclass(frozen=True, slots=True)
class Parking:
    """A host is left alone for the rest of the run. note: in words, as stored. until: when it wants to be asked again,
    by later runs too; None if it did not say.
    """

    cause: ParkedFor
    note: str
    until: datetime | None = None

    @classmethod
    def recalled(cls, note: str, until: datetime) -> "Parking":
        """Return the parking of an earlier run of which this note and time are stored."""
        cause = next(cause for cause in ParkedFor if note.startswith(cause))
        return cls(cause, note, until if cause is ParkedFor.RETRY_AFTER else None)


@dataclass(slots=True)
class HostPace:
    """One host's timetable. Times are monotonic seconds; `parked` says why the host is left alone for the rest of the
    run, None if it is not. rests: how often it was left alone for a while, the last one until `rest_until`. answered:
    something came back since then.
    """

    delay_s: float
    next_at: float
    failures: int = 0
    parked: Parking | None = None
    rests: int = 0
    rest_until: float = 0.0
    answered: bool = True

    def ask_for_delay(self, crawl_delay_s: float | None, limits: Limits) -> None:
        """Take the host's Crawl-delay into account; one longer than a crawl can wait parks the host."""
        if crawl_delay_s is None:
            return
        if crawl_delay_s > limits.retry_after_s:
            note = f"{ParkedFor.CRAWL_DELAY} {crawl_delay_s:.0f} s between requests"
            self.parked = Parking(ParkedFor.CRAWL_DELAY, note)
        if crawl_delay_s > self.delay_s:
            self.next_at += crawl_delay_s - self.delay_s  # it holds from the request for robots.txt itself
            self.delay_s = crawl_delay_s

    def note(self, exchange: Exchange, now: float, wall: datetime, limits: Limits) -> None:
        """Set the next slot after an attempt that left at `exchange.sent_at`; one that never left costs no slot.

        A request may reach the server long after it was sent, and the next one at once: what bounds their distance
        there is the time of the answer, or of the attempt's end at `now` where none came.
        """
        if exchange.sent_at is not None:
            answered = exchange.replied_at if exchange.replied_at is not None else now
            jitter = min(JITTER_SHARE * self.delay_s, JITTER_S)
            self.next_at = max(self.next_at, exchange.sent_at + self.delay_s, answered + self.delay_s - jitter)
        elif exchange.trouble is not Trouble.UNSAFE_ADDRESS:
            self.next_at = max(self.next_at, now + self.delay_s)
        self.failures = self.failures + 1 if is_failure_of_host(exchange) else 0
        self.answered |= not self.failures
        self._note_retry_after(exchange, now, wall, limits)
        if self.failures >= limits.breaker_failures:
            self._rest_or_park(now, limits)

    def rest(self, until: float) -> None:
        """Leave the host alone until then, and see after that whether it has got over its trouble."""
        self.rests, self.rest_until, self.next_at = self.rests + 1, until, max(self.next_at, until)
        self.failures, self.answered = 0, False

    def may_rest(self, limits: Limits) -> bool:
        """Return whether a further rest may help: it does not where nothing came back since the last one."""
        return self.answered and self.rests < limits.rests

    def is_resting(self, now: float) -> bool:
        """Return whether the host is being left alone for a while."""
        return now < self.rest_until

    def _rest_or_park(self, now: float, limits: Limits) -> None:
        if self.may_rest(limits):
            self.rest(now + limits.breaker_rest_s)
        else:
            note = f"{self.failures} failures in a row" + (" after a rest" if self.rests else "")
            self.parked = Parking(ParkedFor.FAILURES, note)

    def back_off(self, tries: int, now: float, jitter: float) -> None:
        """Wait 2^tries delays, a quarter more or less by `jitter` (0-1), before anything is asked again."""
        self.next_at = max(self.next_at, now + self.delay_s * 2**tries * (0.75 + 0.5 * jitter))

    def _note_retry_after(self, exchange: Exchange, now: float, wall: datetime, limits: Limits) -> None:
        back = back_at(exchange)
        if back is None:
            return
        wait_s = (back - wall).total_seconds()
        if wait_s > limits.retry_after_s:
            self.parked = Parking(ParkedFor.RETRY_AFTER, ParkedFor.RETRY_AFTER.value, back)
        else:
            self.next_at = max(self.next_at, now + wait_s)
