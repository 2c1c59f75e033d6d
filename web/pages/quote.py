"""One sentence per table that can be quoted as it is, and what the table cannot say. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from edition.reader import Record
from scoring.rounding import whole_percent
from web.pages.words import type_plural
from web.words import format as fmt


def quotable(members: Sequence[Record], edition: Record, kind: str) -> str:
    """Return a sentence about the first council of one type with its range, counts, status and date; '' without one.

    members: every row of `scores` of the type, filtered or not.
    """
    ranked = [row for row in members if row["ranked"] and row["interval_low"] is not None]
    if not ranked:
        return ""
    first = min(ranked, key=lambda row: (row["rank_middle"], row["name"]))
    others = len(members) - first["rank_of"]
    left = f" ({others} could not be ranked)" if others else ""
    unseen = whole_percent(1.0 - first["coverage"])
    doubt = f"; {unseen}% of what counts there could not be seen and was put in from similar councils" if unseen else ""
    return (
        f"{first['short_name']} is likely {_places(first)} of the {first['rank_of']} {type_plural(kind)} ranked{left}"
        f"{doubt}, {edition['status']}, {fmt.long_date(edition['as_of'][:7])}."
    )


def _places(row: Record) -> str:
    low, high = fmt.ordinal(row["interval_low"]), fmt.ordinal(row["interval_high"])
    return low if low == high else f"between {low} and {high}"


def ends(members: Sequence[Record]) -> str:
    """Return whether any council can be called the highest or the lowest of its type; '' without intervals."""
    ranked = [row for row in members if row["ranked"] and row["interval_low"] is not None]
    if not ranked:
        return ""
    highest = any(row["interval_high"] == 1 for row in ranked)
    lowest = any(row["interval_low"] == row["rank_of"] for row in ranked)
    if highest and lowest:
        return ""
    what = "lowest" if highest else "highest" if lowest else "highest or the lowest"
    return f"No council here can be called the {what}: the evidence leaves more than one that could be."
