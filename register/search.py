"""What a person means by one line of text: a postcode, a council, a service, or a service at a council. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from unicodedata import category

from rapidfuzz import fuzz, process

from register.names import LONGEST, Named, NameIndex, Sureness, plain
from register.postcodes import normalise_postcode
from register.tables import read_table

WORDS_HEADER = ("service", "language", "words")
LIKE = 82
"""Likeness (0-100) from which mistyped words count as a service's."""
SHORTEST_LIKE = 5
"""Letters from which likeness is tried: shorter words are like too many others."""
POSTCODE_LIKE = re.compile(r"(?=\b([A-Z0-9]{2,4} ?[0-9OIL][A-Z0-9]{2})\b)")
MISTAKEN = {"0": "0O", "O": "O0", "1": "1IL", "I": "I1", "L": "L1"}
"""Letters and digits that are typed for each other."""
MOST_TRIED = 64
UNSEEN = "Cf"
"""Unicode's category of what is not seen, such as the marks of direction that come along when a text is copied."""


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """Everyday words for services: plain words -> codes of the services they may mean, in the framework's order."""

    codes: dict[str, tuple[str, ...]]

    def find(self, text: str, like: bool = True) -> tuple[str, ...]:
        """Return the services that a text names: by the whole text, else the longest words held by it, else likeness.

        like: whether to try likeness at all.
        """
        asked = plain(text)
        if asked in self.codes:
            return self.codes[asked]
        held = [words for words in self.codes if f" {words} " in f" {asked} "]
        if held:
            longest = max(len(words) for words in held)
            return _distinct(code for words in held if len(words) == longest for code in self.codes[words])
        begun = [words for words in self.codes if len(asked) >= SHORTEST_LIKE and words.startswith(asked)]
        if begun:
            return _distinct(code for words in begun for code in self.codes[words])
        if not like or len(asked) < SHORTEST_LIKE:
            return ()
        likest = process.extractOne(asked, list(self.codes), scorer=fuzz.ratio, score_cutoff=LIKE)
        return self.codes[likest[0]] if likest else ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What one line may mean. postcode: as printed, or None; instead_of: what was typed for it, where that was amended.

    named: councils; services: codes. Nothing at all: all of them empty.
    """

    text: str
    postcode: str | None = None
    instead_of: str = ""
    named: Named = Named(Sureness.NONE, ())
    services: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Return whether nothing was understood."""
        return self.postcode is None and not self.named.names and not self.services


def understand(text: str, names: NameIndex, services: ServiceWords, listed: Callable[[str], bool]) -> Understood:
    """Return what a line of text means. Total: any text has an answer, of which two hundred letters are read.

    listed: whether a postcode, as printed, is in the list. A postcode inside a longer line counts ("10 High Street,
    LS1 4AP"); letters typed for digits are amended only where exactly one amended postcode is in the list.
    """
    line = " ".join("".join(one for one in text[:LONGEST] if category(one) != UNSEEN).split())
    postcode, instead_of = _postcode(line, listed)
    if postcode:
        return Understood(line, postcode, instead_of)
    named = names.find(line)
    found = services.find(line, like=not named.names or named.sureness is Sureness.LIKE)
    if found and named.sureness is Sureness.LIKE:
        named = Named(Sureness.NONE, ())
    return Understood(line, named=named, services=() if named.sure else found)


def load_service_words(folder: Path) -> ServiceWords:
    """Return the words of data/register/service_words.csv (`;` between them); RegisterError naming row and column."""
    codes: dict[str, list[str]] = {}
    for row in read_table(folder / "service_words.csv", WORDS_HEADER):
        code = row.required("service")
        for words in filter(None, map(plain, row.required("words").split(";"))):
            known = codes.setdefault(words, [])
            if code not in known:
                known.append(code)
    return ServiceWords({words: tuple(sorted(found, key=_in_order)) for words, found in codes.items()})


def _in_order(code: str) -> tuple[bool, str]:
    return code.startswith("C"), code


def _postcode(line: str, listed: Callable[[str], bool]) -> tuple[str | None, str]:
    whole = normalise_postcode(line)
    if whole:
        return whole, ""
    for piece in POSTCODE_LIKE.findall(line.upper()):
        exact = normalise_postcode(piece)
        if exact and listed(exact):
            return exact, ""
        spellings = {code for one in _spellings(piece) if (code := normalise_postcode("".join(one))) is not None}
        amended = sorted(one for one in spellings if listed(one))
        if len(amended) == 1:
            return amended[0], piece
    return None, ""


def _spellings(piece: str) -> Iterable[tuple[str, ...]]:
    choices = [MISTAKEN.get(letter, letter) for letter in piece if letter != " "]
    total = 1
    for one in choices:
        total *= len(one)
    return product(*choices) if total <= MOST_TRIED else ()


def _distinct(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes), key=_in_order))
