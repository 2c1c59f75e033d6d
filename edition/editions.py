"""The editions of data/editions.toml: a stated date, a scope and a status each; no clock is read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from errors import EditionError

STATUSES = ("preview", "published", "back-cast")
FIELDS = {"code": str, "title": str, "as_of": date, "scope": str, "status": str, "framework": str}
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
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EditionError(f"{path.name}: not found; expected a file of [[edition]] entries") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EditionError(f"{path.name}: is not valid TOML: {error}") from None
    for field in tables.keys() - {"edition"}:
        raise EditionError(f'{path.name}: field "{field}": found {tables[field]!r}, expected [[edition]] entries alone')
    listed = tables.get("edition", [])
    if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
        raise EditionError(f'{path.name}: field "edition": found {listed!r}, expected [[edition]] entries')
    editions = tuple(_edition(path.name, table, n) for n, table in enumerate(listed, 1))
    codes = [edition.code for edition in editions]
    for code in codes:
        if codes.count(code) > 1:
            raise EditionError(f'{path.name}: edition "{code}": field "code": is used twice')
    if not any(edition.status != "back-cast" for edition in editions):
        raise EditionError(f'{path.name}: needs at least one [[edition]] with status "preview" or "published"')
    return tuple(sorted(editions, key=lambda edition: (edition.as_of, edition.code)))


def current_edition(editions: tuple[Edition, ...]) -> Edition:
    """Return the edition that the site shows first: the newest that is not a back-cast."""
    return [edition for edition in editions if edition.status != "back-cast"][-1]


def _edition(file: str, table: dict[str, Any], number: int) -> Edition:
    entry = f'{file}: edition "{table.get("code", f"number {number}")}"'
    for field in table.keys() - FIELDS.keys() - set(DATES):
        raise EditionError(f'{entry}: field "{field}": is not a field of an edition')
    for field, kind in FIELDS.items():
        # A moment is a day to Python, and cannot be compared with one.
        if type(table.get(field)) is not kind:
            raise EditionError(f'{entry}: field "{field}": expected {kind.__name__}, found {table.get(field)!r}')
    if not table["title"].strip():
        raise EditionError(f'{entry}: field "title": found {table["title"]!r}, expected some words')
    if not CODE.fullmatch(table["code"]):
        raise EditionError(
            f'{entry}: field "code": found {table["code"]!r}, expected small letters, digits, hyphens, such as 2026-12'
        )
    if table["status"] not in STATUSES:
        raise EditionError(f'{entry}: field "status": expected one of {", ".join(STATUSES)}, found "{table["status"]}"')
    for field in DATES:
        if field in table and type(table[field]) is not date:
            raise EditionError(f'{entry}: field "{field}": expected a day such as 2026-12-01, found {table[field]!r}')
    edition = Edition(**table)
    _check_days(entry, edition)
    return edition


def _check_days(entry: str, edition: Edition) -> None:
    sent, until = edition.previewed_on, edition.replies_until
    if until is not None:
        if sent is None:
            raise EditionError(f'{entry}: field "previewed_on": found nothing, expected the day on which councils were '
                               "sent their previews, as there is a day until which they can answer")  # fmt: skip
        if sent < edition.as_of:
            raise EditionError(
                f'{entry}: field "previewed_on": found {sent}, expected {edition.as_of} or later: no pack can show '
                "evidence of days to come"
            )
        least = working_days_after(sent, REPLY_DAYS)
        if until < least:
            raise EditionError(
                f'{entry}: field "replies_until": found {until}, expected {least} or later: councils have {REPLY_DAYS} '
                f"working days from {sent}"
            )
    if edition.published_on is not None and edition.status != "published":
        raise EditionError(f'{entry}: field "published_on": found {edition.published_on}, expected nothing, as its '
                           f'status is "{edition.status}"')  # fmt: skip
