"""Which gates of the maturity levels a plan opens. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edition.reader import Record
from models import read_message

PROVED_BY = {"https": {"T01"}, "accessibility_statement": {"A01"}, "published_data": {"P01", "P09"}}
"""Gate fact -> the indicators whose best mark is that fact. The other gate facts follow from no single mark."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate with its state today and after the plan: met, failed or unknown."""

    row: Record
    now: str
    then: str


def gates_after(
    gates: Sequence[Record], chosen: Collection[str], seen: Mapping[str, float], rungs: Mapping[str, tuple[int, int]]
) -> list[Gate]:
    """Return every gate with what the plan makes of it.

    chosen: indicators at their best; seen: dimension -> its score after the plan, 0-1, nan for none. rungs: core
    service that the council has the full duty for -> its ladder level today (-1 unknown) and at its best.
    """
    return [Gate(row, row["state"], _then(row, set(chosen), seen, rungs)) for row in gates]


def _then(row: Record, chosen: set[str], seen: Mapping[str, float], rungs: Mapping[str, tuple[int, int]]) -> str:
    state, gate = str(row["state"]), row["gate"]
    if state == "met":
        return state
    if gate in PROVED_BY:
        return "met" if chosen & PROVED_BY[gate] else state
    figures: dict[str, Any] = dict(read_message(row["detail"]).values) if row["detail"] else {}
    if gate in seen and "score" in figures:
        return "met" if 100 * seen[gate] >= figures["least"] - 1e-9 else state
    if gate == "services" and "shown" in figures:
        rung = figures["rung"]
        raised = sum(code in chosen and today < rung <= best for code, (today, best) in rungs.items())
        return "met" if 100 * (figures["shown"] + raised) >= figures["least"] * figures["of"] - 1e-9 else state
    return state


def level_of(gates: Sequence[Gate]) -> int:
    """Return the highest level whose gates, and those of every level below, are met after the plan; 0 for none."""
    closed = [gate.row["level"] for gate in gates if gate.then != "met"]
    return min(closed) - 1 if closed else max((gate.row["level"] for gate in gates), default=0)
