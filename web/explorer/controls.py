"""What the explorer's callbacks do, as functions that tests call directly."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

from dash import html

from register.find_place import find_place
from web.explorer import postcode_answer, state
from web.explorer.screen import Screen, screen, sliders_of, whole_table
from web.explorer.standings import Standings, standings, types
from web.explorer.trend import trends
from web.pages.words import TYPES

Mine = dict[str, Any] | None
"""The councils of a postcode: `slugs`, and the `type` of the district or single-tier one; None before any search."""

Restored = dict[str, Any] | None
"""What a link brings back beside type and weights: `page` (-1: the one with the councils), `chart` and `slugs`."""

NOTHING_TYPED = "Type a postcode."

FIRST = "district"
"""The type shown first: the largest; another where the database has none of it."""


def first_type(connection: sqlite3.Connection) -> str:
    """Return the type to start with; FIRST too where the edition has no council at all."""
    present = types(connection)
    return FIRST if FIRST in present else next((kind for kind in TYPES if kind in present), FIRST)


def asked_type(connection: sqlite3.Connection, query: str) -> str:
    """Return the type that an address asks for, the first one if it asks for none."""
    return state.read(query, types(connection)).type or first_type(connection)


def first(connection: sqlite3.Connection, kind: str) -> Screen:
    """Return the screen before anything is touched: one type under the index's own weights."""
    found = standings(connection, kind)
    return screen(found, sliders_of(found), 0)


def whole(connection: sqlite3.Connection, kind: str) -> Any:
    """Return the whole table of one type under the index's own weights."""
    return whole_table(standings(connection, kind))


def find(connection: sqlite3.Connection, text: Any) -> tuple[Any, Mine]:
    """Return the answer to a postcode as a component, and `{"slugs", "type"}` of its councils, None if it has none."""
    if not (isinstance(text, str) and text.strip()):
        return html.P(NOTHING_TYPED), None
    found = find_place(connection, text)
    mine = {"slugs": postcode_answer.slugs(found), "type": found.authorities[0].type} if found.authorities else None
    return postcode_answer.answer(found), mine


def settle(
    connection: sqlite3.Connection,
    triggered: Collection[str],
    query: str | None,
    kind: str,
    mine: Mine,
    before: tuple[str, Sequence[Any]] | None = None,
) -> tuple[str, list[int], list[bool]] | None:
    """Return type, slider positions and which sliders are switched off after a change, or None to leave them.

    triggered: ids of what changed. A link sets type and sliders; a postcode sets the type of its district or
    single-tier council; the reset button puts the sliders back to the index's weights. before: the type and the
    sliders until now: a new type keeps what was moved, as far as both types have the dimension.
    """
    wanted = kind
    moved: dict[str, int] = {}
    if "url" in triggered:
        asked = state.read(query or "", types(connection))
        if asked.type is None and not asked.sliders:
            return None
        moved = dict(asked.sliders)
        wanted = asked.type or kind
    elif "mine" in triggered:
        wanted = mine["type"] if mine else kind
        if wanted == kind:
            return None
    if before and not {"url", "reset"} & set(triggered):
        moved = _kept(connection, *before)
    chosen = standings(connection, wanted)
    return wanted, _positions(chosen, moved), [dimension.weight == 0 for dimension in chosen.dimensions]


def restored(connection: sqlite3.Connection, query: str | None) -> Restored:
    """Return the page, chart and councils that an address asks for, None if it asks for none of them."""
    asked = state.read(query or "", types(connection))
    if asked.page is None and not asked.chart and not asked.councils:
        return None
    page = asked.page if asked.page is not None else -1 if asked.councils else 0
    return {"page": page, "chart": asked.chart, "slugs": list(asked.councils)}


def drawn(triggered: Collection[str], pressed: str, before: str, asked: Restored) -> str:
    """Return which chart is to be drawn, '' for none. pressed: the button that was; before: the chart until now."""
    if "asked" in triggered and asked:
        return str(asked["chart"])
    if "chart" in triggered:
        return "" if pressed == before else pressed
    return before


def _kept(connection: sqlite3.Connection, kind: str, sliders: Sequence[Any]) -> dict[str, int]:
    """Return dimension -> position of the sliders of a type if any was moved from the index's own weights, else {}."""
    if kind not in types(connection):
        return {}
    found = standings(connection, kind)
    positions = tuple(position(value) for value in sliders)
    if positions == sliders_of(found) or len(positions) != len(found.dimensions):
        return {}
    return {one.code: at for one, at in zip(found.dimensions, positions, strict=True) if one.weight}


def _positions(chosen: Standings, moved: dict[str, int]) -> list[int]:
    own = zip(chosen.dimensions, sliders_of(chosen), strict=True)
    return [moved.get(dimension.code, position) if dimension.weight else position for dimension, position in own]


def show(
    connection: sqlite3.Connection,
    triggered: Collection[str],
    kind: str,
    sliders: Sequence[Any],
    page: int,
    mine: Mine,
    chart: str,
    asked: Restored = None,
) -> Screen:
    """Return the screen after a change. triggered: ids of what changed; sliders: as the browser sends them.

    asked: what the address restored; its councils are pointed out until others are looked for.
    """
    found = standings(connection, kind if kind in types(connection) else first_type(connection))
    positions = [position(value) for value in sliders]
    if len(positions) != len(found.dimensions):
        positions = list(sliders_of(found))
    slugs = mine["slugs"] if mine else asked["slugs"] if asked else []
    turned = asked["page"] if asked and "asked" in triggered else turn(triggered, page, bool(slugs))
    shown = chart if chart in state.CHARTS else ""
    return screen(found, positions, turned, slugs, shown, lambda those: trends(connection, those))


def turn(triggered: Collection[str], page: int, searched: bool) -> int:
    """Return the page (from 0) to show after a change on page `page`; -1 for the one with the reader's council.

    The pager turns it, the chart leaves it. Everything else makes a new order: it starts with the council that
    was `searched` for by postcode, or at the top.
    """
    step = {"previous": page - 1, "next": page + 1, "chart": page}
    return next((max(0, step[name]) for name in triggered if name in step), -1 if searched else 0)


def position(value: Any) -> int:
    """Return a slider position within 0-100 for whatever a browser may send; what is no number counts as 0."""
    try:
        return min(state.LARGEST, max(0, int(float(value))))
    except (TypeError, ValueError, OverflowError):
        return 0
