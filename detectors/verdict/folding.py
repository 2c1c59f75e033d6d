"""Words as they are compared: one spelling for all the ways in which the same words are printed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

REMEMBERED = 400
"""Characters of a text whose folding is kept: menus and titles come again on every page."""
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc'`\u00b4"))
_FOLDED = {ord("'"): None, 0xA3: "\u00a3"} | {code: chr(code).lower() for code in range(128) if chr(code).isalnum()}


def fold(text: str) -> str:
    """Return text as lower-case words of a-z and 0-9 with single spaces, accents and apostrophes dropped.

    Welsh circumflexes go with the accents, so that "tŷ" and "ty" are one word; "carer's" becomes "carers".
    """
    return _fold(text) if len(text) <= REMEMBERED else _fold.__wrapped__(text)


class _Spaces(dict):
    """A translation table in which every character without an entry is a space, and a combining accent nothing."""

    def __missing__(self, code: int) -> str:
        self[code] = "" if unicodedata.combining(chr(code)) else " "
        return self[code]


_TABLE = _Spaces(_FOLDED)
_ASCII = bytes(ord(_FOLDED.get(code) or " ") for code in range(128)) + bytes(128)
"""The same for bytes, which takes half the time, and nearly all texts are of ASCII."""


@lru_cache(maxsize=20_000)
def _fold(text: str) -> str:
    if text.isascii():
        return b" ".join(text.encode("ascii").translate(_ASCII, b"'`").split()).decode("ascii")
    text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).lower()
    return " ".join(text.translate(_TABLE).split())
