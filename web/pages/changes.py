"""What moved since the edition before: marks then and now with their evidence, and the map from old question to new."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import flask

from edition.drift import MOVED
from edition.mark_changes import MarkChange, asked_first, edition_before, mark_changes
from edition.reader import council, current_edition, one, rows, summaries
from scoring.movement import REAL
from scoring.rounding import half_up, out_of_100
from web.pages import changes_query as ask
from web.pages.columns import CHANGES, QUESTION_MAP
from web.pages.files import csv_response
from web.pages.render import database, page, remembered
from web.pages.services_seen import online
from web.words.catalogue import word

VERDICTS = """
SELECT s.movement, s.movement_probability, a.slug, a.short_name, a.name, a.type, a.nation
FROM scores s JOIN authorities a USING (authority) WHERE s.edition = ? AND s.movement != ''
  AND (? = '' OR a.type = ?) AND (? = '' OR a.nation = ?) ORDER BY s.movement DESC, a.name
"""
COUNCILS = "SELECT DISTINCT a.type, a.nation FROM scores JOIN authorities a USING (authority) WHERE edition = ?"
OLDER_RULES = """
SELECT f.framework_version, f.score, f.rank_low, f.rank_high, f.rank_of FROM earlier_figures f
WHERE f.edition = ? AND f.authority = ? ORDER BY f.framework_version
"""
DRIFT = """
SELECT d.*, s.name AS service_name, a.slug, a.short_name FROM drift d JOIN services s USING (service)
JOIN authorities a USING (authority) WHERE d.edition = ? AND (? = '' OR d.authority = ?)
  AND (? = '' OR a.type = ?) AND (? = '' OR a.nation = ?)
ORDER BY a.name, s.position
"""
AS_PUBLISHED = """
SELECT e.as_of, h.as_published, h.as_published_low, h.as_published_high, h.as_published_of, h.rescored
FROM history h JOIN editions e USING (edition) WHERE h.authority = ? AND h.as_published IS NOT NULL ORDER BY e.as_of
"""


def add(blueprint: flask.Blueprint) -> None:
    """Add the changes of all councils and of one, the question map, and the files of each."""
    blueprint.add_url_rule("/changes", "changes", show)
    blueprint.add_url_rule("/changes.csv", "changes_csv", download)
    blueprint.add_url_rule("/changes/questions", "question_map", show_questions)
    blueprint.add_url_rule("/changes/questions.csv", "question_map_csv", download_questions)
    blueprint.add_url_rule("/council/<slug>/changes", "council_changes", show_council)
    blueprint.add_url_rule("/council/<slug>/changes.csv", "council_changes_csv", download_council)


@dataclass(frozen=True, slots=True)
class Compared:
    """The current edition beside the one before. before: None where there is none, and then nothing changed.

    first: code and name of the questions that had no evidence before. older: versions of the framework under which the
    current edition was shown earlier. types, nations: of the councils of the edition, moved or not.
    """

    edition: sqlite3.Row
    before: sqlite3.Row | None
    changes: tuple[MarkChange, ...]
    first: list[sqlite3.Row]
    older: list[str]
    moved: dict[str, Any] | None
    types: frozenset[str]
    nations: frozenset[str]

    @property
    def offered(self) -> dict[str, dict[str, str]]:
        """What these changes can be narrowed by: a field, its values and their words."""
        return ask.choices(self.changes, self.types, self.nations)


def _compare(connection: sqlite3.Connection) -> Compared:
    edition = current_edition(connection)
    code = edition["edition"]
    before = edition_before(connection, code)
    sql = "SELECT DISTINCT framework_version FROM earlier_figures WHERE edition = ? ORDER BY 1"
    councils = rows(connection, COUNCILS, code)
    return Compared(
        edition,
        before,
        mark_changes(connection, before["edition"], code) if before else (),
        asked_first(connection, before["edition"], code) if before else [],
        [row["framework_version"] for row in rows(connection, sql, code)],
        summaries(connection, code).get(("movement", "")),
        frozenset(row["type"] for row in councils),
        frozenset(row["nation"] for row in councils),
    )


compared = remembered(_compare)
"""Return what moved in the edition that is served."""


def show() -> tuple[str, int]:
    """Render what moved anywhere; what is not offered as a filter is left out with a sentence that says so."""
    held = compared()
    query, messages = ask.parse(flask.request.args, held.offered)
    found = ask.chosen(query, held.changes)
    verdicts = rows(
        database(), VERDICTS, held.edition["edition"], query.type, query.type, query.nation, query.nation
    )  # fmt: skip
    return page(
        "changes.html",
        edition=held.edition,
        held=held,
        query=query,
        messages=messages,
        offered=held.offered,
        found=len(found),
        shown=ask.page_of(query, found),
        pages=ask.pages_of(found),
        whom=ask.whom(query),
        counts=Counter(change.kind for change in ask.among(query, held.changes)),
        moves=Counter(row["movement"] for row in verdicts),
        drift=drifted(held.edition, kind=query.type, nation=query.nation),
        online=online,
        most=ask.MOST,
        verdicts=verdicts,
        judged=judged(held.edition),
        by_chance=int(half_up((1 - REAL) * len(verdicts))),
        questions=_questions(),
        ask=ask,
    )


@dataclass(frozen=True, slots=True)
class Drifted:
    """What became of services since the crawl before. kinds: kind -> how many; moved: rows that say something about a
    council; apart: how many services cannot be compared; crawled: whether the edition rests on a crawl at all.

    ends: the days on which the two crawls ended (`then`, `now`), None where there is one."""

    crawled: bool
    ends: dict[str, str] | None
    kinds: Counter[str]
    moved: list[sqlite3.Row]
    apart: int


def drifted(edition: sqlite3.Row, authority: str = "", kind: str = "", nation: str = "") -> Drifted:
    """Return what became of the services of all councils, of those of a type or a nation, or of one."""
    found = rows(
        database(), DRIFT, edition["edition"], authority, authority, kind, kind, nation, nation
    )  # fmt: skip
    moved = [row for row in found if row["kind"] in MOVED]
    kinds = Counter(row["kind"] for row in found)
    ends = summaries(database(), edition["edition"]).get(("drift", ""))
    return Drifted(edition["scope"] != "open-data", ends, kinds, moved, len(found) - len(moved))


@dataclass(frozen=True, slots=True)
class Judged:
    """What can be said of who improved once all are judged together. stated: False where none can be named."""

    text: str
    stated: bool


def judged(edition: sqlite3.Row) -> Judged | None:
    """Return that of an edition, None in one without findings."""
    sql = "SELECT sentence, withheld, stated FROM findings WHERE edition = ? AND finding = 'improved'"
    found = one(database(), sql, edition["edition"])
    return Judged(word(found["sentence"] or found["withheld"]), bool(found["stated"])) if found else None


def download() -> flask.Response:
    """Send all rows that the page with the same query shows, those of its other pages too."""
    held = compared()
    query, _ = ask.parse(flask.request.args, held.offered)
    return _csv("changes.csv", held, ask.chosen(query, held.changes))


def _of_council(slug: str) -> tuple[sqlite3.Row, Compared, list[MarkChange]]:
    held = compared()
    row = council(database(), held.edition["edition"], slug)
    if row is None:
        flask.abort(404, description=f"We know no council called “{slug[:80]}”.")
    return row, held, [change for change in held.changes if change.authority == row["authority"]]


def show_council(slug: str) -> tuple[str, int]:
    """Render every mark of one council that is not as it was; 404 for a council that there is not."""
    row, held, own = _of_council(slug)
    connection = database()
    return page(
        "council_changes.html",
        edition=held.edition,
        held=held,
        row=row,
        found=own,
        drift=drifted(held.edition, row["authority"]),
        online=online,
        most=ask.MOST,
        older=rows(connection, OLDER_RULES, held.edition["edition"], row["authority"]),
        published=rows(connection, AS_PUBLISHED, row["authority"]),
        ask=ask,
    )


def download_council(slug: str) -> flask.Response:
    """Send the same as CSV."""
    _, held, own = _of_council(slug)
    return _csv(f"{slug}-changes.csv", held, own)


def _csv(name: str, held: Compared, found: Iterable[MarkChange]) -> flask.Response:
    before = held.before["edition"] if held.before else ""
    records = [_record(before, change) for change in found]
    return csv_response(name, held.edition, records, [field.name for field in CHANGES])


def _record(before: str, change: MarkChange) -> dict[str, Any]:
    record: dict[str, Any] = {"edition_before": before}
    record |= {name: getattr(change, name) for name in ("authority", "slug", "name", "type", "nation", "indicator")}
    record |= {"question": change.question, "unit": change.unit, "kind": change.kind.value}
    for side, seen in (("before", change.then), ("now", change.latest)):
        told = {
            "value": seen.value, "denominator": seen.denominator, "mark": out_of_100(seen.y), "reason": seen.reason,
            "observed_on": seen.observed_on, "source": seen.source, "url": seen.url,
        }  # fmt: skip
        record |= {f"{name}_{side}": value for name, value in told.items()}
    return record | {"change": out_of_100(change.change)}


def _questions() -> list[dict[str, Any]]:
    connection = database()
    found: list[dict[str, Any]] = summaries(connection, current_edition(connection)["edition"]).get(
        ("question_map", ""), []
    )
    return found


def show_questions() -> tuple[str, int]:
    """Render what became of each question between the versions of the framework."""
    connection = database()
    told = {
        row["code"]: row["name"]
        for row in rows(
            connection,
            "SELECT question AS code, name FROM questions UNION SELECT indicator, name FROM indicators",
        )
    }
    counted = one(connection, "SELECT count(*) AS n FROM questions")
    assert counted is not None
    pages = {row["indicator"] for row in rows(connection, "SELECT indicator FROM indicators")}
    return page("question_map.html", questions=_questions(), names=told, asked=counted["n"], pages=pages)


def download_questions() -> flask.Response:
    """Send the same as CSV."""
    records = [{**row, "comparable": int(row["comparable"])} for row in _questions()]
    columns = [field.name for field in QUESTION_MAP]
    ordered = [{name: record[name] for name in columns} for record in records]
    return csv_response("questions-map.csv", current_edition(database()), ordered, columns)
