"""What becomes of ranked councils of which a whole dimension could not be seen: said beside the table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from edition.reader import Record
from web.pages.words import type_plural
from web.words import format as fmt


@dataclass(frozen=True, slots=True)
class Unseen:
    """One dimension that was seen of some ranked councils of a type and not at all of others.

    without, seen: how many ranked councils there are of each. place: the mean place of those without it.
    """

    dimension: str
    name: str
    without: int
    seen: int
    place: float

    @property
    def mark(self) -> str:
        """Return the few words under such a council's name."""
        return f"“{self.name}” not seen, put in"

    def sentence(self, kind: str) -> str:
        """Return what was done about it, for the councils of one type."""
        of = self.without + self.seen
        return (
            f"We could see nothing of “{self.name}” at {self.without} of the {of} ranked {type_plural(kind)}. "
            "For them we put in what similar councils have. "
            f"Their average place is {fmt.number(self.place, 0)} of {of}; "
            f"the middle of the table is {fmt.number((of + 1) / 2, 1)}."
        )


def unseen(
    members: Iterable[Record],
    scores: Mapping[str, Mapping[str, Record]],
    dimensions: Sequence[Record],
) -> list[Unseen]:
    """Return the dimensions that were seen of some ranked members of a type only, in the order of `dimensions`.

    members: rows of `scores` of one type; scores: authority -> dimension -> row of dimension_scores.
    """
    ranked = [row for row in members if row["ranked"]]
    found = (_unseen(ranked, scores, one) for one in dimensions)
    return [one for one in found if one is not None]


def _unseen(
    ranked: Sequence[Record],
    scores: Mapping[str, Mapping[str, Record]],
    dimension: Record,
) -> Unseen | None:
    places: dict[bool, list[int]] = {True: [], False: []}
    for row in ranked:
        part = scores.get(row["authority"], {}).get(dimension["dimension"])
        if part is not None:
            places[part["seen"] is None].append(row["rank_middle"])
    if not (places[True] and places[False]):
        return None
    return Unseen(dimension["dimension"], dimension["name"], len(places[True]), len(places[False]), mean(places[True]))
