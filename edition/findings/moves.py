"""Who clearly improved, and who clearly fell back, since the edition before."""

from __future__ import annotations

import numpy as np

from edition.findings.chances import Chances
from edition.findings.figures import Figures
from edition.findings.record import LEAST_COUNCILS, Comparison, Finding, Line, named
from models import Message
from scoring.bands import CLEAR
from scoring.multiplicity import adjusted, either_way, stands
from scoring.rounding import half_up

FAMILY = "movement"


def improved(figures: Figures, known: Chances) -> Finding:
    """Return who clearly improved."""
    held, comparisons = _moved(figures, known, up=True)
    single = sum(one.verdict == "up" for one in known.moves.values())
    n, compared = len(held), len(comparisons)
    sentence = Message("insight.improved.sentence", {
        "n": n, "compared": compared, "against": known.against, "councils": named([name for name, _ in held]),
    })  # fmt: skip
    none = Message("insight.improved.none", {"n": single, "compared": compared, "chance": _by_chance(compared)})
    return _finding(figures, known, "improved", Message("insight.improved.title"), held, comparisons, sentence, none)


def declined(figures: Figures, known: Chances) -> Finding:
    """Return who clearly fell back."""
    held, comparisons = _moved(figures, known, up=False)
    single = sum(one.verdict == "down" for one in known.moves.values())
    n, compared = len(held), len(comparisons)
    sentence = Message("insight.declined.sentence", {
        "n": n, "compared": compared, "against": known.against, "councils": named([name for name, _ in held]),
    })  # fmt: skip
    none = Message("insight.declined.none", {"n": single, "compared": compared, "chance": _by_chance(compared)})
    return _finding(figures, known, "declined", Message("insight.declined.title"), held, comparisons, sentence, none)


def _by_chance(compared: int) -> int:
    """Return how many would be called clearly moved one way, each looked at alone, if nobody had moved."""
    return int(half_up((1.0 - CLEAR) * compared))


def _points(score: float) -> float:
    return float(half_up(1000.0 * score)) / 10.0


def _moved(figures: Figures, known: Chances, up: bool) -> tuple[list[tuple[str, Line]], tuple[Comparison, ...]]:
    codes = sorted(known.moves)
    p = either_way(np.array([known.moves[code].probability for code in codes]), known.draws)
    right = adjusted(p)
    comparisons = tuple(
        Comparison(FAMILY, code, move.probability, float(a), float(b), bool(holds), known.draws, _points(move.middle),
                   _points(move.low), _points(move.high))
        for code, move, a, b, holds in zip(codes, (known.moves[code] for code in codes), p, right, stands(right),
                                           strict=True)
    )  # fmt: skip
    by_code = {one.code: one for one in figures.councils}
    held = [
        (by_code[one.authority].name, Line(one.authority, value=one.value, low=one.low, high=one.high))
        for one in comparisons
        if one.stands and (one.probability > 0.5) == up and one.authority in by_code
    ]
    return sorted(held, key=lambda pair: pair[0]), comparisons


def _finding(
    figures: Figures, known: Chances, kind: str, title: Message, held: list[tuple[str, Line]],
    comparisons: tuple[Comparison, ...], sentence: Message, none: Message,
) -> Finding:  # fmt: skip
    withheld = None
    if not known.against:
        withheld = Message("insight.no_edition_before")
    elif len(comparisons) < LEAST_COUNCILS:
        withheld = Message("insight.few_compared", {"n": len(comparisons), "of": len(figures.councils),
                                                    "least": LEAST_COUNCILS})  # fmt: skip
    elif not held:
        withheld = none
    return Finding(
        kind, kind, title, "points", Message("insight.moved.caveat", {"n": known.questions}), len(comparisons),
        len(figures.councils), None if withheld else sentence, withheld,
        () if withheld else tuple(line for _, line in held), comparisons, max(1, len(comparisons)),
    )  # fmt: skip
