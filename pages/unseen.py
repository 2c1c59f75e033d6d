"""What becomes of ranked councils of which a whole dimension could not be seen: said beside the table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from pages import format as fmt
from pages.words import type_plural


@dataclass(frozen=True, slots=True)
class Unseen:
    """One dimension that was seen of some ranked councils of a type and not at all of others.

    without, seen: how many ranked councils there are of each; the medians are of their published scores, 0-100.
    """

    dimension: str
    name: str
    without: int
    seen: int
    median_without: float
    median_seen: float

    @property
    def lower(self) -> bool:
        """Return True if the councils that were not seen stand lower."""
        return self.median_without < self.median_seen

    @property
    def mark(self) -> str:
        """Return the few words beside such a council's name."""
        effect = "may stand too low" if self.lower else "place less certain"
        return f"No evidence on “{self.name}”: {effect}"

    def sentence(self, kind: str) -> str:
        """Return the caveat for the councils of one type."""
        end = "So such a council may stand lower than it would had we seen it." if self.lower else (
            "Seeing it could move such a council either way."
        )  # fmt: skip
        return (
            f"We could see nothing of “{self.name}” at {self.without} of the {self.without + self.seen} ranked "
            f"{type_plural(kind)}. Their middle score is {fmt.number(self.median_without, 1)}, that of the others "
            f"{fmt.number(self.median_seen, 1)}. {end}"
        )


def unseen(
    members: Iterable[Mapping[str, Any]],
    scores: Mapping[str, Mapping[str, Mapping[str, Any]]],
    dimensions: Sequence[Mapping[str, Any]],
) -> list[Unseen]:
    """Return the dimensions that were seen of some ranked members of a type only, in the order of `dimensions`.

    members: rows of `scores` of one type; scores: authority -> dimension -> row of dimension_scores.
    """
    ranked = [row for row in members if row["ranked"]]
    found = (_unseen(ranked, scores, one) for one in dimensions)
    return [one for one in found if one is not None]


def _unseen(
    ranked: Sequence[Mapping[str, Any]],
    scores: Mapping[str, Mapping[str, Mapping[str, Any]]],
    dimension: Mapping[str, Any],
) -> Unseen | None:
    groups: dict[bool, list[float]] = {True: [], False: []}
    for row in ranked:
        part = scores.get(row["authority"], {}).get(dimension["dimension"])
        if part is not None:
            groups[part["score"] is None].append(row["published"])
    if not (groups[True] and groups[False]):
        return None
    without, seen = groups[True], groups[False]
    return Unseen(dimension["dimension"], dimension["name"], len(without), len(seen), median(without), median(seen))
