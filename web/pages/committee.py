"""A council's report for a committee: two printed pages with a summary, charts, marks, first steps and sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flask

from edition.reader import Record, council_cells, council_replies, rows, summaries
from models import Message
from web.pages.charts import line
from web.pages.corrections import said_of
from web.pages.council import (
    GATES,
    OPTIONAL,
    council_at,
    dimensions,
    examples,
    history,
    movement,
    position,
)
from web.pages.levels import level_words
from web.pages.meaning import council_name
from web.pages.planner import Plan, planner
from web.pages.render import page
from web.pages.shared_card import place
from web.pages.standing import Standing, in_type
from web.pages.words import reason, type_plural
from web.words import format as fmt
from web.words.catalogue import word

MOST_MARKS, MOST_UNSEEN = 14, 8
"""Marks in the table, and names in the list of what could not be seen: more would not fit on two pages."""
STATUSES = {"preview": "summary.preview", "published": "summary.published", "back-cast": "summary.back-cast"}
"""Status of an edition -> the message that ends the summary."""
MOST_SAID = 600
"""Characters of a council's own statement that stand in the report; a longer one is cut at a word, and says so."""
FIRST = 3
WHOLE = 0.9999
"""A dimension of which so much could be seen counts as seen whole."""
LEAST = 0.0005
"""Differences of scores (0-1) below this read the same at one decimal."""
_OF_TYPE = "SELECT score FROM scores WHERE edition = ? AND type = ? AND ranked AND authority != ? ORDER BY score"
_SOURCES = "SELECT * FROM sources WHERE source IN (SELECT value FROM json_each(?)) ORDER BY position"


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a report. shown: of those seen, the ones that count most, in framework order; more: how many others
    were seen; unseen: name and reason of those that were not, the heaviest first; unseen_more: how many others;
    numbers: source -> its number in the list of sources."""

    shown: list[Record]
    more: int
    unseen: list[tuple[str, str]]
    unseen_more: int
    sources: list[sqlite3.Row]
    numbers: Mapping[str, int]


def add(blueprint: flask.Blueprint) -> None:
    """Add the report for a committee."""
    blueprint.add_url_rule("/council/<slug>/report", "committee", show)


def show(slug: str) -> tuple[str, int]:
    """Render the report of one council; 404 for a council that there is not."""
    connection, edition, row = council_at(slug)
    code, of, standing = row["authority"], (edition["edition"], row["authority"]), in_type(row)
    figures = summaries(connection, edition["edition"])
    gains, ways, peers = (rows(connection, OPTIONAL[name], *of) for name in ("gains", "ways_in", "peers"))
    plan = planner(gains, ways, row, standing)
    cells, parts, past = council_cells(connection, *of), dimensions(connection, *of), history(connection, code)
    checks = [[str(source["title"]) for source in way.sources] for way in plan.ways_in] if plan else []
    moved = movement(row, figures.get(("movement", "")))
    told = Told(row, standing, edition, plan, place(row, standing, checks), moved)
    return page(
        "committee.html",
        edition=edition,
        row=row,
        standing=standing,
        summary=word(summary(told, parts)),
        dimensions=parts,
        said=said_of(council_replies(connection, code)),
        longest=MOST_SAID,
        marks=_marks(connection, cells, {part["dimension"]: part["weight"] for part in parts}),
        others=[one["score"] for one in rows(connection, _OF_TYPE, edition["edition"], row["type"], code)],
        steps=_steps(plan),
        examples=examples(connection, edition["edition"], row["type"], cells, plan, peers),
        efforts={cell["indicator"]: cell["effort"] for cell in cells},
        level=level_words(row, rows(connection, GATES, *of), figures.get(("maturity", ""), ())),
        history=past,
        line=line(
            [(one["as_of"], one["matched"], bool(one["joined"])) for one in past],
            [(one["matched_low"], one["matched_high"]) for one in past],
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What a summary is made of. place: the likely places, or what one needs; moved: since the edition before, ''."""

    row: Record
    standing: Standing
    edition: Record
    plan: Plan | None
    place: str
    moved: str


def summary(told: Told, parts: Sequence[Record]) -> Message:
    """Return the paragraph for a leader as a message: only what the edition's figures say of this council.

    A council without a place gets no score of any kind, but what it needs for one. parts: rows of dimension_scores.
    """
    found: list[Message | str] = [*_standing(told), *_ends(told.standing, parts), *_first(told)]
    if told.moved:
        found.append(told.moved)
    kind = "summary.simulated" if told.edition["simulated"] else STATUSES[told.edition["status"]]
    return Message("summary.paragraph", {"sentences": [*found, Message(kind, {"day": told.edition["as_of"]})]})


def _standing(told: Told) -> list[Message]:
    row, standing, name = told.row, told.standing, council_name(told.row["name"])
    if standing.places is None:
        return [Message("summary.unranked", {
            "council": name, "seen": standing.seen, "n": standing.asked, "place": told.place,
        })]  # fmt: skip
    best, worst, of_all = standing.places
    score, low, high = (fmt.score_text(one) for one in (standing.score, standing.low, standing.high))
    scored = Message("summary.score", {"council": name, "score": score})
    if standing.drawn and standing.spread:
        scored = Message("summary.score_likely", {"council": name, "score": score, "low": low, "high": high})
    placed = Message("summary.place", {
        "best": best, "worst": worst, "of": of_all, "types": type_plural(row["type"]),
        "position": position(best, worst, of_all),
    })  # fmt: skip
    all_seen = standing.coverage >= WHOLE
    unseen = Message("summary.all_seen") if all_seen else Message("summary.unseen", {"share": 1 - standing.coverage})
    return [scored, placed, unseen]


def _ends(standing: Standing, parts: Sequence[Record]) -> list[Message]:
    """Return where a ranked council differs most from the middle of its type, of the dimensions seen whole."""
    whole = [one for one in parts if one["seen"] is not None and one["coverage"] >= WHOLE]
    gaps = {one["name"]: one["score"] - one["type_median"] for one in whole if one["type_median"] is not None}
    if not standing.ranked or not gaps:
        return []
    high, low = max(gaps, key=lambda name: gaps[name]), min(gaps, key=lambda name: gaps[name])
    up, down = fmt.signed(gaps[high]), fmt.signed(gaps[low])
    if gaps[high] > LEAST and gaps[low] < -LEAST:
        return [Message("summary.ends", {"high": high, "up": up, "low": low, "down": down})]
    if gaps[high] > LEAST:
        return [Message("summary.above", {"high": high, "up": up})]
    return [Message("summary.below", {"low": low, "down": down})] if gaps[low] < -LEAST else []


def _first(told: Told) -> list[Message]:
    steps = [step for step in _steps(told.plan) if step.raw_kind == "improve"]
    if not steps:
        return []
    if not told.standing.ranked:
        return [Message("summary.meanwhile", {"change": steps[0].name})]
    return [Message("summary.first", {"change": steps[0].name, "after": steps[0].after})]


def _steps(plan: Plan | None) -> list[Any]:
    return plan.single[:FIRST] if plan else []


def _marks(connection: sqlite3.Connection, cells: Sequence[Record], weights: Mapping[str, float]) -> Marks:
    def share(cell: Record) -> float:
        """Return how much of the whole score hangs on a mark."""
        return float((cell["points_max"] or 0.0) * weights.get(cell["dimension"], 0.0))

    heaviest = sorted(cells, key=share, reverse=True)
    seen = [cell for cell in heaviest if cell["state"] == "observed"]
    missing = [cell for cell in heaviest if cell["state"] == "missing"]
    chosen = {cell["indicator"] for cell in seen[:MOST_MARKS]}
    shown = [cell for cell in cells if cell["indicator"] in chosen]
    names = flask.json.dumps(sorted({cell["source"] for cell in shown}))
    sources = rows(connection, _SOURCES, names)
    return Marks(
        shown, len(seen) - len(shown), [(cell["name"], reason(cell["reason"])) for cell in missing[:MOST_UNSEEN]],
        len(missing[MOST_UNSEEN:]), sources, {row["source"]: n for n, row in enumerate(sources, 1)},
    )  # fmt: skip
