"""Atom feeds (RFC 4287): what changed at one council, in one type, in one question, in all; and the editions there are.

A feed begins with an entry for the edition that is served, then has one for each mark that is not as it was in the
edition before: the entries of the page of changes with the same filter. Dates are the edition's, never a clock's.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import flask
from markupsafe import Markup

from edition.mark_changes import Kind, MarkChange
from edition.reader import rows
from models import Message
from web.pages.changes import Compared, compared
from web.pages.changes_query import CHANGED, KINDS
from web.pages.council import council_at, verdict
from web.pages.editions import listed
from web.pages.files import about_edition
from web.pages.render import database
from web.pages.standing import in_type
from web.pages.words import TYPES, capital, type_plural
from web.serving.editions import edition_prefix
from web.site import NAME
from web.words import format as fmt
from web.words.catalogue import word

MEDIA_TYPE = "application/atom+xml"
MOST = 300
"""Marks of one feed; where more changed, those that changed most, and the feed says so."""
_IDS = uuid.UUID("5b1d1f5e-6d0b-4b42-9d0f-4f3f9d1a6c57")
"""Under which ids are made where this copy has no domain of its own (RFC 9562, version 5). It never changes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. key: what it is about, the same in every feed and for good; day: of its edition, ISO 8601; path: of
    the page it leads to; terms: its categories."""

    key: str
    day: str
    title: str
    path: str
    body: Markup
    terms: tuple[str, ...] = ()


def add(blueprint: flask.Blueprint) -> None:
    """Add the feeds."""
    blueprint.add_url_rule("/editions.atom", "editions_feed", editions)
    blueprint.add_url_rule("/changes.atom", "changes_feed", of_all)
    blueprint.add_url_rule("/changes/type/<kind>.atom", "type_feed", of_type)
    blueprint.add_url_rule("/changes/indicator/<code>.atom", "indicator_feed", of_indicator)
    blueprint.add_url_rule("/council/<slug>/changes.atom", "council_feed", of_council)


def of_all() -> flask.Response:
    """Send the better and worse marks of every council."""
    held = compared()
    return _changes(held, word(Message("feed.of_all")), "/changes", _clear(held.changes), "changes", "")


def of_type(kind: str) -> flask.Response:
    """Send those of the councils of one type; 404 for a type that there is not."""
    if kind not in TYPES:
        flask.abort(404, description=f"There is no type of council called “{kind[:40]}”.")
    held = compared()
    found = [one for one in _clear(held.changes) if one.type == kind]
    title = word(Message("feed.of_type", {"types": capital(type_plural(kind))}))
    return _changes(held, title, f"/changes?type={kind}", found, f"changes/type/{kind}", "")


def of_indicator(code: str) -> flask.Response:
    """Send those of one question; 404 for one that there is not, or that earns no marks."""
    asked = rows(database(), "SELECT name FROM indicators WHERE indicator = ? AND scored = 1", code)
    if not asked:
        flask.abort(404, description=f"There is no question called “{code[:40]}” that earns marks.")
    held = compared()
    found = [one for one in _clear(held.changes) if one.indicator == code]
    title = word(Message("feed.of_question", {"question": asked[0]["name"]}))
    return _changes(held, title, f"/changes?indicator={code}", found, f"changes/indicator/{code}", "")


def of_council(slug: str) -> flask.Response:
    """Send every mark of one council that is not as it was, also those that do not compare; 404 for no council."""
    _, _, row = council_at(slug)
    held = compared()
    found = [one for one in held.changes if one.authority == row["authority"]]
    title = word(Message("feed.of_council", {"council": row["name"]}))
    about = verdict(row, in_type(row))
    return _changes(held, title, f"/council/{slug}/changes", found, f"council/{row['authority']}/changes", about)


def editions() -> flask.Response:
    """Send the editions that have an address, the newest first; what this version cannot read is left out."""
    rows_of = [(it.code, it.row) for it in listed() if it.row]
    found = [
        Entry(f"edition/{code}", row["as_of"], row["title"], f"/{code}/", _of_edition(row), (row["status"],))
        for code, row in rows_of
    ]
    title = word(Message("feed.of_editions"))
    return _feed(title, "/editions", "/editions.atom", found, "", prefix="")


def _clear(changes: Iterable[MarkChange]) -> list[MarkChange]:
    """Return the changes that say something about a council, as the page shows them unless asked otherwise."""
    return [one for one in changes if one.kind in CHANGED]


def _changes(held: Compared, title: str, page: str, found: list[MarkChange], key: str, about: str) -> flask.Response:
    edition, before = held.edition, held.before
    shown = sorted(found, key=lambda one: -abs(one.change or 0.0))[:MOST] if len(found) > MOST else found
    counts = Counter(change.kind for change in found)
    others = len(found) - counts[Kind.BETTER] - counts[Kind.WORSE]
    told = word(Message("feed.none_before"))
    if before is not None:
        told = word(Message("feed.counts", {
            "before": before["as_of"], "better": counts[Kind.BETTER], "worse": counts[Kind.WORSE],
        })) + (" " + word(Message("feed.others", {"others": others})) if others else "")  # fmt: skip
    left_out = word(Message("feed.left_out", {"most": MOST, "all": len(found)})) if len(shown) < len(found) else ""
    body = _of_edition(edition) + _paragraphs(about, told, left_out)
    first = Entry(f"{key}/{edition['edition']}", edition["as_of"], edition["title"], page, body, (edition["status"],))
    path = flask.request.path
    entries = [first, *(_entry(change, edition, before) for change in shown if before is not None)]
    return _feed(title, page, path, entries, left_out, edition_prefix())


def _entry(change: MarkChange, edition: sqlite3.Row, before: sqlite3.Row) -> Entry:
    what = KINDS[change.kind]
    if change.kind in CHANGED:
        what = f"{what}, {fmt.signed(change.change)}"
    title = word(Message("feed.title", {"council": change.short_name, "question": change.question, "what": what}))
    body = flask.render_template("feed_entry.html", change=change, before=before, edition=edition)
    key = f"change/{edition['edition']}/{change.authority}/{change.indicator}"
    path = f"/council/{change.slug}/changes"
    return Entry(key, edition["as_of"], title, path, Markup(body), (change.kind.value, change.type, change.indicator))


def _of_edition(edition: sqlite3.Row) -> Markup:
    about = about_edition(edition)
    day = fmt.long_date(edition["as_of"])
    return _paragraphs(word(Message("feed.edition", {"day": day, "status": edition["status"]})), about["note"])


def _paragraphs(*texts: str) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(text) for text in texts if text)


def _feed(title: str, page: str, path: str, entries: Iterable[Entry], note: str, prefix: str) -> flask.Response:
    """Return the feed. page: which it belongs to; path: its own; both below `prefix`."""
    from feedgenerator import Atom1Feed  # only who asks for a feed waits for it

    base = flask.current_app.config["SITE"].base_url
    feed = Atom1Feed(
        title=f"{title} – {NAME}", link=f"{base}{prefix}{page}", feed_url=f"{base}{prefix}{path}", description=note,
        feed_guid=f"{base}{path}" if base else _uuid(path), author_name=NAME, language="en-GB",
    )  # fmt: skip
    for entry in entries:
        day = datetime.combine(date.fromisoformat(entry.day), datetime.min.time(), UTC)
        feed.add_item(
            title=entry.title, link=f"{base}{prefix}{entry.path}", description=None, unique_id=entry_id(base, entry),
            content=str(entry.body).replace('href="/', f'href="{base}{prefix}/'), pubdate=day, updateddate=day,
            categories=entry.terms,
        )  # fmt: skip
    return flask.Response(feed.writeString("utf-8"), mimetype=MEDIA_TYPE)


def entry_id(base: str, entry: Entry) -> str:
    """Return the id of an entry: a tag of our domain and the edition's day (RFC 4151), or a UUID without a domain."""
    host = urlsplit(base).hostname
    return f"tag:{host},{entry.day}:{entry.key}" if host else _uuid(entry.key)


def _uuid(key: str) -> str:
    return uuid.uuid5(_IDS, key).urn
