"""What may match a text, told by its words: a look at each word before the dear searches.

Every pattern has words that a text must hold: "(?:on )?paper only" needs one that begins with "paper" and one that
begins with "only". What a sieve lets through may match; what it holds back cannot. Texts are folded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from detectors.beginnings import Atom, Branches, branches_of

LENGTH = 6
"""Letters of a word's beginning that are looked at."""
MANY = 400
"""More beginnings than this sort out too little to be worth their room."""
REMEMBERED = 50_000
"""Words of which it is kept what they begin; when there are more all are forgotten."""
TEXTS = 500
"""Texts whose words are kept: a page's are asked for by one question after the other."""

Beginnings = frozenset[str]
"""Some word of a text begins with one of them."""
_AT_START: Beginnings = frozenset({""})
_Word = Beginnings | None
"""How the word that is being read may have begun; None within a word of which that is not known."""
Thing = TypeVar("Thing")


class _Known(dict[str, tuple[int, list[tuple[int, Thing]]]], Generic[Thing]):
    """What a sieve knows of a word, looked up when it is first met."""

    def __init__(self, look_up: Callable[[str], tuple[int, list[tuple[int, Thing]]]]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> tuple[int, list[tuple[int, Thing]]]:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[word] = self._look_up(word)
        return found


class Sieve(Generic[Thing]):
    """Things that are looked for in the same texts, each with what a text must hold if it is there.

    A thing may be listed several times, with other needs each time: one of them is enough.
    """

    def __init__(self, things: Iterable[tuple[Thing, Collection[Beginnings]]]) -> None:
        """Take the things with their needs, sets of beginnings; without a set a thing is always let through."""
        bits: dict[Beginnings, int] = {}  # a text and what it must hold are compared as numbers, in one step
        self._listed: dict[str, list[tuple[int, Thing]]] = {}
        for thing, needs in things:
            mask = 0
            for one in needs:
                mask |= bits.setdefault(one, 1 << len(bits))
            for beginning in max(needs, key=_tells, default=_AT_START):
                self._listed.setdefault(beginning, []).append((mask, thing))
        self._begun: dict[str, int] = {}
        for beginnings, bit in bits.items():
            for beginning in beginnings:
                self._begun[beginning] = self._begun.get(beginning, 0) | bit
        self._always = self._listed.pop("", [])
        self._known = _Known(self._look_up)

    def lets_through(self, words: Collection[str]) -> list[Thing]:
        """Return the things that a text of these words may hold, in no order; twice if two of its needs are met."""
        said = 0
        listed_under: list[list[tuple[int, Thing]]] = []
        for begun, listed in map(self._known.__getitem__, words):
            if begun:  # most words begin nothing, and the numbers are long
                said |= begun
            if listed:
                listed_under.append(listed)
        if self._always:
            listed_under.append(self._always)
        return [thing for listed in listed_under for needs, thing in listed if said & needs == needs]

    def _look_up(self, word: str) -> tuple[int, list[tuple[int, Thing]]]:
        """Return the needs that a word meets, and the things that are listed under its beginnings."""
        begun = 0
        listed: list[tuple[int, Thing]] = []
        for length in range(1, min(len(word), LENGTH) + 1):
            begun |= self._begun.get(word[:length], 0)
            listed += self._listed.get(word[:length], ())
        return begun, listed


def sieve_of(wanted: Mapping[str, Iterable[tuple[re.Pattern[str], ...]]]) -> Sieve[str]:
    """Return a sieve of names. wanted: name -> groups of patterns, all of one group of which match where it is."""
    return Sieve((name, needs) for name, groups in wanted.items() for group in groups for needs in _needed_of(group))


@lru_cache(maxsize=TEXTS)
def words_of(folded: str) -> frozenset[str]:
    """Return the words of a folded text; the one sign that folding keeps is none, so that a word begins after it."""
    return frozenset(folded.replace("\u00a3", " ").split())


def _needed_of(group: tuple[re.Pattern[str], ...]) -> list[list[Beginnings]]:
    """Return what a text needs in which all of the patterns match, for each branch of the first of them."""
    first, *others = group
    rest = needed(others)
    return [[*branch, *rest] for branch in _needed_by_branch(first)]


def needed(patterns: Iterable[re.Pattern[str]]) -> list[Beginnings]:
    """Return what a text needs in which all of the patterns match: a word for each of the sets.

    What may be left out is not asked for, nor what stands within a word; [] if nothing can be told.
    """
    found: list[Beginnings] = []
    for pattern in patterns:
        branches = _needed_by_branch(pattern)
        found += branches[0] if len(branches) == 1 else _any_of(branches)
    return found


def _needed_by_branch(pattern: re.Pattern[str]) -> list[list[Beginnings]]:
    """Return for each branch of an expression what it needs."""
    branches, word = branches_of(pattern.pattern), None
    pieces = [atom for atom in branches[0] if not (atom.anchor or atom.looks)]
    if len(branches) == len(pieces) == 1 and pieces[0].branches and not _is_optional(pieces[0]):
        _, word = _read(branches[0][: branches[0].index(pieces[0])], None)
        branches = pieces[0].branches
    return [_with(*_read(atoms, word)) for atoms in branches]


def _read(atoms: Iterable[Atom], word: _Word) -> tuple[list[Beginnings], _Word]:
    """Return what pieces need, and the word that they end in. word: the one that they begin in."""
    needs: list[Beginnings] = []
    for atom in atoms:
        if atom.anchor or atom.looks:
            word = _AT_START if word is None and atom.anchor in ("^", r"\b") else word
        elif _is_optional(atom):
            needs, word = _with(needs, word), _if_there(atom, word)
        elif atom.branches:
            more, word = _one_of(atom.branches, word)
            needs += more
        else:
            after = _after(atom.letters, word)
            needs, word = needs if after not in (None, _AT_START) else _with(needs, word), after
    return needs, word


def _is_optional(atom: Atom) -> bool:
    return atom.optional or atom.repeated


def _if_there(atom: Atom, word: _Word) -> _Word:
    """Return how the word may have begun after a piece that may be left out."""
    after = _one_of(atom.branches, word)[1] if atom.branches else _after(atom.letters, word)
    if word is None or after is None or (atom.repeated and after != _AT_START):
        return None
    return word | after


def _one_of(branches: Branches, word: _Word) -> tuple[list[Beginnings], _Word]:
    """Return what is needed whichever of several sequences stands there, and the word that they end in."""
    read = [_read(branch, word) for branch in branches]
    ends = [end for _, end in read]
    known = frozenset().union(*(end for end in ends if end is not None))
    return _any_of([_with(*one) for one in read]), None if None in ends else known


def _after(letters: str, word: _Word) -> _Word:
    """Return how the word may have begun after one of these letters, which may be any if there are none."""
    if letters == " ":
        return _AT_START
    if word is None or not letters or " " in letters or len(word) > MANY:
        return None
    return frozenset(text if len(text) >= LENGTH else text + letter for text in word for letter in letters)


def _with(needs: list[Beginnings], word: _Word) -> list[Beginnings]:
    """Return what is needed with the word that was read last, if anything is told of it."""
    return needs if word is None or "" in word or len(word) > MANY else [*needs, word]


def _any_of(branches: Collection[list[Beginnings]]) -> list[Beginnings]:
    """Return the one thing that is needed whichever of the branches matches, [] if a branch needs nothing."""
    best = [max(needs, key=_tells) for needs in branches if needs]
    return [frozenset().union(*best)] if len(best) == len(branches) else []


def _tells(beginnings: Beginnings) -> tuple[int, int]:
    """Return how much beginnings tell of a text that has them: the more, the longer and the fewer they are."""
    return min(map(len, beginnings)), -len(beginnings)
