"""How often a council's home page and the hosts of its tasks answered, from repeated looks (T08). Pure.

Source: the framework's rule for T08. A look that decided nothing (a refusal, a firewall, silence, a failing network)
is neither an answer nor a failure; where such looks at one host are many, nothing is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models import Message, Status

LOOK = "HTTPS"
"""Record type, among the published answers to probes, of a look at a host: no name server was asked."""
DAYS = 90
"""Over which looks are counted, up to the day of the edition."""
LEAST_DAYS, LEAST_SPAN, LEAST_LOOKS = 60, 80, 180
"""Days with a decided look, days between the first and the last, and decided looks, without which nothing is said. By
180 looks a share of 0.99 is known to within 0.015 (95 %); the goalposts lie 0.049 apart."""
MOST_UNDECIDED = 0.10
"""Share of the looks at one host that may have decided nothing: a host that is dark to us must not seem to be always
there, and looks at other hosts must not hide it."""


@dataclass(frozen=True, slots=True)
class HostLook:
    """One look at one host. answered: None where the look decided nothing, for the reason in status."""

    host: str
    day: date
    status: Status
    answered: bool | None


@dataclass(frozen=True, slots=True)
class Availability:
    """What looks come to. share: answered of those `decided`, 0-1, None where not known. last: day of the newest."""

    share: float | None
    decided: int
    status: Status
    last: date
    message: Message


def availability(looks: Collection[HostLook], as_of: date) -> Availability | None:
    """Return what the looks of the 90 days up to `as_of` come to, None where there was none."""
    within = [one for one in looks if as_of - timedelta(days=DAYS) < one.day <= as_of]
    if not within:
        return None
    decided = [one for one in within if one.answered is not None]
    last = max(one.day for one in within)
    if dark := _darkest(within):
        unsure = [one for one in dark if one.answered is None]
        status = Counter(one.status for one in unsure).most_common(1)[0][0]
        message = Message(
            "availability.undecided",
            {"undecided": len(unsure), "n": len(dark), "host": dark[0].host, "last": last},
        )
        return Availability(None, len(decided), status, last, message)
    days = {one.day for one in decided}
    if len(days) < LEAST_DAYS or (last - min(days)).days < LEAST_SPAN or len(decided) < LEAST_LOOKS:
        return Availability(None, len(decided), Status.NOT_CHECKED, last, _too_few(decided))
    answered = sum(one.answered is True for one in decided)
    message = Message(
        "availability.share",
        {"answered": answered, "n": len(decided), "first": min(days), "last": max(days),
         "undecided": len(within) - len(decided), "hosts": _by_host(decided)},
    )  # fmt: skip
    return Availability(answered / len(decided), len(decided), Status.MEASURED, last, message)


def _darkest(looks: Collection[HostLook]) -> list[HostLook]:
    """Return the looks at the host of which most decided nothing; none where that is few at every host."""
    by_host: dict[str, list[HostLook]] = {}
    for one in looks:
        by_host.setdefault(one.host, []).append(one)
    share, host = max((sum(one.answered is None for one in some) / len(some), host) for host, some in by_host.items())
    return by_host[host] if share > MOST_UNDECIDED else []


def _too_few(decided: Sequence[HostLook]) -> Message:
    days = {one.day for one in decided}
    return Message(
        "availability.too_few",
        {"n": len(decided), "days": len(days), "first": min(days), "last": max(days), "looks_needed": LEAST_LOOKS,
         "days_needed": LEAST_DAYS, "span_needed": LEAST_SPAN},
    )  # fmt: skip


def _by_host(decided: Sequence[HostLook]) -> tuple[Message, ...]:
    seen = Counter(one.host for one in decided)
    answered = Counter(one.host for one in decided if one.answered)
    return tuple(
        Message("availability.host", {"host": host, "answered": answered[host], "n": n})
        for host, n in sorted(seen.items())
    )
