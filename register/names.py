"""Which council a person means by a name: today's names, old ones, Welsh and Gaelic ones, and small slips. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from rapidfuzz import fuzz, process

from errors import RegisterError
from register.authorities import Register
from register.tables import read_table

NAMES_HEADER = ("authority", "language", "name")
LANGUAGES = ("cy", "gd")
LONGEST = 200
"""Characters that are read of what was typed; nobody's council has a longer name."""
LEAST = 3
MOST = 20
SLIP = 80
"""Likeness (0-100, Levenshtein ratio) from which a name counts as meant: one wrong letter in five."""
ABOUT_AS_LIKE = 6
"""A name this much less like than the likest is still listed beside it."""
KINDS_OF_COUNCIL = frozenset(
    ("council", "borough", "district", "county", "city", "metropolitan", "royal", "london", "unitary", "authority",
     "the", "of", "ua", "corporation", "cyngor", "bwrdeistref", "sirol", "sir", "dinas", "comhairle", "baile")
)  # fmt: skip
"""Words that say what sort of council it is. Left out when names are compared, unless nothing else would be left."""
TOO_WIDE = frozenset({"london"})
"""What is left of a name that people use for a larger place: never a sure answer."""
SHORTEST_IN_HOST = 4
"""Letters of the shortest name by which a domain may call a council."""


class NameKind(StrEnum):
    """Whose name it is. `ended`: of a council that another one followed."""

    CURRENT = "current"
    OTHER = "other"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one council. language: en, cy or gd. ended_on: the day on which a council of that name ended."""

    text: str
    authority: str
    kind: NameKind
    language: str = "en"
    ended_on: date | None = None


class Sureness(StrEnum):
    """How the names were found: the name itself, a part of it, something like it, or none."""

    EXACT = "exact"
    PART = "part"
    LIKE = "like"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Named:
    """The councils that a text may mean, most likely first, each once with the name by which it was found."""

    sureness: Sureness
    names: tuple[Name, ...]

    @property
    def sure(self) -> Name | None:
        """The one council that is certainly meant, or None."""
        return self.names[0] if self.sureness is Sureness.EXACT and len(self.names) == 1 else None


def plain(text: str) -> str:
    """Return a text as names are compared: no accents, case, punctuation or doubled spaces; "&" is "and"."""
    letters = unicodedata.normalize("NFKD", text[:LONGEST].casefold().replace("&", " and "))
    kept = "".join(one for one in letters if not unicodedata.combining(one))
    return " ".join(re.sub(r"[^\w\s]|_", " ", kept.replace("'", "").replace("’", "")).split())


def core(text: str) -> str:
    """Return what is left of a plain name without the words for the sort of council."""
    return " ".join(word for word in text.split() if word not in KINDS_OF_COUNCIL) or text


def load_names(folder: Path, register: Register) -> tuple[Name, ...]:
    """Return every name of every council from data/register/, sorted by council and name, no spelling twice.

    Raises RegisterError for a row of names.csv that names no council or no language.
    """
    names = [
        Name(text, one.code, NameKind.CURRENT) for one in register.authorities for text in (one.name, one.short_name)
    ]
    for row in read_table(folder / "names.csv", NAMES_HEADER):
        code, language = row.required("authority"), row.required("language")
        if register.by_code(code) is None:
            raise row.error("authority", "an ONS code of authorities.csv")
        if language not in LANGUAGES:
            raise row.error("language", f"one of {', '.join(LANGUAGES)}")
        names.append(Name(row.required("name"), code, NameKind.CURRENT, language))
    names += [
        Name(past.other_name, past.authority, NameKind.ENDED, ended_on=past.on_date)
        for past in register.relations
        if past.relation == "predecessor"
    ]
    names += [
        Name(value, code, NameKind.OTHER) for (scheme, value), code in register.identifiers.items() if scheme == "name"
    ]
    first: dict[tuple[str, str], Name] = {}
    for one in names:
        first.setdefault((one.authority, plain(one.text)), one)
    if not first:
        raise RegisterError("names.csv: no council has a name")
    return tuple(first[key] for key in sorted(first))


def names_in_hosts(names: Iterable[Name]) -> dict[str, frozenset[str]]:
    """Return authority -> the letters by which a domain may call it: "siryfflint" and "flintshire" for Flintshire.

    They are those of each name that it bears, and of what is left of it without words for the sort of council. What
    may mean another council too, or a larger place, is left out.
    """
    found: dict[str, set[str]] = {}
    for one in names:
        if one.kind is not NameKind.ENDED:
            whole = plain(one.text)
            forms = {whole, core(whole), *(whole.removeprefix(f"{word} ") for word in ("cyngor", "comhairle"))}
            for form in forms - TOO_WIDE:
                found.setdefault(re.sub(r"[^a-z]", "", form), set()).add(one.authority)
    alone: dict[str, set[str]] = {}
    for letters, whose in found.items():
        if len(letters) >= SHORTEST_IN_HOST and len(whose) == 1:
            alone.setdefault(next(iter(whose)), set()).add(letters)
    return {authority: frozenset(each) for authority, each in alone.items()}


class NameIndex:
    """Names ready to be asked. Every answer is a pure function of the names and of the text."""

    def __init__(self, names: Iterable[Name]):
        self._names = tuple(names)
        self._plain = tuple(plain(one.text) for one in self._names)
        self._core = tuple(core(one) for one in self._plain)

    def find(self, text: str) -> Named:
        """Return the councils that a text may mean; none for less than three letters. Nothing asked is remembered."""
        asked = plain(text)
        if len(asked) < LEAST:
            return Named(Sureness.NONE, ())
        short = core(asked)
        whole_name = self._where(lambda whole, _: whole == asked)
        exact = whole_name or self._where(lambda _, most: most == short)
        if exact and short not in TOO_WIDE:
            certain = whole_name and exact[0].kind is not NameKind.OTHER
            return Named(Sureness.EXACT, exact) if certain else self._with_longer(exact, short)
        part = self._where(lambda whole, _: f" {asked} " in f" {whole} ") or self._where(
            lambda _, most: most.startswith(short) or f" {short}" in most
        )
        if part:
            return Named(Sureness.PART, part)
        held = self._held(asked)
        return Named(Sureness.PART, held) if held else self._like(short)

    def _with_longer(self, exact: tuple[Name, ...], short: str) -> Named:
        """Return a short form as the exact answer, unless a second council's name begins with it ("Newcastle")."""
        longer = self._where(lambda _, most: most.startswith(short + " "))
        both = _each_once((*exact, *longer))
        return Named(Sureness.PART if len(both) > len(exact) else Sureness.EXACT, both)

    def _where(self, fits: Callable[[str, str], bool]) -> tuple[Name, ...]:
        found = (
            one for one, whole, most in zip(self._names, self._plain, self._core, strict=True) if fits(whole, most)
        )
        return _each_once(found)

    def _held(self, asked: str) -> tuple[Name, ...]:
        """Return the councils whose whole name stands in a longer text, such as an address line: the longest name."""
        within = [
            (len(most), one)
            for one, most in zip(self._names, self._core, strict=True)
            if len(most) >= LEAST and f" {most} " in f" {asked} "
        ]
        longest = max((length for length, _ in within), default=0)
        return _each_once(one for length, one in within if length == longest)

    def _like(self, short: str) -> Named:
        found = process.extract(short, self._core, scorer=fuzz.ratio, score_cutoff=SLIP, limit=MOST)
        best = found[0][1] if found else 0
        names = _each_once(self._names[place] for _, score, place in found if score >= best - ABOUT_AS_LIKE)
        return Named(Sureness.LIKE if names else Sureness.NONE, names)


def _each_once(names: Iterable[Name]) -> tuple[Name, ...]:
    """Return at most twenty councils, each by the first of its names, today's names before ended ones."""
    order = sorted(names, key=lambda one: list(NameKind).index(one.kind))
    first: dict[str, Name] = {}
    for one in order:
        first.setdefault(one.authority, one)
    return tuple(first.values())[:MOST]
