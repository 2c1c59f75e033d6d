"""Words as they are compared: one spelling for all the ways in which the same words are printed."""

from __future__ import annotations

import unicodedata

REMEMBERED = 400
"""Characters of a text whose folding is kept: menus and titles come again on every page."""
TEXTS = 20_000
"""Texts of which it is kept. When there are more all are forgotten: what comes again is soon known again."""
_known: dict[str, str] = {}
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc'`\u00b4"))
_FOLDED = {ord("'"): None, 0xA3: "\u00a3"} | {code: chr(code).lower() for code in range(128) if chr(code).isalnum()}


def fold(text: str) -> str:
    """Return text as lower-case words of a-z and 0-9 with single spaces, accents and apostrophes dropped.

    Welsh circumflexes go with the accents, so that "tŷ" and "ty" are one word; "carer's" becomes "carers".
    """
    known = _known.get(text)  # in a page a hundred texts are asked for, so this is all that most of them cost
    return _fold(text) if known is None else known


class _Spaces(dict):
    """A translation table in which every character without an entry is a space, and a combining accent nothing."""

    def __missing__(self, code: int) -> str:
        self[code] = "" if unicodedata.combining(chr(code)) else " "
        return self[code]


_TABLE = _Spaces(_FOLDED)
_ASCII = bytes(ord(_FOLDED.get(code) or " ") for code in range(128)) + bytes(128)
"""The same for bytes, which takes half the time, and nearly all texts are of ASCII."""


def _fold(text: str) -> str:
    folded = _fold_ascii(text) if text.isascii() else _fold_any(text)
    if len(text) <= REMEMBERED:
        if len(_known) >= TEXTS:
            _known.clear()
        _known[text] = folded
    return folded


def _fold_ascii(text: str) -> str:
    return b" ".join(text.encode("ascii").translate(_ASCII, b"'`").split()).decode("ascii")


def _fold_any(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).lower()
    return " ".join(text.translate(_TABLE).split())
