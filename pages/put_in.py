"""Why a score and what could be seen alone differ: the marks that were put in, in one sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pages import format as fmt
from pages.standing import Standing

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def put_in_words(cells: Iterable[Mapping[str, Any]], standing: Standing) -> str:
    """Return what was put in for the marks of a ranked council that could not be seen; '' where nothing was.

    cells: the council's cells with the names of their indicators.
    """
    filled = [cell for cell in cells if cell["put_in"] is not None]
    if not standing.ranked or not filled:
        return ""
    what = fmt.listing([f"“{cell['name']}”" for cell in filled])
    each = fmt.listing([fmt.number(100 * cell["put_in"], 0) for cell in filled])
    lenders = counted(max(cell["donors"] for cell in filled), "similar council")
    return (
        f"We could not see {what}. For {'it' if len(filled) == 1 else 'them'} we put in what {lenders} "
        f"{'has' if lenders.startswith('one ') else 'have'} on average: {each} out of 100. "
        f"On what we could see alone the score would be {fmt.score_text(standing.face)}."
    )


def counted(count: int, thing: str) -> str:
    """Return "ten similar councils": small numbers as words."""
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {thing}{'' if count == 1 else 's'}"
