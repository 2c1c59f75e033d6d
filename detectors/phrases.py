"""The words that detectors look for: one file of data/phrases/ for each part, one table for each group of phrases.

A group is a list of expressions, any of which counts, and `read` says how they stand in a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from declared import Entry, read_declared
from detectors.folded_expressions import never_folded
from errors import BenchmarkError

FOLDER = Path(__file__).resolve().parent.parent / "data" / "phrases"
_READ = {
    "words": (r"\b(?:", r")\b"),
    "word starts": (r"\b(?:", ")"),
    "whole text": ("^(?:", ")$"),
    "text starts": ("^(?:", ")"),
    "as written": ("", ""),
}
_PLAIN = re.compile(r"[\w '-]+")
"""An expression that means itself: to compile each as well as its group would double what reading a file takes."""


class PhraseError(BenchmarkError):
    """A file of data/phrases/ cannot be used: says which file, group, field and value."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of phrases: its expressions in order, and the pattern that any of them matches."""

    listed: tuple[str, ...]
    pattern: re.Pattern[str]


def phrase(name: str, group: str) -> re.Pattern[str]:
    """Return the pattern of one group of the file of that name, which is read and checked once.

    Raises PhraseError if the file is wrong or has no such group.
    """
    return _group(name, group).pattern


def word_set(name: str, group: str) -> frozenset[str]:
    """Return the entries of a group of plain words, for look-ups that are too many for a pattern. Raises as phrase."""
    return frozenset(_group(name, group).listed)


def _group(name: str, group: str) -> Group:
    groups = _shipped(name)
    if group not in groups:
        raise PhraseError(f"{name}.toml: [{group}] is missing")
    return groups[group]


@cache
def _shipped(name: str) -> dict[str, Group]:
    return load_phrases(FOLDER / f"{name}.toml")


def load_phrases(path: Path) -> dict[str, Group]:
    """Return the groups of a file by name. Raises PhraseError naming file, group, field and value."""
    whole = read_declared(path, PhraseError)
    return {name: read_group(whole.table(name)) for name in whole.fields}


def read_group(entry: Entry) -> Group:
    """Return one group as a file declares it. Raises the error of the entry naming file, group, field and value."""
    entry.only("read", "any", "any_case")
    return expressions(entry, entry.one_of("read", _READ), entry.flag("any_case"))


def expressions(entry: Entry, read: str, any_case: bool = False) -> Group:
    """Return the expressions of the field `any` as one group. read: how they stand in a text. Raises as read_group."""
    listed, (before, after) = entry.texts("any"), _READ[read]
    for one in listed:
        # An expression must stand by itself: half a bracket would change all of its group.
        if not _PLAIN.fullmatch(one):
            entry.expression("any", one)
    pattern = re.compile(f"{before}{'|'.join(listed)}{after}", re.IGNORECASE if any_case else 0)
    return Group(listed, pattern)


def check_met_by_some(entry: Entry, group: Group, printed: bool = False) -> None:
    """Refuse an expression that every text has, or that none can have: it would decide alike for all councils.

    printed: it is looked for in words as they are printed, which may have capitals and signs, not in folded ones.
    """
    for said in group.listed:
        if not _PLAIN.fullmatch(said) and re.fullmatch(said, ""):
            raise entry.wrong("any", "an expression that needs a character at least", said)
        if not printed and (never := never_folded(said)):
            expected = f"folded words: small letters, figures and spaces alone, without {never!r}"
            raise entry.wrong("any", expected, said)
