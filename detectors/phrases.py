"""The words that detectors look for: one file of data/phrases/ for each part, one table for each group of phrases.

A group is a list of expressions, any of which counts, and `read` says how they stand in a text.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from errors import BenchmarkError

FOLDER = Path(__file__).resolve().parent.parent / "data" / "phrases"
_READ = {
    "words": (r"\b(?:", r")\b"),
    "word starts": (r"\b(?:", ")"),
    "whole text": ("^(?:", ")$"),
    "text starts": ("^(?:", ")"),
    "as written": ("", ""),
}
_FIELDS = frozenset(("read", "any", "any_case"))
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
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PhraseError(f"{path.name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PhraseError(f"{path.name}: not UTF-8: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise PhraseError(f"{path.name}: not TOML: {error}") from error
    return {group: read_group(f"{path.name}: {group}", entry) for group, entry in raw.items()}


def read_group(where: str, entry: Any) -> Group:
    """Return one group as a file declares it. Raises PhraseError naming `where`, its file and name, field and value."""
    if not isinstance(entry, dict):
        raise PhraseError(f"{where}: expected a table, found {entry!r}")
    unknown = sorted(entry.keys() - _FIELDS)
    if unknown:
        raise PhraseError(f'{where}: field "{unknown[0]}": expected one of {", ".join(sorted(_FIELDS))}')
    read, listed, any_case = entry.get("read"), entry.get("any"), entry.get("any_case", False)
    if not isinstance(read, str) or read not in _READ:
        raise PhraseError(f'{where}: field "read": {read!r}, expected one of {", ".join(_READ)}')
    if not isinstance(any_case, bool):
        raise PhraseError(f'{where}: field "any_case": {any_case!r}, expected true or false')
    if not isinstance(listed, list) or not listed:
        raise PhraseError(f'{where}: field "any": {listed!r}, expected a list of expressions')
    for one in listed:
        _check(where, one)
    before, after = _READ[read]
    pattern = re.compile(f"{before}{'|'.join(listed)}{after}", re.IGNORECASE if any_case else 0)
    return Group(tuple(listed), pattern)


def _check(where: str, expression: object) -> None:
    """An expression must stand by itself: an empty one, or half a bracket, would change all of its group."""
    if not isinstance(expression, str) or not expression:
        raise PhraseError(f'{where}: field "any": {expression!r}, expected an expression')
    if _PLAIN.fullmatch(expression):
        return
    try:
        re.compile(expression)
    except re.error as error:
        raise PhraseError(f'{where}: field "any": {expression!r} is not a regular expression: {error}') from error
