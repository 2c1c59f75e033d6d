"""Whether scores go with deprivation or with size, within each type; a correlation is never called a cause."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from edition.findings.figures import Council, Figures
from edition.findings.record import LEAST_PAIRS, Finding, Line, together
from models import Message
from scoring.association import spearman, spearman_range
from scoring.multiplicity import together as errors_together

FAMILIES = 2
"""Deprivation and size are judged together: whoever tries two explanations has twice the chances to find one."""


def deprivation(figures: Figures) -> Finding:
    """Return in which types the score goes with deprivation."""
    return _association(
        figures, "deprivation", Message("insight.deprivation.title"), Message("insight.deprivation.caveat"),
        lambda one: one.deprivation, _deprived,
    )  # fmt: skip


def size(figures: Figures) -> Finding:
    """Return in which types the score goes with the number of people."""
    return _association(
        figures, "size", Message("insight.size.title"), Message("insight.size.caveat"),
        lambda one: one.population, _larger,
    )  # fmt: skip


def _deprived(kind: str, line: Line) -> Message:
    if line.value is not None and line.value > 0:
        return Message("insight.deprivation.higher", {
            "n": line.base, "type": Message(f"type.several.{kind}"), "rho": line.value, "low": line.low,
            "high": line.high,
        })  # fmt: skip
    return Message("insight.deprivation.lower", {
        "n": line.base, "type": Message(f"type.several.{kind}"), "rho": line.value, "low": line.low,
        "high": line.high,
    })  # fmt: skip


def _larger(kind: str, line: Line) -> Message:
    if line.value is not None and line.value > 0:
        return Message("insight.size.higher", {
            "n": line.base, "type": Message(f"type.several.{kind}"), "rho": line.value, "low": line.low,
            "high": line.high,
        })  # fmt: skip
    return Message("insight.size.lower", {
        "n": line.base, "type": Message(f"type.several.{kind}"), "rho": line.value, "low": line.low,
        "high": line.high,
    })  # fmt: skip


def _association(
    figures: Figures, code: str, title: Message, caveat: Message, of: Callable[[Council], float | None],
    worded: Callable[[str, Line], Message],
) -> Finding:  # fmt: skip
    pairs = {kind: [(one.score, of(one)) for one in figures.of_type(kind)] for kind in figures.types}
    known = {
        kind: [(score, other) for score, other in found if score is not None and other is not None]
        for kind, found in pairs.items()
    }
    wide_enough = [kind for kind in figures.types if len(known[kind]) >= LEAST_PAIRS]
    comparisons = FAMILIES * max(1, len(wide_enough))
    lines, told = [], []
    for kind in figures.types:
        line = _line(kind, known[kind], len(pairs[kind]), errors_together(comparisons), kind in wide_enough)
        lines.append(line)
        if line.low is not None and line.high is not None and not line.low <= 0 <= line.high:
            told.append(worded(kind, line))
    base = sum(len(known[kind]) for kind in wide_enough)
    withheld = None if told else Message("insight.association.none", {"n": len(wide_enough), "least": LEAST_PAIRS})
    return Finding(
        code, code, title, "correlation", caveat, base, len(figures.councils), together(told) if told else None,
        withheld, tuple(lines), comparisons=comparisons,
    )  # fmt: skip


def _line(kind: str, known: list[tuple[float, float]], of: int, z: float, enough: bool) -> Line:
    if not enough:
        why = Message("insight.association.few", {"least": LEAST_PAIRS})
        return Line("", kind, base=len(known), base_of=of, note=why, stated=False)
    scores, others = (np.array(column, dtype=float) for column in zip(*known, strict=True))
    rho = spearman(scores, others)
    span = None if np.isnan(rho) else spearman_range(rho, len(known), z)
    if span is None:
        return Line("", kind, base=len(known), base_of=of, note=Message("insight.association.same"), stated=False)
    either = span[0] <= 0 <= span[1]
    note = Message("insight.association.either") if either else None
    return Line("", kind, rho, *span, len(known), of, note, stated=not either)
