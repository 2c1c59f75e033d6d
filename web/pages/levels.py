"""A council's maturity level in words: never only the lower figure, never a level that could not be assessed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from edition.reader import Record
from web.pages.words import gate
from web.words import format as fmt
from web.words.language import say, translated


def level_words(row: Record, gates: Sequence[Record], maturity: Sequence[Record]) -> str:
    """Return "Level 2 Interacting (could be 3: no evidence on paying online)".

    row: of `scores`; gates: its rows of `gates` with dimension names; maturity: the levels of the framework.
    """
    shown, possible = row["level_demonstrated"], row["level_possible"]
    if shown is None:
        return say("Level not assessed")
    name = next(entry["name"] for entry in maturity if entry["level"] == shown)
    text = say("Level %(level)s %(name)s", level=shown, name=translated(name))
    if possible == shown:
        return text
    unknown = dict.fromkeys(gate(g) for g in gates if g["state"] == "unknown" and g["level"] <= possible)
    told = {"level": text, "possible": possible, "gates": fmt.listing(list(unknown))}
    return say("%(level)s (could be %(possible)s: no evidence on %(gates)s)", **told)
