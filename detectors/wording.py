"""Words of addresses and quotations: slugs, word counts, short redacted quotations.

Folding is detectors/verdict/folding.py.

Nothing here knows a service; every function is pure and total (any string is an answer).
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from detectors.verdict.folding import fold as fold
from models import Message

QUOTE_WORDS = 12
"""Longest quotation a receipt may carry, in words."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MAIL = re.compile(r"[\w.+%'-]+(?:@|%(?:25)*40)(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
LEFT_OUT = "[e-mail]"
"""What stands where a mail address was left out."""
_PERSON = re.compile(
    r"\b(?:Cllr|Councillor|Mrs?|Ms|Miss|Dr|Prof|Sir|Dame|Rev|Cyng|Y Cynghorydd)\.?(?:\s+[A-Z][\w'-]+){1,3}"
)
_PHONE = re.compile(r"(?<![\w/])(?:\+44\s?|\(?0)(?:[\s().-]{0,2}\d){9,10}(?!\d)")
PHONE = re.compile(r"(?<![\w/\-])(?:\+44[\s(]|\(?0[1-9])[\d\s().-]{7,14}\d(?!\d)")
"""A British telephone number as printed in running text."""
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
"""A full postcode as printed in an address."""


def squash(text: str) -> str:
    """Return text with every run of white space as one space."""
    return " ".join(text.split())


ADDRESS_END = re.compile(r"\.(?:aspx?|html?|php\d?|cfm|jsp|eb|en|page|do|pl|nsf)$", re.IGNORECASE)
"""How the last part of an address ends where a program makes the page."""


def split_capitals(text: str) -> str:
    """Return text with a space before each capital that follows a small letter ("MissedBin" gives "Missed Bin")."""
    return _CAMEL.sub(" ", text)


def slug_words(url: str) -> str:
    """Return the folded words of an address's path ("/bins/missed-bin.aspx" gives "bins missed bin")."""
    path = unquote(urlsplit(url).path)
    path = re.sub(r"\.(?:aspx?|html?|php|cfm|jsp|eb)$", "", path, flags=re.IGNORECASE)
    return fold(_CAMEL.sub(" ", path.replace("_", " ").replace("-", " ").replace("/", " ")))


def redact(text: str) -> str:
    """Return text without e-mail addresses, telephone numbers and titled personal names."""
    text = _PHONE.sub("[telephone]", without_mail(text))
    return _PERSON.sub("[name]", text)


def without_mail(text: str) -> str:
    """Return text, or a web address, with LEFT_OUT for each mail address in it, escaped ones (%40) too."""
    return _MAIL.sub(LEFT_OUT, text) if "@" in text or "%" in text else text


def quote(text: str, words: int = QUOTE_WORDS) -> str:
    """Return at most `words` words of text, redacted: what a receipt may show of somebody's page."""
    parts = redact(squash(text)).split(" ")
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")


def quoted(text: str) -> Message:
    """Return what is quoted of somebody's page, by the rule of `quote`, as a message to stand within another."""
    return Message("page.words", {"words": quote(text)})


def count_words(text: str) -> int:
    """Return the number of words separated by white space."""
    return len(text.split())


SHORTEST_LISTED = 4
_BETWEEN = re.compile(r"\s*(?:[,;/&]|\b(?:and|or|a|ac|neu)\b)\s*", re.IGNORECASE)


def listed_in(text: str) -> list[str]:
    """Return what a short text lists ("Fly-tipping and dog mess"); [] if it is one thing."""
    found = [piece for piece in _BETWEEN.split(text) if len(piece) >= SHORTEST_LISTED]
    return found if len(found) > 1 else []
