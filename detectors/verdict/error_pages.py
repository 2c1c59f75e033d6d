"""Telling an error page that was served as a page from an ordinary page that shares its words.

"Planned maintenance of roads" is a page about roads, "Planned maintenance" may be either, "The website is down for
maintenance" is about nothing else. So a heading is judged by what it speaks of: by itself if it says what is wrong with
the website, page or form and nothing more; with the help of the text below it if it says less, or something else too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

from detectors.verdict.error_words import (
    AHEAD,
    BLOCKED,
    FAILED,
    GONE,
    INSTRUCTION,
    SIGNS,
    UNAVAILABLE,
    Wording,
)
from detectors.verdict.folding import fold
from detectors.verdict.vocabulary import TRIGGERS, VOCABULARY, WHEN


class ErrorKind(StrEnum):
    """What an error page says: nothing here, a wall, closed for now, broken."""

    BLOCKED = "blocked"
    GONE = "gone"
    UNAVAILABLE = "unavailable"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page says, and the words that decided it, folded."""

    kind: ErrorKind
    because: str


class _Weight(IntEnum):
    """How much a heading tells: it may mean an error; it says what is wrong; it says that and nothing else."""

    HINTED = 1
    SAID = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class _Clue:
    kind: ErrorKind
    words: str
    weight: _Weight


WORDINGS: dict[ErrorKind, Wording] = {
    ErrorKind.BLOCKED: BLOCKED,
    ErrorKind.GONE: GONE,
    ErrorKind.FAILED: FAILED,
    ErrorKind.UNAVAILABLE: UNAVAILABLE,
}
_TELLING = (ErrorKind.GONE, ErrorKind.BLOCKED)
LONGEST = 200
"""Words of running text above which a page has something to say, whatever its heading hints at."""
SHORT, SCANT = 60, 5
"""Words of a text that can be nothing but an apology; words of its own below which a page has nothing to say."""
SEVERAL_PARTS = 2
"""Headings below the first from which a page has parts, each with something of its own to say."""
_HEADING_CHARS, _TEXT_CHARS = 250, 1500
_SEPARATOR = re.compile(r"\s[|\u00b7\u2022\u00bb\u203a\u2013\u2014-]+\s|[|\u00bb]|:\s|\s/\s")
_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+(?:uk|com|org|net|wales|cymru|scot)\b\S*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SITE = re.compile(
    r"(?:\w+ ){0,6}(?:council|cyngor|borough|authority|county|gov uk|gov wales)"
    r"|(?:london borough|city|royal borough) of \w+|cyngor (?:sir|bwrdeistref|dinas|sirol) .*"
    r"|(?:www )?\w+ (?:gov uk|org uk|co uk|com)"
)
_SELF = re.compile(
    r"\b(?:this (?:online )?(?:page|form|web ?site|site|service)|(?:our|the) web ?site|(?:y|r|yr) (?:dudalen|wefan))\b"
)


def may_be_error_page(title: str, heading: str) -> bool:
    """Return whether title or heading call for a look at the text. Cheap: it is asked of every page."""
    return _clue(heading) is not None or _clue(title) is not None


def has_enough_to_say(heading: str, text: str) -> bool:
    """Return whether a page is no error page whatever else it says, given that may_be_error_page does not hold of it.

    heading: not "". text: the beginning of the page's own running text, as error_page takes it.
    """
    enough = min(len(text.split()), len(fold(text[:_TEXT_CHARS]).split())) > SHORT
    return enough and not _is_neutral(heading)


def error_page(title: str, heading: str, text: str, acts: bool = False, parts: int = 0) -> ErrorPage | None:
    """Return what kind of error page this is, None if it is an ordinary page.

    title, heading: <title> and the first h1, "" if there is none. text: the page's own running text without menus and
    lists of links, a block a line. acts: the page has a form to fill in, so it is not closed and its text is not read.
    parts: headings below the first; where there are several under a heading of something, one part may be out of order
    and the others not.
    """
    by_heading, by_title = _clue(heading), _clue(title)
    words = fold(text[:_TEXT_CHARS]).split()
    for clue, alone in ((by_heading, True), (by_title, len(words) <= LONGEST)):
        open_to_act = acts and clue is not None and clue.kind is ErrorKind.UNAVAILABLE
        if clue is not None and clue.weight is _Weight.CERTAIN and alone and not open_to_act:
            return ErrorPage(_more_telling(clue, by_title).kind, clue.words)
    if acts:
        return None
    clue = max((one for one in (by_heading, by_title) if one), key=lambda one: one.weight, default=None)
    if clue is not None and _confirms(text, words):
        return ErrorPage(clue.kind, clue.words)
    neutral = _is_neutral(heading or title)
    return _by_text(neutral, text, words) if neutral or parts < SEVERAL_PARTS else None


def _more_telling(clue: _Clue, by_title: _Clue | None) -> _Clue:
    """A server's "Server Error" says less than its title "404 - File or directory not found"."""
    if by_title is None or clue.kind is not ErrorKind.FAILED:
        return clue
    says_why = by_title.weight > _Weight.HINTED and by_title.kind in _TELLING
    return by_title if says_why else clue


@lru_cache(maxsize=1000)
def _clue(heading: str) -> _Clue | None:
    if TRIGGERS.isdisjoint(fold(heading[:_HEADING_CHARS]).split()):
        return None
    named = _HOST.sub("site", heading[:_HEADING_CHARS])
    parts = [part for raw in _SEPARATOR.split(named) if (part := fold(raw))]
    said = " | ".join(part for part in parts if not _SITE.fullmatch(part))
    if not said or INSTRUCTION.match(said):
        return None
    closed = _is_closed(said)
    sure = _Weight.CERTAIN if closed and not heading.rstrip().endswith("?") else _Weight.SAID
    for kind, wording in WORDINGS.items():
        found = wording.sentence.search(said)
        if found and not AHEAD.search(said[: found.end()]):
            return _Clue(kind, found[0], sure)
        if closed and (found := wording.whole.search(said)):
            return _Clue(kind, found[0], sure)
    hints = ((kind, wording.hint.search(said)) for kind, wording in WORDINGS.items() if closed or "404" in parts)
    return next((_Clue(kind, found[0], _Weight.HINTED) for kind, found in hints if found), None)


def _is_closed(folded: str) -> bool:
    """Return whether every word is one that error pages are made of, or says when."""
    return all(word in VOCABULARY or word == "|" or WHEN.fullmatch(word) for word in folded.split())


def _is_neutral(heading: str) -> bool:
    """Return whether a heading says nothing of what its page is about: none, an apology, the name of the site."""
    parts = [fold(part) for part in _SEPARATOR.split(heading[:_HEADING_CHARS])]
    return all(_is_closed(part) or _SITE.fullmatch(part) for part in parts)


def _confirms(text: str, words: list[str]) -> bool:
    """Return whether the text below a heading that may mean either is that of an error page."""
    if len(words) > LONGEST:
        return False
    return _own(words) < SCANT or bool(SIGNS.search(" ".join(words))) or _said(text) is not None


def _own(words: list[str]) -> int:
    """Return how many words there are that error pages are not made of."""
    return sum(word not in VOCABULARY and not WHEN.fullmatch(word) for word in words)


def _by_text(neutral: bool, text: str, words: list[str]) -> ErrorPage | None:
    """Under a heading that says nothing the text speaks for the page; under any other it is brief, and only apology."""
    if len(words) > (LONGEST if neutral else SHORT):
        return None
    said = _said(text)
    if said is None or not (neutral or _SELF.search(said[1]) or _own(words) * 3 <= len(words)):
        return None
    return ErrorPage(said[0], said[2])


def _said(text: str) -> tuple[ErrorKind, str, str] | None:
    """Return kind, sentence and words of the first sentence that says what is wrong, None if no sentence does."""
    for raw in _SENTENCE.split(text[:_TEXT_CHARS]):
        sentence = fold(raw)
        closed = bool(sentence) and _is_closed(sentence)
        for kind, wording in WORDINGS.items():
            found = wording.sentence.search(sentence)
            if found and not AHEAD.search(sentence[: found.end()]):
                return kind, sentence, found[0]
            if closed and (found := wording.whole.search(sentence)):
                return kind, sentence, found[0]
    return None
