"""What an edition says of what a crawl found: messages, worded by the site. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from models import Message, read_message

_UNREAD = {
    "blocked": "unread.blocked",
    "disallowed": "unread.disallowed",
    "unreachable": "unread.unreachable",
    "tls_failed": "unread.tls_failed",
    "needs_javascript": "unread.needs_javascript",
    "moved": "unread.moved",
    "maintenance": "unread.maintenance",
    "unparseable": "unread.unparseable",
}

NOT_LOOKED_AT = Message("unread.not_looked_at")
"""Of a council that was not chosen: its website was not asked for anything."""


def stored(said: str | list[Any]) -> Message | None:
    """Return what the detectors stored as a message; None for nothing, and for a sentence of earlier detectors.

    said: a message as JSON or as what was read from that. Raises ValueError for what begins like a message and is none.
    """
    if isinstance(said, str) and not said.startswith('["'):
        return None
    return read_message(said)


def told(said: str | list[Any]) -> Message | None:
    """Return what an edition says of it: as `stored`; of a sentence of earlier detectors, that its words are gone."""
    return (stored(said) or Message("mark.earlier_detectors")) if said else None


def together(*parts: str | Message) -> Message:
    """Return one message that says several side by side; empty ones are left out."""
    return Message("said.together", {"parts": tuple(part for part in parts if part)})


def unread(status: str, reason: str) -> Message:
    """Return why a website could not be judged; an unknown status says what the crawl wrote down."""
    if status in _UNREAD:
        return Message(_UNREAD[status])
    return Message("unread.other", {"reason": reason}) if reason else Message("unread.unknown")


def absent_duty(duty: str, note: str | Message) -> Message:
    """Return why a service is not asked of a council."""
    return together(Message("duty.not_its_job" if duty == "none" else "duty.not_seen"), note)


def mark_message(
    level: int | None, counted: int | None, confirmed: bool, vendor: str, gate: Message | None, day: date,
    said: Sequence[Message],
) -> Message:  # fmt: skip
    """Return what is said beside a mark. counted: as scoring uses it; gate: what the human routes looked like."""
    if level is None:
        return said[-1] if said else Message("mark.no_reason")
    if counted is None:
        return Message("mark.first_look", {"level": level, "name": rung(level), "day": day})
    parts = [_seen(level, vendor)]
    if counted < level:
        parts.append(Message("mark.counts_as", {"counted": counted, "why": gate or Message("mark.no_routes")}))
    if not confirmed:
        parts.append(Message("mark.one_day"))
    return together(*parts)


def rung(level: int) -> Message:
    """Return the name of a level of the ladder, 0-4."""
    return Message(f"ladder.{level}")


def _seen(level: int, vendor: str) -> Message:
    if vendor:
        return Message("mark.seen_through", {"level": level, "name": rung(level), "vendor": vendor})
    return Message("mark.seen", {"level": level, "name": rung(level)})
