"""What captured home pages show of their sites (detectors/heads.py) beside labels of our own: `home-pages.csv`.

A label is what a person sees in the beginning of the page that was kept: empty, it does not stand there, and is to be
read as unknown; `?`, it cannot be told, and is not compared. No text of a page is kept, only the id of its record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from detectors.heads import Head
from errors import BenchmarkError
from register.tables import read_rows

LABELS = Path(__file__).with_name("home-pages.csv")
UNTOLD = "?"
_READ: Mapping[str, Callable[[Head], str]] = {
    "language": lambda head: head.lang,
    "statement": lambda head: _text(head.statement),
    "search": lambda head: {True: "yes", False: "no", None: ""}[head.search],
    "consent": lambda head: _text(head.consent),
}


class LabelsError(BenchmarkError):
    """The labels are not as agreed: says line and column."""


@cache
def home_pages() -> dict[str, dict[str, str]]:
    """Return id of a record -> its labels by fact. Raises LabelsError."""
    columns = ("id", *_READ)

    def refuse(message: str, line: int, column: str | None) -> LabelsError:
        return LabelsError(f"{LABELS.name}: line {line}: {message if column is None else f'{column}: {message}'}")

    found = [cells for _, cells in read_rows(LABELS.read_text(encoding="utf-8"), columns, refuse)]
    return {cells.pop("id"): cells for cells in found}


def labelled(labels: Mapping[str, str], head: Head) -> Iterator[tuple[str, bool]]:
    """Yield (fact, whether it is read as the person read it) of one page; what cannot be told is left out."""
    for fact, read in _READ.items():
        if labels[fact] != UNTOLD:
            yield fact, read(head) == labels[fact]


def _text(found: str | None) -> str:
    """Return what a label says of a text: '' for unknown, `none` for what is surely not there."""
    return "" if found is None else found or "none"
