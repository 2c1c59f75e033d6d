"""The ends of each table, and small councils: who cannot be told apart from the first, and who clearly can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from edition.findings.chances import Chances
from edition.findings.figures import Council, Figures
from edition.findings.record import LEAST_COUNCILS, LEAST_SHARE, Comparison, Finding, Line, named
from models import Message
from scoring.multiplicity import adjusted, counted_p, stands

MOST_OF_THE_BEST = 1 / 3
"""A list of the best that holds more of its table says little: nearly everybody is on it."""
BETTER_HALF = "better-half"


def first(figures: Figures, known: Chances) -> Iterator[Finding]:
    """Yield for each type who cannot be told apart from its first council."""
    for kind in figures.types:
        ranked, family, behind = _table(figures, known, kind)
        level = [one for one in ranked if one.code not in behind]
        title = Message("insight.first.title", {"type": Message(f"type.several.{kind}")})
        caveat = Message("insight.first.caveat", {"n": len(figures.of_type(kind)) - len(ranked)})
        withheld = _thin(figures, kind, ranked)
        if withheld is None and len(level) > MOST_OF_THE_BEST * len(ranked):
            withheld = Message("insight.first.wide", {
                "n": len(level), "ranked": len(ranked), "type": Message(f"type.several.{kind}"),
            })  # fmt: skip
        sentence = Message("insight.first.sentence", {
            "n": len(level), "ranked": len(ranked), "type": Message(f"type.several.{kind}"),
            "councils": named([one.name for one in level]),
        })  # fmt: skip
        yield _of_table(figures, kind, "first", title, sentence, caveat, withheld, level, ranked, family)


def behind(figures: Figures, known: Chances) -> Iterator[Finding]:
    """Yield for each type who is clearly behind its first council."""
    for kind in figures.types:
        ranked, family, codes = _table(figures, known, kind)
        those = [one for one in ranked if one.code in codes]
        title = Message("insight.behind.title", {"type": Message(f"type.several.{kind}")})
        caveat = Message("insight.behind.caveat", {"n": len(figures.of_type(kind)) - len(ranked)})
        withheld = _thin(figures, kind, ranked)
        if withheld is None and not those:
            withheld = Message("insight.behind.none", {"ranked": len(ranked), "type": Message(f"type.several.{kind}")})
        sentence = Message("insight.behind.sentence", {
            "n": len(those), "ranked": len(ranked), "type": Message(f"type.several.{kind}"),
            "councils": named([one.name for one in those]),
        })  # fmt: skip
        yield _of_table(figures, kind, "behind", title, sentence, caveat, withheld, those, ranked, family)


def _table(figures: Figures, known: Chances, kind: str) -> tuple[list[Council], tuple[Comparison, ...], set[str]]:
    """Return the ranked councils of a type, the comparisons of all others with its first, and who is behind it."""
    ranked = [one for one in figures.of_type(kind) if one.score is not None]
    compared = {one.code: known.behind[one.code] for one in ranked if one.code in known.behind}
    family = _family(f"behind-first-{kind}", compared, known.draws)
    return ranked, family, {one.authority for one in family if one.stands}


def _family(name: str, probabilities: Mapping[str, float], draws: int) -> tuple[Comparison, ...]:
    codes = sorted(probabilities)
    p = counted_p(np.array([probabilities[code] for code in codes]), draws)
    right = adjusted(p)
    return tuple(
        Comparison(name, code, probabilities[code], float(a), float(b), bool(holds), draws)
        for code, a, b, holds in zip(codes, p, right, stands(right), strict=True)
    )


def _thin(figures: Figures, kind: str, ranked: list[Council]) -> Message | None:
    of = len(figures.of_type(kind))
    if len(ranked) >= max(LEAST_COUNCILS, LEAST_SHARE * of):
        return None
    return Message("insight.few_ranked", {
        "n": len(ranked), "of": of, "type": Message(f"type.several.{kind}"), "least": LEAST_COUNCILS,
    })  # fmt: skip


def _of_table(
    figures: Figures, kind: str, what: str, title: Message, sentence: Message, caveat: Message,
    withheld: Message | None, those: Iterable[Council], ranked: list[Council], family: tuple[Comparison, ...],
) -> Finding:  # fmt: skip
    lines = tuple(Line(one.code, value=one.score, low=one.score_low, high=one.score_high) for one in those)
    return Finding(
        f"{what}-{kind}", what, title, "score", caveat, len(ranked), len(figures.of_type(kind)),
        None if withheld else sentence, withheld, () if withheld else lines, family, max(1, len(family)), type=kind,
    )  # fmt: skip


def small(figures: Figures, known: Chances) -> Finding:
    """Return which small councils are clearly in the better half of their type.

    Small is the third of a type with the fewest people, whether ranked or not.
    """
    fewest = [one for kind in figures.types for one in _fewest(figures.of_type(kind))]
    compared = {one.code: known.better_half[one.code] for one in fewest if one.code in known.better_half}
    family = _family(BETTER_HALF, compared, known.draws)
    held = {one.authority: one for one in family if one.stands}
    those = sorted((one for one in fewest if one.code in held), key=lambda one: one.name)
    single = sum(one.p <= 0.05 for one in family)
    withheld = None
    if len(family) < LEAST_COUNCILS:
        withheld = Message("insight.few_compared", {"n": len(family), "of": len(fewest), "least": LEAST_COUNCILS})
    elif not those:
        withheld = Message("insight.small.none", {"n": single, "compared": len(family)})
    sentence = Message("insight.small.sentence", {
        "n": len(those), "compared": len(family), "councils": named([one.name for one in those]),
    })  # fmt: skip
    lines = tuple(
        Line(one.code, value=held[one.code].probability, note=Message("insight.people", {"n": one.population}))
        for one in those
    )
    return Finding(
        "small-councils", "small", Message("insight.small.title"), "chance", Message("insight.small.caveat"),
        len(family), len(fewest), None if withheld else sentence, withheld, () if withheld else lines, family,
        max(1, len(family)),
    )  # fmt: skip


def _fewest(councils: Iterable[Council]) -> list[Council]:
    known = [one for one in councils if one.population is not None]
    return sorted(known, key=lambda one: (one.population or 0, one.code))[: len(known) // 3]
