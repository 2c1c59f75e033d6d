"""The sentences in which an edition speaks of what a crawl found. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

LADDER = ("absent", "information", "offline", "transaction", "joined up")
"""Names of the ladder's levels 0-4, as the framework has them."""

_UNREAD = {
    "blocked": "Its website turned our reader away, so no page of it could be judged.",
    "disallowed": "Its website asks automated readers not to look (robots.txt), so nobody looked.",
    "unreachable": "Its website did not answer when it was read.",
    "tls_failed": "No secure connection to its website could be made when it was read.",
    "needs_javascript": "Its website shows nothing without JavaScript, and it was not opened in a browser.",
    "moved": "Its home page led to another website, which was not read.",
    "maintenance": "Its website was under maintenance when it was read.",
    "unparseable": "The answers of its website could not be read.",
}


def unread_sentence(status: str, reason: str) -> str:
    """Return why a website could not be judged; an unknown status says what the crawl wrote down."""
    return _UNREAD.get(status) or f"Its website was not read: {reason or 'no reason is recorded'}."


def absent_duty(duty: str, note: str) -> str:
    """Return why a service is not asked of a council."""
    if duty == "none":
        return f"Not the job of this council. {note}".strip()
    return f"Joint, delegated or optional here, and not seen to be run by this council. {note}".strip()


def mark_text(
    level: int | None, counted: int | None, confirmed: bool, vendor: str, gate: str, day: date, said: Sequence[str]
) -> str:
    """Return the sentences beside a mark. counted: as scoring uses it; gate: what the human routes looked like."""
    if level is None:
        return said[-1] if said else "No reason is recorded."
    seen = f"Level {level}, {LADDER[level]}"
    if counted is None:
        return (
            f"First look: {seen[0].lower()}{seen[1:]}, on {day.day} {day:%B %Y}. "
            "It counts once a look on another day agrees."
        )
    parts = [f"{seen}{f', through {vendor}' if vendor else ''}."]
    if counted < level:
        parts.append(f"It counts as {counted}: {gate or 'the routes to a person were not confirmed.'}")
    if not confirmed:
        parts.append("Seen on one day.")
    return " ".join(parts)
