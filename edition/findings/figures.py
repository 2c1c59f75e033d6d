"""The figures of an edition as they are printed, which is what findings rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edition.rows import Row
from models import AuthorityType
from scoring.rounding import out_of_100

TYPES = tuple(one.value for one in AuthorityType)
"""The types in the order in which tables list them."""


@dataclass(frozen=True, slots=True)
class Council:
    """One council of an edition; scores 0-100 with one decimal, None where it is not ranked.

    deprivation: higher is more deprived; None, as of population, where it is not known.
    """

    code: str
    name: str
    type: str
    nation: str
    region: str
    parent: str
    population: int | None
    deprivation: float | None
    score: float | None
    score_low: float | None
    score_high: float | None
    core_score: float | None
    rank: int | None
    band: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What an edition prints. councils: by name. indicators: the scored ones. links: of GOV.UK's register."""

    councils: tuple[Council, ...]
    cells: tuple[Row, ...]
    indicators: tuple[Row, ...]
    links: tuple[Row, ...]

    @property
    def types(self) -> tuple[str, ...]:
        """The types that there are, in the usual order."""
        there = {one.type for one in self.councils}
        return tuple(kind for kind in TYPES if kind in there)

    def of_type(self, kind: str) -> tuple[Council, ...]:
        """Return the councils of one type, by name."""
        return tuple(one for one in self.councils if one.type == kind)


def figures(
    scores: Iterable[Row], authorities: Iterable[Row], cells: Iterable[Row], indicators: Iterable[Row],
    links: Sequence[Row],
) -> Figures:  # fmt: skip
    """Return the figures of one edition from its rows, each as the table of that name has it."""
    known = {row["authority"]: row for row in authorities}
    councils = [_council(row, known[row["authority"]]) for row in scores if row["authority"] in known]
    return Figures(
        tuple(sorted(councils, key=lambda one: (one.name, one.code))), tuple(cells),
        tuple(row for row in indicators if row["scored"]), tuple(links),
    )  # fmt: skip


def _council(score: Row, row: Row) -> Council:
    ranked = bool(score["ranked"])
    return Council(
        code=row["authority"], name=row["short_name"], type=row["type"], nation=row["nation"], region=row["region"],
        parent=row["parent"] or "", population=row["population"], deprivation=row["deprivation"],
        score=out_of_100(score["score"]) if ranked else None,
        score_low=out_of_100(score["score_low"]) if ranked else None,
        score_high=out_of_100(score["score_high"]) if ranked else None,
        core_score=out_of_100(score["core_score"]),
        rank=score["rank_middle"] if ranked else None, band=score["band"] if ranked else None,
    )  # fmt: skip
