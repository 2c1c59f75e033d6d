"""All editions of one build seen together: history, movement, and the councils to come. Pure; the seed is stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from edition.as_published import Printed
from edition.history import Point, history_rows, history_summary, matched_indicators, points
from edition.movement import Draw, Moves, move_summary, moves
from edition.rows import Row
from edition.score import Scored
from edition.successors import heirs_of_the_past, heirs_to_come, successor_rows
from register.authorities import Register
from scoring.analyse import Analysis
from scoring.donors import Nearest
from scoring.framework import Framework
from scoring.panel import Panel
from scoring.uncertainty import simulate_evidence


@dataclass(frozen=True, slots=True)
class AcrossEditions:
    """The rows of `history`, `successors` and of two kinds of `summaries`; moved: of the current edition, if any."""

    history: tuple[Row, ...]
    successors: tuple[Row, ...]
    summaries: tuple[Row, ...]
    moved: Moves | None


def across_editions(
    framework: Framework, register: Register, scored: Sequence[Scored], analyses: Sequence[Analysis], now: Scored,
    printed: Mapping[str, Mapping[str, Printed]],
) -> AcrossEditions:  # fmt: skip
    """Return what the editions say together. scored, analyses: oldest first. now: the edition shown first."""
    draw = evidence_draw(framework)
    past = [one for one in scored if one.edition.as_of < now.edition.as_of]
    moved = moves(past[-1], now, draw) if past else None
    codes = matched_indicators(scored)
    drawn = [_points(framework, register, one, codes, draw) for one in scored]
    told = list(zip(scored, analyses, drawn, strict=True))
    heirs = heirs_to_come(register, now.authorities, now.edition.as_of)
    return AcrossEditions(
        history=tuple(history_rows(told, printed, [one.code for one in register.authorities])),
        successors=tuple(successor_rows(framework, now, heirs)),
        summaries=(history_summary(now.edition.code, codes), *([move_summary(moved)] if moved else [])),
        moved=moved,
    )


def _points(framework: Framework, register: Register, one: Scored, codes: Sequence[str], draw: Draw) -> list[Point]:
    heirs = heirs_of_the_past(register, one.authorities, one.edition.as_of)
    return points(framework, one, codes, heirs, draw)


def evidence_draw(framework: Framework) -> Draw:
    """Return the function that draws a panel: evidence only, by the framework's seed and draws."""

    def draw(panel: Panel, order: Nearest) -> np.ndarray:
        return simulate_evidence(panel, framework.seed, framework.draws, order)

    return draw
