"""The columns of the files that belong to one page, and the records of the API: as edition/tables/ declares them.

Same names, units and words as the files under /data: scores 0-100 with one decimal, shares 0-1, yes and no
as 1 and 0. None is unknown, never zero.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from edition.datasets import EDITION_FIELDS, dimension_fields
from edition.reader import Record
from edition.schema import BOOLEAN, INTEGER, MESSAGE, REAL, SCORE, SHARE, TEXT, Field, Place, Table, fields
from edition.tables.councils import AUTHORITIES
from edition.tables.figures import SCORES
from edition.tables.findings import FINDING_LINES
from edition.tables.framework import INDICATORS
from edition.tables.marks import CELLS
from scoring.rounding import out_of_100
from web.pages.standing import Standing
from web.pages.words import reason
from web.words.catalogue import word


def _named(table: Table, *names: str) -> tuple[Field, ...]:
    by_name = {field.name: field for field in fields(table, Place.FILE)}
    return tuple(by_name[name] for name in names)


STANDING = (
    *_named(SCORES, "score", "seen", "score_low", "score_high", "lower", "upper", "ranked"),
    Field(
        "rank_middle",
        INTEGER,
        "place by score; empty unless ranked, never to be quoted without its range",
        empty="not ranked",
    ),
    *_named(SCORES, "interval_low", "interval_high", "rank_best", "rank_worst"),
    Field("rank_of", INTEGER, "councils that are ranked", empty="not ranked"),
    Field("level_with", INTEGER, "other ranked councils of the same published score", empty="not ranked"),
    *_named(SCORES, "coverage", "unranked_reason"),
)
LEAGUE = (
    Field("view", TEXT, "type: within one type; core: all councils on the common core"),
    *_named(AUTHORITIES, "authority", "slug", "name", "type", "nation", "region"),
    *STANDING,
    *fields(SCORES, Place.API),
)
"""Columns of /league.csv, after those of the edition and before one per dimension."""


_PUT_IN = "where missing: what the score counts, the mean of similar councils, 0-1; no mark"
"""Beside the points, which are shares, what is put in is a share as well."""


def _of_marks() -> Iterator[Field]:
    for field in fields(CELLS, Place.API):
        yield replace(field, unit=SHARE, meaning=_PUT_IN) if field.name == "put_in" else field
        if field.name == "reason":
            yield Field("reason_text", TEXT, "the same in words")


MARKS = tuple(_of_marks())
COUNCIL = (
    *_named(AUTHORITIES, "authority", "slug"),
    Field("name_of_council", TEXT, "official name"),
    *MARKS,
)
"""Columns of /council/<slug>.csv, after those of the edition."""


MAP = (
    *_named(AUTHORITIES, "authority", "slug", "name", "type", "nation", "region"),
    Field("shown", TEXT, "what the map shows: score, band, a dimension or an indicator"),
    Field("value", REAL, "score or marks of 100, or the number of the band", "", "not ranked, not seen or not asked"),
    Field("value_text", TEXT, "the same in words, or why there is none"),
    *_named(SCORES, "score_low", "score_high", "coverage"),
    Field("shade", TEXT, "1 to 5, the highest first; unranked, unseen or not-asked"),
    Field("shade_text", TEXT, "what the shade means, as in the legend"),
)
"""Columns of /map.csv, after those of the edition."""
_NO_PLAN = "no plan, or the council is not ranked"
PLAN = (
    *_named(AUTHORITIES, "slug"),
    Field("indicator", TEXT, "code of the indicator that is not at its best"),
    Field("name", TEXT, "short name of the indicator"),
    Field("in_plan", INTEGER, "1 if the address names it, as fix=CODE"),
    Field("kind", TEXT, "improve: seen, and below its best; evidence: not seen, so it needs a check"),
    *_named(INDICATORS, "effort", "effort_reason"),
    Field("gain_alone", REAL, "change of the score if this one were at its best, 0-100", empty="not ranked"),
    Field("score_alone", REAL, "score then, 0-100", empty="not ranked"),
    Field("have_it", TEXT, "short names of the most similar councils that have it, nearest first"),
    Field("evidence", TEXT, "addresses of their evidence, in the same order; one that has none is left out"),
    Field("need_it_too", TEXT, "short names of the most similar councils below the best mark"),
    Field("plan_score", REAL, "score with the whole plan, 0-100", empty=_NO_PLAN),
    Field("plan_score_low", REAL, "low end of its 90 % range", empty=_NO_PLAN),
    Field("plan_score_high", REAL, "high end of it", empty=_NO_PLAN),
    Field("plan_rank_low", INTEGER, "best end of the 90 % range of the place then", empty=_NO_PLAN),
    Field("plan_rank_high", INTEGER, "worst end of it", empty=_NO_PLAN),
    Field("rank_of", INTEGER, "councils that are ranked", empty=_NO_PLAN),
    Field("plan_chance", REAL, "share of re-runs in which the place is better than without the plan, 0-1",
          empty=_NO_PLAN),
)  # fmt: skip
"""Columns of /council/<slug>/planner.csv, after those of the edition."""


def _of_changes() -> Iterator[Field]:
    yield Field("edition_before", TEXT, "edition with which this one is compared")
    yield from _named(AUTHORITIES, "authority", "slug", "name", "type", "nation")
    cells = {field.name: field for field in fields(CELLS, Place.FILE)}
    yield cells["indicator"]
    yield Field("question", TEXT, "short name of the question")
    yield cells["unit"]
    yield Field(
        "kind",
        TEXT,
        "better or worse; same-mark: another value, same mark; other-whole: more or less is asked "
        "of it now; seen-now, unseen-now: seen at one of the dates only, which is no change of the council's",
    )
    for side, when in (("before", "then"), ("now", "now")):
        yield replace(cells["value"], name=f"value_{side}", meaning=f"{cells['value'].meaning}, {when}")
        yield replace(cells["denominator"], name=f"denominator_{side}")
        yield Field(f"mark_{side}", REAL, f"mark {when}, 0-100", SCORE, "not observed")
        for name in ("reason", "observed_on", "source", "url"):
            yield replace(cells[name], name=f"{name}_{side}", meaning=f"{cells[name].meaning}, {when}")
    yield Field("change", REAL, "mark now less mark then, in points of 100", SCORE, "the two do not compare")


CHANGES = tuple(_of_changes())
"""Columns of /changes.csv and /council/<slug>/changes.csv, after those of the edition."""
QUESTION_MAP = (
    Field("framework_before", TEXT, "older version of the framework"),
    Field("question_before", TEXT, "code of the question there; empty: it is new"),
    Field("framework_after", TEXT, "newer version of the framework"),
    Field("question_after", TEXT, "code of the question there; empty: it ended"),
    Field("relation", TEXT, "new, ended, amended, replaced, split or merged"),
    Field("comparable", BOOLEAN, "1: a mark under the one may be set against a mark under the other"),
    Field("note", TEXT, "what is different"),
)
"""Columns of /changes/questions.csv, after those of the edition. A question without a row is as it was."""


def page_files(connection: sqlite3.Connection) -> list[tuple[str, str, tuple[Field, ...]]]:
    """Return name, title and columns of the files of single pages, as the data dictionary lists them."""
    dimensions = dimension_fields(connection)
    return [
        ("league", "A league table, as /league.csv with the query of its page",
         (*EDITION_FIELDS, *LEAGUE, *dimensions)),
        ("council", "One council's marks, as /council/ and its short name and .csv",
         (*EDITION_FIELDS, *COUNCIL)),
        ("map", "What a map shows, as /map.csv with the query of its page", (*EDITION_FIELDS, *MAP)),
        ("insight", "The lines of one finding, as /insights/, its name and .csv",
         (*EDITION_FIELDS, *fields(FINDING_LINES, Place.FILE))),
        ("planner", "One council's planner, as /council/, its short name and /planner.csv with the query of its page",
         (*EDITION_FIELDS, *PLAN)),
        ("changes", "What moved since the edition before, as /changes.csv and /council/, a short name and /changes.csv",
         (*EDITION_FIELDS, *CHANGES)),
        ("questions-map", "The map from old question to new, as /changes/questions.csv",
         (*EDITION_FIELDS, *QUESTION_MAP)),
    ]  # fmt: skip


def standing_columns(row: Record, standing: Standing, core: bool = False) -> dict[str, Any]:
    """Return the columns of a standing; `core`: on the common core. There is never a rank without its range."""
    prefix = "core_" if core else ""
    places = ("interval_low", "interval_high", "rank_best", "rank_worst", "rank_of")
    return {
        "score": out_of_100(standing.score),
        "seen": out_of_100(standing.face),
        "score_low": out_of_100(standing.low) if standing.drawn else None,
        "score_high": out_of_100(standing.high) if standing.drawn else None,
        "lower": out_of_100(standing.floor),
        "upper": out_of_100(standing.ceiling),
        "ranked": int(standing.ranked),
        "rank_middle": row["core_rank" if core else "rank_middle"] if standing.ranked else None,
        **{key: row[prefix + key] if standing.ranked else None for key in places},
        "level_with": row[f"{prefix}level_with"] if standing.ranked else None,
        "coverage": round(standing.coverage, 4),
        "unranked_reason": "" if standing.ranked else f"{standing.reason}.",
    }


def exported(table: Table, row: Record) -> dict[str, Any]:
    """Return what a table exports to the API of one of its rows: scores 0-100, shares to four decimals."""
    return {field.name: _told(field, row[field.column]) for field in fields(table, Place.API)}


def type_columns(row: Record, by_type: bool) -> dict[str, Any]:
    """Return what `scores` exports to a league table: of the place within a type, so nothing in any other view."""
    columns = fields(SCORES, Place.API)
    return exported(SCORES, row) if by_type else {field.name: None if field.empty else "" for field in columns}


def mark_columns(cell: Record) -> dict[str, Any]:
    """Return one mark of a council in the words of COUNCIL, without the council itself."""
    words = {"reason_text": reason(cell["reason"]) if cell["state"] == "missing" else ""}
    return {one.name: words[one.name] if one.name in words else _told(one, cell[one.column]) for one in MARKS}


def _told(field: Field, value: Any) -> Any:
    if field.kind is MESSAGE:
        return word(value)
    if field.unit == SCORE:
        return out_of_100(value)
    return round(value, 4) if field.unit == SHARE and value is not None else value
