"""What the last words of an address say: parts that mean nothing set aside, words that run together told apart."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from math import log
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from detectors.cues import STRONG, WEAK, Cues
from detectors.verdict.folding import fold
from detectors.wording import ADDRESS_END, split_capitals
from errors import BenchmarkError
from paths import DATA

WORDS = DATA / "address-words.txt"
FEWEST_LETTERS = 6
"""Letters below which an unknown word is taken for one word."""
FEW_WORDS = 3
"""Words up to which the last part of an address is read with the part before it too."""
LONGEST_QUERY = 60
"""Characters of a value in a query above which it is a key or a token, not words."""
_GENERAL = frozenset((
    "index", "default", "home", "main", "intro", "page", "pages", "content", "view", "detail", "details", "article",
    "articles", "category", "node", "info", "en", "eng", "english", "www", "web", "site", "scripts", "lgnl", "form",
    "forms", "showform", "ufsmain", "ufs", "eforms", "launch", "aspx", "atoz", "homepage", "section", "public",
))  # fmt: skip
"""Words of an address that systems put there: they say nothing of what the page is about."""
_COMMON_VERBS = frozenset(("report", "check", "apply", "change", "submit", "account"))
"""Kinds of action that carry out most services."""
_SEVERAL = 2
_LETTERS = re.compile(r"[a-z]{2}")


class AddressWordsError(BenchmarkError):
    """The vocabulary of addresses cannot be used: says file, line and what was expected."""


@lru_cache(maxsize=50_000)
def address_texts(url: str) -> tuple[str, ...]:
    """Return the words of an address's last part, and of its last two where the last says little by itself.

    () if it has no words, as an address that is a number has none. Parts that only name a system are left out; if
    nothing else is there, the words of the query are read.
    """
    whole, _, fragment = url.partition("#")
    place, _, query = whole.partition("?")
    parts = (words for part in reversed(place.split("/")[3:]) if (words := _telling(unquote(part))))
    last = next(parts, ())
    if not last:
        asked = [value for _, value in parse_qsl(query) if len(value) <= LONGEST_QUERY] + [fragment]
        last = next((words for value in reversed(asked) if (words := _telling(value))), ())
    if not last:
        return ()
    before = next(parts, ()) if len(last) <= FEW_WORDS else ()
    return (" ".join(last), " ".join((*before, *last))) if before else (" ".join(last),)


def services_named(url: str, cues: Cues) -> dict[str, float]:
    """Return the services that the last words of an address name, with their scores; {} if none.

    An address has fewer words than a title: those that are only the subject of several services name all of these
    alike, unless one service is named by itself and with a verb that few others have ("pay council tax").
    """
    found: dict[str, float] = {}
    for text in address_texts(url):
        shared, named = cues.shared_by(text), cues.services_in(text)
        verbs = cues.verbs_in(text) - _COMMON_VERBS
        by_itself = sum(score >= STRONG for score in named.values()) == 1
        for code, score in {**dict.fromkeys(shared, WEAK), **named}.items():
            told = len(shared) < _SEVERAL or (by_itself and verbs & cues.services[code].verbs)
            found[code] = max(found.get(code, 0.0), score if told else min(score, WEAK))
    return found


@lru_cache(maxsize=20_000)
def _telling(part: str) -> tuple[str, ...]:
    """Return the words of one part of an address, () if it only names a system or a number."""
    words = words_of(part)
    return words if any(_LETTERS.search(word) and word not in _GENERAL for word in words) else ()


def words_of(part: str) -> tuple[str, ...]:
    """Return the folded words of one part of an address, those that run together told apart; numbers are left out."""
    folded = fold(split_capitals(re.sub(r"[-_+/]", " ", ADDRESS_END.sub("", part))))
    return tuple(word for run in folded.split() if not run.isdigit() for word in apart(run))


@lru_cache(maxsize=20_000)
def apart(run: str) -> tuple[str, ...]:
    """Return the words of which a run of letters is made ("droppedkerb" -> dropped, kerb), itself if it is of none.

    Of several ways the likeliest is taken: the product of how common each word is in addresses.
    """
    known = vocabulary()
    if len(run) < FEWEST_LETTERS or run in known or not run.isalpha():
        return (run,)
    longest = max(map(len, known))
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - longest), end):
            before, word = best[start], run[start:end]
            if before is None or word not in known:
                continue
            likely, other = before[0] + known[word], best[end]
            if other is None or likely > other[0]:
                best[end] = (likely, (*before[1], word))
    found = best[-1]
    return found[1] if found is not None else (run,)


@cache
def vocabulary() -> dict[str, float]:
    """Return the shipped vocabulary: word -> logarithm of its share."""
    return load_vocabulary(WORDS)


def load_vocabulary(path: Path) -> dict[str, float]:
    """Return word -> logarithm of its share of a file of "word councils" lines. Raises AddressWordsError."""
    counted: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        word, _, councils = line.partition(" ")
        if not re.fullmatch("[a-z]+", word) or not councils.isdigit() or not int(councils):
            raise AddressWordsError(f'{path.name}, line {number}: "{line}", expected a word of a-z and a count above 0')
        counted[word] = int(councils)
    if not counted:
        raise AddressWordsError(f"{path.name}: no word")
    whole = sum(counted.values())
    return {word: log(councils / whole) for word, councils in counted.items()}
