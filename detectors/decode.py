"""Bytes to text that a tree builder can take, and the tree. Which characters they stand for: verdict/charset.py."""

from __future__ import annotations

import re

from lxml import etree, html

from detectors.verdict.charset import as_utf8, charset_of

SIZE_LIMIT = 3_000_000
"""Characters of a page that are read; council pages are far smaller and the rest of a longer one is navigation."""

_LONGEST_TAG = 30000
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONGEST_TAG},}}>")
_MAY_BE_LONG = re.compile(rb"<[a-zA-Z][^<>]{%d}" % _LONGEST_TAG)
"""In bytes, of which there are at least as many as characters."""
_WITHOUT_CONTROLS = bytes(0x20 if code < 0x20 and code not in b"\t\n\r" else code for code in range(256))
"""In UTF-8 these bytes are control characters and nothing else."""
_DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]{2000,}")


def text_of(body: bytes, charset: str | None = None, content_type: str = "") -> str:
    """Return the body as text; never raises. charset: what it was found or said to be in, None to go by the header."""
    return utf8_of(body, charset, content_type).decode("utf-8")


def utf8_of(body: bytes, charset: str | None = None, content_type: str = "") -> bytes:
    """Return what text_of does, in UTF-8."""
    declared = f"charset={charset}" if charset else content_type
    text = as_utf8(body, charset_of(body, declared)).translate(_WITHOUT_CONTROLS)
    return text if _is_tame(text) else _tame(text.decode("utf-8")).encode("utf-8")


def tree_of(text: bytes) -> etree._Element | None:
    """Return the tree of markup in UTF-8, comments left out; None if there is none. Never raises."""
    # The parser of lxml.html would look up a Python class for every element that is touched.
    parser = etree.HTMLParser(
        huge_tree=False, recover=True, remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8"
    )
    try:
        return html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _is_tame(text: bytes) -> bool:
    """Return whether nothing of a text would be dropped. Nearly all are tame, and their characters are left alone."""
    if len(text) > SIZE_LIMIT or text.rfind(b"base64,") >= 0:  # to search from the end is quicker
        return False
    return not (_may_be_long(text) and _MAY_BE_LONG.search(text))


def _may_be_long(text: bytes) -> bool:
    """Return whether a tag may be long: begins, and neither ends nor another begins so soon. Cheap: it hops."""
    at = 0
    while len(text) - at > _LONGEST_TAG:
        end = text.rfind(b">", at, at + _LONGEST_TAG)
        begun = text.rfind(b"<", at, at + _LONGEST_TAG) if end < 0 else -1
        if begun == at:
            return True
        at = max(end + 1, begun) if end >= 0 or begun >= 0 else at + _LONGEST_TAG
    return False


def _tame(text: str) -> str:
    """Drop what makes a tree builder quadratic: enormous tags and inlined pictures."""
    text = text[:SIZE_LIMIT]
    if "base64," in text:
        text = _DATA_URI.sub("data:,", text)
    if len(text) > _LONGEST_TAG:
        text = _LONG_TAG.sub("<div>", text)
    return text
