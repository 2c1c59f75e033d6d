"""Nations and regions rolled up: how the scores of their councils lie, with base sizes, never across types.

A region has councils of several types, which have different jobs: each type is summed up by itself. Nations are
set side by side only on the questions that every council is asked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import flask

from edition.reader import Record, current_edition, league, rows
from models import NATIONS
from scoring.rounding import out_of_100
from scoring.spread import FEWEST, Spread, spread
from web.pages.files import csv_response
from web.pages.render import database, page
from web.pages.words import TYPES

FIGURES = ("councils", "ranked", "score_low", "score_quarter", "score_middle", "score_three_quarters", "score_high")
SPREAD_ENDS = ("low", "quarter", "middle", "three_quarters", "high")


@dataclass(frozen=True, slots=True)
class Part:
    """One place's councils of one type, or of all types on the common core.

    ranked: those that have a score. scores: how these lie, 0-1, None where fewer than FEWEST have one. league: the
    address of the league table of just these councils.
    """

    place: str
    councils: int
    ranked: int
    scores: Spread | None
    league: str


@dataclass(frozen=True, slots=True)
class Group:
    """The places of one type of council. whole: all councils of the type together, those of other places too."""

    type: str
    whole: Part
    parts: tuple[Part, ...]


def add(blueprint: flask.Blueprint) -> None:
    """Add the two roll-ups as pages and as CSV."""
    blueprint.add_url_rule("/regions", "regions", show_regions)
    blueprint.add_url_rule("/regions.csv", "regions_csv", download_regions)
    blueprint.add_url_rule("/nations", "nations", show_nations)
    blueprint.add_url_rule("/nations.csv", "nations_csv", download_nations)


def show_regions() -> tuple[str, int]:
    """Render the regions of England, a table for each type of council that is found in several of them."""
    members = _members()
    found = by_region(members)
    split = {group.type for group in found}
    return page(
        "regions.html",
        edition=current_edition(database()),
        groups=found,
        alone=[kind for kind in TYPES if kind not in split and any(row["type"] == kind for row in members)],
        fewest=FEWEST,
        withheld=sum(part.scores is None for group in found for part in group.parts),
    )


def show_nations() -> tuple[str, int]:
    """Render the nations side by side on the questions that every council is asked."""
    connection = database()
    members = _members()
    return page(
        "nations.html",
        edition=current_edition(connection),
        whole=_core("UK", members),
        parts=by_nation(members),
        types={name: _types(members, name) for name in NATIONS},
        questions=rows(
            connection,
            "SELECT indicator, name FROM indicators WHERE scored = 1 AND common_core = 1 ORDER BY position",
        ),
        fewest=FEWEST,
    )


def download_regions() -> flask.Response:
    """Send what the page on regions shows as CSV; a figure that is withheld is empty."""
    records = [
        {"region": part.place, "type": group.type, **_figures(part)}
        for group in by_region(_members()) for part in group.parts
    ]  # fmt: skip
    return csv_response("regions.csv", current_edition(database()), records, ("region", "type", *FIGURES))


def download_nations() -> flask.Response:
    """Send what the page on nations shows as CSV; scores are those on the common core."""
    records = [{"nation": part.place, **_figures(part)} for part in by_nation(_members())]
    return csv_response("nations.csv", current_edition(database()), records, ("nation", *FIGURES))


def by_region(members: Sequence[Record]) -> list[Group]:
    """Return the types that England has in more than one region, in the order of tables; regions by name."""
    found = []
    for kind in TYPES:
        own = [row for row in members if row["type"] == kind and row["nation"] == "England"]
        regions = sorted({row["region"] for row in own})
        if len(regions) > 1:
            parts = tuple(_of_type(region, kind, [row for row in own if row["region"] == region]) for region in regions)
            found.append(Group(kind, _of_type("", kind, own), parts))
    return found


def by_nation(members: Sequence[Record]) -> list[Part]:
    """Return the nations that have councils, on the common core."""
    found = ((name, [row for row in members if row["nation"] == name]) for name in NATIONS)
    return [_core(name, own) for name, own in found if own]


def _members() -> list[sqlite3.Row]:
    connection = database()
    return league(connection, current_edition(connection)["edition"])


def _of_type(region: str, kind: str, own: Sequence[Record]) -> Part:
    ranked = [row["score"] for row in own if row["ranked"]]
    asked = {"type": kind, "region": region} if region else {"type": kind}
    return Part(region, len(own), len(ranked), spread(ranked), f"/league?{urlencode(asked)}")


def _core(nation: str, own: Sequence[Record]) -> Part:
    ranked = [row["core_score"] for row in own if row["core_ranked"]]
    asked = {"view": "core"} if nation == "UK" else {"view": "core", "nation": nation}
    return Part(nation, len(own), len(ranked), spread(ranked), f"/league?{urlencode(asked)}")


def _types(members: Sequence[Record], nation: str) -> list[str]:
    return [kind for kind in TYPES if any(row["type"] == kind and row["nation"] == nation for row in members)]


def _figures(part: Part) -> dict[str, Any]:
    ends = [out_of_100(getattr(part.scores, name)) if part.scores else None for name in SPREAD_ENDS]
    return dict(zip(FIGURES, (part.councils, part.ranked, *ends), strict=True))
