"""The planner of one council: tick changes, see what would be published, who has done it and who needs it too."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flask

from edition.reader import Record, council_cells, rows
from edition.type_read import TypeRead, read_type
from scoring.framework import EFFORTS
from scoring.rounding import out_of_100
from scoring.what_if import WhatIf, try_marks
from web.pages.columns import PLAN
from web.pages.council import OPTIONAL, council_at, looks
from web.pages.files import csv_response
from web.pages.mark_holders import MarkHolders, mark_holders
from web.pages.plan_gates import Gate, gates_after, level_of
from web.pages.planner import Plan, Step, places, planner
from web.pages.render import database, page, remembered
from web.pages.standing import Standing, in_type
from web.pages.words import type_name
from web.words import format as fmt

MOST_ASKED, LONGEST = 150, 12
"""A plan reads so many changes from an address, and so many characters of one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change that a plan can hold. step: its own effect in words; gain: its row of `gains`; effort: one of EFFORTS,
    '' if not declared."""

    step: Step
    gain: Record
    cell: Record
    chosen: bool
    effort: str
    effort_reason: str
    holders: MarkHolders


@dataclass(frozen=True, slots=True)
class Result:
    """What a plan would do, in words. gain: of the score; places: likely ones after it; chance: of a better place."""

    score: str
    gain: str
    likely: str
    moves: str
    places: str
    chance: str
    tried: WhatIf
    gates: list[Gate]
    level: int


def add(blueprint: flask.Blueprint) -> None:
    """Add the planner and its file."""
    blueprint.add_url_rule("/council/<slug>/planner", "planner", show)
    blueprint.add_url_rule("/council/<slug>/planner.csv", "planner_csv", download)


@remembered
def _type(connection: sqlite3.Connection, kind: str) -> TypeRead:
    return read_type(connection, kind)


def show(slug: str) -> flask.typing.ResponseReturnValue:
    """Render the planner with the plan of ?fix=CODE&fix=CODE; what cannot be planned is left out and said."""
    _, edition, row = council_at(slug)
    standing, plan, changes, result, left_out = _planned(edition, row)
    return page(
        "planner.html",
        edition=edition,
        row=row,
        standing=standing,
        plan=plan,
        looks=looks(plan.ways),
        changes=changes,
        chosen=[one for one in changes if one.chosen],
        efforts=efforts(changes),
        result=result,
        left_out=left_out,
        query=flask.request.query_string.decode("ascii", "replace"),
    )


def download(slug: str) -> flask.Response:
    """Send the plan as CSV: every change that is open to the council, those chosen marked, and the plan's figures."""
    _, edition, row = council_at(slug)
    _, _, changes, result, _ = _planned(edition, row)
    records = [plan_record(row, change, result) for change in changes]
    return csv_response(f"{row['slug']}-planner.csv", edition, records, [field.name for field in PLAN])


@dataclass(frozen=True, slots=True)
class _Plan:
    single: list[Step]
    ways: Sequence[Record]
    words: Plan | None


def _planned(edition: sqlite3.Row, row: sqlite3.Row) -> tuple[Standing, _Plan, list[Change], Result | None, list[str]]:
    connection, code, standing = database(), row["authority"], in_type(row)
    gains, ways = (rows(connection, OPTIONAL[name], edition["edition"], code) for name in ("gains", "ways_in"))
    words = planner(gains, ways, row, standing)
    plan = _Plan(words.single if words else [], ways, words)
    cells = {cell["indicator"]: cell for cell in council_cells(connection, edition["edition"], code)}
    chosen, left_out = _asked(flask.request.args.getlist("fix"), cells, plan.single, row)
    whole = _type(row["type"])
    near = [whole.published.panel.authorities[k] for k in whole.nearest[whole.row(code)]]
    found = mark_holders(connection, edition["edition"], row["type"],
                   {step.code: cells[step.code]["y"] for step in plan.single}, near)  # fmt: skip
    alone = {gain["indicator"]: gain for gain in gains if gain["route"] == "single"}
    changes = [
        Change(
            step, alone[step.code], cell, step.code in chosen, cell["effort"], cell["effort_reason"], found[step.code]
        )
        for step in plan.single
        if (cell := cells[step.code])
    ]
    if not chosen or not standing.ranked:
        return standing, plan, changes, None, left_out
    tried = try_marks(whole.published, whole.context, whole.row(code), chosen, whole.part_of, whole.kept)
    return standing, plan, changes, _result(connection, edition["edition"], row, tried, chosen), left_out


def _asked(
    asked: Sequence[str], cells: dict[str, sqlite3.Row], single: Sequence[Step], row: Record
) -> tuple[list[str], list[str]]:
    """Return the codes of a plan that can be worked out, and a sentence for each that cannot."""
    can, chosen, told = {step.code for step in single}, [], []
    for code in dict.fromkeys(one.strip()[:LONGEST] for one in asked[:MOST_ASKED]):
        if code in can:
            chosen.append(code)
        elif code not in cells:
            told.append(f"“{code}” is no question of this edition.")
        elif cells[code]["state"] == "not_applicable":
            told.append(f"“{cells[code]['name']}” is not asked of this {type_name(row['type'])}.")
        elif cells[code]["state"] == "missing":
            told.append(f"“{cells[code]['name']}” could not be seen here, so it needs a check first.")
        else:
            told.append(f"“{cells[code]['name']}” is at its best already.")
    if len(asked) > MOST_ASKED:
        told.append(f"Only the first {MOST_ASKED} changes were read.")
    return chosen, told


_RUNGS = """
SELECT v.service, coalesce(m.counted, -1) AS today, i.best FROM services v
JOIN duties d ON d.service = v.service AND d.authority = ? AND d.duty = 'full'
JOIN indicators i ON i.indicator = v.service
LEFT JOIN service_marks m ON m.service = v.service AND m.authority = d.authority AND m.edition = ?
WHERE v.core = 1
"""


def _result(
    connection: sqlite3.Connection, edition: str, row: sqlite3.Row, tried: WhatIf, chosen: Sequence[str]
) -> Result:
    gates = rows(connection, OPTIONAL["gates"], edition, row["authority"])
    rungs = {one["service"]: (one["today"], int(one["best"]))
             for one in rows(connection, _RUNGS, row["authority"], edition)}  # fmt: skip
    after = gates_after(gates, chosen, tried.seen, rungs)
    likely, rank = tried.likely, row["rank_middle"]
    return Result(
        score=fmt.score_text(tried.score),
        gain=fmt.signed(tried.score - row["score"]),
        likely=fmt.span_text(likely.low, likely.high) if likely else "",
        moves=places(rank, tried.rank),
        places=fmt.rank_text(likely.best, likely.worst, row["rank_of"]) if likely else "",
        chance=fmt.percent(likely.better) if likely else "",
        tried=tried,
        gates=after,
        level=level_of(after),
    )  # fmt: skip


def efforts(changes: Sequence[Change]) -> str:
    """Return "2 quick, 1 hard" of the changes that are chosen, '' for none."""
    count = Counter(change.effort for change in changes if change.chosen)
    return ", ".join(f"{count[one]} {one}" for one in EFFORTS if count[one])


def plan_record(row: Record, change: Change, result: Result | None) -> dict[str, Any]:
    """Return one row of the plan's file, in the words of pages.columns.PLAN."""
    tried = result.tried if result else None
    likely = tried.likely if tried else None
    return {
        "slug": row["slug"],
        "indicator": change.step.code,
        "name": change.step.name,
        "in_plan": int(change.chosen),
        "kind": change.step.raw_kind,
        "effort": change.effort,
        "effort_reason": change.effort_reason,
        "gain_alone": out_of_100(change.gain["delta"]),
        "score_alone": out_of_100(change.gain["new_score"]),
        "have_it": " ".join(one["slug"] for one in change.holders.has),
        "evidence": " ".join(one["url"] for one in change.holders.has if one["url"]),
        "need_it_too": " ".join(one["slug"] for one in change.holders.needs),
        "plan_score": out_of_100(tried.score) if tried else None,
        "plan_score_low": out_of_100(likely.low) if likely else None,
        "plan_score_high": out_of_100(likely.high) if likely else None,
        "plan_rank_low": likely.best if likely else None,
        "plan_rank_high": likely.worst if likely else None,
        "rank_of": row["rank_of"] if likely else None,
        "plan_chance": round(likely.better, 4) if likely else None,
    }
