"""The public log of what was reported as wrong and what councils answered: every entry, and how often we were wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import flask

from edition.reader import Record, all_replies, rows
from edition.right_of_reply import (
    DISAGREE,
    DONE,
    EXPLAIN,
    LONGEST,
    OPEN,
    REFUSED,
    REJECTED,
    REPORT,
    RETEST,
    STATEMENT,
    UPHELD,
)
from web.pages.render import database, page

CHALLENGES = (DISAGREE, REPORT)


@dataclass(frozen=True, slots=True)
class Rates:
    """How reports and replies fared. councils: those that sent anything, of `asked` there are; challenged: marks
    reported as wrong, by anybody; days: the middle number of days to a decision, None where nothing is decided.
    retests, looked: re-tests asked for, and those that have been done or refused.
    """

    councils: int
    asked: int
    challenged: int
    decided: int
    upheld: int
    days: float | None
    retests: int
    looked: int

    @property
    def waiting(self) -> int:
        """Return how many are under review."""
        return self.challenged - self.decided


def add(blueprint: flask.Blueprint) -> None:
    """Add the log."""
    blueprint.add_url_rule("/corrections", "corrections", show)


def show() -> tuple[str, int]:
    """Render how to report a mark, what happens then, how often we were wrong, and every entry, the newest first."""
    connection = database()
    log = all_replies(connection)
    counted = rates(log, _councils(connection))
    return page("corrections.html", log=log, rates=counted, anchor=anchor, longest=LONGEST)


def _councils(connection: sqlite3.Connection) -> int:
    number: int = rows(connection, "SELECT count(*) AS n FROM authorities")[0]["n"]
    return number


def rates(log: Sequence[Record], councils: int) -> Rates:
    """Return how the entries of `replies` fared. councils: how many could have said something."""
    challenged = [one for one in log if one["kind"] in CHALLENGES]
    decided = [one for one in challenged if one["reply_status"] in (UPHELD, REJECTED)]
    retests = [one for one in log if one["kind"] == RETEST]
    return Rates(
        councils=len({one["authority"] for one in log if one["sender"] == "council"}),
        asked=councils,
        challenged=len(challenged),
        decided=len(decided),
        upheld=sum(one["reply_status"] == UPHELD for one in decided),
        days=median(_days(one) for one in decided) if decided else None,
        retests=len(retests),
        looked=sum(one["reply_status"] in (DONE, REFUSED) for one in retests),
    )


def _days(one: Record) -> int:
    return (date.fromisoformat(one["decided_on"]) - date.fromisoformat(one["received_on"])).days


def anchor(one: Record) -> str:
    """Return the id of an entry in the log: the same for as long as the entry stands."""
    parts = (one["slug"], one["indicator"].lower(), one["kind"], one["received_on"])
    return "-".join(part for part in parts if part)


def is_open(one: Record) -> bool:
    """Return whether an entry says that a mark is wrong and nobody has decided yet."""
    return one["kind"] in CHALLENGES and one["reply_status"] == OPEN


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one council. statement: its newest one, None without; marks: indicator -> entries, newest
    first.
    """

    statement: Record | None
    marks: dict[str, list[Record]]

    @property
    def reviewing(self) -> list[str]:
        """Return the codes of the marks that are under review, in order."""
        return sorted(code for code, entries in self.marks.items() if any(map(is_open, entries)))

    def explained(self, code: str, edition: str) -> bool:
        """Return whether the council has explained this mark as it stands in that edition."""
        entries = self.marks.get(code, ())
        return any(one["kind"] == EXPLAIN and one["about_edition"] == edition for one in entries)


def said_of(entries: Sequence[Record]) -> Said:
    """Return the entries about one council, newest first, by mark."""
    marks: dict[str, list[Record]] = {}
    for one in entries:
        if one["indicator"]:
            marks.setdefault(one["indicator"], []).append(one)
    return Said(next((one for one in entries if one["kind"] == STATEMENT), None), marks)
