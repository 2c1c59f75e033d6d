"""The columns of the files that belong to one page: a league table and one council's marks.

Same names, units and words as the datasets under /data: scores 0-100 with one decimal, shares 0-1, yes and no
as 1 and 0. None is unknown, never zero.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from edition.datasets import EDITION_FIELDS, LENDERS, Dataset, Field, dimension_fields
from web.pages.standing import Standing
from web.pages.words import reason
from web.words import format as fmt

_WHO = (
    Field("authority", "string", "current ONS code"),
    Field("slug", "string", "short name used in addresses"),
    Field("name", "string", "official name"),
    Field("type", "string", "peer group, one of eight"),
    Field("nation", "string", "nation"),
    Field("region", "string", "region"),
)
_STANDING = (
    Field("score", "number", "0-100: the marks seen, missing ones filled from similar councils; empty unless ranked"),
    Field("seen", "number", "0-100: what was seen alone, questions left out; orders nothing; empty unless ranked"),
    Field("score_low", "number", "likely score: lower end of its 90 % range"),
    Field("score_high", "number", "likely score: upper end"),
    Field("lower", "number", "lowest possible: score if all missing evidence were against the council"),
    Field("upper", "number", "highest possible: score if all missing evidence were for it"),
    Field("ranked", "integer", "1 if the evidence is enough for a place, 0 if not"),
    Field("rank_middle", "integer", "place by score; empty unless ranked, never to be quoted without its range"),
    Field("interval_low", "integer", "best end of the 90 % rank interval"),
    Field("interval_high", "integer", "worst end of the 90 % rank interval"),
    Field("rank_best", "integer", "best place that missing evidence leaves open"),
    Field("rank_worst", "integer", "worst place that missing evidence leaves open"),
    Field("rank_of", "integer", "councils that are ranked"),
    Field("level_with", "integer", "other ranked councils of the same published score"),
    Field("coverage", "number", "observed share of the evidence that applies, 0-1"),
    Field("unranked_reason", "string", "why it takes no place"),
)
LEAGUE = (
    Field("view", "string", "type: within one type; core: all councils on the common core"),
    *_WHO,
    *_STANDING,
    Field("band", "integer", "1: too close to the first council to call; 2: clearly behind it, and so on"),
    Field("change", "string", "up, down or no clear change against the edition before; empty where none may be said"),
)
"""Columns of /league.csv, after those of the edition and before one per dimension."""

COUNCIL = (
    Field("authority", "string", "current ONS code"),
    Field("slug", "string", "short name used in addresses"),
    Field("name_of_council", "string", "official name"),
    Field("indicator", "string", "code of the indicator"),
    Field("name", "string", "short name of the indicator"),
    Field("dimension", "string", "D1-D8"),
    Field("state", "string", "observed, missing or not_applicable"),
    Field("reason", "string", "why it is missing: a code"),
    Field("reason_text", "string", "the same in words"),
    Field("value", "number", "as the source has it"),
    Field("denominator", "integer", "n of a proportion k/n"),
    Field("unit", "string", "unit of value"),
    Field("points", "number", "points given, as a share of the dimension, 0-1"),
    Field("points_max", "number", "points that could be given; a dimension's add up to 1"),
    Field("put_in", "number", "where missing: what the score counts, the mean of similar councils, 0-1; no mark"),
    Field("lenders", "string", LENDERS),
    Field("confidence", "number", "probability that the value is right, decayed by age, 0-1"),
    Field("observed_on", "date", "date of the evidence"),
    Field("source", "string", "source, see sources"),
    Field("url", "string", "where a reader can see it"),
)
"""Columns of /council/<slug>.csv, after those of the edition."""


def page_files(connection: sqlite3.Connection) -> list[tuple[Dataset, tuple[Field, ...]]]:
    """Return the files of single pages as the data dictionary lists them."""
    dimensions = dimension_fields(connection)
    return [
        (Dataset("league", "A league table, as /league.csv with the query of its page", (), ""),
         (*EDITION_FIELDS, *LEAGUE, *dimensions)),
        (Dataset("council", "One council's marks, as /council/ and its short name and .csv", (), ""),
         (*EDITION_FIELDS, *COUNCIL)),
    ]  # fmt: skip


def standing_columns(row: Mapping[str, Any], standing: Standing, core: bool = False) -> dict[str, Any]:
    """Return the columns of a standing; `core`: on the common core. There is never a rank without its range."""
    prefix = "core_" if core else ""
    places = ("interval_low", "interval_high", "rank_best", "rank_worst", "rank_of")
    return {
        "score": fmt.published(standing.score),
        "seen": fmt.published(standing.face),
        "score_low": fmt.published(standing.low) if standing.drawn else None,
        "score_high": fmt.published(standing.high) if standing.drawn else None,
        "lower": fmt.published(standing.floor),
        "upper": fmt.published(standing.ceiling),
        "ranked": int(standing.ranked),
        "rank_middle": row["core_rank" if core else "rank_middle"] if standing.ranked else None,
        **{key: row[prefix + key] if standing.ranked else None for key in places},
        "level_with": row[f"{prefix}level_with"] if standing.ranked else None,
        "coverage": round(standing.coverage, 4),
        "unranked_reason": "" if standing.ranked else f"{standing.reason}.",
    }


def mark_columns(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return one mark of a council in the words of COUNCIL, without the council itself."""
    missing = cell["state"] == "missing"
    own = ("indicator", "name", "dimension", "state")
    return (
        {key: cell[key] for key in own}
        | {"reason": cell["reason"], "reason_text": reason(cell["reason"]) if missing else ""}
        | {key: cell[key] for key in ("value", "denominator", "unit")}
        | {key: _rounded(cell[key]) for key in ("points", "points_max", "put_in")}
        | {"lenders": cell["lenders"], "confidence": _rounded(cell["confidence"])}
        | {key: cell[key] for key in ("observed_on", "source", "url")}
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
