"""What an address of the changes asks for, and the marks that answer it. Pure: page and CSV both come from here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from edition.mark_changes import Kind, MarkChange
from web.pages.words import TYPES, capital, type_plural

KINDS: Mapping[Kind, str] = {
    Kind.BETTER: "Better mark",
    Kind.WORSE: "Worse mark",
    Kind.SAME_MARK: "Another value, same mark",
    Kind.OTHER_WHOLE: "Does not compare: more or less is asked of it now",
    Kind.SEEN_NOW: "Seen now, not then",
    Kind.UNSEEN_NOW: "Not seen now",
}
CHANGED = (Kind.BETTER, Kind.WORSE)
"""What is shown unless another kind is asked for."""
ALL = "all"
COLUMNS = {"council": "Council", "question": "Question", "then": "Then", "now": "Now", "change": "Change of mark"}
"""What the table can be sorted by."""
DEFAULT_SORT = "change"
SORTS = {
    "change": "Largest rise first", "-change": "Largest fall first", "council": "Council, A to Z",
    "-council": "Council, Z to A", "question": "Question, A to Z", "-question": "Question, Z to A",
    "then": "Highest mark then", "-then": "Lowest mark then", "now": "Highest mark now", "-now": "Lowest mark now",
}  # fmt: skip
"""Every order in words, for who sees no column to sort by: on a phone the table becomes lines."""


@dataclass(frozen=True, slots=True)
class Query:
    """One address. kind: a Kind, `all`, or '' for better and worse marks; sort: a column, "-" first to turn it round.

    page: from 1.
    """

    kind: str = ""
    type: str = ""
    nation: str = ""
    indicator: str = ""
    sort: str = DEFAULT_SORT
    page: int = 1

    def address(self, path: str, **changes: Any) -> str:
        """Return the address of this query below `path` with some fields changed; what is as usual is left out."""
        new = replace(self, **{"page": 1, **changes})
        pairs = [(name, getattr(new, name)) for name in ("kind", "type", "nation", "indicator")]
        pairs.append(("sort", "" if new.sort == DEFAULT_SORT else new.sort))
        pairs.append(("page", str(new.page) if new.page > 1 else ""))
        text = urlencode([(name, value) for name, value in pairs if value])
        return f"{path}?{text}" if text else path


def choices(
    changes: Iterable[MarkChange], types: Collection[str], nations: Collection[str]
) -> dict[str, dict[str, str]]:
    """Return field -> value -> label of what these changes can be narrowed by.

    types, nations: of all councils, so that it can be asked of those, too, of which nothing changed.
    """
    return {
        "kind": {ALL: "Everything that is not as it was", **{kind.value: label for kind, label in KINDS.items()}},
        "type": {slug: capital(type_plural(slug)) for slug in TYPES if slug in types},
        "nation": {nation: nation for nation in sorted(nations)},
        "indicator": dict(sorted({one.indicator: one.question for one in changes}.items(), key=lambda pair: pair[1])),
    }


LABELS = {"kind": "What became of it", "type": "Type of council", "nation": "Nation", "indicator": "Question"}


def parse(args: Mapping[str, str], offered: Mapping[str, Mapping[str, str]]) -> tuple[Query, list[str]]:
    """Return what the address asks, and a sentence for each field that was ignored because it is not offered."""
    chosen, messages = {}, []
    for field, values in offered.items():
        value = args.get(field, "").strip()
        if value and value not in values:
            messages.append(f"{LABELS[field]}: nothing here matches what was asked, so this filter was left out.")
        chosen[field] = value if value in values else ""
    sort = args.get("sort", "") or DEFAULT_SORT
    if sort.removeprefix("-") not in COLUMNS:
        messages.append("That column cannot be sorted by: the table is sorted by the change of the mark.")
        sort = DEFAULT_SORT
    number = args.get("page", "") or "1"
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 6 and int(number)):
        messages.append("There is no such page of the table: this is the first.")
        number = "1"
    return Query(**chosen, sort=sort, page=int(number)), messages


def chosen(query: Query, changes: Iterable[MarkChange]) -> list[MarkChange]:
    """Return the changes that the query asks for, in its order; those without a value to sort by come last."""
    kept = [one for one in changes if _matches(query, one)]
    column, turned = query.sort.removeprefix("-"), query.sort.startswith("-")
    if column in ("council", "question"):
        return sorted(kept, key=lambda one: one.name if column == "council" else one.question, reverse=turned)
    known = [one for one in kept if _value(one, column) is not None]
    ordered = sorted(known, key=lambda one: _value(one, column) or 0.0, reverse=not turned)
    return [*ordered, *(one for one in kept if _value(one, column) is None)]


def among(query: Query, changes: Iterable[MarkChange]) -> list[MarkChange]:
    """Return the changes of the councils that the query is about, of every kind and question."""
    return [
        one for one in changes
        if (not query.type or one.type == query.type) and (not query.nation or one.nation == query.nation)
    ]  # fmt: skip


def whom(query: Query) -> str:
    """Return which councils the query is about, "metropolitan boroughs" or "councils in Wales"; '' for all."""
    kind = type_plural(query.type) if query.type else "councils" if query.nation else ""
    return f"{kind} in {query.nation}" if query.nation else kind


def _matches(query: Query, one: MarkChange) -> bool:
    of_kind = one.kind in CHANGED if not query.kind else query.kind in (ALL, one.kind.value)
    pairs = ((query.type, one.type), (query.nation, one.nation), (query.indicator, one.indicator))
    return of_kind and all(not asked or asked == found for asked, found in pairs)


def _value(one: MarkChange, column: str) -> float | None:
    return {"then": one.then.y, "now": one.latest.y, "change": one.change}[column]


MOST = 100
"""Rows of one page."""


def pages_of(found: Sequence[MarkChange]) -> int:
    """Return how many pages these rows fill, at least one."""
    return max(1, -(-len(found) // MOST))


def page_of(query: Query, found: Sequence[MarkChange]) -> Sequence[MarkChange]:
    """Return the rows of the page asked for; none beyond the last."""
    return found[(query.page - 1) * MOST : query.page * MOST]
