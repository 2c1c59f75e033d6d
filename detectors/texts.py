"""Questions about one text, answered once while the text comes again: in sections, in menus, from page to page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

LONGEST = 800
"""Characters of a text whose answer is kept: longer ones seldom come again."""
REMEMBERED = 10_000
"""Answers to each question that are kept, the last ones asked for."""

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Question = Callable[Concatenate[str, Asked], Answer]


def once_a_text(question: Question[Asked, Answer]) -> Question[Asked, Answer]:
    """Return the same question with its latest answers kept, whichever page a text stands on.

    What it answers must depend on nothing but what it is asked with, all of it hashable, and must not be changed.
    """
    kept = lru_cache(maxsize=REMEMBERED)(question)

    @wraps(question)
    def answer(text: str, /, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
        return (kept if len(text) <= LONGEST else question)(text, *asked, **named)

    return answer
