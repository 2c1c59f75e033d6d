"""The editions of data/editions.toml: a stated date, a scope and a status each; no clock is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path

from declared import Entry, each_once, read_declared
from errors import EditionError

STATUSES = ("preview", "published", "back-cast")
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""What an edition can be called: the first part of its addresses."""
OPEN_DATA = "open-data"
"""Scope of an edition that rests on no crawl: it is built from the committed facts alone."""
DATES = ("previewed_on", "replies_until", "security_told_on", "published_on")
"""Days that an edition need not have."""
REPLY_DAYS = 25
"""Working days that a council has to answer, as the framework promises: Monday to Friday, bank holidays counted in."""
SECURITY_DAYS = 30
"""Days from telling a council of a security finding of ours until the finding may be public."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One snapshot of evidence x framework version x scope. as_of: the date to which ages are counted.

    previewed_on: when councils were sent their previews; replies_until: the last day for their answers;
    security_told_on: when they were told of security findings of ours; published_on; each None where it has not been.
    """

    code: str
    title: str
    as_of: date
    scope: str
    status: str
    framework: str
    previewed_on: date | None = None
    replies_until: date | None = None
    security_told_on: date | None = None
    published_on: date | None = None


def working_days_after(day: date, number: int) -> date:
    """Return the day that is so many days from Monday to Friday after another; bank holidays are not known here."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def load_editions(path: Path) -> tuple[Edition, ...]:
    """Return the editions of the file, oldest first.

    Raises EditionError naming the edition and field: missing or unknown field, wrong type, unknown
    status, a code used twice, or no edition that the site could show first.
    """
    whole = read_declared(path, EditionError)
    whole.only("edition")
    entries = whole.entries("edition")
    editions = tuple(map(_edition, entries))
    each_once(entries, "code")
    if not any(edition.status != "back-cast" for edition in editions):
        raise EditionError(f'{path.name}: needs at least one [[edition]] with status "preview" or "published"')
    return tuple(sorted(editions, key=lambda edition: (edition.as_of, edition.code)))


def current_edition(editions: tuple[Edition, ...]) -> Edition:
    """Return the edition that the site shows first: the newest that is not a back-cast."""
    return [edition for edition in editions if edition.status != "back-cast"][-1]


def _edition(entry: Entry) -> Edition:
    code = entry.text("code")
    if not CODE.fullmatch(code):
        raise entry.wrong("code", "small letters, digits, hyphens, such as 2026-12")
    entry = entry.called(f'edition "{code}"')
    entry.only(*(field.name for field in fields(Edition)))
    edition = Edition(
        code,
        entry.text("title"),
        entry.day("as_of"),
        entry.text("scope"),
        entry.one_of("status", STATUSES),
        entry.text("framework"),
        **{field: entry.day(field) for field in DATES if field in entry.fields},
    )
    _check_days(entry, edition)
    return edition


def _check_days(entry: Entry, edition: Edition) -> None:
    sent, until, published = edition.previewed_on, edition.replies_until, edition.published_on
    if sent is not None and sent < edition.as_of:
        raise entry.wrong("previewed_on", f"{edition.as_of} or later: no pack can show evidence of days to come")
    if until is not None:
        if sent is None:
            expected = "the day on which councils were sent their previews, as they can answer until a day"
            raise entry.wrong("previewed_on", expected)
        least = working_days_after(sent, REPLY_DAYS)
        if until < least:
            expected = f"{least} or later: councils have {REPLY_DAYS} working days from {sent}"
            raise entry.wrong("replies_until", expected)
    if published is None:
        return
    if edition.status != "published":
        raise entry.wrong("published_on", f'nothing, as its status is "{edition.status}"')
    first = edition.as_of if until is None else max(edition.as_of, until + timedelta(days=1))
    if published < first:
        raise entry.wrong("published_on", f"{first} or later: no edition comes out before its facts and its answers")
