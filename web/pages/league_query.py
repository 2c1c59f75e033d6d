"""What a league address asks for, and the rows that answer it. Pure: the page and the CSV both come from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from edition.reader import Record
from web.pages.standing import Standing
from web.pages.words import TYPES

CORE, BY_TYPE, WITHOUT = "core", "type", "without"
DEFAULT_TYPE = "district"
"""The largest type: what /league shows until somebody chooses."""
LONGEST = 100
FILTERS: dict[str, tuple[str, str]] = {
    "nation": ("Nation", "nation"),
    "region": ("Region", "region"),
    "county": ("County", "parent_slug"),
    "deprivation": ("Deprivation", "deprivation_band"),
    "rurality": ("Urban or rural", "rurality"),
    "size": ("Size", "size_band"),
}
"""Query field -> (label, column of a league row)."""
DEPRIVATION = {"1": "1 (most deprived fifth)", "5": "5 (least deprived fifth)"}


@dataclass(frozen=True, slots=True)
class Query:
    """One league address. type: a type slug, '' only in the core view; filters: field -> chosen value.

    sort: a column, with a leading "-" for the other way round; q: part of a name, any case.
    """

    type: str = DEFAULT_TYPE
    view: str = BY_TYPE
    sort: str = "score"
    q: str = ""
    filters: tuple[tuple[str, str], ...] = ()

    def address(self, path: str = "/league", **changes: Any) -> str:
        """Return the address of this query with some of its fields changed; defaults are left out."""
        new = replace(self, **changes)
        pairs = [("view", "" if new.view == BY_TYPE else new.view), ("type", new.type), *new.filters, ("q", new.q)]
        pairs.append(("sort", "" if new.sort == "score" else new.sort))
        text = urlencode([(key, value) for key, value in pairs if value])
        return f"{path}?{text}" if text else path


@dataclass(frozen=True, slots=True)
class Line:
    """One council of a league table: its register row, its standing in this view, its rows of dimension_scores."""

    row: Record
    standing: Standing
    dimensions: Mapping[str, Record]


class UnknownTypeError(ValueError):
    """A type (or view) that does not exist was asked for; the text is what was asked."""


def parse(args: Mapping[str, str], choices: Mapping[str, Mapping[str, str]], columns: Sequence[str]) -> tuple:
    """Return (Query, messages): what the address asks, and a sentence for each field that was ignored.

    choices: field -> value -> label of what can be filtered; columns: what can be sorted by besides the
    dimensions. Raises UnknownTypeError for a type or view that does not exist.
    """
    view, kind = args.get("view", "") or BY_TYPE, args.get("type", "")
    if view not in (CORE, BY_TYPE, WITHOUT):
        raise UnknownTypeError(view[:LONGEST])
    if kind and kind not in TYPES:
        raise UnknownTypeError(kind[:LONGEST])
    kind = kind or ("" if view == CORE else DEFAULT_TYPE)
    filters, messages = _filters(args, choices)
    sort = args.get("sort", "") or "score"
    if sort.removeprefix("-") not in columns:
        messages.append("That column cannot be sorted by: the table is sorted by score.")
        sort = "score"
    q = args.get("q", "").strip()
    if len(q) > LONGEST:
        messages.append(f"Only the first {LONGEST} characters of the name were used.")
    return Query(kind, view, sort, q[:LONGEST], tuple(filters)), messages


def _filters(args: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]) -> tuple[list, list[str]]:
    chosen, messages = [], []
    for field, (label, _) in FILTERS.items():
        value = args.get(field, "").strip()
        if value and value in choices.get(field, {}):
            chosen.append((field, value))
        elif value:
            messages.append(f"{label}: no council here matches what was asked, so this filter was left out.")
    return chosen, messages


MOST_ELSEWHERE = 10


def with_type_of_name(args: Mapping[str, str], rows: Sequence[Record]) -> Mapping[str, str]:
    """Return the address's fields with a type that has the council asked for by name, where no type was named."""
    q = args.get("q", "").strip()
    if not q or args.get("type") or args.get("view") == CORE:
        return args
    found = [row["type"] for row in rows if _named(row, q)]
    return args if not found or DEFAULT_TYPE in found else {**args, "type": found[0]}


def elsewhere(query: Query, rows: Sequence[Record]) -> list[Record]:
    """Return councils of other types whose name holds what was asked for, at most ten; none in the view of all."""
    if not query.q or not query.type or query.view == CORE:
        return []
    return [row for row in rows if row["type"] != query.type and _named(row, query.q)][:MOST_ELSEWHERE]


def _named(row: Record, q: str) -> bool:
    return q.casefold() in row["name"].casefold()


def choices(rows: Sequence[Record]) -> dict[str, dict[str, str]]:
    """Return field -> value -> label for what these rows can be filtered by; a field with one value is left out."""
    found = {}
    for field, (_, column) in FILTERS.items():
        labels = {row[column]: _label(field, row) for row in rows if row[column]}
        if len(labels) > 1:
            found[field] = dict(sorted(labels.items(), key=lambda item: item[1]))
    return found


def _label(field: str, row: Record) -> str:
    if field == "county":
        return row["parent_name"]
    value = row[FILTERS[field][1]]
    return DEPRIVATION.get(value, value) if field == "deprivation" else value


def in_view(rows: Sequence[Record], view: str, kind: str) -> list[Record]:
    """Return the rows of one type; in the core view without a type, all of them."""
    return [row for row in rows if row["type"] == kind or (view == CORE and not kind)]


def lines(
    members: Iterable[Record], scores: Mapping[str, Mapping[str, Record]], standing: Callable[[Record], Standing]
) -> list[Line]:
    """Return the lines of these councils by name. standing: of a row in the view that is shown."""
    made = [Line(row, standing(row), scores.get(row["authority"], {})) for row in members]
    return sorted(made, key=lambda line: line.row["name"])


def chosen(query: Query, members: Iterable[Line]) -> list[Line]:
    """Return the lines that the query asks for: ranked ones in its order, then the others by name.

    members: those of its type and view, by name.
    """
    kept = [line for line in members if _matches(query, line.row)]
    ranked = sorted((line for line in kept if line.standing.ranked), key=_key(query.sort))
    return [*ranked, *(line for line in kept if not line.standing.ranked)]


def _matches(query: Query, row: Record) -> bool:
    wanted = all(row[FILTERS[field][1]] == value for field, value in query.filters)
    return wanted and _named(row, query.q)


def _key(sort: str) -> Callable[[Line], tuple]:
    """Return a sort key: highest first (names A to Z), "-" reverses, what is not known last either way."""
    column, flip = sort.removeprefix("-"), -1 if sort.startswith("-") else 1
    if column == "name":
        return lambda line: tuple(flip * ord(letter) for letter in line.row["name"])
    return lambda line: _last_if_unknown(_value(line, column), flip)


def _last_if_unknown(value: float | None, flip: int) -> tuple[bool, float]:
    return (value is None, -flip * (value or 0.0))


def _value(line: Line, column: str) -> float | None:
    if column == "score":
        return line.standing.score
    if column == "coverage":
        return line.standing.coverage
    part = line.dimensions.get(column)
    return None if part is None or part["seen"] is None else part["score"]
