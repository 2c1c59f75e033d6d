"""Whether what is declared in data/ under the id of a message has words: the rooms that read it know no catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from detectors.site.questions import FOLDER, own_messages
from errors import BenchmarkError, RegisterError
from models import SERVICE_CODES
from paths import DATA
from register.life_events import load_life_events
from web.words.catalogue import SOURCE, english


def questions_without_words(folder: Path = FOLDER) -> Iterator[BenchmarkError]:
    """Yield an error for each message of data/questions/ that has no words, or whose words expect other values.

    Raises QuestionError or PhraseError for a file that cannot be used.
    """
    known = english().entries
    for message in own_messages(folder):
        entry, given = known.get(message.id), ", ".join(message.values) or "no values"
        if entry is None:
            yield message.wrong(f"the id of a message that has words in web/words/{SOURCE.name}/")
        elif entry.types.keys() != message.values:
            yield message.wrong(f"a message of {given}; its words have {', '.join(entry.types) or 'none'}")


def events_without_words(data: Path = DATA) -> Iterator[BenchmarkError]:
    """Yield an error for each event or route of life-events.toml without words. Raises RegisterError as its reader."""
    path = data / "life-events.toml"
    for event in load_life_events(path, SERVICE_CODES).events:
        named = [("slug", event.slug, "event"), *(("id", route.id, "route") for route in event.routes)]
        for field, value, part in named:
            if f"{part}.{value}" not in english().entries:
                yield RegisterError(
                    f'{path.name}: event "{event.slug}": field "{field}": found {value!r}, expected one that has words '
                    f"in web/words/{SOURCE.name}/ ({part}.{value})"
                )


def refuse(without_words: Iterator[BenchmarkError]) -> None:
    """Raise the first of these errors: what is stored without words would show as a fault of the site."""
    for error in without_words:
        raise error
