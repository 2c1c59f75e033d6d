"""Publishing an edition: what has to be so before it, and the two files that change by it. The day is an argument.

A preview becomes published by one word in data/editions.toml, and its figures are kept in data/published/ for good.
"""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from edition.as_published import printed_csv
from edition.editions import OPEN_DATA, SECURITY_DAYS, Edition, load_editions
from edition.quiet_periods import load_quiet_periods, quiet_on
from edition.reader import connect, current_edition, rows
from errors import EditionError, QuietPeriodError
from models import Authority


def publish(
    data: Path, published: Path, code: str, day: date, councils: Sequence[Authority], security: Collection[str],
    version: str,
) -> Path:  # fmt: skip
    """Publish an edition on a day and return the file that keeps its figures.

    published: its database, built from the files as they are now, whose digest is `version`. security: the indicators
    of which a failure is told to the council first.

    Raises EditionError or QuietPeriodError, and changes nothing, if there is no such preview, people vote or the file
    of quiet periods cannot be read, councils can still answer or could not, the database is another, or councils
    were not told of a security finding in time.
    """
    path = data / "editions.toml"
    edition = _preview(load_editions(path), code)
    if told := quiet_on(day, load_quiet_periods(data / "quiet-periods.toml", councils), councils):
        raise QuietPeriodError(f'edition "{code}": nothing is published in a quiet period: {"; ".join(told)}')
    _after_the_preview(edition, day)
    connection = connect(published)
    _is_that_preview(connection, edition, published.name, version)
    _told_of_security(connection, edition, security, day)
    return _write(path, data / "published" / f"{code}.csv", edition, day, connection)


def _preview(editions: Iterable[Edition], code: str) -> Edition:
    known = {one.code: one for one in editions}
    if code not in known:
        previews = ", ".join(one.code for one in known.values() if one.status == "preview") or "there is none"
        raise EditionError(f'edition "{code}": is not in editions.toml; expected a preview: {previews}')
    found = known[code]
    if found.status == "published":
        since = f" since {found.published_on}" if found.published_on else ""
        raise EditionError(
            f'edition "{code}": field "status": is published already{since}, and its figures do not change; what is to '
            "change comes with the next edition, or as a correction in data/corrections/"
        )
    if found.status != "preview":
        raise EditionError(f'edition "{code}": field "status": found "{found.status}", expected "preview"')
    return found


def _after_the_preview(edition: Edition, day: date) -> None:
    where = f'editions.toml: edition "{edition.code}": field "replies_until"'
    if edition.replies_until is None:
        raise EditionError(
            f"{where}: found nothing, expected the last day on which councils could answer their previews, with the "
            "day on which they were sent as previewed_on"
        )
    if day <= edition.replies_until:
        raise EditionError(f"{where}: councils can answer until {edition.replies_until}; today is {day}")


def _is_that_preview(connection: sqlite3.Connection, edition: Edition, name: str, version: str) -> None:
    row = current_edition(connection)
    if row["edition"] != edition.code or row["status"] != "preview":
        raise EditionError(
            f'edition "{edition.code}": {name} shows the {row["status"]} {row["edition"]} first; build that preview'
        )
    if row["simulated"]:
        raise EditionError(f'edition "{edition.code}": {name} holds invented councils, which are never published')
    made = rows(connection, "SELECT value FROM meta WHERE key = 'files_version'")
    if not made or made[0]["value"] != version:
        raise EditionError(
            f'edition "{edition.code}": {name} was built from other files than those here now; build it again'
        )


_FAILED = """
SELECT DISTINCT a.slug FROM cells c JOIN authorities a USING (authority)
WHERE c.edition = ? AND c.state = 'observed' AND c.y < 1 AND c.indicator IN ({marks}) ORDER BY a.slug
"""


def _told_of_security(connection: sqlite3.Connection, edition: Edition, security: Collection[str], day: date) -> None:
    # What rests on published data alone was public before.
    if edition.scope == OPEN_DATA or not security:
        return
    sql = _FAILED.format(marks=",".join("?" * len(security)))
    slugs = [row["slug"] for row in rows(connection, sql, edition.code, *sorted(security))]
    if not slugs:
        return
    where = f'editions.toml: edition "{edition.code}": field "security_told_on"'
    some = (
        f"councils with a security finding of ours: {len(slugs)} ({', '.join(slugs[:5])}{', …' if slugs[5:] else ''})"
    )
    if edition.security_told_on is None:
        raise EditionError(f"{where}: found nothing, expected the day on which they were told: {some}")
    free = edition.security_told_on + timedelta(days=SECURITY_DAYS)
    if day < free:
        raise EditionError(f"{where}: {some}, told on {edition.security_told_on}: not public before {free}")


def _write(path: Path, kept: Path, edition: Edition, day: date, connection: sqlite3.Connection) -> Path:
    text = path.read_text(encoding="utf-8")
    after = with_status_published(text, edition.code, day)
    before = load_editions(path)
    figures = printed_csv(
        [dict(row) for row in rows(connection, "SELECT * FROM scores WHERE edition = ?", edition.code)]
    )
    if kept.exists() and kept.read_text(encoding="utf-8") != figures:
        raise EditionError(f'edition "{edition.code}": {kept.name} keeps other figures already, and they do not change')
    had = kept.exists()
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_text(after, encoding="utf-8", newline="\n")
        expected = [
            replace(one, status="published", published_on=day) if one.code == edition.code else one for one in before
        ]
        if list(load_editions(draft)) != expected:
            raise EditionError(f'{path.name}: edition "{edition.code}": its status does not stand in a line of its own')
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(figures, encoding="utf-8", newline="\n")
        try:
            draft.replace(path)
        except OSError:
            if not had:
                kept.unlink()
            raise
    finally:
        draft.unlink(missing_ok=True)
    return kept


def with_status_published(text: str, code: str, day: date) -> str:
    """Return the text of editions.toml with one edition's status as published, on that day; all else as it stands.

    Raises EditionError if its entry or the line of its status cannot be told by the text.
    """
    head, *entries = re.split(r"^(?=\[\[edition\]\])", text, flags=re.MULTILINE)
    found = [n for n, entry in enumerate(entries) if tomllib.loads(entry)["edition"][0].get("code") == code]
    if len(found) != 1:
        raise EditionError(f'editions.toml: edition "{code}": expected one [[edition]] entry of its own')
    line = f'status = "published"\npublished_on = {day.isoformat()}'
    changed, times = re.subn(r'^status *= *"preview"', line, entries[found[0]], flags=re.MULTILINE)
    if times != 1:
        raise EditionError(f'editions.toml: edition "{code}": field "status": expected one line, status = "preview"')
    entries[found[0]] = changed
    return head + "".join(entries)
