"""The letters with which anything that an expression matches must begin: a cheap test before a dear one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

LENGTH = 4
"""Letters of a beginning that are looked at."""
MANY = 400
"""More beginnings than this sort out too little to be worth their room."""
_STOP = "\x00"
"""Ends a beginning after which anything may follow."""
_TOKEN = re.compile(
    r"(?P<anchor>\\b|[\^$])|(?P<around>\(\?<?[=!])|(?P<group>\((?:\?:)?)|\[(?P<letters>[^\]\\^-]+)\]|"
    r"(?P<any>\\[A-Za-z]|\.|\[(?:[^\]\\]|\\.)+\])|\\?(?P<letter>.)",
    re.DOTALL,
)
_COUNT = re.compile(r"(\?|\*|\+|\{[\d,]+\})\??")


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece of an expression: the letters that it may be, or a group's branches; with neither it is anything.

    repeated: it may stand there several times, or not at all. anchor: it says where something stands and takes no room;
    looks: so it does, by what stands around.
    """

    letters: str = ""
    branches: Branches = ()
    optional: bool = False
    repeated: bool = False
    anchor: str = ""
    looks: bool = False


Branches = tuple[tuple[Atom, ...], ...]
"""What an expression or a group may be: one sequence of pieces or another."""


def beginnings(expression: str) -> frozenset[str]:
    """Return beginnings (at most LENGTH letters) such that every match starts with one; {""} if nothing can be said.

    A beginning ends before a space, so that it can be compared with the beginnings of single words. The expression
    is one that `re` compiles; whatever is not understood counts as anything.
    """
    ends = _of_branches(branches_of(expression), {""})
    found = {text.rstrip(_STOP).split(" ")[0][:LENGTH] for text in ends}
    return frozenset({""} if "" in found or len(found) > MANY else found)


def literals(expression: str) -> tuple[str, ...]:
    """Return pieces of text of which one stands in everything that an expression matches; () if nothing can be said."""
    found = [max(_runs(atoms), key=len) for atoms in branches_of(expression)]
    return tuple(found) if all(found) else ()


def _runs(atoms: Iterable[Atom]) -> list[str]:
    """Return the pieces of text that a sequence holds, '' among them."""
    runs = [""]
    for atom in atoms:
        if len(atom.letters) == 1 and not (atom.optional or atom.repeated):
            runs[-1] += atom.letters
        elif not (atom.anchor or atom.looks):
            runs.append("")
    return runs


def begun(words: Iterable[str]) -> set[str]:
    """Return every beginning of words, "" among them: what matches none of them cannot match a text of these words."""
    return {word[:length] for word in words for length in range(1, LENGTH + 1)} | {""}


def branches_of(expression: str) -> Branches:
    """Return an expression that `re` compiles, read piece by piece; whatever is not understood counts as anything."""
    return _read(expression, 0)[0]


def _read(expression: str, at: int) -> tuple[Branches, int]:
    """Return the branches from a place on to the end of their group, and where that is."""
    branches: list[tuple[Atom, ...]] = [()]
    while at < len(expression) and expression[at] != ")":
        if expression[at] == "|":
            branches.append(())
            at += 1
            continue
        atom, at = _atom(expression, at)
        branches[-1] += (atom,)
    return tuple(branches), at


def _atom(expression: str, at: int) -> tuple[Atom, int]:
    """Return the piece at a place, and where it ends, the count after it read too."""
    token = _TOKEN.match(expression, at)
    assert token is not None, expression
    at, atom = token.end(), Atom(token["letters"] or token["letter"] or "")
    if token["anchor"]:
        return Atom(anchor=token["anchor"]), at
    if token["group"] or token["around"]:
        branches, end = _read(expression, at)
        at, atom = end + 1, Atom(branches=branches) if token["group"] else Atom(looks=True)
    count = _COUNT.match(expression, at)
    if count is None:
        return atom, at
    return replace(atom, optional=count[1] == "?", repeated=count[1] != "?"), count.end()


def _of_branches(branches: Iterable[tuple[Atom, ...]], live: set[str]) -> set[str]:
    return set().union(*(_of_sequence(atoms, live) for atoms in branches))


def _of_sequence(atoms: Iterable[Atom], live: set[str]) -> set[str]:
    for atom in atoms:
        if atom.anchor:
            continue
        done = {text for text in live if len(text) >= LENGTH or text.endswith((" ", _STOP))}
        if live == done:
            break
        live = done | _after(atom, live - done)
    return live


def _after(atom: Atom, live: set[str]) -> set[str]:
    if atom.repeated:
        return {text + _STOP for text in live}
    if atom.branches:
        longer = _of_branches(atom.branches, live)
    elif atom.letters:
        longer = {text + letter for text in live for letter in atom.letters}
    else:
        longer = {text + _STOP for text in live}
    return live | longer if atom.optional else longer
