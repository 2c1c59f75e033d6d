"""The days for which states are computed from lists that say since when, and until when, something holds."""

from __future__ import annotations

from datetime import date

from models import Message

EDITION_DAY = (11, 21)
"""Month and day to which every edition counts: a state of that very day is compiled for each year."""


def edition_days(first_year: int, newest: date) -> list[date]:
    """Return the editions' day of every year from first_year until `newest`, and `newest` itself."""
    days = {date(year, *EDITION_DAY) for year in range(first_year, newest.year + 1)}
    return sorted({day for day in days if day < newest} | {newest})


def not_listed(newest: date) -> Message:
    """Return the message for a council that a complete list of that day does not name."""
    return Message("list.absent", {"day": newest})
