"""Bytes to text that a tree builder can take. Which characters they stand for says detectors/verdict/charset.py."""

from __future__ import annotations

import re

from detectors.verdict.charset import as_utf8, charset_of

SIZE_LIMIT = 3_000_000
"""Characters of a page that are read; council pages are far smaller and the rest of a longer one is navigation."""

_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{30000,}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]{2000,}")


def text_of(body: bytes, charset: str | None = None, content_type: str = "") -> str:
    """Return the body as text; never raises. charset: what it was found or said to be in, None to go by the header."""
    declared = f"charset={charset}" if charset else content_type
    return _tame(as_utf8(body, charset_of(body, declared)).decode("utf-8"))


def _tame(text: str) -> str:
    """Drop what makes a tree builder quadratic: enormous tags, inlined pictures, control characters."""
    text = text[:SIZE_LIMIT]
    if "base64," in text:
        text = _DATA_URI.sub("data:,", text)
    if len(text) > 30000:
        text = _LONG_TAG.sub("<div>", text)
    return _CONTROL.sub(" ", text)
