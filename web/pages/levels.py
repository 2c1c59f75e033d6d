"""A council's maturity level in words: never only the lower figure, never a level that could not be assessed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from edition.reader import Record
from web.pages.words import gate
from web.words import format as fmt

NOT_ASSESSED = "Level not assessed"


def level_words(row: Record, gates: Sequence[Record], maturity: Sequence[Record]) -> str:
    """Return "Level 2 Interacting (could be 3: no evidence on paying online)".

    row: of `scores`; gates: its rows of `gates` with dimension names; maturity: the levels of the framework.
    """
    shown, possible = row["level_demonstrated"], row["level_possible"]
    if shown is None:
        return NOT_ASSESSED
    text = f"Level {shown} {next(entry['name'] for entry in maturity if entry['level'] == shown)}"
    if possible == shown:
        return text
    unknown = dict.fromkeys(gate(g) for g in gates if g["state"] == "unknown" and g["level"] <= possible)
    return f"{text} (could be {possible}: no evidence on {fmt.listing(list(unknown))})"
