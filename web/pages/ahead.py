"""Which of several councils is ahead: chances, what decides between them, and a sentence to quote. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edition.reader import Record
from web.pages.standing import in_type
from web.pages.words import type_plural
from web.words import format as fmt

CLEAR = 0.95
"""From this chance on one council is clearly ahead; pairs below it are the rows of `indistinct`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ranked councils of one type. ahead: the one more likely ahead; p: its chance, None where at least CLEAR."""

    ahead: Record
    behind: Record
    p: float | None

    @property
    def chance(self) -> str:
        """The chance in words; one that is not clear is never rounded to one that would be."""
        return "at least 95%" if self.p is None else fmt.percent(min(self.p, CLEAR - 0.01))


def pairs(councils: Sequence[Record], chances: Mapping[tuple[str, str], float]) -> list[Pair]:
    """Return every pair that may be compared, in the order of the councils.

    chances: (authority, other) -> chance that the first outranks the other, of all pairs that are not clear.
    """
    found = []
    for one, other in itertools.combinations(councils, 2):
        if one["type"] != other["type"] or not (one["ranked"] and other["ranked"]):
            continue
        p = chances.get((one["authority"], other["authority"]))
        if p is None:
            first, second = sorted((one, other), key=lambda row: row["rank_middle"])
            found.append(Pair(first, second, None))
        else:
            found.append(Pair(one, other, p) if p >= 0.5 else Pair(other, one, 1 - p))
    return found


def weighed(cell: Record | None, weight: float | None) -> float | None:
    """Return what a mark adds to a score, 0-1, before dimensions are put together; None where it was not seen."""
    return None if cell is None or cell["points"] is None or weight is None else cell["points"] * weight


def spread(added: Sequence[float | None]) -> float | None:
    """Return the largest difference between what one mark adds to several scores; None with fewer than two seen."""
    seen = [one for one in added if one is not None]
    return max(seen) - min(seen) if len(seen) > 1 else None


def sentence(councils: Sequence[Record], compared: Sequence[Pair], edition: Record) -> str:
    """Return how the councils stand in words that can be quoted, with date and status; '' for fewer than two.

    Says of each pair whether one is clearly ahead, and of councils that do not compare that they do not.
    """
    if len(councils) < 2:
        return ""
    figures = fmt.listing([_figure(row) for row in councils])
    told = " ".join(_told(pair) for pair in compared)
    kinds = list(dict.fromkeys(row["type"] for row in councils))
    mixed = f" Scores of {fmt.listing([type_plural(kind) for kind in kinds])} cannot be compared." if kinds[1:] else ""
    when = f"{edition['status']}, {fmt.long_date(edition['as_of'][:7])}"
    return f"{figures} (Council Digital Index, {when}).{' ' + told if told else ''}{mixed}"


def _figure(row: Record) -> str:
    standing = in_type(row)
    if not standing.ranked:
        return f"{row['short_name']} has no score yet"
    likely = f" (likely {fmt.span_text(standing.low, standing.high)})" if standing.drawn else ""
    return f"{row['short_name']} scores {fmt.score_text(standing.score)} of 100{likely}"


def _told(pair: Pair) -> str:
    first, second = pair.ahead["short_name"], pair.behind["short_name"]
    if pair.p is None:
        return f"{first} is ahead of {second} with a chance of at least 95%."
    return (
        f"Between {first} and {second} there is no clear difference: {first} is ahead with a chance of {pair.chance}."
    )
