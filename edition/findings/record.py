"""What a finding is, and the bases below which none is stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models import Message

LEAST_COUNCILS = 10
"""Councils below which nothing is said of a group."""
LEAST_PAIRS = 20
"""Councils below which nothing is said of a correlation."""
LEAST_SHARE = 2 / 3
"""Share of those concerned that must be ranked, or seen: one in three can turn almost every finding round."""
LONGEST_LIST = 12
"""Names in a sentence; more are in the table alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a finding: of a council (`authority`) or a part: a type, region or nation. Values are in its unit.

    base: how many it rests on, of base_of. note: what else is known, or why the line is not stated.
    """

    authority: str = ""
    part: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    base: int | None = None
    base_of: int | None = None
    note: Message | None = None
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """One council compared, within a family that is judged together.

    probability: of the claim, in the draws. p: as scoring/multiplicity.py counts it. value, low, high: how far it
    moved, in points of 100; None where the family is no movement.
    """

    family: str
    authority: str
    probability: float
    p: float
    p_adjusted: float
    stands: bool
    draws: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    def row(self) -> dict[str, Any]:
        """Return the comparison as a row, without its edition."""
        return {
            "family": self.family, "authority": self.authority, "probability": self.probability, "draws": self.draws,
            "p": self.p, "p_adjusted": self.p_adjusted, "stands": int(self.stands), "value": self.value,
            "low": self.low, "high": self.high,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. sentence: None where it is withheld, for the reason `withheld`, and the other way round.

    unit: points, score, chance, share or correlation. base: how many it rests on, of base_of. comparisons: how many
    were judged together. type, indicator: what it is about, '' for all.
    """

    code: str
    kind: str
    title: Message
    unit: str
    caveat: Message
    base: int
    base_of: int
    sentence: Message | None = None
    withheld: Message | None = None
    lines: tuple[Line, ...] = ()
    family: tuple[Comparison, ...] = ()
    comparisons: int = 1
    value: float | None = None
    low: float | None = None
    high: float | None = None
    type: str = ""
    indicator: str = ""

    @property
    def stated(self) -> bool:
        """Whether it may be said."""
        return self.withheld is None


def named(names: Sequence[str]) -> Message:
    """Return the names for the end of a sentence, or that the table has them."""
    if len(names) > LONGEST_LIST:
        return Message("insight.names_in_table")
    return Message("insight.names", {"councils": list(names)})


def together(parts: Sequence[Message]) -> Message:
    """Return several sentences side by side."""
    return parts[0] if len(parts) == 1 else Message("said.together", {"parts": list(parts)})
