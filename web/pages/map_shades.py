"""What each council is on the map: its shade, in up to five classes, and the words beside it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from edition.reader import Record
from web.pages.words import reason
from web.words import format as fmt
from web.words.catalogue import word

CLASSES = 5
UNRANKED, UNSEEN, NOT_ASKED = "unranked", "unseen", "not-asked"
SIGNS = {UNRANKED: "–", UNSEEN: "?", NOT_ASKED: ""}
"""What stands in a cell that has no class, beside its pattern."""
FIFTHS = ("Highest fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Lowest fifth")


@dataclass(frozen=True, slots=True)
class Mark:
    """One council on the map. shade: "1" to "5", UNRANKED, UNSEEN or NOT_ASKED. value: what is shown of it, in words.

    number: the same as a number, 0-1 or a band; None without one. low, high: the likely range of a score, 0-1.
    """

    row: Record
    shade: str
    value: str
    number: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def sign(self) -> str:
        """What stands in its cell."""
        return SIGNS.get(self.shade, self.shade)


@dataclass(frozen=True, slots=True)
class Shade:
    """One line of the legend: the shade, its sign, what it means, and how many councils have it."""

    shade: str
    sign: str
    label: str
    count: int


def scores(rows: Sequence[Record]) -> list[Mark]:
    """Return the councils by score, in fifths of the ranked ones of each type; those that tie are in one fifth."""
    ranked = {row["authority"]: row["score"] for row in rows if row["ranked"]}
    fifth = _fifths(rows, ranked)
    return [
        Mark(
            row,
            fifth[row["authority"]],
            fmt.score_text(row["score"]),
            row["score"],
            row["score_low"],
            row["score_high"],
        )
        if row["ranked"]
        else Mark(row, UNRANKED, f"not ranked: {word(row['unranked_reason']).rstrip('.')}")
        for row in rows
    ]


def bands(rows: Sequence[Record]) -> list[Mark]:
    """Return the councils by band within their type; band 5 and later ones share a shade."""
    return [
        Mark(
            row, str(min(row["band"], CLASSES)), f"band {row['band']}", row["band"], row["score_low"], row["score_high"]
        )
        if row["band"] is not None
        else Mark(row, UNRANKED, f"not ranked: {word(row['unranked_reason']).rstrip('.')}")
        for row in rows
    ]


def dimension(rows: Sequence[Record], parts: Mapping[str, Record]) -> list[Mark]:
    """Return the councils by one dimension, in fifths of each type. parts: authority -> its row of dimension_scores.

    Where nothing of the dimension was seen, what the score counts is put in from other councils, and is not shown here.
    """
    seen = {code: part["score"] for code, part in parts.items() if part["seen"] is not None}
    fifth = _fifths(rows, seen)

    def mark(row: Record) -> Mark:
        code = row["authority"]
        if code not in parts:
            return Mark(row, NOT_ASKED, "not asked")
        if not row["ranked"]:
            return Mark(row, UNRANKED, f"not ranked: {word(row['unranked_reason']).rstrip('.')}")
        if code not in seen:
            return Mark(row, UNSEEN, "not seen")
        return Mark(row, fifth[code], fmt.score_text(seen[code]), seen[code])

    return [mark(row) for row in rows]


def _fifths(rows: Sequence[Record], of: Mapping[str, float]) -> dict[str, str]:
    """Return the fifth of each council among those of its type that have a figure: by the share of them above it."""
    found = {}
    for kind in {row["type"] for row in rows}:
        own = {row["authority"]: of[row["authority"]] for row in rows if row["type"] == kind and row["authority"] in of}
        for code, figure in own.items():
            found[code] = str(1 + CLASSES * sum(other > figure for other in own.values()) // len(own))
    return found


def indicator(rows: Sequence[Record], cells: Mapping[str, Record], asked: Record) -> list[Mark]:
    """Return the councils by one question. cells: authority -> its row of `cells`; asked: the row of `indicators`.

    Up to five different marks have a shade each; more are put together in steps of 20 of 100 marks.
    """
    marks = sorted({cell["y"] for cell in cells.values() if cell["y"] is not None}, reverse=True)
    few = len(marks) <= CLASSES

    def mark(row: Record) -> Mark:
        cell = cells.get(row["authority"])
        if cell is None or cell["state"] == "not_applicable":
            return Mark(row, NOT_ASKED, "not asked")
        if cell["state"] == "missing":
            return Mark(row, UNSEEN, f"not seen: {reason(cell['reason'])}")
        shade = marks.index(cell["y"]) + 1 if few else CLASSES - min(int(cell["y"] * CLASSES), CLASSES - 1)
        return Mark(
            row, str(shade), fmt.value_text(cell["value"], asked["kind"], asked["unit"], cell["denominator"]), cell["y"]
        )

    return [mark(row) for row in rows]


def legend(marks: Sequence[Mark], name: Callable[[str, Sequence[Mark]], str]) -> list[Shade]:
    """Return the shades that are on the map, classes first. name: what a class means, given the councils in it."""
    found: dict[str, list[Mark]] = {}
    for one in marks:
        found.setdefault(one.shade, []).append(one)
    order = [*(str(n + 1) for n in range(CLASSES)), UNRANKED, UNSEEN, NOT_ASKED]
    told = {UNRANKED: "Not ranked: we could see too little", UNSEEN: "Not seen", NOT_ASKED: "Not asked this"}
    return [
        Shade(shade, SIGNS.get(shade, shade), told.get(shade) or name(shade, found[shade]), len(found[shade]))
        for shade in order
        if shade in found
    ]


def named_fifth(of_one_type: bool) -> Callable[[str, Sequence[Mark]], str]:
    """Return how a fifth is named: with the range of its figures where all are of one type."""

    def name(shade: str, members: Sequence[Mark]) -> str:
        first = FIFTHS[int(shade) - 1]
        return f"{first}: {_range(members)}" if of_one_type else f"{first} of its type"

    return name


def _range(members: Iterable[Mark]) -> str:
    figures = [one.number for one in members if one.number is not None]
    low, high = fmt.score_text(min(figures)), fmt.score_text(max(figures))
    return low if low == high else f"{low} to {high}"


def named_band(shade: str, members: Sequence[Mark]) -> str:
    """Return what a band means."""
    if shade == "1":
        return "Band 1: too close to the first of its type to call"
    return f"Band {shade}{' or later' if shade == str(CLASSES) else ''}: clearly behind the first of the band before"


def named_marks(asked: Record) -> Callable[[str, Sequence[Mark]], str]:
    """Return how the classes of a question are named: by what was found and by the marks for it, of 100."""

    def name(shade: str, members: Sequence[Mark]) -> str:
        found = list(dict.fromkeys(one.value for one in members))
        told = f"{_range(members)} marks of 100"
        return f"{found[0]}: {told}" if len(found) == 1 else told

    return name
