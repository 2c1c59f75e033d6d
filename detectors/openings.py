"""The letters with which anything that a regular expression matches must begin: a cheap test before a dear one."""

from __future__ import annotations

import re._parser as sre
from re import _constants as op

LENGTH = 3
MANY = 400


def openings(pattern: str) -> frozenset[str]:
    """Return beginnings (at most 3 letters) such that every match starts with one; {""} if nothing can be said.

    A beginning ends before a space, so that it can be compared with the beginnings of single words.
    """
    read = _inner(sre.parse(pattern), {""})
    found = {text.rstrip("\x00").split(" ")[0][:LENGTH] for text in read}
    return frozenset({""} if "" in found or len(found) > MANY else found)


def _full(text: str) -> bool:
    return len(text) >= LENGTH or text.endswith((" ", "\x00"))


def _step(kind: object, value: object, live: set[str]) -> set[str]:
    if kind is op.LITERAL:
        return {text + chr(value) for text in live}
    if kind is op.AT:
        return live
    if kind is op.SUBPATTERN:
        return _inner(value[3], live)
    if kind is op.BRANCH:
        return set().union(*(_inner(branch, live) for branch in value[1]))
    if kind is op.IN and all(k is op.LITERAL for k, _ in value):
        return {text + chr(letter) for text in live for _, letter in value}
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] == 0 and value[1] == 1:
        return live | _inner(value[2], live)
    return {text + "\x00" for text in live}


def _inner(nodes: sre.SubPattern, live: set[str]) -> set[str]:
    texts = live
    for kind, value in nodes:
        done = {text for text in texts if _full(text)}
        if texts == done:
            break
        texts = done | _step(kind, value, texts - done)
    return texts
