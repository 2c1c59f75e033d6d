"""Bytes to text that a parser can take: charset, size, and the shapes that make a parser stall."""

from __future__ import annotations

import re

SIZE_LIMIT = 3_000_000
"""Characters of a page that are read; council pages are far smaller and the rest of a longer one is navigation."""

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{30000,}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]{2000,}")


def text_of(body: bytes, charset: str | None = None) -> str:
    """Return the body as text, whatever it claims to be.

    Order of belief: byte-order mark, valid UTF-8 (a wrong header is common, accidental UTF-8 is not),
    the header's charset, the meta charset, Windows-1252. Never raises.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _tame(body.decode(codec, "replace"))
    try:
        return _tame(body.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    declared = _META_CHARSET.search(body[:4096])
    for codec in (charset, declared.group(1).decode("ascii") if declared else None):
        decoded = _try(body, codec)
        if decoded is not None:
            return _tame(decoded)
    return _tame(body.decode("cp1252", "replace"))


def _try(body: bytes, codec: str | None) -> str | None:
    if not codec or codec.lower().replace("-", "") == "utf8":
        return body.decode("utf-8", "replace") if codec and body.count(b"\xc3") > 3 else None
    try:
        return body.decode(codec, "replace")
    except LookupError:
        return None


def _tame(text: str) -> str:
    """Drop what makes a tree builder quadratic: enormous tags, inlined pictures, control characters."""
    text = text[:SIZE_LIMIT]
    if "base64," in text:
        text = _DATA_URI.sub("data:,", text)
    if len(text) > 30000:
        text = _LONG_TAG.sub("<div>", text)
    return _CONTROL.sub(" ", text)
