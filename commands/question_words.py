"""Whether what the declared questions say of themselves has words: the detectors do not know the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from detectors.site.questions import FOLDER, QuestionError, own_messages
from web.words.catalogue import english


def wordless(folder: Path = FOLDER) -> Iterator[QuestionError]:
    """Yield an error for each message of data/questions/ that has no words, or whose words expect other values.

    Raises QuestionError for a file that cannot be read.
    """
    known = english().entries
    for message in own_messages(folder):
        entry, given = known.get(message.id), ", ".join(message.values) or "no values"
        if entry is None:
            yield message.wrong("the id of a message that has words in web/words/en_GB/")
        elif entry.types.keys() != message.values:
            yield message.wrong(f"a message of {given}; its words have {', '.join(entry.types) or 'none'}")


def check_question_words() -> None:
    """Raise QuestionError for the first of them: what is stored without words would show as a fault of the site."""
    for error in wordless():
        raise error
